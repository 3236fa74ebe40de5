"""Threads, processes and interpreters: no call knows of another, and no value is torn."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import pytest

import aecodec
from aecodec import Key

from .conftest import ROOT, VECTORS, founding, json_lines
from .mutated_rlp import nest, set_unused_bits, spend
from .shared_vectors import WIRES

TEXTS = [founding()[name] for name in ("unsigned", "half_signed", "co_signed")]
TEXTS += [row["tx"] for _, row in json_lines(VECTORS / "authorized.jsonl")]
BAD: list[Any] = [
    "",
    "ak_",
    TEXTS[0][:-1],
    set_unused_bits(next(text for text in TEXTS if text.endswith("="))),
    TEXTS[2].replace("QENC", "QENB"),
    b"",
    nest(100),
    spend(amount=b""),
    spend(sender_id=b"\5" + bytes(32)),
    spend(version=b"\7"),
    WIRES["SignedTx"] + b"\0",
    WIRES["SignedTx"][:-1],
    b"\xc4\x0a\1\0\0",  # an account
]
THREADS = 8


def outcome(call: Callable[[Any], Any], data: Any) -> Any:
    """The value, or all that the error says."""
    try:
        return call(data)
    except aecodec.AecodecError as error:
        return type(error).__name__, str(error), error.code, error.path, error.offset
    except ValueError as error:  # of the other copy of the package
        return type(error).__name__, str(error), *(vars(error)[name] for name in ("code", "path", "offset"))


@contextmanager
def restless() -> Iterator[None]:
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def together(work: Callable[[int], object], threads: int = THREADS) -> None:
    """Does it on many threads at once, and raises what one of them raises."""
    barrier = threading.Barrier(threads)
    raised: list[BaseException] = []

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:
            raised.append(error)

    running = [threading.Thread(target=run, args=(number,)) for number in range(threads)]
    with restless():
        for thread in running:
            thread.start()
        for thread in running:
            thread.join()
    if raised:
        raise raised[0]


# --- threads ------------------------------------------------------------------------------------


def test_good_and_bad_inputs_on_many_threads_give_what_they_give_alone(twin: ModuleType) -> None:
    inputs = [item for pair in zip(TEXTS, BAD * 2, strict=False) for item in pair] + list(WIRES.values())
    calls = [twin.decode_object, twin.decode_tx, twin.decode_raw, twin.decode_lenient, twin.tx_hash]
    alone = [[outcome(call, data) for data in inputs] for call in calls]
    assert {type(one).__name__ for row in alone for one in row} >= {
        "SignedTx",
        "tuple",
        "Raw",
        "LenientResult",
        "str",
    }

    def work(number: int) -> None:
        for turn in range(3):
            at = (number + turn) % len(calls)
            places = range(len(inputs)) if number % 2 else reversed(range(len(inputs)))
            for place in places:
                assert outcome(calls[at], inputs[place]) == alone[at][place]

    together(work)


def test_many_at_once_on_many_threads_are_what_they_are_alone(twin: ModuleType) -> None:
    inputs = [*TEXTS, *(bad for bad in BAD if isinstance(bad, str)), *TEXTS]
    alone = [outcome(lambda one: one, one) for one in map(str, twin.decode_txs(inputs))]

    def work(number: int) -> None:
        for _ in range(4):
            assert list(map(str, twin.decode_txs(inputs))) == alone

    together(work)


def test_one_object_may_be_used_by_many_threads(twin: ModuleType) -> None:
    for text in TEXTS[:6]:
        tx, again = twin.decode_tx(text), twin.decode_tx(text)
        facts: list[Any] = []

        def work(number: int, tx: Any = tx, facts: list[Any] = facts) -> None:
            # The text of an identifier is made once, when it is first asked for.
            facts.append((twin.encode_tx(tx), repr(tx), hash(tx), str(twin.to_json(tx)), twin.tx_hash(tx)))

        together(work)
        assert set(facts) == {(text, repr(again), hash(again), str(twin.to_json(again)), twin.tx_hash(again))}


def test_an_error_leaves_nothing_behind(twin: ModuleType) -> None:
    fresh = [outcome(twin.decode_tx, data) for data in (*TEXTS, *BAD)]
    for bad in BAD:
        for _ in range(3):
            with pytest.raises(twin.DecodeError) as caught:
                twin.decode_tx(bad)
            caught.value.within("changed").code = "changed"
        assert [outcome(twin.decode_tx, data) for data in (*TEXTS, *BAD)] == fresh


def test_signatures_are_made_and_checked_on_many_threads() -> None:
    keys = [Key.from_seed(bytes([number]) * 32) for number in range(THREADS)]
    alone = [key.sign(b"message") for key in keys]

    def work(number: int) -> None:
        for turn in range(20):
            at = (number + turn) % THREADS
            assert keys[at].sign(b"message") == alone[at]
            assert aecodec.verify_signature(
                signature=alone[at], message=b"message", account_id=keys[at].address
            )
            assert not aecodec.verify_signature(
                signature=alone[at], message=b"message", account_id=keys[at - 1].address
            )

    together(work)


# --- what changes while it is read --------------------------------------------------------------

#: Where bytes are taken, and what is made of them.
READERS: dict[str, Callable[[ModuleType, Any], Any]] = {
    "a transaction": lambda t, d: t.decode_tx(d),
    "an object": lambda t, d: t.decode_object(d),
    "many": lambda t, d: str(t.decode_txs([d])[0]),
    "columns": lambda t, d: bytes(t.columns([d], t.SpendTx)["payload"]),
    "RLP": lambda t, d: t.rlp.decode(d),
    "a raw tree": lambda t, d: t.decode_raw(d),
    "an lenient": lambda t, d: t.decode_lenient(d),
    "a hash": lambda t, d: t.tx_hash(d),
    "RLP to be written": lambda t, d: t.rlp.encode([b"", [d]]),
    "text to be written": lambda t, d: t.encode("ba", d),
    "a field": lambda t, d: t.replace(t.decode_tx(spend()), payload=d).payload,
    "a message": lambda t, d: t.signing.message_hash(d),
}


@contextmanager
def changing(buffer: bytearray, contents: list[bytes]) -> Iterator[None]:
    """Another thread puts one content after the other into the buffer, each at once, as fast as it can."""
    stop = threading.Event()

    def change() -> None:
        while not stop.is_set():
            for content in contents:
                try:
                    buffer[:] = content
                except BufferError:  # somebody reads it
                    continue

    thread = threading.Thread(target=change)
    with restless():
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()


@pytest.mark.skipif(not getattr(sys, "_is_gil_enabled", lambda: True)(), reason="contents change bit by bit")
@pytest.mark.parametrize("reader", READERS)
def test_a_buffer_that_changes_is_read_as_it_was_at_one_moment(twin: ModuleType, reader: str) -> None:
    call = lambda data: READERS[reader](twin, data)  # noqa: E731
    # Of one length and of others: good ones, and one that is bad at its end.
    contents = [spend(payload=bytes([number]) * 3000) for number in (1, 2)]
    contents += [spend(payload=b"\3" * 2000), contents[0][:-1] + b"\xff", contents[1] + b"\0"]
    contents += [b"\xb9\x0b\xb8" + bytes([number]) * 3000 for number in (5, 6)]  # no object at all
    possible = [outcome(call, content) for content in contents]
    buffer = bytearray(contents[0])
    with changing(buffer, contents):
        for _ in range(150):
            for view in (buffer, memoryview(bytes(buffer))):
                assert outcome(call, view) in possible


def test_a_view_of_a_buffer_that_changes_is_read_as_it_was(twin: ModuleType) -> None:
    contents = [spend(payload=bytes([number]) * 3000) for number in (1, 2)]
    possible = [twin.decode_tx(content) for content in contents]
    buffer = bytearray(contents[0])
    with changing(buffer, contents), memoryview(buffer) as view:
        for _ in range(200):
            assert outcome(twin.decode_tx, view) in possible
            assert outcome(twin.decode_tx, view[::1]) in possible


# --- processes and interpreters -----------------------------------------------------------------


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
