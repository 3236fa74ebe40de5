"""The neutral JSON form of FATE values: without loss, and without an interface that gives names.

Each value is an object with one member, which names its kind: `{"int": "7"}`, `{"list": [...]}`,
`{"map": [[key, value], ...]}`, `{"account": "ak_…"}`. Numbers are decimal text. What is no text is
hexadecimal: `string_hex` for a string that is not UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from .. import text
from .._fate_rules import ID_OBJECTS, OBJECT_KINDS
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
from .._fate_values import (
    Address,
    Bits,
    Bytearray,
    Map,
    OracleQueryId,
    StoreMap,
    Value,
    Variant,
    make_map,
)
from ..errors import FateError, quote
from ..ids import Id
from ..limits import MAX_FATE_INT_BYTES
from ._fold import Split, fold

__all__ = ["from_json", "to_json"]

_NUMBER: Final = re.compile("0|-?[1-9][0-9]*")
_HEX: Final = re.compile("([0-9a-f]{2})*")
#: Digits of the longest number.
_DIGITS: Final = len(str(1 << 8 * MAX_FATE_INT_BYTES)) + 1
_PREFIXES: Final = {"account": "ak", "contract": "ct", "oracle": "ok", "oracle_query": "oq", "channel": "ch"}


def to_json(value: Value) -> dict[str, Any]:
    """Return the neutral JSON form of a value. Raises FateError for what is no FATE value."""
    return fold(value, _split_value)


def _leaf(form: Any) -> Split[Any]:
    return (), lambda _: form


def _split_value(value: Value) -> Split[Any]:
    match value:
        case bool():
            return _leaf({"bool": value})
        case int():
            return _leaf({"int": str(value)})
        case str():
            return _leaf(_string_form(value))
        case bytes():
            return _leaf({"bytes": value.hex()})
        case list():
            return value, lambda parts: {"list": parts}
        case tuple():
            return value, lambda parts: {"tuple": parts}
        case dict() | Map():
            flat = [part for entry in value.items() for part in entry]
            return flat, lambda parts: {
                "map": [[*pair] for pair in zip(parts[::2], parts[1::2], strict=True)]
            }
        case Variant(arities, tag, values):
            head = {"arities": [*arities], "tag": tag}
            return values, lambda parts: {"variant": {**head, "values": parts}}
        case FateType():
            form = fold(value, _split_type)
            return _leaf({"type": form})
    return _leaf(_rare_form(value))


def _string_form(value: str) -> dict[str, str]:
    raw = value.encode("utf-8", "surrogateescape")
    try:
        return {"string": raw.decode("utf-8")}
    except UnicodeDecodeError:
        return {"string_hex": raw.hex()}


def _rare_form(value: Value) -> dict[str, Any]:
    match value:
        case Bits(number):
            return {"bits": str(number)}
        case Id():
            if value.kind in ID_OBJECTS:
                return {OBJECT_KINDS[ID_OBJECTS[value.kind]]: str(value)}
        case OracleQueryId():
            return {"oracle_query": str(value)}
        case Bytearray(data):
            return {"contract_bytearray": data.hex()}
        case StoreMap(number):
            return {"store_map": number}
        case Address(kind, payload, is_list):
            return {f"{kind}_rlp_list" if is_list else f"{kind}_hex": payload.hex()}
    raise FateError("fate_value", "", None, "a FATE value", type(value).__name__)


def _split_type(given: FateType) -> Split[Any]:
    match given:
        case SimpleType(name):
            return _leaf(name)
        case BytesType(size):
            return _leaf({"bytes": "any" if size is None else size})
        case TypeVariable(number):
            return _leaf({"tvar": number})
        case ListType(element):
            return (element,), lambda parts: {"list": parts[0]}
        case MapType(key, item):
            return (key, item), lambda parts: {"map": parts}
        case TupleType(items):
            return items, lambda parts: {"tuple": parts}
        case VariantType(variants):
            return variants, lambda parts: {"variant": parts}
    raise FateError("fate_value", "", None, "a FATE type", type(given).__name__)


def from_json(form: Any) -> Value:
    """Return the value of a neutral JSON form. Raises FateError for what is none.

    A map may give its entries in any order: order has no meaning.
    """
    return fold(form, _split_form)


def type_from_json(form: Any) -> FateType:
    """Return the type of a neutral JSON form, which is that within `{"type": ...}`. Raises FateError."""
    return fold(form, _split_type_form)


def _split_form(form: Any) -> Split[Value]:
    if not isinstance(form, dict) or len(form) != 1:
        raise _wrong("an object with one member", form)
    ((kind, body),) = form.items()
    if kind in _LEAVES:
        return _leaf(_LEAVES[kind](body))
    if kind == "list":
        return _list(body), lambda parts: parts
    if kind == "tuple":
        return _list(body), tuple
    if kind == "map":
        return [part for entry in _list(body) for part in _list(entry, 2)], _map_of
    if kind == "variant":
        if not isinstance(body, dict) or body.keys() != {"arities", "tag", "values"}:
            raise _wrong("arities, tag and values", body)
        arities, tag = tuple(_list(body["arities"])), body["tag"]
        return _list(body["values"]), lambda parts: Variant(arities, tag, tuple(parts))
    if kind == "type":
        return _leaf(type_from_json(body))
    raise _wrong("a kind of FATE value", kind)


def _map_of(parts: list[Value]) -> Value:
    return make_map(parts[::2], parts[1::2])


def _split_type_form(form: Any) -> Split[FateType]:
    if isinstance(form, str):
        return _leaf(SimpleType(form))
    if not isinstance(form, dict) or len(form) != 1:
        raise _wrong("a name, or an object with one member", form)
    ((kind, body),) = form.items()
    match kind:
        case "bytes":
            return _leaf(BytesType(None if body == "any" else body))
        case "tvar":
            return _leaf(TypeVariable(body))
        case "list":
            return (body,), lambda parts: ListType(parts[0])
        case "map":
            return _list(body, 2), lambda parts: MapType(*parts)
        case "tuple":
            return _list(body), lambda parts: TupleType(tuple(parts))
        case "variant":
            return _list(body), lambda parts: VariantType(tuple(parts))
    raise _wrong("a kind of FATE type", kind)


def _wrong(expected: str, found: object) -> FateError:
    shown = quote(found) if isinstance(found, str) else type(found).__name__
    return FateError("fate_value", "", None, expected, shown)


def _list(form: Any, length: int | None = None) -> list[Any]:
    if not isinstance(form, list) or (length is not None and len(form) != length):
        raise _wrong("a list" if length is None else f"a list of {length}", form)
    return form


def _int(form: Any) -> int:
    if not isinstance(form, str) or len(form) > _DIGITS or not _NUMBER.fullmatch(form):
        raise _wrong("decimal text", form)
    return int(form)


def _bool(form: Any) -> bool:
    if not isinstance(form, bool):
        raise _wrong("true or false", form)
    return form


def _string(form: Any) -> str:
    if not isinstance(form, str):
        raise _wrong("text", form)
    return form


def _hex(form: Any) -> bytes:
    if not isinstance(form, str) or not _HEX.fullmatch(form):
        raise _wrong("hexadecimal text", form)
    return bytes.fromhex(form)


def _address(kind: str) -> Callable[[Any], Value]:
    def read(form: Any) -> Value:
        key = text.decode(_string(form), _PREFIXES[kind])
        return OracleQueryId(key) if kind == "oracle_query" else Id(form)

    return read


_LEAVES: Final[dict[str, Callable[[Any], Value]]] = {
    "int": _int,
    "bits": lambda form: Bits(_int(form)),
    "bool": _bool,
    "string": _string,
    "string_hex": lambda form: _hex(form).decode("utf-8", "surrogateescape"),
    "bytes": _hex,
    "contract_bytearray": lambda form: Bytearray(_hex(form)),
    "store_map": StoreMap,
    **{kind: _address(kind) for kind in _PREFIXES},
}
