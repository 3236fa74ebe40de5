"""A session's conduct: what it sends and when, what it does with conflicts and with a node that lies."""

from __future__ import annotations

import json

import pytest

from aecodec import encode_tx, replace, rpc
from aecodec.channel import (
    Aborted,
    Conflicted,
    Session,
    Terms,
    Unknown,
    Updated,
    Warned,
)
from aecodec.errors import BuildError, ChannelError, FieldError, SignatureError
from aecodec.signing import sign

from .channel_requests import (
    ALICE,
    BOB,
    CHANNEL,
    CONFLICT,
    CREATE,
    EVE,
    NETWORK,
    PAID,
    STATE,
    TERMS,
    UNIT,
    A,
    after,
    ask,
    both,
    codes,
    connected,
    in_channel,
    info,
    kinds,
    methods,
    offchain,
    report,
    signed,
    state,
    transfer,
)
from .error_of import error_of

# --- order --------------------------------------------------------------------------------------


def test_proposals_wait_until_the_channel_is_open_and_the_one_before_is_settled() -> None:
    alice = connected(ALICE)
    first, second = alice.pay(UNIT), alice.pay(UNIT)
    assert methods(alice) == []
    request = ask(alice, "initiator_sign", CREATE, channel=None)
    alice.sign(request, signed(CREATE, ALICE))
    list(alice.events())
    assert methods(alice) == ["channels.initiator_sign"]
    report(
        alice,
        "on_chain_tx",
        {"info": "funding_signed", "tx": encode_tx(both(CREATE)), "type": "channel_create_tx"},
    )
    info(alice, "open")
    assert methods(alice) == ["channels.update.new"]
    assert (first.phase, second.phase) == ("requested", "queued")
    alice.sign(ask(alice, "update", STATE, [PAID]), signed(STATE, ALICE))
    list(alice.events())
    assert methods(alice) == ["channels.update"]
    assert first.phase == "sent"
    events = report(alice, "update", {"state": encode_tx(both(STATE))})
    (updated,) = (event for event in events if isinstance(event, Updated))
    assert updated.operation is first
    assert (first.phase, second.phase) == ("done", "requested")
    assert methods(alice) == ["channels.update.new"]


def test_no_proposal_leaves_while_an_acknowledgement_is_due() -> None:
    bob = in_channel(BOB)
    info(bob, "update")
    bob.pay(UNIT)
    assert methods(bob) == []
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.sign(request, signed(request.signed or STATE, BOB))
    list(bob.events())
    assert methods(bob) == ["channels.update_ack"]
    report(bob, "update", {"state": encode_tx(both(STATE))})
    assert methods(bob) == ["channels.update.new"]
    assert state(bob).round == 2


def test_a_second_request_does_not_replace_one_that_is_unanswered() -> None:
    bob = in_channel(BOB)
    first = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    more = transfer(amount=2 * UNIT)
    second = ask(bob, "update_ack", offchain(2, after(more)), [more], [ALICE])
    assert codes(second) == ["request_unexpected"]
    assert bob.request is first


def test_only_the_pending_request_is_signed() -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.sign(request, signed(request.signed or STATE, BOB))
    error = error_of(ChannelError, bob.sign, request, signed(STATE, BOB))
    assert (error.code, error.path) == ("request_not_pending", "sign.update_ack")


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(signed(STATE, ALICE), id="without our signature"),
        pytest.param(signed(STATE, ALICE, EVE), id="with a stranger's"),
        pytest.param(signed(STATE, BOB), id="without the other one's"),
        pytest.param(both(replace(STATE, round=3)), id="of another transaction"),
        pytest.param(both(STATE, "ae_mainnet"), id="for another network"),
    ],
)
def test_a_reply_that_is_not_ours_does_not_leave(reply: object) -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    error = error_of(ChannelError, bob.sign, request, reply)
    assert (error.code, error.path) == ("reply_wrong", "sign.update_ack")
    assert methods(bob) == []
    assert bob.request is request


# --- refusals and conflicts ---------------------------------------------------------------------


def test_a_refusal_is_sent_with_its_code_and_confirmed() -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.refuse(request, 147)
    (text,) = bob.to_send()
    assert json.loads(text)["params"] == {"error": 147}
    (aborted,) = info(bob, "aborted_update")
    assert aborted == Aborted(operation=None)
    assert state(bob).round == 1


@pytest.mark.parametrize("code", [0, 65_536, True, "4"])
def test_a_code_out_of_range_is_no_refusal(code: int) -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    assert error_of(ChannelError, bob.refuse, request, code).code == "refusal_code"


def test_the_create_transaction_cannot_be_refused() -> None:
    alice = connected(ALICE)
    request = ask(alice, "initiator_sign", CREATE, channel=None)
    assert error_of(ChannelError, alice.refuse, request).code == "refusal_not_allowed"


def test_a_conflict_ends_the_proposal_and_says_that_our_signature_is_out() -> None:
    alice = in_channel(ALICE)
    operation = alice.pay(UNIT)
    alice.sign(ask(alice, "update", STATE, [PAID]), signed(STATE, ALICE))
    list(alice.events())
    list(alice.to_send())
    events = report(alice, "conflict", CONFLICT)
    (conflict,) = (event for event in events if isinstance(event, Conflicted))
    assert conflict.operation is operation
    assert conflict.half_signed == signed(STATE, ALICE)
    assert (operation.phase, state(alice).round) == ("failed", 1)
    assert [pending.signed for pending in alice.pending] == [signed(STATE, ALICE)]


def test_a_conflict_that_comes_late_does_not_end_a_new_request() -> None:
    alice = in_channel(ALICE)
    operation = alice.pay(UNIT)
    list(alice.to_send())
    (conflict,) = report(alice, "conflict", {"channel_id": str(CHANNEL), "round": 1})
    assert isinstance(conflict, Conflicted)
    assert conflict.operation is None
    assert operation.phase == "requested"
    assert codes(ask(alice, "update", STATE, [PAID])) == []


def test_a_conflict_after_which_no_request_to_sign_comes_ends_the_proposal() -> None:
    alice = in_channel(ALICE)
    operation = alice.pay(UNIT)
    (text,) = alice.to_send()
    alice.receive(rpc.encode(rpc.Result(id=json.loads(text)["id"], result="ok")))
    report(alice, "conflict", CONFLICT)
    alice.tick(2)
    assert list(alice.events()) == []
    alice.tick(2)
    (conflict,) = alice.events()
    assert isinstance(conflict, Conflicted)
    assert (conflict.operation, conflict.code, operation.phase) == (operation, 2, "failed")


def test_a_signature_that_did_not_leave_before_the_conflict_does_not_leave_later() -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.sign(request, sign(request.signed or STATE, BOB, NETWORK))
    report(bob, "conflict", CONFLICT)
    assert methods(bob) == []


def test_an_abort_that_comes_late_does_not_end_a_new_request() -> None:
    alice = in_channel(ALICE)
    operation = alice.pay(UNIT)
    list(alice.to_send())
    assert kinds(info(alice, "aborted_update")) == ["Progress"]
    assert operation.phase == "requested"


def test_a_refused_request_ends_its_operation_and_no_other() -> None:
    alice = in_channel(ALICE)
    first, second = alice.pay(10**30), alice.pay(UNIT)
    (text,) = alice.to_send()
    frame = rpc.Error(
        id=json.loads(text)["id"],
        code=3,
        message="Rejected",
        data=[{"code": 1001, "message": "Insufficient balance"}],
    )
    alice.receive(rpc.encode(frame))
    (refused,) = alice.events()
    assert (refused.operation, [one.code for one in refused.reasons]) == (first, [1001])  # type: ignore[union-attr]
    assert (first.phase, second.phase) == ("failed", "requested")


# --- a node that lies ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tx", "signers"),
    [
        pytest.param(STATE, [ALICE], id="one signature"),
        pytest.param(STATE, [ALICE, EVE], id="a stranger's signature"),
        pytest.param(
            replace(STATE, channel_id=str(CHANNEL.of(CHANNEL.kind, bytes(32)))),
            [ALICE, BOB],
            id="another channel",
        ),
    ],
)
def test_a_state_that_both_did_not_sign_is_not_taken_over(tx: object, signers: list[object]) -> None:
    bob = in_channel(BOB)
    events = report(bob, "update", {"state": encode_tx(signed(tx, *signers))})  # type: ignore[arg-type]
    (warned,) = events
    assert isinstance(warned, Warned)
    assert warned.code == "state_unsigned"
    assert state(bob).round == 1


def test_an_older_state_is_not_taken_over() -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.sign(request, signed(request.signed or STATE, BOB))
    report(bob, "update", {"state": encode_tx(both(STATE))})
    (warned,) = report(bob, "update", {"state": encode_tx(both(CREATE))})
    assert isinstance(warned, Warned)
    assert warned.code == "state_old"
    assert state(bob).round == 2


def test_a_newer_state_that_both_signed_is_taken_over_and_its_balances_are_asked_for() -> None:
    bob = in_channel(BOB)
    report(bob, "update", {"state": encode_tx(both(STATE))})
    assert state(bob).round == 2
    assert bob.balances is None
    assert methods(bob) == ["channels.get.offchain_state"]


def test_messages_of_another_channel_are_not_followed() -> None:
    bob = in_channel(BOB)
    other = CHANNEL.of(CHANNEL.kind, bytes(32))
    (warned,) = report(bob, "leave", {"state": encode_tx(both(CREATE))}, other)
    assert isinstance(warned, Warned)
    assert warned.code == "channel_wrong"
    assert bob.status == "open"


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"jsonrpc":"2.0","method":"channels.new_thing"}'])
def test_what_is_no_known_frame_is_reported(text: str) -> None:
    bob = in_channel(BOB)
    bob.receive(text)
    (unknown,) = bob.events()
    assert isinstance(unknown, Unknown)
    assert bob.status == "open"


# --- terms --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "error", "code", "path"),
    [
        ({"responder_id": str(A)}, BuildError, "same_participants", "responder_id"),
        ({"push_amount": 701 * UNIT}, BuildError, "push_too_large", "push_amount"),
        ({"channel_reserve": 691 * UNIT}, BuildError, "below_reserve", "initiator_amount"),
        ({"lock_period": -1}, FieldError, "uint_negative", "lock_period"),
        ({"initiator_id": str(CHANNEL)}, FieldError, "id_tag_not_allowed", "initiator_id"),
    ],
)
def test_terms_that_no_channel_can_have_are_refused(
    changes: dict[str, object], error: type[FieldError], code: str, path: str
) -> None:
    values = {name: getattr(TERMS, name) for name in TERMS.__struct_fields__} | changes
    found = error_of(error, Terms, **values)
    assert (found.code, found.path) == (code, path)


def test_a_stranger_has_no_session() -> None:
    found = error_of(BuildError, Session, TERMS, EVE.address, NETWORK)
    assert (found.code, found.path) == ("participants", "me")
    assert error_of(SignatureError, Session, TERMS, A, "").code == "network_id"
