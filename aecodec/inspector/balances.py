"""What a capture shows of a channel's balances: its opening, its updates, and a node's reports."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .. import _channel_rules as rules
from ..codec import decode_object
from ..errors import AecodecError
from ..ids import Id
from ..objects import Tx
from ..protocol import IdKind
from ..rpc.connection import Connection
from ..rpc.results import Balance
from ..rpc.updates import Update
from ..state import Account, StateTrees
from ..state_tree import iter_items, state_hash_of
from ..text import decode
from ..tx import ChannelOffchainTxV1
from .messages import Message

__all__ = ["accounts_among", "balances_in_trees", "opening_balances", "reported_balances", "updates_of"]


def opening_balances(create: Any, connection: Connection) -> dict[Id, int] | None:
    """Compute each participant's balance after the push, by the URL that was opened; None if it is silent."""
    initiator, responder = connection.initiator_amount, connection.responder_amount
    push = connection.push_amount
    if initiator is None or responder is None or push is None:
        return None
    return rules.opening_balances(
        create.initiator_id,
        create.responder_id,
        initiator_amount=initiator,
        responder_amount=responder,
        push_amount=push,
    )


def updates_of(message: Message, tx: Tx) -> Iterable[Update] | None:
    """Return the updates that lead to a proposed state; None if nothing shows them.

    Before Fortuna the off-chain transaction carries them itself, and the frame has no member `updates`.
    """
    return tx.updates if isinstance(tx, ChannelOffchainTxV1) else message.updates


def reported_balances(message: Message) -> dict[Id, int] | None:
    """Return the balances of two accounts that a node's answer reports; None if it reports no such thing."""
    if not isinstance(message.result, tuple):
        return None
    reported = {one.account: one.balance for one in message.result if isinstance(one, Balance)}
    balances = {account: reported[str(account)] for account in accounts_among(reported)}
    return balances if len(balances) == 2 and rules.is_payable(balances) else None


def accounts_among(names: Iterable[Any]) -> list[Id]:
    """Return the different accounts among texts, in order, leaving out what is not an account."""
    ids: dict[Id, None] = {}
    for name in names:
        try:
            account = Id(name) if isinstance(name, (str, Id)) else None
        except AecodecError:
            continue
        if account is not None and account.kind == IdKind.ACCOUNT:
            ids[account] = None
    return list(ids)


def balances_in_trees(trees: StateTrees | str, hashed: bytes) -> dict[Id, int] | None:
    """Return the balances of all accounts and contracts in trees; None if these do not have this hash."""
    try:
        typed = decode_object(trees, StateTrees) if isinstance(trees, str) else trees
        if decode(state_hash_of(typed), "st") != hashed:
            return None
        accounts = [item for item in iter_items(typed) if item.tree == "accounts"]
        balances = {Id(item.key): item.value.balance for item in accounts if isinstance(item.value, Account)}
    except AecodecError:
        return None
    return balances if rules.is_payable(balances) else None
