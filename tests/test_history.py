"""Histories of channels: which messages and transactions belong to them, participants and networks."""

from __future__ import annotations

import json

import pytest

import aecodec
from aecodec.errors import SignatureError
from aecodec.inspector import captures, checks
from aecodec.inspector.history import ChannelHistory, reconstruct
from aecodec.rpc.signing import REPLIES
from aecodec.signing import sign
from aecodec.tx import PayingForTx, SignedTx
from aecodec.tx.layers import unwrap_ga

from .conftest import founding, spec_text
from .recorded_sessions import (
    ALICE,
    BOB,
    CHANNEL,
    OTHER_KEY,
    Session,
    channel_of,
    findings_of,
    founding_session,
    history_of,
    text_of,
)

FACTS = founding()


def channel_at(history: ChannelHistory, line: int) -> str | None:
    (message,) = (message for message in history.messages if message.line == line)
    return message.channel_id


# --- the founding session -------------------------------------------------------------------------


def test_the_founding_session_is_told_with_all_its_facts() -> None:
    history = reconstruct(captures.read(captures.sample()))
    (channel,) = history.channels
    assert channel.channel_id == CHANNEL == FACTS["channel_id"]
    assert channel.network_id == "local_iris_testnet" == FACTS["network_id"]
    assert channel.participants == (FACTS["initiator_id"], FACTS["responder_id"])
    assert channel.roles_known
    assert channel.last_balances == FACTS["balances"]
    assert list(FACTS["balances"].values()) == [69999999999999, 40000000000001]
    assert (channel.round, channel.status) == (1, "died")
    verdict = channel.verifications[FACTS["co_signed"]]
    assert verdict.ok
    assert {one.signer for one in verdict.signatures} == set(channel.participants)
    assert not channel.verifications[FACTS["half_signed"]].ok
    assert len(history.messages) == 60
    assert sum(len(message.carried) for message in history.messages) == 10


def test_a_transaction_that_comes_again_is_opened_once() -> None:
    history = reconstruct(captures.read(captures.sample()))
    opened = [carried.tx for _, carried in history.evidence if carried.text == FACTS["co_signed"]]
    assert len(opened) == 7
    assert all(tx is opened[0] for tx in opened)


# --- attribution ----------------------------------------------------------------------------------


def test_messages_without_an_id_belong_where_their_transaction_or_their_answer_says() -> None:
    history = history_of(founding_session())
    assert [channel_at(history, line) for line in (142, 212, 261, 320)] == [CHANNEL] * 4
    assert [channel_at(history, line) for line in (652, 667)] == [CHANNEL] * 2  # the query by its answer
    assert [channel_at(history, line) for line in (9, 28, 39, 106, 124, 235, 360)] == [None] * 7


def test_what_a_client_signs_belongs_to_the_channel_that_the_transaction_names() -> None:
    session = Session().opening().update(2, 5)
    history = history_of(session.records)
    sent = [message for message in history.messages if message.sent and message.carried]
    assert [message.method for message in sent[-2:]] == ["channels.update", "channels.update_ack"]
    assert {message.channel_id for message in sent} == {session.channel}


def test_what_people_write_belongs_to_the_channel_that_its_message_names() -> None:
    session = Session()
    words = {"from": str(ALICE.address), "to": str(BOB.address), "info": session.signed(session.create)}
    session.receive("responder", "message", {"message": {"channel_id": CHANNEL, **words}}, None)
    history = history_of(session.records)
    assert channel_at(history, session.line) == CHANNEL
    (message,) = history.messages
    assert [type(carried.tx) for carried in message.carried] == [SignedTx]
    assert message.evidence == ()


def test_words_that_only_begin_like_a_transaction_are_none() -> None:
    session = Session()
    session.send("initiator", "message", {"to": str(BOB.address), "info": "tx_ is how they begin"})
    assert history_of(session.records).messages[0].carried == ()


def test_what_a_refusal_repeats_is_not_opened_again() -> None:
    session = Session()
    request = {"jsonrpc": "2.0", "method": "channels.update", "params": {"signed_tx": FACTS["co_signed"]}}
    session.send("initiator", "update", request["params"])
    error = {"code": 3, "message": "Rejected", "request": request, "data": [FACTS["unsigned"]]}
    session.answer("initiator", None, error=error)
    sent, refusal = history_of(session.records).messages
    assert [carried.text for carried in sent.carried] == [FACTS["co_signed"]]
    assert [(carried.path, carried.text) for carried in refusal.carried] == [
        ("error.data[0]", FACTS["unsigned"])
    ]
    assert sent.refused


def test_two_channels_at_a_time_are_told_apart_by_id_not_by_position() -> None:
    first, second = Session().opening().update(2, 5), Session(nonce=2).opening().update(2, 7)
    mixed = [record for pair in zip(first.records, second.records, strict=True) for record in pair]
    history = history_of(mixed)
    assert [channel.channel_id for channel in history.channels] == [first.channel, second.channel]
    for session, channel in zip((first, second), history.channels, strict=True):
        alone = channel_of(session.records)
        assert channel.balances == alone.balances
        assert channel.last_balances == session.balances
        assert len(channel.messages) == len(alone.messages)
    assert checks.findings(history) == ()


def test_the_reply_to_every_signing_request_of_the_catalogue_is_known() -> None:
    assert REPLIES["channels.update"] == "channels.sign.update"
    assert REPLIES["channels.slash_sign"] == REPLIES["channels.slash_tx"] == "channels.sign.slash_tx"


def test_the_signing_replies_are_those_of_the_specification() -> None:
    catalogue = json.loads(spec_text("channel_rpc.json"))
    assert {
        message["method"]: message["answers"]
        for message in catalogue["messages"]
        if message["kind"] == "signing_reply"
    } == REPLIES


# --- participants and network ---------------------------------------------------------------------


def test_a_capture_from_the_middle_knows_roles_by_who_signed_first() -> None:
    session = Session().opening()
    start = len(session.records)
    session.update(2, 5)
    channel = channel_of(session.records[start:])
    assert channel.participants == (ALICE.address, BOB.address)
    assert channel.roles_known
    assert channel.network_id == "ae_uat"
    assert (channel.round, channel.last_balances) == (2, None)


def test_roles_are_not_guessed_from_other_names() -> None:
    session = Session().opening()
    start = len(session.records)
    renamed = text_of(session.update(2, 5).records[start:])
    renamed = renamed.replace('"initiator"', '"left"').replace('"responder"', '"right"')
    (channel,) = reconstruct(captures.read(renamed)).channels
    assert set(channel.participants or ()) == {ALICE.address, BOB.address}
    assert not channel.roles_known
    assert all(len(verdict.signatures) in (1, 2) for verdict in channel.verifications.values())


def test_balances_that_a_node_tells_prove_themselves_by_the_state_hash_both_signed() -> None:
    session = Session().opening()
    start = len(session.records)
    session.update(2, 5).query_balances("initiator", 10**20 - 8, 10**20 + 8)
    channel = channel_of(session.records[start:])
    assert channel.last_balances == {ALICE.address: 10**20 - 8, BOB.address: 10**20 + 8}
    for balances in ([(ALICE, 5)], [(ALICE, 5), (BOB, 5)], [(ALICE, 10**20 - 8), (BOB, -1)]):
        session.records.pop()
        result = [{"account": str(key.address), "balance": balance} for key, balance in balances]
        session.answer("initiator", 7, result=result)
        assert channel_of(session.records[start:]).last_balances is None


def test_another_network_is_found_only_if_it_is_named() -> None:
    records = Session(network="my_own_network").opening().records
    assert channel_of(records).network_id is None
    assert channel_of(records).verifications == {}
    assert channel_of(records, "another", "my_own_network").network_id == "my_own_network"
    with pytest.raises(SignatureError):
        history_of(records, "")


def test_participants_that_are_one_account_or_none_are_no_participants() -> None:
    session = Session(responder_id=ALICE.address)
    session.receive("initiator", "update", {"state": session.signed(session.create, ALICE)})
    assert channel_of(session.records).participants is None
    contracts = [aecodec.encode("ct", key.address.key) for key in (ALICE, BOB)]
    for first, second in (contracts, ["ct_x", "any"], [ALICE.address] * 2):
        session = Session()
        session.open("initiator", initiator_id=first, responder_id=second)
        tx = session.signed(session.round(2, 1), ALICE, BOB)
        session.receive("initiator", "update", {"state": tx})
        assert channel_of(session.records).participants is None


def test_the_address_of_another_channel_does_not_name_participants() -> None:
    session = Session().opening()
    start = len(session.records)
    records = session.update(2, 5).records[start:]
    other = Session()
    for who in ("initiator", "responder"):
        other.open(who, responder_id=OTHER_KEY.address)
    channel = channel_of(other.records + records)
    assert channel.participants == (ALICE.address, BOB.address)
    assert channel.network_id == "ae_uat"


def test_a_paying_for_is_signed_by_its_payer_and_is_not_looked_into() -> None:
    session = Session()
    inner = sign(sign(session.create, ALICE, "ae_uat", inner=True), BOB, "ae_uat", inner=True)
    paying = PayingForTx(payer_id=OTHER_KEY.address, nonce=1, fee=10**15, tx=inner)
    signed = sign(paying, OTHER_KEY, "ae_uat")
    assert unwrap_ga(signed).tx == paying
    session.receive("initiator", "on_chain_tx", {"info": "x", "tx": aecodec.encode_tx(signed), "type": "y"})
    assert channel_of(session.records).network_id == "ae_uat"
    assert findings_of(session.records) == ()
