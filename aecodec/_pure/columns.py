"""Many objects of one class as columns.

A row is of one size, or rows lie one after the other with their offsets beside; `batch.columns` tells the
form of each field.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Set
from itertools import accumulate
from typing import Any

from ..errors import DecodeError, FieldError, with_article
from ..protocol import Op
from .encoder import encode, encoded
from .reader import Reader
from .rlp import Buffer
from .table import Row, Schema, Table

SIGNED = 11  # the tag of a SignedTx, which may stand around an object
WIDEST = 4  # words of the largest number for which all rows of a column are made wider


def read(reader: Reader, items: Iterable[str | Buffer], cls: type, coins: Set[str]) -> dict[str, memoryview]:
    """Decode many objects of a class into columns. `coins`: the fields of at least two words."""
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
            return _numbers(name, values, 2 if coin else 1)
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
    return {name: memoryview(b"".join(parts)), f"{name}.offsets": _offsets(map(len, parts))}


def _numbers(name: str, values: list[int], least: int) -> dict[str, memoryview]:
    """Return a column of numbers: rows of one width, or with offsets if one is wider than WIDEST."""
    sizes = [max(least, (value.bit_length() + 63) // 64) for value in values]
    widest = max(sizes, default=least)
    if widest <= WIDEST:
        sizes = [widest] * len(values)
    words = (
        value >> 64 * i & (1 << 64) - 1
        for value, size in zip(values, sizes, strict=True)
        for i in range(size)
    )
    flat = array("Q", words).tobytes()
    if widest <= WIDEST:
        return {name: _shaped(flat, "Q", len(values), widest)}
    return {name: memoryview(flat).cast("Q"), f"{name}.offsets": _offsets(sizes)}


def _offsets(sizes: Iterable[int]) -> memoryview:
    return memoryview(array("q", accumulate(sizes, initial=0)).tobytes()).cast("q")


def _shaped(data: bytes, letter: Any, rows: int, across: int) -> memoryview:
    view = memoryview(data)
    shaped: memoryview = view.cast(letter) if across == 1 or rows == 0 else view.cast(letter, (rows, across))
    return shaped
