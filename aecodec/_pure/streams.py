"""Tables as streams of batches, which are made when they are pulled."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import Any

from .cdata import (
    GET_LAST_ERROR,
    GET_NEXT,
    GET_SCHEMA,
    ArrowArray,
    ArrowArrayStream,
    ArrowSchema,
    address_of,
    close_array,
    fill_array,
    fill_schema,
    hand_on,
    hold,
    new_capsule,
    release_stream,
)
from .rows import Filler
from .sources import Source


def export_schema(source: Source | None, fields: Sequence[Any]) -> Any:
    """Return the capsule of a table's schema: the columns that a source hands on, then ours."""
    made = ArrowSchema()
    fill_schema(made, ("", "+s", (*(() if source is None else source.kept_schemas), *fields)))
    made.flags = 0
    return new_capsule("arrow_schema", made)


def export_stream(source: Source, fields: Sequence[Any], filler: Filler, rows: int, most: int) -> Any:
    """Return the capsule of a stream that makes the table of a source, a batch at a time."""
    batches = _batches(source, filler, rows, most)
    said = [ctypes.create_string_buffer(b"")]

    def run(work: Any) -> int:
        try:
            work()
        except BaseException as error:
            line = f"{type(error).__name__}: {error}".encode("utf-8", "backslashreplace")
            said[0] = ctypes.create_string_buffer(line.replace(b"\0", b""))
            return 5  # EIO
        return 0

    def get_schema(_: Any, out: Any) -> int:
        def write() -> None:
            made = ArrowSchema()
            fill_schema(made, ("", "+s", (*source.kept_schemas, *fields)))
            made.flags = 0
            ctypes.memmove(out, ctypes.byref(made), ctypes.sizeof(made))

        return run(write)

    def get_next(_: Any, out: Any) -> int:
        def write() -> None:
            made = next(batches, None) or ArrowArray()
            ctypes.memmove(out, ctypes.byref(made), ctypes.sizeof(made))

        return run(write)

    stream = ArrowArrayStream()
    functions = (GET_SCHEMA(get_schema), GET_NEXT(get_next), GET_LAST_ERROR(lambda _: address_of(said[0])))
    stream.get_schema, stream.get_next, stream.get_last_error = map(address_of, functions)
    stream.release = address_of(release_stream)
    hold(stream, functions)
    return new_capsule("arrow_array_stream", stream)


def _batches(source: Source, filler: Filler, rows: int, most: int) -> Iterator[ArrowArray]:
    for chunk in source.chunks(rows, most):
        arrays = filler.fill(chunk.texts)
        children = [ArrowArray() for _ in range(len(chunk.kept) + len(arrays))]
        for child, kept in zip(children, chunk.kept, strict=False):
            hand_on(child, kept, chunk.owner, chunk.start, len(chunk.texts))
        for child, array in zip(children[len(chunk.kept) :], arrays, strict=True):
            fill_array(child, array)
        made = ArrowArray()
        close_array(made, len(chunk.texts), 0, 0, [None], children)
        yield made
