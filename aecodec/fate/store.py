"""The store of a contract: its registers, with large maps put back in their place.

A register is a value. The entries of a map of 100 bytes or more stand under keys of their own, and in its
place is a `StoreMap` (docs/protocol/fate.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from .._fate_rules import order_key
from .._fate_values import Map, StoreMap, Value, Variant, make_map
from ..errors import FateError, format_bytes, format_int
from ..limits import MAX_FATE_DEPTH, MAX_FATE_VALUES
from ._fold import Split, fold
from .codec import decode

__all__ = ["unfold_store"]

_RAW_ID: Final = 4  # bytes of the id of a map in a key
#: A value with its depth and number of parts: neither may grow beyond bounds where maps are put in.
_Sized = tuple[Value, int, int]


def unfold_store(entries: Mapping[bytes, bytes]) -> dict[int, Value]:
    """Return the registers of a store by their numbers, from 1 on, with all store maps put in.

    entries: keys and values of the store, as bytes. Maps that no register refers to are left out.

    Raises FateError for a key or value that is none of a store, and for a map that is not there or holds
    itself; its path begins with the key.
    """
    registers: dict[int, bytes] = {}
    maps: defaultdict[int, dict[bytes, bytes]] = defaultdict(dict)
    for key, value in entries.items():
        if key[:1] == b"\1" and len(key) > _RAW_ID:
            maps[int.from_bytes(key[1 : 1 + _RAW_ID], "big")][key[1 + _RAW_ID :]] = value
        else:
            registers[_register(key)] = value
    unfolding = _Unfolding(_directory(registers.pop(0, b"\x2f\0")), maps)
    return {number: unfolding.value_of(number, wire) for number, wire in sorted(registers.items())}


def _register(key: bytes) -> int:
    """Return the number of the register that a key names, in its shortest form."""
    number = int.from_bytes(key[1:], "big")
    size = (number.bit_length() + 7) // 8 or 1
    if key[:1] != b"\0" or len(key) != 1 + size:
        raise FateError("fate_store", _path(key), None, "the key of a register or map", format_bytes(key))
    return number


def _directory(wire: bytes) -> dict[int, int]:
    """Return the raw ids of maps by their ids, from register 0."""
    found = _decode(b"\0\0", wire)
    numbers = {}
    for number, entry in found.items() if isinstance(found, dict) else ():
        if type(entry) is tuple and len(entry) == 3 and all(type(one) is int for one in (number, *entry)):
            numbers[number] = entry[0]
    if not isinstance(found, dict) or len(numbers) != len(found):
        expected = "a map from map ids to raw id, number of references and size"
        raise FateError("fate_store", _path(b"\0\0"), None, expected, "another value")
    return numbers


def _decode(key: bytes, wire: bytes) -> Value:
    try:
        return decode(wire, store=True)
    except FateError as error:
        raise error.within(_path(key)) from None


def _path(key: bytes) -> str:
    return f"[{key[:40].hex()}]"


class _Unfolding:
    """A store whose maps are put in where they belong, each once."""

    def __init__(self, raw_ids: dict[int, int], maps: Mapping[int, dict[bytes, bytes]]) -> None:
        self.raw_ids = raw_ids
        self.maps = maps
        self.done: dict[int, _Sized] = {}
        self.open: dict[int, tuple[list[Value], list[Value]]] = {}

    def value_of(self, number: int, wire: bytes) -> Value:
        """Return the value of a register. Raises FateError with its path."""
        key = b"\0" + number.to_bytes((number.bit_length() + 7) // 8, "big")
        value = _decode(key, wire)
        try:
            self.put_in_all(_references(value))
            return fold(value, self.split)[0]
        except FateError as error:
            raise error if error.path else error.within(_path(key)) from None

    def put_in_all(self, references: list[int]) -> None:
        """Make the maps with these ids, those within them first."""
        pending = [*references]
        while pending:
            reference = pending[-1]
            if reference in self.done:
                pending.pop()
            elif reference in self.open:  # all maps within it are done
                pending.pop()
                self.done[reference] = self.put_in(*self.open.pop(reference))
            else:
                self.open[reference] = self.entries_of(reference)
                inner = [one for value in self.open[reference][1] for one in _references(value)]
                if any(one in self.open for one in inner):
                    raise FateError("fate_store", "", None, None, "a map that holds itself")
                pending += inner

    def entries_of(self, reference: int) -> tuple[list[Value], list[Value]]:
        """Return keys and values of a map, in key order."""
        raw_id = self.raw_ids.get(reference, -1)
        stored = dict(self.maps.get(raw_id, {}))
        if stored.pop(b"", None) != b"\0":  # the mark of a map
            raise FateError("fate_store", "", None, f"map {format_int(reference)}", "none of this id")
        prefix = b"\1" + raw_id.to_bytes(_RAW_ID, "big")
        keys = [_decode(prefix + key, key) for key in stored]
        values = [_decode(prefix + key, value) for key, value in stored.items()]
        orders = [order_key(key) for key in keys]
        indices = sorted(range(len(keys)), key=orders.__getitem__)
        return [keys[index] for index in indices], [values[index] for index in indices]

    def put_in(self, keys: list[Value], values: list[Value]) -> _Sized:
        """Return a map whose values have all their maps."""
        sized = [fold(value, self.split) for value in values]
        return _with_size(make_map(keys, [value for value, _, _ in sized]), sized, len(keys))

    def split(self, value: Value) -> Split[_Sized]:
        match value:
            case StoreMap(reference):
                return (), lambda _: self.done[reference]
            case list():
                return value, lambda parts: _with_size([one for one, _, _ in parts], parts)
            case tuple():
                return value, lambda parts: _with_size(tuple(one for one, _, _ in parts), parts)
            case Variant(arities, tag, values):
                return values, lambda parts: _with_size(
                    Variant(arities, tag, tuple(one for one, _, _ in parts)), parts
                )
            case dict() | Map():
                keys = [*value.keys()]
                return [*value.values()], lambda parts: _with_size(
                    make_map(keys, [one for one, _, _ in parts]), parts, len(keys)
                )
        return (), lambda _: (value, 0, 1)


def _with_size(value: Value, parts: list[Any], keys: int = 0) -> _Sized:
    """Return a value with its size. Raises FateError beyond the limits of values."""
    depth = 1 + max((depth for _, depth, _ in parts), default=0)
    count = 1 + keys + sum(count for _, _, count in parts)
    if depth > MAX_FATE_DEPTH:
        raise FateError("fate_too_deep", "", None, f"at most {MAX_FATE_DEPTH}")
    if count > MAX_FATE_VALUES:
        raise FateError("fate_too_many_values", "", None, f"at most {MAX_FATE_VALUES}")
    return value, depth, count


def _references(value: Value) -> list[int]:
    """Return the ids of the store maps in a value."""
    found = []
    pending = [value]
    while pending:
        match pending.pop():
            case StoreMap(reference):
                found.append(reference)
            case list() | tuple() as items:
                pending += items
            case Variant(_, _, values):
                pending += values
            case dict() | Map() as entries:
                pending += entries.values()
    return found
