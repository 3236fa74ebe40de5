"""Recognition: what a pasted thing is, where it stands in the source, and why it was taken for that.

`recognize` asks one recognizer after another, each a function that reads one kind of thing. Nothing is
changed or repaired: what was probably meant is a suggestion beside the reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, TypeAlias

from . import prefixed
from .reading import Confidence, Kind, Reading, View

__all__ = ["Confidence", "Kind", "Reading", "recognize"]

#: Finds things of one kind in a text.
Recognizer: TypeAlias = Callable[[View], Iterable[Reading]]

#: In this order: what an earlier one has found, a later one need not look at.
RECOGNIZERS: Final[tuple[Recognizer, ...]] = (prefixed.find,)


def recognize(source: str | bytes) -> tuple[Reading, ...]:
    """Return every reading of a source, the best first; none if nothing in it is known.

    source: text of any kind, or the bytes of a file. Never raises for any content; takes linear time.
    Raises TypeError for a source that is neither text nor bytes.
    """
    if not isinstance(source, str):
        source = bytes(source).decode("utf-8", "surrogateescape")
    view = View(source)
    found = [reading for find in RECOGNIZERS for reading in find(view)]
    return tuple(sorted(found, key=lambda one: (-one.confidence, one.start, -one.end)))
