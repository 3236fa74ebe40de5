"""Captured sessions of a channel, recognised by their form alone; `aecodec.inspector` reads them."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from typing import Any, Final

from .brackets import Literal
from .frames import is_frame
from .reading import Confidence, Kind, Reading
from .view import View


class CaptureForm(enum.StrEnum):
    """The form of a captured session."""

    MARKDOWN = "markdown"
    JSON_LINES = "jsonl"
    HAR = "har"
    MITMPROXY = "mitmproxy"
    WSCAT = "wscat"
    FRAMES = "frames"


_WHY: Final = {
    CaptureForm.MARKDOWN: "headings say who sends to the node and receives from it, as in a recording",
    CaptureForm.JSON_LINES: "its lines are records of a session, each with a kind and a participant",
    CaptureForm.HAR: "it is the log of a browser, with messages of a WebSocket",
    CaptureForm.MITMPROXY: "it begins as a flow of mitmproxy does, and has messages of a WebSocket",
    CaptureForm.WSCAT: "arrows at the beginning of lines say who has sent each frame, as in a log of wscat",
    CaptureForm.FRAMES: "it holds frames and nothing else",
}


def _reading(view: View, form: CaptureForm, start: int, end: int, count: int, sure: bool) -> Reading:
    return view.reading(
        start,
        end,
        kind=Kind.CAPTURE,
        value=form,
        confidence=Confidence.CERTAIN if sure else Confidence.LIKELY,
        why=_WHY[form],
        notes=(f"{count} {'message' if count == 1 else 'messages'}",) if count else (),
    )


# --- by lines and by the beginning --------------------------------------------------------------

#: A heading of a recording, of 2018 or later: who sends, opens a connection or closes it.
_HEADING: Final = re.compile(
    r"^\#{3,6}[ ]\w{1,40}[ ]"
    r"(?:(?P<message>(?:--->|<---)(?:[ ]node)?)|init"
    r"|opens[ ]a[ ]WebSocket[ ]connection|closes[ ]WebSocket[ ]connection)"
    r"[ \t]*(?:\([0-9][^()\n]{0,40}\)[ \t]*)?\r?$",
    re.MULTILINE | re.VERBOSE,
)

#: The beginning of a flow of mitmproxy, a dictionary in the form of tnetstrings, and the member for messages.
_FLOW: Final = re.compile(r"\A[0-9]{1,12}:[0-9]{1,3}:[a-z_]{1,40};")
_FLOW_SOCKET: Final = re.compile(r"9:websocket;(?!0:~)")


def find(view: View) -> Iterator[Reading]:
    """Find markdown recordings and flows of mitmproxy in a view."""
    headings = list(_HEADING.finditer(view.text))
    if headings:
        messages = sum(heading["message"] is not None for heading in headings)
        end = len(view.text.rstrip())
        yield _reading(view, CaptureForm.MARKDOWN, headings[0].start(), end, messages, bool(messages))
    if _FLOW.match(view.text) and _FLOW_SOCKET.search(view.text):
        yield _reading(view, CaptureForm.MITMPROXY, 0, len(view.text), 0, True)


# --- by the values in a text --------------------------------------------------------------------

_RECORDS: Final = frozenset(("message", "open", "close", "comment"))

#: An arrow at the beginning of a line, behind a time or the name of a logger.
_ARROW: Final = re.compile(
    r"(?:\A|\n)(?:[^\n{}]{0,60}[\s:\])])?(?:(?P<sent>[>→])|[<←])\s(?:TEXT\s)?[b\"']{0,2}\Z"
)
_LOOK_BACK: Final = 80

#: What may stand between frames that belong together.
_BETWEEN: Final = " \t\r\n,"


class _Run:
    """Values that belong together: how many, and where the first begins and the last ends."""

    def __init__(self) -> None:
        self.count = 0
        self.start = 0
        self.end = 0

    def add(self, literal: Literal) -> None:
        self.start = literal.start if not self.count else self.start
        self.end = literal.end
        self.count += 1


class Tally:
    """The outermost values of a text, taken together."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._records = _Run()
        self._frames = _Run()
        self._only_frames = True
        self._arrows = _Run()
        self._received = False

    def add(self, literal: Literal) -> Reading | None:
        """Add the next of the outermost values. Returns the reading of one that is a session by itself."""
        value, text = literal.value, self._view.text
        if not isinstance(value, dict):
            return None
        if is_frame(value):
            arrow = _ARROW.search(text[max(0, literal.start - _LOOK_BACK) : literal.start])
            if arrow is not None:
                self._arrows.add(literal)
                self._received = self._received or arrow["sent"] is None
            self._only_frames = self._only_frames and not text[self._frames.end : literal.start].strip(
                _BETWEEN
            )
            self._frames.add(literal)
        elif str(value.get("kind")) in _RECORDS and isinstance(value.get("participant"), str):
            self._records.add(literal)
        elif (messages := _har_messages(value)) is not None:
            sure = literal.fault is None
            return _reading(self._view, CaptureForm.HAR, literal.start, literal.end, len(messages), sure)
        return None

    def readings(self) -> Iterator[Reading]:
        """Yield what the values make together, when all are added."""
        records, arrows, frames = self._records, self._arrows, self._frames
        if records.count:
            yield _reading(self._view, CaptureForm.JSON_LINES, records.start, records.end, 0, True)
        if arrows.count > 1 and self._received:
            yield _reading(self._view, CaptureForm.WSCAT, arrows.start, arrows.end, arrows.count, True)
        rest = self._view.text[frames.end :].strip(_BETWEEN) if self._only_frames else "more"
        if frames.count > 1 and not rest:
            yield _reading(self._view, CaptureForm.FRAMES, frames.start, frames.end, frames.count, False)


def _har_messages(value: dict[str, Any]) -> list[Any] | None:
    """Return the messages of the WebSockets in the log of a browser; None if it is none or has none."""
    log = value.get("log")
    entries = log.get("entries") if isinstance(log, dict) else None
    if not isinstance(entries, list):
        return None
    messages: list[Any] = []
    for entry in entries:
        more = entry.get("_webSocketMessages") if isinstance(entry, dict) else None
        messages += more if isinstance(more, list) else ()
    return messages or None
