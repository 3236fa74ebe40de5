"""FATE data that is not canonical, hostile or mutated: one documented error, or the same bytes again."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import FateError, fate, limits
from aecodec.fate import types

from .conftest import examples
from .error_of import check_line, error_of
from .fate_vectors import all_wires, changed, params, rows

WIRES = all_wires()
#: Rules of what is made of values, which one value alone cannot break.
OF_CALLS = ("calldata-shape", "calldata-id-length")


@pytest.mark.parametrize("row", [param for param in params("invalid") if param.values[0]["as"] != "code"])
def test_each_invalid_vector_is_refused_by_the_rule_that_it_breaks(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["hex"])
    if row["strict"] in OF_CALLS:
        assert fate.encode(fate.decode(wire)) == wire  # a value, but not that of a call
        return
    error = error_of(FateError, fate.decode, wire)
    assert error.code == "fate_" + row["strict"].replace("-", "_")
    assert error.offset is not None
    assert 0 <= error.offset <= len(wire)


def test_the_vectors_break_every_rule_of_values() -> None:
    broken = {row["strict"] for row in rows("invalid") if row["as"] != "code"}
    assert len(broken - {*OF_CALLS}) == 21


@pytest.mark.parametrize(
    ("wire", "code", "path", "offset"),
    [
        ("2b02b7", "fate_unknown_tag", "[1]", 2),
        ("2f01020980", "fate_truncated", "value[0]", 3),
        ("2f012b02805f", "fate_negative_zero", "key[0][1]", 4),
        ("af8200010113b7", "fate_variant_not_tuple", "", 5),
        ("af82000101 1bb7", "fate_unknown_tag", "values[0]", 6),
        ("3702 07 6727 47 01 07", "fate_unknown_object", "items[1].key.element", 6),
        ("8701 00", "fate_unknown_tag", "variants[0]", 2),
        ("1b 9f00 8105", "fate_rlp_not_canonical", "[0]", 3),
        ("13 9f00 05", "fate_address_length", "[0]", 3),
        ("2f01 2f00 00", "fate_map_key_map", "key[0]", 2),
        ("2f01 1b07 00", "fate_map_key_type", "key[0][0]", 3),
        ("13 01 02", "fate_truncated", "[0]", 1),
        ("", "fate_truncated", "", 0),
        ("3f3f", "fate_trailing_bytes", "", 1),
    ],
)
def test_an_error_names_path_and_byte(wire: str, code: str, path: str, offset: int) -> None:
    error = error_of(FateError, fate.decode, bytes.fromhex(wire))
    assert (error.code, error.path, error.offset) == (code, path, offset)


@examples(1500)
@given(st.composite(lambda draw: changed(draw, WIRES))() | st.binary(max_size=40))
def test_changed_bytes_give_an_error_or_a_value_that_becomes_the_same_bytes(wire: bytes) -> None:
    try:
        value = fate.decode(wire, store=True)
    except FateError as refused:
        error = refused
    else:
        assert fate.encode(value, store=True) == wire
        return
    assert error.offset is not None
    assert 0 <= error.offset <= len(wire)
    check_line(error)


def test_every_tag_that_stands_for_nothing_is_refused() -> None:
    unknown = []
    for tag in range(256):
        try:
            fate.decode(bytes([tag]) + bytes(16), store=True)
        except FateError as error:
            if error.code == "fate_unknown_tag" and error.offset == 0:
                unknown.append(tag)
    assert unknown == [0x0F, 0xB7, 0xC7, 0xD7, 0xDF]


def test_every_cut_of_a_value_is_refused() -> None:
    for wire, store in WIRES:
        for length in range(min(len(wire), 200)):
            error = error_of(FateError, fate.decode, wire[:length], store=store)
            assert error.offset is not None
            assert 0 <= error.offset <= length


HOSTILE: dict[str, bytes] = {
    "list": b"\x1f\xbf" + b"\xff" * 8,
    "tuple": b"\x0b\xbf" + b"\xff" * 8,
    "map": b"\x2f\xbf" + b"\xff" * 8,
    "string": b"\x01\x6f\xbf" + b"\xff" * 8,
    "a count with bytes": b"\x1f\x83\xff\xff\xff" + bytes(1000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_count_beyond_the_bytes_is_refused_before_anything_is_made(name: str) -> None:
    error = error_of(FateError, fate.decode, HOSTILE[name])
    assert error.code == "fate_truncated"


@pytest.mark.parametrize(
    "head", [b"\x13", b"\x1b", b"\x2f\x01\x00", b"\xaf\x01\x00\x1b", b"\x27", b"\x37\x01"]
)
def test_values_nest_to_the_limit_and_no_deeper(head: bytes) -> None:
    limit = limits.MAX_FATE_DEPTH
    leaf = b"\x07" if head[0] & 15 == 7 else b"\x02"
    value = fate.decode(head * limit + leaf)
    assert fate.encode(value) == head * limit + leaf
    assert fate.encode(fate.from_json(fate.to_json(value))) == head * limit + leaf
    assert value == fate.decode(head * limit + leaf)
    assert len(repr(value)) > limit
    with ThreadPoolExecutor(1) as pool:  # where the calls of pytest do not count
        assert len(pool.submit(json.dumps, fate.to_json(value)).result()) > limit
    for levels in (limit + 1, 100_000):
        error = error_of(FateError, fate.decode, head * levels + leaf)
        assert (error.code, error.offset) == ("fate_too_deep", limit * len(head))
    deeper: Any = types.ListType(value) if isinstance(value, types.FateType) else [value]
    assert error_of(FateError, fate.encode, deeper).code == "fate_too_deep"


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert error_of(FateError, fate.encode, endless).code == "fate_too_deep"
    wide: Any = 0
    for _ in range(100):
        wide = [wide, wide]
    assert error_of(FateError, fate.encode, wide).code == "fate_too_many_values"


def test_numbers_have_at_most_so_many_bytes() -> None:
    most = (1 << 8 * limits.MAX_FATE_INT_BYTES) - 1
    for value in (most + 64, -most - 64, fate.Bits(most), fate.Bits(-most)):
        assert fate.decode(fate.encode(value)) == value
    assert error_of(FateError, fate.encode, most + 65).code == "fate_int_too_long"
    assert error_of(FateError, fate.Bits, most + 1).code == "fate_int_too_long"
    for tag in (0x6F, 0xEF, 0x4F, 0xCF):
        wire = bytes([tag, 0xB9, 0x04, 0x01]) + b"\x01" * 1025
        assert error_of(FateError, fate.decode, wire).code == "fate_int_too_long"


def test_values_have_a_greatest_number() -> None:
    limit = limits.MAX_FATE_VALUES
    count = (limit - 16).to_bytes(3, "big")
    error = error_of(FateError, fate.decode, b"\x1f\x83" + count + bytes(limit))
    assert (error.code, error.offset, error.path) == ("fate_too_many_values", limit + 4, f"[{limit - 1}]")


def test_data_has_at_most_so_many_bytes() -> None:
    limit = limits.MAX_FATE_BYTES
    size = limit - 6
    wire = b"\x01\x6f\x83" + (size - 128).to_bytes(3, "big") + bytes(size)
    assert len(wire) == limit
    assert fate.encode(fate.decode(wire)) == wire
    assert error_of(FateError, fate.decode, wire + b"\0").code == "fate_too_long"
    assert error_of(FateError, fate.encode, "\0" * (size + 1)).code == "fate_too_long"
