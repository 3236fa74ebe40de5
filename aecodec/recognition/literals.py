"""Values as languages print them, anywhere in a text: JSON, Python, JavaScript, Elixir, Erlang and others.

No library reads these forms with the places of their members: readers of JSON5 give neither places nor exact
numbers, Python's own reader knows one language and recurses, and none reads what `util.inspect` of Node.js
or `inspect` of Elixir print, which leave out what lies deep. What is left out is a Cut here, never guessed.

The text is read once from the left. Where it stops being a value, all open brackets end there, with what was
complete within them, and the search goes on behind: any text takes linear time, without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from ..limits import MAX_JSON_DEPTH, MAX_JSON_VALUES
from .brackets import Bracket, Current, Literal
from .tokens import AFTER, BLANK, COMMENT, JSON_BLANK, VALUE, Feature, read_token

_OPENING: Final = re.compile(r"%(?:[A-Z][\w.]{0,99})?\{|#\{|[\[{]")

#: Brackets that follow each other with nothing but keys between them, more than any value that is known has.
_TOWER: Final = re.compile(
    r"(?:[\[{]\s*+(?:[\"']?+[\w.$-]{1,64}+[\"']?+\s{0,9}+(?::|=>)\s*+)?+){24,}+", re.ASCII
)
_KEPT: Final = 8

#: The first member of an object of Rust. Its name before the bracket alone can be that of JavaScript.
_RUST_MEMBER: Final = re.compile(
    r'"(?:[^"\\]|\\.)*+": (?:(?:String|Number|Bool)\(|Null\b|Array \[|Object \{)'
)

#: What a string that holds other values has in it.
_MAY_HOLD: Final = re.compile(r"[{\[]")
_QUOTE: Final = re.compile("[\"'`]")


class Text(NamedTuple):
    """A string in a value that may hold other values: the place of its inside, and the bracket around it."""

    start: int
    end: int
    around: Bracket


class Found(NamedTuple):
    """An outermost value in a text, and strings within it that may hold other values.

    values: how many values were read for it.
    """

    literal: Literal
    texts: list[Text]
    values: int


def find_literals(text: str) -> Iterator[Found]:
    """Yield the outermost values in brackets, in order of place. Takes linear time for any text."""
    reader = _Reader(text)
    position = 0
    while match := _OPENING.search(text, position):
        if (tower := _TOWER.match(text, match.start())) is not None:
            match = _inner_opening(tower) or match
        found, position = reader.read(match)
        yield found


def _inner_opening(tower: re.Match[str]) -> re.Match[str] | None:
    """Return the opening of the last brackets of many, of which each is the first thing in the one before.

    No value that is known begins so deep. What stands in the last ones is found without reading the others,
    which matters where a text is nothing but brackets.
    """
    at = tower.end()
    for _ in range(_KEPT):
        at = max(tower.string.rfind(sign, tower.start(), at) for sign in "[{")
    return _OPENING.match(tower.string, at)


class _Stop(Exception):  # noqa: N818 (it says that a value ends, which is no error)
    """The text stops being a value: the code of the rule, the place, and where the search goes on."""

    def __init__(self, code: str, at: int, resume: int | None = None) -> None:
        self.code = code
        self.at = at
        self.resume = at if resume is None else resume


class _Reader:
    """Reads one outermost value after another."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments = "/*" in text
        self.position = 0
        self.last_end = 0  # of the last token that is a value
        self.comma = False  # the last token was one
        self.values = 0
        self.stack: list[Bracket] = []
        self.texts: list[Text] = []

    def read(self, opening: re.Match[str]) -> tuple[Found, int]:
        """Read the value that begins with a bracket. Returns it, and where the search goes on."""
        self.stack, self.texts, self.values, self.comma = [Bracket(opening)], [], 0, False
        if self.text.endswith("Object ", 0, opening.start()) and _RUST_MEMBER.match(self.text, opening.end()):
            self.stack[0].features |= Feature.RUST
        self.position = opening.end()
        try:
            while True:
                bracket = self.stack[-1]
                self._skip_blank(bracket)
                read = self._read_value if bracket.current is None else self._read_after
                if (literal := read(bracket)) is not None:
                    return Found(literal, self.texts, self.values), self.position
        except _Stop as stop:
            return Found(self._break_off(stop), self.texts, self.values), stop.resume

    def _skip_blank(self, bracket: Bracket) -> None:
        """Skip blanks and comments; those that JSON does not have are noted."""
        while True:
            self.position = _end(JSON_BLANK.match(self.text, self.position))
            if match := BLANK.match(self.text, self.position):
                bracket.features |= Feature.JAVASCRIPT if match[0][0] == "/" else Feature.RELAXED
            elif self.comments and self.text.startswith("/*", self.position):
                match = COMMENT.match(self.text, self.position)
                bracket.features |= Feature.JAVASCRIPT
            if match is None:
                # A comment without end has none further on either.
                self.comments = self.comments and not self.text.startswith("/*", self.position)
                return
            self.position = match.end()

    def _read_value(self, bracket: Bracket) -> Literal | None:
        """Read a value, a key, or the bracket that closes the value around."""
        match = VALUE.match(self.text, self.position)
        kind = None if match is None else match.lastgroup
        if match is None or (kind == "close" and (bracket.key is not None or match[0] != bracket.closer)):
            raise _Stop("json_syntax", self.position)
        if kind == "close":
            return self._close(bracket, match.end())
        self._count(match)
        self.comma = False
        if kind == "open":
            if len(self.stack) == MAX_JSON_DEPTH:
                raise _Stop("json_too_deep", match.start(), match.end() - 1)
            self.stack.append(Bracket(match, bracket))
        else:
            self._take(bracket, match)
        self.position = match.end()
        return None

    def _take(self, bracket: Bracket, match: re.Match[str]) -> None:
        """Take a token as the current value."""
        start, end = match.span()
        if (token := read_token(match, bracket.features)) is not None:
            # In JavaScript, `true` and `null` can be keys.
            bracket.current = Current(token[0], start, end, key=match["word"])
            bracket.features |= token[1]
        elif match.lastgroup == "word":
            bracket.current = Current(match[0], start, end, key=match[0], is_word=True)
        else:
            raise _Stop("json_syntax", start)
        self.last_end = end
        if match.lastgroup not in ("string", "binary") or not _MAY_HOLD.search(match[0]):
            return
        if quote := _QUOTE.search(match[0]):
            inside = start + quote.end()
            self.texts.append(Text(inside, start + match[0].rindex(quote[0]), bracket))

    def _read_after(self, bracket: Bracket) -> Literal | None:
        """Read what stands behind a value."""
        current = bracket.current
        at = current.start if current is not None and current.is_word else self.position
        match = AFTER.match(self.text, self.position)
        if match is not None:
            if match.lastgroup == "close" and match[0] == bracket.closer and bracket.add(last=True):
                return self._close(bracket, match.end())
            self.position = match.end()
            if self._take_sign(bracket, match):
                return None
        raise _Stop("json_syntax", at, self._resume_within())

    def _take_sign(self, bracket: Bracket, match: re.Match[str]) -> bool:
        """Take a sign behind a value. Returns False if it cannot stand there."""
        match match.lastgroup:
            case "comma":
                self.comma = True
                return bracket.add()
            case "pair":
                return bracket.make_key(match[0])
            case "cut":
                return bracket.cut_off()
            case "plus":
                return self._join(bracket)
            case "quote":
                # Python wraps a long string into several ones, each on a line of its own.
                current = bracket.current
                self.position = match.start()
                on_next_line = current is not None and "\n" in self.text[current.end : match.start()]
                return on_next_line and self._join(bracket)
        return False

    def _join(self, bracket: Bracket) -> bool:
        """Add the next string to the one before. Returns False if one of them is none."""
        self._skip_blank(bracket)
        current = bracket.current
        match = VALUE.match(self.text, self.position)
        if current is None or match is None or match.lastgroup != "string":
            return False
        token = read_token(match, bracket.features)
        if token is None or not current.join(token[0], match.end()):
            return False
        self.position = match.end()
        bracket.features |= token[1] | Feature.RELAXED
        return True

    def _resume_within(self) -> int | None:
        """Return where to search if the value stops here: within the last string, if it was none.

        In `"{"a":1}"`, JSON in quotes without escapes, the quotes around `{` are not those of a string.
        """
        last = self.texts[-1] if self.texts else None
        if last is None or last.end != self.last_end - 1 or "\\" in self.text[last.start : last.end]:
            return None
        self.texts.pop()
        return last.start

    def _close(self, bracket: Bracket, end: int) -> Literal | None:
        """Close a bracket. Returns the whole value if it is the outermost one."""
        self.stack.pop()
        current = bracket.close(end, self.comma)
        self.position, self.comma = end, False
        if not self.stack:
            return _outermost(current)
        self.stack[-1].current = current
        self.stack[-1].features |= bracket.features
        return None

    def _count(self, match: re.Match[str]) -> None:
        """Count a value. The search goes on behind if there are too many."""
        self.values += 1
        if self.values > MAX_JSON_VALUES:
            raise _Stop("json_too_many_values", match.start(), match.end() - 1)

    def _break_off(self, stop: _Stop) -> Literal:
        """Return what was read before a value stopped."""
        while True:
            bracket = self.stack.pop()
            bracket.add()
            current = bracket.close(stop.at, comma=False, fault=stop.code)
            if not self.stack:
                return _outermost(current)
            self.stack[-1].current = current
            self.stack[-1].features |= bracket.features


def _outermost(current: Current) -> Literal:
    """Return the literal of a bracket that stands in no other, which is never one of a constructor."""
    assert current.child is not None
    return current.child


def _end(match: re.Match[str] | None) -> int:
    """Return the end of a match of a pattern that matches everywhere."""
    assert match is not None
    return match.end()
