"""FATE values: every vector both ways, the order of keys, and what a Python value becomes."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

import aecodec
from aecodec import FateError, Id, fate

from .conftest import examples
from .error_of import error_of
from .fate_vectors import KEY_VALUES, VALUES, map_of, params, rows

ACCOUNT = Id("ak_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj")


@pytest.mark.parametrize("row", params("values"))
def test_a_value_is_the_neutral_json_of_its_vector_and_becomes_the_same_bytes(row: dict[str, Any]) -> None:
    wire, store = bytes.fromhex(row["hex"]), row["group"] == "store_map"
    value = fate.decode(wire, store=store)
    assert fate.to_json(value) == row["value"]
    assert fate.encode(value, store=store) == wire
    assert fate.encode(fate.from_json(row["value"]), store=store) == wire
    if not store:
        assert fate.decode(row["cb"]) == value


def test_keys_in_any_order_are_written_in_the_order_of_the_node() -> None:
    for row in rows("map_key_order"):
        keys = [fate.from_json(form) for form in row["shuffled"]]
        found = fate.decode(fate.encode(fate.Map(tuple((key, 0) for key in keys))))
        assert [fate.to_json(key) for key in found] == row["sorted"]


def test_a_map_out_of_order_is_refused_for_each_pair_of_keys() -> None:
    for row in rows("map_key_order"):
        keys = [fate.encode(fate.from_json(form)) for form in row["sorted"]]
        for low, high in pairwise(keys):
            assert len(fate.decode(b"\x2f\x02" + low + b"\0" + high + b"\0")) == 2
            error = error_of(FateError, fate.decode, b"\x2f\x02" + high + b"\0" + low + b"\0")
            assert (error.code, error.path, error.offset) == ("fate_map_key_order", "key[1]", len(high) + 3)


@examples(600)
@given(VALUES)
def test_any_value_comes_back_from_its_bytes_and_from_its_json(value: Any) -> None:
    wire = fate.encode(value)
    back = fate.decode(wire)
    assert fate.encode(back) == wire
    assert fate.to_json(back) == fate.to_json(fate.from_json(fate.to_json(back)))
    assert fate.encode(fate.from_json(fate.to_json(value))) == wire
    assert fate.decode_prefix(b"\x3f" + wire + b"\x3f", 1)[1] == len(wire) + 1


@examples(300)
@given(KEY_VALUES, KEY_VALUES, KEY_VALUES)
def test_the_order_of_keys_is_a_total_order(one: Any, other: Any, third: Any) -> None:
    orders = ((one, other, third), (third, other, one), (other, third, one))
    wires = {fate.encode(map_of([(key, 0) for key in order])) for order in orders}
    assert len(wires) == 1
    fate.decode(*wires)


def test_what_holds_no_value_and_what_holds_some_are_different_values() -> None:
    assert [type(fate.decode(bytes([tag]))) for tag in (0x03, 0x3F, 0x5F)] == [list, tuple, str]
    assert fate.decode(b"\x1b\x3f") == ((),)  # a tuple of one is no value without a tuple


def test_numbers_and_truth_values_do_not_pass_for_each_other() -> None:
    assert [fate.encode(value).hex() for value in (1, True, 0, False)] == ["02", "ff", "00", "7f"]
    assert type(fate.decode(b"\xff")) is bool
    assert type(fate.decode(b"\x02")) is int


def test_bytes_of_a_string_that_are_not_utf8_are_escapes_both_ways() -> None:
    wire = bytes([3 << 2 | 1]) + b"\xc3\x28\xff"
    assert fate.decode(wire) == "\udcc3(\udcff"
    assert fate.encode("\udcc3(\udcff") == wire
    assert fate.to_json(fate.decode(wire)) == {"string_hex": "c328ff"}


@pytest.mark.parametrize(
    ("text", "found"),
    [("a\ud800", "another surrogate"), ("\udcc3\udca9", "escapes of a character")],
)
def test_a_text_that_no_string_decodes_to_is_refused(text: str, found: str) -> None:
    error = error_of(FateError, fate.encode, ["", text])
    assert (error.code, error.path, error.found) == ("fate_string", "[1]", found)


def test_a_map_is_a_dict_in_key_order_where_a_dict_can_hold_it() -> None:
    found = fate.decode(fate.encode({"zz": 1, "b": 2, "": 3, "é": 4}))
    assert type(found) is dict
    assert list(found) == ["", "b", "zz", "é"]  # by the number of bytes first


@pytest.mark.parametrize(
    "keys",
    [
        [1, True],
        [(1,), (True,)],
        [fate.Variant((1,), 0, (0,)), fate.Variant((1,), 0, (False,))],
        [ACCOUNT, str(ACCOUNT)],
        [[], [1]],
        [([],), ((),)],
    ],
)
def test_no_key_is_lost_that_a_dict_would_lose_or_not_take(keys: list[Any]) -> None:
    wire = fate.encode(fate.Map(tuple((key, index) for index, key in enumerate(keys))))
    found = fate.decode(wire)
    assert type(found) is fate.Map
    assert len(found) == len(keys)
    assert {repr(key) for key in found} == {repr(key) for key in keys}
    assert sorted(found.values()) == [0, 1]
    assert fate.encode(found) == wire


def test_keys_that_all_have_one_hash_cost_no_quadratic_time() -> None:
    modulus = (1 << 61) - 1  # that of hashes of numbers
    keys = [number * modulus for number in range(20_000)]
    assert len({hash(key) for key in keys}) == 1
    found = fate.decode(fate.encode(fate.Map(tuple((key, 0) for key in keys))))
    assert type(found) is fate.Map
    assert found.keys() == tuple(keys)
    random.Random(1).shuffle(keys)
    few = dict.fromkeys(keys[:10], 0)
    assert fate.decode(fate.encode(few)) == few


def test_a_duplicate_key_is_refused_both_ways() -> None:
    error = error_of(FateError, fate.decode, bytes.fromhex("1b2f0202000202"))
    assert (error.code, error.path, error.offset) == ("fate_map_key_duplicate", "[0].key[1]", 5)
    error = error_of(FateError, fate.encode, [fate.Map(((1, 0), (2, 0), (1, 5)))])
    assert (error.code, error.path, error.offset) == ("fate_map_key_duplicate", "[0].key[2]", None)


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [
        (1.5, "", "float"),
        ([1, (None,)], "[1][0]", "NoneType"),
        ({"a": {2: {3}}}, "value[0].value[0]", "set"),
        ({"a": 1, (2.5,): 2}, "key[1][0]", "float"),
        (fate.Variant((0, 2), 1, (1, bytearray())), "values[1]", "bytearray"),
        (Id.of(aecodec.IdKind.NAME, bytes(32)), "", "a name"),
        (aecodec.IdKind.ACCOUNT, "", "IdKind"),
    ],
)
def test_a_value_that_is_none_of_fate_is_refused_with_its_path(value: Any, path: str, found: str) -> None:
    error = error_of(FateError, fate.encode, value)
    assert (error.code, error.path, error.offset, error.found) == ("fate_value", path, None, found)


def test_a_text_of_another_kind_holds_no_value() -> None:
    error = error_of(aecodec.TextError, fate.decode, str(ACCOUNT))
    assert (error.code, error.found) == ("wrong_prefix", "ak_")
