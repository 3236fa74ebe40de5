"""Reports: what a person reads at a glance, and the records that a program reads, a capture again."""

from __future__ import annotations

import json
from typing import Any

import pytest

import aecodec
from aecodec import replace
from aecodec.derived import tx_hash
from aecodec.inspector import captures, checks, inspection, report
from aecodec.inspector.history import reconstruct
from aecodec.inspector.inspection import Inspection
from aecodec.json_form import from_json

from .conftest import founding
from .recorded_sessions import (
    ALICE,
    BOB,
    CHANNEL,
    Record,
    Session,
    at,
    founding_session,
    history_of,
    inspection_of,
    text_of,
)
from .recordings import RECORDINGS, needs_recordings, recorded_history

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]

#: Characters of a timeline's line: where participants' columns begin, and what none exceeds.
LEFT, NODE, RIGHT, WIDTH = 8, 57, 63, 8 + 2 * 88


def lines_of(records: list[Record], *networks: str) -> list[str]:
    return list(report.lines(inspection_of(records, *networks)))


def row(lines: list[str], line: int) -> str:
    """The line of the timeline of this line of the recording."""
    (found,) = (text for text in lines if text[:8] == f"{line:6}  ")
    return found


def row_of(session: Session) -> str:
    """What the timeline says of the session's last message."""
    return row(lines_of(session.records), session.line)


def records_of(inspected: Inspection) -> list[Record]:
    """The records as a program reads them, the summary last."""
    shown = [*inspection.to_records(inspected), inspection.total_record([inspected.summary])]
    return [json.loads(captures.to_line(record)) for record in shown]


# --- for a person: the heading and the channels -------------------------------------------------


def test_the_founding_report_begins_with_what_a_person_wants_to_know() -> None:
    lines = lines_of(founding_session())
    assert lines[:11] == [
        "session: 60 messages, 10 transactions (3 different), 1 channel",
        "",
        "channel    ch_EeYbtmghnbRqhBctcEh9ABRNLuCwEXL166P6JeE3H9fBC2U8R",
        "network    local_iris_testnet",
        f"initiator  {FACTS['initiator_id']}  balance 69999999999999",
        f"responder  {FACTS['responder_id']}  balance 40000000000001",
        "signed     both signatures valid",
        "state      round 1, ended without closing",
        "",
        "no findings",
        "",
    ]


def test_every_channel_is_numbered_if_there_are_several_and_its_messages_too() -> None:
    first, second = Session().opening(), Session(nonce=2).opening()
    for record in second.records:
        record["line"] += first.line
    lines = lines_of(first.records + second.records)
    assert lines[0].endswith(", 2 channels")
    assert [line for line in lines if line.startswith("channel")] == [
        f"channel 1  {first.channel}",
        f"channel 2  {second.channel}",
    ]
    start = next(index for index, line in enumerate(lines) if line.startswith("  line  "))
    shown = [line[8:10] for line in lines[start:]]
    assert shown[0] == "ch"
    assert {"1 ", "2 ", "  "} == set(shown[1:])


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ((), "no signature seen"),
        ((ALICE,), "one signature, valid"),
        ((ALICE, BOB), "both signatures valid"),
    ],
)
def test_signatures_are_counted_in_words(keys: Any, words: str) -> None:
    session = Session()
    session.receive("initiator", "update", {"state": session.signed(session.create, *keys)})
    assert f"signed     {words}" in lines_of(session.records)


def test_signatures_of_several_transactions_are_counted_and_wrong_ones_named() -> None:
    session = Session()
    for key in (ALICE, BOB):
        tx = replace(session.create, ttl=key.address.key[0])
        session.receive("initiator", "update", {"state": session.signed(tx, key)})
    assert "signed     all 2 signatures valid" in lines_of(session.records)
    session = Session().opening().update(2, 5)
    assert "signed     all 4 signatures valid" in lines_of(session.records)
    session.receive("initiator", "update", {"state": session.signed(session.create, ALICE, network="x")})
    assert "signed     1 of 5 signatures not valid" in lines_of(session.records)
    unknown = Session(network="my_own_network").opening().records
    assert "signed     signatures that could not be checked" in lines_of(unknown)
    assert "network    not known" in lines_of(unknown)


def test_roles_are_only_named_when_they_are_known() -> None:
    session = Session().opening()
    start = len(session.records)
    text = text_of(session.update(2, 5).records[start:])
    history = reconstruct(captures.read(text.replace('"initiator"', '"x"').replace('"responder"', '"y"')))
    lines = list(report.lines(inspection.inspect(history, ())))
    assert len([line for line in lines if line.startswith("account    ak_")]) == 2
    assert not any(line.startswith(("initiator", "responder")) for line in lines)
    inspected = inspection.inspect(history, ())
    shown = [report.heading(opened) for opened in inspected.transactions.values()]
    assert shown[1].endswith(f", signed by {ALICE.address} (raw)")
    channel = records_of(inspected)[-2]
    assert (channel["initiator_id"], channel["responder_id"]) == (None, None)
    assert set(channel["participants"]) == {str(ALICE.address), str(BOB.address)}


def test_an_amount_that_no_network_has_does_not_flood_the_report() -> None:
    session = Session().opening()
    session.told("initiator", 10**2400, 1)
    lines = lines_of(session.records)
    assert "balances a number of 7973 bits, 1" in row(lines, session.line)
    assert max(map(len, lines)) < 600


# --- for a person: findings ---------------------------------------------------------------------


def test_errors_come_first_and_each_with_line_and_code() -> None:
    records = founding_session()
    at(records, 777)["frame"]["params"]["data"]["state"] = CO_SIGNED[:-4]
    at(records, 55)["url"] += "&fee=x"
    at(records, 39)["frame"] = []
    lines = lines_of(records)
    start = lines.index(next(line for line in lines if line.startswith("error")))
    assert [line.partition(":")[0] for line in lines[start : start + 3]] == [
        "error    line 777",
        "warning  line 39",
        "warning  line 55",
    ]
    assert lines[start].endswith("[transaction_invalid]")
    assert lines[start + 3] == ""


def test_what_is_said_again_and_again_is_told_once() -> None:
    session = Session().opening()
    for number in range(1, 101):
        session.send("initiator", "deposit", {}, id=number)
        error = {"code": 3, "message": "Rejected", "data": [{"code": 1008, "message": "Not a number"}]}
        session.answer("initiator", number, error=error | {"request": {}})
    lines = lines_of(session.records)
    why = "'Rejected'; 'Not a number'"
    assert [line for line in lines if line.startswith("info")] == [
        f"info     line 16, 100 times: the node refused 'channels.deposit': {why} [request_refused]"
    ]


def test_hundreds_of_different_findings_are_counted_not_listed() -> None:
    session = Session().opening()
    for number in range(120):
        session.receive("initiator", "update", {"a": [0] * number + ["tx_!"]})
    lines = lines_of(session.records)
    assert len([line for line in lines if line.startswith("error")]) == 101
    assert "error    and 20 more errors: --json lists all" in lines
    inspected = inspection_of(session.records)
    assert len([record for record in records_of(inspected) if record.get("severity") == "error"]) == 120


# --- for a person: the timeline -----------------------------------------------------------------


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


# --- for a person: transactions -----------------------------------------------------------------


def headings(records: list[Record], *networks: str) -> list[str]:
    return [report.heading(opened) for opened in inspection_of(records, *networks).transactions.values()]


def test_every_different_transaction_is_headed_by_who_authorized_it() -> None:
    assert headings(founding_session()) == [
        "tx 1, first on line 142",
        "tx 2, first on line 212, signed by initiator (raw)",
        "tx 3, first on line 320, signed by responder (raw) and initiator (raw)",
    ]
    assert headings(Session(network="my_own_network").opening().records)[1:] == [
        "tx 2, first on line 6, 1 signature not checked",
        "tx 3, first on line 8, 2 signatures not checked",
    ]


def test_an_unknown_signer_is_named_so() -> None:
    session = Session().opening()
    session.receive("initiator", "update", {"state": session.signed(session.create, ALICE, network="x")})
    assert headings(session.records)[-1] == f"tx 4, first on line {session.line}, signed by an unknown signer"


def test_a_transaction_that_does_not_decode_has_a_heading() -> None:
    session = Session()
    session.receive("initiator", "update", {"state": "tx_!"})
    assert headings(session.records) == ["tx 1, first on line 1"]


# --- for a program ------------------------------------------------------------------------------


def test_records_are_of_the_documented_kinds_and_the_summary_is_last() -> None:
    shown = records_of(inspection_of(founding_session()))
    kinds = [record["kind"] for record in shown]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "open": 2,
        "close": 2,
        "comment": 10,
        "message": 60,
        "transaction": 10,
        "channel": 1,
        "summary": 1,
    }
    assert shown[-1] == {"kind": "summary", "messages": 60, "transactions": 10, "errors": 0, "warnings": 0}
    assert all(type(value) is int for name, value in shown[-1].items() if name != "kind")


def test_a_message_says_its_method_whether_that_is_known_and_its_partner() -> None:
    shown = records_of(inspection_of(founding_session()))
    by_line = {record["line"]: record for record in shown if record["kind"] == "message"}
    asked, answered = by_line[652], by_line[667]
    assert (asked["method"], asked["known"], asked["partner"]) == ("channels.get.balances", True, 667)
    assert (answered["method"], answered["known"], answered["partner"]) == (asked["method"], True, 652)
    assert by_line[28]["channel_id"] is None
    assert asked["channel_id"] == CHANNEL
    session = Session()
    session.send("initiator", "novelty")
    assert records_of(inspection_of(session.records))[0]["known"] is False


def test_a_transaction_record_has_the_object_and_what_was_verified() -> None:
    shown = records_of(inspection_of(founding_session()))
    last = [record for record in shown if record["kind"] == "transaction"][-1]
    assert (last["line"], last["participant"], last["path"]) == (810, "initiator", "params.data.state")
    assert last["text"] == CO_SIGNED
    assert last["hash"] == tx_hash(CO_SIGNED)
    assert last["network_id"] == "local_iris_testnet"
    assert last["signatures"] == [
        {"signer": FACTS["responder_id"], "form": "raw", "ok": True},
        {"signer": FACTS["initiator_id"], "form": "raw", "ok": True},
    ]
    assert aecodec.encode_tx(from_json(last["object"])) == CO_SIGNED


def test_a_transaction_that_does_not_decode_has_its_error_in_the_record() -> None:
    records = founding_session()
    at(records, 810)["frame"]["params"]["data"]["state"] = "tx_!"
    shown = records_of(inspection_of(records))
    (broken,) = (one for one in shown if one["kind"] == "transaction" and "error" in one)
    assert broken["error"]["code"] == "bad_base64"
    assert set(broken["error"]) == {"code", "path", "offset", "message"}
    (finding,) = (one for one in shown if one["kind"] == "finding")
    assert (finding["code"], finding["severity"], finding["line"]) == ("transaction_invalid", "error", 810)
    assert (shown[-1]["errors"], shown[-1]["transactions"]) == (1, 10)


def test_a_channel_record_has_the_facts() -> None:
    shown = records_of(inspection_of(founding_session()))
    both = [FACTS["initiator_id"], FACTS["responder_id"]]
    assert shown[-2] == {
        "kind": "channel",
        "channel_id": CHANNEL,
        "network_id": "local_iris_testnet",
        "initiator_id": both[0],
        "responder_id": both[1],
        "participants": both,
        "balances": FACTS["balances"],
        "round": 1,
        "status": "died",
    }


def test_the_output_is_a_capture_again_with_the_same_messages_and_summary() -> None:
    broken = founding_session()
    at(broken, 39)["frame"] = [1.5, {"a": 10**30}]
    del at(broken, 79)["frame"]
    at(broken, 79)["text"] = '{"jsonrpc": oops \ud800'
    at(broken, 777)["frame"]["params"]["data"]["state"] = "tx_!"
    for records in (founding_session(), broken, Session().opening().update(2, 5).records):
        once = inspection.to_records(inspection_of(records))
        again = [captures.to_line(record) for record in once]
        history = reconstruct(captures.read("\n".join(again), "session"))
        inspected = inspection.inspect(history, checks.findings(history))
        assert [captures.to_line(record) for record in inspection.to_records(inspected)] == again
        assert history.capture.entries == history_of(records).capture.entries


@needs_recordings
def test_every_recording_comes_back_from_its_records() -> None:
    for path in RECORDINGS:
        history = recorded_history(path)
        first = inspection.inspect(history, checks.findings(history))
        shown = [captures.to_line(record) for record in inspection.to_records(first)]
        history = reconstruct(captures.read("\n".join(shown), path.name))
        second = inspection.inspect(history, checks.findings(history))
        assert [captures.to_line(record) for record in inspection.to_records(second)] == shown, path
        assert first.summary == second.summary, path
        assert list(report.lines(first)) == list(report.lines(second)), path
