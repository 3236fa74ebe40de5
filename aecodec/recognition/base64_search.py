"""Search for the one typing error in a base64 body whose checksum is wrong.

Four characters are three bytes: a group. A missing or an extra character moves all that follow, so the body
is decoded once from its start and once up to its end. A candidate is made of what is there: the bytes before
the group with the error, three new ones, and those after it.

A candidate costs the blocks of SHA-256 from the error on; those before it are hashed once (`checksums` of the
twins). A body is searched as a whole up to a length. A longer one is searched for the likely errors, and for
all errors where its object stops making sense. The budget of the twin draws the line.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterator, Sequence
from typing import Final, TypeAlias

from .._backend import later
from .._text_rules import BASE64
from .edits import CHECKSUM_BYTES, Edit, Error

_twin: Final = later("checksums")

#: Bytes of a block of SHA-256.
_BLOCK: Final = 64
#: Characters in which the outermost RLP header stands.
_HEADER_CHARS: Final = 8
#: Characters of a group.
_GROUP: Final = 4

#: Finds the byte of a payload where its object stops making sense; None if there is none.
Suspect: TypeAlias = Callable[[bytes], int | None]

_ALL: Final = bytes(range(len(BASE64)))
_DIGITS: Final = {char: digit for digit, char in enumerate(BASE64)}

#: What fonts make alike; upper and lower case come to it.
_ALIKE: Final = ("0Oo", "1lI", "2Z", "5S", "6b", "8B", "9gq")
_LIKELY: Final = {
    char: bytes(
        _DIGITS[other]
        for other in sorted({char.swapcase(), *(one for alike in _ALIKE if char in alike for one in alike)})
        if other != char
    )
    for char in BASE64
}
#: Likely errors at a place where no character is missing or too many: 1.2 others, or two that are swapped.
_LIKELY_ERRORS: Final = 2.2


def search(body: str, unknown: int | None = None, suspect: Suspect | None = None) -> Iterator[Edit]:
    """Find each single edit after which a body holds a payload and its checksum.

    unknown: the place of the one character that is not base64, where there is one. Then it is the error.
    suspect: finds the byte of a payload where its object stops making sense; asked for a long body only.
    An edit that makes a body non-canonical (unused bits, padding) may be found: read it strictly.
    """
    digits = body.rstrip("=")
    if unknown is not None:
        other = "B" if digits[unknown - 1 : unknown] == "A" else "A"
        digits = digits[:unknown] + other + digits[unknown + 1 :]
    search = _Search(digits, len(body) - len(digits))
    if search.is_empty:
        return
    if unknown is not None:
        if search.cost(len(BASE64), unknown) <= _twin.BUDGET:
            yield from search.substituted(unknown, _ALL)
            yield from search.extra(unknown)
        return
    places = search.places(suspect)
    for place in places:
        yield from search.substituted(place, _ALL)
        yield from search.missing(place, _ALL)
    if search.affords_likely():
        for place in range(len(digits)):
            if place not in places:
                yield from search.substituted(place, _LIKELY[digits[place]])
                yield from search.missing(place, bytes([_DIGITS[digits[place]]]))
            yield from search.swapped(place)
            yield from search.extra(place)


def padding_edits(body: str) -> Iterator[Edit]:
    """Yield the edits of the last characters that concern a `=`; each has to be tried."""
    end = len(body)
    yield Edit(Error.MISSING, end, end, "=")
    for place in range(max(0, end - 3), end):
        if body[place] != body[place - 1] and "=" in body[place - 1 : place + 1]:
            yield Edit(Error.EXTRA, place, place + 1, "")
        if body[place] != "=":
            yield Edit(Error.SUBSTITUTED, place, place + 1, "=")
        else:
            yield from (Edit(Error.SUBSTITUTED, place, place + 1, char) for char in BASE64)
        if body[place : place + 2].count("=") == 1 and place + 1 < end:
            yield Edit(Error.SWAPPED, place, place + 2, body[place + 1] + body[place])


class _Search:
    """A body without its padding, and the bytes of its groups from the start and up to the end."""

    __slots__ = ("_before", "_checksums", "_digits", "_size", "_surplus", "is_empty")

    def __init__(self, digits: str, padding: int) -> None:
        self._digits = digits
        # By its padding: -1 if a character is missing, 1 if there is one too many, 2 if more is wrong.
        self._surplus = (len(digits) + padding + 1) % 4 - 1
        self._size = (len(digits) - self._surplus) * 6 // 8
        self._before = _decode(digits)
        behind = _decode({-1: f"A{digits}", 1: digits[1:]}.get(self._surplus, digits))
        self.is_empty = self._size < CHECKSUM_BYTES or len(behind) < self._size
        if not self.is_empty:
            self._checksums = _twin.Checksums(self._before, behind, self._size)

    def cost(self, candidates: float, place: int) -> float:
        """Return how many blocks so many candidates at a place cost."""
        blocks: float = (self._size - place * 3 // _GROUP) / _BLOCK + 1 + _twin.CANDIDATE
        return candidates * blocks

    def affords_likely(self) -> bool:
        """Return True if the likely errors at all places are within the budget."""
        count = len(self._digits)
        likely = count * (1 if self._surplus else _LIKELY_ERRORS)
        return bool(self.cost(likely, count // 2) + count * _twin.PLACE <= _twin.BUDGET)

    def places(self, suspect: Suspect | None) -> Sequence[int]:
        """Return the places where every character is to be tried."""
        count = len(self._digits) + 1
        if self.cost(len(BASE64) * count, count // 2) <= _twin.BUDGET:
            return range(count)
        if self._surplus == 1 or suspect is None:
            return ()
        byte = suspect(self._before[: self._size - CHECKSUM_BYTES])
        if byte is None:
            return ()
        end = min(byte * 4 // 3 + _GROUP, count)
        width = int(_twin.BUDGET / 2 / self.cost(len(BASE64), end))
        head = int(_twin.BUDGET / 4 / self.cost(len(BASE64), 0))
        return sorted({*range(min(_HEADER_CHARS, head)), *range(max(0, end - width), end)})

    def substituted(self, place: int, digits: bytes) -> Iterator[Edit]:
        """Try other characters at a place."""
        if self._surplus == 0 and place < len(self._digits):
            start = place - place % _GROUP
            group = self._digits[start : start + _GROUP]
            whole = f"{group[: place - start]}A{group[place - start + 1 :]}"
            for char in self._fitting(start, place, whole, digits):
                yield Edit(Error.SUBSTITUTED, place, place + 1, char)

    def missing(self, place: int, digits: bytes) -> Iterator[Edit]:
        """Try more characters before the one at a place; beside its equal only at the first of the two."""
        if self._surplus == -1:
            start = place - place % _GROUP
            group = self._digits[start : start + _GROUP - 1]
            whole = f"{group[: place - start]}A{group[place - start :]}"
            for char in self._fitting(start, place, whole, digits):
                if self._digits[place - 1 : place] != char:
                    yield Edit(Error.MISSING, place, place, char)

    def extra(self, place: int) -> Iterator[Edit]:
        """Try the body without the character at a place, the first of equal ones."""
        if self._surplus == 1 and self._digits[place - 1 : place] != self._digits[place]:
            start = place - place % _GROUP
            group = self._digits[start:place] + self._digits[place + 1 : start + _GROUP + 1]
            if self._fits(start, _decode(group)):
                yield Edit(Error.EXTRA, place, place + 1, "")

    def swapped(self, place: int) -> Iterator[Edit]:
        """Try the character at a place and the next one in the other order."""
        pair = self._digits[place : place + 2]
        if self._surplus == 0 and len({*pair}) == 2:
            start = place - place % _GROUP
            groups = self._digits[start:place] + pair[::-1] + self._digits[place + 2 : start + 2 * _GROUP]
            if self._fits(start, _decode(groups)):
                yield Edit(Error.SWAPPED, place, place + 2, pair[::-1])

    def _fitting(self, start: int, place: int, group: str, digits: bytes) -> Iterator[str]:
        """Yield the characters at a place of a group that complete the body; an A stands there."""
        rest = int.from_bytes(_decode(group), "big")
        shift = 6 * (_GROUP - 1 - place % _GROUP)
        at = start // _GROUP * 3
        yield from (BASE64[digit] for digit in self._checksums.fitting(at, rest, shift, digits))

    def _fits(self, start: int, groups: bytes) -> bool:
        """Return True if these groups, from `start` on, complete the body."""
        return bool(self._checksums.fits(start // _GROUP * 3, groups))


def _decode(digits: str) -> bytes:
    """Decode base64 without padding, filled up with zero bits to whole groups."""
    return binascii.a2b_base64(digits + "A" * (-len(digits) % _GROUP))
