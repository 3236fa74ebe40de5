"""What ends an own operation of a session, and what does not: closes, snapshots, absence, late news."""

from __future__ import annotations

from typing import Any

from aecodec import _channel_rules as rules
from aecodec import build, encode_tx
from aecodec.channel import Conflicted, Dropped, OnChain, Operation, Session, SignRequest
from aecodec.objects import SignedTx, Tx
from aecodec.signing import Key, sign

from .channel_requests import (
    ALICE,
    BOB,
    CHANNEL,
    FEE,
    NETWORK,
    PAID,
    STATE,
    TERMS,
    UNIT,
    A,
    B,
    after,
    ask,
    both,
    codes,
    deposit,
    in_channel,
    info,
    kinds,
    methods,
    offchain,
    report,
    signed,
)

FINALS = {"initiator_amount_final": 0, "responder_amount_final": 0}


def conflict(session: Session, code: int) -> list[Any]:
    data = {"channel_id": str(CHANNEL), "round": 1, "error_code": code, "error_msg": "conflict"}
    return report(session, "conflict", data)


def on_chain(session: Session, what: str, tx: SignedTx, tx_type: str) -> list[Any]:
    return report(session, "on_chain_tx", {"info": what, "tx": encode_tx(tx), "type": tx_type})


def close_solo(payload: SignedTx | None = None, balances: Any = None) -> Tx:
    poi = rules.proof_of(balances or TERMS.balances, (A, B))
    return build.channel_close_solo_tx(
        channel_id=CHANNEL, from_id=A, payload=payload, poi=poi, nonce=2, protocol="ceres"
    )


def snapshot() -> Tx:
    return build.channel_snapshot_solo_tx(
        channel_id=CHANNEL, from_id=A, payload=both(STATE), nonce=2, protocol="ceres"
    )


def agree_on_second(session: Session, key: Key = ALICE) -> None:
    """Let the other participant propose round 2, and both sign it."""
    request = ask(session, "update_ack", STATE, [PAID], signers=[BOB if key is ALICE else ALICE])
    session.sign(request, sign(request.signed or STATE, key, NETWORK))
    report(session, "update", {"state": encode_tx(both(STATE))})


def signed_alone(session: Session, operation: Operation, name: str, tx: Tx) -> None:
    assert methods(session)
    request = ask(session, name, tx)
    assert codes(request) == []
    session.sign(request, signed(tx, ALICE))
    assert operation.phase == "sent"


# --- one's own shutdown ---------------------------------------------------------------------------


def test_a_conflict_before_the_request_to_sign_does_not_end_a_close() -> None:
    alice = in_channel(ALICE)
    operation = alice.shutdown()
    methods(alice)
    (event,) = conflict(alice, 3)
    assert (event.operation, operation.phase) == (None, "requested")
    alice.tick(10)
    assert list(alice.events()) == []
    locked = sum(TERMS.balances.values())
    shares = rules.close_shares(*TERMS.balances.values(), FEE)
    assert shares is not None
    close = build.channel_close_mutual_tx(
        channel_id=CHANNEL,
        from_id=A,
        initiator_amount_final=shares.initiator,
        responder_amount_final=shares.responder,
        fee=FEE,
        nonce=2,
        protocol="ceres",
    )
    assert locked == sum(shares) + FEE
    request = ask(alice, "shutdown_sign", close)
    assert (codes(request), request.operation) == ([], operation)


# --- a close by the other one ---------------------------------------------------------------------


def test_a_close_ends_what_was_signed_and_lets_a_shutdown_follow() -> None:
    alice = in_channel(ALICE)
    operation = alice.pay(UNIT)
    methods(alice)
    alice.sign(ask(alice, "update", STATE, [PAID]), signed(STATE, ALICE))
    on_chain(alice, "solo_closing", sign(close_solo(), BOB, NETWORK), "channel_close_solo_tx")  # type: ignore[arg-type]
    events = info(alice, "closing")
    assert kinds(events) == ["Dropped", "Closing"]
    (dropped, _) = events
    assert isinstance(dropped, Dropped)
    assert (dropped.operation, operation.phase) == (operation, "failed")
    # Our signature is out all the same.
    assert dropped.half_signed == signed(STATE, ALICE)
    assert alice.pending[-1].round == 2
    alice.settle()
    assert methods(alice)[-1] == "channels.settle"


# --- what one does alone --------------------------------------------------------------------------


def test_a_snapshot_is_done_though_an_update_was_signed_meanwhile() -> None:
    alice = in_channel(ALICE)
    agree_on_second(alice)
    operation = alice.snapshot()
    signed_alone(alice, operation, "snapshot_solo_tx", snapshot())
    third = offchain(3, after(PAID, after(PAID)))
    request = ask(alice, "update_ack", third, [PAID], signers=[BOB])
    alice.sign(request, signed(third, ALICE, BOB))
    report(alice, "update", {"state": encode_tx(both(third))})
    events = on_chain(alice, "channel_changed", signed(snapshot(), ALICE), "channel_snapshot_solo_tx")
    assert [event.operation for event in events if isinstance(event, OnChain)] == [operation]
    assert operation.phase == "done"


def test_the_end_of_a_proposal_of_the_other_one_does_not_end_a_snapshot() -> None:
    alice = in_channel(ALICE)
    agree_on_second(alice)
    operation = alice.snapshot()
    signed_alone(alice, operation, "snapshot_solo_tx", snapshot())
    info(alice, "update")
    conflict(alice, 3)
    assert operation.phase == "sent"
    (event,) = conflict(alice, 5)
    assert (event.operation, operation.phase) == (operation, "failed")


def test_a_close_that_no_block_can_hold_any_more_has_failed() -> None:
    alice = in_channel(ALICE)
    operation = alice.close_solo()
    signed_alone(alice, operation, "close_solo_sign", close_solo())
    events = on_chain(alice, "channel_changed", both(deposit(B, round=2)), "channel_deposit_tx")
    (failed,) = (event for event in events if isinstance(event, Conflicted))
    assert (failed.operation, failed.code, operation.phase) == (operation, 5, "failed")


def test_what_one_does_alone_takes_the_place_of_what_waits_for_a_signature() -> None:
    alice = in_channel(ALICE)
    alice.close_solo()
    methods(alice)
    before = ask(alice, "update_ack", STATE, [PAID], signers=[BOB])
    request = ask(alice, "close_solo_sign", close_solo())
    assert codes(request) == []
    assert alice.request is request
    assert isinstance(before, SignRequest)


# --- nobody there ---------------------------------------------------------------------------------


def test_what_was_signed_is_given_up_when_the_other_one_is_away() -> None:
    bob = in_channel(BOB)
    operation = bob.request_payment(UNIT)
    methods(bob)
    bob.sign(ask(bob, "update", STATE, [PAID]), signed(STATE, BOB))
    list(bob.events())
    events = info(bob, "peer_disconnected")
    assert kinds(events) == ["Conflicted", "PeerAway"]
    assert (events[0].operation, events[0].half_signed) == (operation, signed(STATE, BOB))  # type: ignore[union-attr]


def test_a_leave_to_which_the_node_says_nothing_but_ok_is_dropped() -> None:
    alice = in_channel(ALICE)
    operation = alice.leave()
    methods(alice)
    alice.receive(
        f'{{"jsonrpc":"2.0","id":{operation.frame_id},"result":"ok","channel_id":null,"version":1}}'
    )
    for _ in range(15):
        alice.tick(9)
    assert operation.phase == "requested"
    alice.tick(15)
    assert [event.operation for event in alice.events() if isinstance(event, Dropped)] == [operation]


def test_the_state_that_a_leave_names_is_taken_over_if_it_is_newer() -> None:
    alice = in_channel(ALICE)
    alice.pay(UNIT)
    methods(alice)
    alice.sign(ask(alice, "update", STATE, [PAID]), signed(STATE, ALICE))
    list(alice.events())
    kept = alice.resume
    again = Session(TERMS, A, NETWORK, resume=kept)
    # The other one signed in the meantime, and leaves before the state was asked for.
    info(again, "fsm_up", fsm_id=kept.token)
    events = report(again, "leave", {"state": encode_tx(both(STATE))})
    assert kinds(events) == ["Save", "Left"]
    assert again.state is not None
    assert (again.state.round, again.balances, again.pending) == (2, after(PAID), ())


def test_a_state_of_a_leave_that_not_both_signed_is_not_taken_over() -> None:
    alice = in_channel(ALICE)
    events = report(alice, "leave", {"state": encode_tx(signed(STATE, BOB))})
    assert kinds(events) == ["Warned", "Left"]
    assert alice.state is not None
    assert alice.state.round == 1
