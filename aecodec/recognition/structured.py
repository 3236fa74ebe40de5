"""Values in brackets anywhere in a text, and within strings of them: frames and other things made of JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from operator import attrgetter
from typing import Any, Final, TypeAlias

from . import frames
from .brackets import Literal
from .literals import Text, find_literals
from .reading import Reading
from .strings import escapes
from .view import View

#: Strings within strings that are searched: a frame in a field of a log line in a field of another.
_MOST_NESTED: Final = 3


#: Reads what a value is; None if it is nothing that this function knows.
Reader: TypeAlias = Callable[[View, Literal, Mapping[str, Any]], Reading | None]

#: The first that knows a value reads all of it: what is within is a part of that.
READERS: Final[tuple[Reader, ...]] = (frames.read,)


def find(view: View) -> Iterator[Reading]:
    """Find frames and other things made of JSON, in any notation, in a view."""
    yield from _find(view, {}, _MOST_NESTED)


def _find(view: View, around: Mapping[str, Any], nested: int) -> Iterator[Reading]:
    for literal, texts in find_literals(view.text):
        inside = (
            reading
            for text in texts
            if nested
            for reading in _find(_unquote(view, text), text.around.members(), nested - 1)
        )
        yield from merge(_read(view, literal, around), inside, key=attrgetter("start"))


def _read(view: View, literal: Literal, around: Mapping[str, Any]) -> Iterator[Reading]:
    """Read a value; if it is nothing known, the values in it."""
    waiting = [(literal, around)]
    while waiting:
        literal, around = waiting.pop()
        reading = next((one for read in READERS if (one := read(view, literal, around)) is not None), None)
        if reading is not None:
            yield reading
        else:
            members = literal.value if isinstance(literal.value, dict) else around
            waiting += reversed([(child, members) for _, child in literal.children()])


def _unquote(view: View, text: Text) -> View:
    """Return the inside of a string as a view, without its escapes."""
    inside = view.cut(text.start, text.end)
    parts = list(escapes(inside.text)) if "\\" in inside.text or "\n" in inside.text else []
    return inside.replace(parts, "decoded backslash escapes") if parts else inside
