"""Bytes in hexadecimal: in one piece, in groups, or over several lines."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from ..protocol import HASH_BYTES
from . import truncated
from .binary import SIGNATURE_BYTES
from .bodies import rlp_length
from .dump import BLANK, NEW_LINE, Dump, joined

#: Digits in pairs, with what stands before them in programs.
_RUN: Final = r"(?:0[xX]|\\{1,4}[xX]|[xX]')?((?:[0-9a-fA-F]{2})++)(?![0-9A-Za-z])"
_LINE_END: Final = rf"[\"'`]?{BLANK}[+.\\,:|\u2502]?{BLANK}{NEW_LINE}[\"'`]?"
_BETWEEN: Final = rf"(?:{_LINE_END}|[^\S\n]{{0,9}}+[,:;-]?[^\S\n]{{0,9}}+)"
#: Runs one behind another: the hexadecimal of some bytes, or words and numbers that look like it.
_BLOCK: Final = re.compile(rf"(?<![0-9A-Za-z_+/]){_RUN}(?:{_BETWEEN}{_RUN})*+")
_DIGITS: Final = re.compile(_RUN)

#: Digits of which one is left over.
_CUT: Final = re.compile(r"(?<![0-9A-Za-z_+/])(?:0[xX])?((?:[0-9a-fA-F]{2}){16,}+)[0-9a-fA-F](?![0-9A-Za-z])")

#: Digits of a run that is read by itself; and of those that stand for themselves: hashes, keys, signatures.
_LEAST_DIGITS: Final = 16
_OWN_DIGITS: Final = frozenset({2 * HASH_BYTES, 2 * SIGNATURE_BYTES})
_HEAD_BYTES: Final = 9
#: Characters of a block that is something by itself; a shorter one must be the whole of a short text.
_LEAST_BLOCK: Final = 8
_SHORT_TEXT: Final = 64
#: How often the characters of a text may be decoded again in search of the beginning of RLP.
_MOST_TIMES: Final = 4


def find(text: str) -> Iterator[Dump]:
    """Find hexadecimal: a block as a whole, RLP that begins one of its lines, then each run."""
    budget = _MOST_TIMES * len(text)
    least = _LEAST_BLOCK if len(text) > _SHORT_TEXT else 0
    for block in _BLOCK.finditer(text):
        if block.end() - block.start() < least:
            continue
        runs = [*_DIGITS.finditer(text, *block.span())]
        data = bytes.fromhex("".join([run[1] for run in runs]))
        places = [*accumulate((len(run[1]) // 2 for run in runs), initial=0)]
        alone = len(runs) > 1 and {len(run[1]) for run in runs} <= _OWN_DIGITS
        if not alone:
            yield _dump(text, block.start(), block.end(), data)
        for number, run in enumerate(runs):
            begins = number == 0 or "\n" in text[runs[number - 1].end() : run.start()]
            size = rlp_length(data[places[number] : places[number] + _HEAD_BYTES]) if begins else None
            if size is not None and size <= budget and len(runs) > 1:
                budget -= size
                yield from _part(text, runs, data, places, number, size)
            if len(run[1]) >= _LEAST_DIGITS and len(runs) > 1:
                yield _dump(text, *run.span(), bytes.fromhex(run[1]))


def find_cut(text: str) -> Iterator[Dump]:
    """Find hexadecimal of an object that was cut off within a byte."""
    for match in _CUT.finditer(text):
        data = bytes.fromhex(match[1])
        if truncated.read(data) is not None:
            dump = _dump(text, *match.span(), data)
            yield dump._replace(steps=(*dump.steps, "left out the last digit, half a byte"))


def _part(
    text: str, runs: list[re.Match[str]], data: bytes, places: list[int], number: int, size: int
) -> Iterator[Dump]:
    """Yield the bytes of so many bytes of RLP that begin with a run, if they end with one."""
    start = places[number]
    last = bisect_left(places, start + size)
    if last < len(places) and places[last] == start + size:
        yield _dump(text, runs[number].start(), runs[last - 1].end(), data[start : start + size])


def _dump(text: str, start: int, end: int, data: bytes) -> Dump:
    steps = ["decoded hexadecimal"]
    if text.startswith(("0x", "0X"), start):
        steps.insert(0, "stripped the prefix 0x")
    return Dump(start, end, data, (*joined(text, start, end), *steps))
