"""The time of an inspection grows with the capture, whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aecodec.inspector import captures, checks, inspection
from aecodec.inspector.history import ChannelHistory, reconstruct
from aecodec.tx import ChannelOffchainTxV2

from .growth import assert_linear
from .recorded_sessions import ALICE, BOB, Session, text_of


def unanswered(session: Session, count: int) -> None:
    """Requests to sign, each for another state, and never a reply."""
    for number in range(count):
        tx = ChannelOffchainTxV2(channel_id=session.channel, round=2, state_hash=number.to_bytes(32, "big"))
        session.ask("initiator", "update", tx, updates=[session.transfer(1)])


def strangers(session: Session, count: int) -> None:
    """One transaction that ever new participants are asked to sign."""
    tx = session.round(2, 1)
    for number in range(count):
        session.ask(f"p{number}", "update_ack", tx, ALICE, updates=[session.transfer(1)])


def collisions(session: Session, count: int) -> None:
    """Conflicts of ever new participants about nothing, and some about a signed state."""
    for number in range(count):
        data = {"channel_id": session.channel, "round": 1, "error_code": 2, "error_msg": "conflict"}
        session.receive(f"p{number}" if number % 3 else "initiator", "conflict", data)


def returns(session: Session, count: int) -> None:
    """A participant who comes back again and again, and is told the state."""
    state = session.signed(session.create, ALICE, BOB)
    for number in range(count):
        event = "channel_reestablished" if number % 2 else "fsm_up"
        session.receive("initiator", "info", {"event": event})
        session.receive("initiator", "update", {"state": state})


def refusals(session: Session, count: int) -> None:
    """Requests that the node rejects, and others that it does not answer."""
    for number in range(count):
        frame = {"jsonrpc": "2.0", "method": "channels.deposit", "params": {"amount": number}}
        session.send("initiator", "deposit", frame["params"])
        if number % 2:
            error = {"code": 3, "message": "Rejected", "data": [{"code": 1001, "message": "x"}]}
            session.answer("initiator", None, error={**error, "request": frame})


def long_session(session: Session, count: int) -> None:
    """Rounds as they should be."""
    for number in range(count // 6):
        session.update(number + 2, 1)


def channels(session: Session, count: int) -> None:
    """A channel for every message."""
    for number in range(count):
        session.receive("initiator", "info", {"event": "open"}, f"ch_{number}")


@pytest.mark.parametrize(
    "fill", [unanswered, strangers, collisions, returns, refusals, long_session, channels]
)
def test_history_and_findings_take_time_in_proportion(fill: Callable[[Session, int], None]) -> None:
    def capture_of(count: int) -> captures.Capture:
        session = Session().opening()
        fill(session, count)
        return captures.read(text_of(session.records))

    def work(capture: captures.Capture) -> Any:
        history: ChannelHistory = reconstruct(capture)
        inspected = inspection.inspect(history, checks.findings(history))
        assert [one for one in inspected.findings if one.code == "check_failed"] == []
        return sum(1 for _ in inspection.to_records(inspected))

    assert_linear(work, capture_of(300), capture_of(3000))
