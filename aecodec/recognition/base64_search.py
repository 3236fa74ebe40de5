"""Search for the one typing error in a base64 body whose checksum is wrong.

Four characters are three bytes: a group. A missing or an extra character moves all that follow, so the body
is decoded once from its start and once up to its end. A candidate is made of what is there: the bytes before
the group with the error, three new ones, and those after it.

A candidate costs a hash of the whole payload, and nothing makes that cheaper. A short body is searched as a
whole. A longer one is searched for the likely errors, and for all errors where its object stops making sense.
BUDGET draws the line; nothing is found beyond it.
"""

from __future__ import annotations

import binascii
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final, TypeAlias

from .._text_rules import BASE64
from .edits import CHECKSUM_BYTES, Edit, Error, fits

#: Bytes that the candidates of a body may have hashed, each counted as _CANDIDATE more: about 0.04 s. All
#: errors of 700 characters fit in, the likely ones of 5,000.
BUDGET: Final = 48 << 20
_CANDIDATE: Final = 540
#: Characters in which the outermost RLP header stands.
_HEADER_CHARS: Final = 8
#: Characters of a group.
_GROUP: Final = 4

#: Finds the byte of a payload where its object stops making sense; None if there is none.
Suspect: TypeAlias = Callable[[bytes], int | None]

_DIGITS: Final = {char: digit for digit, char in enumerate(BASE64)}

#: What fonts make alike; upper and lower case come to it.
_ALIKE: Final = ("0Oo", "1lI", "2Z", "5S", "6b", "8B", "9gq")
_LIKELY: Final = {
    char: {*char.swapcase(), *(other for alike in _ALIKE if char in alike for other in alike)} - {char}
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
    if unknown is not None:
        if search.affords(len(BASE64)):
            yield from search.substituted(unknown, BASE64)
            yield from search.extra(unknown)
        return
    places = search.places(suspect)
    for place in places:
        yield from search.substituted(place, BASE64)
        yield from search.missing(place, BASE64)
    if search.affords_likely():
        for place in range(len(digits)):
            if place not in places:
                yield from search.substituted(place, _LIKELY[digits[place]])
                yield from search.missing(place, digits[place])
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

    __slots__ = ("_before", "_behind", "_digits", "_size", "_surplus")

    def __init__(self, digits: str, padding: int) -> None:
        self._digits = digits
        # By its padding: -1 if a character is missing, 1 if there is one too many, 2 if more is wrong.
        self._surplus = (len(digits) + padding + 1) % 4 - 1
        self._size = (len(digits) - self._surplus) * 6 // 8
        self._before = _decode(digits)
        self._behind = _decode({-1: f"A{digits}", 1: digits[1:]}.get(self._surplus, digits))

    def affords(self, candidates: float) -> bool:
        """Return True if so many candidates are within the budget."""
        return candidates * (self._size + _CANDIDATE) <= BUDGET

    def affords_likely(self) -> bool:
        """Return True if the likely errors at all places are within the budget."""
        return self.affords(len(self._digits) * (1 if self._surplus else _LIKELY_ERRORS))

    def places(self, suspect: Suspect | None) -> Sequence[int]:
        """Return the places where every character is to be tried."""
        count = len(self._digits) + 1
        if self.affords(len(BASE64) * count):
            return range(count)
        if self._surplus == 1 or suspect is None:
            return ()
        byte = suspect(self._before[: self._size - CHECKSUM_BYTES])
        width = BUDGET // (2 * len(BASE64) * (self._size + _CANDIDATE))
        if byte is None or width < _HEADER_CHARS:
            return ()
        end = min(byte * 4 // 3 + _GROUP, count)
        return sorted({*range(_HEADER_CHARS), *range(max(0, end - width), end)})

    def substituted(self, place: int, chars: Iterable[str]) -> Iterator[Edit]:
        """Try other characters at a place."""
        if self._surplus == 0 and place < len(self._digits):
            start = place - place % _GROUP
            group = self._digits[start : start + _GROUP]
            for char in self._fitting(
                start, place, group[: place - start], group[place - start + 1 :], chars
            ):
                yield Edit(Error.SUBSTITUTED, place, place + 1, char)

    def missing(self, place: int, chars: Iterable[str]) -> Iterator[Edit]:
        """Try more characters before the one at a place; beside its equal only at the first of the two."""
        if self._surplus == -1:
            start = place - place % _GROUP
            group = self._digits[start : start + _GROUP - 1]
            for char in self._fitting(start, place, group[: place - start], group[place - start :], chars):
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

    def _fitting(
        self, start: int, place: int, before: str, behind: str, chars: Iterable[str]
    ) -> Iterator[str]:
        """Yield the characters that complete the group which begins at `start`."""
        first = self._before[: start // _GROUP * 3]
        last = self._behind[start // _GROUP * 3 + 3 :]
        rest = int.from_bytes(_decode(f"{before}A{behind}"), "big")
        shift = 6 * (_GROUP - 1 - place % _GROUP)
        for char in chars:
            group = (rest | _DIGITS[char] << shift).to_bytes(3, "big")
            if fits(b"".join((first, group, last)), self._size):
                yield char

    def _fits(self, start: int, groups: bytes) -> bool:
        """Return True if these groups, from `start` on, complete the body."""
        at = start // _GROUP * 3
        return fits(self._before[:at] + groups + self._behind[at + len(groups) :], self._size)


def _decode(digits: str) -> bytes:
    """Decode base64 without padding, filled up with zero bits to whole groups."""
    return binascii.a2b_base64(digits + "A" * (-len(digits) % _GROUP))
