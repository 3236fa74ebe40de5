"""A consumer of Arrow's C stream interface, by ctypes: what a table says, and by which buffers.

It reads capsules as any other package does, so tests of values need none.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

P, I64 = ctypes.c_void_p, ctypes.c_int64


class CSchema(ctypes.Structure):
    pass


class CArray(ctypes.Structure):
    pass


class CStream(ctypes.Structure):
    pass


CSchema._fields_ = [
    ("format", ctypes.c_char_p),
    ("name", ctypes.c_char_p),
    ("metadata", P),
    ("flags", I64),
    ("n_children", I64),
    ("children", ctypes.POINTER(ctypes.POINTER(CSchema))),
    ("dictionary", P),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(CSchema))),
    ("private_data", P),
]
CArray._fields_ = [
    ("length", I64),
    ("null_count", I64),
    ("offset", I64),
    ("n_buffers", I64),
    ("n_children", I64),
    ("buffers", ctypes.POINTER(P)),
    ("children", ctypes.POINTER(ctypes.POINTER(CArray))),
    ("dictionary", P),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(CArray))),
    ("private_data", P),
]
CStream._fields_ = [
    ("get_schema", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(CStream), ctypes.POINTER(CSchema))),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(CStream), ctypes.POINTER(CArray))),
    ("get_last_error", ctypes.CFUNCTYPE(ctypes.c_char_p, ctypes.POINTER(CStream))),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(CStream))),
    ("private_data", P),
]

_pointer = ctypes.PYFUNCTYPE(P, ctypes.py_object, ctypes.c_char_p)(("PyCapsule_GetPointer", ctypes.pythonapi))


class Type(NamedTuple):
    name: str
    format: str
    children: tuple[Type, ...]


class Column(NamedTuple):
    """A column of a batch: its buffers as far as its rows use them, None for no bitmap."""

    type: Type
    length: int
    nulls: int
    offset: int
    buffers: tuple[bytes | None, ...]
    children: tuple[Column, ...]


class Batch(NamedTuple):
    length: int
    columns: tuple[Column, ...]


WIDTHS = {"s": 2, "i": 4, "l": 8, "d:38,0": 16}


def schema_of(capsule: Any) -> Type:
    """Read and release the schema in a capsule."""
    source = CSchema.from_address(_pointer(capsule, b"arrow_schema"))
    made = _type(source)
    source.release(ctypes.pointer(source))
    return made


def _type(schema: CSchema) -> Type:
    children = tuple(_type(schema.children[i].contents) for i in range(schema.n_children))
    return Type(schema.name.decode(), schema.format.decode(), children)


def batches(table: Any) -> list[Batch]:
    """Pull all batches of a table, and release each."""
    capsule = table.__arrow_c_stream__()
    stream = CStream.from_address(_pointer(capsule, b"arrow_array_stream"))
    schema = CSchema()
    check(stream, stream.get_schema(ctypes.pointer(stream), ctypes.pointer(schema)))
    root = _type(schema)
    schema.release(ctypes.pointer(schema))
    made = []
    for array in _arrays(stream):
        columns = [_column(root.children[i], array.children[i].contents) for i in range(array.n_children)]
        made.append(Batch(array.length, tuple(columns)))
        array.release(ctypes.pointer(array))
    return made


def _arrays(stream: CStream) -> Iterator[CArray]:
    while True:
        array = CArray()
        check(stream, stream.get_next(ctypes.pointer(stream), ctypes.pointer(array)))
        if not array.release:
            return
        yield array


def check(stream: CStream, code: int) -> None:
    if code:
        raise OSError(stream.get_last_error(ctypes.pointer(stream)).decode())


def _column(kind: Type, array: CArray) -> Column:
    end = array.offset + array.length
    sizes: list[int] = [(end + 7) // 8]
    if kind.format in WIDTHS:
        sizes.append(WIDTHS[kind.format] * end)
    elif kind.format != "+s":
        sizes.append(4 * (end + 1))
    assert array.n_buffers == len(sizes) + (kind.format in "uz")
    found = [array.buffers[i] for i in range(array.n_buffers)]
    held = [
        None if at is None else ctypes.string_at(at, size) for at, size in zip(found, sizes, strict=False)
    ]
    if kind.format in ("u", "z"):
        held.append(ctypes.string_at(found[2], int.from_bytes((held[1] or b"")[-4:], sys.byteorder)))
    children = tuple(_column(kind.children[i], array.children[i].contents) for i in range(array.n_children))
    return Column(kind, array.length, array.null_count, array.offset, tuple(held), children)


def values(column: Column) -> list[Any]:
    """What a column says: None for a null, text, bytes, numbers, lists, dicts."""
    kind, first = column.type, column.offset
    rows = range(first, first + column.length)
    bits = column.buffers[0]
    present = [bits is None or bool(bits[row // 8] >> row % 8 & 1) for row in rows]
    assert column.nulls == present.count(False)
    if kind.format in WIDTHS:
        data, width = column.buffers[1] or b"", WIDTHS[kind.format]
        found: Any = (
            int.from_bytes(data[width * row : width * (row + 1)], sys.byteorder, signed=True) for row in rows
        )
    elif kind.format == "+s":
        inner = [values(child) for child in column.children]
        names = [child.name for child in kind.children]
        found = (dict(zip(names, row, strict=True)) for row in zip(*inner, strict=True))
    else:
        offsets = memoryview(column.buffers[1] or b"").cast("i").tolist()
        content: Any = values(column.children[0]) if kind.format == "+l" else column.buffers[2]
        parts = (content[offsets[row] : offsets[row + 1]] for row in rows)
        found = (part.decode() for part in parts) if kind.format == "u" else parts
    return [value if there else None for value, there in zip(found, present, strict=True)]


def rows_of(table: Any) -> list[dict[str, Any]]:
    """All rows of a table."""
    made: list[dict[str, Any]] = []
    for batch in batches(table):
        columns = {column.type.name: values(column) for column in batch.columns}
        assert {len(column) for column in columns.values()} <= {batch.length}
        made += [{name: column[row] for name, column in columns.items()} for row in range(batch.length)]
    return made
