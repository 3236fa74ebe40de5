"""Captured sessions: read, put together, judged and told, and printed by the command as for a terminal."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from typing import Any
from unittest import mock

from ..judging import Judge, Outcome
from ..twins import PLAIN

_REFUSED = ("CaptureError",)

#: A secret key in a text, told by its length.
_SECRET = re.compile(r"sk_[1-9A-HJ-NP-Za-km-z]{40,}")


def check(data: bytes) -> set[str]:
    """Judges the bytes as a capture."""
    judge = Judge(data.count(b"\n") + 1)
    capture = judge.both(lambda aec: aec.inspector.read(data, "fuzz"), refusals=_REFUSED, name="read")
    printed, code = _printed(data)
    lines = printed.split("\n")
    judge.require(all(line.isprintable() for line in lines), "what is printed is printable", printed)
    judge.require(not _SECRET.search(printed), "no secret key is printed", printed)
    if not capture.good:
        judge.require(code == 1, "what is no capture is an error", code)
        return judge.features
    for entry in capture.value.entries:
        known = entry.problem.code if entry.problem else type(entry.frame).__name__
        judge.features.add(f"{entry.kind} {known}")
    _check_records(judge, capture)
    told = judge.both(_told, capture, name="told")
    findings, summary, records = told.value
    judge.features |= {f"finding {code}" for code, _ in findings}
    judge.require(code == (1 if summary["errors"] else 0), "the exit code tells of errors", code, summary)
    again = judge.both(lambda aec: aec.inspector.read("\n".join(records), "fuzz"), refusals=_REFUSED)
    if capture.value.entries:
        same = again.good and again.value.entries == capture.value.entries
        judge.require(same, "the records of an inspection are its capture again", again)
    return judge.features


def _check_records(judge: Judge, capture: Outcome) -> None:
    """Entries are written and read again without a loss, and every answer has at most one request."""
    entries = capture.value.entries
    written = judge.both(_written, capture).value
    if entries:
        again = judge.both(lambda aec: aec.inspector.read(written, "fuzz").entries)
        judge.require(again.value == entries, "records give back their entries", written)
    pairs = judge.both(lambda aec, capture: aec.inspector.captures.pairs(capture.entries), capture).value
    mutual = all(partner is None or pairs[partner] == index for index, partner in enumerate(pairs))
    judge.require(mutual and len(pairs) == len(entries), "pairs are mutual", pairs)


def _written(aec: Any, capture: Any) -> str:
    captures = aec.inspector.captures
    lines = [captures.to_line(record) for record in captures.write(capture.entries)]
    assert not any("\n" in line for line in lines)
    return "\n".join(lines)


def _told(aec: Any, capture: Any) -> Any:
    inspector = aec.inspector
    history = inspector.reconstruct(capture)
    found = inspector.findings(history)
    inspected = inspector.inspection.inspect(history, found)
    records = [inspector.captures.to_line(record) for record in inspector.inspection.to_records(inspected)]
    list(inspector.report.lines(inspected))
    return [(finding.code, finding.line) for finding in found], inspected.summary, records


def _printed(data: bytes) -> tuple[str, int]:
    """What the command prints, and its exit code."""
    out = io.StringIO()
    stdin = io.TextIOWrapper(io.BytesIO(data))
    with (
        mock.patch.object(sys, "stdin", stdin),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
    ):
        code = PLAIN.cli.main(["inspect"])
    return out.getvalue(), code
