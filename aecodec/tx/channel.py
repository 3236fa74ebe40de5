"""Transactions of state channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import AccountId, ChannelId, Coin, Height, Nonce, OffchainStateHash, Round, StateHash, Text
from ..objects import SignedTx, Tx
from ..protocol import Protocol
from ..state import OffChainUpdate, StateTrees, TreesPoi


class ChannelCreateTx(Tx, frozen=True, kw_only=True):
    """Open a channel: both participants lock coins in it.

    The amounts are those before the push; `state_hash` is the state after it.
    """

    SIGNERS: ClassVar = ("initiator_id", "responder_id")

    if TYPE_CHECKING:  # the fields of all versions
        initiator_id: AccountId
        initiator_amount: Coin
        responder_id: AccountId
        responder_amount: Coin
        channel_reserve: Coin
        lock_period: Height
        ttl: Height
        fee: Coin
        state_hash: StateHash
        nonce: Nonce


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


class ChannelDepositTx(Tx, frozen=True, kw_only=True):
    """Lock more coins in a channel; both participants agree."""

    TAG: ClassVar = 51
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId
    from_id: AccountId
    amount: Coin
    ttl: Height
    fee: Coin
    state_hash: StateHash
    round: Round
    nonce: Nonce


class ChannelWithdrawTx(Tx, frozen=True, kw_only=True):
    """Take coins out of a channel; both participants agree."""

    TAG: ClassVar = 52
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("to_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId
    to_id: AccountId
    amount: Coin
    ttl: Height
    fee: Coin
    state_hash: StateHash
    round: Round
    nonce: Nonce


class ChannelSetDelegatesTx(Tx, frozen=True, kw_only=True):
    """Change who may act for the participants; both agree. No payload: the state last put on chain."""

    TAG: ClassVar = 501
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.IRIS
    SIGNERS: ClassVar = ("from_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId
    from_id: AccountId
    initiator_delegate_ids: tuple[AccountId, ...]
    responder_delegate_ids: tuple[AccountId, ...]
    payload: SignedTx | None
    state_hash: OffchainStateHash
    round: Round
    ttl: Height
    fee: Coin
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


class ChannelCloseSoloTx(Tx, frozen=True, kw_only=True):
    """Begin to close a channel alone, with a state that both agreed on.

    payload: its off-chain transaction; None is the state last put on chain.
    """

    TAG: ClassVar = 54
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId
    from_id: AccountId
    payload: SignedTx | None
    poi: TreesPoi
    ttl: Height
    fee: Coin
    nonce: Nonce


class ChannelSlashTx(Tx, frozen=True, kw_only=True):
    """Answer a channel's closing with a later state."""

    TAG: ClassVar = 55
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId
    from_id: AccountId
    payload: SignedTx | None
    poi: TreesPoi
    ttl: Height
    fee: Coin
    nonce: Nonce


class ChannelSettleTx(Tx, frozen=True, kw_only=True):
    """Pay out a channel whose closing nobody answered any more."""

    TAG: ClassVar = 56
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId
    from_id: AccountId
    initiator_amount_final: Coin
    responder_amount_final: Coin
    ttl: Height
    fee: Coin
    nonce: Nonce


class ChannelSnapshotSoloTx(Tx, frozen=True, kw_only=True):
    """Put a state that both agreed on, on the chain. The consensus demands a payload."""

    TAG: ClassVar = 59
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId
    from_id: AccountId
    payload: SignedTx | None
    ttl: Height
    fee: Coin
    nonce: Nonce


class ChannelForceProgressTx(Tx, frozen=True, kw_only=True):
    """Have the chain run a contract call that the other participant did not agree to.

    offchain_trees: the state before the call. state_hash: the state after it.
    """

    TAG: ClassVar = 521
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId
    from_id: AccountId
    payload: SignedTx | None
    round: Round
    update: OffChainUpdate
    state_hash: OffchainStateHash
    offchain_trees: StateTrees
    ttl: Height
    fee: Coin
    nonce: Nonce


class ChannelOffchainTx(Tx, frozen=True, kw_only=True):
    """A round of a channel, agreed off chain: it has no fee, ttl or nonce."""

    BOTH_PARTICIPANTS: ClassVar = True
    CAN_BE_PAID_FOR: ClassVar = False

    if TYPE_CHECKING:  # the fields of all versions
        channel_id: ChannelId
        round: Round
        state_hash: OffchainStateHash


class ChannelOffchainTxV1(ChannelOffchainTx, frozen=True, kw_only=True):
    """A round of a channel, with the updates that led to it (Roma to Fortuna)."""

    TAG: ClassVar = 57
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.FORTUNA

    channel_id: ChannelId
    round: Round
    updates: tuple[OffChainUpdate, ...]
    state_hash: OffchainStateHash


class ChannelOffchainTxV2(ChannelOffchainTx, frozen=True, kw_only=True):
    """A round of a channel, without the updates that led to it (from Fortuna)."""

    TAG: ClassVar = 57
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.FORTUNA

    channel_id: ChannelId
    round: Round
    state_hash: OffchainStateHash


class ChannelClientReconnectTx(Tx, frozen=True, kw_only=True):
    """Take up a channel's connection again: history, only ever sent to the channel's own server.

    role: initiator or responder.
    """

    TAG: ClassVar = 575
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("pub_key",)
    CAN_BE_PAID_FOR: ClassVar = False

    channel_id: ChannelId
    round: Round
    role: Text
    pub_key: AccountId
