"""Edit, one typing error and its correction; and the check that every search for one asks."""

from __future__ import annotations

import enum
from typing import NamedTuple

from ..text import sha256d

#: Bytes of the checksum behind a payload.
CHECKSUM_BYTES = 4


class Error(enum.Enum):
    """A kind of typing error."""

    SUBSTITUTED = enum.auto()
    MISSING = enum.auto()
    EXTRA = enum.auto()
    SWAPPED = enum.auto()


class Edit(NamedTuple):
    """A typing error, and what corrects it: `new` in place of `body[start:end]`."""

    error: Error
    start: int
    end: int
    new: str

    def apply(self, body: str) -> str:
        """Return the body of a text with this correction."""
        return body[: self.start] + self.new + body[self.end :]


def fits(whole: bytes, size: int) -> bool:
    """Return True if the first `size` bytes are a payload and its checksum."""
    middle = size - CHECKSUM_BYTES
    return sha256d(whole[:middle])[:CHECKSUM_BYTES] == whole[middle:size]
