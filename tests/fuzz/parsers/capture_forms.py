"""Captures in the forms of many programs: read, written as JSON lines, and merged with themselves."""

from __future__ import annotations

from typing import Any

from ..checking import Checker

_REFUSED = ("CaptureError",)
#: Characters and entries for each byte of an input: text and comments are taken over once, frames decoded.
_MOST_ENTRIES = 1


def check(data: bytes) -> set[str]:
    """Check the bytes as a capture in any form."""
    checker = Checker(data.count(b"\n") + 1)
    capture = checker.both(lambda aec: aec.inspector.read(data, "fuzz"), refusals=_REFUSED, name="read")
    if not capture.good:
        return checker.features
    entries = capture.value.entries
    checker.require(len(entries) <= _MOST_ENTRIES * len(data), "entries are bounded", len(entries))
    checker.require(all(count > 0 for count in capture.value.skipped.values()), "what is skipped is counted")
    checker.features.add(capture.value.form)
    for entry in entries:
        known = entry.problem.code if entry.problem else type(entry.frame).__name__
        checker.features.add(f"{capture.value.form} {entry.kind} {known}")
    if entries:
        again = checker.both(_write_and_read, capture, name="JSON lines")
        checker.require(again.value == entries, "records give back their entries", again.value)
    merged = checker.both(_merge_halves, capture, name="merged")
    checker.require(merged.value == len(entries), "merging leaves nothing out", merged.value)
    return checker.features


def _write_and_read(aec: Any, capture: Any) -> Any:
    captures = aec.inspector.captures
    lines = [captures.to_line(record) for record in captures.write(capture.entries)]
    return aec.inspector.read("\n".join(lines), "fuzz").entries


def _merge_halves(aec: Any, capture: Any) -> int:
    """Divide the entries in turn into two streams, and merge them."""
    streams = [capture.entries[0::2], capture.entries[1::2]]
    return len(aec.inspector.merging.merge_entries(streams))
