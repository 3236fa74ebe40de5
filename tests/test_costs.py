"""The cost of hostile input: time and memory in proportion to its length, and a small stack."""

from __future__ import annotations

import copy
import json
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import aecodec
from aecodec import _strict_json
from aecodec.inspector import captures
from aecodec.inspector.checks import CHECKS
from aecodec.inspector.history import reconstruct
from aecodec.limits import MAX_JSON_DEPTH, MAX_RECORD_DEPTH

from .conftest import ROOT, founding
from .growth import assert_linear
from .mutated_rlp import encode_items, header, nest, spend
from .shared_vectors import golden
from .test_limits import WAYS_IN, deepest_tx

FOUNDING: str = founding()["co_signed"]

# --- time ---------------------------------------------------------------------------------------


def encode_list(count: int, item: bytes) -> bytes:
    return header(0xC0, count * len(item)) + item * count


def votes(count: int) -> bytes:
    """Encode a vote of so many keys in order, the last of them twice."""
    keys = [b"%07d" % number for number in range(count)]
    return encode_items(
        [b"\x53", b"\1", b"\1" + bytes(32), b"\1", b"\0", [[key, b"v"] for key in [*keys, keys[-1]]]]
    )


def signed(count: int) -> bytes:
    signatures = [number.to_bytes(64, "big") for number in range(count)]
    return encode_items([b"\x0b", b"\1", signatures, spend()])


#: Size, input and call of each case; the size is that for the compiled twin.
GROWING: dict[str, tuple[int, Callable[[int], Any], Callable[[ModuleType, Any], object]]] = {
    "nested lists": (40_000, nest, lambda t, d: must_fail(t, t.rlp.decode, d)),
    "empty lists": (20_000, lambda n: encode_list(n, b"\xc0"), lambda t, d: t.rlp.decode(d)),
    "empty items": (20_000, lambda n: encode_list(n, b"\x80"), lambda t, d: t.rlp.decode(d)),
    "empty items for a transaction": (20_000,
        lambda n: encode_list(n, b"\x80"), lambda t, d: must_fail(t, t.decode_tx, d)),
    "headers that claim all that follows": (20_000,
        lambda n: b"".join(b"\xba" + (4 * left).to_bytes(3, "big") for left in range(n, 0, -1)),
        lambda t, d: must_fail(t, t.rlp.decode, d)),
    "many signatures": (5_000, signed, lambda t, d: t.decode_tx(d)),
    "many signatures to verify": (2_000, signed, lambda t, d: t.verify(d, "ae_uat")),
    "many keys": (3_000, votes, lambda t, d: must_fail(t, t.decode_tx, d)),
    "long base64 with a fault at its end": (30_000,
        lambda n: "tx_" + "AAAA" * n + "AAA!", lambda t, d: must_fail(t, t.decode, d)),
    "spaces in base64": (3_000, lambda n: "tx_" + " A" * n, lambda t, d: must_fail(t, t.decode_lenient, d)),
    "a payload as text and back": (30_000, bytes, lambda t, d: t.decode(t.encode("ba", d))),
    "a text without an end": (100_000, lambda n: "x" * n, lambda t, d: must_fail(t, t.decode_tx, d)),
    "nested JSON": (10_000, lambda n: '{"a":' * n, lambda t, d: must_fail(t, t.json_form.parse_json, d)),
    "JSON strings that never end": (10_000,
        lambda n: '["\\"[",' * n, lambda t, d: must_fail(t, t.json_form.parse_json, d)),
    "many JSON values": (5_000,
        lambda n: '{"a":[' + "{}," * n + "{}]}", lambda t, d: t.json_form.parse_json(d)),
}  # fmt: skip


def must_fail(twin: ModuleType, call: Callable[[Any], object], data: Any) -> None:
    with pytest.raises(twin.DecodeError):
        call(data)


def test_work_that_grows_with_the_square_is_noticed() -> None:
    assert_linear(lambda size: sum(range(size)), 20_000, 200_000)
    with pytest.raises(AssertionError, match="10 times the input took"):
        assert_linear(lambda size: [sum(range(size)) for _ in range(size)], 150, 1_500)


@pytest.mark.parametrize("what", GROWING)
def test_ten_times_the_input_takes_about_ten_times_as_long(twin: ModuleType, what: str) -> None:
    size, make, act = GROWING[what]
    size = size if twin.BACKEND == "fast" else size // 10
    assert_linear(lambda data: act(twin, data), make(size), make(10 * size))


def exchange(count: int) -> str:
    """Make a session in which every message is about another transaction."""
    records = []
    for number in range(count):
        state = number.to_bytes(32, "big")
        tx = aecodec.ChannelOffchainTxV2(channel_id=founding()["channel_id"], round=number, state_hash=state)
        text = aecodec.encode_tx(aecodec.SignedTx(signatures=(), transaction=tx))
        data = {"signed_tx": text, "tx": text, "updates": [], "info": "", "type": ""}
        for direction, method in (
            ("receive", "channels.sign.update"),
            ("send", "channels.update"),
            ("receive", "channels.on_chain_tx"),
        ):
            params = {"channel_id": f"ch_{number}", "data": data, "signed_tx": text}
            frame = {"jsonrpc": "2.0", "method": method, "params": params}
            who = {"kind": "message", "participant": "initiator", "line": len(records) + 1}
            records.append({**who, "direction": direction, "frame": frame})
    return "\n".join(map(json.dumps, records))


def test_each_check_of_ten_times_the_session_takes_about_ten_times_as_long() -> None:
    small, large = (reconstruct(captures.read(exchange(count))) for count in (150, 1500))
    for check in CHECKS:
        assert_linear(lambda session, check=check: list(check(session)), small, large)


# --- memory -------------------------------------------------------------------------------------

#: Run in a process of its own, which has 32 MB left for all that follows.
BOUNDED = """
import resource, aecodec, aecodec.testing
from tests.mutated_rlp import header, nest, encode_items, spend

def used():
    with open("/proc/self/statm") as numbers:
        return int(numbers.read().split()[0]) * resource.getpagesize()

cases = [(1 << bits).to_bytes((bits + 8) // 8, "big") for bits in (25, 30, 31, 32, 40, 56, 62, 63)]
cases = [bytes([base + len(size)]) + size for size in cases for base in (0xB7, 0xF7)]
cases += [b"\\xbf" + b"\\xff" * 8, b"\\xff" + b"\\xff" * 8]
wires = cases + [encode_items([b"\\x0b", b"\\1", [], case]) for case in cases]
wires += [spend(payload=b"").replace(b"\\x80", case) for case in cases]
deep = nest(1_000_000)
for read in (aecodec.rlp.decode, aecodec.decode_tx, aecodec.decode_lenient):
    for wire in wires[:2]:  # whatever is imported with the first use
        try:
            read(wire)
        except aecodec.DecodeError:
            pass
resource.setrlimit(resource.RLIMIT_AS, (used() + (32 << 20),) * 2)
refused = 0
objects = aecodec.decode_tx, aecodec.decode_object, aecodec.decode_raw, aecodec.decode_lenient
readers = aecodec.rlp.decode, *objects
for read in readers:
    for wire in (*wires, deep):
        try:
            read(wire)
        except aecodec.DecodeError:
            refused += 1
assert refused >= 5 * len(cases)
print("bounded", aecodec.BACKEND)
"""


@pytest.mark.skipif(not os.path.exists("/proc/self/statm"), reason="asks the kernel how much memory is used")
@pytest.mark.parametrize("pure", ["", "1"])
def test_a_declared_length_allocates_nothing(pure: str) -> None:
    run = subprocess.run(
        [sys.executable, "-c", BOUNDED],
        cwd=ROOT,
        env={**os.environ, "AECODEC_PURE": pure or os.environ.get("AECODEC_PURE", "")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout.split()[:1]) == (0, ["bounded"]), run.stderr


# --- stack --------------------------------------------------------------------------------------


def run_on_small_stack(work: Callable[[], None]) -> None:
    """Run on a thread with the smallest stack that systems give; raise what it raises."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            raised.append(error)

    before = threading.stack_size(256 * 1024)
    try:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    if raised:
        raise raised[0]


def test_the_deepest_object_fits_a_small_stack(twin: ModuleType) -> None:
    tx = deepest_tx(twin)

    def work() -> None:
        for way in WAYS_IN.values():
            made = way(twin, tx)
            assert made == tx
            assert hash(made) == hash(tx)
            assert repr(made) == repr(tx)
            assert copy.copy(made) == tx
            assert twin.encode_tx(made) == twin.encode_tx(tx)
            assert json.dumps(twin.to_json(made))
            assert twin.tx_hash(made) == twin.tx_hash(tx)
            assert not twin.verify(made, "ae_uat")
            if twin is aecodec:  # pickles name classes by the package imported first
                assert pickle.loads(pickle.dumps(made)) == tx
                assert twin.show(made)
            del made  # freed here, on this stack
        assert twin.columns([twin.to_bytes(tx)], type(tx.transaction if hasattr(tx, "transaction") else tx))
        with pytest.raises(twin.FieldError):
            twin.replace(golden(twin, "PayingForTx"), tx=tx)

    run_on_small_stack(work)


def test_the_deepest_lists_fit_a_small_stack(twin: ModuleType) -> None:
    wire, deeper = nest(twin.limits.MAX_RLP_DEPTH), nest(1_000_000)

    def work() -> None:
        item = twin.rlp.decode(wire)
        assert item == twin.rlp.decode(wire)
        assert twin.rlp.encode(item) == wire
        assert repr(item).count("[") == twin.limits.MAX_RLP_DEPTH
        for bad in (deeper, deeper[:-1]):
            with pytest.raises(twin.RlpError):
                twin.decode_tx(bad)

    run_on_small_stack(work)


def test_the_deepest_json_fits_a_small_stack() -> None:
    value: Any = []
    for _ in range(MAX_RECORD_DEPTH - 1):
        value = [value]

    def work() -> None:
        text = _strict_json.dump(value, MAX_RECORD_DEPTH)
        assert _strict_json.load(text, max_depth=MAX_RECORD_DEPTH) == value
        frame = aecodec.rpc.decode("[" * MAX_JSON_DEPTH + "]" * MAX_JSON_DEPTH)
        assert aecodec.rpc.decode(aecodec.rpc.encode(frame)) == frame
        assert pickle.loads(pickle.dumps(frame)) == frame
        assert repr(frame)
        for hostile in ("[" * 1_000_000, '{"a":' * 1_000_000):
            with pytest.raises(aecodec.RpcError):
                _strict_json.load(hostile)

    import aecodec.rpc

    run_on_small_stack(work)
