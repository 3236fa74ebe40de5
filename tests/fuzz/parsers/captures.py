"""Captured sessions: parsed, reconstructed, checked, described, and printed as for a terminal."""

from __future__ import annotations

import contextlib
import io
import re
import sys
from typing import Any
from unittest import mock

from ..checking import Checker, Outcome
from ..twins import PLAIN

_REFUSED = ("CaptureError",)

#: A secret key in a text, known by its length.
_SECRET = re.compile(r"sk_[1-9A-HJ-NP-Za-km-z]{40,}")


def check(data: bytes) -> set[str]:
    """Check the bytes as a capture."""
    checker = Checker(data.count(b"\n") + 1)
    capture = checker.both(lambda aec: aec.inspector.read(data, "fuzz"), refusals=_REFUSED, name="read")
    printed, code = _printed(data)
    lines = printed.split("\n")
    checker.require(all(line.isprintable() for line in lines), "what is printed is printable", printed)
    checker.require(not _SECRET.search(printed), "no secret key is printed", printed)
    if not capture.good:
        # What is no capture is decoded instead: that may be an error or not.
        checker.require(code in ((0, 1) if data.strip() else (2,)), "what is no capture has its code", code)
        return checker.features
    for entry in capture.value.entries:
        known = entry.problem.code if entry.problem else type(entry.frame).__name__
        checker.features.add(f"{entry.kind} {known}")
    _check_records(checker, capture)
    described = checker.both(_describe, capture, name="described")
    findings, summary, records = described.value
    checker.features |= {f"finding {code}" for code, _ in findings}
    checker.require(code == (1 if summary["errors"] else 0), "the exit code tells of errors", code, summary)
    again = checker.both(lambda aec: aec.inspector.read("\n".join(records), "fuzz"), refusals=_REFUSED)
    if capture.value.entries:
        same = again.good and again.value.entries == capture.value.entries
        checker.require(same, "the records of an inspection are its capture again", again)
    return checker.features


def _check_records(checker: Checker, capture: Outcome) -> None:
    """Check that entries are written and read without loss, and no answer has two requests."""
    entries = capture.value.entries
    written = checker.both(_encode, capture).value
    if entries:
        again = checker.both(lambda aec: aec.inspector.read(written, "fuzz").entries)
        checker.require(again.value == entries, "records give back their entries", written)
    pairs = checker.both(lambda aec, capture: aec.inspector.captures.pairs(capture.entries), capture).value
    mutual = all(partner is None or pairs[partner] == index for index, partner in enumerate(pairs))
    checker.require(mutual and len(pairs) == len(entries), "pairs are mutual", pairs)


def _encode(aec: Any, capture: Any) -> str:
    captures = aec.inspector.captures
    lines = [captures.to_line(record) for record in captures.write(capture.entries)]
    assert not any("\n" in line for line in lines)
    return "\n".join(lines)


def _describe(aec: Any, capture: Any) -> Any:
    inspector = aec.inspector
    history = inspector.reconstruct(capture)
    found = inspector.findings(history)
    inspected = inspector.inspection.inspect(history, found)
    records = [inspector.captures.to_line(record) for record in inspector.inspection.to_records(inspected)]
    list(inspector.terminal.lines(inspected, messages=True))
    list(inspector.mermaid.lines(inspected))
    page = inspector.html.to_html(inspected)
    assert page.count("</script>") == 4  # as many as the page itself has
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
