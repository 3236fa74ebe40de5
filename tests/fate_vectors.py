"""The vectors of FATE, and values of every kind for property tests."""

from __future__ import annotations

import json
import lzma
from functools import cache
from typing import Any

import pytest
from hypothesis import strategies as st

from aecodec import Id, IdKind, fate
from aecodec.fate import types

from .conftest import VECTORS


@cache
def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a vector file."""
    data = lzma.decompress((VECTORS / "fate" / f"{name}.jsonl.xz").read_bytes())
    return [json.loads(line) for line in data.decode("utf-8").splitlines()]


def params(name: str) -> list[Any]:
    """Return the rows as named parameters."""
    return [pytest.param(row, id=f"{name}:{number}") for number, row in enumerate(rows(name), 1)]


def all_wires() -> list[tuple[bytes, bool]]:
    """Return the bytes of all valid values of the vectors, and if they are of a store."""
    found = [(bytes.fromhex(row["hex"]), row["group"] == "store_map") for row in rows("values")]
    found += [(bytes.fromhex(row["hex"]), False) for row in rows("calls")]
    for row in rows("store"):
        found += [(bytes.fromhex(entry["value"]), True) for entry in row["entries"]]
    return found


def changed(draw: st.DrawFn, wires: list[tuple[bytes, bool]]) -> bytes:
    """Draw the bytes of a value with up to three places changed, doubled, put in or cut off."""
    whole = bytearray(draw(st.sampled_from(wires))[0])
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, len(whole)))
        length = draw(st.integers(0, 2))
        whole[place : place + length] = draw(st.binary(max_size=2) | st.just(bytes(whole[place : place + 8])))
    return bytes(whole)


KEYS = st.binary(min_size=32, max_size=32)
IDS = st.builds(
    Id.of, st.sampled_from([IdKind.ACCOUNT, IdKind.CONTRACT, IdKind.ORACLE, IdKind.CHANNEL]), KEYS
)
STRINGS = st.binary(max_size=80).map(lambda raw: raw.decode("utf-8", "surrogateescape"))
INTS = st.integers(-100, 100) | st.integers(-(1 << 256), 1 << 256)

SIMPLE_TYPES = st.sampled_from(
    [getattr(types, name) for name in types.__all__ if name.isupper() and name != "UNIT"]
)
TYPES = st.recursive(
    SIMPLE_TYPES
    | st.builds(types.BytesType, st.none() | st.integers(0, 1 << 70))
    | st.builds(types.TypeVariable, st.integers(0, 255)),
    lambda inner: (
        st.builds(types.ListType, inner)
        | st.builds(types.MapType, inner, inner)
        | st.builds(types.TupleType, st.lists(inner, max_size=4).map(tuple))
        | st.builds(types.VariantType, st.lists(inner, max_size=4).map(tuple))
    ),
    max_leaves=8,
)


@st.composite
def variants(draw: st.DrawFn, inner: st.SearchStrategy[Any]) -> fate.Variant:
    """Draw a variant with values of `inner`."""
    values = tuple(draw(st.lists(inner, max_size=3)))
    arities = draw(st.lists(st.integers(0, 255), max_size=4))
    tag = draw(st.integers(0, len(arities)))
    return fate.Variant((*arities[:tag], len(values), *arities[tag:]), tag, values)


LEAVES = (
    INTS
    | st.booleans()
    | STRINGS
    | st.binary(max_size=70)
    | IDS
    | st.builds(fate.Bits, INTS)
    | st.builds(fate.OracleQueryId, KEYS)
)


def keys_of(leaves: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values that may stand in a key of a map, made of these."""
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=18) | st.lists(inner, max_size=18).map(tuple) | variants(inner)
        ),
        max_leaves=6,
    )


def map_of(entries: list[tuple[Any, Any]]) -> fate.Map:
    """Return a map of those entries whose keys differ in FATE."""
    return fate.Map(tuple({fate.encode(key): (key, value) for key, value in entries}.values()))


def values_of(leaves: st.SearchStrategy[Any], keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return values made of these, and maps with these keys."""
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.lists(inner, max_size=4).map(tuple)
            | variants(inner)
            | st.lists(st.tuples(keys, inner), max_size=4).map(map_of)
        ),
        max_leaves=8,
    )


KEY_VALUES = keys_of(LEAVES | st.builds(fate.Bytearray, st.binary(max_size=70)))
#: Values of every kind but store maps.
VALUES = values_of(KEY_VALUES | TYPES, KEY_VALUES)
