"""What a session keeps: handed out before a signature leaves, read again, taken up where it stood."""

from __future__ import annotations

import json

from aecodec import _channel_rules as rules
from aecodec import encode_object, encode_tx, rpc
from aecodec.channel import (
    Dropped,
    Opened,
    Resume,
    Save,
    Session,
    SignRequest,
)
from aecodec.channel.errors import ChannelEnded
from aecodec.errors import ChannelError
from aecodec.signing import sign

from .channel_requests import (
    ALICE,
    BOB,
    CHANNEL,
    NETWORK,
    PAID,
    STATE,
    TERMS,
    UNIT,
    B,
    after,
    ask,
    both,
    codes,
    in_channel,
    info,
    kinds,
    methods,
    offchain,
    report,
    signed,
    state,
    token,
    transfer,
)
from .error_of import error_of


def propose(session: Session) -> None:
    """Let Alice propose to pay, and sign."""
    session.pay(UNIT)
    assert methods(session) == ["channels.update.new"]
    request = ask(session, "update", STATE, [PAID])
    session.sign(request, signed(STATE, ALICE))


# --- what must survive a crash ------------------------------------------------------------------


def test_a_signature_waits_until_what_must_survive_is_taken() -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.sign(request, sign(request.signed or STATE, BOB, NETWORK))
    assert methods(bob) == []
    events = bob.events()
    save = next(events)
    assert isinstance(save, Save)
    (pending,) = save.resume.pending
    assert (pending.round, pending.balances, pending.signed) == (2, after(PAID), both(STATE))
    assert methods(bob) == [], "the event was handed out, but not taken yet"
    assert list(events) == []
    assert methods(bob) == ["channels.update_ack"]


def test_what_could_not_be_stored_is_handed_out_again() -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.sign(request, sign(request.signed or STATE, BOB, NETWORK))
    for event in bob.events():
        assert isinstance(event, Save)
        break  # as when storing raises
    assert methods(bob) == []
    assert kinds(bob.events()) == ["Save"]
    assert methods(bob) == ["channels.update_ack"]


def test_a_half_signed_proposal_is_handed_out_before_it_leaves() -> None:
    alice = in_channel(ALICE)
    propose(alice)
    assert methods(alice) == []
    (save,) = alice.events()
    assert isinstance(save, Save)
    assert [pending.signed for pending in save.resume.pending] == [signed(STATE, ALICE)]
    assert state(alice).round == 1
    assert methods(alice) == ["channels.update"]


def test_what_is_stored_can_be_read_again() -> None:
    alice = in_channel(ALICE)
    propose(alice)
    kept = alice.resume
    again = Resume.from_json(json.loads(json.dumps(kept.to_json())))
    assert again == kept
    assert again.token == token()
    assert token() not in repr(again)


def test_another_file_is_no_stored_session() -> None:
    assert error_of(ChannelError, Resume.from_json, {}).code == "stored_form"


def test_a_session_comes_back_from_what_was_stored() -> None:
    bob = in_channel(BOB)
    request = ask(bob, "update_ack", STATE, [PAID], [ALICE])
    bob.sign(request, sign(request.signed or STATE, BOB, NETWORK))
    bob.eof()
    again = Session(TERMS, B, NETWORK, resume=Resume.from_json(bob.resume.to_json() | {}))
    url = again.connection("ws://localhost:3014/channel", port=3114)
    assert url.existing_channel_id == str(CHANNEL)
    assert url.existing_fsm_id == token()
    assert url.initiator_id is None
    report(again, "info", {"event": "fsm_up", "fsm_id": token()})
    assert methods(again) == ["channels.get.offchain_state"]


def test_a_request_waits_until_the_state_is_known_by_which_it_is_checked() -> None:
    bob = in_channel(BOB)
    again = Session(TERMS, B, NETWORK, resume=bob.resume)
    report(again, "info", {"event": "fsm_up", "fsm_id": token()})
    (text,) = again.to_send()
    more = transfer(amount=2 * UNIT)
    third = offchain(3, after(more, after(PAID)))
    data = {
        "signed_tx": encode_tx(signed(third, ALICE)),
        "updates": [rpc.write_update(more)],
    }
    assert report(again, "sign.update_ack", data) == []
    trees = rules.trees_of(after(PAID))
    assert trees is not None
    state_now = {
        "trees": encode_object(trees),
        "calls": "",
        "signed_tx": encode_tx(both(STATE)),
        "half_signed_tx": "",
    }
    again.receive(rpc.encode(rpc.Result(id=json.loads(text)["id"], result=state_now)))
    (request,) = (event for event in again.events() if isinstance(event, SignRequest))
    assert codes(request) == []
    assert request.before == after(PAID)


def test_a_new_token_replaces_the_old_one_and_is_handed_out() -> None:
    bob = in_channel(BOB)
    again = Session(TERMS, B, NETWORK, resume=bob.resume)
    events = report(again, "info", {"event": "fsm_up", "fsm_id": token(1)})
    assert kinds(events) == ["Save", "Connected"]
    assert again.resume.token == token(1)
    assert again.status == "connected"
    info(again, "channel_reestablished")
    (opened,) = (event for event in info(again, "open") if isinstance(event, Opened))
    assert (opened.returned, opened.state) == (True, state(bob))


# --- ends ---------------------------------------------------------------------------------------


def test_a_lost_connection_drops_what_is_under_way_and_says_how_to_come_back() -> None:
    alice = in_channel(ALICE)
    first, second = alice.pay(UNIT), alice.pay(2 * UNIT)
    alice.sign(ask(alice, "update", STATE, [PAID]), signed(STATE, ALICE))
    list(alice.events())
    alice.eof()
    dropped = [event for event in alice.events() if isinstance(event, Dropped)]
    assert [(event.operation, event.half_signed) for event in dropped] == [
        (first, signed(STATE, ALICE)),
        (second, None),
    ]
    error = error_of(ChannelEnded, alice.pay, UNIT)
    assert (error.code, error.status) == ("channel_ended", "disconnected")


def test_silence_makes_a_ping_and_an_answer_none() -> None:
    alice = in_channel(ALICE)
    alice.tick(19)
    assert methods(alice) == []
    alice.tick(1)
    assert methods(alice) == ["channels.system"]


def test_who_only_listens_makes_a_ping_too_as_the_node_drops_silent_connections() -> None:
    alice = in_channel(ALICE)
    for _ in range(4):
        alice.tick(5)
        info(alice, "fsm_up_and_running")
    assert methods(alice) == ["channels.system"]
