"""Values in brackets anywhere in a text, and within strings of them: frames and other things made of JSON."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from heapq import merge
from operator import attrgetter
from typing import Any, Final, TypeAlias

from ..errors import DecodeError
from ..headers import Header
from ..limits import CHARS_OF_UNKNOWN_VALUE, MAX_UNKNOWN_VALUES
from . import frames
from .brackets import Literal
from .captures import Tally
from .indented import find_indented
from .literals import Found, Text, find_literals
from .node_answers import NodeReader
from .reading import Confidence, Kind, Reading
from .strings import escapes
from .unquoted import find_unquoted
from .view import View

#: Strings within strings that are searched: a frame in a field of a log line in a field of another.
_MOST_NESTED: Final = 3


#: Reads what a value is; None if it is nothing that this function knows.
Reader: TypeAlias = Callable[[View, Literal, Mapping[str, Any]], Reading | None]


def find(view: View) -> Iterator[Reading]:
    """Find frames, JSON of nodes, JSON forms and captured sessions, in any notation, in a view."""
    # The first that knows a value reads all of it: what is within is a part of that.
    readers = (frames.read, NodeReader().read)
    tally = Tally(view)
    bracketed: list[Literal] = []
    for found in _find_bounded(view, readers):
        if isinstance(found, Reading):
            yield found
            continue
        bracketed.append(found.literal)
        if (session := tally.add(found.literal)) is not None:
            yield session
    yield from tally.readings()
    # The lines within brackets look like those of YAML.
    indented = (one for one in find_indented(view.text) if not _is_within(one, bracketed))
    for literal in (*find_unquoted(view.text), *indented):
        yield from _read(view, literal, {}, readers)
    if (bare := without_margin(view)) is not None:
        yield from (one for one in _find_bounded(bare, readers) if isinstance(one, Reading))


def _is_within(literal: Literal, others: list[Literal]) -> bool:
    """Tell whether a value begins within one of others, which are in order of place."""
    at = bisect_right(others, literal.start, key=attrgetter("start")) - 1
    return at >= 0 and literal.start < others[at].end


def _find_bounded(view: View, readers: tuple[Reader, ...]) -> Iterator[Found | Reading]:
    """Yield each outermost value of a view, then what is read in it, until too many are nothing known."""
    most = MAX_UNKNOWN_VALUES + len(view.text) // CHARS_OF_UNKNOWN_VALUE
    unknown = 0
    for found in find_literals(view.text):
        yield found
        known = False
        for reading in _read_all(view, found, {}, _MOST_NESTED, readers):
            known = True
            yield reading
        unknown += 0 if known else found.values + 1
        if unknown > most:
            yield _unsearched(view, found.literal.end, most)
            return


def _unsearched(view: View, start: int, most: int) -> Reading:
    return view.reading(
        start,
        len(view.text),
        kind=Kind.UNSEARCHED,
        confidence=Confidence.UNLIKELY,
        why="no more values in brackets were searched for from here on, as those before are nothing known",
        error=DecodeError("too_many_values", "", view.place(start), f"at most {most}"),
    )


def find_within(view: View, found: Found, reader: Reader) -> Iterator[Reading]:
    """Find what a reader knows in an outermost value of a view, and in the strings within it, in order."""
    return _read_all(view, found, {}, _MOST_NESTED, (reader,))


#: What stands before each line of a quotation, or of the log of several services.
_MARGIN: Final = re.compile(
    r"^(?:\x1b\[[0-9;]{0,20}m)?(?:[ \t]{0,9}>|[\w./@-]{0,60}[ \t]{0,20}\|)(?:\x1b\[[0-9;]{0,20}m)?[ ]?",
    re.MULTILINE,
)
_FEWEST_LINES: Final = 3


def without_margin(view: View) -> View | None:
    """Return a view without what stands before its lines; None if nothing does."""
    if ">" not in view.text and "|" not in view.text:
        return None
    margin = [(*match.span(), "") for match in _MARGIN.finditer(view.text)]
    if len(margin) < _FEWEST_LINES:
        return None
    return view.replace(margin, "removed what stands before each line")


def _read_all(
    view: View, found: Found, around: Mapping[str, Any], nested: int, readers: tuple[Reader, ...]
) -> Iterator[Reading]:
    """Read an outermost value and what stands in its strings, in order of place."""
    if not found.texts:
        return _read(view, found.literal, around, readers)
    inside = (
        reading for text in found.texts if nested for reading in _read_text(view, text, nested - 1, readers)
    )
    return merge(_read(view, found.literal, around, readers), inside, key=attrgetter("start"))


def _read_text(view: View, text: Text, nested: int, readers: tuple[Reader, ...]) -> Iterator[Reading]:
    """Read the values in a string of a value."""
    unquoted, around = _unquote(view, text), text.around.members()
    for found in find_literals(unquoted.text):
        yield from _read_all(unquoted, found, around, nested, readers)


def _read(
    view: View, literal: Literal, around: Mapping[str, Any], readers: tuple[Reader, ...]
) -> Iterator[Reading]:
    """Read a value, and the values in it unless they are parts of what it is."""
    waiting = [(literal, around)] if literal.value else []
    while waiting:
        literal, around = waiting.pop()
        literal = literal.with_pairs()
        reading = next((one for read in readers if (one := read(view, literal, around)) is not None), None)
        if reading is not None:
            yield reading
        if reading is None or _holds_others(reading):
            members = literal.value if isinstance(literal.value, dict) else around
            waiting += reversed([(child, members) for _, child in literal.children()])


def _holds_others(reading: Reading) -> bool:
    """Return True for what may hold a transaction of its own.

    That is the header of a block, beside which a middleware puts the transactions of the block; and an answer
    without its signatures.
    """
    if reading.kind is not Kind.NODE_JSON:
        return False
    if (error := reading.error) is not None:
        return (error.code, error.path) == ("json_key_missing", "signatures")
    return isinstance(getattr(reading.value, "obj", None), Header)


def _unquote(view: View, text: Text) -> View:
    """Return the inside of a string as a view, without its escapes."""
    inside = view.cut(text.start, text.end)
    parts = list(escapes(inside.text)) if "\\" in inside.text or "\n" in inside.text else []
    return inside.replace(parts, "decoded backslash escapes") if parts else inside
