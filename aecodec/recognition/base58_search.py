"""Search for the one typing error in a base58 body whose checksum is wrong.

A body is a number to the base 58; the payload and its checksum are the same number to the base 256. What a
typing error does to it is arithmetic: another digit adds a multiple of a power of 58, a missing one moves
those before it. So a candidate costs an addition and a hash, and the body is read only once. A body of 32
bytes has about 6,000 candidates, one of 64 bytes 11,000; those that are too large a number are not hashed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Final

from .._text_rules import BASE58
from .edits import CHECKSUM_BYTES, Edit, Error, fits

_BASE: Final = 58


def search(body: str, length: int, unknown: int | None = None) -> Iterator[Edit]:
    """Find each single edit after which a body holds a payload of `length` bytes and its checksum.

    unknown: the place of the one character that is not base58, where there is one. Then it is the error.
    A body that an edit makes non-canonical (leading zeros) may be among them: read it strictly.
    """
    size = length + CHECKSUM_BYTES
    if len(body) > most_chars(size) + 1:
        return
    search = _Search(body, size, unknown)
    if unknown is not None:
        yield from search.substituted(unknown)
        yield from search.extra(unknown)
        return
    for place in range(len(body)):
        yield from search.substituted(place)
        yield from search.extra(place)
        yield from search.swapped(place)
    for place in range(len(body) + 1):
        yield from search.missing(place)


def most_chars(size: int) -> int:
    """Return the length of the longest body of so many bytes."""
    return math.ceil(size * math.log(256, _BASE))


class _Search:
    """The number of a body, and the powers of the base by the places of its digits."""

    __slots__ = ("_body", "_digits", "_limit", "_number", "_powers", "_size")

    def __init__(self, body: str, size: int, unknown: int | None) -> None:
        self._body = body
        self._digits: Sequence[int] = [
            BASE58.index(char) if at != unknown else 0 for at, char in enumerate(body)
        ]
        self._powers = [1]
        for _ in body:
            self._powers.append(self._powers[-1] * _BASE)
        self._powers.reverse()  # behind the place of a digit is the power that counts it
        self._number = sum(digit * power for digit, power in zip(self._digits, self._powers[1:], strict=True))
        self._size = size
        self._limit = 1 << 8 * size

    def substituted(self, place: int) -> Iterator[Edit]:
        """Try every other digit at a place."""
        power = self._powers[place + 1]
        number = self._number - self._digits[place] * power
        for char in self._fitting(number, power):
            if char != self._body[place]:
                yield Edit(Error.SUBSTITUTED, place, place + 1, char)

    def missing(self, place: int) -> Iterator[Edit]:
        """Try every digit before the one at a place; beside its equal only at the first of the two."""
        power = self._powers[place]
        before, behind = divmod(self._number, power)
        for char in self._fitting(before * power * _BASE + behind, power):
            if place == 0 or char != self._body[place - 1]:
                yield Edit(Error.MISSING, place, place, char)

    def extra(self, place: int) -> Iterator[Edit]:
        """Try the body without the digit at a place, the first of equal ones."""
        if place and self._body[place] == self._body[place - 1]:
            return
        before, behind = divmod(self._number, self._powers[place + 1])
        number = before // _BASE * self._powers[place + 1] + behind
        if self._fits(number):
            yield Edit(Error.EXTRA, place, place + 1, "")

    def swapped(self, place: int) -> Iterator[Edit]:
        """Try the digit at a place and the next one in the other order."""
        if place + 1 == len(self._digits) or self._digits[place] == self._digits[place + 1]:
            return
        first, second = self._digits[place : place + 2]
        change = (second - first) * (self._powers[place + 1] - self._powers[place + 2])
        if self._fits(self._number + change):
            yield Edit(Error.SWAPPED, place, place + 2, self._body[place + 1] + self._body[place])

    def _fitting(self, number: int, power: int) -> Iterator[str]:
        """Yield the characters whose digit, times a power, completes a number."""
        for char in BASE58:
            if self._fits(number):
                yield char
            number += power

    def _fits(self, number: int) -> bool:
        return number < self._limit and fits(number.to_bytes(self._size, "big"), self._size)
