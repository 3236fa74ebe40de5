"""Values of fields as their columns hold them, and the buffers of a column as Arrow lays them out."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Callable
from itertools import accumulate, chain
from typing import Any, Final, NamedTuple

from .._column_forms import Form
from .encoder import encode
from .table import Table

LARGEST_DECIMAL: Final = 10**38 - 1
LARGEST_INT64: Final = 2**63 - 1


class Array(NamedTuple):
    """A column of some rows: its buffers as the format of its field has them, None for no bitmap."""

    length: int
    nulls: int
    buffers: tuple[bytes | None, ...]
    children: tuple[Array, ...]


class Unfit(Exception):  # noqa: N818  (no error: the row says so)
    """A value that its column cannot hold."""


def _int64(_: Table, value: int) -> int:
    if value > LARGEST_INT64:
        raise Unfit
    return value


def _decimal(_: Table, value: int) -> int:
    if value > LARGEST_DECIMAL:
        raise Unfit
    return value


def _utf8(_: Table, value: bytes) -> bytes:
    try:
        value.decode()
    except UnicodeDecodeError:
        raise Unfit from None
    return value


def _object(table: Table, value: Any) -> bytes | None:
    return value if value is None or isinstance(value, bytes) else encode(table, value)


def _pointers(write: Callable[[Any], bytes]) -> Callable[[Table, Any], list[tuple[Any, ...]]]:
    def pointers(_: Table, value: Any) -> list[tuple[Any, ...]]:
        return [
            (key, None, target) if isinstance(target, bytes) else (key, write(target), None)
            for key, target in value
        ]

    return pointers


def _text(value: Any) -> bytes:
    return str(value).encode()


#: What stands in a column of a field, by its form.
FIELDS: Final[dict[Form, Callable[[Table, Any], Any]]] = {
    Form.INT64: _int64,
    Form.DECIMAL: _decimal,
    Form.NUMBER_TEXT: lambda _, value: _text(value),
    Form.BINARY: lambda _, value: value,
    Form.OBJECT: _object,
    Form.UTF8: _utf8,
    Form.ID_TEXT: lambda _, value: _text(value),
    Form.ID_BYTES: lambda _, value: bytes(value),
    Form.ENUM: lambda _, value: value.name.lower().encode(),
    Form.VERSIONS: lambda _, value: value,
    Form.IDS_TEXT: lambda _, value: [_text(item) for item in value],
    Form.IDS_BYTES: lambda _, value: [bytes(item) for item in value],
    Form.OBJECTS: lambda table, value: [encode(table, item) for item in value],
    Form.POINTERS_TEXT: _pointers(_text),
    Form.POINTERS_BYTES: _pointers(bytes),
    Form.PAIRS: lambda _, value: value,
}


# --- values to buffers ---------------------------------------------------------------------------

_WIDTHS: Final = {"s": 2, "i": 4, "l": 8, "d:38,0": 16}


def build(field: Any, values: list[Any], nullable: bool) -> Array:
    """Lay values out as Arrow does; None for a null. The items of a list have no bitmap: none is null."""
    _, layout, children = field
    nulls = sum(value is None for value in values)
    bits = _bitmap(values) if nullable else None
    if layout in _WIDTHS:
        width = _WIDTHS[layout]
        data = b"".join((value or 0).to_bytes(width, sys.byteorder, signed=True) for value in values)
        return Array(len(values), nulls, (bits, data), ())
    if layout == "+s":
        columns = [[None if value is None else value[i] for value in values] for i in range(len(children))]
        inner = [build(child, column, True) for child, column in zip(children, columns, strict=True)]
        return Array(len(values), nulls, (bits,), tuple(inner))
    offsets = array("i", accumulate((len(value or ()) for value in values), initial=0)).tobytes()
    if layout == "+l":
        items = [*chain.from_iterable(value or () for value in values)]
        return Array(len(values), nulls, (bits, offsets), (build(children[0], items, False),))
    return Array(len(values), nulls, (bits, offsets, b"".join(value or b"" for value in values)), ())


def _bitmap(values: list[Any]) -> bytes:
    number = sum(1 << index for index, value in enumerate(values) if value is not None) if values else 0
    return number.to_bytes((len(values) + 7) // 8, "little")
