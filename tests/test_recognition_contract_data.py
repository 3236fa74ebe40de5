"""Call data and FATE values in a paste: known by their shape, and never claimed for what is none."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import FateError, fate
from aecodec.recognition import Confidence, Kind, Reading

from .conftest import examples
from .fate_vectors import VALUES, changed, rows

CALLS = [(bytes.fromhex(row["hex"]), False) for row in rows("calls")]


def only(source: str | bytes) -> Reading:
    """Return the only reading of a source."""
    (reading,) = aecodec.recognize(source)
    return reading


@examples(60)
@given(st.binary(min_size=4, max_size=4), st.lists(VALUES, max_size=3))
def test_any_call_data_is_recognized(number: bytes, arguments: list[object]) -> None:
    data = fate.call(number, tuple(arguments))
    found = only(f"calldata={data}")
    assert (found.kind, found.text, found.confidence) == (Kind.CALL_DATA, data, Confidence.CERTAIN)
    assert found.value == aecodec.split(data)
    assert f"a function id ({number.hex()}) and {len(arguments)} argument" in found.why


@pytest.mark.parametrize("dress", ["hex", "python", "numbers"])
def test_call_data_is_recognized_in_the_notations_of_bytes(dress: str) -> None:
    write = {
        "hex": bytes.hex,
        "python": repr,
        "numbers": lambda wire: str([*wire]),
    }[dress]
    wires = [wire for wire, _ in CALLS if 40 <= len(wire) <= 200 and len(wire) != 64]
    assert len(wires) >= 5
    for wire in wires[:20]:
        found = aecodec.recognize(write(wire))[0]
        assert (found.kind, found.text) == (Kind.CALL_DATA, aecodec.encode("cb", wire)), write(wire)
        assert found.confidence is Confidence.CERTAIN


@examples(300)
@given(st.composite(changed)(CALLS))
def test_changed_call_data_is_recognized_if_it_is_call_data_still(data: bytes) -> None:
    found = only(aecodec.encode("cb", data))
    try:
        fate.decode_call(data)
    except FateError:
        assert found.kind is not Kind.CALL_DATA
    else:
        assert found.kind is Kind.CALL_DATA
        assert found.value.payload == data


@pytest.mark.parametrize(
    ("data", "why"),
    [
        # a call whose function id has five bytes, and one with a byte behind it: each is no call data
        ("2b150102030405" + "3f", "; what it holds may be a FATE value"),
        ("2b11010203043f00", ""),
        ("0e", "; what it holds may be a FATE value"),
        ("4f7574206f6620676173", ""),  # the text of an error, "Out of gas"
    ],
)
def test_other_contract_bytes_are_bytes(data: str, why: str) -> None:
    found = only(aecodec.encode("cb", bytes.fromhex(data)))
    assert found.kind is Kind.BYTES
    assert found.why == f"the checksum of this cb_ text is right{why}"


def test_a_value_alone_is_not_claimed_for_bytes_without_a_prefix() -> None:
    wire = fate.encode(("a string of some length", [1, 2, 3], {1: True}))
    assert {one.kind for one in aecodec.recognize(wire.hex())} <= {Kind.BYTES}


def test_random_bytes_that_begin_as_call_data_does_are_none() -> None:
    rng = random.Random(13)
    for _ in range(300):
        data = b"\x2b\x11" + rng.randbytes(rng.randint(6, 100))
        kinds = {one.kind for one in aecodec.recognize(data.hex())}
        assert Kind.CALL_DATA not in kinds, data.hex()


def test_hostile_call_data_is_refused_in_linear_time() -> None:
    deep = b"\x2b\x11\1\2\3\4\x1b" + b"\x13" * 100_000  # lists of one list
    assert only(aecodec.encode("cb", deep)).kind is Kind.BYTES
