"""Checksums of payloads that differ from another in a few bytes, for the search of a typing error.

What stands before the difference is hashed once for all candidates of a place, and for the next places.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

CHECKSUM_BYTES: Final = 4

#: What a search may cost, in blocks of SHA-256; what a candidate costs beside the blocks of its payload, and
#: a place where only a few candidates are tried. A block takes some 30 ns.
BUDGET: Final = 1_400_000
CANDIDATE: Final = 30
PLACE: Final = 360


class Checksums:
    """Candidates made of the beginning of one text of bytes, a few bytes, and the end of another.

    before, behind: the bytes up to a place, and those behind it. size: bytes of payload and checksum.
    Places should be asked for in rising order: what was hashed is used again.
    """

    def __init__(self, before: bytes, behind: bytes, size: int) -> None:
        if len(behind) < size or size < CHECKSUM_BYTES:
            raise ValueError("too few bytes for a checksum")
        self._before = before
        self._behind = behind
        self._size = size
        self._hash = sha256()
        self._done = 0

    def fits(self, at: int, middle: bytes) -> bool:
        """Return True if a candidate with these bytes from `at` on holds its checksum."""
        end = self._size - CHECKSUM_BYTES
        tail = middle + self._behind[at + len(middle) : self._size]
        hashed = self._state(min(at, end)).copy()
        hashed.update(tail[: max(0, end - at)])
        whole = self._before[max(0, min(at, end)) : at] + tail
        checksum = sha256(hashed.digest()).digest()[:CHECKSUM_BYTES]
        return whole[max(0, end - at) :][:CHECKSUM_BYTES] == checksum

    def fitting(self, at: int, rest: int, shift: int, digits: bytes) -> list[int]:
        """Return the digits with which three bytes from `at` on fit: `rest`, with a digit in its place."""
        end = self._size - CHECKSUM_BYTES
        groups = [(digit, (rest | digit << shift).to_bytes(3, "big")) for digit in digits]
        if at + 3 > end:
            return [digit for digit, group in groups if self.fits(at, group)]
        state = self._state(at)
        tail, checksum = self._behind[at + 3 : end], self._behind[end : self._size]
        found = []
        for digit, group in groups:
            hashed = state.copy()
            hashed.update(group + tail)
            if sha256(hashed.digest()).digest()[:CHECKSUM_BYTES] == checksum:
                found.append(digit)
        return found

    def _state(self, at: int) -> Any:
        """Return the hash of the first bytes."""
        if at < self._done:
            self._hash, self._done = sha256(), 0
        self._hash.update(self._before[self._done : at])
        self._done = at
        return self._hash
