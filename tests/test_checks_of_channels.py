"""Checks of a channel: what was agreed, states and balances, replies, and what comes to the chain."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import replace
from aecodec.tx import ChannelDepositTx, ChannelSettleTx

from .conftest import founding
from .recorded_sessions import (
    ALICE,
    BOB,
    OTHER_CHANNEL,
    Session,
    change_url,
    findings_of,
    founding_session,
    only_finding,
)

FACTS = founding()
INITIATOR, RESPONDER = FACTS["initiator_id"], FACTS["responder_id"]


# --- channels, states and balances ----------------------------------------------------------------


def test_a_transaction_of_another_channel_is_found_by_its_own_field() -> None:
    session = Session().opening()
    tx = replace(session.round(2, 1), channel_id=OTHER_CHANNEL)
    line = session.receive("initiator", "update", {"state": session.signed(tx, ALICE, BOB)})
    found = findings_of(session.records)
    assert ("channel_id_differs", line) in {(one.code, one.line) for one in found}
    assert any(OTHER_CHANNEL in one.message and session.channel in one.message for one in found)


@pytest.mark.parametrize(
    ("old", "new", "codes"),
    [
        (f"initiator_id={INITIATOR}", f"initiator_id={ALICE.address}", {"create_differs"}),
        ("channel_reserve=2", "channel_reserve=3", {"create_differs"}),
        ("initiator_amount=7", "initiator_amount=8", {"create_differs", "state_hash_differs"}),
        ("responder_amount=4", "responder_amount=5", {"create_differs", "state_hash_differs"}),
        ("push_amount=1", "push_amount=-1", {"state_hash_differs"}),
        (f"responder_id={RESPONDER}", "responder_id=any", set()),
        ("&push_amount=1", "", set()),
        ("&lock_period=10", "", set()),
    ],
)
def test_the_create_transaction_is_held_against_the_address(old: str, new: str, codes: set[str]) -> None:
    records = founding_session()
    change_url(records, 4, old, new)
    found = findings_of(records)
    assert {one.code for one in found} == codes
    assert {one.line for one in found} <= {142}


def test_a_state_hash_that_does_not_follow_from_the_updates_is_found_on_both_sides() -> None:
    session = Session().opening()
    session.update(2, 5)
    assert findings_of(session.records) == ()
    session.update(3, 5, spoil=lambda tx: replace(tx, state_hash=bytes(32)))
    found = findings_of(session.records)
    assert [(one.code, one.line) for one in found] == [
        ("state_hash_differs", session.line - 5),
        ("state_hash_differs", session.line - 3),
    ]


def test_balances_are_held_against_the_state_that_their_participant_has_seen() -> None:
    session = Session().opening().update(2, 5)
    session.query_balances("initiator", 10**20 - 8, 10**20 + 8)
    assert findings_of(session.records) == ()
    line = session.query_balances("responder", 10**20 - 3, 10**20 + 3)
    found = findings_of(session.records)
    assert [(one.code, one.line) for one in found] == [("balance_differs", line)] * 2
    assert found[0].message == (
        f"{ALICE.address} has {10**20 - 3}, but by the agreed states {10**20 - 8}"
    )  # exact, beyond 64 bits too


def test_another_state_of_a_round_that_counts_already_is_found() -> None:
    session = Session().opening().update(2, 7)
    told = [findings_of(session.update(2, 1).records), findings_of(Session().opening().update(2, 7).records)]
    assert only_finding(told[0])[0] == "round_backwards"
    assert "round 2 is another state of round 2, which counted already" in told[0][0].message
    assert told[1] == ()


def test_the_reserve_may_just_be_reached() -> None:
    session = Session().opening()
    assert findings_of(session.update(2, session.balances[ALICE.address] - 2).records) == ()


def test_deposits_and_withdrawals_change_the_expected_balances() -> None:
    session = Session().opening()
    session.balances[ALICE.address] += 10
    tx = ChannelDepositTx(
        channel_id=session.channel,
        from_id=ALICE.address,
        amount=10,
        ttl=0,
        fee=10**15,
        state_hash=aecodec.decode(aecodec.state_hash(session.balances), "st"),
        round=2,
        nonce=2,
    )
    deposit = {"op": "OffChainDeposit", "from": str(ALICE.address), "amount": 10}
    session.ask("initiator", "deposit_tx", tx, updates=[deposit, {"op": "OffChainMeta", "data": "for rent"}])
    assert findings_of(session.records) == ()
    session.records.pop()
    withdrawal = {"op": "OffChainWithdrawal", "to": str(ALICE.address), "amount": 10}
    line = session.ask("initiator", "withdraw_tx", tx, updates=[withdrawal])
    found = findings_of(session.records)
    assert [(one.code, one.line) for one in found] == [
        ("type_unexpected", line),
        ("state_hash_differs", line),
    ]


# --- replies and the chain ------------------------------------------------------------------------


def test_a_reply_is_held_against_the_last_request_of_its_own_operation() -> None:
    session = Session().opening().update(2, 5)
    old = session.records[-5]["frame"]["params"]["signed_tx"]
    tx = session.round(3, 1)
    session.ask("initiator", "update", tx, updates=[session.transfer(1)])
    line = session.send("initiator", "update", {"signed_tx": old})
    found = findings_of(session.records)
    assert only_finding(found) == ("reply_differs", "error", line)
    assert "round is 2, not 3" in found[0].message


def test_a_reply_of_another_type_is_named_by_type() -> None:
    session = Session().opening()
    tx = session.round(2, 1)
    session.ask("initiator", "update", tx, updates=[session.transfer(1)])
    line = session.send("initiator", "update", {"signed_tx": session.signed(session.create, ALICE)})
    found = findings_of(session.records)
    assert only_finding(found) == ("reply_differs", "error", line)
    assert "a ChannelCreateTx, not a ChannelOffchainTx" in found[0].message


def test_a_reply_that_the_node_refused_is_the_nodes_matter() -> None:
    session = Session().opening()
    session.ask("initiator", "update", session.round(2, 1), updates=[session.transfer(1)])
    session.send("initiator", "update", {"signed_tx": session.signed(session.create, ALICE)}, id=3)
    session.answer("initiator", 3, error={"code": 3, "message": "Rejected", "request": {}})
    assert [one.code for one in findings_of(session.records)] == ["request_refused"]


def test_a_reply_to_what_could_not_be_read_is_not_judged() -> None:
    session = Session().opening()
    asked = session.receive(
        "initiator", "sign.update", {"signed_tx": "tx_!", "updates": [session.transfer(1)]}
    )
    session.send("initiator", "update", {"signed_tx": session.signed(session.round(2, 1), ALICE)})
    assert only_finding(findings_of(session.records)) == ("transaction_invalid", "error", asked)


def test_params_that_the_node_refused_are_told_as_its_refusal_alone() -> None:
    session = Session().opening()
    session.send("initiator", "system", {"action": "dance"}, id=3)
    line = session.answer("initiator", 3, error={"code": 3, "message": "Rejected", "request": {}})
    assert only_finding(findings_of(session.records)) == ("request_refused", "info", line)


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        ({}, "the connection"),
        ({"method": "channels.deposit", "jsonrpc": "2.0"}, "'channels.deposit'"),
        ({"method": 5}, "something"),
        ([], "something"),
    ],
)
def test_a_refusal_of_what_was_not_captured_names_what_it_repeats(request_: Any, words: str) -> None:
    session = Session()
    error = {"code": 3, "message": "Rejected", "request": request_}
    line = session.answer("initiator", None, error=error)
    found = findings_of(session.records)
    assert only_finding(found) == ("request_refused", "info", line)
    assert found[0].message == f"the node refused {words}: 'Rejected'"


def test_what_the_other_side_put_on_chain_alone_is_not_held_against_ours() -> None:
    session = Session().opening()

    def settle(key: Any, nonce: int) -> ChannelSettleTx:
        return ChannelSettleTx(
            channel_id=session.channel,
            from_id=key.address,
            initiator_amount_final=1,
            responder_amount_final=1,
            ttl=0,
            fee=10**15,
            nonce=nonce,
        )

    session.ask("initiator", "settle_sign", settle(ALICE, 2))
    session.send("initiator", "settle_sign", {"signed_tx": session.signed(settle(ALICE, 2), ALICE)})
    session.chain("initiator", "channel_closed", settle(BOB, 9), BOB)
    assert findings_of(session.records) == ()
    line = session.chain("initiator", "channel_closed", settle(ALICE, 3), ALICE)
    assert only_finding(findings_of(session.records)) == ("chain_differs", "error", line)
