"""HAR: the messages of browsers and proxies, what is not one of a channel, and damaged files."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec.errors import CaptureError
from aecodec.inspector.captures import read

from .capture_texts import PING, problem_code
from .captured_forms import expected, frames_of, har, har_socket, side

SOCKET = har_socket(side("initiator"))
URL = "ws://localhost:3014/channel?role=initiator"


def socket(*messages: Any, url: str = URL, name: str = "_webSocketMessages") -> dict[str, Any]:
    return {"request": {"method": "GET", "url": url}, name: list(messages)}


@pytest.mark.parametrize("indent", [None, 2])
def test_a_log_of_chrome_is_read_with_its_times(indent: int | None) -> None:
    capture = read(har(SOCKET, indent=indent))
    assert (capture.form, capture.unit, capture.skipped) == ("har", "entry", {})
    assert frames_of(capture) == expected("initiator")
    assert [entry.time for entry in capture.entries[:4]] == [
        "2023-11-14T22:13:20.000Z",
        "2023-11-14T22:13:20.000000Z",
        "2023-11-14T22:13:20.100000Z",
        "2023-11-14T22:13:20.200000Z",
    ]


def test_the_names_that_firefox_has_for_the_members_are_read() -> None:
    message = {"type": "sent", "payload": PING, "opCode": 1, "timeStamp": 1_700_000_000_123_456}
    _, entry = read(har(socket(message, message | {"opCode": 9, "payload": ""})).encode()).entries
    assert (entry.kind, entry.time) == ("send", "2023-11-14T22:13:20.123456Z")
    assert entry.frame is not None
    assert entry.frame.value == json.loads(PING)


@pytest.mark.parametrize(
    ("time", "shown"),
    [
        (1_700_000_000, "2023-11-14T22:13:20.000000Z"),
        (1_700_000_000.25, "2023-11-14T22:13:20.250000Z"),
        (1_700_000_000_250, "2023-11-14T22:13:20.250000Z"),
        (1_700_000_000_250.5, "2023-11-14T22:13:20.250500Z"),
        (12.5, None),
        (-1, None),
        (10**30, None),
        (None, None),
        ([], None),
    ],
)
def test_times_are_seconds_or_milliseconds_by_their_size(time: Any, shown: str | None) -> None:
    entry = read(har(socket({"type": "send", "time": time, "opcode": 1, "data": PING}))).entries[1]
    assert entry.time == shown


def test_messages_that_are_no_frames_are_kept_with_a_problem() -> None:
    capture = read(
        har(
            socket(
                {"type": "receive", "opcode": 1, "data": "HAPPY world!"},
                {"type": "receive", "opcode": 2, "data": "AAECAw=="},
                {"type": "send", "opcode": 2, "data": "no base64"},
                {"type": "receive", "opcode": 9, "data": ""},
                {"type": "error", "time": 1661870003.5, "opcode": -1, "data": "Connection closed"},
                {"type": "receive", "opcode": 8, "data": "gone"},
            )
        )
    )
    _, text, binary, damaged, closed = capture.entries
    assert (text.text, problem_code(text)) == ("HAPPY world!", "json_syntax")
    assert (binary.text, problem_code(binary)) == ("AAECAw==", "capture_binary_message")
    assert problem_code(damaged) == "capture_binary_message"
    assert (closed.kind, closed.text) == ("close", "gone")
    assert [entry.problem.line for entry in (text, binary, damaged) if entry.problem] == [2, 3, 4]
    assert capture.skipped == {"control frames of WebSockets": 1, "errors of WebSockets": 1}


def test_what_is_no_message_of_a_channel_is_counted() -> None:
    capture = read(
        har(
            {"request": {"url": "https://x.example/"}},
            socket({"type": "receive", "opcode": 1, "data": '["news"]'}, url="wss://x.example/news"),
            {"request": {"url": "wss://y.example/"}, "_resourceType": "websocket"},
            {"request": None},
            SOCKET | {"_webSocketMessages": [*SOCKET["_webSocketMessages"], 5, {"type": "x"}]},
            socket({"type": "send", "opcode": 1, "data": PING}, url="wss://proxy.example/node"),
        )
    )
    assert capture.skipped == {
        "requests of HTTP": 1,
        "WebSockets of no channel": 1,
        "WebSockets without messages": 1,
        "invalid requests": 1,
        "messages without content": 2,
    }
    assert {entry.participant for entry in capture.messages} == {"initiator", "responder"}


@pytest.mark.parametrize(
    ("entries", "found"),
    [
        ([], "no messages of a WebSocket"),
        ([{"request": {"url": "ws://localhost:3014/channel"}}], "no messages of a WebSocket"),
        ([socket({"type": "send", "data": "x"}, url="ws://x/y")], "1 WebSockets with messages"),
    ],
)
def test_a_log_without_a_channel_is_one_clear_error(entries: list[Any], found: str) -> None:
    with pytest.raises(CaptureError, match=found) as caught:
        read(har(*entries), "log.har")
    assert (caught.value.code, caught.value.path) == ("capture_no_channel", "log.har")


def test_frames_of_a_log_that_is_cut_short_are_found_all_the_same() -> None:
    text = har(SOCKET)
    capture = read(text[: len(text) // 2])
    found = frames_of(capture)
    assert len(found) > 10
    whole = [frame for frame in found[:-1] if frame[1] is not None]
    assert whole == expected("initiator")[: len(whole)]
    assert {entry.participant for entry in capture.messages} == {"initiator"}


def test_both_sides_in_one_log_are_in_the_order_of_their_times() -> None:
    capture = read(har(har_socket(side("responder")), har_socket(side("initiator"), 1_700_000_000.05)))
    for who in ("initiator", "responder"):
        assert frames_of(capture, who) == expected(who)
    times = [entry.time or "" for entry in capture.entries[2:12]]
    assert times == sorted(times)
