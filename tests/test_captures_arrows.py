"""Logs with arrows: wscat, websocat and the Python library websockets, by a terminal or by a logger."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from aecodec.inspector.captures import Entry, read

from .capture_texts import PING, problem_code
from .captured_forms import arrows, expected, frames_of, side

DIED = '{"jsonrpc":"2.0","method":"channels.info","params":{"channel_id":null,"data":{"event":"died"}}}'


def entries_of(*lines: str) -> list[Entry]:
    capture = read("\n".join(lines))
    assert capture.form == "wscat"
    return list(capture.entries)


def test_arrows_say_who_sent_a_message_and_status_lines_what_became_of_the_connection() -> None:
    capture = read(arrows(side("responder")))
    assert frames_of(capture) == expected("responder")
    assert [entry.line for entry in capture.entries] == list(range(1, 32))
    first, *_, last = capture.entries
    assert (first.kind, first.text) == ("comment", "Connected (press CTRL+C to quit)")
    assert (last.kind, last.text) == ("close", 'Disconnected (code: 1000, reason: "")')
    assert {entry.participant for entry in capture.entries} == {"responder"}


@pytest.mark.parametrize(
    ("before", "time"),
    [
        ("", None),
        ("2024-05-01T10:00:00Z ", "2024-05-01T10:00:00Z"),
        ("[10:00:00] ", "10:00:00"),
        ("May 01 10:00:00 ", "May 01 10:00:00"),
    ],
)
@pytest.mark.parametrize("signs", ["> <", ">> <<", "→ ←", "---> <---", "↑ ↓"])
def test_arrows_of_other_tools_and_times_before_them(before: str, time: str | None, signs: str) -> None:
    out, back = signs.split()
    sent, received = entries_of(f"{before}{out} {PING}", f"{before}{back} {DIED}")
    assert (sent.kind, sent.time, received.kind, received.time) == ("send", time, "receive", time)
    assert (sent.problem, received.problem) == (None, None)


def test_a_message_of_several_lines_is_put_together() -> None:
    pretty = json.dumps(json.loads(DIED), indent=2)
    sent, received, again = entries_of(f"> {PING}", f"< {pretty}", f"< {DIED}")
    assert (received.line, again.line) == (2, 2 + len(pretty.splitlines()))
    assert received.frame == again.frame is not None
    assert sent.frame is not None


def test_what_stands_behind_a_message_is_a_comment_and_odd_messages_are_kept() -> None:
    sent, comment, odd = entries_of(f"> {PING}", "now we wait", "", "< HAPPY world!")
    assert (sent.problem, comment.kind, comment.line, comment.text) == (None, "comment", 2, "now we wait")
    assert (odd.kind, odd.text, problem_code(odd)) == ("receive", "HAPPY world!", "json_syntax")


def test_pings_and_errors_of_wscat() -> None:
    capture = read("\n".join([f"> {PING}", "Received pong", "Received ping (data: x)", "error: broken"]))
    assert capture.skipped == {"control frames of WebSockets": 2}
    assert [(entry.kind, entry.text) for entry in capture.entries[1:]] == [("comment", "error: broken")]


def test_arrows_from_the_point_of_view_of_the_node_are_turned() -> None:
    received, sent = entries_of(f"> {DIED}", f"< {PING}")
    assert (received.kind, sent.kind) == ("receive", "send")


def test_quoted_mail_is_no_log() -> None:
    pretty = json.dumps(json.loads(DIED), indent=2)
    capture = read("He wrote:\n" + "\n".join(f"> {line}" for line in pretty.splitlines()) + "\n\nHelp!")
    assert capture.form == "text"
    assert [entry.kind for entry in capture.messages] == ["receive"]


def test_the_client_of_the_library_websockets() -> None:
    opened, sent, received, closed = entries_of(
        "Connected to ws://localhost:3014/channel?role=initiator.",
        f"> {PING}",
        f"< {DIED}",
        "Connection closed: 1000 (OK).",
    )
    assert (opened.kind, opened.text) == ("open", "ws://localhost:3014/channel?role=initiator")
    assert (sent.kind, received.kind, closed.kind) == ("send", "receive", "close")
    assert closed.text == "Connection closed: 1000 (OK)."
    assert received.participant == "initiator"


def test_the_debug_log_of_the_library_websockets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it really logs, for a client and a server in this process."""
    websockets = pytest.importorskip("websockets.asyncio.client", reason="needs websockets")
    servers = pytest.importorskip("websockets.asyncio.server")
    monkeypatch.setattr("websockets.frames.MAX_LOG_SIZE", 10_000, raising=False)
    lines: list[str] = []
    logger = logging.Logger("client", logging.DEBUG)
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(  # type: ignore[method-assign]
        f"2024-05-01 10:00:00,000 {record.levelname} {record.getMessage()}"
    )
    logger.addHandler(handler)

    async def serve(socket: object) -> None:
        await socket.recv()  # type: ignore[attr-defined]
        await socket.send(DIED)  # type: ignore[attr-defined]
        await socket.send(b"\0\1\2")  # type: ignore[attr-defined]

    async def talk() -> None:
        async with servers.serve(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            url = f"ws://127.0.0.1:{port}/channel?role=responder"
            async with websockets.connect(url, logger=logger) as socket:
                await socket.send(PING)
                async for _ in socket:
                    pass

    asyncio.run(talk())
    capture = read("\n".join(lines))
    kinds = [entry.kind for entry in capture.entries if entry.kind != "comment"]
    assert (capture.form, kinds) == ("wscat", ["open", "send", "receive", "receive", "close"])
    assert {entry.participant for entry in capture.messages} == {"responder"}
    assert next(entry.text for entry in capture.entries if entry.kind == "open").endswith(
        "/channel?role=responder"
    )
    sent, received, binary = capture.messages
    assert [problem_code(entry) for entry in (sent, binary)] == [None, "capture_binary_message"]
    assert sent.frame is not None
    # Long messages are shortened in the log, unless its limit is raised.
    assert received.frame is not None or problem_code(received) == "json_syntax"
