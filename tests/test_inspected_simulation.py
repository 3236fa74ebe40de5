"""What the simulated node and two clients say to each other is a history without a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec.inspector import captures, checks
from aecodec.inspector.history import ChannelHistory, reconstruct

from .recorded_sessions import Record
from .simulated_channel import ALICE, BOB, NETWORK, TERMS, Channel, Client

A, B = ALICE.address, BOB.address


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> list[Record]:
    """The frames of both clients, in the order in which they send and read them."""
    records: list[Record] = []
    send, read = Client.send, Client.read

    def add(side: str, direction: str, frame: Any) -> None:
        where = {"kind": "message", "participant": side, "line": len(records) + 1}
        records.append({**where, "direction": direction, "frame": frame})

    def logged_send(client: Client, method: str, params: Any = None, **members: Any) -> None:
        frame = {"jsonrpc": "2.0", "method": f"channels.{method}", "params": params or {}, **members}
        add(client.side, "send", frame)
        send(client, method, params, **members)

    def logged_read(client: Client) -> list[Any]:
        frames = read(client)
        for frame in frames:
            add(client.side, "receive", frame)
        return frames

    monkeypatch.setattr(Client, "send", logged_send)
    monkeypatch.setattr(Client, "read", logged_read)
    return records


def history_of(log: list[Record]) -> ChannelHistory:
    return reconstruct(captures.read("".join(json.dumps(record) + "\n" for record in log)), [NETWORK])


def move(channel: Channel, client: Client, name: str, amount: int) -> None:
    """A whole deposit or withdrawal, until it is in a block."""
    other = channel.responder if client is channel.initiator else channel.initiator
    client.send(name, {"amount": amount})
    client.sign(f"{name}_tx")
    channel.settle()
    other.sign(f"{name}_ack")
    channel.settle()
    channel.node.mine()
    channel.settle()
    channel.news()


def play_to_the_settlement() -> None:
    """Play every kind of operation, with a conflict and a refusal, until the channel is settled."""
    channel = Channel().open()
    alice, bob = channel.both
    channel.transfer(alice, 5)
    channel.transfer(bob, 7)
    move(channel, alice, "deposit", 100)
    move(channel, bob, "withdraw", 50)
    # Both propose, and the node drops both; then a refusal.
    for client, amount in ((alice, 1), (bob, 2)):
        channel.propose(client, amount)
        client.asked()
    for client in channel.both:
        client.sign("update")
    channel.settle()
    channel.news()
    channel.transfer(alice, 3)
    channel.balances()
    channel.propose(bob, 2)
    bob.sign("update")
    channel.settle()
    alice.asked()
    alice.send("update_ack", {"error": 147})
    channel.settle()
    channel.news()
    alice.send("close_solo")
    alice.sign("close_solo_sign")
    channel.node.mine()
    channel.news()
    bob.send("settle")
    bob.sign("settle_sign")
    channel.node.mine(TERMS["lock_period"] + 2)
    channel.news()


def test_a_channel_from_its_opening_to_its_settlement(log: list[Record]) -> None:
    play_to_the_settlement()
    history = history_of(log)
    (found,) = history.channels
    opened = (
        TERMS["initiator_amount"] - TERMS["push_amount"],
        TERMS["responder_amount"] + TERMS["push_amount"],
    )
    last = opened[0] - 5 + 7 + 100 - 3, opened[1] + 5 - 7 - 50 + 3
    assert [(step.round, step.kind, step.outcome) for step in found.steps] == [
        (1, "open", "agreed"),
        (2, "update", "agreed"),
        (3, "update", "agreed"),
        (4, "deposit", "agreed"),
        (5, "withdraw", "agreed"),
        (6, "update", "conflict"),
        (6, "update", "conflict"),
        (6, "update", "agreed"),
        (7, "update", "refused"),
        (6, "close_solo", "done"),
        (6, "settle", "done"),
    ]
    assert [step.proposer for step in found.steps] == [A, A, B, A, B, A, B, A, B, A, B]
    assert all(step.before is not None and step.after is not None for step in found.steps)
    assert found.payouts == dict(zip((A, B), last, strict=True))
    assert (found.deposits, found.withdrawals, found.half_signed) == ({A: 100}, {B: 50}, ())
    assert [one.code for one in checks.findings(history)] == ["conflicts", "signature_refused"]
