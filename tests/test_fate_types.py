"""The types of values, the node's check of them, and values as text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from aecodec import FateError, Id, IdKind, fate, limits
from aecodec.fate import types
from aecodec.fate.neutral_json import type_from_json

from .conftest import examples
from .error_of import error_of
from .fate_vectors import TYPES, VALUES, params

ACCOUNT = Id.of(IdKind.ACCOUNT, bytes(32))


@pytest.mark.parametrize("row", params("typing"))
def test_a_value_passes_for_a_type_exactly_where_the_node_says_so(row: dict[str, Any]) -> None:
    value, declared = fate.from_json(row["value"]), type_from_json(row["type"])
    assert fate.matches(value, declared, vm=row["vm"]) is row["fits"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([], "list('any)"),
        ([[], [1]], "list(list(int))"),
        ({"a": (1, True)}, "map(string, (int * bool))"),
        ((), "unit"),
        (b"abc", "bytes(3)"),
        (fate.StoreMap(1), "map('any, 'any)"),
        (fate.Variant((2, 1), 1, (ACCOUNT,)), "variant(('any * 'any), (address))"),
        ([fate.Variant((1, 1), 1, (1,)), fate.Variant((1, 1), 0, (True,))], "list(variant((bool), (int)))"),
        (fate.Bits(-1), "bits"),
        ((1,) * 300, "(" + " * ".join(["int"] * 300) + ")"),
    ],
)
def test_the_type_of_a_value_is_inferred(value: Any, text: str) -> None:
    assert fate.format_type(fate.type_of(value)) == text
    assert fate.matches(value, types.ANY)


@pytest.mark.parametrize(
    "value",
    [
        [1, True],
        {1: [1], 2: ["a"]},
        [b"a", b"ab"],
        [(1,), (1, 2)],
        [fate.Variant((0,), 0), fate.Variant((0, 0), 0)],
        [fate.Variant((1,), 0, (1,)), fate.Variant((1,), 0, (True,))],
        Id.of(IdKind.CHANNEL, bytes(32)),
        types.INTEGER,
        fate.Bytearray(b""),
    ],
)
def test_a_value_without_a_type_passes_not_even_for_any(value: Any) -> None:
    assert error_of(FateError, fate.type_of, value).code == "fate_untyped"
    assert not fate.matches(value, types.ANY)


def test_a_type_variable_is_one_type_in_the_whole_signature() -> None:
    pair = types.TupleType((types.TypeVariable(0), types.TypeVariable(0)))
    assert fate.matches((1, 2), pair)
    assert fate.matches(([], [1]), pair)
    assert not fate.matches((1, True), pair)


def test_bytes_of_any_size_are_known_from_the_eighth_machine_on() -> None:
    assert fate.matches(b"abc", types.BytesType(None), vm=8)
    assert not fate.matches(b"abc", types.BytesType(None), vm=7)


@examples(300)
@given(VALUES)
def test_a_value_passes_for_its_own_type(value: Any) -> None:
    try:
        found = fate.type_of(value)
    except FateError as refused:
        error = refused
    else:
        assert fate.matches(value, found)
        assert fate.matches(value, types.ANY)
        return
    assert error.code == "fate_untyped"
    assert not fate.matches(value, types.ANY)


def test_types_of_deep_and_wide_values_cost_linear_time() -> None:
    deep: Any = 1
    for _ in range(limits.MAX_FATE_DEPTH):
        deep = [deep]
    assert fate.matches(deep, types.ListType(types.ANY))
    constructors = (255,) * 1000
    wide = [fate.Variant(constructors, tag, (1,) * 255) for tag in range(100)] * 4
    found = fate.type_of(wide)
    assert isinstance(found, types.ListType)
    assert isinstance(found.element, types.VariantType)
    assert [variant == types.TupleType((types.INTEGER,) * 255) for variant in found.element.variants] == [
        tag < 100 for tag in range(1000)
    ]


@examples(300)
@given(TYPES)
def test_any_type_is_a_value_too(kind: types.FateType) -> None:
    assert fate.decode(fate.encode(kind)) == kind
    assert type_from_json(fate.to_json(kind)["type"]) == kind
    assert fate.format_type(kind)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ((1, "a"), '(1, "a")'),
        ((1,), "(1,)"),
        ([True, False], "[true, false]"),
        ({"k": {2: b"\1"}}, '{["k"] = {[2] = #01}}'),
        (fate.Variant((0, 1), 0), "Constructor0"),
        (fate.Variant((0, 1), 1, (-5,)), "Constructor1(-5)"),
        ('"\\\n\u202e', '"\\"\\\\\\n\\u202e"'),
        (fate.Bits(0), "Bits.none"),
        (fate.Bits(-1), "Bits.all"),
        (fate.Bits(5), "Bits(0b101)"),
        (ACCOUNT, "ak_11111111111111111111111111111111273Yts"),
        (fate.StoreMap(3), "store map 3"),
        (fate.Bytearray(b"\xff"), "code #ff"),
        (types.MapType(types.STRING, types.BytesType(None)), "map(string, bytes())"),
    ],
)
def test_a_value_is_written_as_sophia_writes_it(value: Any, text: str) -> None:
    assert fate.format_value(value) == text


@pytest.mark.parametrize("call", [fate.to_json, fate.format_value, fate.type_of, fate.encode])
def test_what_holds_itself_or_is_no_value_is_refused_everywhere(call: Any) -> None:
    endless: list[Any] = []
    endless.append(endless)
    assert error_of(FateError, call, endless).code == "fate_too_deep"
    assert error_of(FateError, call, [1.5]).code in {"fate_value", "fate_untyped"}
