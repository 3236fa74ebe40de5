"""Frames anywhere in a text: lists, logs of any language, browser consoles, documents."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec.inspector.captures import Capture, read

from .capture_texts import problem_code
from .captured_forms import expected, frames_of, side
from .printers import PRINTERS, as_elixir, as_pretty_json, as_python
from .recorded_sessions import text_of

FRAMES = [record["frame"] for record in side("initiator", ["message"])]
FRAME = FRAMES[0]
PING = {"jsonrpc": "2.0", "method": "channels.system", "params": {"action": "ping"}}
DIED = {
    "jsonrpc": "2.0",
    "method": "channels.info",
    "params": {"channel_id": "ch_x", "data": {"event": "died"}},
    "version": 1,
}
URL = "ws://localhost:3014/channel?role=responder&protocol=json-rpc"


def rows(capture: Capture) -> list[tuple[str, str, int, str]]:
    """Kind, participant, line and text or method of each entry."""
    return [
        (entry.kind, entry.participant, entry.line, entry.text or getattr(entry.frame, "method", ""))
        for entry in capture.entries
    ]


# --- frames alone ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(FRAMES),
        json.dumps(FRAMES, indent=2),
        "\n".join(map(json.dumps, FRAMES)),
        "\n\n".join(map(as_pretty_json, FRAMES)),
        ",\n".join(map(json.dumps, FRAMES)),
        json.dumps({"log": {"frames": FRAMES}}),
        json.dumps([json.dumps(frame) for frame in FRAMES]),
    ],
    ids=["array", "indented array", "lines", "indented", "commas", "object", "strings"],
)
def test_frames_without_arrows_tell_by_themselves_who_sent_them(text: str) -> None:
    capture = read(text)
    assert capture.form == "text"
    assert frames_of(capture) == expected("initiator")
    assert {entry.participant for entry in capture.entries} == {"initiator"}
    assert [entry.kind for entry in capture.entries if not entry.is_message] == []


@pytest.mark.parametrize("language", PRINTERS)
def test_frames_are_read_in_the_notation_of_any_language(language: str) -> None:
    printed = PRINTERS[language]
    capture = read("\n".join(f"received {printed(frame)}" for frame in FRAMES))
    assert frames_of(capture) == expected("initiator")
    assert [entry.line for entry in capture.entries] == list(range(1, len(FRAMES) + 1))


def test_a_frame_alone_is_a_capture() -> None:
    assert rows(read(json.dumps(DIED))) == [("receive", "client", 1, "channels.info")]
    assert rows(read(as_pretty_json(DIED))) == [("receive", "client", 1, "channels.info")]


def test_frames_on_one_line_are_numbered_and_those_on_lines_are_not() -> None:
    assert (read(json.dumps([PING, DIED])).unit, read(f"{json.dumps(PING)}\n{json.dumps(DIED)}").unit) == (
        "entry",
        "line",
    )
    assert [entry.line for entry in read(json.dumps([PING, DIED, PING])).entries] == [1, 2, 3]


def test_messages_of_2018_are_frames_too() -> None:
    info = {"action": "info", "channel_id": "undefined", "payload": {"event": "channel_open"}}
    entry = read(json.dumps(info)).entries[0]
    assert (entry.kind, entry.frame and entry.frame.value) == ("receive", info)


# --- logs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "suffix", "time"),
    [
        ("2024-05-01T10:00:00.123Z INFO > ", "", "2024-05-01T10:00:00.123Z"),
        ("2024-05-01 10:00:00,123 - ws - DEBUG - sending: ", "", "2024-05-01 10:00:00,123"),
        ("[10:00:00] ", "", "10:00:00"),
        ("May  1 10:00:00 host app[7]: ", "", "May  1 10:00:00"),
        ("10:00:00.123 [debug] ws send ", "", "10:00:00.123"),
        ("1714557600.123 ", "", "1714557600.123"),
        ("channel.js:55 sent ", "", None),
    ],
)
@pytest.mark.parametrize("printed", [json.dumps, as_python, as_elixir], ids=["json", "python", "elixir"])
def test_what_a_logger_puts_before_a_frame_is_its_time(
    prefix: str, suffix: str, time: str | None, printed: Any
) -> None:
    lines = [f"{prefix}{printed(frame)}{suffix}" for frame in (PING, DIED)]
    capture = read("\n".join(lines))
    assert [(entry.kind, entry.time) for entry in capture.entries] == [("send", time), ("receive", time)]
    assert [entry.frame and entry.frame.value for entry in capture.entries] == [PING, DIED]


def test_records_of_a_logger_name_time_and_participant() -> None:
    records = [
        {"time": "10:00:00", "participant": "alice", "direction": "out", "message": json.dumps(PING)},
        {"timestamp": 1714557600123, "participant": "alice", "data": DIED},
    ]
    capture = read("\n".join(map(json.dumps, records)))
    assert [(entry.participant, entry.time) for entry in capture.entries] == [
        ("alice", "10:00:00"),
        ("alice", "2024-05-01T10:00:00.123000Z"),
    ]


def test_what_a_console_leaves_out_is_a_problem_of_the_entry() -> None:
    text = "Receive message:  { jsonrpc: '2.0', method: 'channels.info', params: { data: [Object] } }"
    (entry,) = read(text).entries
    assert (entry.kind, problem_code(entry)) == ("receive", "capture_left_out")
    assert entry.problem is not None
    assert "params.data" in entry.problem.message
    assert entry.frame is not None
    assert entry.frame.value == {"jsonrpc": "2.0", "method": "channels.info", "params": {}}


def test_frames_that_break_off_are_kept_with_a_problem() -> None:
    capture = read(f"{json.dumps(DIED)}\n{json.dumps(DIED)[:90]}")
    assert [problem_code(entry) for entry in capture.entries] == [None, "json_syntax"]
    assert capture.entries[1].text == json.dumps(DIED)[:90]


def test_both_sides_in_one_log_are_told_apart_by_the_words_beside_the_frames() -> None:
    lines = [
        f"[{record['participant']}] {'->' if record['direction'] == 'send' else '<-'} {record['frame']}"
        for record in side("initiator", ["message"])[:9] + side("responder", ["message"])[:9]
    ]
    capture = read("\n".join(lines))
    for who in ("initiator", "responder"):
        assert frames_of(capture, who) == expected(who)[:9]


def test_the_name_of_a_file_says_whose_log_it_is() -> None:
    late = json.dumps([PING, DIED])
    assert {entry.participant for entry in read(late, "logs/responder.txt").entries} == {"responder"}
    assert {entry.participant for entry in read(late, "initiator-and-responder.txt").entries} == {"client"}


def test_the_address_says_the_role_and_is_an_entry_without_its_token() -> None:
    capture = read(f"connecting to {URL}&existing_fsm_id=ba_secret, please wait\n{json.dumps(DIED)}\n")
    opened, died = capture.entries
    assert (opened.kind, opened.line, died.participant) == ("open", 1, "responder")
    assert opened.connection is not None
    assert opened.connection.role == "responder"


# --- what stands between frames -------------------------------------------------------------------


def test_a_document_keeps_its_words_as_comments() -> None:
    text = "\n".join(
        [
            "# How a channel ends",
            "",
            "The initiator asks first:",
            "",
            "```json",
            as_pretty_json(PING),
            "```",
            "",
            "Then its node says:",
            "",
            "```",
            json.dumps(DIED),
            "```",
        ]
    )
    assert rows(read(text)) == [
        ("comment", "initiator", 1, "# How a channel ends\nThe initiator asks first:"),
        ("send", "initiator", 6, "channels.system"),
        ("comment", "initiator", 15, "Then its node says:"),
        ("receive", "initiator", 18, "channels.info"),
    ]


def test_long_text_between_frames_is_cut_and_counted() -> None:
    words = [f"line {number}" for number in range(1, 101)]
    capture = read("\n".join([json.dumps(PING), *words, json.dumps(DIED)]))
    _, comment, _ = capture.entries
    assert comment.text.split("\n") == [*words[:10], "…", *words[90:]]
    assert capture.skipped == {"lines of text": 80}


def test_secrets_beside_frames_are_redacted() -> None:
    text = f"secret key: {'ab' * 64}\n{json.dumps(PING)}\n{json.dumps(DIED)}"
    capture = read(text)
    assert "abab" not in text_of([]) + "".join(entry.text for entry in capture.entries)
    assert capture.entries[0].text == "secret key: …"
