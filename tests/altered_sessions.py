"""Sessions in which one thing is wrong with what is signed, by the code of the finding about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aecodec
from aecodec import replace, state_tree
from aecodec.tx import ChannelDepositTx

from .recorded_sessions import ALICE, BOB, OTHER_KEY, Record, Session

#: A changed session, the line of its finding and what the message must name.
Case = tuple[list[Record], int, list[str]]

A, B = ALICE.address, BOB.address


def transfer(source: Any, target: Any, amount: int) -> Record:
    return {"op": "OffChainTransfer", "from": str(source), "to": str(target), "amount": amount}


def request(session: Session, amount: int, **members: Any) -> int:
    params = {"from": str(A), "to": str(B), "amount": amount, **members}
    return session.send("initiator", "update.new", params)


def propose(session: Session, number: int, amount: int, who: str = "initiator") -> Any:
    """Ask to sign Alice's payment to Bob; nobody has signed it yet."""
    before = dict(session.balances)
    tx = session.round(number, amount)
    session.balances = before
    session.ask(who, "update", tx, updates=[session.transfer(amount)])
    return tx


def sign_it(session: Session, tx: Any) -> int:
    return session.send("initiator", "update", {"signed_tx": session.signed(tx, ALICE)})


def conflict(session: Session, number: int, who: str = "initiator") -> int:
    data = {"channel_id": session.channel, "round": number, "error_code": 2, "error_msg": "conflict"}
    return session.receive(who, "conflict", data)


def deposit_of(session: Session, owner: Any, amount: int) -> Any:
    """A deposit in round 2."""
    after = {**session.balances, owner: session.balances[owner] + amount}
    return ChannelDepositTx(
        channel_id=session.channel,
        from_id=owner,
        amount=amount,
        ttl=0,
        fee=2 * 10**13,
        state_hash=aecodec.decode(aecodec.state_hash(after), "st"),
        round=2,
        nonce=2,
    )


def deposit_update(owner: Any, amount: int) -> list[Record]:
    return [{"op": "OffChainDeposit", "from": str(owner), "amount": amount}]


# --- signatures -----------------------------------------------------------------------------------


def signed_for_another_network() -> Case:
    session = Session().opening()
    replayed = session.signed(session.create, ALICE, BOB, network="ae_mainnet")
    line = session.receive("initiator", "update", {"state": replayed})
    return session.records, line, ["params.data.state: ", "'ae_mainnet'", "'ae_uat'"]


def nobody_signed_what_the_other_side_shall_sign() -> Case:
    session = Session().opening()
    tx = session.round(2, 5)
    line = session.ask("responder", "update_ack", tx, updates=[session.transfer(5)])
    return session.records, line, ["0 signatures or authorizations, not 1 or 2"]


def signatures_are_not_sorted() -> Case:
    session = Session().opening().update(2, 5)
    (reply,) = (one for one in session.records if is_ack(one))
    params = reply["frame"]["params"]
    tag, version, signatures, tx = aecodec.rlp.decode(aecodec.decode(params["signed_tx"], "tx"))
    wire = aecodec.rlp.encode([tag, version, signatures[::-1], tx])
    params["signed_tx"] = aecodec.encode("tx", wire)
    return session.records, reply["line"], ["params.signed_tx: ", "nodes take it", "SignedTx.signatures"]


def is_ack(record: Record) -> bool:
    return record.get("frame", {}).get("method") == "channels.update_ack"


def client_refuses() -> Case:
    session = Session().opening()
    propose(session, 2, 5)
    line = session.send("initiator", "update", {"error": 147})
    return session.records, line, ["'update' refuses to sign with code 147 (user-defined)"]


def client_says_nothing() -> Case:
    session = Session().opening()
    propose(session, 2, 5)
    line = session.line
    session.receive("initiator", "info", {"event": "peer_disconnected"})
    return session.records, line, ["'channels.sign.update' has no reply"]


# --- what is to be signed -------------------------------------------------------------------------


def deposit_is_an_update() -> Case:
    session = Session().opening()
    session.balances[A] += 7
    tx = session.round(2, 0)
    line = session.ask("initiator", "deposit_tx", tx, updates=deposit_update(A, 7))
    return session.records, line, ["a ChannelOffchainTx", "not a channel_deposit_tx"]


def nobody_asked() -> Case:
    session = Session().opening()
    request(session, 5)
    session.update(2, 5)
    line = session.line + 1
    session.update(3, 1)
    return session.records, line, ["'channels.sign.update', but this client did not propose it"]


def two_updates_at_once() -> Case:
    session = Session().opening()
    updates = [session.transfer(5), session.transfer(0)]
    line = session.ask("initiator", "update", session.round(2, 5), updates=updates)
    return session.records, line, ["2 updates besides metas, not 1"]


def more_is_paid_than_asked_for() -> Case:
    session = Session().opening()
    request(session, 5)
    propose(session, 2, 6)
    return session.records, session.line, ["amount is 6, but 5 was asked for"]


def stranger_is_paid() -> Case:
    session = Session().opening()
    line = session.ask(
        "initiator", "update", session.round(2, 5), updates=[transfer(A, OTHER_KEY.address, 5)]
    )
    return session.records, line, [f"OffChainTransfer.to is {OTHER_KEY.address}, no participant"]


def deposit_is_less_than_the_update() -> Case:
    session = Session().opening()
    tx = replace(deposit_of(session, A, 8), amount=7)
    line = session.ask("initiator", "deposit_tx", tx, updates=deposit_update(A, 8))
    return session.records, line, ["amount is 7, and 8 in the update"]


def other_participant_pays() -> Case:
    session = Session().opening()
    line = session.ask("initiator", "deposit_tx", deposit_of(session, B, 8), updates=deposit_update(B, 8))
    return session.records, line, [f"in the name of {B}, and {A} proposes it"]


def nonce_was_given() -> Case:
    session = Session().opening()
    session.send("initiator", "deposit", {"amount": 8, "nonce": 7})
    line = session.ask("initiator", "deposit_tx", deposit_of(session, A, 8), updates=deposit_update(A, 8))
    return session.records, line, ["nonce is 2, but 7 was asked for"]


def fee_is_huge() -> Case:
    session = Session()
    session = Session(fee=session.create.fee * 200).opening()
    return session.records, 5, [f"fee {session.create.fee} is ", "times the minimum"]


def create_expires() -> Case:
    return (
        Session(ttl=1000, fee=10**14).opening().records,
        5,
        ["the ChannelCreateTx expires after height 1000"],
    )


def stranger_may_act() -> Case:
    delegates = (OTHER_KEY.address,)
    return (
        Session(initiator_delegate_ids=delegates, fee=10**14).opening().records,
        5,
        [f"{delegates[0]} may act"],
    )


# --- rounds ---------------------------------------------------------------------------------------


def round_is_proposed_again() -> Case:
    session = Session().opening().update(2, 5)
    propose(session, 2, 6)
    return session.records, session.line, ["round 2 is proposed, and round 2 counts"]


def round_is_left_out() -> Case:
    session = Session().opening()
    propose(session, 4, 5)
    return session.records, session.line, ["round 4 is proposed, and round 1 counts"]


def two_states_of_a_round_are_signed() -> Case:
    session = Session().opening()
    first = sign_it(session, propose(session, 2, 5))
    session.update(2, 6)
    return session.records, first + 2, [f"another state of round 2 was signed on line {first}"]


def other_state_counts() -> Case:
    session = Session().opening()
    sign_it(session, propose(session, 2, 5))
    other = session.round(2, 6)
    line = session.receive("initiator", "update", {"state": session.signed(other, ALICE, BOB)})
    return session.records, line, ["not what was signed for this round", "state_hash is "]


def trees_of_another_state() -> Case:
    session = Session().opening().update(2, 5)
    entries = [
        state_tree.keys.account_entry(account, aecodec.AccountV1(nonce=0, balance=7)) for account in (A, B)
    ]
    state = {
        "trees": aecodec.encode_object(state_tree.state_trees(accounts=entries)),
        "calls": aecodec.encode_object(state_tree.state_trees().calls),
        "signed_tx": session.records[-1]["frame"]["params"]["data"]["state"],
        "half_signed_tx": "",
    }
    session.send("initiator", "get.offchain_state", {}, id=3)
    line = session.answer("initiator", 3, result=state)
    hashed = aecodec.state_hash({A: 7, B: 7})
    return session.records, line, [f"the trees hash to {hashed}", aecodec.state_hash(session.balances)]


def round_is_half_signed() -> Case:
    session = Session().opening()
    line = sign_it(session, propose(session, 2, 5))
    return session.records, line, [f"{A} signed round 2", "can still complete"]


def proposals_collide() -> Case:
    session = Session().opening()
    propose(session, 2, 5)
    propose(session, 2, 6, "responder")
    conflict(session, 1, "responder")
    line = conflict(session, 1)
    return session.records, line, ["1 conflict (2: conflict), back to round 1"]


def signed_state_is_dropped() -> Case:
    session = Session().opening()
    tx = propose(session, 2, 5)
    sign_it(session, tx)
    session.ask("responder", "update_ack", tx, ALICE, updates=[session.transfer(5)])
    session.send("responder", "update_ack", {"signed_tx": session.signed(tx, ALICE, BOB)})
    line = conflict(session, 1)
    return session.records, line, ["round 2 was dropped, but both have signed it"]


CASES: dict[str, Callable[[], Case]] = {
    "signature_network": signed_for_another_network,
    "signatures_unexpected": nobody_signed_what_the_other_side_shall_sign,
    "transaction_not_canonical": signatures_are_not_sorted,
    "signature_refused": client_refuses,
    "signature_unanswered": client_says_nothing,
    "type_unexpected": deposit_is_an_update,
    "request_unexpected": nobody_asked,
    "updates_unexpected": two_updates_at_once,
    "updates_changed": more_is_paid_than_asked_for,
    "account_foreign": stranger_is_paid,
    "amount_differs": deposit_is_less_than_the_update,
    "payer_differs": other_participant_pays,
    "nonce_differs": nonce_was_given,
    "fee_surprising": fee_is_huge,
    "ttl_limited": create_expires,
    "delegates_present": stranger_may_act,
    "round_reused": round_is_proposed_again,
    "round_skipped": round_is_left_out,
    "round_signed_twice": two_states_of_a_round_are_signed,
    "state_differs": other_state_counts,
    "trees_differ": trees_of_another_state,
    "half_signed_out": round_is_half_signed,
    "conflicts": proposals_collide,
    "dropped_after_both_signed": signed_state_is_dropped,
}
