"""The body of a prefixed text as people paste it: broken over lines, with blanks, or in the alphabet of URLs.

A body is taken piece by piece, with what people and programs put between the pieces. Where it ends is known
beforehand, as RLP says its own length and base58 of 32 bytes is short; so few ends need to be tried.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from ..text import sha256d
from .dump import BLANK, NEW_LINE

_QUOTE: Final = "[\"'`]?"
#: The end of a line within a body, with quotes and signs by which programs join lines.
_LINE_END: Final = rf"{_QUOTE}{BLANK}[+.\\=,|\u2502]?{BLANK}{NEW_LINE}{_QUOTE}"
#: What may stand between two pieces. Four line ends are three blank lines; a sign alone on one is a piece.
_JOIN: Final = rf"({_LINE_END}(?:{BLANK}{NEW_LINE}{_QUOTE}){{0,3}}+|{BLANK})"
_BASE58_PIECE: Final = re.compile(rf"{_JOIN}([0-9A-Za-z]+)")
_BASE64_PIECE: Final = re.compile(rf"{_JOIN}([0-9A-Za-z+/]+)")
_URL_PIECE: Final = re.compile(rf"{_JOIN}([0-9A-Za-z_-]+)")
#: The first sign of a body that is no letter or digit, if it is one of the alphabet of URLs.
_URL_SIGN: Final = re.compile(rf"(?:[0-9A-Za-z]++{_JOIN})*+[-_]")
#: More signs than these are a line that divides, as in a conflict of versions.
_PADDING: Final = re.compile(rf"{_JOIN}(={{1,3}}+)(?!=)")

#: A step: `-` and `_` were read as `+` and `/`.
URL_SAFE: Final = "translated from the url-safe alphabet"
_TO_STANDARD: Final = str.maketrans("-_", "+/")

#: Bytes of a checksum; characters of base64 that hold the longest header of RLP.
CHECKSUM_BYTES: Final = 4
_HEAD_CHARS: Final = 12
#: Characters of base58 for 32 and 64 bytes with their checksum, at most.
_BASE58_CHARS: Final = {32: 50, 64: 93}
#: Ends of a body of unknown length that are tried.
_MOST_ENDS: Final = 32
#: Plus signs at the end of a body, before its padding.
_MOST_FINAL_BLANKS: Final = 6
#: Of random characters, so many or more are no letters, and so many of ten are of another class than the
#: one before. Names of programs have fewer of both.
_LEAST_SIGNS: Final = 2
_CHANGES_OF_TEN: Final = 3
#: Characters of a line that is taken for a part of a damaged body.
_LEAST_LINE: Final = 16


class Body(NamedTuple):
    """A body as it was meant, in the standard alphabet and without padding.

    end: where it ends in the text. steps: what was done to get it.
    """

    chars: str
    end: int
    steps: tuple[str, ...] = ()


def looks_random(chars: str) -> bool:
    """Tell whether characters look like encoded bytes, not like words of a program or a path."""
    classes = ["a" if char.islower() else "A" if char.isupper() else "0" for char in chars]
    changes = sum(one != other for one, other in pairwise(classes))
    return classes.count("0") >= _LEAST_SIGNS and 10 * changes >= _CHANGES_OF_TEN * len(chars)


def base58_bodies(text: str, at: int, limit: int, length: int) -> Iterator[Body]:
    """Yield what a base58 body of `length` bytes may be that begins at `at` and does not pass `limit`."""
    most = _BASE58_CHARS[length]
    pieces = _Pieces(text, at, limit, _BASE58_PIECE)
    while pieces.size < most and pieces.take():
        if length + CHECKSUM_BYTES <= pieces.size <= most:
            yield pieces.body()


def base64_bodies(text: str, at: int, limit: int, length: int | None, is_rlp: bool) -> Iterator[Body]:
    """Yield what a base64 body may be that begins at `at` and does not pass `limit`.

    length: bytes of the payload, if they are fixed. is_rlp: it is RLP, which says its length, or nothing.
    """
    plain = _Pieces(text, at, limit, _BASE64_PIECE)
    yield from _by_length(plain, length, is_rlp)
    if text.find(" ", at, limit) >= 0:  # also behind the last piece
        yield from _by_length(_Pieces(text, at, limit, _BASE64_PIECE, plus=True), length, is_rlp)
    if _URL_SIGN.match(text, at, limit):
        yield from _by_length(_Pieces(text, at, limit, _URL_PIECE), length, is_rlp)


def rlp_size(chars: str) -> int | None:
    """Return how many bytes the RLP list has that begins with these characters of base64."""
    head = chars[:_HEAD_CHARS].translate(_TO_STANDARD)
    return rlp_length(binascii.a2b_base64(head[: len(head) // 4 * 4]))


def rlp_bodies(text: str, at: int, digits: int) -> Iterator[Body]:
    """Yield base64 of so many characters in either alphabet, with lines joined that look like it."""
    for pattern in (_BASE64_PIECE, _URL_PIECE):
        pieces = _Pieces(text, at, len(text), pattern)
        pieces.take()
        while pieces.size < digits and pieces.take_line(digits - pieces.size):
            pass
        if pieces.size == digits:
            yield pieces.body()


def checked_base64(chars: str) -> bytes | None:
    """Decode a body without padding whose unused bits do not matter; None if its checksum is wrong."""
    try:
        whole = binascii.a2b_base64(chars + "=" * (-len(chars) % 4))
    except ValueError:  # also for what is not ASCII
        return None
    payload, checksum = whole[:-CHECKSUM_BYTES], whole[-CHECKSUM_BYTES:]
    return payload if sha256d(payload)[:CHECKSUM_BYTES] == checksum else None


def find_sized_body(text: str, at: int, limit: int) -> tuple[Body, int] | None:
    """Return a body of base64 of either alphabet that is as long as its RLP says, and what is missing of it.

    Lines are joined as long as they look like it. Returns None for what is no RLP list.
    """
    found = []
    for pattern in (_BASE64_PIECE, _URL_PIECE):
        pieces = _Pieces(text, at, limit, pattern)
        if not pieces.take() or (size := rlp_length(pieces.head())) is None:
            continue
        digits = base64_digits(size + CHECKSUM_BYTES)
        while pieces.size < digits and pieces.take_line(digits - pieces.size):
            pass
        found.append((pieces.body(digits), max(0, digits - pieces.size)))
    return max(found, key=lambda one: one[0].end, default=None)


def padding_end(text: str, at: int) -> tuple[int, int]:
    """Return where the padding ends that stands at `at`, and how many signs it has."""
    match = _PADDING.match(text, at)
    return (match.end(), len(match[2])) if match else (at, 0)


def base64_digits(size: int) -> int:
    """Return how many characters of base64 hold so many bytes, without padding."""
    return (size * 8 + 5) // 6


def rlp_length(head: bytes) -> int | None:
    """Return how many bytes an RLP list has that begins with these nine or fewer; None if it is no list."""
    if not head or head[0] < 0xC0:
        return None
    if head[0] < 0xF8:
        return 1 + head[0] - 0xC0
    size = head[0] - 0xF7
    return None if len(head) <= size else 1 + size + int.from_bytes(head[1 : 1 + size], "big")


def _by_length(pieces: _Pieces, length: int | None, is_rlp: bool) -> Iterator[Body]:
    """Yield the body of as many characters as its length asks for, and else up to the ends of pieces."""
    ends = 0 if length or is_rlp else _MOST_ENDS
    while pieces.size < _HEAD_CHARS and pieces.take():
        if ends:
            yield pieces.body()
    size = length or rlp_length(pieces.head())
    digits = 0 if size is None else base64_digits(size + CHECKSUM_BYTES)
    while True:
        if 0 < digits <= pieces.reach(digits):
            yield pieces.body(digits)
            digits = 0
        if ends:
            yield pieces.body()
            ends -= 1
        if not (ends or digits) or not pieces.take():
            return


class _Pieces:
    """The pieces of a body so far. size: their characters. plus: single blanks stand for a plus sign."""

    def __init__(
        self, text: str, at: int, limit: int, pattern: re.Pattern[str], *, plus: bool = False
    ) -> None:
        self._text = text
        self._at = at
        self._limit = limit
        self._pattern = pattern
        self._plus = plus
        self._chars: list[str] = []
        self._lines = 0
        self.blanks = 0
        self.size = 0

    def take(self) -> bool:
        """Take the next piece; False if there is none."""
        match = self._pattern.match(self._text, self._at, self._limit)
        if match is not None:
            self._add(match)
        return match is not None

    def take_line(self, missing: int) -> bool:
        """Take the next piece if it begins a line and is long, or all that is missing; False if not."""
        match = self._pattern.match(self._text, self._at, self._limit)
        if match is None or "\n" not in match[1] or len(match[2]) < min(missing, _LEAST_LINE):
            return False
        self._add(match)
        return True

    def _add(self, match: re.Match[str]) -> None:
        join, piece = match[1], match[2]
        if "\n" in join:
            self._lines += 1
        elif join:
            self.blanks += 1
            if self._plus:
                piece = "+" * len(join) + piece
        self._chars.append(piece)
        self.size += len(piece)
        self._at = match.end()

    def reach(self, size: int) -> int:
        """Return the size, after taking blanks at the end that stand for signs that are missing to `size`."""
        blanks = min(size - self.size, _MOST_FINAL_BLANKS) if self._plus else 0
        if blanks > 0 and self._text.startswith(" " * blanks, self._at, self._limit):
            self._chars.append("+" * blanks)
            self._at += blanks
            self.size += blanks
        return self.size

    def head(self) -> bytes:
        """Return the first bytes."""
        chars = self._join()[:_HEAD_CHARS]
        return binascii.a2b_base64(chars[: len(chars) // 4 * 4])

    def body(self, size: int | None = None) -> Body:
        """Return the body of all pieces, or of so many characters, which end within the last piece."""
        chars = self._join()
        steps = []
        if self._lines:
            steps.append(f"joined {self._lines + 1} lines")
        if self.blanks:
            steps.append("put + in place of blanks" if self._plus else "removed blanks")
        if self._pattern is _URL_PIECE:
            steps.append(URL_SAFE)
        return Body(chars[:size], self._at - (len(chars) - len(chars[:size])), tuple(steps))

    def _join(self) -> str:
        self._chars = ["".join(self._chars)]
        chars = self._chars[0]
        return chars.translate(_TO_STANDARD) if self._pattern is _URL_PIECE else chars
