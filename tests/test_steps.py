"""Steps: who proposed what, who signed it, what it moved and how it ended, of sessions of our own making."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import replace
from aecodec._channel_rules import Move
from aecodec.inspector.history import Channel
from aecodec.inspector.steps import KINDS, OUTCOMES, Step
from aecodec.state import OffChainTransfer
from aecodec.tx import ChannelCloseMutualTx, ChannelDepositTx, ChannelOffchainTxV1

from .recorded_sessions import ALICE, BOB, Record, Session, channel_of, history_of

A, B = ALICE.address, BOB.address
OPENED = {A: 10**20 - 3, B: 10**20 + 3}


def steps_of(session: Session, *networks: str) -> tuple[Step, ...]:
    return channel_of(session.records, *networks).steps


def outline(steps: tuple[Step, ...]) -> list[tuple[str, str, int | None]]:
    return [(step.kind, step.outcome, step.round) for step in steps]


def propose(session: Session, who: str, number: int, amount: int) -> Any:
    """A request to sign for Alice's payment to Bob, which nobody has signed; its transaction."""
    before = dict(session.balances)
    tx = session.round(number, amount)
    session.balances = before
    session.ask(who, "update", tx, updates=[session.transfer(amount)])
    return tx


def conflict(session: Session, who: str, number: int, code: int = 2) -> int:
    data = {"channel_id": session.channel, "round": number, "error_code": code, "error_msg": "words"}
    return session.receive(who, "conflict", data)


# --- operations that both sign --------------------------------------------------------------------


def test_an_opening_is_one_step_with_its_push_its_fee_and_both_sides_messages() -> None:
    session = Session().opening()
    (step,) = steps_of(session)
    assert (step.kind, step.outcome, step.round, step.participant) == ("open", "agreed", 1, "initiator")
    assert (step.proposer, step.signers) == (A, (A, B))
    assert (step.before, step.after) == ({A: 10**20, B: 10**20}, OPENED)
    assert step.moves == (Move(A, B, 3),)
    assert step.fee == session.create.fee
    assert step.tx == session.create
    assert step.lines == (5, session.line)


def test_a_round_has_its_request_and_the_messages_of_both_sides() -> None:
    session = Session().opening()
    request = session.send("initiator", "update.new", {"from": str(A), "to": str(B), "amount": 5})
    _, step = steps_of(session.update(2, 5))
    assert (step.kind, step.outcome, step.round, step.method) == ("update", "agreed", 2, "update.new")
    assert (step.participant, step.proposer, step.signers) == ("initiator", A, (A, B))
    assert step.updates == (OffChainTransfer(from_=A, to=B, amount=5),)
    assert step.moves == (Move(A, B, 5),)
    assert (step.before, step.after) == (OPENED, {A: 10**20 - 8, B: 10**20 + 8})
    assert step.lines == (request, session.line)
    assert len(step.messages) == 7
    assert step.fee is None


def test_a_request_with_an_id_brings_its_answer_along() -> None:
    session = Session().opening()
    session.send("initiator", "update.new", {"from": str(A), "to": str(B), "amount": 5}, id=3)
    session.answer("initiator", 3, result="ok")
    session.send("responder", "update.new", {"from": str(A), "to": str(B), "amount": 6}, id=4)
    _, step = steps_of(session.update(2, 5))
    assert [message.method for message in step.messages[:2]] == ["channels.update.new"] * 2
    assert len(step.messages) == 8


def deposit(session: Session, number: int, amount: int) -> Any:
    session.balances[B] += amount
    hashed = aecodec.decode(aecodec.state_hash(session.balances), "st")
    members = {"from_id": B, "amount": amount, "ttl": 0, "fee": 10**15, "round": number, "nonce": 1}
    return ChannelDepositTx(channel_id=session.channel, state_hash=hashed, **members)


def test_a_deposit_comes_from_the_chain() -> None:
    session = Session().opening()
    tx = deposit(session, 2, 7)
    updates = [{"op": "OffChainDeposit", "from": str(B), "amount": 7}]
    session.ask("responder", "deposit_tx", tx, updates=updates)
    session.send("responder", "deposit_tx", {"signed_tx": session.signed(tx, BOB)})
    session.receive("initiator", "info", {"event": "deposit_created"})
    session.ask("initiator", "deposit_ack", tx, BOB, updates=updates)
    session.send("initiator", "deposit_ack", {"signed_tx": session.signed(tx, ALICE, BOB)})
    session.chain("initiator", "deposit_created", tx, ALICE, BOB)
    session.chain("initiator", "channel_changed", tx, ALICE, BOB)
    session.receive("initiator", "info", {"event": "own_deposit_locked"})
    session.receive("initiator", "update", {"state": session.signed(tx, ALICE, BOB)})
    _, step = steps_of(session)
    assert (step.kind, step.outcome, step.round, step.on_chain) == ("deposit", "agreed", 2, True)
    assert (step.participant, step.proposer, step.moves) == ("responder", B, (Move(None, B, 7),))
    assert len(step.messages) == 9
    assert channel_of(session.records).deposits == {B: 7}
    assert channel_of(session.records).fees == {A: session.create.fee, B: 10**15}


def test_a_mutual_close_pays_out() -> None:
    session = Session().opening()
    finals = {"initiator_amount_final": 10**20 - 3 - 5, "responder_amount_final": 10**20 + 3 - 5}
    tx = ChannelCloseMutualTx(channel_id=session.channel, from_id=A, ttl=0, fee=10, nonce=2, **finals)
    session.send("initiator", "shutdown")
    session.ask("initiator", "shutdown_sign", tx)
    session.send("initiator", "shutdown_sign", {"signed_tx": session.signed(tx, ALICE)})
    half = channel_of(session.records)
    assert outline(half.half_signed) == [("close_mutual", "half_signed", 1)]
    assert half.payouts is None
    session.ask("responder", "shutdown_sign_ack", tx, ALICE)
    session.send("responder", "shutdown_sign_ack", {"signed_tx": session.signed(tx, ALICE, BOB)})
    session.chain("responder", "close_mutual", tx, ALICE, BOB)
    channel = channel_of(session.records)
    _, step = channel.steps
    assert (step.kind, step.outcome, step.method, step.signers) == (
        "close_mutual",
        "agreed",
        "shutdown",
        (A, B),
    )
    assert step.moves == (Move(A, None, 10**20 - 8), Move(B, None, 10**20 - 2))
    assert channel.payouts == {A: 10**20 - 8, B: 10**20 - 2}
    assert channel.half_signed == ()


# --- how else they end ----------------------------------------------------------------------------


def test_a_refusal_belongs_to_what_was_refused_and_so_does_the_conflict_of_the_other_side() -> None:
    session = Session().opening()
    tx = propose(session, "initiator", 2, 5)
    session.send("initiator", "update", {"signed_tx": session.signed(tx, ALICE)})
    session.ask("responder", "update_ack", tx, ALICE, updates=[session.transfer(5)])
    session.send("responder", "update_ack", {"error": 147})
    session.receive("responder", "info", {"event": "aborted_update"})
    conflict(session, "initiator", 1, 147)
    channel = channel_of(session.records)
    _, step = channel.steps
    assert (step.outcome, step.code, step.reason) == ("refused", 147, "user-defined")
    assert (step.signers, len(step.messages)) == ((A,), 6)
    assert channel.half_signed == (step,)
    assert step.after == {A: 10**20 - 8, B: 10**20 + 8}
    assert channel.last_balances == OPENED


def test_both_propose_and_both_proposals_are_dropped() -> None:
    session = Session().opening()
    first = propose(session, "initiator", 2, 5)
    propose(session, "responder", 2, 6)
    session.send("initiator", "update", {"signed_tx": session.signed(first, ALICE)})
    for who in ("responder", "initiator"):
        conflict(session, who, 1)
    _, mine, theirs = steps_of(session)
    assert (mine.outcome, mine.code, mine.signers) == ("conflict", 2, (A,))
    assert (theirs.outcome, theirs.code, theirs.signers) == ("conflict", 2, ())
    assert channel_of(session.records).half_signed == (mine,)


def test_a_round_that_is_agreed_later_settles_what_was_half_signed_in_a_conflict() -> None:
    session = Session().opening()
    first = propose(session, "initiator", 2, 5)
    session.send("initiator", "update", {"signed_tx": session.signed(first, ALICE)})
    conflict(session, "initiator", 1)
    session.update(2, 5)  # the very same transaction
    channel = channel_of(session.records)
    assert outline(channel.steps) == [
        ("open", "agreed", 1),
        ("update", "conflict", 2),
        ("update", "agreed", 2),
    ]
    assert channel.half_signed == ()


def test_a_conflict_where_only_the_other_side_proposed_is_part_of_that_proposal() -> None:
    session = Session().opening()
    tx = propose(session, "initiator", 2, 5)
    session.send("initiator", "update", {"signed_tx": session.signed(tx, ALICE)})
    for who in ("responder", "initiator"):
        conflict(session, who, 1)
    _, step = steps_of(session)
    assert (step.outcome, len(step.messages)) == ("conflict", 4)
    line = conflict(session, "initiator", 1)  # a second one for the same side belongs to nothing
    assert outline(steps_of(session))[2:] == [("conflict", "conflict", 1)]
    assert steps_of(session)[-1].lines == (line, line)


@pytest.mark.parametrize(
    ("signed", "event", "outcome"),
    [
        (False, None, "unanswered"),
        (True, None, "half_signed"),
        (False, "timeout", "aborted"),
        (True, "died", "half_signed"),
    ],
)
def test_what_nothing_ends(signed: bool, event: str | None, outcome: str) -> None:
    session = Session().opening()
    tx = propose(session, "initiator", 2, 5)
    if signed:
        session.send("initiator", "update", {"signed_tx": session.signed(tx, ALICE)})
    if event is not None:
        session.receive("initiator", "info", {"event": event})
    assert steps_of(session)[1].outcome == outcome
    assert len(channel_of(session.records).half_signed) == signed


def test_both_signatures_make_a_round_even_if_no_node_says_so() -> None:
    session = Session().opening().update(2, 5)
    del session.records[-2:]
    assert outline(steps_of(session))[1:] == [("update", "agreed", 2)]


def test_a_rejected_request_has_its_most_exact_code_and_its_round() -> None:
    session = Session().opening().update(2, 5)
    frame = {"jsonrpc": "2.0", "method": "channels.update.new", "params": {"amount": "1"}}
    session.send("initiator", "update.new", {"amount": "1"})
    error = {
        "code": 3,
        "message": "Rejected",
        "data": [{"code": 1008, "message": "Not a number"}],
        "request": frame,
    }
    session.answer("initiator", None, error=error)
    *_, step = steps_of(session)
    assert (step.kind, step.outcome, step.round, step.code) == ("update", "rejected", 2, 1008)
    assert step.reason == "a number is no JSON integer: text and fractions are none"
    assert (step.method, step.participant, len(step.messages)) == ("update.new", "initiator", 2)


def test_what_is_rejected_before_there_is_a_channel_belongs_to_none() -> None:
    session = Session()
    error = {"code": 3, "message": "Rejected", "data": [{"code": 105, "message": "x"}], "request": {}}
    frame = {"jsonrpc": "2.0", "id": None, "error": error, "version": 1}
    session.add("message", "initiator", direction="receive", frame=frame)
    history = history_of(session.records)
    assert history.channels == ()
    assert [(step.kind, step.code, step.channel_id) for step in history.steps] == [("other", 105, None)]


# --- attribution ----------------------------------------------------------------------------------


def test_channels_that_are_interleaved_have_the_steps_that_each_has_alone() -> None:
    first, second = Session().opening().update(2, 5), Session(nonce=2).opening().update(2, 7)
    for session in (first, second):
        tx = propose(session, "initiator", 3, 9)
        session.send("initiator", "update", {"signed_tx": session.signed(tx, ALICE)})
        conflict(session, "initiator", 2)
    mixed = [record for pair in zip(first.records, second.records, strict=True) for record in pair]
    for session, channel in zip((first, second), history_of(mixed).channels, strict=True):
        alone = channel_of(session.records)
        assert outline(channel.steps) == outline(alone.steps)
        assert [step.moves for step in channel.steps] == [step.moves for step in alone.steps]
        assert [len(step.messages) for step in channel.steps] == [len(step.messages) for step in alone.steps]


def test_a_capture_from_the_middle_gets_its_balances_from_a_later_answer() -> None:
    session = Session().opening()
    start = len(session.records)
    session.update(2, 5).update(3, 6)
    assert [step.after for step in channel_of(session.records[start:]).steps] == [None, None]
    session.query_balances("initiator", 10**20 - 14, 10**20 + 14)
    first, second = channel_of(session.records[start:]).steps
    assert first.after == second.before == {A: 10**20 - 8, B: 10**20 + 8}
    assert second.after == {A: 10**20 - 14, B: 10**20 + 14}


@pytest.mark.parametrize("start", range(1, 7))
def test_a_capture_may_begin_within_a_round(start: int) -> None:
    session = Session().opening()
    first = len(session.records) + start - 1
    (step,) = channel_of(session.update(2, 5).records[first:]).steps
    assert (step.kind, step.outcome, step.round) == ("update", "agreed", 2)
    # Only the updates of a request to sign name the accounts, and who signs what is checked against them.
    assert set(step.signers) == ({A, B} if start <= 3 else set())
    assert step.participant == ("initiator" if start <= 2 else None)


def test_updates_within_a_transaction_of_version_1_count() -> None:
    session = Session().opening()
    after = {A: 10**20 - 8, B: 10**20 + 8}
    updates = (OffChainTransfer(from_=A, to=B, amount=5),)
    hashed = aecodec.decode(aecodec.state_hash(after), "st")
    tx = ChannelOffchainTxV1(channel_id=session.channel, round=2, updates=updates, state_hash=hashed)
    session.receive("initiator", "sign.update", {"tx": aecodec.encode_tx(tx)})
    _, step = steps_of(session)
    assert (step.updates, step.moves, step.after) == (updates, (Move(A, B, 5),), after)


def test_absent_updates_are_unknown_and_none_are_none() -> None:
    session = Session().opening()
    tx = session.round(2, 5)
    session.receive("initiator", "sign.update", {"tx": session.signed(tx)})
    session.ask("responder", "update", replace(tx, round=3), updates=[])
    assert [step.updates for step in steps_of(session)[1:]] == [None, ()]


# --- leaving and coming back ----------------------------------------------------------------------


def leave(session: Session, tx: Any) -> None:
    session.send("initiator", "leave")
    for who in ("responder", "initiator"):
        session.receive(who, "leave", {"state": session.signed(tx, ALICE, BOB)})
        session.receive(who, "info", {"event": "died"})


def test_both_leave_and_come_back_to_the_state_that_they_left() -> None:
    session = Session().opening()
    leave(session, session.create)
    for who in ("responder", "initiator"):
        for event in ("channel_reestablished", "open"):
            session.receive(who, "info", {"event": event})
        session.receive(who, "update", {"state": session.signed(session.create, ALICE, BOB)})
    session.update(2, 5)
    assert [
        (step.kind, step.outcome, step.participant, len(step.messages)) for step in steps_of(session)[1:]
    ] == [
        ("leave", "done", "initiator", 5),
        ("reestablish", "done", "responder", 3),
        ("reestablish", "done", "initiator", 3),
        ("update", "agreed", "initiator", 6),
    ]


def test_a_participant_whose_state_machine_lives_returns_without_a_word_of_the_other() -> None:
    session = Session().opening()
    session.receive("initiator", "info", {"event": "fsm_up", "fsm_id": "ba_c2VjcmV0IHRva2VuIFCD"})
    step = steps_of(session)[-1]
    assert (step.kind, step.outcome, step.participant, step.after) == ("return", "done", "initiator", OPENED)


def test_a_return_alone_tells_the_state_that_counts() -> None:
    session = Session().opening().update(2, 5)
    tx: Record = session.records[-1]["frame"]["params"]["data"]
    session = Session()
    session.receive("initiator", "info", {"event": "channel_reestablished"})
    session.receive("initiator", "update", tx)
    (step,) = steps_of(session)
    assert (step.kind, len(step.messages)) == ("reestablish", 2)
    assert channel_of(session.records).round == 2


def test_every_kind_and_outcome_is_explained() -> None:
    assert all(KINDS.values())
    assert all(OUTCOMES.values())
    assert "half_signed" in OUTCOMES
    assert Channel(channel_id="x").payouts is None
