"""Entries of a captured session, and problems of reading.

The readers of `capture_forms` make entries with `make_entry` and `make_message`, which redact secrets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..errors import RULES, AecodecError, RpcError, quote
from ..redaction import redact_json, redact_within
from ..rpc import frames
from ..rpc.connection import Connection
from ..rpc.frames import Frame, UnknownFrame

#: `send` and `receive` are messages, from the client's side; the others are what happens between them.
Kind: TypeAlias = Literal["send", "receive", "open", "close", "comment"]
#: What numbers of places count.
Unit: TypeAlias = Literal["line", "entry"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something in a capture could not be read: a code of RULES, a sentence and the line."""

    code: str
    message: str
    line: int
    path: str = ""

    @classmethod
    def of(cls, error: AecodecError, line: int, source: str) -> Problem:
        """Make a problem of an exception about the text `source`; without evidence if that holds a secret."""
        if redact_within(source) != source:
            return cls.rule(error.code, line)
        return cls(code=error.code, message=str(error), line=line, path=error.path)

    @classmethod
    def rule(cls, code: str, line: int, path: str = "", found: str | None = None) -> Problem:
        """Make a problem of a code of RULES, with `found` as evidence."""
        path = redact_within(path)
        place = f" at {path}" if path else ""
        evidence = f": found {quote(redact_within(found))}" if found is not None else ""
        return cls(code=code, message=f"{RULES[code]}{place}{evidence}", line=line, path=path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event of a capture, without secrets.

    participant: its name in the capture, mostly initiator or responder; empty for comments of nobody. line:
    its line in the recording, counted from 1, or its own number where that has no lines (`Capture.unit`).
    time: the time stamp as written, if there is one. text: the URL of an `open`, the text of a `comment`, or
    the body of a message that is not JSON. frame: the message. problem: why the entry could not be read
    completely. source: the name of the file, if those of several files are merged.
    """

    kind: Kind
    participant: str
    line: int
    text: str = ""
    time: str | None = None
    frame: Frame | UnknownFrame | None = None
    connection: Connection | None = None
    problem: Problem | None = None
    source: str | None = None

    @property
    def is_message(self) -> bool:
        """True if this was sent or received, readable or not."""
        return self.kind in ("send", "receive")


def make_entry(
    kind: Kind,
    participant: str,
    line: int,
    text: str = "",
    time: str | None = None,
    frame: Frame | UnknownFrame | None = None,
    problem: Problem | None = None,
) -> Entry:
    """Make an entry, and redact the secrets in its texts and its frame. An `open` gets its connection."""
    text = redact_within(text)
    if frame is not None and (value := redact_json(frame.value)) != frame.value:
        frame = frames.from_json(value)
    return Entry(
        kind=kind,
        participant=redact_within(participant),
        line=line,
        text=text,
        time=None if time is None else redact_within(time),
        frame=frame,
        connection=Connection.parse(text) if kind == "open" and text else None,
        problem=problem,
    )


def make_message(
    kind: Kind,
    participant: str,
    line: int,
    body: str,
    time: str | None = None,
    problem: Problem | None = None,
) -> Entry:
    """Make the entry of a message; a body that is not JSON is kept as `text`, with a problem."""
    try:
        frame = frames.decode(body)
    except RpcError as error:
        above = body.encode("utf-8", "surrogatepass")[: error.offset or 0].count(b"\n")
        problem = problem or Problem.of(error, line + above, body)
        return make_entry(kind, participant, line, body, time, problem=problem)
    return make_entry(kind, participant, line, "", time, frame, problem)
