"""Advice on damaged texts: what was probably meant, or why nothing can be restored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from .reading import Kind, Reading
from .typos import is_of_one_case, suggest

__all__ = ["MAX_ADVICE", "advise"]

#: Damaged texts of one source that are searched for typing errors; a search can take 0.05 s.
MAX_ADVICE: Final = 16

_ONE_CASE: Final = "all letters have one case; which of them had the other cannot be restored"
_OLD_KEY: Final = "65 bytes are an account of 2018, on another curve; none of today belongs to it"
_OLD_KEY_BYTES: Final = "65"


def advise(readings: Iterable[Reading]) -> Iterator[Reading]:
    """Yield readings, with a suggestion or a note added to those of damaged texts. Nothing else changes."""
    left = MAX_ADVICE
    for reading in readings:
        if reading.kind is not Kind.DAMAGED or not isinstance(reading.value, str) or not left:
            yield reading
            continue
        left -= 1
        yield _advise(reading, reading.value)


def _advise(reading: Reading, source: str) -> Reading:
    found = suggest(source)
    if found is not None:
        return reading.replace(suggestion=found.text, notes=(*reading.notes, found.sentence))
    error = reading.error
    if error is not None and error.code == "wrong_length" and error.found == _OLD_KEY_BYTES:
        return reading.replace(notes=(*reading.notes, _OLD_KEY))
    if is_of_one_case(source):
        return reading.replace(notes=(*reading.notes, _ONE_CASE))
    return reading
