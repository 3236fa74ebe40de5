"""Captures as real programs have written them: which form they have, and that no message is lost.

Sources: `tests/vectors/captures`, see the README there for how each file was made.
"""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from aecodec.errors import CaptureError
from aecodec.inspector import findings, reconstruct
from aecodec.inspector.captures import Capture, read, to_line, write

from .captured_forms import FOLDER, expected, frames_of

BOTH = ("initiator", "responder")


def captured(name: str) -> Capture:
    return read((FOLDER / name).read_bytes(), name)


def comes_back(capture: Capture) -> bool:
    return read("\n".join(map(to_line, write(capture.entries)))).entries == capture.entries


def as_javascript(frame: tuple[str, Any]) -> tuple[str, Any]:
    """The page had the ids that it sends as numbers of JavaScript, which are not exact beyond 2^53."""
    kind, value = frame
    if kind == "send" and "id" in value:
        value |= {"id": int(Decimal(repr(float(value["id"]))))}
    return kind, value


def test_playwright_saves_both_sides_of_a_channel_in_one_har() -> None:
    capture = captured("playwright.har")
    assert (capture.form, capture.unit, capture.skipped) == ("har", "entry", {"requests of HTTP": 1})
    for who in BOTH:
        assert frames_of(capture, who) == list(map(as_javascript, expected(who)))
    assert [entry.line for entry in capture.entries] == list(range(1, 63))
    opened, first = capture.entries[:2]
    assert (opened.kind, opened.participant, opened.time) == (
        "open",
        "initiator",
        "2026-11-30T22:57:07.071Z",
    )
    assert first.time == "2026-11-30T22:57:07.084087Z"
    assert [one.severity for one in findings(reconstruct(capture)) if one.severity == "error"] == []
    assert comes_back(capture)


def test_a_file_of_flows_of_mitmproxy_holds_both_sides() -> None:
    pytest.importorskip("mitmproxy", reason="reading flows needs mitmproxy")
    capture = captured("mitmproxy.flow")
    assert (capture.form, capture.unit, capture.skipped) == ("mitmproxy", "entry", {})
    for who in BOTH:
        assert frames_of(capture, who) == expected(who)
    assert [entry.text for entry in capture.entries if entry.kind == "close"] == ["the node 1000"] * 2
    assert capture.entries[0].text.startswith("ws://127.0.0.1:3921/channel?")
    assert [one.severity for one in findings(reconstruct(capture)) if one.severity == "error"] == []
    assert comes_back(capture)


def test_flows_that_are_cut_short_are_read_up_to_there() -> None:
    pytest.importorskip("mitmproxy", reason="reading flows needs mitmproxy")
    data = (FOLDER / "mitmproxy.flow").read_bytes()
    length = int(data[: data.index(b":")])
    first = data[: len(str(length)) + 1 + length + 1]
    capture = read(first + data[len(first) : -100])
    assert len({entry.participant for entry in capture.messages}) == 1
    last = capture.entries[-1]
    assert last.problem is not None
    assert (last.kind, last.problem.code) == ("comment", "capture_flow")


def test_without_mitmproxy_one_sentence_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mitmproxy.io", None)
    with pytest.raises(CaptureError, match="read by the package mitmproxy, which is not installed") as caught:
        captured("mitmproxy.flow")
    assert (caught.value.code, caught.value.path) == ("capture_needs_mitmproxy", "mitmproxy.flow")


def test_wscat_at_a_terminal_moves_the_cursor_and_changes_colors() -> None:
    assert b"\x1b[34m< {" in (FOLDER / "wscat.txt").read_bytes()
    capture = captured("wscat.txt")
    assert (capture.form, capture.unit, capture.skipped) == ("wscat", "line", {})
    assert frames_of(capture) == expected("initiator")[:12]
    comment, *messages = capture.entries
    assert (comment.kind, comment.text) == ("comment", "Connected (press CTRL+C to quit)")
    assert [entry.line for entry in messages] == list(range(2, 14))
    assert {entry.participant for entry in capture.entries} == {"initiator"}
    assert comes_back(capture)


def test_websocat_logs_what_it_reads_and_writes() -> None:
    capture = captured("websocat_log.txt")
    assert capture.form == "wscat"
    first = [frame for frame in expected("initiator") if frame[1].get("result") is None][:8]
    assert [frame for frame in frames_of(capture) if "result" not in frame[1]] == first
    assert all(entry.problem is None for entry in capture.messages)
    assert comes_back(capture)


def test_verbose_websocat_tells_of_itself_between_the_frames_and_of_the_address() -> None:
    capture = captured("websocat_verbose.txt")
    assert (capture.form, capture.unit) == ("text", "line")
    assert capture.skipped == {"lines of websocat about itself": 44}
    opened, *messages = capture.entries
    assert (opened.kind, opened.text) == ("open", "ws://127.0.0.1:3917/channel?role=initiator")
    assert {entry.kind for entry in messages} == {"receive"}
    assert [value for _, value in frames_of(capture)] == [
        value for kind, value in expected("initiator")[:9] if kind == "receive"
    ]


def test_the_debug_log_of_the_javascript_sdk_names_channel_and_method_before_the_params() -> None:
    capture = captured("sdk_debug.txt")
    assert capture.form == "text"
    for who in BOTH:
        called = [
            (kind, {name: value[name] for name in ("method", "params")})
            for kind, value in expected(who)
            if "method" in value
        ]
        printed = [
            (kind, {name: value[name] for name in ("method", "params")})
            for kind, value in frames_of(capture, who)
        ]
        assert printed == called
    texts = {entry.text for entry in capture.entries if entry.kind == "comment"}
    assert texts >= {"Channel #1 enter state channelOpen", "Channel #2 enter state channelOpen"}
    assert {entry.participant for entry in capture.entries} == set(BOTH)
    assert comes_back(capture)


def test_each_file_says_how_it_was_made() -> None:
    readme = (FOLDER / "README.md").read_text("utf-8")
    names = {path.name for path in Path(FOLDER).iterdir()} - {"README.md"}
    assert {name for name in names if f"`{name}`" not in readme} == set()
