"""Transactions of state channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import (
    AccountId,
    ChannelId,
    Coin,
    KeyBlocks,
    Nonce,
    OffchainStateHash,
    Round,
    StateHash,
    Text,
    Ttl,
)
from ..objects import SignedTx, Tx
from ..protocol import Protocol
from ..state.proof import TreesPoi
from ..state.trees import StateTrees
from ..state.update import OffChainUpdate


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
        lock_period: KeyBlocks
        ttl: Ttl
        fee: Coin
        state_hash: StateHash
        nonce: Nonce


class ChannelCreateTxV1(ChannelCreateTx, frozen=True, kw_only=True):
    """Open a channel, with one list of delegates for both participants (Roma to Lima)."""

    TAG: ClassVar = 50
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.LIMA

    initiator_id: AccountId  #: The participant that proposes the channel.
    initiator_amount: Coin  #: Coins that the initiator locks.
    responder_id: AccountId  #: The participant that accepts the channel.
    responder_amount: Coin  #: Coins that the responder locks.
    channel_reserve: Coin  #: What each participant has to keep in the channel.
    lock_period: KeyBlocks  #: Key blocks in which a solo close can be answered.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for both participants.
    state_hash: StateHash  #: The root hash of the channel's state trees.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelCreateTxV2(ChannelCreateTx, frozen=True, kw_only=True):
    """Open a channel, with a list of delegates for each participant (from Iris)."""

    TAG: ClassVar = 50
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.IRIS

    initiator_id: AccountId  #: The participant that proposes the channel.
    initiator_amount: Coin  #: Coins that the initiator locks.
    responder_id: AccountId  #: The participant that accepts the channel.
    responder_amount: Coin  #: Coins that the responder locks.
    channel_reserve: Coin  #: What each participant has to keep in the channel.
    lock_period: KeyBlocks  #: Key blocks in which a solo close can be answered.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    initiator_delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for the initiator.
    responder_delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for the responder.
    state_hash: StateHash  #: The root hash of the channel's state trees.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelDepositTx(Tx, frozen=True, kw_only=True):
    """Lock more coins in a channel; both participants agree."""

    TAG: ClassVar = 51
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that locks coins.
    amount: Coin  #: Coins to lock.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    state_hash: StateHash  #: The root hash of the state after it.
    round: Round  #: The round of the state after it.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelWithdrawTx(Tx, frozen=True, kw_only=True):
    """Take coins out of a channel; both participants agree."""

    TAG: ClassVar = 52
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("to_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId  #: The channel.
    to_id: AccountId  #: The participant that takes coins out.
    amount: Coin  #: Coins to take out.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    state_hash: StateHash  #: The root hash of the state after it.
    round: Round  #: The round of the state after it.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelSetDelegatesTx(Tx, frozen=True, kw_only=True):
    """Change who may act for the participants; both agree. No payload: the state last put on chain."""

    TAG: ClassVar = 501
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.IRIS
    SIGNERS: ClassVar = ("from_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that posts the transaction.
    initiator_delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for the initiator.
    responder_delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for the responder.
    payload: SignedTx | None  #: The last agreed round; None: the one on chain.
    state_hash: OffchainStateHash  #: The root hash of the channel's state trees.
    round: Round  #: Counts the states of the channel.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelCloseMutualTx(Tx, frozen=True, kw_only=True):
    """Close a channel by agreement; the fee comes out of the channel's coins."""

    TAG: ClassVar = 53
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)
    BOTH_PARTICIPANTS: ClassVar = True

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that posts the transaction.
    initiator_amount_final: Coin  #: What the initiator is paid out.
    responder_amount_final: Coin  #: What the responder is paid out.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner, from the coins of the channel.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelCloseSoloTx(Tx, frozen=True, kw_only=True):
    """Begin to close a channel alone, with a state that both agreed on.

    payload: its off-chain transaction; None is the state last put on chain.
    """

    TAG: ClassVar = 54
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that posts the transaction.
    payload: SignedTx | None  #: The last agreed round; None: the one on chain.
    poi: TreesPoi  #: Proof of the balances in that state.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelSlashTx(Tx, frozen=True, kw_only=True):
    """Answer a channel's closing with a later state."""

    TAG: ClassVar = 55
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that posts the transaction.
    payload: SignedTx | None  #: The last agreed round; None: the one on chain.
    poi: TreesPoi  #: Proof of the balances in that state.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelSettleTx(Tx, frozen=True, kw_only=True):
    """Pay out a channel when the time to answer its solo close is over."""

    TAG: ClassVar = 56
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that posts the transaction.
    initiator_amount_final: Coin  #: What the initiator is paid out.
    responder_amount_final: Coin  #: What the responder is paid out.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelSnapshotSoloTx(Tx, frozen=True, kw_only=True):
    """Put a state that both agreed on, on the chain. The consensus demands a payload."""

    TAG: ClassVar = 59
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that posts the transaction.
    payload: SignedTx | None  #: The agreed round to put on chain.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


class ChannelForceProgressTx(Tx, frozen=True, kw_only=True):
    """Have the chain run a contract call that the other participant did not agree to.

    offchain_trees: the state before the call. state_hash: the state after it.
    """

    TAG: ClassVar = 521
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("from_id",)

    channel_id: ChannelId  #: The channel.
    from_id: AccountId  #: The participant that posts the transaction.
    payload: SignedTx | None  #: The last agreed round; None: the one on chain.
    round: Round  #: The round of the state after the call.
    update: OffChainUpdate  #: The contract call.
    state_hash: OffchainStateHash  #: The root hash of the state after the call.
    offchain_trees: StateTrees  #: The state before the call.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    fee: Coin  #: Paid to the miner of the block.
    nonce: Nonce  #: Counts the transactions of the account, from 1.


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

    channel_id: ChannelId  #: The channel.
    round: Round  #: Counts the states of the channel.
    updates: tuple[OffChainUpdate, ...]  #: What led from the round before to this one.
    state_hash: OffchainStateHash  #: The root hash of the state of this round.


class ChannelOffchainTxV2(ChannelOffchainTx, frozen=True, kw_only=True):
    """A round of a channel, without the updates that led to it (from Fortuna)."""

    TAG: ClassVar = 57
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.FORTUNA

    channel_id: ChannelId  #: The channel.
    round: Round  #: Counts the states of the channel.
    state_hash: OffchainStateHash  #: The root hash of the state of this round.


class ChannelClientReconnectTx(Tx, frozen=True, kw_only=True):
    """Reconnect to the node of a channel. Obsolete, and never on chain.

    role: initiator or responder.
    """

    TAG: ClassVar = 575
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("pub_key",)
    CAN_BE_PAID_FOR: ClassVar = False

    channel_id: ChannelId  #: The channel.
    round: Round  #: Counts the states of the channel.
    role: Text  #: `initiator` or `responder`.
    pub_key: AccountId  #: The participant that reconnects.
