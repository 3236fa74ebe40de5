"""First use on many threads, forked processes, and a second interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import pytest

import aecodec

from .conftest import ROOT, founding
from .tx_texts import BAD, TEXTS


def script(code: str, pure: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=ROOT,
        env={**os.environ, "AECODEC_PURE": pure or os.environ.get("AECODEC_PURE", "")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


both_twins = pytest.mark.parametrize("pure", ["", "1"], ids=["as it is", "pure"])
FIRST_USE = """
import sys, threading
sys.setswitchinterval(1e-6)
barrier, wrong = threading.Barrier(16), []
def work(number):
    barrier.wait()
    try:
        import aecodec
        if number % 2:  # by a statement, which holds the lock of the module
            import aecodec.codec, aecodec.display, aecodec.json_form, aecodec.signing
        key = aecodec.Key.from_seed(bytes([number]) * 32)
        tx = aecodec.decode_tx({text!r})
        assert aecodec.encode_tx(aecodec.from_json(aecodec.to_json(tx))) == {text!r}
        assert aecodec.decode_lenient({text!r}).obj == tx and aecodec.verify(tx, {network!r})
        assert aecodec.verify(aecodec.sign(tx.transaction, key, "ae_uat"), "ae_uat").missing
        assert aecodec.decode_txs([{text!r}] * 3) == [tx] * 3
        assert aecodec.columns([{text!r}], type(tx.transaction)) and aecodec.fees.min_fee(tx.transaction)
    except BaseException as error:
        wrong.append(repr(error))
threads = [threading.Thread(target=work, args=(number,)) for number in range(16)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not wrong, wrong
print("good")
"""


@both_twins
def test_many_threads_may_be_the_first_to_use_everything(pure: str) -> None:
    run = script(FIRST_USE.format(text=founding()["co_signed"], network=founding()["network_id"]), pure)
    assert (run.returncode, run.stdout) == (0, "good\n"), run.stderr


FORKED = """
import os, pickle, aecodec
tx = aecodec.decode_tx({text!r})
key = aecodec.Key.from_seed(bytes(32))
signature = key.sign(b"message")
read, write = os.pipe()
child = os.fork()
if not child:
    fine = aecodec.encode_tx(tx) == {text!r} == aecodec.encode_tx(aecodec.decode_tx({text!r}))
    fine = fine and key.sign(b"message") == signature and aecodec.verify(tx, {network!r}).ok
    os.write(write, pickle.dumps(tx if fine else None))
    os._exit(0 if fine else 1)
_, status = os.waitpid(child, 0)
assert pickle.loads(os.read(read, 1 << 16)) == tx and status == 0
print("good")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@both_twins
def test_a_forked_process_goes_on_as_its_parent(pure: str) -> None:
    run = script(FORKED.format(text=founding()["co_signed"], network=founding()["network_id"]), pure)
    assert (run.returncode, run.stdout) == (0, "good\n"), run.stderr


FORKED_MEANWHILE = """
import os, sys, threading, time, warnings
import aecodec
warnings.simplefilter("ignore", DeprecationWarning)  # from Python 3.12 on, of fork beside threads
tx, inside, release = aecodec.decode_tx({text!r}), threading.Event(), threading.Event()
class Slow:  # holds up the first import of PyNaCl in the other thread
    def find_spec(self, name, path=None, target=None):
        if name == "nacl.bindings" and threading.current_thread() is not threading.main_thread():
            inside.set()
            release.wait(1)
sys.meta_path.insert(0, Slow())
thread = threading.Thread(target=aecodec.verify, args=(tx, {network!r}))
thread.start()
inside.wait()
child = os.fork()
if not child:
    os._exit(0 if aecodec.verify(tx, {network!r}).ok else 1)
release.set()
thread.join()
for _ in range(400):
    done, status = os.waitpid(child, os.WNOHANG)
    if done:
        break
    time.sleep(0.1)
else:
    os.kill(child, 9)
assert done and status == 0
print("good")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@both_twins
def test_a_process_forked_while_a_thread_imports_goes_on(pure: str) -> None:
    run = script(
        FORKED_MEANWHILE.format(text=founding()["co_signed"], network=founding()["network_id"]), pure
    )
    assert (run.returncode, run.stdout) == (0, "good\n"), run.stderr


def read_elsewhere(text: str) -> Any:
    return aecodec.decode_txs([text])[0]


def test_values_and_errors_go_from_process_to_process() -> None:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    inputs = [*TEXTS[:3], *(bad for bad in BAD if isinstance(bad, str))]
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        found = list(pool.map(read_elsewhere, inputs))
    here = list(map(read_elsewhere, inputs))
    assert list(map(repr, found)) == list(map(repr, here))
    assert list(map(str, found)) == list(map(str, here))
    assert found[:3] == here[:3]


#: What another interpreter does; it looks for modules where the first one does.
INSIDE = """
import sys
sys.path[:] = {path!r}
try:
    import aecodec
except ImportError as error:
    assert "main interpreter" in str(error), error
    assert "msgspec" not in sys.modules
else:
    raise AssertionError("it was imported")
"""
SECOND = """
import sys
try:
    import _interpreters as interpreters  # from Python 3.13 on
    create = interpreters.create, ("isolated",), ("legacy",)
    run = interpreters.exec
except ImportError:
    import _xxsubinterpreters as interpreters
    create = lambda isolated: interpreters.create(isolated=isolated), (True,), (False,)
    run = interpreters.run_string
if {first}:
    import aecodec
    before = aecodec.decode_tx({text!r})
make, *kinds = create
for kind in kinds * 2:
    second = make(*kind)
    fault = run(second, {inside!r}.format(path=sys.path))
    assert fault is None, fault
    interpreters.destroy(second)
import aecodec
assert aecodec.encode_tx(aecodec.decode_tx({text!r})) == {text!r}
assert not {first} or before == aecodec.decode_tx({text!r})
print("good")
"""


@pytest.mark.skipif(sys.implementation.name != "cpython", reason="interpreters of CPython")
@pytest.mark.parametrize("first", [True, False], ids=["after the first", "before the first"])
@both_twins
def test_a_second_interpreter_is_refused_clearly_and_harms_no_other(pure: str, first: bool) -> None:
    run = script(SECOND.format(first=first, text=founding()["co_signed"], inside=INSIDE), pure)
    assert (run.returncode, run.stdout) == (0, "good\n"), run.stderr
