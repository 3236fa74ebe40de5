"""Both twins of FATE's decoder and encoder: same values, same bytes, same errors at the same place."""

from __future__ import annotations

import math
from functools import partial
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, IdKind, fate, limits
from aecodec._pure import fate_decoder as pure_decoder
from aecodec._pure import fate_encoder as pure_encoder
from aecodec.fate import types

from .both_twins import outcome
from .conftest import examples, needs_both_twins
from .fate_vectors import IDS, KEY_VALUES, VALUES, all_wires, changed, rows

REASON = "this is a build without compiled modules"
fast_decoder: Any = pytest.importorskip("aecodec._fast.fate_decoder", reason=REASON)
fast_encoder: Any = pytest.importorskip("aecodec._fast.fate_encoder", reason=REASON)
WIRES = all_wires()
#: Both make the same identifiers only where the compiled ones are those of the package.
pytestmark = needs_both_twins


def shape(value: object) -> object:
    """Return a value with the class of each part, which tells `1` from `True`."""
    if isinstance(value, dict):
        return dict, [(shape(key), shape(part)) for key, part in value.items()]
    if isinstance(value, (list, tuple)):
        return type(value), [shape(part) for part in value]
    if isinstance(value, fate.Variant):
        return fate.Variant, value.arities, value.tag, shape(value.values)
    if isinstance(value, fate.Map):
        return fate.Map, shape(value.entries)
    return type(value), value


def same_decoding(wire: bytes, store: bool) -> None:
    """Check that both twins make the same of bytes."""
    expected = outcome(pure_decoder.decode, wire, store)
    assert shape(outcome(read_fast, wire, store)) == shape(expected)
    assert shape(outcome(partial(fate.decode, store=store), wire)) == shape(expected)
    start = min(1, len(wire))
    expected = outcome(pure_decoder.decode_prefix, wire, start, store)
    assert shape(outcome(partial(fate.decode_prefix, store=store), wire, start)) == shape(expected)


def read_fast(wire: bytes, store: bool = False) -> object:
    """Return what the compiled twin alone makes of bytes; what it leaves must be wrong, or hold a type."""
    found = fast_decoder.decode_prefix(wire, 0, store)
    if found is not None and found[1] == len(wire):
        return found[0]
    value = pure_decoder.decode(wire, store)
    assert holds_type(value)
    return value


def write_fast(value: Any, store: bool = False) -> bytes:
    """Return what the compiled twin alone makes of a value; what it leaves must be wrong, or hold a type."""
    wire = fast_encoder.encode(value, store)
    if wire is None:
        wire = pure_encoder.encode(value, store)
        assert holds_type(value)
    assert isinstance(wire, bytes)
    return wire


def holds_type(value: Any) -> bool:
    """Tell whether a value is a type, or has one in it."""
    parts = [value]
    while parts:
        part = parts.pop()
        if isinstance(part, types.FateType):
            return True
        if isinstance(part, (dict, fate.Map)):
            parts += [one for entry in part.items() for one in entry]
        elif isinstance(part, fate.Variant):
            parts += part.values
        elif isinstance(part, (list, tuple)):
            parts += part
    return False


def same_encoding(value: object, store: bool = False) -> None:
    """Check that both twins make the same of a value."""
    expected = outcome(pure_encoder.encode, value, store)
    assert outcome(write_fast, value, store) == expected
    assert outcome(partial(fate.encode, store=store), value) == expected


def test_all_vectors_are_read_and_written_alike() -> None:
    wires = [wire for wire, _ in WIRES]
    wires += [bytes.fromhex(row["hex"]) for name in ("results", "invalid") for row in rows(name)]
    for wire in wires:
        for store in (False, True):
            same_decoding(wire, store)
    for wire, store in WIRES:
        same_encoding(fate.decode(wire, store=store), store)
        same_encoding(fate.decode(wire, store=store), not store)


@examples(3000)
@given(st.composite(lambda draw: changed(draw, WIRES))() | st.binary(max_size=40), st.booleans())
def test_any_bytes_give_the_same_value_or_the_same_error(wire: bytes, store: bool) -> None:
    same_decoding(wire, store)


#: Bytes that mean something in most places.
TELLING = st.sampled_from([bytes([tag]) for tag in range(1, 256, 2)] + [b"\0", b"\2", b"\x80", b"\x9f\0\xa0"])


@examples(3000)
@given(st.lists(TELLING, max_size=12).map(b"".join), st.booleans())
def test_any_tags_give_the_same_value_or_the_same_error(wire: bytes, store: bool) -> None:
    same_decoding(wire, store)
    same_decoding(wire + bytes(40), store)


def test_every_cut_and_every_changed_head_gives_the_same() -> None:
    for wire, store in WIRES[::7]:
        for length in range(min(len(wire), 60)):
            same_decoding(wire[:length], store)
            for byte in (0, 1, 3, 0x0B, 0x1F, 0x2F, 0x3F, 0x80, 0xC0, 0xFF):
                same_decoding(wire[:length] + bytes([byte]) + wire[length + 1 :], store)


@examples(1000)
@given(VALUES)
def test_any_value_gives_the_same_bytes(value: Any) -> None:
    same_encoding(value)
    same_decoding(pure_encoder.encode(value), False)


@examples(600)
@given(st.lists(KEY_VALUES | IDS, min_size=2, max_size=4), st.booleans())
def test_keys_in_any_order_give_the_same(keys: list[Any], as_dict: bool) -> None:
    for order in permutations(keys):
        same_encoding(fate.Map(tuple((key, 0) for key in order)))
        wire = bytes([0x2F, len(order)]) + b"".join(pure_encoder.encode(key) + b"\0" for key in order)
        same_decoding(wire, as_dict)


@pytest.mark.parametrize(
    "value",
    [
        1.5,
        [None],
        {"a": {2: {3}}},
        fate.Map((((1, {}), 0),)),
        fate.Map(((1, 0), (True, 1), ((), 2))),
        {"a\ud800": 1, "b": 2},
        "\ud800",
        "\udcc3\udca9",
        "é\udcff",
        fate.Map(((1, 0), (1, 0))),
        fate.Map(((1, 0), (1.5, 0))),
        fate.StoreMap(1 << 70),
        {fate.StoreMap(1): 0},
        Id.of(IdKind.NAME, bytes(32)),
        fate.Address("account", b"1"),
        1 << 8200,
        -(1 << 8200),
        (1 << 8192) + 63,
        (1 << 8192) + 64,
        -(1 << 63),
        (1 << 63) - 1,
        1 << 63,
        -63,
        -64,
        64,
        fate.Variant((0,) * 300, 255),
        fate.Bytearray(bytes(70)),
        bytearray(b"1"),
        math.inf,
        "\0" * limits.MAX_FATE_BYTES,
    ],
    ids=lambda value: f"{value!r:.30}",
)
def test_values_at_the_edges_give_the_same(value: Any) -> None:
    same_encoding(value)
    same_encoding([value], store=True)


@pytest.mark.parametrize(
    "head", [b"\x13", b"\x1b", b"\x2f\x01\x00", b"\xaf\x01\x00\x1b", b"\x27", b"\x2f\x01\x1b"]
)
def test_values_at_the_limits_give_the_same(head: bytes) -> None:
    leaf = b"\x07" if head == b"\x27" else b"\x02"
    for levels in (limits.MAX_FATE_DEPTH, limits.MAX_FATE_DEPTH + 1, 5_000):
        wire = head * levels + leaf
        if levels > limits.MAX_FATE_DEPTH or head == b"\x2f\x01\x1b":
            same_decoding(wire, False)
        else:
            value = read_fast(wire)
            assert write_fast(value) == pure_encoder.encode(value) == wire
            same_encoding([value])


@pytest.mark.parametrize("size", [255, 256, 257])
def test_large_maps_give_the_same(size: int) -> None:
    modulus = (1 << 61) - 1
    for keys in (range(size), [number * modulus for number in range(size)], [str(n) for n in range(size)]):
        value = fate.Map(tuple((key, (key,)) for key in keys))
        same_encoding(value)
        same_decoding(pure_encoder.encode(value), False)
