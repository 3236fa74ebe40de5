"""Complete the steps of a channel: signers, rounds, balances before and after, and what moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from .._channel_rules import Balances, apply_updates, is_payable, moves_of, state_hash_of
from ..ids import Id
from ..objects import Tx
from ..protocol import IdKind
from ..tx import (
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTx,
    ChannelDepositTx,
    ChannelOffchainTxV1,
    ChannelSettleTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
    ChannelWithdrawTx,
)
from .channels import ROLES, Channel
from .drafts import Draft, weight_of
from .messages import Carried
from .steps import Move, Outcome, Step

__all__ = ["complete_steps", "derive_balances"]

_PAYOUTS = (ChannelCloseMutualTx, ChannelSettleTx)
_WITH_PAYLOAD = (ChannelCloseSoloTx, ChannelSlashTx, ChannelSnapshotSoloTx)


def complete_steps(channel: Channel | None, drafts: Iterable[Draft]) -> tuple[Step, ...]:
    """Complete the steps of one channel, or of none that is known."""
    return tuple(_complete(channel or Channel(channel_id=""), draft) for draft in drafts)


def _complete(channel: Channel, draft: Draft) -> Step:
    tx: Any = draft.tx
    signers = _signers(channel, draft)
    before, after = _balances(channel, draft)
    return Step(
        kind=draft.kind,
        outcome=draft.outcome or _outcome(draft),
        channel_id=draft.channel_id,
        participant=draft.participant,
        proposer=_proposer(channel, draft),
        signers=signers,
        round=_round(draft),
        carried=draft.carried,
        updates=draft.updates,
        moves=_moves(channel, draft, before, after),
        before=before,
        after=after,
        fee=getattr(tx, "fee", None),
        on_chain=draft.on_chain,
        code=draft.code,
        reason=draft.reason,
        method=draft.method,
        messages=tuple(sorted(draft.messages, key=lambda message: message.index)),
    )


# --- who ----------------------------------------------------------------------------------------


def _authors(channel: Channel, carried: Carried | None) -> list[Id]:
    """List whose valid signatures and authorizations a transaction has."""
    layer = None if carried is None else carried.unwrapped
    if carried is None or layer is None:
        return []
    authors: list[Id] = [meta.ga_id for meta in layer.metas]
    verification = channel.verifications.get(carried.text)
    if verification is not None:
        authors += [one.signer for one in verification.signatures if one.ok and one.signer is not None]
    return authors


def _signers(channel: Channel, draft: Draft) -> tuple[Id, ...]:
    order = {account: position for position, account in enumerate(channel.participants or ())}
    authors = dict.fromkeys(_authors(channel, draft.carried))
    return tuple(sorted(authors, key=lambda account: order.get(account, len(order))))


def _proposer(channel: Channel, draft: Draft) -> Id | None:
    """Find who proposed it: the account that pays for it, or the first one that signed, or by the name."""
    tx: Any = draft.tx
    for name in ("from_id", "to_id", "initiator_id"):
        if hasattr(tx, name):
            account: Id = getattr(tx, name)
            return account
    for message in draft.messages if tx is not None else ():
        for carried in message.evidence:
            authors = _authors(channel, carried) if carried.inner == tx else []
            if len(authors) == 1:
                return authors[0]
    if draft.participant in ROLES and channel.roles_known and channel.participants is not None:
        return channel.participants[ROLES.index(draft.participant)]
    return None


def _outcome(draft: Draft) -> Outcome:
    """Tell how a step ended that nothing in the capture ends."""
    count = max(0, weight_of(draft.carried))
    both = draft.tx is not None and (draft.tx.BOTH_PARTICIPANTS or isinstance(draft.tx, ChannelCreateTx))
    if not both:
        return "signed" if count else "unanswered"
    return ("unanswered", "half_signed")[count] if count < 2 else "agreed"


# --- which state --------------------------------------------------------------------------------


def _round(draft: Draft) -> int | None:
    tx: Any = draft.tx
    if isinstance(tx, ChannelCreateTx):
        return 1
    if isinstance(tx, _WITH_PAYLOAD) and tx.payload is not None:
        payload: Any = tx.payload.transaction
        return getattr(payload, "round", draft.round)
    return getattr(tx, "round", draft.round)


def _hash_after(draft: Draft) -> bytes | None:
    tx: Any = draft.tx
    if isinstance(tx, _WITH_PAYLOAD) and tx.payload is not None:
        tx = tx.payload.transaction
    return getattr(tx, "state_hash", draft.before)


def _balances(channel: Channel, draft: Draft) -> tuple[Balances | None, Balances | None]:
    tx: Any = draft.tx
    before = channel.balances.get(draft.before or b"")
    if isinstance(tx, ChannelCreateTx):
        before = {tx.initiator_id: tx.initiator_amount, tx.responder_id: tx.responder_amount}
    after = channel.balances.get(_hash_after(draft) or b"")
    if isinstance(tx, _PAYOUTS):
        finals = (tx.initiator_amount_final, tx.responder_amount_final)
        known = channel.participants is not None and channel.roles_known
        after = dict(zip(channel.participants or (), finals, strict=True)) if known else None
    return _in_order(channel, before), _in_order(channel, after)


def _in_order(channel: Channel, balances: Balances | None) -> Balances | None:
    """Put the initiator first and contracts last."""
    if balances is None:
        return None
    order = {account: position for position, account in enumerate(channel.participants or ())}
    return dict(sorted(balances.items(), key=lambda item: (order.get(item[0], len(order)), item[0])))


# --- what moved ---------------------------------------------------------------------------------


def _moves(
    channel: Channel, draft: Draft, before: Balances | None, after: Balances | None
) -> tuple[Move, ...]:
    tx: Any = draft.tx
    match tx:
        case None:
            return ()
        case ChannelDepositTx():
            return (Move(None, tx.from_id, tx.amount),)
        case ChannelWithdrawTx():
            return (Move(tx.to_id, None, tx.amount),)
        case ChannelCloseMutualTx() | ChannelSettleTx():
            return tuple(Move(account, None, held) for account, held in (after or {}).items())
    moves = [moves_of(update, getattr(tx, "round", None)) for update in draft.updates or ()]
    found = tuple(move for some in moves for move in some or ())
    if not found and (draft.updates is None or isinstance(tx, ChannelCreateTx)):
        return _difference(before, after)
    return found


def _difference(before: Balances | None, after: Balances | None) -> tuple[Move, ...]:
    """Return the one transfer that leads from balances to others; () if there is no such."""
    if before is None or after is None or before.keys() != after.keys():
        return ()
    lost = [account for account in before if after[account] < before[account]]
    won = [account for account in before if after[account] > before[account]]
    if len(lost) != 1 or len(won) != 1:
        return ()
    return (Move(lost[0], won[0], before[lost[0]] - after[lost[0]]),)


# --- balances that other rounds prove -------------------------------------------------------------


def derive_balances(channel: Channel, drafts: Sequence[Draft]) -> None:
    """Add to a channel the balances of rounds that follow from those of others.

    A capture may begin in the middle, and show balances only later. Whatever is derived has the state hash
    that was signed, or it is not added.
    """
    for draft in drafts:
        _derive_opening(channel, draft.tx)
    for draft in reversed(drafts):
        known = channel.balances.get(_hash_after(draft) or b"")
        if known is not None and draft.before is not None and draft.before not in channel.balances:
            _add(channel, draft.before, _undo(known, draft))
    for draft in drafts:
        known, hashed = channel.balances.get(draft.before or b""), _hash_after(draft)
        if known is not None and hashed is not None and hashed not in channel.balances:
            updates = draft.tx.updates if isinstance(draft.tx, ChannelOffchainTxV1) else draft.updates
            _add(channel, hashed, apply_updates(known, updates))


def _derive_opening(channel: Channel, tx: Tx | None) -> None:
    """Try an opening without a push: the create transaction does not say what was pushed."""
    if isinstance(tx, ChannelCreateTx) and tx.state_hash not in channel.balances:
        held = {tx.initiator_id: tx.initiator_amount, tx.responder_id: tx.responder_amount}
        if is_payable(held):
            _add(channel, tx.state_hash, held)


def _undo(after: Balances, draft: Draft) -> Balances | None:
    """Compute the balances before the updates of a draft; None if these are unknown or no transfers."""
    before = dict(after)
    for update in draft.updates if draft.updates is not None else (None,):
        moves = moves_of(update)
        if moves is None or any(move.target is not None and _is_contract(move.target) for move in moves):
            return None
        for source, target, amount in moves:
            for account, change in ((source, amount), (target, -amount)):
                if account is not None:
                    before[account] = before.get(account, 0) + change
    return before if is_payable(before) else None


def _is_contract(account: Id) -> bool:
    return account.kind == IdKind.CONTRACT


def _add(channel: Channel, hashed: bytes, balances: Balances | None) -> None:
    if balances is not None and state_hash_of(balances) == hashed:
        channel.balances[hashed] = balances
