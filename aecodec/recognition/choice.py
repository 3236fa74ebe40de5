"""Of several readings of one place, the choice of those that are shown."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from typing import Final, NamedTuple

from .reading import CONTAINERS, Confidence, Kind, Reading


class Candidate(NamedTuple):
    """A reading, how many levels of escapes were decoded for it, and the rank of its recognizer."""

    level: int
    rank: int
    reading: Reading


def choose(candidates: Iterable[Candidate]) -> list[Reading]:
    """Return the readings to show, the best first.

    A reading gives way to a better one of another recognizer or level whose place overlaps its own. Those
    of one recognizer stand side by side. Containers hide nothing, and each is shown once.
    """
    kept: list[Reading] = []
    taken = _Places()
    containers: set[tuple[Kind, int]] = set()
    for level, rank, reading in sorted(candidates, key=_quality):
        if reading.kind in CONTAINERS:
            # A level of escapes too many breaks a container or lets it end early: the first one counts.
            if (reading.kind, reading.start) not in containers:
                containers.add((reading.kind, reading.start))
                kept.append(reading)
        elif taken.take(reading.start, reading.end, (level, rank)):
            kept.append(reading)
    return sorted(kept, key=lambda one: (-one.confidence, one.start, -one.end))


#: A text that is shortened: its beginning, what stands for the rest, and its end.
_SHORTENED: Final = re.compile(r"([a-z]{2}_\w+)\W+(\w*)")
#: Whole texts with one beginning that are compared with a shortened one.
_MOST_COMPARED: Final = 8


def without_shortened(readings: list[Reading], source: str) -> list[Reading]:
    """Leave out shortened texts that the source has whole as well, as pages of explorers do."""
    if all(one.kind is not Kind.SHORTENED for one in readings):
        return readings
    whole = sorted({one.text for one in readings if one.text is not None and one.kind is not Kind.SHORTENED})
    return [one for one in readings if not _is_whole_elsewhere(one, source, whole)]


def _is_whole_elsewhere(reading: Reading, source: str, whole: list[str]) -> bool:
    """Tell whether a reading is of a shortened text, and one of the sorted whole texts begins and ends so."""
    match = _SHORTENED.fullmatch(source[reading.start : reading.end])
    if reading.kind is not Kind.SHORTENED or match is None:
        return False
    first = bisect_left(whole, match[1])
    near = whole[first : first + _MOST_COMPARED]
    return any(text.startswith(match[1]) and text.endswith(match[2]) for text in near)


def _quality(candidate: Candidate) -> tuple[int, ...]:
    """Return a key by which the better one of two candidates comes first."""
    level, rank, reading = candidate
    start, end = reading.start, reading.end
    sure = -2 * reading.confidence
    if reading.kind is Kind.SECRET:
        # Whatever else it may be is not shown; but what has a checksum and holds it proves that it is none.
        return (sure - 1, start - end, 0, level, rank, start)
    if reading.kind in (Kind.DAMAGED, Kind.SHORTENED):
        # An escape in the middle of a text can look like its end: the longest is the whole.
        return (max(sure, -2 * Confidence.LIKELY), 1, start - end, level, rank, start)
    if reading.kind in CONTAINERS:
        return (sure, reading.error is not None, level, rank, start, -end)
    # What is certain may hold what is certain as well: an object has others within. Bytes may be anything.
    doubt = 2 if reading.kind is Kind.BYTES else int(reading.error is not None)
    return (sure, start - end, doubt, level, rank, start)


class _Places:
    """The places that are taken. Those of different owners never overlap; those of one are merged."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._owners: list[tuple[int, int]] = []

    def take(self, start: int, end: int, owner: tuple[int, int]) -> bool:
        """Take a place; False if a part of it is taken by another owner."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end)
        if any(other != owner for other in self._owners[first:last]):
            return False
        self._starts[first:last] = [min([start, *self._starts[first:last]])]
        self._ends[first:last] = [max([end, *self._ends[first:last]])]
        self._owners[first:last] = [owner]
        return True
