"""FATE data as the node takes it: all of its deviations, and nothing that it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import FateError, fate

from .conftest import examples
from .error_of import error_of
from .fate_vectors import all_wires, changed, params

ROWS = [param for param in params("invalid") if param.values[0]["as"] != "code"]
WIRES = all_wires()


def judge(row: dict[str, Any]) -> fate.LenientValue:
    """Decode a row as the node does."""
    call = fate.decode_call_lenient if row["as"] == "call" else fate.decode_lenient
    return call(bytes.fromhex(row["hex"]))


@pytest.mark.parametrize("row", ROWS)
def test_lenient_decoding_takes_what_the_node_takes_and_says_why_strict_does_not(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["hex"])
    strict = error_of(FateError, fate.decode_call if row["as"] == "call" else fate.decode, wire)
    assert strict.code == "fate_" + row["strict"].replace("-", "_")
    if row["hex"] == "bf80":  # two faults, of which the node takes the first
        assert error_of(FateError, judge, row).code == "fate_int_not_canonical"
        return
    if row["node"] == "refused":
        error = error_of(FateError, judge, row)
        assert (error.code, error.path, error.offset) == (strict.code, strict.path, strict.offset)
        return
    found = judge(row)
    (deviation,) = found.deviations
    assert (deviation.code, deviation.path, deviation.offset) == (strict.code, strict.path, strict.offset)
    assert found.original == wire
    rewritten = row.get("node_rewrites", row["hex"])
    canonical = None if found.canonical is None else found.canonical.hex()
    assert canonical == (None if rewritten == "cannot be written again" else rewritten)
    value = fate.decode_lenient(wire).value
    if "account_rlp_list" in row["node_value"]:  # the vector has the number of items only
        assert value == fate.Address("account", bytes.fromhex(row["hex"])[3:], is_list=True)
    else:
        assert fate.to_json(value) == row["node_value"]


def test_canonical_data_has_no_deviation() -> None:
    for wire, store in WIRES:
        found = fate.decode_lenient(wire, store=store)
        assert found.deviations == ()
        assert found.canonical == found.original == wire


def test_several_deviations_come_in_order_of_place() -> None:
    wire = bytes.fromhex("3b" + "9f0005" + "bf07" + "9f02b820" + "11" * 32)
    found = fate.decode_lenient(wire)
    assert [(one.code, one.path, one.offset) for one in found.deviations] == [
        ("fate_address_length", "[0]", 3),
        ("fate_store_map_outside_store", "[1]", 4),
        ("fate_rlp_not_canonical", "[2]", 8),
    ]
    assert found.value[:2] == (fate.Address("account", b"\5"), fate.StoreMap(7))
    assert found.canonical == bytes.fromhex("3b" + "9f0005" + "bf07" + "9f02a0" + "11" * 32)


@pytest.mark.parametrize(
    ("wire", "code", "offset"),
    [
        ("2f02 07 00 17 00", "fate_map_key_type", 4),  # types have no order
        ("2f02 1b07 00 1b17 00", "fate_map_key_type", 5),
        ("9f00 c281", "fate_truncated", 2),
        ("9f00 c181", "fate_truncated", 3),
        ("9f00 c3f90000", "fate_rlp_size_leading_zero", 3),
        ("9f00 b90020" + "11" * 32, "fate_rlp_size_leading_zero", 2),
        ("9f06 a0" + "11" * 32, "fate_unknown_object", 1),
    ],
)
def test_what_the_node_refuses_is_refused(wire: str, code: str, offset: int) -> None:
    error = error_of(FateError, fate.decode_lenient, bytes.fromhex(wire))
    assert (error.code, error.offset) == (code, offset)


def test_types_in_two_keys_are_taken_where_something_before_them_differs() -> None:
    wire = bytes.fromhex("2f02" + "2b0007" + "00" + "2b0207" + "00")
    found = fate.decode_lenient(wire)
    assert [one.code for one in found.deviations] == ["fate_map_key_type"] * 2
    assert found.canonical == wire


@examples(1500)
@given(st.composite(lambda draw: changed(draw, WIRES))() | st.binary(max_size=40))
def test_lenient_decoding_differs_from_strict_by_its_deviations_alone(wire: bytes) -> None:
    try:
        found = fate.decode_lenient(wire)
    except FateError as error:
        refused = error
    else:
        agree_with_strict(wire, found)
        return
    strict = error_of(FateError, fate.decode, wire)  # perhaps of something before it, which the node takes
    assert strict.offset is not None
    assert refused.offset is not None
    assert strict.offset <= refused.offset


def agree_with_strict(wire: bytes, found: fate.LenientValue) -> None:
    """Check what the node takes against strict decoding, and against decoding what the node would write."""
    if found.deviations:
        strict = error_of(FateError, fate.decode, wire)
        assert strict.code in {one.code for one in found.deviations}
    else:
        assert fate.to_json(fate.decode(wire)) == fate.to_json(found.value)
        assert found.canonical == wire
    if found.canonical is not None:
        assert fate.decode_lenient(found.canonical).canonical == found.canonical
