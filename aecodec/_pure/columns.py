"""Many objects of one class as columns.

A row is of one size, or rows lie one after the other with their offsets beside; `batch.columns` says which
field is what.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Set
from typing import Any

from ..errors import DecodeError, FieldError, with_article
from ..protocol import Op
from .encoder import encode, encoded
from .reader import Reader
from .rlp import Buffer
from .table import Row, Schema, Table

SIGNED = 11  # the tag of a SignedTx, which may stand around an object


def read(reader: Reader, items: Iterable[str | Buffer], cls: type, coins: Set[str]) -> dict[str, memoryview]:
    """The columns of many objects. `coins` are the fields that are at least two words wide."""
    schema = reader.table.of(cls)
    objects = [_found(reader, schema, data, index) for index, data in enumerate(tuple(items))]
    result: dict[str, memoryview] = {}
    for name, row in zip(schema.names, schema.rows, strict=True):
        values = [getattr(obj, name) for obj in objects]
        result.update(_column(reader.table, name, row, values, name in coins))
    return result


def _found(reader: Reader, schema: Schema, data: str | Buffer, index: int) -> Any:
    try:
        obj = reader.read(data)
        if schema.tag != SIGNED and obj.TAG == SIGNED:
            obj = obj.transaction
        if type(obj) is not schema.cls:
            name = type(obj).__name__
            raise FieldError("object_not_allowed_here", "", None, with_article(schema.cls.__name__), name)
    except DecodeError as error:
        raise error.within(f"[{index}]") from None
    return obj


def _column(table: Table, name: str, row: Row, values: list[Any], coin: bool) -> dict[str, memoryview]:
    match row:
        case (Op.UINT, *_):
            words = max([2 if coin else 1, *((value.bit_length() + 63) // 64 for value in values)])
            flat = array("Q", (value >> 64 * i & (1 << 64) - 1 for value in values for i in range(words)))
            return {name: _shaped(flat.tobytes(), "Q", len(values), words)}
        case (Op.BOOL,):
            return {name: _shaped(bytes(values), "?", len(values), 1)}
        case (Op.ENUM, _):
            return {name: _shaped(bytes(values), "B", len(values), 1)}
        case (Op.PACKED_VERSION, _):
            pairs = array("H", (number for value in values for number in value))
            return {name: _shaped(pairs.tobytes(), "H", len(values), 2)}
        case (Op.IDENTIFIER, _):
            return {name: _shaped(b"".join(map(bytes, values)), "B", len(values), 33)}
        case (Op.BYTES, int(length), *_):
            return {name: _shaped(b"".join(values), "B", len(values), length)}
        case (Op.BYTES, *_):
            parts = values
        case (Op.OBJECT, *_):
            parts = [b"" if value is None else encode(table, value) for value in values]
        case _:
            parts = [encoded(table, row, value) for value in values]
    offsets = array("q", [0])
    for part in parts:
        offsets.append(offsets[-1] + len(part))
    return {name: memoryview(b"".join(parts)), f"{name}.offsets": memoryview(offsets.tobytes()).cast("q")}


def _shaped(data: bytes, letter: Any, rows: int, across: int) -> memoryview:
    view = memoryview(data)
    shaped: memoryview = view.cast(letter) if across == 1 or rows == 0 else view.cast(letter, (rows, across))
    return shaped
