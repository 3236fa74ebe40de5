"""The report of a session: its heading, channels, findings and transactions."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import replace
from aecodec.inspector import captures, inspection, terminal
from aecodec.inspector.history import reconstruct

from .conftest import founding
from .recorded_sessions import (
    ALICE,
    BOB,
    Record,
    Session,
    at,
    founding_session,
    inspection_of,
    text_of,
)
from .reports import lines_of, records_of, timeline_of

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]


# --- for a person: the heading and the channels ---------------------------------------------------


def test_the_founding_report_begins_with_what_a_person_wants_to_know() -> None:
    lines = lines_of(founding_session())
    assert lines[:11] == [
        "session: 60 messages, 10 transactions (3 different), 1 channel",
        "",
        "channel    ch_EeYbtmghnbRqhBctcEh9ABRNLuCwEXL166P6JeE3H9fBC2U8R",
        "network    local_iris_testnet",
        f"initiator  {FACTS['initiator_id']}",
        "           69 999 999 999 999",
        f"responder  {FACTS['responder_id']}",
        "           40 000 000 000 001",
        "state      round 1, ended without closing",
        "fees       17 620 000 000 000 by initiator",
        "signed     both signatures valid",
    ]
    assert "no findings" in lines


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
    heading, *shown = timeline_of(first.records + second.records)
    assert heading[8:10] == "ch"
    places = {line[8:12] for line in shown if line[2:6].strip().isdecimal()}
    assert places == {"1   ", "2   ", "    "}


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ((), "no signature seen"),
        ((ALICE,), "✗ 1 signature valid, 1 transaction not signed by all (see line 1)"),
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
    shown = next(line for line in lines_of(session.records) if line.startswith("signed"))
    assert shown == "signed     ✗ 2 signatures valid, 2 transactions not signed by all (see line 1)"
    session = Session().opening().update(2, 5)
    assert "signed     all 4 signatures valid" in lines_of(session.records)
    session.receive("initiator", "update", {"state": session.signed(session.create, ALICE, network="x")})
    shown = next(line for line in lines_of(session.records) if line.startswith("signed"))
    assert shown == f"signed     ✗ 1 of 5 signatures not valid (see line {session.line})"
    unknown = Session(network="my_own_network").opening().records
    assert "signed     signatures that could not be checked" in lines_of(unknown)
    assert any(line.startswith("network    ! not known") for line in lines_of(unknown))


def test_roles_are_only_named_when_they_are_known() -> None:
    session = Session().opening()
    start = len(session.records)
    text = text_of(session.update(2, 5).records[start:])
    history = reconstruct(captures.read(text.replace('"initiator"', '"x"').replace('"responder"', '"y"')))
    lines = list(terminal.lines(inspection.inspect(history, ())))
    assert len([line for line in lines if line.startswith(("account 1  ak_", "account 2  ak_"))]) == 2
    assert not any(line.startswith(("initiator", "responder")) for line in lines)
    inspected = inspection.inspect(history, ())
    shown = [next(terminal.transaction_lines(opened)) for opened in inspected.transactions.values()]
    assert shown[1].endswith(f", signed by {ALICE.address} (raw)")
    (channel,) = (one for one in records_of(inspected) if one["kind"] == "channel")
    assert (channel["initiator_id"], channel["responder_id"]) == (None, None)
    assert set(channel["participants"]) == {str(ALICE.address), str(BOB.address)}


def test_an_amount_that_no_network_has_does_not_flood_the_report() -> None:
    session = Session().opening()
    session.query_balances("initiator", 10**2400, 1)
    lines = lines_of(session.records)
    assert "a number of 7973 bits" in "\n".join(timeline_of(session.records))
    assert max(map(len, lines)) < 600


# --- for a person: findings -----------------------------------------------------------------------


def test_errors_come_first_and_each_with_line_and_code() -> None:
    records = founding_session()
    at(records, 777)["frame"]["params"]["data"]["state"] = CO_SIGNED[:-4]
    at(records, 55)["url"] += "&fee=x"
    at(records, 39)["frame"] = []
    lines = lines_of(records)
    start = lines.index(next(line for line in lines if line.startswith("✗ error")))
    assert [line.partition(":")[0] for line in lines[start : start + 3]] == [
        "✗ error    line 777",
        "! warning  line 39",
        "! warning  line 55",
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
    why = "'Rejected'; 'Not a number' (1008: a number is no JSON integer: text and fractions are none)"
    assert [line for line in lines if line.startswith("· info")] == [
        f"· info     line 16, 100 times: the node refused 'channels.deposit': {why} [request_refused]"
    ]


def test_hundreds_of_different_findings_are_counted_not_listed() -> None:
    session = Session().opening()
    for number in range(120):
        session.receive("initiator", "update", {"a": [0] * number + ["tx_!"]})
    lines = lines_of(session.records)
    assert len([line for line in lines if line.startswith("✗ error")]) == 101
    assert "✗ error    and 20 more errors: --json lists all" in lines
    inspected = inspection_of(session.records)
    assert len([record for record in records_of(inspected) if record.get("severity") == "error"]) == 120


# --- for a person: transactions -------------------------------------------------------------------


def headings(records: list[Record], *networks: str) -> list[str]:
    return [
        next(terminal.transaction_lines(opened))
        for opened in inspection_of(records, *networks).transactions.values()
    ]


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


def test_findings_call_participants_by_their_roles() -> None:
    records = founding_session()
    at(records, 667)["frame"]["result"][1]["balance"] = 5
    (found,) = (line for line in lines_of(records) if line.startswith("✗ error"))
    assert found.startswith("✗ error    line 667: the responder has 5, but ")
    assert FACTS["responder_id"] not in found
