"""Rules of FATE that decoding and encoding share: the order of map keys, and the path to a fault.

The order is that of docs/protocol/fate.md, which is the node's own.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NoReturn

from ._fate_types import FateType
from ._fate_values import Address, Bits, Bytearray, Map, OracleQueryId, StoreMap, Value, Variant
from .errors import FateError
from .ids import Id
from .protocol import IdKind

__all__ = ["ID_KINDS", "ID_OBJECTS", "OBJECT_KINDS", "STEPS", "order_key", "path_to"]

#: The kinds of addresses, by the byte that stands for them; 1 is that of bytes.
OBJECT_KINDS: Final = {0: "account", 2: "contract", 3: "oracle", 4: "oracle_query", 5: "channel"}
#: The bytes of those that an `Id` names, by its kind.
ID_OBJECTS: Final = {IdKind.ACCOUNT: 0, IdKind.CONTRACT: 2, IdKind.ORACLE: 3, IdKind.CHANNEL: 5}

#: The kinds of `Id` by these bytes.
ID_KINDS: Final = {number: kind for kind, number in ID_OBJECTS.items()}

#: What a part of a value is called in a path: by the kind of what is around it.
STEPS: Final = {
    "list": "[{}]",
    "tuple": "[{}]",
    "variant": "values[{}]",
    "list type": "element",
    "tuple type": "items[{}]",
    "variant type": "variants[{}]",
}

_INT, _BOOL, _BYTES, _BITS, _STRING, _TUPLE, _LIST, _VARIANT, _BYTEARRAY = 0, 1, 6, 7, 8, 9, 11, 12, 14
_OBJECTS: Final = {0: 2, 5: 3, 2: 4, 3: 5, 4: 13}
_NUMBERS: Final = {name: number for number, name in OBJECT_KINDS.items()}


def path_to(steps: Iterable[tuple[str, int]]) -> str:
    """Return the path through values, each given by its kind and the index of the part on the way."""
    path = ""
    for kind, index in steps:
        if kind in ("map", "map type"):
            step = ("key", "value")[index % 2] + (f"[{index // 2}]" if kind == "map" else "")
        else:
            step = STEPS[kind].format(index)
        path += step if step[0] == "[" or not path else f".{step}"
    return path


class _NoOrder:
    """Stands for a type in a key: comparing it is an error, as in the node, but not its mere presence."""

    def __eq__(self, other: object) -> NoReturn:
        raise FateError("fate_map_key_type")

    __lt__ = __eq__
    __hash__ = None  # type: ignore[assignment]


_END: Final = object()
_LOWEST: Final = -1  # the end of a list: below all kinds, so that a prefix comes first


def order_key(key: Value) -> list[Any]:
    """Return what sorts as the node sorts map keys.

    It is flat, so that comparing costs no stack: up to the first difference, equal places of two such lists
    have the same meaning. Raises FateError for a map in the key.
    """
    flat: list[Any] = []
    pending = [key]
    while pending:
        value = pending.pop()
        kind = type(value)
        if kind is int:
            flat += _INT, value
        elif kind is str:
            raw = value.encode("utf-8", "surrogateescape")
            flat += _STRING, len(raw), raw
        elif kind is Id:
            flat += _OBJECTS[ID_OBJECTS[value.kind]], value.key
        elif kind is tuple:
            flat += _TUPLE, len(value)
            pending += value[::-1]
        elif kind is list:
            flat.append(_LIST)
            pending.append(_END)
            pending += value[::-1]
        elif value is _END:
            flat.append(_LOWEST)
        elif kind is Variant:
            flat += _VARIANT, len(value.arities), value.arities, value.tag
            pending += value.values[::-1]
        else:
            flat += _order_rare(value)
    return flat


def _order_rare(value: Value) -> tuple[Any, ...]:
    """Return the part of an order key for a value of the other kinds."""
    match value:
        case bool():
            return _BOOL, value
        case bytes():
            return _BYTES, len(value), value
        case Bits(number):
            return _BITS, number < 0, number
        case Bytearray(data):
            return _BYTEARRAY, len(data), data
        case OracleQueryId(key):
            return _OBJECTS[4], key
        case Address(kind, payload):
            return _OBJECTS[_NUMBERS[kind]], payload
        case FateType():
            return (_NoOrder(),)
        case dict() | Map() | StoreMap():
            raise FateError("fate_map_key_map")
    raise FateError("fate_value", "", None, "a FATE value", type(value).__name__)
