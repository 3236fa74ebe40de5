"""The markdown format of captured sessions: headings and bodies are read as entries.

Headings have three to six `#`; below each stands a body, until the next heading:

    #### initiator ---> node                      a fenced JSON-RPC frame; `<---` where the node sends
    #### initiator opens a WebSocket connection   a fenced URL
    #### initiator closes WebSocket connection    an empty fence, or none
    #### initiator info                           a comment, `>` before each line

Until 2019 there were other headings: `initiator --->` and `initiator <---` for frames, `initiator init` for
the URL, and `initiator:` for a comment.

A time in parentheses may end a heading. Headings of one or two `#` and the text below them are no entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...errors import CaptureError
from ..model import Entry, Kind, Problem, make_entry, make_message
from ..source import Source
from .form import Skipped

_KINDS: Final[dict[str, Kind]] = {
    "---> node": "send",
    "--->": "send",
    "<--- node": "receive",
    "<---": "receive",
    "opens a WebSocket connection": "open",
    "init": "open",
    "closes WebSocket connection": "close",
    "info": "comment",
}

_LONGEST_HEADING: Final = 200


def detect(source: Source) -> bool:
    """Return True if a heading among the first lines is one of a recording."""
    headings = map(_heading, source.head().split("\n"))
    return any(heading is not None and heading.kind is not None for heading in headings)


def read(source: Source, skipped: Skipped) -> Iterator[Entry]:
    """Yield the entries of a recording in order. Raises CaptureError if it has no heading of a recording."""
    block: _Block | None = None
    recognised = False
    for number, line in enumerate(source.lines(), 1):
        heading = _heading(line)
        # No line of JSON looks like a heading of a recording: such a heading also ends a body without end.
        if heading is None or (block is not None and block.fence and heading.kind is None):
            if block is not None:
                block.add(number, line)
            continue
        if block is not None:
            yield from block.entries()
        recognised = recognised or heading.kind is not None
        block = _Block(number, heading) if heading.level >= 3 else None
    if not recognised:
        raise CaptureError("capture_form", offset=1)
    if block is not None:
        yield from block.entries()


class _Heading:
    """A heading: participant, kind (None if the heading is not one of a recording) and time."""

    def __init__(self, level: int, title: str) -> None:
        self.level = level
        self.title = title
        self.time: str | None = None
        before, bracket, time = title.removesuffix(")").rpartition(" (")
        if bracket and title.endswith(")") and time[:1].isdigit():
            title, self.time = before.rstrip(), time
        words = title.split()
        self.kind = _KINDS.get(" ".join(words[1:])) if level >= 3 else None
        self.participant = words[0] if self.kind else ""
        if level >= 3 and title in ("initiator:", "responder:"):
            self.kind, self.participant = "comment", title[:-1]


def _heading(line: str) -> _Heading | None:
    title = line.lstrip("#")
    level = len(line) - len(title)
    if not 1 <= level <= 6 or not title[:1].isspace() or len(title) > _LONGEST_HEADING:
        return None
    return _Heading(level, title.strip())


class _Block:
    """A heading with the lines below it: one fenced body if its kind has one, and the rest."""

    def __init__(self, number: int, heading: _Heading) -> None:
        self.heading = heading
        self.line = number
        self.fence = ""  # the backticks of the fence that is open
        self.body: list[str] | None = None
        self.body_line = number
        self.rest: list[str] = []
        self.rest_line = number
        self._into_body = False

    def add(self, number: int, line: str) -> None:
        """Add a line that is not the heading of the next block."""
        if self.fence:
            closes = line.startswith(self.fence) and not line.rstrip().strip("`")
            if closes:
                self.fence = ""
            if self._into_body and self.body is not None:
                self.body += [] if closes else [line]
                return
        elif line.startswith("```"):
            self.fence = line[: len(line) - len(line.lstrip("`"))]
            self._into_body = self.body is None and self.heading.kind not in ("comment", None)
            if self._into_body:
                self.body, self.body_line = [], number + 1
                return
        elif not line.strip():
            return
        self.rest_line = self.rest_line if self.rest else number
        self.rest.append(line)

    def entries(self) -> Iterator[Entry]:
        """Yield the entries of the block, which leave out nothing."""
        heading = self.heading
        rest = "\n".join(line.removeprefix(">").strip() for line in self.rest)
        problem = Problem.rule("capture_unclosed_body", self.line) if self.fence else None
        if heading.kind is None:
            problem = Problem.rule("capture_heading", self.line, found=heading.title)
            rest = f"{heading.title}\n{rest}".rstrip()
            self.rest_line = self.line
        if heading.kind in ("comment", None):
            yield self._make_comment(rest, problem)
            return
        yield self._make_main(heading.kind, problem)
        if self.rest:
            yield self._make_comment(rest, Problem.rule("capture_stray_text", self.rest_line, found=rest))

    def _make_comment(self, text: str, problem: Problem | None) -> Entry:
        who, time = self.heading.participant, self.heading.time
        return make_entry("comment", who, self.rest_line, text, time, problem=problem)

    def _make_main(self, kind: Kind, problem: Problem | None) -> Entry:
        who, line, time = self.heading.participant, self.body_line, self.heading.time
        text = "\n".join(self.body or ())
        if not text.strip() and kind != "close":
            problem = problem or Problem.rule("capture_no_body", self.line)
            return make_entry(kind, who, line, "", time, problem=problem)
        if kind in ("send", "receive"):
            return make_message(kind, who, line, text, time, problem)
        return make_entry(kind, who, line, text.strip(), time, problem=problem)
