"""Reading of single JSON values, each exactly one of its types. An error has no path yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from .._strict_json import Float, Json
from ..errors import RpcError, format_step, quote

__all__ = ["mismatch", "read_items", "read_literal", "read_members", "read_plain"]

_NAMES: Final[dict[type, str]] = {
    bool: "boolean",
    int: "integer",
    Float: "fraction",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


def read_plain(kinds: tuple[type, ...], value: Json) -> Any:
    """Return a value of one of these types. A bool is no integer, and neither is a fraction."""
    if type(value) in kinds:
        return value
    if isinstance(value, Float) and int in kinds:
        raise RpcError("precision_lost", found=quote(value.text))
    raise mismatch(" or ".join(_NAMES[kind] for kind in kinds), value)


def read_literal(allowed: tuple[str, ...], value: Json) -> str:
    """Return a string that is one of these."""
    if not isinstance(value, str) or value not in allowed:
        found = quote(value) if isinstance(value, str) else _kind_of(value)
        raise RpcError("enum_value", expected=" or ".join(allowed), found=found)
    return value


def read_items(read: Callable[[Json], Any], value: Json) -> tuple[Any, ...]:
    """Read each item of an array."""
    if not isinstance(value, list):
        raise mismatch("array", value)
    items = []
    for index, item in enumerate(value):
        try:
            items.append(read(item))
        except RpcError as error:
            raise error.within(format_step(index)) from None
    return tuple(items)


def read_members(read: Callable[[Json], Any], value: Json) -> dict[str, Any]:
    """Read the value of each member of an object that may have any members."""
    if not isinstance(value, dict):
        raise mismatch("object", value)
    members = {}
    for key, item in value.items():
        try:
            members[key] = read(item)
        except RpcError as error:
            raise error.within(format_step(key)) from None
    return members


def mismatch(expected: str, value: Json) -> RpcError:
    """Return the error for a value of another type."""
    return RpcError("member_type", expected=expected, found=_kind_of(value))


def _kind_of(value: Json) -> str:
    return _NAMES.get(type(value), type(value).__name__)
