"""FATE values and types as people read them, as close to Sophia as can be without its types."""

from __future__ import annotations

import re
from typing import Any, Final

from .._fate_types import (
    BytesType,
    FateType,
    ListType,
    MapType,
    SimpleType,
    TupleType,
    TypeVariable,
    VariantType,
)
from .._fate_values import Address, Bits, Bytearray, Map, OracleQueryId, StoreMap, Value, Variant
from ..errors import FateError, printable
from ..ids import Id
from ._fold import Split, fold

__all__ = ["format_type", "format_value"]

#: Bytes that are not UTF-8, as surrogate escapes.
_ESCAPED: Final = re.compile("[\udc80-\udcff]")
#: What FATE and Sophia call differently.
_SOPHIA: Final = {"integer": "int", "boolean": "bool", "any": "'any"}


def format_value(value: Value) -> str:
    """Format a value: `(1, "a")`, `[true]`, `{["k"] = 2}`, `#00ff`, an address as its text.

    A record is a tuple here, and a constructor has a number for a name (`Constructor1(5)`): only an ACI has
    the names. Raises FateError for what is no FATE value.
    """
    return _join(fold(value, _split))


def format_type(kind: FateType) -> str:
    """Format a type as Sophia writes it, a datatype as the tuples of its constructors."""
    return _join(fold(kind, _split_type))


def _join(parts: Any) -> str:
    """Return the text of parts within parts, without copying it at each level."""
    flat: list[str] = []
    pending = [parts]
    while pending:
        part = pending.pop()
        if isinstance(part, str):
            flat.append(part)
        else:
            pending += reversed(part)
    return "".join(flat)


def _leaf(text: str) -> Split[Any]:
    return (), lambda _: text


def _enclose(opening: str, parts: list[Any], closing: str, separator: str = ", ") -> list[Any]:
    inner = [one for part in parts for one in (separator, part)]
    return [opening, *inner[1:], closing]


def _split(value: Value) -> Split[Any]:
    match value:
        case bool():
            return _leaf("true" if value else "false")
        case int():
            return _leaf(str(value))
        case str():
            return _leaf(_quote(value))
        case bytes():
            return _leaf(f"#{value.hex()}")
        case list():
            return value, lambda parts: _enclose("[", parts, "]")
        case tuple():
            return value, lambda parts: _enclose("(", parts, ")" if len(parts) != 1 else ",)")
        case dict() | Map():
            flat = [part for entry in value.items() for part in entry]
            return flat, _format_map
        case Variant(_, tag, values):
            name = f"Constructor{tag}"
            return values, lambda parts: _enclose(f"{name}(", parts, ")") if parts else name
        case FateType():
            return _leaf(format_type(value))
    return _leaf(_rare(value))


def _format_map(parts: list[Any]) -> list[Any]:
    entries = zip(parts[::2], parts[1::2], strict=True)
    return _enclose("{", [["[", key, "] = ", item] for key, item in entries], "}")


def _quote(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    if not value.isascii():  # bytes that are not UTF-8
        escaped = _ESCAPED.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", escaped)
    return f'"{printable(escaped)}"'


def _rare(value: Value) -> str:
    match value:
        case Bits(number):
            return {0: "Bits.none", -1: "Bits.all"}.get(number, f"Bits({number:#b})")
        case Id() | OracleQueryId():
            return str(value)
        case Address(kind, payload, is_list):
            return f"{kind} of {'an RLP list ' if is_list else ''}#{payload.hex()}"
        case Bytearray(data):
            return f"code #{data.hex()}"
        case StoreMap(number):
            return f"store map {number}"
    raise FateError("fate_value", "", None, "a FATE value", type(value).__name__)


def _split_type(kind: FateType) -> Split[Any]:
    match kind:
        case SimpleType(name):
            return _leaf(_SOPHIA.get(name, name))
        case BytesType(size):
            return _leaf("bytes()" if size is None else f"bytes({size})")
        case TypeVariable(number):
            return _leaf(f"'{chr(ord('a') + number)}" if number < 26 else f"'t{number}")
        case ListType(element):
            return (element,), lambda parts: _enclose("list(", parts, ")")
        case MapType(key, item):
            return (key, item), lambda parts: _enclose("map(", parts, ")")
        case TupleType(items):
            if not items:
                return _leaf("unit")
            return items, lambda parts: _enclose("(", parts, ")", " * ")
        case VariantType(variants):
            return variants, lambda parts: _enclose("variant(", parts, ")")
    raise FateError("fate_value", "", None, "a FATE type", type(kind).__name__)
