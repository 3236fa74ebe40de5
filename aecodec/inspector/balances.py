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
from ..rpc.updates import Update
from ..state.update import OffChainDeposit, OffChainMeta, OffChainTransfer, OffChainWithdrawal
from ..tx import ChannelOffchainTxV1
from .messages import Message

__all__ = ["accounts_among", "apply_updates", "opening_balances", "reported_balances", "updates_of"]

#: Which field of an update names an account, and whether it gains or loses the amount.
_MOVES: Final[dict[type, tuple[tuple[str, int], ...]]] = {
    OffChainTransfer: (("from_", -1), ("to", 1)),
    OffChainDeposit: (("from_", 1),),
    OffChainWithdrawal: (("to", -1),),
    OffChainMeta: (),
}


def opening_balances(create: Any, connection: Connection) -> dict[Id, int] | None:
    """Compute each participant's balance after the push, by the URL that was opened; None if it is silent."""
    initiator, responder = connection.initiator_amount, connection.responder_amount
    push = connection.push_amount
    if initiator is None or responder is None or push is None:
        return None
    after = {create.initiator_id: initiator - push, create.responder_id: responder + push}
    return after if _is_payable(after) else None


def updates_of(message: Message, tx: Tx) -> Iterable[Update] | None:
    """Return the updates that lead to a proposed state; None if nothing shows them.

    Before Fortuna the off-chain transaction carries them itself, and the frame has no member `updates`.
    """
    return tx.updates if isinstance(tx, ChannelOffchainTxV1) else message.updates


def apply_updates(balances: dict[Id, int], updates: Iterable[Update] | None) -> dict[Id, int] | None:
    """Compute the balances after updates; None if these are unknown, involve contracts or make no sense."""
    if updates is None:
        return None
    after = dict(balances)
    for update in updates:
        moves = _MOVES.get(type(update))
        if moves is None:
            return None
        for field, sign in moves:
            known: Any = update
            account = getattr(known, field)
            if account not in after:
                return None
            after[account] += sign * known.amount
        if not _is_payable(after):
            return None
    return after


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
