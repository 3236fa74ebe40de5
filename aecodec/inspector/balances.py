"""Balances of a channel: after the opening, after updates, and as a node reports them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from ..errors import AecodecError
from ..ids import Id
from ..limits import MAX_AMOUNT_BYTES
from ..objects import Tx
from ..protocol import IdKind
from ..rpc.connection import Connection
from ..rpc.results import Balance
from ..schema import describe
from ..tx import ChannelOffchainTxV1
from .messages import Message

__all__ = ["accounts_among", "apply_updates", "opening_balances", "reported_balances", "updates_of"]

#: Which member of an update names an account, and whether it gains or loses the amount.
_MOVES: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "OffChainTransfer": (("from", -1), ("to", 1)),
    "OffChainDeposit": (("from", 1),),
    "OffChainWithdrawal": (("to", -1),),
}


def opening_balances(create: Any, connection: Connection) -> dict[Id, int] | None:
    """Compute each participant's balance after the push, by the URL that was opened; None if it is silent."""
    initiator, responder = connection.initiator_amount, connection.responder_amount
    push = connection.push_amount
    if initiator is None or responder is None or push is None:
        return None
    after = {create.initiator_id: initiator - push, create.responder_id: responder + push}
    return after if _is_payable(after) else None


def updates_of(message: Message, tx: Tx) -> Iterable[dict[str, Any]] | None:
    """Return the updates that lead to a proposed state, in the node's JSON form; None if nothing shows them.

    Before Fortuna the off-chain transaction carries them itself, and the frame has no member `updates`.
    """
    if not isinstance(tx, ChannelOffchainTxV1):
        return message.updates
    return [_json_form(update) for update in tx.updates]


def _json_form(update: Any) -> dict[str, Any]:
    values = ((name, getattr(update, name)) for name, _ in describe(type(update)).fields)
    members = {name.rstrip("_"): str(value) if isinstance(value, Id) else value for name, value in values}
    return {"op": type(update).__name__, **members}


def apply_updates(balances: dict[Id, int], updates: Iterable[dict[str, Any]] | None) -> dict[Id, int] | None:
    """Compute the balances after updates; None if these are unknown, involve contracts or make no sense."""
    if updates is None:
        return None
    after = {str(account): balance for account, balance in balances.items()}
    for update in updates:
        operation, amount = update.get("op"), update.get("amount")
        if operation == "OffChainMeta":
            continue
        moves = _MOVES.get(operation) if isinstance(operation, str) else None
        if moves is None or type(amount) is not int or amount < 0:
            return None
        for key, sign in moves:
            account = update.get(key)
            if not isinstance(account, str) or account not in after:
                return None
            after[account] += sign * amount
        if not _is_payable(after):
            return None
    return {account: after[str(account)] for account in balances}


def reported_balances(message: Message) -> dict[Id, int] | None:
    """Return the balances of two accounts that a node's answer reports; None if it reports no such thing."""
    if not isinstance(message.result, tuple):
        return None
    reported = {one.account: one.balance for one in message.result if isinstance(one, Balance)}
    balances = {account: reported[str(account)] for account in accounts_among(reported)}
    return balances if len(balances) == 2 and _is_payable(balances) else None


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


def _is_payable(balances: dict[Any, int]) -> bool:
    # No coin amount is longer; a hostile one only costs time.
    return all(0 <= balance < 1 << 8 * MAX_AMOUNT_BYTES for balance in balances.values())
