"""Any sequence of requests, signatures, deliveries, blocks, timers and broken connections.

Whatever clients do, the node raises nothing, no coin is lost or made, nobody who pays falls below the
reserve, and a round that both sides have is the same on both.
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from aecodec import rpc
from aecodec.rpc import REPLIES
from aecodec.simulator import Node

from .simulated_channel import ALICE, BOB, NETWORK, TERMS, Channel, Client

COINS = TERMS["initiator_amount"] + TERMS["responder_amount"]
ACCOUNTS = [str(ALICE.address), str(BOB.address)]
STRANGE: tuple[Any, ...] = (None, -1, 0, 1, 7, 10**30, "1", [], {}, [1], "ak_damaged", "tx_damaged", True)
METHODS = sorted(
    method.removeprefix("channels.")
    for way, method in rpc.METHODS
    if way == "send" and method not in REPLIES and method != "channels.leave"
)


def params_of(method: str, rng: Random) -> Any:
    """Params that mostly fit the method."""
    payer, payee = rng.sample(ACCOUNTS, 2)
    usual: dict[str, Any] = {
        "update.new": {"from": payer, "to": payee, "amount": rng.randrange(50_000)},
        "deposit": {"amount": rng.randrange(2_000)},
        "withdraw": {"amount": rng.randrange(2_000)},
        "message": {"to": payee, "info": "hello"},
        "system": {"action": rng.choice(("ping",) * 40 + ("stop",))},
        "get.balances": {"accounts": ACCOUNTS},
        "get.poi": {"accounts": ACCOUNTS},
    }
    params = dict(usual.get(method, {}))
    if rng.random() < 0.1:
        name = rng.choice([*params, "amount", "fee", "nonce", "error", "signed_tx", "meta", "tx_hash"])
        params[name] = rng.choice(STRANGE)
    return rng.choice(STRANGE) if rng.random() < 0.02 else params


class Play:
    """A channel of two clients who do anything."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.machines: dict[Any, None] = {}
        self.channel = Channel(Node(NETWORK, like=self.rng.choice(("current", "iris"))), lock_period=1)
        self.tokens: dict[str, str] = {}
        for client in self.channel.both:
            self._read(client)
        self.channel.open()

    def step(self) -> None:
        rng, channel = self.rng, self.channel
        side = rng.choice(("initiator", "responder"))
        client: Client = getattr(channel, side)
        for one in channel.both:
            self._read(one)
        choice = rng.random()
        if choice < 0.3:
            self._sign(client)
        elif choice < 0.5:
            channel.node.deliver(rng.choice((None, client.connection)))
        elif choice < 0.6:
            channel.node.mine()
        elif choice < 0.605:
            self._expire(client)
        elif choice < 0.63:
            channel.node.hangup(client.connection)
            if client.connection.channel_id is not None and side in self.tokens:
                setattr(channel, side, self._back(client, side))
        else:
            method = rng.choice((*METHODS, *["update.new"] * 12, "deposit", "withdraw", "leave"))
            frame = {"jsonrpc": "2.0", "method": f"channels.{method}", "params": params_of(method, rng)}
            channel.node.receive(client.connection, json.dumps(frame | rng.choice(({}, {"id": 0}))))
        self._check()

    def _read(self, client: Client) -> None:
        for frame in client.read():
            data = (frame.get("params") or {}).get("data")
            if isinstance(data, dict) and "fsm_id" in data:
                self.tokens[client.side] = data["fsm_id"]
        if client.connection.machine is not None:
            self.machines[client.connection.machine] = None

    def _sign(self, client: Client) -> None:
        requests = [one for one in client.seen if one.get("method", "").startswith("channels.sign.")]
        if requests:
            method = next(name for name, asked in REPLIES.items() if asked == requests[-1]["method"])
            if self.rng.random() < 0.1:
                client.send(method.removeprefix("channels."), {"error": self.rng.choice((1, 42, "7", 0))})
            else:
                client.sign(method.removeprefix("channels."))

    def _expire(self, client: Client) -> None:
        machine = client.connection.machine
        if machine is not None and not machine.ended:
            self.channel.node.expire(client.connection)

    def _back(self, client: Client, side: str) -> Client:
        identity = client.connection.channel_id
        token = self.tokens[side].replace("+", "%2B")
        return self.channel.connect(side, existing_channel_id=identity, existing_fsm_id=token)

    def _check(self) -> None:
        latest = [one.latest for one in self.machines if one.latest is not None]
        for agreed in latest:
            # What is deposited and withdrawn is at most 2,000 a round.
            assert abs(sum(agreed.balances.values()) - COINS) < 2_000 * agreed.round
            assert min(agreed.balances.values()) >= TERMS["channel_reserve"]
        by_round: dict[int, Any] = {}
        for agreed in latest:
            assert by_round.setdefault(agreed.round, agreed.balances) == agreed.balances


@pytest.mark.parametrize("seed", range(40))
def test_anything_may_be_done(seed: int):
    play = Play(seed)
    for _ in range(150):
        play.step()
