"""No leaks: after many calls there are as many blocks of memory as before."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from .conftest import founding
from .shared_vectors import WIRES

TEXT = founding()["co_signed"]
#: Faults, each with its own path through the code on which something could leak.
BAD = {
    "checksum": TEXT[:-3] + "AAA",
    "character": TEXT[:100] + "!" + TEXT[101:],
    "prefix": "pi_" + TEXT[3:],
    "short text": "tx_AAAA",
    "not ASCII": TEXT[:-1] + "é",
    "cut": WIRES["ChannelCreateTxV2"][:-1],
    "trailing": WIRES["ChannelCreateTxV2"] + b"\0",
    "identifier": WIRES["SpendTx"].replace(b"\xa1\1", b"\xa1\7", 1),
    "empty": b"",
    "no object": b"\xc2\x0c\x01",
}


@pytest.fixture(autouse=True)
def freeze_older_objects() -> Iterator[None]:
    gc.freeze()
    yield
    gc.unfreeze()


def count_leaked(call: Callable[[], object], times: int) -> int:
    """Count the blocks that so many calls leave, after some calls to settle."""
    loop = range(times)
    for _ in range(200):
        call()
    gc.collect()
    before = sys.getallocatedblocks()
    for _ in loop:
        call()
    gc.collect()
    return sys.getallocatedblocks() - before


#: A FATE value of every kind that the compiled twin makes.
FATE = bytes.fromhex(
    "ab 2f02 0561 1302 0562 2bff7f 1d616263ff656667 af820001011b9f00a0"
    + "11" * 32
    + "4f05 cf8201ff 6f88ffffffffffffffff ef00 9f0109aabb 9f04a0"
    + "22" * 32
    + "8f0400ff"
)


def scale(twin: ModuleType, often: int) -> int:
    return often if twin.BACKEND == "fast" else often // 100


def make_failing(twin: ModuleType, call: Callable[[Any], object], bad: Any) -> Callable[[], object]:
    def attempt() -> None:
        try:
            call(bad)
        except twin.DecodeError:
            return
        raise AssertionError("nothing was wrong")

    return attempt


def test_a_million_good_decodes_leave_nothing(twin: ModuleType) -> None:
    assert count_leaked(lambda: twin.decode_tx(TEXT), scale(twin, 1_000_000)) < 50


@pytest.mark.parametrize("what", BAD)
def test_bad_decodes_leave_nothing(twin: ModuleType, what: str) -> None:
    assert count_leaked(make_failing(twin, twin.decode_tx, BAD[what]), scale(twin, 20_000)) < 50


@pytest.mark.parametrize("what", BAD)
def test_errors_among_many_leave_nothing(twin: ModuleType, what: str) -> None:
    items = [TEXT, BAD[what], TEXT, WIRES["SpendTx"]]
    assert count_leaked(lambda: twin.decode_txs(items), scale(twin, 5_000)) < 50
    columns = make_failing(twin, lambda bad: twin.columns([TEXT, bad], twin.ChannelCreateTxV1), BAD[what])
    assert count_leaked(columns, scale(twin, 5_000)) < 50


@pytest.mark.parametrize("name", WIRES)
def test_every_object_is_decoded_and_encoded_without_a_leak(twin: ModuleType, name: str) -> None:
    wire = WIRES[name]

    def trip() -> None:
        obj = twin.decode_object(wire)
        assert twin.to_bytes(obj) == wire
        hash(obj)
        twin.replace(obj)

    assert count_leaked(trip, scale(twin, 2_000)) < 50


def test_other_ways_through_the_compiled_modules_leave_nothing(twin: ModuleType) -> None:
    tx = twin.decode_tx(TEXT)
    wide = twin.to_bytes(twin.replace(twin.decode_tx(WIRES["SpendTx"]), amount=2**2000))
    account = str(twin.Id.of(1, bytes(32)))
    calls: list[Callable[[], object]] = [
        lambda: twin.encode_tx(tx),
        lambda: twin.codec.tx_digest(TEXT),
        lambda: twin.codec.tx_digest(tx),
        lambda: twin.columns([wide, WIRES["SpendTx"]], twin.SpendTx),
        lambda: twin.batch.record_writer("safe")(
            f"{TEXT}\n{TEXT[:-3]}AAA\n\n{twin.encode('tx', wide)}\n".encode()
        ),
        lambda: twin.batch.form_encoder()(f"{json.dumps(twin.to_json(tx))}\n[{{\n".encode()),
        lambda: twin.rlp.encode(twin.rlp.decode(WIRES["ContractCallTx"])),
        lambda: hash(twin.Id(account)),
        lambda: str(twin.Id.from_bytes(bytes(twin.Id(account)))),
        lambda: twin.derived.channel_id(account, 2**200, account),
        lambda: twin.encode("ak", twin.decode(account)),
        lambda: twin.fate.encode(twin.fate.decode(FATE)),
        make_failing(twin, twin.fate.decode, FATE[:-1]),
        make_failing(twin, twin.fate.encode, [{"a": ("b", {3: None})}]),
        make_failing(twin, twin.Id, account[:-1]),
        make_failing(twin, twin.rlp.decode, b"\xc3\x81\x01"),
        make_failing(twin, lambda fee: twin.replace(tx.transaction, fee=fee), -1),
    ]
    for call in calls:
        assert count_leaked(call, scale(twin, 5_000)) < 50
