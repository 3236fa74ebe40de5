"""Contract code as the node takes it: each deviation, and what the node writes in its place."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import FateError, FieldError, RlpError, fate, rlp
from aecodec.fate import decode_code_lenient
from aecodec.fate.code import Argument

from .both_twins import mutated
from .conftest import examples
from .error_of import check_line, error_of
from .fate_code import WIRES
from .fate_vectors import rows

INVALID = [row for row in rows("invalid") if row["as"] == "code"]
ACCEPTED = [row for row in INVALID if row["node"] == "accepted"]


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row["note"])
def test_what_the_node_takes_is_taken_and_named(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["hex"])
    result = decode_code_lenient(wire)
    assert [one.code for one in result.deviations] == ["fate_" + row["strict"].replace("-", "_")]
    assert result.original == wire
    assert result.canonical is not None
    assert result.canonical.hex() == row.get("node_rewrites", row["hex"])


@pytest.mark.parametrize(
    "row", [row for row in INVALID if row["node"] == "refused"], ids=lambda row: row["note"]
)
def test_what_the_node_refuses_is_refused_as_in_strict_decoding(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["hex"])
    strict, lenient = (
        error_of(FateError, fate.decode_code, wire),
        error_of(FateError, decode_code_lenient, wire),
    )
    assert strict.args == lenient.args
    assert (strict.path, strict.offset) == (lenient.path, lenient.offset)


def test_the_vectors_have_every_deviation_of_code_but_those_of_rlp() -> None:
    assert {row["strict"] for row in ACCEPTED} == {
        "operand-not-int",
        "function-order",
        "function-attributes",
        "code-table-not-map",
        "symbol-entry",
    }


@pytest.mark.parametrize("wire", WIRES, ids=range(len(WIRES)))
def test_canonical_code_has_no_deviation(wire: bytes) -> None:
    result = decode_code_lenient(wire)
    assert result == (fate.decode_code(wire), (), wire, wire)


def test_of_several_functions_the_last_one_counts_and_they_come_in_order() -> None:
    two = "fe00000002003700070103 04fe00000001003700070103 02fe00000002003700070103 06"
    functions = bytes.fromhex(two)
    wire = bytes([0x80 + len(functions)]) + functions + bytes.fromhex("822f00822f00")
    result = decode_code_lenient(wire)
    values = [one.blocks[0][0].operands[0].value for one in result.code.functions]  # type: ignore[union-attr]
    assert values == [1, 3]
    assert [(one.code, one.path, one.offset) for one in result.deviations] == [
        ("fate_function_order", "functions[00000001]", 13),
        ("fate_function_order", "functions[00000002]", 25),
    ]
    assert result.canonical is not None
    assert fate.encode_code(fate.decode_code(result.canonical)) == result.canonical


def test_the_values_among_operands_are_taken_as_the_node_takes_values() -> None:
    head, tail = "fe44d6441f00370007 0103", "822f00822f00"
    cut = bytes.fromhex("8d" + head + "9f00" + tail)
    assert error_of(FateError, decode_code_lenient, cut).code == "fate_truncated"
    short = decode_code_lenient(bytes.fromhex("8e" + head + "9f0005" + tail))
    (found,) = short.deviations
    place = "functions[44d6441f].blocks[0][0].operands[0]"
    assert (found.code, found.path, found.offset) == ("fate_address_length", place, 14)
    assert short.canonical == short.original
    as_list = decode_code_lenient(bytes.fromhex("8e" + head + "9f00c0" + tail))
    assert [one.code for one in as_list.deviations] == ["fate_address_length"]
    assert as_list.canonical is None  # the node cannot write it


def test_each_deviation_is_named_also_where_instructions_are_equal() -> None:
    functions = bytes.fromhex("fe44d6441f00370007" + 3 * "0c017f" + "00")
    result = decode_code_lenient(bytes([0x80 + len(functions)]) + functions + bytes.fromhex("822f00822f00"))
    assert [one.offset for one in result.deviations] == [12, 15, 18]
    assert result.deviations[2].path == "functions[44d6441f].blocks[0][2].operands[0]"


def test_a_part_may_have_a_longer_rlp_header() -> None:
    result = decode_code_lenient(bytes.fromhex("80 b8022f00 822f00"))
    assert [(one.code, one.path, one.offset) for one in result.deviations] == [
        ("fate_rlp_not_canonical", "symbols", 1)
    ]
    assert result.canonical == bytes.fromhex("80822f00822f00")


def test_deviations_in_an_object_count_from_its_first_byte() -> None:
    row = next(row for row in rows("bytecode") if row["name"] == "payable")
    wire = bytearray.fromhex(row["contract"])
    at = wire.index(bytes.fromhex("fe44d6441f00370037001a0e82"))
    wire[at + 12] = 0x7F  # the number of the register: false
    result = decode_code_lenient(bytes(wire))
    (found,) = result.deviations
    path = "CompilerSophia.byte_code.functions[44d6441f].blocks[0][0].operands[0]"
    assert (found.code, found.path, found.offset) == ("fate_operand_not_int", path, at + 12)
    assert result.canonical == bytes(wire)
    assert result.code.compiler_version == "9.0.0"
    operand = result.code.functions[0].blocks[0][0].operands[0]
    assert not isinstance(operand, Argument)
    assert error_of(FateError, fate.decode_code, bytes(wire)).offset == at + 12


def test_the_object_may_have_deviations_of_its_own() -> None:
    row = next(row for row in rows("bytecode") if row["name"] == "payable")
    items: Any = rlp.decode(bytes.fromhex(row["contract"]))
    items[2] = items[2][:31]  # the node does not check how long the source hash is
    items[4] = items[4].replace(bytes.fromhex("9ffe44d6441f00"), bytes.fromhex("9ffe44d6441f82"))
    result = decode_code_lenient(rlp.encode(items))
    assert [(one.code, one.path) for one in result.deviations] == [
        ("bytes_length", "CompilerSophia.source_hash"),
        ("fate_function_attributes", "CompilerSophia.byte_code.functions[44d6441f]"),
    ]
    assert result.code.functions[0].private
    assert result.canonical is not None
    again: Any = rlp.decode(result.canonical)
    assert again[4] == items[4].replace(bytes.fromhex("9ffe44d6441f82"), bytes.fromhex("9ffe44d6441f02"))
    assert [*again[:4], *again[5:]] == [*items[:4], *items[5:]]


def flipped(draw: st.DrawFn) -> bytes:
    wire = draw(st.sampled_from([one for one in WIRES if len(one) < 500]))
    return bytes(mutated(draw, list(wire), st.integers(0, 255)))


@examples(1000)
@given(st.composite(flipped)())
def test_changed_bytes_are_refused_by_both_or_by_the_first_deviation(wire: bytes) -> None:
    try:
        result = decode_code_lenient(wire)
    except (FateError, FieldError, RlpError) as refused:
        check_line(refused)
        with pytest.raises((FateError, FieldError, RlpError)):
            fate.decode_code(wire)
        return
    if not result.deviations:
        assert fate.encode_code(fate.decode_code(wire)) == wire == result.canonical
        return
    with pytest.raises((FateError, FieldError, RlpError)):
        fate.decode_code(wire)
    if result.canonical is not None:
        again = decode_code_lenient(result.canonical)
        assert again.canonical == result.canonical
