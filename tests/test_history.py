"""Films: transactions opened, messages attributed to their channel, states and balances by their hash."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import replace
from aecodec.errors import SignatureError
from aecodec.ids import Id
from aecodec.inspector import captures, checks, inspection, report
from aecodec.inspector.balances import apply_updates, opening_balances
from aecodec.inspector.history import Channel, ChannelHistory, reconstruct
from aecodec.inspector.messages import REPLIES
from aecodec.objects import Tx
from aecodec.protocol import IdKind
from aecodec.rpc import Connection
from aecodec.signing import sign
from aecodec.state_tree import state_hash
from aecodec.text import blake2b256
from aecodec.tx import GAMetaTxV2, PayingForTx, SignedTx
from aecodec.tx.layers import unwrap_ga

from .conftest import founding, spec_text
from .recorded_sessions import (
    ALICE,
    BOB,
    CHANNEL,
    STRANGER,
    Record,
    Session,
    at,
    findings_of,
    founding_session,
    history_of,
    text_of,
)
from .recordings import FOLDER, RECORDINGS, needs_recordings, recorded_history

FACTS = founding()


def the_channel(records: list[Record], *networks: str) -> Channel:
    (channel,) = history_of(records, *networks).channels
    return channel


def channel_at(history: ChannelHistory, line: int) -> str | None:
    (message,) = (message for message in history.messages if message.line == line)
    return message.channel_id


# --- the founding session -----------------------------------------------------------------------


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


# --- attribution --------------------------------------------------------------------------------


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
        alone = the_channel(session.records)
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


# --- participants and network -------------------------------------------------------------------


def test_a_capture_from_the_middle_knows_roles_by_who_signed_first() -> None:
    session = Session().opening()
    start = len(session.records)
    session.update(2, 5)
    channel = the_channel(session.records[start:])
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
    session.update(2, 5).told("initiator", 10**20 - 8, 10**20 + 8)
    channel = the_channel(session.records[start:])
    assert channel.last_balances == {ALICE.address: 10**20 - 8, BOB.address: 10**20 + 8}
    for told in ([(ALICE, 5)], [(ALICE, 5), (BOB, 5)], [(ALICE, 10**20 - 8), (BOB, -1)]):
        session.records.pop()
        result = [{"account": str(key.address), "balance": balance} for key, balance in told]
        session.answer("initiator", 7, result=result)
        assert the_channel(session.records[start:]).last_balances is None


def test_another_network_is_found_only_if_it_is_named() -> None:
    records = Session(network="my_own_network").opening().records
    assert the_channel(records).network_id is None
    assert the_channel(records).verifications == {}
    assert the_channel(records, "another", "my_own_network").network_id == "my_own_network"
    with pytest.raises(SignatureError):
        history_of(records, "")


def test_participants_that_are_one_account_or_none_are_no_participants() -> None:
    session = Session(responder_id=ALICE.address)
    session.receive("initiator", "update", {"state": session.signed(session.create, ALICE)})
    assert the_channel(session.records).participants is None
    contracts = [aecodec.encode("ct", key.address.key) for key in (ALICE, BOB)]
    for first, second in (contracts, ["ct_x", "any"], [ALICE.address] * 2):
        session = Session()
        session.open("initiator", initiator_id=first, responder_id=second)
        tx = session.signed(session.round(2, 1), ALICE, BOB)
        session.receive("initiator", "update", {"state": tx})
        assert the_channel(session.records).participants is None


def test_the_address_of_another_channel_does_not_name_participants() -> None:
    session = Session().opening()
    start = len(session.records)
    records = session.update(2, 5).records[start:]
    other = Session()
    for who in ("initiator", "responder"):
        other.open(who, responder_id=STRANGER.address)
    channel = the_channel(other.records + records)
    assert channel.participants == (ALICE.address, BOB.address)
    assert channel.network_id == "ae_uat"


def test_a_paying_for_is_signed_by_its_payer_and_is_not_looked_into() -> None:
    session = Session()
    inner = sign(sign(session.create, ALICE, "ae_uat", inner=True), BOB, "ae_uat", inner=True)
    paying = PayingForTx(payer_id=STRANGER.address, nonce=1, fee=10**15, tx=inner)
    signed = sign(paying, STRANGER, "ae_uat")
    assert unwrap_ga(signed).tx == paying
    session.receive("initiator", "on_chain_tx", {"info": "x", "tx": aecodec.encode_tx(signed), "type": "y"})
    assert the_channel(session.records).network_id == "ae_uat"
    assert findings_of(session.records) == ()


# --- generalized accounts -----------------------------------------------------------------------


def authorised(tx: Tx, account: Any, data: bytes) -> SignedTx:
    """What a generalized account makes of a transaction that it authorises."""
    signed = tx if isinstance(tx, SignedTx) else SignedTx(signatures=(), transaction=tx)
    meta = GAMetaTxV2(
        ga_id=account.address, auth_data=data, abi_version=3, fee=10**15, gas=1000, gas_price=10**9, tx=signed
    )
    return SignedTx(signatures=(), transaction=meta)


def generalized_opening(last: Any) -> tuple[Session, str]:
    """An initiator that is a generalized account: the channel's id follows from its authentication."""
    session = Session(nonce=0)
    half = authorised(session.create, ALICE, b"first")
    whole = last(half)
    named = blake2b256(
        ALICE.address.key + blake2b256(ALICE.address.key + b"first") + BOB.address.key
    )  # docs/protocol/serialization.md, Derived identifiers
    session.channel = str(Id.of(IdKind.CHANNEL, named))
    session.open("initiator")
    data = {"signed_tx": session.signed(session.create), "updates": []}
    session.receive("initiator", "sign.initiator_sign", data, None)
    session.send("initiator", "initiator_sign", {"signed_tx": aecodec.encode_tx(half)})
    session.receive("responder", "sign.responder_sign", {**data, "signed_tx": aecodec.encode_tx(half)})
    session.send("responder", "responder_sign", {"signed_tx": aecodec.encode_tx(whole)})
    session.receive("initiator", "update", {"state": aecodec.encode_tx(whole)})
    return session, aecodec.encode_tx(whole)


def co_signed_below(half: SignedTx, key: Any) -> SignedTx:
    """An ordinary signature goes to the innermost list, below the layers that are there."""
    meta: Any = half.transaction
    return replace(half, transaction=replace(meta, tx=sign(meta.tx, key, "ae_uat")))


@pytest.mark.parametrize(
    "last",
    [lambda half: authorised(half, BOB, b"second"), lambda half: co_signed_below(half, BOB)],
    ids=["the other one too", "an ordinary one beside it"],
)
def test_a_generalized_account_opens_one_channel_with_the_id_of_its_authentication(last: Any) -> None:
    session, _ = generalized_opening(last)
    history = history_of(session.records)
    (channel,) = history.channels
    assert channel.channel_id == session.channel
    assert len(channel.messages) == len(history.messages)
    assert channel.participants == (ALICE.address, BOB.address)
    assert channel.last_balances == session.balances
    assert checks.findings(history) == ()


def test_a_layer_of_a_stranger_stands_for_nobodys_signature() -> None:
    session, _ = generalized_opening(lambda half: authorised(half, STRANGER, b"second"))
    assert findings_of(session.records) == ()  # on no known network, nothing can be said of signatures
    session, _ = generalized_opening(lambda half: authorised(co_signed_below(half, ALICE), BOB, b"2"))
    assert findings_of(session.records) == ()
    strangers = authorised(sign(session.create, BOB, "ae_uat"), STRANGER, b"first")
    line = session.receive("initiator", "update", {"state": aecodec.encode_tx(strangers)})
    (finding,) = findings_of(session.records)
    assert (finding.code, finding.line) == ("signature_missing", line)
    assert str(ALICE.address) in finding.message


def test_the_innermost_authentication_of_the_initiator_counts() -> None:
    once = authorised(Session(nonce=0).create, ALICE, b"first")
    session, _ = generalized_opening(lambda half: authorised(authorised(once, ALICE, b"again"), BOB, b"2"))
    assert the_channel(session.records).channel_id == session.channel


def test_the_bare_transaction_belongs_to_the_channel_of_its_authentication_in_any_order() -> None:
    session, _ = generalized_opening(lambda half: authorised(half, BOB, b"2"))
    records = [*session.records[2:], session.records[1]]
    assert {message.channel_id for message in history_of(records).messages} == {session.channel}


def test_without_its_authentication_the_channel_of_a_generalized_account_is_not_guessed() -> None:
    session = Session(nonce=0)
    session.receive("initiator", "sign.initiator_sign", {"signed_tx": session.signed(session.create)}, None)
    assert history_of(session.records).channels == ()


def test_another_channel_than_that_of_the_authentication_is_found() -> None:
    session, whole = generalized_opening(lambda half: authorised(half, BOB, b"second"))
    line = session.receive("initiator", "update", {"state": whole}, CHANNEL)
    (finding,) = findings_of(session.records)
    assert (finding.code, finding.line) == ("channel_id_differs", line)
    assert session.channel in finding.message


# --- states, rounds and how it ends -------------------------------------------------------------

A, B = ALICE.address, BOB.address
HELD = {A: 10, B: 5}


@pytest.mark.parametrize(
    ("updates", "after"),
    [
        ([], (10, 5)),
        ([{"op": "OffChainTransfer", "from": str(A), "to": str(B), "amount": 10}], (0, 15)),
        ([{"op": "OffChainTransfer", "from": str(B), "to": str(A), "amount": 0}], (10, 5)),
        ([{"op": "OffChainTransfer", "from": str(A), "to": str(A), "amount": 3}], (10, 5)),
        ([{"op": "OffChainDeposit", "from": str(B), "amount": 4}], (10, 9)),
        ([{"op": "OffChainWithdrawal", "to": str(B), "amount": 4}], (10, 1)),
        ([{"op": "OffChainMeta", "data": "x"}, {"op": "OffChainMeta"}], (10, 5)),
    ],
)
def test_updates_move_coins(updates: list[dict[str, Any]], after: tuple[int, int]) -> None:
    assert apply_updates(HELD, updates) == dict(zip((A, B), after, strict=True))
    assert HELD == {A: 10, B: 5}


@pytest.mark.parametrize(
    "update",
    [
        {"op": "OffChainNewContract", "owner": str(A), "deposit": 1},
        {"op": "OffChainCallContract", "caller_id": str(A), "amount": 1},
        {"op": "OffChainTransfer", "from": str(A), "to": str(B), "amount": 11},
        {"op": "OffChainTransfer", "from": str(A), "to": str(B), "amount": -1},
        {"op": "OffChainTransfer", "from": str(A), "to": str(B), "amount": True},
        {"op": "OffChainTransfer", "from": str(A), "to": str(B), "amount": "1"},
        {"op": "OffChainTransfer", "from": str(A), "to": str(B)},
        {"op": "OffChainTransfer", "from": str(A), "to": str(STRANGER.address), "amount": 1},
        {"op": "OffChainTransfer", "from": [], "to": {}, "amount": 1},
        {"op": "OffChainTransfer", "amount": 1},
        {"op": "OffChainDeposit", "from": str(A), "amount": 2**256},
        {"op": [], "amount": 1},
        {},
    ],
)
def test_updates_that_make_no_sense_or_need_a_contract_leave_balances_unknown(update: dict[str, Any]) -> None:
    assert apply_updates(HELD, [update]) is None


@pytest.mark.parametrize("query", ["", "initiator_amount=5&responder_amount=5", "push_amount=1"])
def test_without_all_amounts_of_the_address_the_opening_balances_are_not_known(query: str) -> None:
    connection = Connection.parse(f"ws://x?{query}")
    assert opening_balances(Session().create, connection) is None


@pytest.mark.parametrize(("push", "after"), [(0, (5, 6)), (5, (0, 11)), (-6, (11, 0)), (6, None), (-7, None)])
def test_the_push_moves_coins_either_way_within_what_there_is(push: int, after: Any) -> None:
    url = f"ws://x?initiator_amount=5&responder_amount=6&push_amount={push}"
    balances = opening_balances(Session().create, Connection.parse(url))
    assert balances == (None if after is None else dict(zip((A, B), after, strict=True)))


def test_every_round_has_its_balances_and_the_last_one_counts() -> None:
    session = Session().opening().update(2, 5).update(3, 7)
    channel = the_channel(session.records)
    assert channel.round == 3
    assert channel.last_balances == session.balances == {A: 10**20 - 15, B: 10**20 + 15}
    assert len(channel.balances) == 3
    assert channel.balances[aecodec.decode(state_hash(session.balances), "st")] == session.balances
    assert [proposal.state_hash is not None for proposal in channel.proposals] == [True] * 6


def test_the_state_that_anybody_saw_last_counts() -> None:
    session = Session().opening().update(2, 5)
    records = session.records[:]
    told_the_responder = records.pop(-2)
    assert told_the_responder["participant"] == "responder"
    assert the_channel(records).last_balances == session.balances
    records = session.records[:-1]
    assert records[-1]["participant"] == "responder"
    assert the_channel(records).last_balances == session.balances


def test_updates_that_are_no_objects_are_left_out() -> None:
    session = Session().opening()
    session.ask("initiator", "update", session.round(2, 1), updates=[1, None, session.transfer(1), []])
    (message,) = (message for message in history_of(session.records).messages if message.line == session.line)
    assert message.asks
    assert message.updates == (session.transfer(1),)


def test_a_proposal_that_came_to_nothing_changes_nothing() -> None:
    session = Session().opening().update(2, 5)
    agreed = dict(session.balances)
    tx = session.round(3, 50)
    session.ask("initiator", "update", tx, updates=[session.transfer(50)])
    session.send("initiator", "update", {"error": 42})
    conflict = {"channel_id": session.channel, "round": 2, "error_code": 2, "error_msg": "conflict"}
    session.receive("initiator", "conflict", conflict)
    channel = the_channel(session.records)
    assert (channel.round, channel.last_balances) == (2, agreed)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], None),
        (["own_funding_locked", "news of a later node"], None),
        (["open"], "open"),
        (["open", "closing"], "closing"),
        (["open", "closing", "closed_confirmed", "died"], "closed"),
        (["open", "died"], "died"),
        (["open", "leave", "died"], "left"),
        (["open", "leave", "died", "channel_reestablished", "open"], "open"),
    ],
)
def test_the_status_is_what_was_seen_last(events: list[str], status: str | None) -> None:
    session = Session()
    session.receive("initiator", "info", {"event": "fsm_up"})
    for event in events:
        if event == "leave":
            session.receive("initiator", "leave", {"state": "tx_"})
        else:
            session.receive("initiator", "info", {"event": event})
    assert the_channel(session.records).status == status


@needs_recordings
def test_a_forced_progress_is_the_state_from_then_on() -> None:
    name = "force_progress/sc_ws_force_progress_based_on_offchain_state.md"
    assert {channel.round for channel in recorded_history(FOLDER / "json-rpc" / name).channels} == {11}


@needs_recordings
def test_every_recording_with_transactions_knows_its_participants_and_network() -> None:
    for path in RECORDINGS:
        for channel in recorded_history(path).channels:
            if any(carried.signatures for message in channel.messages for carried in message.evidence):
                assert channel.participants is not None, path
                assert channel.network_id in ("local_iris_testnet", "local_lima_testnet"), path
                assert channel.roles_known, path


# --- hostile captures ---------------------------------------------------------------------------

hostile = st.recursive(
    st.sampled_from(
        [
            *(None, True, 0, -1, 2**64, 10**2400, 1.5, "", "x", "tx_", "ch_", "ak_", "\0\ud800\n\x1b[31m"),
            *(FACTS["unsigned"], FACTS["co_signed"], FACTS["initiator_id"], "OffChainTransfer", "died"),
            *("channels.sign.update", "channels.update", "channels.message", "channels.on_chain_tx"),
        ]
    ),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["op", "a"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value within a JSON value."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in items for place in places(inner, (*path, key)))]


PLACES = [place for place in places(Session().opening().update(2, 5).records) if place]


@given(st.lists(st.tuples(st.sampled_from(PLACES), hostile), min_size=1, max_size=4))
def test_any_value_anywhere_in_a_session_gives_a_history_findings_and_a_report(
    changes: list[tuple[tuple[Any, ...], Any]],
) -> None:
    session = Session().opening().update(2, 5)
    session.told("initiator", 1, 2)
    for place, value in changes:
        target: Any = session.records
        try:
            for key in place[:-1]:
                target = target[key]
            target[place[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change took the place away
    history = reconstruct(captures.read('{"kind":"summary"}\n' + text_of(session.records)))
    inspected = inspection.inspect(history, checks.findings(history))
    assert {finding.code for finding in inspected.findings} <= set(checks.SEVERITIES)
    told = [captures.to_line(record) for record in inspection.to_records(inspected)]
    again = captures.read('{"kind":"summary"}\n' + "\n".join(told))
    assert again.entries == history.capture.entries
    assert sum(len(line) for line in report.lines(inspected)) < 100_000
    assert all(report.heading(opened) for opened in inspected.transactions.values())


def test_hundreds_of_channels_and_signatures_are_no_matter() -> None:
    session = Session()
    for number in range(1, 300):
        tx = replace(session.create, nonce=number, fee=10**15)
        forged = SignedTx(signatures=(bytes([number % 256]) * 64,), transaction=tx)
        session.receive("initiator", "update", {"state": aecodec.encode_tx(forged)}, f"ch_{number}")
    history = history_of(session.records)
    assert len(history.channels) == 299
    assert {finding.code for finding in checks.findings(history)} == {"channel_id_differs", "network_unknown"}


def test_lines_of_the_sample_can_be_left_out_one_by_one() -> None:
    records = founding_session()
    for line in [record["line"] for record in records]:
        history = history_of([record for record in records if record is not at(records, line)])
        assert history.channels[0].channel_id == CHANNEL
