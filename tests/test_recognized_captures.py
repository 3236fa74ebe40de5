"""Captured sessions are recognised by their form; what is in them are readings of their own."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import inspector, recognize
from aecodec.recognition import CaptureForm, Confidence, Kind, Reading

from . import printers
from .recordings import RECORDINGS, needs_recordings
from .test_connection import RECONNECT
from .test_recognized_frames import DIED, REQUEST, any_frames, frames

RESULT = {"jsonrpc": "2.0", "id": 1, "result": "ok", "version": 1}


def captures(source: str | bytes) -> list[Reading]:
    return [one for one in recognize(source) if one.kind is Kind.CAPTURE]


def only(source: str | bytes) -> Reading:
    (reading,) = captures(source)
    return reading


def recording(heading: str, body: str) -> str:
    return f"#### {heading}\n```javascript\n{body}\n```\n"


# --- recordings ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "heading",
    [
        "initiator ---> node",
        "responder <--- node (2019-03-18 14:06:36.800)",
        "initiator <--- (2018-10-24 12:53:10.683)",
        "initiator --->",
    ],
)
def test_a_recording_is_recognised_by_its_headings(heading: str) -> None:
    source = "# A session\n\n" + recording(heading, json.dumps(DIED, indent=2))
    reading = only(source)
    assert (reading.value, reading.notes) == (CaptureForm.MARKDOWN, ("1 message",))
    assert reading.confidence is Confidence.CERTAIN
    assert source[reading.start :].startswith(f"#### {heading}")
    assert reading.end == len(source.rstrip())
    assert [one.value.value for one in frames(source)] == [DIED]


def test_a_recording_that_only_opens_is_likely() -> None:
    source = f"#### initiator init (2018-10-24 12:53:09.656)\n```\n{RECONNECT}\n```\n"
    assert (only(source).confidence, only(source).notes) == (Confidence.LIKELY, ())


@needs_recordings
def test_every_shared_recording_is_recognised_with_all_its_messages() -> None:
    total = 0
    for path in RECORDINGS:
        source = path.read_text("utf-8")
        found = [one for one in recognize(source) if one.kind in (Kind.CAPTURE, Kind.FRAME)]
        messages = sum(one.kind is Kind.FRAME for one in found)
        assert [one.notes for one in found if one.kind is Kind.CAPTURE] == [(f"{messages} messages",)]
        total += messages
    # As the specification counts them.
    assert total == 7612


# --- JSON lines, HAR, flows ----------------------------------------------------------------------


def test_the_lines_of_an_inspection_are_recognised() -> None:
    source = inspector.sample()
    reading = only(source)
    assert reading.value is CaptureForm.JSON_LINES
    assert (reading.start, reading.end) == (0, len(source.rstrip()))
    assert len(frames(source)) == len(inspector.read(source).messages)


def har(*messages: dict[str, Any]) -> dict[str, Any]:
    socket = {
        "_resourceType": "websocket",
        "request": {"url": RECONNECT},
        "_webSocketMessages": list(messages),
    }
    return {
        "log": {"version": "1.2", "creator": {"name": "WebInspector"}, "entries": [{"request": {}}, socket]}
    }


@pytest.mark.parametrize("indent", [None, 2])
def test_the_log_of_a_browser_is_recognised_with_the_frames_in_it(indent: int | None) -> None:
    log = har(
        {"type": "send", "time": 1.5, "opcode": 1, "data": json.dumps(REQUEST)},
        {"type": "receive", "time": 1.6, "opcode": 1, "data": "HAPPY world!"},
        {"type": "receive", "time": 1.7, "opcode": 2, "data": "AAECAw=="},
        {"type": "receive", "time": 1.8, "opcode": 1, "data": json.dumps(DIED)},
    )
    source = json.dumps(log, indent=indent)
    assert (only(source).value, only(source).notes) == (CaptureForm.HAR, ("4 messages",))
    assert [one.value.value for one in frames(source)] == [REQUEST, DIED]
    assert [one.notes for one in frames(source)] == [("sent by the client",), ("received from the node",)]
    assert [one.kind for one in recognize(source)].count(Kind.CONNECTION) == 1


def test_a_log_that_is_cut_short_is_likely() -> None:
    source = json.dumps(har({"type": "send", "data": json.dumps(REQUEST)}))[:-3]
    assert only(source).confidence is Confidence.LIKELY


def test_the_log_of_a_browser_without_messages_is_no_session() -> None:
    assert (
        captures(json.dumps({"log": {"version": "1.2", "entries": [{"request": {"url": "https://x"}}]}}))
        == []
    )
    assert captures(json.dumps(har())) == []


def tnetstring(value: object) -> bytes:
    """Write a value as mitmproxy does. Source: mitmproxy/mitmproxy, mitmproxy/io/tnetstring.py."""
    match value:
        case None:
            return b"0:~"
        case bool():
            return b"4:true!" if value else b"5:false!"
        case int():
            data, kind = str(value).encode(), b"#"
        case bytes():
            data, kind = value, b","
        case str():
            data, kind = value.encode(), b";"
        case dict():
            data = b"".join(tnetstring(key) + tnetstring(item) for key, item in value.items())
            kind = b"}"
        case list():
            data, kind = b"".join(map(tnetstring, value)), b"]"
    return b"%d:%s%s" % (len(data), data, kind)


def flow(messages: list[bytes] | None) -> bytes:
    """A flow with these messages; without a WebSocket if there is none."""
    socket = None if messages is None else {"messages": [[1, True, one, False] for one in messages]}
    return tnetstring({"id": "a-b", "request": {"path": b"/channel?role=initiator\xff"}, "websocket": socket})


def test_a_flow_of_mitmproxy_is_recognised() -> None:
    source = flow([json.dumps(DIED).encode(), b"\x00\xff"])
    reading = only(source)
    assert (reading.value, reading.start, reading.end) == (CaptureForm.MITMPROXY, 0, len(source))
    (frame,) = frames(source)
    assert frame.value.value == DIED
    assert source[frame.start : frame.end] == json.dumps(DIED).encode()
    assert captures(flow(None)) == []


# --- frames and arrows ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "received"),
    [
        ("> {}\n", "< {}\n"),
        ("2026-01-01 10:00:00 > {}\n", "2026-01-01 10:00:01 < {}\n\n"),
        (
            "DEBUG:websockets.client:> TEXT '{}' [99 bytes]\n",
            "DEBUG:websockets.client:< TEXT '{}' [99 bytes]\n",
        ),
        ("→ {}\n", "← {}\n"),
    ],
)
@pytest.mark.parametrize("name", ["JSON", "JavaScript", "Elixir"])
def test_a_log_with_arrows_is_recognised(sent: str, received: str, name: str) -> None:
    printer = printers.PRINTERS[name]
    source = "Connected (press CTRL+C to quit)\n" + sent.replace("{}", printer(REQUEST))
    source += (
        received.replace("{}", printer(RESULT)) + received.replace("{}", printer(DIED)) + "Disconnected\n"
    )
    assert (only(source).value, only(source).notes) == (CaptureForm.WSCAT, ("3 messages",))
    assert [one.notes[0] for one in frames(source)] == [
        "sent by the client",
        "received from the node",
        "received from the node",
    ]


def test_a_quoted_frame_is_no_log() -> None:
    assert captures(f"You wrote:\n> {json.dumps(DIED)}\n> {json.dumps(DIED)}\n") == []


@given(st.lists(any_frames(), min_size=2, max_size=4), st.sampled_from(["\n", ",\n", "\n\n"]))
def test_frames_and_nothing_else_are_a_session(values: list[Any], between: str) -> None:
    source = between.join(map(printers.as_json, values))
    assert (only(source).value, only(source).confidence) == (CaptureForm.FRAMES, Confidence.LIKELY)
    assert captures(f"Look: {source}") == []
    assert captures(f"{source} were lost") == []


@given(printers.containers)
def test_random_values_are_no_session(value: Any) -> None:
    assert captures(printers.as_json(value)) == []


@pytest.mark.parametrize(
    "source",
    [
        "#### Headings of other documents\n\n#### initiator of the project\n",
        '{"kind": "message", "text": "hi"}\n{"kind": "close"}',
        '{"log": {"entries": "none"}}',
        "12:4:type;4:http;}",
        "> a quotation\n< and more",
    ],
)
def test_what_only_resembles_a_session_is_none(source: str) -> None:
    assert captures(source) == []
