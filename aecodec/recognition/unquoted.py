"""Values that are printed without quotes: maps of Java, data classes of Kotlin, maps and structs of Go.

`{a=1, b={c=x}}`, `Name(a=1, b=[x, y])`, `map[a:1 b:map[c:x]]` and `{A:1 B:&{C:x}}`. A text in such a value
ends where its separator or a bracket stands, so one that holds these is read wrongly or not at all; names,
numbers and prefixed texts hold none. Names of members in camel case become those of JSON.

A text is read once from the left. Where it stops being a value the search goes on behind: linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ..limits import MAX_JSON_DEPTH, MAX_JSON_DIGITS
from .brackets import Literal
from .tokens import Feature


class _Notation(NamedTuple):
    """How values are written: a bracket with a first name, any bracket, a name, a separator, a text."""

    feature: Feature
    first: re.Pattern[str]
    open: re.Pattern[str]
    key: re.Pattern[str]
    between: re.Pattern[str]
    text: re.Pattern[str]


_JAVA: Final = _Notation(
    Feature.JAVA,
    re.compile(r"(?:\{|\b[A-Z]\w{0,60}\()(?=[A-Za-z_]\w{0,60}=)"),
    re.compile(r"\{|\[|[A-Z]\w{0,60}\("),
    re.compile(r"([A-Za-z_]\w{0,60})="),
    re.compile(r",[ \n]"),
    re.compile(r"[^,\[\]{}()\n]*+"),
)
_GO: Final = _Notation(
    Feature.GO,
    re.compile(r"\bmap\[(?=\w{1,60}:)|&?\{(?=[A-Z]\w{0,60}:[^\s\"])"),
    re.compile(r"map\[|\[|&?(?:[\w.]{1,60})?\{"),
    re.compile(r"(\w{1,60}):"),
    re.compile(" "),
    re.compile(r"[^ \[\]{}\n]*+"),
)
_CLOSERS: Final = {"{": "}", "[": "]", "(": ")"}
_WORDS: Final = {"true": True, "false": False, "null": None, "<nil>": None, "nil": None}
_NUMBER: Final = re.compile("-?(?:0|[1-9][0-9]*)")
#: Where a word begins within a name in camel case.
_HUMP: Final = re.compile("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def find_unquoted(text: str) -> Iterator[Literal]:
    """Yield the outermost maps in these notations, in order of place for each notation."""
    for notation, sign in ((_JAVA, "="), (_GO, ":")):
        position = 0
        while sign in text and (match := notation.first.search(text, position)):
            literal, position = _read(text, match, notation)
            if literal is not None:
                yield literal


class _Level:
    """A bracket that is open. value: a dict, or a list; key: that of the member that is being read."""

    __slots__ = ("closer", "key", "value")

    def __init__(self, opening: str, is_map: bool) -> None:
        self.closer = _CLOSERS[opening[-1]]
        self.value: Any = {} if is_map else []
        self.key = ""

    def add(self, value: object) -> None:
        """Add an item, or the member whose key was read."""
        if isinstance(self.value, dict):
            self.value[self.key] = value
        else:
            self.value.append(value)


def _read(text: str, match: re.Match[str], notation: _Notation) -> tuple[Literal | None, int]:
    """Read the value that begins with a bracket. Returns it, None if it is none, and where to go on."""
    stack = [_Level(match[0], True)]
    position = match.end()
    while len(stack) <= MAX_JSON_DEPTH:
        level = stack[-1]
        if isinstance(level.value, dict) and not text.startswith(level.closer, position):
            if (key := notation.key.match(text, position)) is None:
                break
            level.key, position = _HUMP.sub("_", key[1]).lower(), key.end()
        if (opening := notation.open.match(text, position)) is not None:
            position = opening.end()
            stack.append(_Level(opening[0], is_map=opening[0] != "["))
            continue
        empty = text.startswith(level.closer, position) and (not level.key or level.key in level.value)
        if not empty:
            plain = notation.text.match(text, position)
            assert plain is not None  # it matches no characters, too
            level.add(_scalar(plain[0]))
            position = plain.end()
        while text.startswith(stack[-1].closer, position):
            closed = stack.pop()
            position += 1
            if not stack:
                return Literal.of(closed.value, match.start(), position, notation.feature), position
            stack[-1].add(closed.value)
        if (between := notation.between.match(text, position)) is None:
            break
        position = between.end()
    return None, max(position, match.end())


def _scalar(text: str) -> object:
    text = text.strip()
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if len(text) <= MAX_JSON_DIGITS and _NUMBER.fullmatch(text) else text
