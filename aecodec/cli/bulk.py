"""Long inputs: their lines are worked on many together where they are as expected, else one by one."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TextIO

from .inputs import Input, blocks_of, inputs_of
from .progress import Progress

if TYPE_CHECKING:
    from ..batch import Convert


class Bulk(NamedTuple):
    """What a command does with many lines together. convert: see there; its text goes to `out`."""

    convert: Convert
    out: TextIO


def lines_left(stream: BinaryIO, most: int, first: int, bulk: Bulk | None, err: TextIO) -> Iterator[Input]:
    """Write what the lines of a stream are converted to, and yield each that is left, but no blank ones.

    most: bytes of a line. first: the number of the line that the stream is at, counted from 1. bulk: without
    it all lines are left.
    """
    progress = Progress(stream, err)
    try:
        for block in blocks_of(stream, most):
            content = block.removeprefix(BOM_UTF8) if first == 1 else block
            inputs: list[Input] = []
            parts, count = _leave_all(content) if bulk is None else bulk.convert(content)
            for part in parts:
                if isinstance(part, int):
                    inputs = inputs or inputs_of(content, first, most)
                    if inputs[part].text.strip():
                        yield inputs[part]
                elif bulk is not None:
                    bulk.out.write(part)
            first += count
            progress.note(count)
    finally:
        progress.end()


def _leave_all(content: bytes) -> tuple[Iterable[int], int]:
    count = content.count(b"\n") + (not content.endswith(b"\n"))
    return range(count), count
