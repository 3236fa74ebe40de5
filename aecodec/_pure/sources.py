"""Sources of the transactions of a table: an array, a stream or a table of Arrow, or any iterable."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from .cdata import (
    GET_LAST_ERROR,
    GET_NEXT,
    GET_SCHEMA,
    ArrowArray,
    ArrowArrayStream,
    ArrowSchema,
    Owner,
    move,
)
from .rlp import Buffer, contiguous


class Chunk(NamedTuple):
    """Some rows of a source: the transactions, and the columns beside them with the rows that are meant."""

    texts: Sequence[str | Buffer | None]
    kept: Sequence[ArrowArray]
    owner: Any
    start: int


class Source:
    """Rows that hold transactions: an Arrow array or stream of them, or any iterable.

    column: the name of the column that holds them, in a table. names: the columns beside it.
    """

    def __init__(self, batches: Iterator[Any], schema: ArrowSchema | None, column: str) -> None:
        self._batches = batches
        self._at: int | None = None
        self._format = ""
        self.kept_schemas: list[ArrowSchema] = []
        if schema is None:
            return
        self._format = _format_of(schema)
        if self._format == "+s":
            children = [schema.children[i].contents for i in range(schema.n_children)]
            names = [(child.name or b"").decode() for child in children]
            if names.count(column) != 1:
                raise ValueError(f"expected one column {column!r}, found {', '.join(names) or 'none'}")
            self._at = names.index(column)
            self._format = _format_of(children[self._at])
            self.kept_schemas = [child for index, child in enumerate(children) if index != self._at]
        if self._format not in _LAYOUTS:
            raise TypeError(f"expected transactions as text or binary, found Arrow format {self._format!r}")

    @classmethod
    def from_items(cls, items: Iterable[Any]) -> Source:
        """Take the transactions of an iterable: texts, bytes, None."""
        return cls(iter(items), None, "")

    @classmethod
    def from_array(cls, schema: Any, array: Any, column: str) -> Source:
        """Take an array of transactions, or a table of one batch, from its capsules."""
        owner = Owner(move(schema, "arrow_schema"))
        made = cls(iter([Owner(move(array, "arrow_array"))]), owner.structure, column)
        made._keep = owner
        return made

    @classmethod
    def from_stream(cls, capsule: Any, column: str) -> Source:
        """Take a stream of such arrays from its capsule."""
        stream = Owner(move(capsule, "arrow_array_stream"))
        schema = Owner(ArrowSchema())
        get_schema = GET_SCHEMA(stream.structure.get_schema)
        _check(stream.structure, get_schema(stream.structure, schema.structure))
        made = cls(_arrays(stream), schema.structure, column)
        made._keep = schema
        return made

    _keep: Any = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns that are handed on."""
        return tuple((schema.name or b"").decode() for schema in self.kept_schemas)

    def chunks(self, rows: int, most: int) -> Iterator[Chunk]:
        """Yield the rows in order: at most so many, and so many bytes, unless one alone has more."""
        if not self._format:
            yield from _chunks_of_items(self._batches, rows, most)
            return
        for owner in self._batches:
            array: ArrowArray = owner.structure
            children = [array.children[i].contents for i in range(array.n_children)]
            column = array if self._at is None else children[self._at]
            beside = [] if self._at is None else [*children[: self._at], *children[self._at + 1 :]]
            outer = 0 if self._at is None else array.offset
            texts = [*_values(self._format, column, outer, array.length)]
            if self._at is not None:
                present = _present(array, 0, array.length)
                texts = [text if there else None for text, there in zip(texts, present, strict=True)]
            start = 0
            while start < len(texts):
                count = _fitting(texts, start, rows, most)
                yield Chunk(texts[start : start + count], beside, owner, outer + start)
                start += count


def _format_of(schema: ArrowSchema) -> str:
    found = schema.format.decode()
    return f"dictionary of {found}" if schema.dictionary else str(found)


def _check(stream: ArrowArrayStream, code: int) -> None:
    if code:
        said = GET_LAST_ERROR(stream.get_last_error)(stream)
        detail = ctypes.string_at(said).decode("utf-8", "replace") if said else f"error {code}"
        raise OSError(code, f"the stream of transactions failed: {detail}")


def _arrays(stream: Owner) -> Iterator[Owner]:
    get_next = GET_NEXT(stream.structure.get_next)
    while True:
        array = ArrowArray()
        _check(stream.structure, get_next(stream.structure, array))
        if not array.release:
            return
        yield Owner(array)


def _fitting(texts: Sequence[Any], start: int, rows: int, most: int) -> int:
    """Count the next texts that make a chunk."""
    size = 0
    for index in range(start, min(start + rows, len(texts))):
        size += len(texts[index] or b"")
        if size > most and index > start:
            return index - start
    return min(rows, len(texts) - start)


def _chunks_of_items(items: Iterator[Any], rows: int, most: int) -> Iterator[Chunk]:
    texts: list[str | bytes | None] = []
    size = 0
    for item in items:
        text: str | bytes | None = item if item is None or isinstance(item, str) else contiguous(item)
        if texts and (len(texts) == rows or size + len(text or b"") > most):
            yield Chunk(texts, (), None, 0)
            texts, size = [], 0
        texts.append(text)
        size += len(text or b"")
    if texts:
        yield Chunk(texts, (), None, 0)


_LAYOUTS: Final = {"u": 4, "z": 4, "U": 8, "Z": 8, "vu": 0, "vz": 0, "n": 0}


def _present(array: ArrowArray, outer: int, length: int) -> Iterator[bool]:
    """Yield for each row whether it is no null. Rows begin `outer` behind those of the array."""
    bits = array.buffers[0] if array.n_buffers else None
    for row in range(array.offset + outer, array.offset + outer + length):
        yield not bits or bool(ctypes.c_uint8.from_address(bits + row // 8).value >> row % 8 & 1)


def _values(layout: str, array: ArrowArray, outer: int, length: int) -> Iterator[str | bytes | None]:
    """Yield the texts or bytes of rows. What is no UTF-8 in a text is escaped, and found wrong later."""
    if layout == "n":
        yield from [None] * length
        return
    offset = array.offset + outer
    for row, present in zip(range(offset, offset + length), _present(array, outer, length), strict=True):
        if not present:
            yield None
            continue
        data = _view(array, row) if layout[0] == "v" else _slice(array, row, _LAYOUTS[layout])
        yield data.decode("utf-8", "surrogateescape") if layout[-1] in "uU" else data


def _slice(array: ArrowArray, row: int, size: int) -> bytes:
    kind = ctypes.c_int32 if size == 4 else ctypes.c_int64
    start, end = (kind.from_address(array.buffers[1] + size * (row + i)).value for i in (0, 1))
    return ctypes.string_at(array.buffers[2] + start, end - start) if end > start else b""


def _view(array: ArrowArray, row: int) -> bytes:
    """Read a value of at most 12 bytes from its place, or the buffer and the place of a longer one."""
    at = array.buffers[1] + 16 * row
    size, _, buffer, start = (ctypes.c_int32 * 4).from_address(at)
    return ctypes.string_at(at + 4 if size <= 12 else array.buffers[2 + buffer] + start, size)
