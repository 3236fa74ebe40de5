"""Captured sessions: files that are none, the bundled one, every recording, any text."""

from __future__ import annotations

import io
import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import inspector
from aecodec.errors import RULES, CaptureError
from aecodec.inspector import captures
from aecodec.inspector.captures import pairs, read, sample, to_line, write
from aecodec.limits import MAX_CAPTURE_BYTES
from aecodec.rpc import Error, Notification, Request, Result, UnknownFrame, decode, encode

from .capture_texts import PING, URL
from .recordings import OPENING, RECORDINGS, needs_recordings, recorded_history


def refusal(source: Any) -> CaptureError:
    with pytest.raises(CaptureError) as caught:
        read(source, "session")
    assert caught.value.path == "session"
    assert "\n" not in str(caught.value)
    return caught.value


# --- files that are no captures -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("", 1),
        ("\n\n", 1),
        ("# Title\n\nwords\n", 1),
        ("#### heading of something else\n", 1),
        ("\n\n{\n}\n", 3),
        ('{"version":"2.0","method":"m"}\n', 1),
        ("[1]", 1),
    ],
)
def test_a_file_of_no_form_is_refused(source: str, line: int) -> None:
    error = refusal(source)
    assert (error.code, error.offset) == ("capture_form", line)


def test_binary_files_are_refused_with_the_line() -> None:
    for source in (b"#### a info\n\xff\xfe", "#### a info\nx\0", b"#### a info\nx\0"):
        error = refusal(source)
        assert (error.code, error.offset) == ("capture_not_text", 2)


def test_size_and_number_of_entries_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    for source in (
        "x" * (MAX_CAPTURE_BYTES + 1),
        b"x" * (MAX_CAPTURE_BYTES + 1),
        ("x" * (1 << 20) for _ in range(99)),
    ):
        assert refusal(source).code == "capture_too_long"
    monkeypatch.setattr(captures, "MAX_CAPTURE_ENTRIES", 1_000)
    assert len(read("#### a info\n" * 1_000).entries) == 1_000
    error = refusal("#### a info\n" * 1_001)
    assert (error.code, error.offset) == ("capture_too_many_entries", 1_001)


def test_a_file_is_read_line_by_line_or_at_once() -> None:
    text = sample()
    whole = read(text)
    assert read(io.StringIO(text)).entries == whole.entries
    assert read(text.splitlines()).entries == whole.entries
    assert read(text.encode()).entries == whole.entries


# --- the founding session and every recording -----------------------------------------------------


def test_the_bundled_sample_is_the_founding_session() -> None:
    capture = read(sample(), "sample")
    assert (capture.form, len(capture.entries), len(capture.messages)) == ("jsonl", 74, 60)
    kinds = Counter(entry.kind for entry in capture.entries)
    assert kinds == {"receive": 41, "send": 19, "open": 2, "close": 2, "comment": 10}
    assert all(entry.problem is None for entry in capture.entries)
    frames = Counter(type(entry.frame) for entry in capture.messages)
    assert frames == {Notification: 50, Request: 5, Result: 5}
    partners = pairs(capture.entries)
    for index, entry in enumerate(capture.entries):
        partner = partners[index]
        assert (partner is not None) == isinstance(entry.frame, Request | Result)
        if partner is not None:
            assert partners[partner] == index
            assert entry.frame.id == capture.entries[partner].frame.id  # type: ignore[union-attr]
    assert "".join(to_line(record) + "\n" for record in write(capture.entries)) == sample()


@needs_recordings
def test_the_bundled_sample_is_made_from_the_recording_itself() -> None:
    recording = recorded_history(OPENING).capture
    assert recording.form == "markdown"
    assert recording.entries == read(sample()).entries


@needs_recordings
def test_every_recording_is_read_whole_and_comes_back_from_json_lines() -> None:
    count: Counter[str] = Counter()
    for path in RECORDINGS:
        entries = recorded_history(path).capture.entries
        again = read("\n".join(to_line(record) for record in write(entries)), path.name)
        assert again.entries == entries, path
        partners = pairs(entries)
        for entry, partner in zip(entries, partners, strict=True):
            assert entry.problem is None, (path, entry)
            count["messages"] += entry.is_message
            if entry.connection is not None:
                assert entry.connection.problems == (), (path, entry)
                count["urls"] += 1
            frame = entry.frame
            if frame is None:
                continue
            assert not isinstance(frame, UnknownFrame)
            assert decode(encode(frame)) == frame
            if isinstance(frame, Request | Result):
                assert partner is not None, (path, entry)
            if isinstance(frame, Error):
                # Only a connection that was refused outright has an error without a request.
                assert (partner is None) == (frame.request == {}), (path, entry)
            count["pairs"] += isinstance(frame, Result | Error) and partner is not None
    assert (count["messages"], count["urls"], count["pairs"]) == (7612, 117, 2065)


# --- properties -----------------------------------------------------------------------------------


pieces = st.lists(
    st.sampled_from(
        [
            "#### a ---> node",
            "### b <--- node (2020-01-01 1:2:3)",
            "#### a opens a WebSocket connection",
            "#### b closes WebSocket connection",
            "#### a info",
            "#### ",
            "####### x",
            "## prose",
            "```",
            "```json",
            "````",
            "> words",
            "",
            PING,
            "[1]",
            "{",
            URL + "fee=1&fee=x&%ff=%00",
            "é\ud800",
        ]
    ),
    max_size=12,
).map("\n".join)
record_lines = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "kind": st.sampled_from(["message", "open", "close", "comment", "finding", "x", None]),
            "participant": st.sampled_from(["a", "", 1]),
            "direction": st.sampled_from(["send", "receive", "x"]),
            "frame": st.sampled_from([{}, json.loads(PING), [], None, 1.5, 10**30]),
            "text": st.sampled_from(["", "x", "[1, 2]", PING, None]),
            "url": st.sampled_from(["", URL, 1]),
            "line": st.sampled_from([1, -(10**20), True, "1"]),
            "time": st.sampled_from(["t", 1]),
            "problem": st.just({"code": "json_syntax", "message": "m", "line": 1, "path": ""}) | st.text(),
        },
    ),
    max_size=5,
).map(lambda records: "\n".join(map(json.dumps, records)))


@given(st.one_of(pieces, record_lines, st.text(), st.binary()))
def test_any_text_gives_a_capture_that_comes_back_or_a_capture_error(source: str | bytes) -> None:
    try:
        entries = read(source).entries
    except CaptureError as refused:
        error = refused
    else:
        if entries:
            lines = [to_line(record) for record in write(entries)]
            assert not any("\n" in line for line in lines)
            assert read("\n".join(lines)).entries == entries
        assert len(pairs(entries)) == len(entries)
        return
    assert error.code in RULES
    assert error.offset is not None
    assert error.offset >= 1


def test_the_names_that_the_inspector_offers_exist() -> None:
    doors = (inspector, captures)
    assert [name for door in doors for name in door.__all__ if not hasattr(door, name)] == []
