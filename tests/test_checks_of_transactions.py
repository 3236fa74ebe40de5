"""Checks of transactions in messages: whether they decode, who signed them, and their fees."""

from __future__ import annotations

import json

import pytest

import aecodec
from aecodec import replace
from aecodec.errors import RULES
from aecodec.signing import sign
from aecodec.tx import ChannelSettleTx, SpendTx

from .conftest import founding
from .recorded_sessions import (
    ALICE,
    BOB,
    OTHER_KEY,
    Session,
    at,
    findings_of,
    founding_session,
    only_finding,
)

FACTS = founding()


@pytest.mark.parametrize(
    ("tail", "rule"),
    [(1, "bad_base64"), (4, "bad_checksum"), (200, "bad_checksum")],
    ids=["a character", "a group", "most of it"],
)
def test_a_transaction_whose_tail_is_cut_is_invalid(tail: int, rule: str) -> None:
    records = founding_session()
    at(records, 777)["frame"]["params"]["data"]["state"] = FACTS["co_signed"][:-tail]
    found = findings_of(records)
    assert only_finding(found) == ("transaction_invalid", "error", 777)
    assert RULES[rule] in found[0].message


def test_an_invalid_transaction_deep_in_a_message_is_found_with_its_path() -> None:
    records = founding_session()
    at(records, 810)["frame"]["params"]["data"]["a list"] = [{"x": "tx_!"}]
    found = findings_of(records)
    assert {one.code for one in found} == {"transaction_invalid"}
    assert found[0].message.startswith("params.data['a list'][0].x: ")


@pytest.mark.parametrize("line", [212, 261, 320, 343, 429, 500, 517, 777, 810])
def test_a_strangers_signature_is_foreign_wherever_it_stands(line: int) -> None:
    records = founding_session()
    bare = aecodec.decode_tx(FACTS["unsigned"])
    forged = aecodec.encode_tx(sign(bare, OTHER_KEY, FACTS["network_id"]))
    text = json.dumps(at(records, line)["frame"])
    for mine in (FACTS["co_signed"], FACTS["half_signed"]):
        text = text.replace(mine, forged)
    at(records, line)["frame"] = json.loads(text)
    assert only_finding(findings_of(records)) == ("signature_foreign", "error", line)


def test_a_signature_for_another_network_is_told_with_that_network() -> None:
    session = Session(network="ae_uat").opening()
    replayed = session.signed(session.create, ALICE, BOB, network="ae_mainnet")
    line = session.receive("initiator", "update", {"state": replayed})
    found = findings_of(session.records)
    assert only_finding(found) == ("signature_network", "error", line)
    assert "a signature is for 'ae_mainnet', and the channel is on 'ae_uat'" in found[0].message


def test_the_same_signature_twice_counts_once() -> None:
    session = Session().opening()
    both = aecodec.decode_tx(session.signed(session.create, ALICE))
    twice = replace(both, signatures=both.signatures * 2)
    line = session.receive("initiator", "update", {"state": aecodec.encode_tx(twice)})
    found = findings_of(session.records)
    assert only_finding(found) == ("signature_foreign", "error", line)
    assert "duplicate signature of one account" in found[0].message


def test_a_solo_transaction_needs_one_signature_and_only_its_own() -> None:
    session = Session().opening()
    settle = ChannelSettleTx(
        channel_id=session.channel,
        from_id=BOB.address,
        initiator_amount_final=1,
        responder_amount_final=1,
        ttl=0,
        fee=10**15,
        nonce=1,
    )
    session.chain("initiator", "channel_closed", settle, BOB)
    assert findings_of(session.records) == ()
    line = session.chain("initiator", "channel_closed", settle, ALICE)
    assert only_finding(findings_of(session.records)) == ("signature_foreign", "error", line)


def test_a_fee_that_no_block_may_hold_is_called_so_and_told_once() -> None:
    found = findings_of(Session(fee=1).opening().records)
    assert only_finding(found) == ("fee_too_low", "warning", 5)
    assert "fee 1 is below" in found[0].message
    assert "no node takes it" in found[0].message


def test_what_people_write_to_each_other_is_never_judged() -> None:
    session = Session().opening()
    spend = SpendTx(
        sender_id=OTHER_KEY.address,
        recipient_id=OTHER_KEY.address,
        amount=1,
        fee=1,
        ttl=0,
        nonce=1,
        payload=b"",
    )
    for words in ("tx_ is how they begin", session.signed(spend, OTHER_KEY), session.signed(session.create)):
        session.send("initiator", "message", {"to": str(BOB.address), "info": words})
        message = {
            "channel_id": session.channel,
            "from": str(ALICE.address),
            "to": str(BOB.address),
            "info": words,
        }
        session.receive("responder", "message", {"message": message})
    assert findings_of(session.records) == ()
