"""Frames anywhere in a text: alone, in lists, in logs, in the answers of other programs, in documents.

Values are read in the notations of many languages (see `recognition.literals`), at any depth, and within
strings of others. Who sent a frame is told by the frame itself, else by the words or the arrow before it. The
text between frames is kept as comments.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from ... import rpc
from ...errors import CaptureError, RpcError
from ...recognition.brackets import Literal
from ...recognition.direction import find_direction
from ...recognition.frames import is_frame
from ...recognition.json_values import as_json, check_literal
from ...recognition.literals import find_literals
from ...recognition.reading import Confidence, Kind, Reading
from ...recognition.structured import find_within, without_margin
from ...recognition.view import View
from ..model import Entry, Problem, make_entry, make_message
from ..roles import role_in
from ..source import Source
from ..times import TIME, format_epoch
from .direction import direction_of
from .form import Skipped

#: Characters before a frame that say something of it, on its line.
_LOOK_BACK: Final = 200
#: What the JavaScript SDK prints: which channel of the process it is, and a method in front of its params.
_LABEL: Final = re.compile(r"Channel #[0-9]{1,6}")
_CALL: Final = re.compile(
    r"\b(?P<way>send|sent|received?) message:?\s+(?P<method>channels\.[\w.]{1,60})\s+\Z"
)

_URL: Final = re.compile(r"\bwss?://[^\s\"'<>`\\(){}]{1,4000}")
_CHANNEL_URL: Final = re.compile(r"[?&](?:role|protocol|existing_channel_id)=")
#: A line without a word, such as the brackets around frames, or the fence of a document.
#: What programs tell of themselves.
_NOISE: Final = re.compile(r"\[(?:TRACE|DEBUG|INFO|WARN|ERROR)\s+websocat\b")
_WORDLESS: Final = re.compile(r"\s*(?:```\w*|~~~\w*|[\W_]*)\s*\Z")
#: Lines of a comment; of a longer text the first and the last ones are kept.
_LINES_KEPT: Final = 20

_TIMES: Final = ("time", "timestamp", "timeStamp", "ts", "date", "@timestamp")
_NAMES: Final = ("participant", "role", "who", "side", "client")


def read(source: Source, skipped: Skipped) -> Iterator[Entry]:
    """Yield the frames in a text. Raises CaptureError if there is none."""
    return read_text(source.text(), skipped)


def read_text(text: str, skipped: Skipped) -> Iterator[Entry]:
    """Yield the frames in a text, and what stands between them. Raises CaptureError if there is no frame."""
    reader = _Reader(text, skipped)
    whole = View(text)
    for start, end, frame in _sections(text):
        if frame is not None:
            yield from reader.between(start)
            yield reader.frame_entry(start, end, frame)
        else:
            yield from reader.search(whole.cut(start, end))
    if not reader.done and (bare := without_margin(whole)) is not None:
        yield from reader.search(bare)
    if not reader.done:
        first = re.search(r"\S", text)
        raise CaptureError("capture_form", offset=text.count("\n", 0, first.start() if first else 0) + 1)
    yield from reader.between(len(text))


def _sections(text: str) -> Iterator[tuple[int, int, rpc.Frame | None]]:
    """Divide a text into lines that are a frame each, and all that stands between them.

    Most long captures have such lines, which are read several times faster than what needs more.
    """
    begun = start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if text.startswith(("{", " ", "\t"), start) and text.find('"jsonrpc"', start, end) > 0:
            line = text[start:end].strip()
            frame = _as_frame(line) if line[:1] == "{" and line[-1:] == "}" else None
            if frame is not None:
                if begun < start:
                    yield begun, start, None
                yield start, end, frame
                begun = end
        start = end + 1
    if begun < len(text):
        yield begun, len(text), None


def _as_frame(line: str) -> rpc.Frame | None:
    try:
        frame = rpc.decode(line)
    except RpcError:
        return None
    return None if isinstance(frame, rpc.UnknownFrame) else frame


class _Found(NamedTuple):
    """A frame in a view, with the members of the value that it stands in."""

    view: View
    literal: Literal
    around: Mapping[str, Any]
    call: re.Match[str] | None


def _read_frame(view: View, literal: Literal, around: Mapping[str, Any]) -> Reading | None:
    """Read a value as a frame; None if it is none."""
    value = literal.value
    if not isinstance(value, dict):
        return None
    call = None
    if not (is_frame(value) or rpc.is_legacy(value)):
        call = _CALL.search(view.text, max(0, literal.start - _LOOK_BACK), literal.start)
        if call is None:
            return None
    return view.reading(
        literal.start,
        literal.end,
        kind=Kind.FRAME,
        value=_Found(view, literal, around, call),
        confidence=Confidence.CERTAIN,
        why="",
    )


class _Reader:
    """Makes entries of what is found in a text."""

    def __init__(self, text: str, skipped: Skipped) -> None:
        self._text = text
        self._skipped = skipped
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self.done = 0  # where the last frame ends
        self._heading = ""  # the last line before a frame that names one of the roles

    def search(self, view: View) -> Iterator[Entry]:
        """Yield the frames in a part of the text, and what stands before each of them."""
        for found in find_literals(view.text):
            readings = list(find_within(view, found, _read_frame))
            if readings:
                yield from self.between(view.place(found.literal.start))
                for reading in readings:
                    yield self.entry(reading.start, reading.value)
                self.done = view.place(found.literal.end)

    def frame_entry(self, start: int, end: int, frame: rpc.Frame) -> Entry:
        """Make the entry of a frame that has a line of its own."""
        self.done = end
        kind = direction_of(frame.value) or "receive"
        return make_entry(kind, self._participant("", {}), self._line(start), frame=frame)

    def entry(self, start: int, found: _Found) -> Entry:
        """Make the entry of a frame that stands at `start` in the text."""
        view, literal = found.view, found.literal
        line = self._line(start)
        beside = self._beside(start)
        who = self._participant(beside, found.around)
        time = _time(beside, found.around)
        kind = direction_of(literal.value)
        if found.call is not None:
            kind = "receive" if found.call["way"].startswith("received") else "send"
        if kind is None:
            # What neither the frame nor the text tells is more often heard than said.
            method = literal.value.get("method")
            kind = find_direction(view.text, literal.start, found.around, method) or "receive"
        end = literal.end
        if literal.fault is not None:  # the rest of the line belongs to what was not understood
            end += len(view.text[end : end + _LOOK_BACK].split("\n", 1)[0])
        raw = view.text[literal.start : end]
        if literal.is_json and found.call is None:
            return make_message(kind, who, line, raw, time)
        try:
            check_literal(view.text, literal)
            frame = rpc.from_json(_complete(as_json(literal.value), found.call))
        except RpcError as error:
            return make_entry(kind, who, line, raw, time, problem=Problem.of(error, line, raw))
        cuts = [cut.name or cut.text for cut in literal.cuts]
        problem = Problem.rule("capture_left_out", line, found=", ".join(cuts)) if cuts else None
        return make_entry(kind, who, line, "", time, frame, problem)

    def between(self, end: int) -> Iterator[Entry]:
        """Yield the addresses between the last frame and a place, and the rest of the lines as comments."""
        begun = start = self.done
        for url in _URL.finditer(self._text, start, end):
            if _CHANNEL_URL.search(url[0]):
                yield from self._comment(begun, url.start(), behind=begun == start)
                beside = self._beside(url.start())
                who = role_in(url[0]) or self._participant(beside, {})
                address = url[0].rstrip(".,;")
                yield make_entry("open", who, self._line(url.start()), address, _time(beside, {}))
                begun = url.end()
        yield from self._comment(begun, end, behind=True)

    def _comment(self, start: int, end: int, behind: bool) -> Iterator[Entry]:
        """Yield the whole lines between two places as one comment; parts of lines are no comment."""
        whole = self._text.find("\n", start, end) + 1 if start and behind else start
        last = len(self._text) if end == len(self._text) else self._text.rfind("\n", start, end)
        if (start and behind and not whole) or last < whole:
            return
        first_line = self._line(whole)
        lines = self._text[whole:last].split("\n")
        worded = [(number, line) for number, line in enumerate(lines) if not _WORDLESS.match(line)]
        told = [(number, line) for number, line in worded if not _NOISE.match(line)]
        self._skipped["lines of websocat about itself"] += len(worded) - len(told)
        worded = told
        if not worded:
            return
        self._heading = next((line for _, line in worded[-1:] if role_in(line)), "")
        kept = worded
        if len(worded) > _LINES_KEPT:
            kept = [*worded[: _LINES_KEPT // 2], (0, "…"), *worded[-_LINES_KEPT // 2 :]]
            self._skipped["lines of text"] += len(worded) - _LINES_KEPT
        comment = "\n".join(line.rstrip("\r")[:999] for _, line in kept)
        first = worded[0][1][:_LOOK_BACK]
        label, time = _LABEL.search(first), TIME.search(first)
        yield make_entry(
            "comment",
            label[0] if label else "",
            first_line + worded[0][0],
            comment,
            time[0].strip() if time else None,
        )

    def _line(self, place: int) -> int:
        return bisect_left(self._line_ends, place) + 1

    def _beside(self, place: int) -> str:
        """Return what stands before a place on its line."""
        before = self._text[max(0, place - _LOOK_BACK) : place]
        return before[before.rfind("\n") + 1 :]

    def _participant(self, beside: str, around: Mapping[str, Any]) -> str:
        """Return the label of the participant that a frame belongs to, as the text around it names it."""
        for name in _NAMES:
            value = around.get(name)
            if isinstance(value, str) and 0 < len(value) <= 40:
                return role_in(value) or value
        label = _LABEL.search(beside)
        return label[0] if label else role_in(beside) or role_in(self._heading) or ""


def _complete(value: Any, call: re.Match[str] | None) -> Any:
    """Add what a program that prints frames leaves out: the version of JSON-RPC, the method before params."""
    if call is not None:
        return {"jsonrpc": "2.0", "method": call["method"], "params": value}
    if isinstance(value, dict) and "jsonrpc" not in value and not rpc.is_legacy(value):
        return {"jsonrpc": "2.0", **value}
    return value


def _time(beside: str, around: Mapping[str, Any]) -> str | None:
    for name in _TIMES:
        value = around.get(name)
        if isinstance(value, str) and 0 < len(value) <= 64:
            return value
        number = getattr(value, "text", f"{value}" if type(value) is int and abs(value) < 1 << 60 else None)
        if number is not None and (time := format_epoch(number)) is not None:
            return time
    match = TIME.search(beside)
    return match[0].strip() if match is not None else None
