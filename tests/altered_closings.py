"""Sessions in which one thing is wrong with how a channel ends, by the code of the finding about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import aecodec
from aecodec import replace
from aecodec._channel_rules import proof_of
from aecodec.tx import ChannelCloseMutualTx, ChannelCloseSoloTx, ChannelSettleTx

from .altered_sessions import A, B, Case
from .recorded_sessions import ALICE, BOB, Session

_PLAIN: Any = {"ttl": 0, "fee": 10**14, "nonce": 2}


def updated(*numbers: int) -> tuple[Session, list[Any], list[dict[Any, int]]]:
    """A session with rounds in which Alice pays 5; the signed state and the balances of each."""
    session, states, balances = Session().opening(), [], []
    for number in numbers:
        tx = session.round(number, 5)
        session.balances = {A: session.balances[A] + 5, B: session.balances[B] - 5}
        session.update(number, 5)
        states.append(session.signed(tx, ALICE, BOB))
        balances.append(dict(session.balances))
    return session, states, balances


def close_solo(session: Session, payload: Any, balances: dict[Any, int]) -> Any:
    typed = aecodec.decode_tx(payload)
    proof = proof_of(balances, [A, B])
    return ChannelCloseSoloTx(channel_id=session.channel, from_id=A, payload=typed, poi=proof, **_PLAIN)


def ask_close(session: Session, tx: Any) -> int:
    return session.ask("initiator", "close_solo_sign", tx)


def payload_lacks_a_signature() -> Case:
    session, (state,), (balances,) = updated(2)
    typed: Any = aecodec.decode_tx(state)
    half = aecodec.encode_tx(replace(typed, signatures=typed.signatures[:1]))
    line = ask_close(session, close_solo(session, half, balances))
    return session.records, line, ["not signed by both participants"]


def older_state_is_used() -> Case:
    session, (first, _), (balances, _) = updated(2, 3)
    line = ask_close(session, close_solo(session, first, balances))
    return session.records, line, ["acts with round 2, and round 3 counts"]


def proof_is_of_another_state() -> Case:
    session, (state,), (balances,) = updated(2)
    line = ask_close(session, close_solo(session, state, {**balances, A: 5}))
    return session.records, line, ["it hashes to st_", "the state in it has st_"]


def close_of(session: Session, initiator: int, responder: int) -> Any:
    fields = {"initiator_amount_final": initiator, "responder_amount_final": responder}
    return ChannelCloseMutualTx(channel_id=session.channel, from_id=A, **fields, **_PLAIN)


def close_makes_coins() -> Case:
    session = Session().opening()
    half = _PLAIN["fee"] // 2
    tx = close_of(session, session.balances[A] - half + 1, session.balances[B] - half)
    line = session.ask("initiator", "shutdown_sign", tx)
    return session.records, line, [f"pays out {tx.initiator_amount_final} and ", f"a fee of {_PLAIN['fee']}"]


def close_favours_one() -> Case:
    session = Session().opening()
    half = _PLAIN["fee"] // 2
    tx = close_of(session, session.balances[A] - half + 1, session.balances[B] - half - 1)
    line = session.ask("initiator", "shutdown_sign", tx)
    return session.records, line, [f"usual is {session.balances[A] - half} and {session.balances[B] - half}"]


def settlement_favours_one() -> Case:
    session, (state,), (balances,) = updated(2)
    close = close_solo(session, state, balances)
    ask_close(session, close)
    session.send("initiator", "close_solo_sign", {"signed_tx": session.signed(close, ALICE)})
    session.chain("initiator", "solo_closing", close, ALICE)
    finals = {"initiator_amount_final": balances[A] + 1, "responder_amount_final": balances[B] - 1}
    tx = ChannelSettleTx(channel_id=session.channel, from_id=A, **finals, **{**_PLAIN, "nonce": 3})
    line = session.ask("initiator", "settle_sign", tx)
    return session.records, line, [f"pays out {balances[A] + 1} and ", f"round 2 has {balances[A]} and "]


def chain_is_behind() -> Case:
    session, (state,), _ = updated(2)
    data = {"info": "can_slash", "tx": state, "type": "channel_offchain_tx"}
    line = session.receive("initiator", "on_chain_tx", data)
    return session.records, line, ["older state than round 2"]


def nobody_came() -> Case:
    session = Session()
    line = session.receive("initiator", "info", {"event": "timeout"}, None)
    return session.records, line, ["a timer of the protocol ran out"]


CASES: dict[str, Callable[[], Case]] = {
    "payload_unsigned": payload_lacks_a_signature,
    "payload_outdated": older_state_is_used,
    "proof_differs": proof_is_of_another_state,
    "coins_not_conserved": close_makes_coins,
    "shares_differ": close_favours_one,
    "finals_differ": settlement_favours_one,
    "older_state_on_chain": chain_is_behind,
    "timed_out": nobody_came,
}
