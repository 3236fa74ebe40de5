"""The JSON-lines format of captured sessions, made for this library: one record a line, with a `kind`.

    {"kind": "message", "direction": "send" | "receive", "participant": P, "line": N, "frame": FRAME}
    {"kind": "open", "participant": P, "line": N, "url": URL}
    {"kind": "close", "participant": P, "line": N}              and "text" if there is one
    {"kind": "comment", "participant": P, "line": N, "text": T}
    {"kind": "transaction" | "finding" | "channel" | "step" | "summary", ...}   of an inspection: skipped here

The bundled sample has this format, and `aecodec inspect --json` prints it; members that an inspection adds
are ignored here, so its output is a capture again. `line` is that of the first recording (absent: the line
of the record), `time` its time stamp, and `source` the name of its file where several were merged. A message
has `text` instead of `frame` if its body is not JSON, and both if the frame is an UnknownFrame: `text` is
then exact. `problem` ({"code", "message", "line", "path"}) says why the entry could not be read completely
from the recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any, Final, TypeAlias, TypeGuard

from ... import _strict_json
from ...errors import RULES, CaptureError, RpcError
from ...limits import MAX_CAPTURE_BYTES, MAX_RECORD_DEPTH
from ...redaction import redact_within
from ...rpc import frames
from ...rpc.frames import UnknownFrame
from ..model import Entry, Kind, Problem, make_entry, make_message
from ..source import Source
from .form import Skipped

Record: TypeAlias = dict[str, Any]

_KIND: Final = re.compile(r'"kind"\s*:\s*"(?:message|open|close|comment)"')
_ADDED: Final = re.compile(r'"kind"\s*:\s*"(?:transaction|finding|channel|step|summary)"')
#: Bits of the number of a line: more than any capture has, and what every reader of JSON keeps exactly.
_MAX_LINE_BITS: Final = 53
_SKIPPED: Final = frozenset(("transaction", "finding", "channel", "step", "summary"))


def write(entries: Iterable[Entry]) -> Iterator[Record]:
    """Yield a record for each entry, for `to_line`; reading them gives equal entries."""
    for entry in entries:
        record: Record = {"kind": "message" if entry.is_message else entry.kind}
        if entry.is_message:
            record["direction"] = entry.kind
        record |= {"participant": entry.participant, "line": entry.line}
        if entry.source is not None:
            record["source"] = entry.source
        if entry.time is not None:
            record["time"] = entry.time
        if entry.frame is not None:
            record["frame"] = entry.frame.value
        if isinstance(entry.frame, UnknownFrame):
            record["text"] = entry.frame.text
        elif entry.kind == "open":
            record["url"] = entry.text
        elif entry.frame is None and (entry.text or entry.kind != "close"):
            record["text"] = entry.text
        if entry.problem is not None:
            record["problem"] = asdict(entry.problem)
        yield record


def to_line(record: Record) -> str:
    """Write a record as one line of JSON, without the newline."""
    return _strict_json.dump(record, MAX_RECORD_DEPTH)


def detect(source: Source) -> bool:
    """Return True if a line among the first ones is a record."""
    lines = (line for line in source.head().split("\n") if line.lstrip().startswith("{"))
    return any(("participant" in line and _KIND.search(line)) or _ADDED.search(line) for line in lines)


def read(source: Source, skipped: Skipped) -> Iterator[Entry]:
    """Yield the entries of JSON lines in order; a line that is not a record is an entry with a problem.

    Raises CaptureError if no line is a record.
    """
    first: int | None = None
    recognised = False
    for number, line in enumerate(source.lines(), 1):
        if not line.strip():
            continue
        first = first or number
        try:
            record = _strict_json.load(line, MAX_CAPTURE_BYTES, MAX_RECORD_DEPTH)
        except RpcError as error:
            yield _unread(number, line, Problem.of(error, number, line))
            continue
        if isinstance(record, dict) and str(record.get("kind")) in _SKIPPED:
            recognised = True
        elif (entry := _entry(record, number)) is not None:
            recognised = True
            source = record.get("source")
            yield replace(entry, source=redact_within(source)) if isinstance(source, str) else entry
        else:
            yield _unread(number, line, Problem.rule("capture_record", number))
    if not recognised:
        raise CaptureError("capture_form", offset=first or 1)


def _unread(number: int, line: str, problem: Problem) -> Entry:
    return make_entry("comment", "", number, line, problem=problem)


def _entry(record: Any, number: int) -> Entry | None:
    """Read the entry of a record; None if the record is not valid."""
    if not isinstance(record, dict) or not isinstance(record.get("participant"), str):
        return None
    who, kind, time = record["participant"], record.get("kind"), record.get("time")
    line = record["line"] if _is_line(record.get("line")) else number
    time = time if isinstance(time, str) else None
    problem = _problem(record.get("problem"))
    if kind == "message":
        direction = record.get("direction")
        if direction in ("send", "receive"):
            return _message(record, direction, who, line, time, problem)
        return None
    text = record.get("url" if kind == "open" else "text", "" if kind == "close" else None)
    if kind not in ("open", "close", "comment") or not isinstance(text, str):
        return None
    return make_entry(kind, who, line, text, time, problem=problem)


def _message(
    record: Record, kind: Kind, who: str, line: int, time: str | None, problem: Problem | None
) -> Entry | None:
    text, value = record.get("text"), record.get("frame")
    if isinstance(text, str):
        if not text and problem is not None:  # the recording had no body
            return make_entry(kind, who, line, "", time, problem=problem)
        return make_message(kind, who, line, text, time, problem)
    if "frame" not in record:
        return None
    text = _strict_json.dump(value, MAX_RECORD_DEPTH)
    # The text is read again, as the limits of a frame are below those of a record.
    try:
        frame = frames.decode(text)
    except RpcError as error:
        return make_entry(kind, who, line, text, time, problem=problem or Problem.of(error, line, text))
    return make_entry(kind, who, line, "", time, frame, problem)


def _is_line(value: Any) -> TypeGuard[int]:
    """Tell whether a value may be the number of a line: a longer one would only widen every report."""
    return type(value) is int and value.bit_length() <= _MAX_LINE_BITS


def _problem(value: Any) -> Problem | None:
    """Read the problem of a record; None if it is not valid."""
    if not isinstance(value, dict):
        return None
    code, text, line, path = (value.get(name) for name in ("code", "message", "line", "path"))
    if not isinstance(code, str) or code not in RULES or not _is_line(line):
        return None
    if not isinstance(text, str) or not isinstance(path, str):
        return None
    return Problem(code=code, message=redact_within(text), line=line, path=redact_within(path))
