"""The session of a participant: frames of a node, line by line, to somebody in an open channel.

Lines go to the responder, those that begin with `i` to the initiator. Whatever comes, a session raises
nothing, signs nothing that has a problem, and follows only states that both signed.
"""

from __future__ import annotations

from typing import Any

import aecodec
from aecodec.channel import Session, SignRequest
from aecodec.errors import AecodecError

from ...channel_requests import ALICE, BOB, NETWORK, TERMS, in_channel
from ..checking import Checker

_MOST_FRAMES = 200


def check(data: bytes) -> set[str]:
    """Check the bytes as frames of a node."""
    checker = Checker(len(data))
    sessions = {b"i": in_channel(ALICE), b"r": in_channel(BOB)}
    sessions[b"i"].pay(1)
    for line in data.split(b"\n")[:_MOST_FRAMES]:
        session = sessions[b"i" if line[:1] == b"i" else b"r"]
        session.receive(line.removeprefix(b"i"))
        for event in session.events():
            checker.features.add(f"event {type(event).__name__}")
            assert repr(event)
            if isinstance(event, SignRequest):
                checker.features |= {f"{event.name} {problem.code}" for problem in event.problems}
                _answer(session, event, checker)
        list(session.to_send())
        session.tick(1)
    for session in sessions.values():
        _check_balances(session, checker)
    return checker.features


def _answer(session: Session, request: SignRequest, checker: Checker) -> None:
    """Try to sign; what has a problem must not be signed."""
    key = ALICE if session.me == ALICE.address else BOB
    try:
        reply: Any = aecodec.sign(request.signed or request.text, key, NETWORK)
        session.sign(request, reply)
    except AecodecError:
        checker.features.add("not signed")
        return
    checker.require(request.safe, "a request with a problem is not signed", request.name)


def _check_balances(session: Session, checker: Checker) -> None:
    locked = TERMS.initiator_amount + TERMS.responder_amount
    state = session.state
    if state is not None and state.round == 1 and state.balances is not None:
        checker.require(sum(state.balances.values()) == locked, "coins are conserved", state.balances)
