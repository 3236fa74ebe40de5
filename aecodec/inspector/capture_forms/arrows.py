r"""Logs in which an arrow at the beginning of a line says who sent the message behind it.

    > {"jsonrpc": ...}                                       wscat, at a terminal; maybe behind a time
    < {"jsonrpc": ...}
    Connected (press CTRL+C to quit)
    Disconnected (code: 1000, reason: "")
    DEBUG > TEXT '{"jsonrpc": ...}' [185 bytes]              websockets (Python), as logged or by its client
    DEBUG > GET /channel?role=initiator HTTP/1.1
    WRITE 185 "{\"jsonrpc\": ...}\n"                          websocat with `log:`

The colors and movements of a terminal are removed. A message that goes on in the next lines is put together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from ...errors import RpcError
from ...rpc import frames
from ..model import Entry, Kind, Problem, make_entry, make_message
from ..source import Source
from ..times import TIME
from .direction import sure_direction_of
from .form import Skipped
from .quoted import unquote_python, unquote_rust

_ESCAPES: Final = re.compile(r"\x1b(?:\[[0-9;?]{0,20}[@-~]|[@-Z\\^_]|\][^\x07\x1b]{0,200}\x07)")

#: What may stand before an arrow: a time, the level and the name of a logger, in brackets or not.
_BEFORE: Final = r"(?P<before>[^<>{}←→↑↓\"']{0,80}?[\s:\])])??"
_LINE: Final = re.compile(
    rf"\A{_BEFORE}(?:(?P<send>-{{0,3}}>{{1,2}}|[→↑])|(?P<receive><{{1,2}}-{{0,3}}|[←↓]))[ \t](?P<body>.*)\Z",
    re.DOTALL,
)
_LOGGED: Final = re.compile(r'(?:\A|(?<=\}))(?P<way>READ|WRITE) [0-9]{1,9} "(?P<body>.*)"\Z')
_STATUS: Final = re.compile(
    r"\A[^<>{}]{0,80}?(?:(?P<open>Connected \(press CTRL\+C to quit\)|Connected to (?P<to>wss?://\S+))"
    r"|(?P<close>Disconnected \(.*\)|Connection closed: .*|disconnected)"
    r"|(?P<control>Received p[io]ng.*|error: .*))\Z"
)

#: What the library websockets writes behind an arrow: lines of HTTP, control frames, and messages as Python
#: writes text.
_HTTP: Final = re.compile(r"(?:(?:GET (?P<path>/\S*) )?HTTP/1\.[01]\b.*|[A-Z][A-Za-z-]{1,40}: .*)\Z")
_CONTROL: Final = re.compile(r"(?:PING|PONG|CONT|CLOSE|EOF)\b")
_CLOSE: Final = re.compile(r"CLOSE (?P<why>.*?)(?: \[[0-9]+ bytes.*\])?\Z")
_TEXT: Final = re.compile(r"TEXT (?P<text>['\"].*['\"]) \[[0-9]+ bytes.*\]\Z", re.DOTALL)
_BINARY: Final = re.compile(r"BINARY (?P<text>.*?) \[[0-9]+ bytes.*\]\Z", re.DOTALL)
_HOST: Final = re.compile(r"Host: (?P<host>[^\s/]{1,200})\Z")

#: A line by which this form is recognized.
_SURE: Final = re.compile(
    rf"^(?:{_BEFORE}(?:>{{1,2}}|<{{1,2}}|[→←↑↓]|-{{1,3}}>|<-{{1,3}})[ \t](?:TEXT ['\"])?"
    r"\{[^\n]{0,999}?\"(?:jsonrpc|action)\""
    r'|[^\n]{0,999}\}?(?:READ|WRITE) [0-9]{1,9} "\{|Connected \(press CTRL\+C to quit\)$)',
    re.MULTILINE,
)


def detect(source: Source) -> bool:
    """Return True if an arrow stands before a message, or if wscat says that it is connected."""
    return any(_SURE.match(line) for line in _clean(source.head()).split("\n"))


def read(source: Source, skipped: Skipped) -> Iterator[Entry]:
    """Yield the messages of a log, what became of the connection, and the other lines as comments."""
    reader = _Reader(skipped)
    for number, line in enumerate(source.lines(), 1):
        yield from reader.add(number, _clean(line).rstrip("\r"))
    yield from reader.flush()


def _clean(text: str) -> str:
    """Remove what moves the cursor and changes colors; of what was written over, the last remains."""
    if "\x1b" not in text and "\r" not in text:
        return text
    lines = _ESCAPES.sub("", text).split("\n")
    return "\n".join(next((part for part in reversed(line.split("\r")) if part), "") for line in lines)


class _Reader:
    """Puts lines together into entries."""

    def __init__(self, skipped: Skipped) -> None:
        self._skipped = skipped
        self._kind: Kind | None = None  # of the message that is being read; None: comments
        self._line = 0
        self._time: str | None = None
        self._lines: list[str] = []
        self._whole = False  # nothing of what follows belongs to the message
        self._path: str | None = None  # what a request of HTTP asks for, until its host is known

    def add(self, number: int, line: str) -> Iterator[Entry]:
        """Take the next line; yield the entries that end before it."""
        if (logged := _LOGGED.search(line)) is not None:
            kind: Kind = "send" if logged["way"] == "WRITE" else "receive"
            yield from self._begin(kind, number, None, unquote_rust(logged["body"]).rstrip("\n"), whole=True)
        elif (status := _STATUS.match(line)) is not None:
            yield from self._add_status(number, line, status)
        elif (match := _LINE.match(line)) is not None and self._is_message(match):
            kind = "send" if match["send"] else "receive"
            yield from self._add_arrow(kind, number, _time_in(match["before"] or ""), match["body"])
        elif self._lines and not self._whole:
            self._lines.append(line)
        elif line.strip() not in ("", ">"):
            yield from self._begin(None, number, _time_in(line), line)

    def flush(self) -> Iterator[Entry]:
        """Yield what was being read."""
        kind, lines, self._lines = self._kind, self._lines, []
        if not lines:
            return
        if kind is None:
            text = "\n".join(line for line in lines if line.strip(" >"))
            yield make_entry("comment", "", self._line, text, self._time)
            return
        body, rest = ("\n".join(lines), []) if self._whole else _split(lines)
        entry = make_message(kind, "", self._line, body, self._time)
        # In some logs an arrow stands before everything, or it is the node that writes.
        sure = sure_direction_of(entry.frame.value) if entry.frame is not None else None
        yield entry if sure in (None, kind) else replace(entry, kind=sure)
        worded = [(number, line) for number, line in enumerate(rest, self._line + 1) if line.strip(" >")]
        if worded:
            yield make_entry("comment", "", worded[0][0], "\n".join(line for _, line in worded))

    def _begin(
        self, kind: Kind | None, number: int, time: str | None, text: str, *, whole: bool = False
    ) -> Iterator[Entry]:
        yield from self.flush()
        self._kind, self._line, self._time, self._lines, self._whole = kind, number, time, [text], whole

    def _is_message(self, match: re.Match[str]) -> bool:
        """Return False for a line of a message that has begun, or of a comment in which an arrow stands."""
        return (
            match["before"] is None or TIME.search(match["before"]) is not None or "DEBUG" in match["before"]
        )

    def _add_status(self, number: int, line: str, status: re.Match[str]) -> Iterator[Entry]:
        """Take a line of the program about its connection."""
        yield from self.flush()
        if status["control"]:
            if status["control"].startswith("error"):
                yield make_entry("comment", "", number, status["control"], _time_in(line))
            else:
                self._skipped["control frames of WebSockets"] += 1
        elif status["close"]:
            yield make_entry("close", "", number, status["close"], _time_in(line))
        elif status["to"]:
            yield make_entry("open", "", number, status["to"].rstrip("."), _time_in(line))
        else:
            yield make_entry("comment", "", number, status["open"], _time_in(line))

    def _add_arrow(self, kind: Kind, number: int, time: str | None, body: str) -> Iterator[Entry]:
        """Take what stands behind an arrow."""
        if not body.strip():  # the program waits for something to be typed
            yield from self.flush()
        elif body[0] in "{[":
            yield from self._begin(kind, number, time, body)
        elif (text := _TEXT.match(body)) is not None:
            yield from self._begin(kind, number, time, unquote_python(text["text"]), whole=True)
        elif _CONTROL.match(body):
            yield from self.flush()
            if kind == "receive" and (close := _CLOSE.match(body)) is not None:
                yield make_entry("close", "", number, close["why"], time)
            else:
                self._skipped["control frames of WebSockets"] += 1
        elif (binary := _BINARY.match(body)) is not None:
            yield from self.flush()
            problem = Problem.rule("capture_binary_message", number)
            yield make_entry(kind, "", number, binary["text"], time, problem=problem)
        elif (http := _HTTP.match(body)) is not None:
            yield from self.flush()
            self._path = http["path"] or self._path
            self._skipped["lines of HTTP"] += 1
            if self._path and (host := _HOST.match(body)) is not None:
                yield make_entry("open", "", number, f"ws://{host['host']}{self._path}", time)
                self._path = None
        else:
            yield from self._begin(kind, number, time, body)


def _split(lines: list[str]) -> tuple[str, list[str]]:
    """Divide lines into a message and the lines behind it."""
    if len(lines) > 1:
        try:
            frames.decode(lines[0])
        except RpcError:
            return "\n".join(lines), []
    return lines[0], lines[1:]


def _time_in(text: str) -> str | None:
    match = TIME.search(text)
    return match[0].strip() if match is not None else None
