"""Reading captures takes time in proportion to their length, in every form and for anything hostile."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable

import pytest

from aecodec.errors import CaptureError
from aecodec.inspector import merge
from aecodec.inspector.captures import Capture, read
from aecodec.inspector.merging import merge_entries

from .captured_forms import arrows, har, har_socket, side
from .growth import assert_linear
from .recorded_sessions import text_of

RECORDS = side("initiator")
OPENED, MESSAGES = RECORDS[:1], RECORDS[1:]


def repeated(times: int) -> list[dict[str, object]]:
    return OPENED + MESSAGES * times


def frames(times: int) -> list[object]:
    return [record["frame"] for record in MESSAGES * times]


FORMS: dict[str, Callable[[int], str]] = {
    "har": lambda times: har(har_socket(repeated(times))),
    "jsonl": lambda times: text_of(repeated(times)),
    "wscat": lambda times: arrows(repeated(times)),
    "text, a line for each": lambda times: "\n".join(map(json.dumps, frames(times))),
    "text, one array": lambda times: json.dumps(frames(times)),
    "text, indented": lambda times: json.dumps(frames(times), indent=2),
    "text, strings in records": lambda times: "\n".join(
        json.dumps({"time": "10:00:00", "message": json.dumps(frame)}) for frame in frames(times)
    ),
    "text, as Python prints it": lambda times: "\n".join(f"INFO received {frame}" for frame in frames(times)),
}


@pytest.mark.parametrize("form", FORMS)
def test_ten_times_the_messages_take_ten_times_as_long(form: str) -> None:
    small, large = FORMS[form](5), FORMS[form](50)
    capture = read(large)
    assert capture.form == form.split(",")[0]
    assert len(capture.messages) == 50 * len(MESSAGES)
    assert_linear(read, small, large)


@pytest.mark.parametrize("name", ["a", ""])
def test_merging_takes_time_in_proportion_to_the_messages(name: str) -> None:
    def both(times: int) -> list[Capture]:
        start = 1_700_000_000.0
        return [
            read(har(har_socket(side(who)[:1] + side(who)[1:] * times, start)), f"{who}{name}")
            for who in ("initiator", "responder")
        ]

    assert_linear(merge, both(5), both(50))


def test_many_streams_are_merged_in_linear_time() -> None:
    def streams(count: int) -> list[list[object]]:
        entries = read(arrows(side("responder"))).messages
        return [list(entries[at % 20 : at % 20 + 3]) for at in range(count)]

    assert_linear(merge_entries, streams(300), streams(3_000))  # type: ignore[arg-type]


FRAME = '{"jsonrpc":"2.0","method":"channels.x"}'
SOCKET = {"request": {"url": "ws://h/channel"}, "_webSocketMessages": []}
HOSTILE: dict[str, Callable[[int], str]] = {
    "open brackets": lambda size: FRAME + "{" * size,
    "open arrays in open objects": lambda size: FRAME + '{"a":[' * size,
    "open strings": lambda size: FRAME + '{"' * size,
    "quotes": lambda size: FRAME + '"' * size,
    "backslashes": lambda size: FRAME + '{"a":"' + "\\" * size,
    "arrows without end": lambda size: f"> {FRAME}\n" + "> {\n" * size,
    "arrows on one line": lambda size: f"> {FRAME}\n" + "> < " * size,
    "parts of messages": lambda size: f"> {FRAME}\n" + '< {"jsonrpc":\n' * size,
    "times": lambda size: f"10:00:00 > {FRAME}\n" + "10:00:00 " * size,
    "numbers": lambda size: f"{FRAME}\n" + "1234567890." * size + FRAME,
    "movements of a cursor": lambda size: f"> {FRAME}\n" + "\x1b[" * size + "\n" + "\x1b]" * size,
    "carriage returns": lambda size: f"> {FRAME}\n" + "\r" * size,
    "addresses": lambda size: FRAME + "\n" + "ws://h/channel?role=x " * size,
    "an address": lambda size: FRAME + "\nws://h/channel?role=" + "x" * size,
    "beginnings of addresses": lambda size: FRAME + "\n" + "ws://" * size,
    "words": lambda size: FRAME + "\n" + "words " * size + "\n" + FRAME,
    "empty lines": lambda size: FRAME + "\n" * size + FRAME,
    "calls without params": lambda size: FRAME + "\n" + "send message channels.x " * size,
    "logs of buffers": lambda size: 'READ 1 "{' + 'WRITE 1 "' * size,
    "escapes in a buffer": lambda size: 'READ 1 "{\\"jsonrpc' + "\\u{41}" * size + '"',
    "strings of Python": lambda size: f"> TEXT '{FRAME}' [1 bytes]\n" + "> TEXT '" * size,
    "lines of HTTP": lambda size: f"> {FRAME}\n" + "< A: b\n" * size,
    "records without participant": lambda size: '{"kind":"message",' * size,
    "sockets": lambda size: har(*[SOCKET] * size),
    "messages of no kind": lambda size: har(
        {"request": {"url": "ws://h/channel"}, "_webSocketMessages": [1] * size}
    ),
    "a log cut short": lambda size: har(har_socket(repeated(1)))[:-5] + "[" * size,
    "names of sides": lambda size: "initiator responder " * size + FRAME,
    "frames within frames": lambda size: (
        '{"jsonrpc":"2.0","method":"channels.x","params":[' * (size // 60) + FRAME
    ),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_captures_take_linear_time(shape: str) -> None:
    def work(source: str) -> None:
        with contextlib.suppress(CaptureError):
            read(source)

    assert_linear(work, HOSTILE[shape](2_000), HOSTILE[shape](20_000))
