"""Transactions of state channels."""

from __future__ import annotations

from typing import ClassVar

from ..fields import AccountId, ChannelId, Coin, Height, Nonce, Round, StateHash
from ..objects import Tx
from ..protocol import Protocol


class ChannelCreateTx(Tx, frozen=True, kw_only=True):
    """Open a channel: both participants lock coins in it.

    The amounts are those before the push; `state_hash` is the state after it.
    """

    SIGNERS: ClassVar = ("initiator_id", "responder_id")


class ChannelCreateTxV1(ChannelCreateTx, frozen=True, kw_only=True):
    """Open a channel, with one list of delegates for both participants (Roma to Lima)."""

    TAG: ClassVar = 50
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.LIMA

    initiator_id: AccountId
    initiator_amount: Coin
    responder_id: AccountId
    responder_amount: Coin
    channel_reserve: Coin
    lock_period: Height
    ttl: Height
    fee: Coin
    delegate_ids: tuple[AccountId, ...]
    state_hash: StateHash
    nonce: Nonce


class ChannelCreateTxV2(ChannelCreateTx, frozen=True, kw_only=True):
    """Open a channel, with a list of delegates for each participant (from Iris)."""

    TAG: ClassVar = 50
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.IRIS

    initiator_id: AccountId
    initiator_amount: Coin
    responder_id: AccountId
    responder_amount: Coin
    channel_reserve: Coin
    lock_period: Height
    ttl: Height
    fee: Coin
    initiator_delegate_ids: tuple[AccountId, ...]
    responder_delegate_ids: tuple[AccountId, ...]
    state_hash: StateHash
    nonce: Nonce


class ChannelCloseMutualTx(Tx, frozen=True, kw_only=True):
    """Close a channel by agreement; the fee comes out of the channel's coins."""

    TAG: ClassVar = 53
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId
    from_id: AccountId
    initiator_amount_final: Coin
    responder_amount_final: Coin
    ttl: Height
    fee: Coin
    nonce: Nonce


class ChannelOffchainTx(Tx, frozen=True, kw_only=True):
    """A round of a channel, agreed off chain: it has no fee, ttl or nonce."""

    BOTH_PARTICIPANTS: ClassVar = True


class ChannelOffchainTxV2(ChannelOffchainTx, frozen=True, kw_only=True):
    """A round of a channel, without the updates that led to it (from Fortuna)."""

    TAG: ClassVar = 57
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.FORTUNA

    channel_id: ChannelId
    round: Round
    state_hash: StateHash
