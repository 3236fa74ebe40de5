"""Bytes as `xxd`, `hexdump` and `od` print them: rows of an offset, bytes, and often characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from ..codec import decode_object
from ..errors import DecodeError
from .bodies import rlp_length
from .dump import BLANK, MARGIN, Dump

#: A row begins a line, or what is quoted in one.
_ROW: Final = re.compile(
    rf"^(?:(?:{BLANK}{MARGIN}){{0,4}}+{BLANK}|[^\n]*?[\"'`(=])(?:0[xX])?(?P<offset>[0-9a-fA-F]{{4,16}})"
    r"(?::[ \t]{0,4}|[ \t]{1,4}|(?![0-9A-Za-z]))(?P<bytes>[0-9a-fA-F \t]*+)(?P<rest>.*)$",
    re.MULTILINE,
)
#: A row that stands for any number of rows like the one before it.
_SAME: Final = re.compile(r"\n[ \t>|#]*\*[ \t]*\n")
_GROUPS: Final = re.compile(r"(?:[0-9a-fA-F]{2}){1,16}+(?![0-9A-Za-z])")

_MOST_WIDTH: Final = 64
#: Bytes that stars may stand for, in addition to those of the text.
_MOST_REPEATED: Final = 1 << 16


class _Row(NamedTuple):
    """A row. shown: its bytes as they stand, maybe with the beginning of its characters."""

    offset: str
    shown: str
    groups: list[str]
    start: int
    end: int
    repeats: bool


def find(text: str) -> Iterator[Dump]:
    """Find dumps of two rows or more, or of one that begins at offset 0."""
    budget = len(text) + _MOST_REPEATED
    for rows in _dumps(text):
        base, width = _layout(rows)
        if not width:
            continue
        data = _join(rows, base, width, budget)
        if data is None:
            continue
        budget -= len(data)
        steps = (f"joined the {len(rows)} rows of a hexadecimal dump",)
        start, end = rows[0].start, rows[-1].end
        for one, step in _variants(data, rows):
            yield Dump(start, end, one, (*steps, *step), sure=True)


def _dumps(text: str) -> Iterator[list[_Row]]:
    """Yield the rows that follow one another without a gap."""
    rows: list[_Row] = []
    for match in _ROW.finditer(text):
        between = text[rows[-1].end : match.start()] if rows and match.start() - rows[-1].end < 80 else ""
        same = _SAME.fullmatch(between) is not None
        if rows and not same and between != "\n":
            yield rows
            rows = []
        groups = _GROUPS.findall(match["bytes"])
        rows.append(_Row(match["offset"], match["bytes"], groups, match.start("offset"), match.end(), same))
    if rows:
        yield rows


def _layout(rows: list[_Row]) -> tuple[int, int]:
    """Return the base of the offsets and the bytes of a row; 0 bytes if this is no dump."""
    first = sum(map(len, rows[0].groups)) // 2
    if len(rows) == 1:
        return 16, first if not rows[0].offset.strip("0") else 0
    for base in (16, 10, 8):
        try:
            width = int(rows[1].offset, base) - int(rows[0].offset, base)
        except ValueError:
            continue
        if rows[1].repeats:
            width = 16 if first >= 16 else 0
        if 0 < width <= min(first, _MOST_WIDTH):
            return base, width
    return 16, 0


def _join(rows: list[_Row], base: int, width: int, budget: int) -> bytes | None:
    """Return the bytes of all rows; None if the offsets do not fit them, or beyond the budget."""
    parts: list[str] = []
    size = 0
    origin = int(rows[0].offset, base)
    for row, following in pairwise([*rows, None]):
        assert row is not None
        try:
            offset = int(row.offset, base) - origin
        except ValueError:
            return None
        if row.repeats and parts and 0 < offset - size <= budget:
            parts.append(parts[-1] * ((offset - size) // width))
            size = offset
        if offset != size:
            return None
        digits = "".join(row.groups)[: 2 * width]
        if not row.groups:
            break  # the end of it all
        if following is None or not following.groups:
            digits = _last_digits(rows[0], row, width)
        elif len(digits) < 2 * width:
            return None
        parts.append(digits)
        size += len(digits) // 2
    return bytes.fromhex("".join(parts))


def _last_digits(first: _Row, last: _Row, width: int) -> str:
    """Return the digits of the last row with bytes, whose characters may look like digits as well."""
    single = re.match(rf"(?:[0-9a-fA-F]{{2}}[ \t]?){{{width}}}", first.shown)
    shown = re.split(r"[ \t]{2}" if single else r"[ \t]{3}", last.shown.rstrip())[0]
    return "".join(_GROUPS.findall(shown))[: 2 * width]


def _variants(data: bytes, rows: list[_Row]) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """Yield the bytes as they stand, up to the end of RLP, and with the two bytes of each word swapped."""
    size = rlp_length(data[:9])
    if size is not None and 0 < len(data) - size < _MOST_WIDTH:
        yield data[:size], ()
    if len(data) % 2 == 0 and all(len(group) == 4 for row in rows for group in row.groups):
        swapped = bytearray(data)
        swapped[::2], swapped[1::2] = data[1::2], data[::2]
        # Where a length is of two equal bytes, both ways are as long as they say.
        if _fits(swapped) and (not _fits(data) or _is_object(swapped)):
            yield bytes(swapped), ("swapped the bytes of each word",)
    yield data, ()


def _fits(data: bytes | bytearray) -> bool:
    """Tell whether bytes are as long as their RLP says."""
    return rlp_length(bytes(data[:9])) == len(data)


def _is_object(data: bytes | bytearray) -> bool:
    """Tell whether bytes are a chain object."""
    try:
        decode_object(data)
    except DecodeError:
        return False
    return True
