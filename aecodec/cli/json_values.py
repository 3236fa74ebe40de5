"""JSON objects one after the other in lines of text: one a line, over many lines, or in one array."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ..errors import AecodecError, TextError
from ..limits import MAX_JSON_BYTES
from .inputs import Input

#: A string (its end may be missing), a bracket, or anything else that is no white space.
_TOKEN: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]|,|[^\s"\[\]{},]+')
_SHOWN: Final = 256  # characters that are kept of an object that is too long


def split_values(lines: Iterable[Input], values: Values | None = None) -> Iterator[Input]:
    """Yield each JSON object in lines of text, in linear time.

    What is no object is yielded as well, for the parser to refuse. An array around the objects is taken away.
    An object that is cut ends where another begins at the start of a line, unless it is printed over many
    lines and its syntax lets one follow. values: where the reading stands, for whoever asks.
    """
    values = values or Values()
    item = Input("", 0)
    for item in lines:
        yield from (item,) if item.fault is not None else values.read(item)
    yield from values.finish(item)


def place_in_input(item: Input, error: AecodecError) -> tuple[Input, AecodecError]:
    """Return input and error with the line, and the offset within that line, at which the error stands."""
    if error.offset is None:
        return item, error
    before = item.text[: error.offset]
    down = before.count("\n")
    offset = len(before) - before.rfind("\n") - 1 + (0 if down else item.column)
    moved = type(error)(error.code, error.path, offset, error.expected, error.found)
    if not item.place:
        return item, moved
    line = item.line + down
    return item._replace(line=line, place=f" (line {line})"), moved


class Values:
    """Where the reading of lines stands: parts has the object that is being read, if depth is above 0."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.first = self.next = Input("", 0)
        self.depth = self.size = 0
        self.in_array = False
        self.last = ""  # the token before

    @property
    def is_open(self) -> bool:
        """An object or an array goes on."""
        return self.depth > 0 or self.in_array

    def read(self, item: Input) -> Iterator[Input]:
        """Read one line and yield the objects that end in it."""
        line = item.text
        if self.depth and line.startswith("{") and not (self.over_lines() and self.last in ("[", ",", ":")):
            yield self.take()
        if self.depth:
            self.add("\n" * (item.line - self.next.line))  # blank lines, which are left out, count as well
        self.next = item
        begin = 0
        tokens = list(_TOKEN.finditer(line))
        for index, token in enumerate(tokens):
            mark = token[0]
            if not self.depth:
                if self.is_of_array(mark, tokens[index + 1 : index + 2]):
                    continue
                begin = token.start()
                self.first = item._replace(column=begin)
            self.depth += (mark in ("[", "{")) - (mark in ("]", "}"))
            if self.depth <= 0 or (mark[0] == '"' and (mark == '"' or mark[-1] != '"')):
                end = token.end() if mark == "}" else len(line)
                self.add(line[begin:end])
                yield self.take()
                if end == len(line):
                    return
            self.last = mark[-1]
        if self.depth:
            self.add(line[begin:])

    def finish(self, last: Input) -> Iterator[Input]:
        """Yield the object that the input ends in, and an error if the array around it has no end."""
        if self.depth:
            yield self.take()
        if self.in_array:
            yield last._replace(text="[", fault=TextError("json_syntax", "", None, "]", "end of text"))

    def is_of_array(self, mark: str, following: list[re.Match[str]]) -> bool:
        """Note whether a token between objects belongs to an array around them."""
        if mark == "[" and not self.in_array and (not following or following[0][0] in ("{", "]")):
            self.in_array = True
            return True
        if mark == "]" and self.in_array:
            self.in_array = False
            return True
        return mark == "," and self.in_array

    def over_lines(self) -> bool:
        """Tell whether the first line of the object is a bracket, as where programs print over many lines."""
        return self.parts[0].strip() == "{"

    def add(self, text: str) -> None:
        """Add text to the object; of one that is too long the beginning is kept."""
        self.size += len(text)
        if self.size <= MAX_JSON_BYTES or not self.parts:
            self.parts.append(text)

    def take(self) -> Input:
        """Return the object as far as it goes and begin anew."""
        text = "".join(self.parts)
        value = self.first._replace(text=text)
        if self.size > MAX_JSON_BYTES:
            fault = TextError("text_too_long", "", None, f"at most {MAX_JSON_BYTES} characters in an object")
            value = value._replace(text=text[:_SHOWN], fault=fault)
        self.parts, self.depth, self.size, self.last = [], 0, 0, ""
        return value
