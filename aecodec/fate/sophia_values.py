"""Values of Sophia types as Python values: what a person writes and reads.

Sophia and Python:

    int, bool, string           int, bool, str
    char                        str of one character; int for a number that is none
    bits                        Bits; an int is taken, too
    bytes, hash, signature      bytes; text as "#00ff" is taken, too
    addresses                   Id, or OracleQueryId; their text is taken, too
    list, tuples, unit          list, tuple, (); either is taken for the other
    map                         dict; Map where a dict cannot have the keys
    Set.set                     set; a tuple where a set cannot have the elements
    record                      dict by field, or a class of yours
    option                      None or the value; None or Some(value) if the value is an option itself
    another datatype            Constructor(name, value, ...)
    type variable               the FATE value

Of a datatype, `{"Name": [values]}` is taken, too, and of a constructor without values its name alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import index
from typing import Any, Final, NoReturn

from .. import text
from .._fate_values import Bits, Map, OracleQueryId, Value, make_map
from .._struct import Struct
from ..errors import DecodeError, FateError, quote
from ..ids import Id
from .sophia_types import UNIT, BytesOf, ListOf, MapOf, Option, Primitive, Record, SetOf, SophiaType, TupleOf
from .sophia_walk import Choice, ValueForm, choose, constructors_of

__all__ = ["Constructor", "PythonForm", "Some"]

_HEX: Final = re.compile("#((?:[0-9a-fA-F]{2})*)")
_LAST_CHAR: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


class Some(Struct, frozen=True):
    """A value of an option, where it has to be told from `None`: `Some(None)` is no `None`."""

    value: Any


class Constructor:
    """A value of a datatype: the name of a constructor, and its values. Immutable."""

    __slots__ = ("name", "values")
    __match_args__ = ("name", "values")
    name: str
    values: tuple[Any, ...]

    def __init__(self, name: str, *values: Any) -> None:
        if not isinstance(name, str):
            raise TypeError(f"name: expected str, found {type(name).__name__}")
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "values", values)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Constructor does not change: {name}")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a Constructor does not change: {name}")

    def __eq__(self, other: object) -> bool:
        if type(other) is not Constructor:
            return NotImplemented
        return self.name == other.name and self.values == other.values

    def __hash__(self) -> int:
        return hash((Constructor, self.name, self.values))

    def __repr__(self) -> str:
        return f"Constructor({', '.join(map(repr, (self.name, *self.values)))})"

    def __reduce__(self) -> tuple[type[Constructor], tuple[Any, ...]]:
        return Constructor, (self.name, *self.values)


class PythonForm(ValueForm):
    """Python values. classes: those of records, by the name of the type with its namespace."""

    def __init__(self, classes: Mapping[str, Callable[..., Any]]) -> None:
        self._classes = classes

    def write_leaf(self, kind: Primitive | BytesOf, value: Value) -> Any:
        """Return a value without parts."""
        is_char = kind.words == "char" and 0 <= value <= _LAST_CHAR and value not in _SURROGATES
        return chr(value) if is_char else value

    def write_items(self, kind: ListOf | TupleOf, items: list[Any]) -> Any:
        """Return a list or a tuple."""
        return items if isinstance(kind, ListOf) else tuple(items)

    def write_entries(self, kind: MapOf | SetOf, keys: list[Any], values: list[Any]) -> Any:
        """Return a dict, or a `Map` of keys that it cannot have; a set or a tuple."""
        entries = make_map(keys, values)
        if isinstance(kind, MapOf):
            return entries
        return {*entries} if isinstance(entries, dict) else tuple(entries)

    def write_record(self, kind: Record, items: list[Any]) -> Any:
        """Return a dict, or an instance of the class for this type."""
        fields = dict(zip(kind.fields, items, strict=True))
        made = self._classes.get(kind.name)
        return fields if made is None else made(**fields)

    def write_choice(self, kind: Choice, tag: int, items: list[Any]) -> Any:
        """Return the value of a constructor."""
        if isinstance(kind, Option):
            if not tag:
                return None
            return Some(items[0]) if isinstance(kind.item, Option) else items[0]
        return Constructor(kind.names[tag], *items)

    def write_untyped(self, value: Value) -> Any:
        """Return a FATE value as it is."""
        return value

    def read_leaf(self, kind: Primitive | BytesOf, given: Any) -> Value:
        """Return the FATE value of one without parts."""
        if isinstance(kind, BytesOf):
            return _as_bytes(kind, given)
        reader = _READERS.get(kind.words)
        return _as_address(kind, given) if reader is None else reader(kind, given)

    def read_items(self, kind: ListOf | TupleOf, given: Any) -> Sequence[Any]:
        """Return the items of a list or a tuple."""
        if not isinstance(given, list | tuple):
            raise _wrong(kind, given)
        return given

    def read_entries(self, kind: MapOf | SetOf, given: Any) -> Sequence[tuple[Any, Any]]:
        """Return the entries of a map or a set."""
        if isinstance(kind, SetOf):
            if isinstance(given, Mapping) and {*given} == {"to_map"}:
                return self.read_entries(MapOf(kind.item, UNIT), given["to_map"])
            if isinstance(given, AbstractSet | list | tuple):
                return [(element, ()) for element in given]
        elif isinstance(given, Mapping | Map):
            return list(given.items())
        raise _wrong(kind, given)

    def read_record(self, kind: Record, given: Any) -> Sequence[Any]:
        """Return the fields of a dict, or of an instance of any class that names its fields."""
        if not isinstance(given, Mapping):
            names = fields_of(type(given))
            if names is None:
                raise _wrong(kind, given)
            given = {name: getattr(given, name) for name in names}
        return ordered_fields(kind, given)

    def read_choice(self, kind: Choice, given: Any) -> tuple[int, Sequence[Any]]:
        """Return the index of a constructor, and its values."""
        if isinstance(kind, Option):
            return self._read_option(kind, given)
        match given:
            case Constructor(name, values):
                return choose(kind, name), values
            case str():
                return choose(kind, given), ()
            case Mapping() if len(given) == 1:
                ((name, values),) = given.items()
                if isinstance(name, str) and isinstance(values, list | tuple):
                    return choose(kind, name), values
        raise _wrong(kind, given)

    def _read_option(self, kind: Option, given: Any) -> tuple[int, Sequence[Any]]:
        match given:
            case None:
                return 0, ()
            case Some(value):
                return 1, (value,)
            case Constructor("None" | "Some" as name, values):
                return constructors_of(kind)[0].index(name), values
        if isinstance(kind.item, Option):
            raise FateError("field_type", "", None, "None or Some", describe(given))
        return 1, (given,)

    def read_untyped(self, given: Any) -> Value:
        """Return a FATE value as it is; encoding checks it."""
        return given


def describe(given: Any) -> str:
    """Say in an error what a Python value is."""
    return "None" if given is None else type(given).__name__


def _wrong(kind: SophiaType, given: Any) -> FateError:
    return FateError("field_type", "", None, kind.words, describe(given))


def fields_of(cls: type) -> tuple[str, ...] | None:
    """Return the names of the fields of a dataclass, a Struct of msgspec or a NamedTuple; None of another."""
    for name in ("__dataclass_fields__", "__struct_fields__", "_fields"):
        names = getattr(cls, name, None)
        if names is not None:
            return tuple(names)
    return None


def ordered_fields(kind: Record, given: Mapping[str, Any]) -> list[Any]:
    """Return the fields of a record in order. Raises FateError if one is missing or unknown."""
    for name in kind.fields:
        if name not in given:
            raise FateError("record_field_missing", "", None, quote(name))
    if len(given) != len(kind.fields):
        unknown = next(name for name in given if name not in kind.fields)
        shown = quote(unknown) if isinstance(unknown, str) else describe(unknown)
        raise FateError("record_field_unknown", "", None, None, shown)
    return [given[name] for name in kind.fields]


def _as_int(kind: Primitive, given: Any) -> int:
    if isinstance(given, bool) or not hasattr(given, "__index__"):
        raise _wrong(kind, given)
    return index(given)


def _as_char(kind: Primitive, given: Any) -> int:
    if isinstance(given, str):
        if len(given) != 1:
            raise FateError("field_type", "", None, "one character", f"{len(given)}")
        return ord(given)
    return _as_int(kind, given)


def _as_bool(kind: Primitive, given: Any) -> bool:
    if not isinstance(given, bool):
        raise _wrong(kind, given)
    return given


def _as_string(kind: Primitive, given: Any) -> str:
    if not isinstance(given, str):
        raise _wrong(kind, given)
    return str.__str__(given)


def _as_bits(kind: Primitive, given: Any) -> Bits:
    return given if isinstance(given, Bits) else Bits(_as_int(kind, given))


def _as_bytes(kind: BytesOf, given: Any) -> bytes:
    if isinstance(given, str):
        return bytes_from_hex(kind, given)
    if not isinstance(given, bytes | bytearray | memoryview):
        raise _wrong(kind, given)
    return bytes(given)


def bytes_from_hex(kind: BytesOf, given: str) -> bytes:
    """Return the bytes of text such as `#00ff`."""
    found = _HEX.fullmatch(given)
    if found is None:
        raise FateError("bad_hex", "", None, f"{kind.words} as # and hexadecimal digits", quote(given))
    return bytes.fromhex(found[1])


def _as_address(kind: Primitive, given: Any) -> Id | OracleQueryId:
    if isinstance(given, str):
        return address_from_text(given)
    if not isinstance(given, Id | OracleQueryId):
        raise _wrong(kind, given)
    return given


def address_from_text(given: str) -> Id | OracleQueryId:
    """Return the address of any kind that a text names."""
    try:
        if given.startswith("oq_"):
            return OracleQueryId(text.decode(given, "oq"))
        return Id(given)
    except DecodeError as error:  # its offset counts characters of the text, not bytes of the data
        raise FateError(error.code, "", None, error.expected, error.found) from None


_READERS: Final[dict[str, Callable[[Primitive, Any], Value]]] = {
    "int": _as_int,
    "char": _as_char,
    "bool": _as_bool,
    "string": _as_string,
    "bits": _as_bits,
}
