"""Builders of transactions of state channels, on chain and off.

A `payload` is the SignedTx of the latest off-chain transaction that both participants signed, typed or as
text; None stands for the latest state on chain. Only the chain can check that it belongs to the channel and
the proof.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias, TypeVar

from .. import text
from .._consensus import check_evidence, check_participants
from .._validation import ProtocolName
from ..codec import Data
from ..errors import BuildError, format_int
from ..objects import replace
from ..state import OffChainCallContract, OffChainUpdate, StateTrees, TreesPoi
from ..state_tree import state_hash as hash_of_balances
from ..tx import (
    ChannelClientReconnectTx,
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ChannelDepositTx,
    ChannelForceProgressTx,
    ChannelOffchainTxV1,
    ChannelOffchainTxV2,
    ChannelSetDelegatesTx,
    ChannelSettleTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
    ChannelWithdrawTx,
)
from .draft import complete, draft_tx, require, with_fee
from .values import AnyBytes, AnyId, AnySigned, AnyText, as_number

Delegates: TypeAlias = Sequence[AnyId]
_S = TypeVar(
    "_S",
    ChannelCloseSoloTx,
    ChannelForceProgressTx,
    ChannelSetDelegatesTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
)

_CREATE: Final[tuple[type[ChannelCreateTxV1 | ChannelCreateTxV2], ...]] = (
    ChannelCreateTxV1,
    ChannelCreateTxV2,
)
_OFFCHAIN: Final[tuple[type[ChannelOffchainTxV1 | ChannelOffchainTxV2], ...]] = (
    ChannelOffchainTxV1,
    ChannelOffchainTxV2,
)

# --- what both participants sign -----------------------------------------------------------------


def channel_create_tx(
    *,
    initiator_id: AnyId,
    initiator_amount: int,
    responder_id: AnyId,
    responder_amount: int,
    channel_reserve: int,
    lock_period: int,
    nonce: int,
    push_amount: int = 0,
    ttl: int = 0,
    delegate_ids: Delegates | None = None,
    initiator_delegate_ids: Delegates | None = None,
    responder_delegate_ids: Delegates | None = None,
    version: int | None = None,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelCreateTxV1 | ChannelCreateTxV2:
    """Build a transaction that opens a channel, with its state hash.

    initiator_amount, responder_amount: what each locks. `push_amount` of the initiator's goes to the
    responder; after that each must have `channel_reserve`. lock_period: in key blocks. nonce: the next
    of the initiator.
    delegate_ids: for version 1; initiator_delegate_ids, responder_delegate_ids: for version 2.
    version (1 or 2) or protocol: exactly one.
    """
    arguments = dict(locals())
    del arguments["push_amount"]
    draft = draft_tx({**arguments, "state_hash": bytes(32)}, *_CREATE)
    tx = draft.tx
    as_number("push_amount", push_amount)
    require(check_participants(tx))
    _check_push(tx, push_amount)
    balances = {
        tx.initiator_id: tx.initiator_amount - push_amount,
        tx.responder_id: tx.responder_amount + push_amount,
    }
    return with_fee(
        draft._replace(tx=replace(tx, state_hash=text.decode(hash_of_balances(balances), "st"))), arguments
    )


def channel_deposit_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    amount: int,
    state_hash: AnyBytes,
    round: int,  # noqa: A002  (the node's name)
    nonce: int,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelDepositTx:
    """Build a transaction that locks more coins of `from_id`. state_hash, round: those after the deposit."""
    return complete(locals(), ChannelDepositTx)


def channel_withdraw_tx(
    *,
    channel_id: AnyId,
    to_id: AnyId,
    amount: int,
    state_hash: AnyBytes,
    round: int,  # noqa: A002  (the node's name)
    nonce: int,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelWithdrawTx:
    """Build a transaction that takes coins out for `to_id`. state_hash, round: those after the withdrawal."""
    return complete(locals(), ChannelWithdrawTx)


def channel_set_delegates_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    initiator_delegate_ids: Delegates,
    responder_delegate_ids: Delegates,
    state_hash: AnyBytes,
    round: int,  # noqa: A002  (the node's name)
    nonce: int,
    payload: AnySigned | None = None,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelSetDelegatesTx:
    """Build a transaction that changes who may act for the participants (from Iris)."""
    return _with_payload(ChannelSetDelegatesTx, locals())


def channel_close_mutual_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    initiator_amount_final: int,
    responder_amount_final: int,
    nonce: int,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelCloseMutualTx:
    """Build a transaction that closes a channel by agreement.

    Final amounts and fee are together at most the coins of the channel. from_id: either participant. nonce:
    the next of `from_id`.
    """
    return complete(locals(), ChannelCloseMutualTx)


def channel_offchain_tx(
    *,
    channel_id: AnyId,
    round: int,  # noqa: A002  (the node's name)
    state_hash: AnyBytes,
    updates: Sequence[OffChainUpdate] | None = None,
    version: int | None = None,
    protocol: ProtocolName | None = None,
) -> ChannelOffchainTxV1 | ChannelOffchainTxV2:
    """Build an off-chain transaction of a channel, which has no fee, ttl and nonce.

    updates: in version 1 only (before Fortuna).
    version (1 or 2) or protocol: exactly one.
    """
    return complete(locals(), *_OFFCHAIN)


# --- what one participant signs alone ------------------------------------------------------------


def channel_close_solo_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    poi: TreesPoi | Data,
    nonce: int,
    payload: AnySigned | None = None,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelCloseSoloTx:
    """Build a transaction that begins to close a channel. poi: a proof of the payload's state, or `pi_…`."""
    return _with_payload(ChannelCloseSoloTx, locals())


def channel_slash_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    poi: TreesPoi | Data,
    nonce: int,
    payload: AnySigned | None = None,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelSlashTx:
    """Build a transaction that disputes a closing with a later state. poi: a proof of the payload's state."""
    return _with_payload(ChannelSlashTx, locals())


def channel_settle_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    initiator_amount_final: int,
    responder_amount_final: int,
    nonce: int,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelSettleTx:
    """Build a transaction that pays out a channel after its lock period."""
    return complete(locals(), ChannelSettleTx)


def channel_snapshot_solo_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    payload: AnySigned,
    nonce: int,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelSnapshotSoloTx:
    """Build a transaction that records an agreed state on chain. The payload must not be None."""
    if payload is None:
        raise BuildError("argument_missing", "payload", None, "a SignedTx", "None")
    return _with_payload(ChannelSnapshotSoloTx, locals())


def channel_force_progress_tx(
    *,
    channel_id: AnyId,
    from_id: AnyId,
    round: int,  # noqa: A002  (the node's name)
    update: OffChainCallContract,
    state_hash: AnyBytes,
    offchain_trees: StateTrees | Data,
    nonce: int,
    payload: AnySigned | None = None,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelForceProgressTx:
    """Build a transaction by which the chain runs a contract call without the other participant's consent.

    update: the call, with its gas and gas price. offchain_trees: the state before the call, typed or `ss_…`.
    state_hash, round: those after the call.
    """
    return _with_payload(ChannelForceProgressTx, locals())


def channel_client_reconnect_tx(
    *,
    channel_id: AnyId,
    round: int,  # noqa: A002  (the node's name)
    role: AnyText,
    pub_key: AnyId,
    protocol: ProtocolName | None = None,
) -> ChannelClientReconnectTx:
    """Build a message to reconnect to a channel; no longer in use. role: `initiator` or `responder`."""
    return complete(locals(), ChannelClientReconnectTx)


# --- checks -------------------------------------------------------------------------------------


def _with_payload(cls: type[_S], arguments: dict[str, Any]) -> _S:
    """Build a transaction; check that its payload is an off-chain one or None, and its update a call."""
    draft = draft_tx(arguments, cls)
    require(check_evidence(draft.tx))
    return with_fee(draft, arguments)


def _check_push(tx: ChannelCreateTxV1 | ChannelCreateTxV2, push: int) -> None:
    """Check that both participants have the reserve after the push, as the state machine of the node does."""
    if push > tx.initiator_amount:
        most = format_int(tx.initiator_amount)
        raise BuildError("push_too_large", "push_amount", None, f"at most {most}", format_int(push))
    for name, amount, least in (
        ("initiator_amount", tx.initiator_amount, tx.channel_reserve + push),
        ("responder_amount", tx.responder_amount, tx.channel_reserve - push),
    ):
        if amount < least:
            raise BuildError("below_reserve", name, None, f"at least {format_int(least)}", format_int(amount))
