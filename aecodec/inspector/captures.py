"""Reading of captured channel sessions, and pairing of requests with answers.

The format is recognized by content: markdown.py reads markdown recordings, jsonl.py JSON lines. Nothing in a
capture is lost but its secrets, which are redacted: what cannot be read is an entry with a problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NoReturn

from .. import _strict_json
from .._strict_json import Json
from ..errors import CaptureError
from ..limits import MAX_CAPTURE_BYTES, MAX_CAPTURE_ENTRIES
from ..rpc.frames import Error, Notification, Request, Result
from . import jsonl, markdown
from .jsonl import to_line, write
from .model import Entry, Kind, Problem

__all__ = [
    "Capture",
    "Entry",
    "Kind",
    "Problem",
    "pairs",
    "read",
    "sample",
    "to_line",
    "write",
]

_SAMPLE: Final = "founding_session.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A captured session: the name of its source, its format (`markdown` or `jsonl`), and its entries."""

    name: str
    form: str
    entries: tuple[Entry, ...]

    @property
    def messages(self) -> tuple[Entry, ...]:
        """The entries that were sent or received."""
        return tuple(entry for entry in self.entries if entry.is_message)


def read(source: str | bytes | Iterable[str], name: str = "<stdin>") -> Capture:
    """Read a capture from text, UTF-8 bytes, or lines (such as an open file), without the secrets in it.

    Raises CaptureError, with `name` as path and the line as offset, if it has neither format, is not text, or
    exceeds a limit of `aecodec.limits`.
    """
    try:
        lines = _lines(source)
        first = next((line for line in lines if line.strip()), "")
        form = "jsonl" if first.lstrip().startswith("{") else "markdown"
        reader = jsonl.entries if form == "jsonl" else markdown.entries
        return Capture(name=name, form=form, entries=_bounded(reader(lines)))
    except CaptureError as error:
        raise error.within(name) from None


def sample() -> str:
    """Return the bundled capture as JSON lines: both participants open, use and close a channel."""
    from importlib.resources import files  # slow to import, and rarely needed

    return (files(__package__) / "data" / _SAMPLE).read_text("utf-8")


def pairs(entries: Sequence[Entry]) -> tuple[int | None, ...]:
    """Return for each entry the index of its answer or of its request; None if it has neither.

    An answer belongs to the latest request of the same participant with its id that has no answer yet: ids
    may be used again, and a missing answer must not shift all that follow. A refusal without id belongs to
    the latest such request that it repeats.
    """
    partner: list[int | None] = [None] * len(entries)
    waiting: dict[tuple[str, str], list[int]] = {}
    for index, entry in enumerate(entries):
        frame = entry.frame
        if entry.kind == "send" and isinstance(frame, Request | Notification):
            waiting.setdefault((entry.participant, _key_of_request(frame)), []).append(index)
        elif entry.kind == "receive" and isinstance(frame, Result | Error):
            asked = waiting.get((entry.participant, _key_of_answer(frame)))
            if asked:
                request = asked.pop()
                partner[index], partner[request] = request, index
    return tuple(partner)


def _key_of_request(frame: Request | Notification) -> str:
    """Return what an answer to this frame repeats: its id, or the frame itself if it has none."""
    if isinstance(frame, Request) and frame.id is not None:
        return _strict_json.dump(frame.id)
    return _strict_json.dump(_sorted(frame.value))


def _key_of_answer(frame: Result | Error) -> str:
    if frame.id is not None:
        return _strict_json.dump(frame.id)
    request = frame.request if isinstance(frame, Error) else None
    if not isinstance(request, dict):
        return ""
    # A refusal may lack the id although the request in it has one.
    return _strict_json.dump(_sorted(request) if request.get("id") is None else request["id"])


def _sorted(value: Json) -> Json:
    """Sort the members of objects: the node may repeat a request in another order."""
    if isinstance(value, dict):
        return {key: _sorted(value[key]) for key in sorted(value)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value


def _lines(source: str | bytes | Iterable[str]) -> list[str]:
    lines: list[str] = []
    size = 0
    for chunk in _chunks(source):
        size += len(chunk.encode("utf-8", "surrogatepass"))
        if size > MAX_CAPTURE_BYTES:
            _fail("capture_too_long", len(lines) + 1, expected=f"at most {MAX_CAPTURE_BYTES} bytes")
        # Only newlines end lines: `str.splitlines` would also split at characters that JSON text may hold.
        lines += chunk.removesuffix("\n").split("\n")
    if lines:
        lines[0] = lines[0].removeprefix("\ufeff")
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            _fail("capture_not_text", number, found="a zero byte")
    return [line.removesuffix("\r") for line in lines]


def _chunks(source: str | bytes | Iterable[str]) -> Iterable[str]:
    if not isinstance(source, bytes):
        return [source] if isinstance(source, str) else source
    if len(source) > MAX_CAPTURE_BYTES:
        _fail("capture_too_long", 1, expected=f"at most {MAX_CAPTURE_BYTES} bytes")
    try:
        return [source.decode("utf-8")]
    except UnicodeDecodeError as error:
        _fail("capture_not_text", source.count(b"\n", 0, error.start) + 1)


def _bounded(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    kept: list[Entry] = []
    for entry in entries:
        if len(kept) == MAX_CAPTURE_ENTRIES:
            _fail("capture_too_many_entries", entry.line, expected=f"at most {MAX_CAPTURE_ENTRIES}")
        kept.append(entry)
    return tuple(kept)


def _fail(code: str, line: int, expected: str | None = None, found: str | None = None) -> NoReturn:
    raise CaptureError(code, offset=line, expected=expected, found=found)
