"""Recognition: what a pasted thing is, where it stands in the source, and why it was taken for that.

`recognize` asks one recognizer after another, each a function that finds one kind of thing: in the source as
it is, then in the same with escapes decoded, level by level. Nothing is repaired: what was probably meant is
a suggestion beside the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Final, TypeAlias

from ..errors import DecodeError
from ..limits import MAX_READINGS, MAX_SOURCE_LENGTH
from . import captures, dumps, foreign, miscoded, prefixed, secrets, structured, urls, words
from .advice import advise
from .captures import CaptureForm
from .choice import Candidate, choose, without_shortened
from .levels import levels
from .links import Endpoint, WalletLink
from .reading import Confidence, Kind, Reading
from .source import is_text
from .truncated import Truncated
from .typos import Suggestion, suggest
from .urls import Peer
from .view import View

__all__ = [
    "CaptureForm",
    "Confidence",
    "Endpoint",
    "Kind",
    "Peer",
    "Reading",
    "Suggestion",
    "Truncated",
    "WalletLink",
    "recognize",
    "suggest",
]

#: Finds things of one kind in a text. It yields them in order of place, never raises, and takes linear time.
Recognizer: TypeAlias = Callable[[View], Iterable[Reading]]

#: Of two readings equally good for one place, that of the earlier one is kept.
RECOGNIZERS: Final[tuple[Recognizer, ...]] = (
    *(secrets.find, miscoded.find, prefixed.find, foreign.find),
    *dumps.RECOGNIZERS,
    *(structured.find, captures.find, urls.find, words.find),
)


def recognize(source: str | bytes) -> tuple[Reading, ...]:
    """Return every reading of a source, the best first; none if nothing in it is known.

    source: text of any kind, or the bytes of a file. Never raises for any content; takes linear time.
    What lies beyond the limits (`MAX_SOURCE_LENGTH`, `MAX_READINGS`, `MAX_UNKNOWN_VALUES`) is a reading of
    kind UNSEARCHED. Raises TypeError for a source that is neither text nor bytes.
    """
    if not isinstance(source, str):
        if not isinstance(source, (bytes, bytearray, memoryview)):
            raise TypeError(f"expected text or bytes, not {type(source).__name__}")
        source = bytes(source)
    searched, size = source[:MAX_SOURCE_LENGTH], len(source)
    unsearched = []
    if searched != source:
        unsearched.append(_unsearched("source_too_long", MAX_SOURCE_LENGTH, size, MAX_SOURCE_LENGTH))
    candidates: list[Candidate] = []
    if isinstance(searched, bytes) and not is_text(searched) and (members := dumps.read_file(searched)):
        candidates.append(Candidate(-1, 0, Reading(start=0, end=size, **members)))
    for level, view in enumerate(levels(searched)):
        for rank, find in enumerate(RECOGNIZERS):
            found = islice(find(view), MAX_READINGS + 1 - len(candidates))
            candidates += [Candidate(level, rank, reading) for reading in found]
    if len(candidates) > MAX_READINGS:
        rest = candidates.pop().reading.start
        unsearched.append(_unsearched("too_many_readings", rest, size, MAX_READINGS))
    # The first level that was too much says from where on; those of other levels repeat it.
    given_up = [one.reading for one in candidates if one.reading.kind is Kind.UNSEARCHED]
    known = [one for one in candidates if one.reading.kind is not Kind.UNSEARCHED]
    chosen = choose(known)
    if isinstance(searched, str):
        chosen = without_shortened(chosen, searched)
    return (*advise(chosen), *given_up[:1], *unsearched)


def _unsearched(code: str, start: int, end: int, limit: int) -> Reading:
    error = DecodeError(code, "", start, f"at most {limit}")
    return Reading(
        kind=Kind.UNSEARCHED,
        start=start,
        end=end,
        confidence=Confidence.UNLIKELY,
        why="this part lies beyond a limit and was not searched",
        error=error,
    )
