"""A session of our own in which much goes wrong, from keys that everybody may know. The documents show it.

python -m tests.conflict_session > docs/captures/conflicts.jsonl
"""

from __future__ import annotations

import json
from typing import Any

from aecodec import replace
from aecodec.build import channel_close_mutual_tx

from .recorded_sessions import ALICE, BOB, Record, Session

AE = 10**18


class _TimedSession(Session):
    """A session of which every record has a time; a minute passes while nothing is captured."""

    seconds = 9 * 3600.0

    def add(self, kind: str, who: str, **members: Any) -> int:
        self.seconds += 0.317
        minutes, second = divmod(self.seconds, 60)
        hour, minute = divmod(int(minutes), 60)
        return super().add(kind, who, time=f"2026-03-14T{hour:02}:{minute:02}:{second:06.3f}Z", **members)

    def propose(self, who: str, amount: int) -> int:
        """Ask for a transfer from Alice to Bob, or back if the amount is negative."""
        payer, payee = (ALICE, BOB) if amount > 0 else (BOB, ALICE)
        params = {"from": str(payer.address), "to": str(payee.address), "amount": abs(amount)}
        return self.send(who, "update.new", params)

    def dropped(self, round_: int) -> None:
        """Both are told that an update is gone."""
        for who in ("responder", "initiator"):
            data = {"channel_id": self.channel, "round": round_, "error_code": 2, "error_msg": "conflict"}
            self.receive(who, "conflict", data)


def records() -> list[Record]:
    """Make the records of the session."""
    session = _TimedSession().opening()
    session.add("comment", "initiator", text="The first coffee")
    session.propose("initiator", 5 * AE)
    session.update(2, 5 * AE)
    session.seconds += 60
    _conflict(session)
    session.add("comment", "initiator", text="Once more, one after the other")
    session.propose("initiator", 20 * AE)
    session.update(3, 20 * AE)
    session.seconds += 60
    _rejections(session)
    _refusal(session)
    session.propose("initiator", 12 * AE)
    session.update(4, 12 * AE)
    session.seconds += 60
    _wrong_state(session)
    session.send("responder", "get.balances", {"accounts": [str(BOB.address)]}, id=21)
    _close(session)
    return session.records


def _conflict(session: _TimedSession) -> None:
    """Both propose a round 3 at the same time, and the node drops both."""
    before = dict(session.balances)
    for who, key, amount in (("initiator", ALICE, 20 * AE), ("responder", BOB, 2 * AE)):
        session.balances = dict(before)
        session.propose(who, amount)
        tx = session.round(3, amount)
        session.ask(who, "update", tx, updates=[session.transfer(amount)])
        session.send(who, "update", {"signed_tx": session.signed(tx, key)})
    session.balances = before
    session.dropped(2)


def _rejections(session: _TimedSession) -> None:
    """Ask three times for what the node does not take."""
    bob = str(BOB.address)
    asked = [
        (bob, "5", 1008, "Not a number"),
        (bob[:-1], 5 * AE, 1005, "Broken encoding: account pubkey"),
        (bob, 900 * AE, 1001, "Insufficient balance"),
    ]
    for number, (to, amount, code, reason) in enumerate(asked, 11):
        params = {"from": str(ALICE.address), "to": to, "amount": amount}
        session.send("initiator", "update.new", params, id=number)
        error = {"code": 3, "message": "Rejected", "data": [{"code": code, "message": reason}]}
        session.answer("initiator", number, error=error)


def _refusal(session: _TimedSession) -> None:
    """Alice asks Bob for 30 AE; he does not sign."""
    before = dict(session.balances)
    session.propose("initiator", -30 * AE)
    tx, updates = session.round(4, -30 * AE), [session.transfer(30 * AE)]
    updates[0] |= {"from": str(BOB.address), "to": str(ALICE.address)}
    session.ask("initiator", "update", tx, updates=updates)
    session.send("initiator", "update", {"signed_tx": session.signed(tx, ALICE)})
    session.receive("responder", "info", {"event": "update"})
    session.ask("responder", "update_ack", tx, ALICE, updates=updates)
    session.send("responder", "update_ack", {"error": 147})
    session.receive("responder", "info", {"event": "aborted_update"})
    data = {"channel_id": session.channel, "round": 3, "error_code": 147, "error_msg": "user-defined"}
    session.receive("initiator", "conflict", data)
    session.balances = before


def _wrong_state(session: _TimedSession) -> None:
    """Bob is shown 1 AE; the state that he is to sign moves 10 AE from him."""
    before = dict(session.balances)
    honest = session.transfer(AE) | {"from": str(BOB.address), "to": str(ALICE.address)}
    tx = session.round(5, -10 * AE)
    session.ask("responder", "update_ack", tx, ALICE, updates=[honest])
    session.send("responder", "update_ack", {"error": 1})
    session.receive("responder", "info", {"event": "aborted_update"})
    session.balances = before


def _close(session: _TimedSession) -> None:
    """Both close the channel."""
    fee = 20_000_000_000_000
    final = [session.balances[key.address] - fee // 2 for key in (ALICE, BOB)]
    close: Any = channel_close_mutual_tx(
        channel_id=session.channel,
        from_id=BOB.address,
        initiator_amount_final=final[0],
        responder_amount_final=final[1],
        nonce=1,
        fee=fee,
    )
    close = replace(close, fee=fee)
    session.send("responder", "shutdown", {})
    session.ask("responder", "shutdown_sign", close)
    session.send("responder", "shutdown_sign", {"signed_tx": session.signed(close, BOB)})
    session.receive("initiator", "info", {"event": "shutdown"})
    session.ask("initiator", "shutdown_sign_ack", close, BOB)
    session.send("initiator", "shutdown_sign_ack", {"signed_tx": session.signed(close, ALICE, BOB)})
    for who in ("initiator", "responder"):
        data = {
            "info": "close_mutual",
            "tx": session.signed(close, ALICE, BOB),
            "type": "channel_close_mutual_tx",
        }
        session.receive(who, "on_chain_tx", data)
        session.receive(who, "info", {"event": "closing"})
    for who in ("initiator", "responder"):
        data = {
            "info": "channel_closed",
            "tx": session.signed(close, ALICE, BOB),
            "type": "channel_close_mutual_tx",
        }
        session.receive(who, "on_chain_tx", data)
        session.receive(who, "info", {"event": "closed_confirmed"})
        session.receive(who, "info", {"event": "died"})
        session.add("close", who)


def text() -> str:
    """Return the capture: one record a line."""
    return "".join(json.dumps(record) + "\n" for record in records())


if __name__ == "__main__":
    print(text(), end="")
