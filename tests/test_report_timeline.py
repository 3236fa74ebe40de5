"""The sequence of messages of a report: a line for each message, in columns."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import replace
from aecodec.inspector import inspection

from .recorded_sessions import BOB, CHANNEL, Session, at, founding_session, inspection_of
from .reports import lines_of, row, timeline_of

#: Characters of a wide timeline's line: where participants' columns begin.
LEFT, NODE, RIGHT = 8, 57, 63


def row_of(session: Session, width: int | None = None) -> str:
    """What the timeline says of the session's last message."""
    return row(timeline_of(session.records, width=width), session.line)


def left_of(session: Session) -> str:
    """The words about the session's last message, of the initiator."""
    words, arrow, _ = row_of(session)[LEFT:].partition("──→" if "──→" in row_of(session) else "←──")
    assert arrow
    return words.rstrip()


# --- columns --------------------------------------------------------------------------------------


def test_participants_and_node_are_columns_and_arrows_show_who_speaks() -> None:
    lines = timeline_of(founding_session())
    assert lines[0].index("initiator") == LEFT
    assert lines[0].index("node") == NODE - 1
    assert lines[0].index("responder") == RIGHT
    assert row(lines, 212) == "   212  initiator_sign, round 1 [tx 2]               ──→ │"
    assert row(lines, 224) == "   224  ok for initiator_sign                        ←── │"
    assert row(lines, 320) == f"   320{'│':>52} ←── responder_sign, round 1 [tx 3]"
    assert row(lines, 343).endswith("│ ──→ on_chain_tx funding_created [tx 3]")
    assert row(lines, 4) == "     4  opens as initiator                               │"
    assert row(lines, 875).endswith("│     closes")


def test_a_narrow_terminal_has_one_column_and_a_letter_for_each_participant() -> None:
    lines = timeline_of(founding_session(), width=60)
    assert lines[0] == "  line  i initiator, r responder"
    assert row(lines, 212) == "   212  i →   initiator_sign, round 1 [tx 2]"
    assert row(lines, 224) == "   224  i ←   ok for initiator_sign"
    assert row(lines, 320) == "   320    r → responder_sign, round 1 [tx 3]"
    assert row(lines, 4) == "     4  i     opens as initiator"


def test_participants_that_have_the_same_letter_are_numbered() -> None:
    session = Session()
    session.add("close", "left")
    session.add("close", "lower")
    assert timeline_of(session.records, width=60) == [
        "  line  1 left, 2 lower",
        "     1  1     closes",
        "     2    2   closes",
    ]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 200])
def test_what_is_long_is_folded_and_never_cut(width: int) -> None:
    session = Session().opening()
    session.query_balances("initiator", 10**34 + 7, 1)
    session.answer("responder", None, error={"code": 1, "message": "because " * 9, "request": {}})
    lines = timeline_of(session.records, width=width)
    assert all(len(line) <= width for line in lines)
    words = "".join("".join(lines).replace("│", "").split())
    assert str(10**34 + 7) in words.replace("←──", "")
    assert "because" * 9 in words


# --- what is put together -------------------------------------------------------------------------


def test_pings_and_their_answers_are_put_together_and_counted() -> None:
    lines = timeline_of(founding_session())
    assert row(lines, 28) == "    28  · 1 ping, 1 pong                                 │"
    assert row(lines, 158) == "   158  · 2 pings, 2 pongs                               │"
    assert row(lines, 79).endswith("│     · 1 ping, 1 pong")
    assert not any("system ping" in line or "system.pong" in line for line in lines)
    counted = [line.partition("· ")[2].split() for line in lines if "· " in line]
    entries = [message.entry for message in inspection_of(founding_session()).history.messages]
    pings = sum("'ping'" in str(entry.frame) for entry in entries)
    assert sum(int(words[0]) for words in counted) == pings > 10


def test_a_ping_that_a_finding_is_about_stands_alone() -> None:
    records = founding_session()
    at(records, 28)["frame"]["params"]["unknown"] = 1
    at(records, 169)["frame"]["id"] = 5
    lines = timeline_of(records)
    findings = inspection_of(records).findings
    for finding in findings:
        assert row(lines, finding.line)[0] in "✗!·"


def test_comments_are_kept_as_remarks() -> None:
    lines = timeline_of(founding_session())
    assert row(lines, 24) == "    24  # The local fsm has been started                 │"
    assert row(lines, 75).endswith("│     # The local fsm has been started")


def test_balances_have_names() -> None:
    shown = timeline_of(founding_session())
    assert "balances: initiator 69999999999999," in row(shown, 667)
    session = Session()  # of a channel whose participants are not known
    session.query_balances("initiator", 5, 7)
    assert str(BOB.address)[:20] in "\n".join(timeline_of(session.records))


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "params", "words"),
    [
        ("update.new", {"from": "x", "to": "y", "amount": 5}, "update.new 5"),
        ("update.new", {"from": "x", "to": str(BOB.address), "amount": 5}, "update.new 5 to the responder"),
        ("deposit", {"amount": 10**30}, f"deposit {10**30}"),
        ("deposit", {"amount": "5"}, "deposit"),
        ("update_ack", {"error": 147}, "update_ack refused with 147"),
        ("system", {"action": "stop"}, "system stop"),
        ("message", {"to": "x", "info": "two\nlines"}, "message: two\\nlines"),
        ("a.method.nobody.knows", {}, "a.method.nobody.knows"),
        ("a.method.with.a.very.long.name.that.goes.on", {}, "a.method.with.a.very.long.name.that.goes.on"),
    ],
)
def test_a_request_shows_what_distinguishes_it(method: str, params: Any, words: str) -> None:
    session = Session().opening()
    session.send("initiator", method, params | {"channel_id": session.channel})
    assert left_of(session) == words


@pytest.mark.parametrize(
    ("method", "data", "words"),
    [
        ("conflict", {"channel_id": CHANNEL, "round": 4, "error_code": 2}, "conflict, back to round 4"),
        ("info", {"event": "open"}, "info open"),
        ("info", {"event": ["open"]}, "info"),
        ("news", "what is this", "news"),
    ],
)
def test_a_notification_says_what_happened(method: str, data: Any, words: str) -> None:
    session = Session()
    session.receive("initiator", method, data)
    assert left_of(session) == words


def test_what_is_signed_names_its_round() -> None:
    session = Session().opening()
    first = session.line + 1
    lines = timeline_of(session.update(2, 5).records)
    for line, words in enumerate(("sign.update", "update", "sign.update_ack", "update_ack"), first):
        assert f" {words}, round 2 [tx " in row(lines, line)


def test_many_transactions_of_one_message_are_numbered_and_counted() -> None:
    session = Session()
    many = [session.signed(replace(session.create, ttl=number)) for number in range(30)]
    session.send("initiator", "many", {"a": many})
    assert row_of(session)[LEFT:].startswith("many [tx 1, 2, 3, 4, 5, …] ")


def test_a_refusal_gives_the_most_exact_reason() -> None:
    session = Session()
    session.send("initiator", "deposit", {}, id=1)
    error = {"code": 3, "message": "Rejected", "data": [{"code": 1, "message": "X doesn't exist"}]}
    session.answer("initiator", 1, error=error)
    assert left_of(session) == "refused deposit: X doesn't exist"
    session.answer("initiator", None, error={"code": -32603, "message": "Internal error", "data": "x"})
    assert left_of(session) == "refused something: Internal error"
    session.answer("initiator", None, error={"code": 3, "message": "Rejected", "request": {}})
    assert left_of(session) == "refused connection: Rejected"


def test_a_third_participant_is_named_in_its_lines() -> None:
    session = Session().opening()
    session.add("close", "the watchtower")
    assert row_of(session).endswith("│     the watchtower: closes")


def test_what_cannot_be_read_still_has_its_place_and_a_mark() -> None:
    records = founding_session()
    del at(records, 39)["frame"]
    at(records, 39)["text"] = "{"
    at(records, 79)["frame"] = [1]
    lines = timeline_of(records)
    assert row(lines, 39).split()[:4] == ["✗", "39", "(unreadable)", "←──"]
    assert row(lines, 79).startswith("!")
    assert row(lines, 79).endswith("←── (not a JSON-RPC message)")


def test_an_empty_capture_has_a_report() -> None:
    lines = lines_of([{"kind": "summary", "participant": "", "line": 1}])
    assert lines[0] == "session: 0 messages, 0 transactions (0 different), 0 channels"
    assert "no findings" in lines
    none = {"messages": 0, "transactions": 0, "errors": 0, "warnings": 0}
    assert inspection.total_record([]) == {"kind": "summary", **none}


def test_the_tokens_of_the_node_are_not_in_the_report() -> None:
    records = founding_session()
    tokens = [at(records, line)["frame"]["params"]["data"]["fsm_id"] for line in (9, 60)]
    at(records, 4)["url"] += f"&existing_fsm_id={tokens[0]}&existing_fsm_id={tokens[1]}"
    at(records, 60)["frame"]["params"]["data"]["event"] = 5  # what is malformed is not quoted either
    shown = "\n".join(timeline_of(records))
    assert not any(token[3:15] in shown for token in tokens)
    assert "opens" in shown
