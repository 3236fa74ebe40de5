"""Several captures together: those of one channel are merged, such as the logs of both participants."""

from __future__ import annotations

import struct
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from .. import _strict_json
from ..errors import CaptureError
from ..limits import MAX_CAPTURE_ENTRIES
from ..redaction import redact_within
from ..rpc.frames import UnknownFrame
from .captures import Capture, read
from .merging import are_timed, merge_entries, texts_in
from .model import Entry
from .roles import ROLES
from .source import Progress, Readable

__all__ = ["merge", "read_many"]

#: Messages that a capture must have to be taken for a part of another one.
_FEWEST: Final = 3
#: Groups of one channel that a capture is compared with.
_MOST_GROUPS: Final = 4


def read_many(
    sources: Iterable[tuple[Readable, str]], *, progress: Progress | None = None
) -> tuple[Capture, ...]:
    """Read captures from pairs of a source and its name, and merge those that belong together.

    Raises CaptureError as `read` and `merge` do.
    """
    return merge([read(source, name, progress=progress) for source, name in sources])


def merge(captures: Sequence[Capture]) -> tuple[Capture, ...]:
    """Merge captures of the same channel; the others stay as they are.

    Captures belong together if a channel id or a transaction is in both, and if they are of different sides.
    Those of one side are merged if time stamps tell their order, but not if it sends the same transaction in
    both. A capture whose messages are all in another one is counted and left out. What is merged is in the
    order in which it happened, by causes and time stamps; every entry has the name of its file as `source`. A
    side whose participant is not known is the one that the other is not.
    Raises CaptureError if all together have too many entries.
    """
    total = sum(len(capture.entries) for capture in captures)
    if total > MAX_CAPTURE_ENTRIES:
        raise CaptureError("capture_too_many_entries", expected=f"at most {MAX_CAPTURE_ENTRIES}")
    merged: list[Capture] = []
    for group in _groups(captures):
        kept = list(_without_parts(group))
        left_out = len(group) - len(kept)
        for sides in _split(kept):
            merged.append(_merge_group(sides, left_out))
            left_out = 0
    return tuple(merged)


def _groups(captures: Sequence[Capture]) -> Iterator[list[Capture]]:
    """Yield the captures that belong together, in the order of the first of each group."""
    leaders = list(range(len(captures)))

    def leader(index: int) -> int:
        while leaders[index] != index:
            leaders[index] = index = leaders[leaders[index]]
        return index

    owners: dict[str, int] = {}
    for index, capture in enumerate(captures):
        for sign in _signs_of(capture):
            first, second = sorted((leader(owners.setdefault(sign, index)), leader(index)))
            leaders[second] = first
    groups: defaultdict[int, list[Capture]] = defaultdict(list)
    for index, capture in enumerate(captures):
        groups[leader(index)].append(capture)
    yield from groups.values()


def _signs_of(capture: Capture) -> set[str]:
    """Return the channel ids and the transactions in a capture."""
    signs: set[str] = set()
    for entry in capture.messages:
        channel = getattr(entry.frame, "channel", None)
        if channel:
            signs.add(channel)
        signs.update(texts_in(entry.frame))
    return signs


def _split(captures: list[Capture]) -> list[list[Capture]]:
    """Divide captures of one channel into those that can be put in one order."""
    groups: list[list[Capture]] = []
    for capture in captures:
        for group in groups[:_MOST_GROUPS]:
            if all(_go_together(capture, other) for other in group):
                group.append(capture)
                break
        else:
            groups.append([capture])
    return groups


def _go_together(one: Capture, other: Capture) -> bool:
    if {entry.participant for entry in one.messages}.isdisjoint(
        entry.participant for entry in other.messages if entry.participant in ROLES
    ):
        return True
    sent = {(entry.participant, text) for entry in one.messages for text in _sent_in(entry)}
    again = any((entry.participant, text) in sent for entry in other.messages for text in _sent_in(entry))
    return not again and are_timed((one.entries, other.entries))


def _sent_in(entry: Entry) -> list[str]:
    return texts_in(entry.frame) if entry.kind == "send" else []


def _merge_group(group: list[Capture], left_out: int) -> Capture:
    skipped: Counter[str] = Counter()
    for capture in group:
        skipped.update(capture.skipped)
    skipped["files that are a part of another one"] += left_out
    if len(group) == 1:
        return replace(group[0], skipped=MappingProxyType(+skipped))
    streams = [
        [replace(entry, source=redact_within(capture.name)) for entry in entries]
        for capture, entries in zip(group, _named(group), strict=True)
    ]
    forms, units = {capture.form for capture in group}, {capture.unit for capture in group}
    return Capture(
        name=", ".join(capture.name for capture in group),
        form=forms.pop() if len(forms) == 1 else "several",
        entries=tuple(merge_entries(streams)),
        unit=units.pop() if len(units) == 1 else "line",
        skipped=MappingProxyType(+skipped),
    )


def _named(captures: list[Capture]) -> Iterator[Sequence[Entry]]:
    """Yield the entries of each capture; those of unknown participants get a name."""
    names = [{entry.participant for entry in capture.messages} for capture in captures]
    known = {name for found in names for name in found if name in ROLES}
    for capture, found in zip(captures, names, strict=True):
        if len(found) != 1 or found <= {*ROLES}:
            yield capture.entries
            continue
        others = [role for role in ROLES if role not in known]
        name = others[0] if len(captures) == 2 and len(others) == 1 else capture.name
        yield [replace(entry, participant=redact_within(name)) for entry in capture.entries]


# --- parts of others ----------------------------------------------------------------------------


def _without_parts(group: list[Capture]) -> Iterator[Capture]:
    """Yield the captures whose messages are not all in another one, in the same order."""
    numbers: dict[tuple[str, str], int] = {}
    packed = [_pack(capture, numbers) for capture in group]
    for index, capture in enumerate(group):
        # Of two that are the same, the first one stays.
        wholes = (
            whole
            for other, whole in enumerate(packed)
            if (len(whole), index) > (len(packed[index]), other) and other != index
        )
        if len(packed[index]) < _FEWEST * 4 or not any(_is_within(packed[index], whole) for whole in wholes):
            yield capture


def _pack(capture: Capture, numbers: dict[tuple[str, str], int]) -> bytes:
    """Return four bytes for each message, the same for equal messages."""
    made = []
    for entry in capture.messages:
        frame = entry.frame
        if frame is None or isinstance(frame, UnknownFrame):
            text = entry.text if frame is None else frame.text
        else:
            text = _strict_json.dump(frame.value)
        made.append(numbers.setdefault((entry.kind, text), len(numbers)))
    return struct.pack(f">{len(made)}I", *made)


def _is_within(part: bytes, whole: bytes) -> bool:
    at = whole.find(part)
    while at >= 0 and at % 4:
        at = whole.find(part, at + 1)
    return at >= 0
