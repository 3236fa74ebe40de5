"""The timeline of a report: a line for each message, in columns."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import replace
from aecodec.inspector import checks, inspection, report

from .recorded_sessions import (
    CHANNEL,
    Session,
    at,
    founding_session,
    inspection_of,
)
from .recordings import RECORDINGS, needs_recordings, recorded_history
from .reports import lines_of, row

#: Characters of a timeline's line: where participants' columns begin, and what none exceeds.
LEFT, NODE, RIGHT, WIDTH = 8, 57, 63, 8 + 2 * 88


def row_of(session: Session) -> str:
    """What the timeline says of the session's last message."""
    return row(lines_of(session.records), session.line)


def test_participants_and_node_are_columns_and_arrows_show_who_speaks() -> None:
    lines = lines_of(founding_session())
    heading = next(line for line in lines if line.startswith("  line"))
    assert heading.index("initiator") == LEFT
    assert heading.index("node") == NODE - 2
    assert heading.index("responder") == RIGHT - 1
    assert row(lines, 212) == "   212  initiator_sign [tx 2]                        --> |"
    assert row(lines, 224) == "   224  ok for initiator_sign                        <-- |"
    assert row(lines, 320) == f"   320{'|':>52} <-- responder_sign [tx 3]"
    assert row(lines, 343).endswith("| --> on_chain_tx funding_created [tx 3]")
    assert row(lines, 4) == "     4  opens as initiator                               |"
    assert row(lines, 875).endswith("|     closes")


@needs_recordings
def test_the_node_stands_in_one_column_in_every_recording() -> None:
    for path in RECORDINGS:
        history = recorded_history(path)
        lines = list(report.lines(inspection.inspect(history, checks.findings(history))))
        start = next(index for index, line in enumerate(lines) if line.startswith("  line  "))
        shift = 4 if len(history.channels) > 1 else 0
        assert len(lines) - start - 1 == sum(entry.kind != "comment" for entry in history.capture.entries)
        for line in lines[start + 1 :]:
            assert line[NODE + shift] == "|", line
            assert len(line) <= WIDTH + shift, line


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("update.new", {"from": "x", "to": "y", "amount": 5}, "update.new 5"),
        ("deposit", {"amount": 10**30}, f"deposit {10**30}"),
        ("deposit", {"amount": "5"}, "deposit"),
        ("update_ack", {"error": 147}, "update_ack refused with 147"),
        ("system", {"action": "ping"}, "system ping"),
        ("message", {"to": "x", "info": "two\nlines"}, "message: two\nlines"),
        ("a.method.nobody.knows", {}, "a.method.nobody.knows"),
        ("a.method.with.a.very.long.name.that.goes.on", {}, "a.method.with.a.very.long.name.that.goes.on"),
        ("x" * 60, {}, "x" * 43 + "…"),
    ],
)
def test_a_request_shows_what_distinguishes_it(method: str, params: Any, words: str) -> None:
    session = Session()
    session.send("initiator", method, params)
    assert row_of(session)[LEFT:].rpartition(" --> |")[0].rstrip() == words


@pytest.mark.parametrize(
    ("method", "data", "words"),
    [
        ("conflict", {"channel_id": CHANNEL, "round": 4, "error_code": 2}, "conflict, back to round 4"),
        ("info", {"event": "open"}, "info open"),
        ("info", {"event": ["open"]}, "info"),
        ("news", "what is this", "news"),
        ("system.pong", {"action": "system", "tag": "pong"}, "system.pong"),
    ],
)
def test_a_notification_says_what_happened(method: str, data: Any, words: str) -> None:
    session = Session()
    session.receive("initiator", method, data)
    assert row_of(session)[LEFT:].rpartition(" <-- |")[0].rstrip() == words


def test_transactions_are_numbered_even_where_words_must_be_cut() -> None:
    session = Session()
    tx = session.signed(session.create)
    session.send("initiator", "x" * 60, {"a": tx, "b": tx})
    assert row_of(session)[LEFT:].startswith("x" * 36 + "… [tx 1] -->")
    many = [session.signed(replace(session.create, ttl=number)) for number in range(30)]
    session.send("initiator", "many", {"a": many})
    assert row_of(session)[LEFT:].startswith("many [tx 1, 2, 3, 4, 5, …] ")


def test_a_refusal_gives_the_most_exact_reason() -> None:
    session = Session()
    session.send("initiator", "deposit", {}, id=1)
    error = {"code": 3, "message": "Rejected", "data": [{"code": 1, "message": "X doesn't exist"}]}
    session.answer("initiator", 1, error=error)
    assert "refused deposit: X doesn't exist " in row_of(session)
    session.answer("initiator", None, error={"code": -32603, "message": "Internal error", "data": "x"})
    assert "refused something: Internal error " in row_of(session)
    session.answer("initiator", None, error={"code": 3, "message": "Rejected", "request": {}})
    assert "refused connection: Rejected " in row_of(session)


def test_a_third_participant_is_named_in_its_lines() -> None:
    session = Session().opening()
    session.add("close", "the watchtower")
    assert row_of(session).endswith("|     the watchtower: closes")


def test_what_cannot_be_read_still_has_its_place() -> None:
    records = founding_session()
    del at(records, 39)["frame"]
    at(records, 39)["text"] = "{"
    at(records, 79)["frame"] = [1]
    lines = lines_of(records)
    assert row(lines, 39).split()[1:3] == ["(unreadable)", "<--"]
    assert row(lines, 79).endswith("<-- (not a JSON-RPC message)")


def test_an_empty_capture_has_a_report() -> None:
    inspected = inspection_of([{"kind": "summary", "participant": "", "line": 1}])
    heading = next(report.lines(inspected))
    assert heading == "session: 0 messages, 0 transactions (0 different), 0 channels"
    none = {"messages": 0, "transactions": 0, "errors": 0, "warnings": 0}
    assert inspection.total_record([]) == {"kind": "summary", **none}


def test_the_tokens_of_the_node_are_not_in_the_report() -> None:
    records = founding_session()
    tokens = [at(records, line)["frame"]["params"]["data"]["fsm_id"] for line in (9, 60)]
    at(records, 4)["url"] += f"&existing_fsm_id={tokens[0]}&existing_fsm_id={tokens[1]}"
    at(records, 60)["frame"]["params"]["data"]["event"] = 5  # what is malformed is not quoted either
    shown = "\n".join(lines_of(records))
    assert not any(token[3:15] in shown for token in tokens)
    assert "existing_fsm_id" in shown
