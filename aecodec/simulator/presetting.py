"""Puts a channel into the middle of its life, for tests that begin there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from .. import build
from .._channel_rules import state_hash_of
from .._channel_terms import Terms
from ..derived import channel_id_of
from ..errors import ChannelError
from ..objects import SignedTx
from ..rpc.connection import Connection
from ..signing import Key, sign
from .connection import ClientConnection
from .drafts import draft_create, unsigned
from .machine import Agreed, Machine
from .on_chain import OnChain

if TYPE_CHECKING:
    from .node import Node

__all__ = ["preset"]

_BASE_URL = "ws://localhost/channel"


def preset(
    node: Node, terms: Terms, round_: int, balances: Sequence[int] | None, keys: tuple[Key, ...], query: str
) -> tuple[ClientConnection, ClientConnection]:
    """Put a channel into `open` at a round; `Node.preset` says what the arguments are."""
    first = terms.balances
    if round_ < 1:
        raise ChannelError("terms_differ", "round", None, "1 or more", str(round_))
    held = first if balances is None else dict(zip(terms.participants, balances, strict=True))
    if sum(held.values()) != sum(first.values()) or min(held.values()) < 0:
        raise ChannelError(
            "terms_differ", "balances", None, str(sum(first.values())), str(sum(held.values()))
        )
    create = _signed(node, draft_create(node.chain, terms), keys)
    channel_id = channel_id_of(create)
    node.chain.channels[channel_id] = OnChain.create(create.transaction)  # type: ignore[arg-type]
    if not node.account(terms.initiator_id).generalized:
        node.account(terms.initiator_id).nonce += 1
    latest = Agreed(1, held, create)
    if round_ > 1:
        tx: Any = build.channel_offchain_tx(
            channel_id=channel_id,
            round=round_,
            state_hash=state_hash_of(held) or b"",
            protocol=node.chain.protocol,
        )
        latest = Agreed(round_, held, _signed(node, tx, keys))
    machines = [_machine(node, side, terms, latest, query) for side in ("initiator", "responder")]
    machines[0].peer, machines[1].peer = machines[1], machines[0]
    clients = []
    for machine in machines:
        machine.channel_id = channel_id
        assert machine.client is not None
        machine.client.channel_id = str(channel_id)
        clients.append(machine.client)
    return clients[0], clients[1]


def _signed(node: Node, tx: Any, keys: tuple[Key, ...]) -> SignedTx:
    signed = unsigned(tx)
    for key in keys:
        signed = sign(signed, key, node.chain.network_id)
    return signed


def _machine(node: Node, side: str, terms: Terms, latest: Agreed, query: str) -> Machine:
    url = f"{_BASE_URL}?role={side}&protocol=json-rpc{'&' if query else ''}{query}"
    parameters = Connection.parse(url)
    client = ClientConnection(parameters, node.tamper)
    machine = node.new_machine(client, parameters)
    machine.terms, machine.latest, machine.reported_round = terms, latest, latest.round
    machine.may_lose_client = machine.is_open = True
    machine.enter("open")
    machine.retry = False
    return machine
