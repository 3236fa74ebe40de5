"""The JSON of Sophia values: without loss, and as its type says, so read with the type.

int, char, bits             decimal text; a JSON integer is taken, too
bool, string                true or false; text, in which bytes that are not UTF-8 are surrogate escapes
bytes, hash, signature      text as "#00ff"
addresses                   their text
list, tuples, unit          an array; []
map                         an array of [key, value] in key order; an object is taken where keys are text
record                      an object with the fields in their order
option, other datatypes     {"Some": [value]}, {"None": []}; a name alone is taken for one without values
type variable               {"fate": the neutral JSON of the FATE value}
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from .._fate_values import Bits, Value
from .._json_values import Json, describe_json
from .._strict_json import read_decimal, write_decimal
from ..errors import FateError, quote
from ..limits import MAX_FATE_INT_BYTES
from .neutral_json import from_json, to_json
from .sophia_types import UNIT, BytesOf, ListOf, MapOf, Primitive, Record, SetOf, SophiaType, TupleOf
from .sophia_values import address_from_text, bytes_from_hex, ordered_fields
from .sophia_walk import Choice, ValueForm, choose, constructors_of

__all__ = ["JSON_FORM", "is_text"]

_NUMBER: Final = re.compile("0|-?[1-9][0-9]*")
_NUMBERS: Final = ("int", "char", "bits")
#: Characters of the longest number, of which three in ten are spent on each bit.
_LONGEST: Final = MAX_FATE_INT_BYTES * 8 * 31 // 100 + 2


def is_text(kind: SophiaType) -> bool:
    """Tell whether the JSON of all values of a type is text."""
    return isinstance(kind, BytesOf) or (isinstance(kind, Primitive) and kind.words != "bool")


class JsonForm(ValueForm):
    """JSON values."""

    def write_leaf(self, kind: Primitive | BytesOf, value: Value) -> Json:
        """Return a value without parts."""
        if isinstance(kind, BytesOf):
            return f"#{value.hex()}"
        if kind.words in _NUMBERS:
            return write_decimal(value.number if isinstance(value, Bits) else value)
        return value if kind.words in ("bool", "string") else str(value)

    def write_items(self, kind: ListOf | TupleOf, items: list[Json]) -> Json:
        """Return an array."""
        return items

    def write_entries(self, kind: MapOf | SetOf, keys: list[Json], values: list[Json]) -> Json:
        """Return an array of pairs; of a set, the record that it is."""
        entries = [[key, value] for key, value in zip(keys, values, strict=True)]
        return entries if isinstance(kind, MapOf) else {"to_map": entries}

    def write_record(self, kind: Record, items: list[Json]) -> Json:
        """Return an object."""
        return dict(zip(kind.fields, items, strict=True))

    def write_choice(self, kind: Choice, tag: int, items: list[Json]) -> Json:
        """Return an object with the constructor as its member."""
        return {constructors_of(kind)[0][tag]: items}

    def write_untyped(self, value: Value) -> Json:
        """Return the neutral JSON form of a FATE value."""
        return {"fate": to_json(value)}

    def read_leaf(self, kind: Primitive | BytesOf, given: Json) -> Value:
        """Return the FATE value of one without parts."""
        if isinstance(kind, Primitive) and kind.words in _NUMBERS:
            number = _read_number(kind, given)
            return Bits(number) if kind.words == "bits" else number
        if kind.words == "bool":
            if not isinstance(given, bool):
                raise self._wrong("true or false", given)
            return given
        if not isinstance(given, str):
            raise self._wrong(f"{kind.words} as text", given)
        if isinstance(kind, BytesOf):
            return bytes_from_hex(kind, given)
        return given if kind.words == "string" else address_from_text(given)

    def read_items(self, kind: ListOf | TupleOf, given: Json) -> Sequence[Json]:
        """Return the items of an array."""
        if not isinstance(given, list):
            raise self._wrong(f"{kind.words} as an array", given)
        return given

    def read_entries(self, kind: MapOf | SetOf, given: Json) -> Sequence[tuple[Json, Json]]:
        """Return the entries of a map or a set."""
        if isinstance(kind, SetOf):
            if not isinstance(given, dict) or given.keys() != {"to_map"}:
                raise self._wrong("an object with the member to_map", given)
            return self.read_entries(MapOf(kind.item, UNIT), given["to_map"])
        if isinstance(given, dict) and is_text(kind.key):
            return list(given.items())
        if not isinstance(given, list):
            raise self._wrong("map as an array of pairs", given)
        for number, pair in enumerate(given):
            if not isinstance(pair, list) or len(pair) != 2:
                raise self._wrong("an array of key and value", pair).within(f"[{number}]")
        return [(pair[0], pair[1]) for pair in given]

    def read_record(self, kind: Record, given: Json) -> Sequence[Json]:
        """Return the fields of an object."""
        if not isinstance(given, dict):
            raise self._wrong(f"{kind.words} as an object", given)
        return ordered_fields(kind, given)

    def read_choice(self, kind: Choice, given: Json) -> tuple[int, Sequence[Json]]:
        """Return the index of a constructor, and its values."""
        if isinstance(given, str):
            return choose(kind, given), ()
        if not isinstance(given, dict) or len(given) != 1:
            raise self._wrong(f"{kind.words} as an object with one constructor", given)
        ((name, values),) = given.items()
        tag = choose(kind, name)
        if not isinstance(values, list):
            raise self._wrong("an array of values", values).within(constructors_of(kind)[0][tag])
        return tag, values

    def read_untyped(self, given: Json) -> Value:
        """Return the FATE value of a neutral JSON form."""
        if not isinstance(given, dict) or given.keys() != {"fate"}:
            raise self._wrong("an object with the member fate", given)
        return from_json(given["fate"])

    def _wrong(self, expected: str, given: Json) -> FateError:
        return FateError("field_type", "", None, expected, describe_json(given))


def _read_number(kind: Primitive, given: Json) -> int:
    if type(given) is int:
        return given
    if not isinstance(given, str) or not _NUMBER.fullmatch(given) or len(given) > _LONGEST:
        found = quote(given) if isinstance(given, str) else describe_json(given)
        raise FateError("field_type", "", None, f"{kind.words} in decimal digits", found)
    return read_decimal(given)


JSON_FORM: Final = JsonForm()
