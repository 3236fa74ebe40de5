"""Reading of captured channel sessions, and pairing of requests with answers.

The form is recognized by content; `capture_forms` has a reader for each. Nothing in a capture is lost but its
secrets, which are redacted: what cannot be read is an entry with a problem, what is none is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from .. import _strict_json
from .._strict_json import Json
from ..errors import CaptureError
from ..limits import MAX_CAPTURE_ENTRIES
from ..rpc.frames import Error, Notification, Request, Result
from .capture_forms import FORMS, Skipped
from .capture_forms.jsonl import to_line, write
from .capture_forms.naming import name_participants
from .model import Entry, Kind, Problem, Unit
from .source import Progress, Readable, Source

__all__ = [
    "Capture",
    "Entry",
    "Kind",
    "Problem",
    "Unit",
    "pairs",
    "read",
    "sample",
    "to_line",
    "write",
]

_SAMPLE: Final = "founding_session.jsonl"
#: Entries after which the progress is told.
_REPORTED: Final = 1 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """A captured session.

    name: of its source. form: `markdown`, `jsonl`, `har`, `mitmproxy`, `wscat` (a log with arrows) or `text`
    (frames in any text). unit: what `Entry.line` counts, `line` or, in a source without lines, `entry`.
    skipped: what stands in the source and is no entry: the number of each kind.
    """

    name: str
    form: str
    entries: tuple[Entry, ...]
    unit: Unit = "line"
    skipped: Mapping[str, int] = field(default_factory=dict)

    @property
    def messages(self) -> tuple[Entry, ...]:
        """The entries that were sent or received."""
        return tuple(entry for entry in self.entries if entry.is_message)


def read(source: Readable, name: str = "<stdin>", *, progress: Progress | None = None) -> Capture:
    """Read a capture in any form, without the secrets in it.

    source: text, bytes, lines of text, or chunks of bytes; an open file gives the latter two. progress:
    called now and then with the number of bytes read and of entries made.
    Raises CaptureError, with `name` as path and the line as offset, if it has none of the forms, is not text,
    or exceeds a limit of `aecodec.limits`.
    """
    try:
        begun = Source(source, progress)
        form = next(form for form in FORMS if form.detect(begun))
        skipped: Skipped = Counter()
        entries: Sequence[Entry] = _bounded(form.read(begun, skipped), begun)
    except CaptureError as error:
        raise error.within(name) from None
    if form.labelled:
        entries = list(name_participants(entries, name))
    numbered = form.numbered or (form.labelled and _share_lines(entries))
    return Capture(
        name=name,
        form=form.name,
        entries=tuple(_numbered(entries) if numbered else entries),
        unit="entry" if numbered else "line",
        skipped=MappingProxyType(+skipped),
    )


def _share_lines(entries: Sequence[Entry]) -> bool:
    """Return True if two messages stand on one line, as in a list of frames without line ends."""
    lines = [entry.line for entry in entries if entry.is_message]
    return len({*lines}) < len(lines)


def _numbered(entries: Sequence[Entry]) -> Iterator[Entry]:
    for number, entry in enumerate(entries, 1):
        problem = entry.problem and replace(entry.problem, line=number)
        yield replace(entry, line=number, problem=problem)


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


def _bounded(entries: Iterable[Entry], source: Source) -> list[Entry]:
    kept: list[Entry] = []
    for entry in entries:
        if not len(kept) % _REPORTED:
            source.note_entries(len(kept))
        if len(kept) == MAX_CAPTURE_ENTRIES:
            limit = f"at most {MAX_CAPTURE_ENTRIES}"
            raise CaptureError("capture_too_many_entries", offset=entry.line, expected=limit)
        kept.append(entry)
    source.note_entries(len(kept))
    return kept
