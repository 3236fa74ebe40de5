"""Channels, as they stand in the channels tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import AccountId, Coin, KeyBlocks, LockedUntil, OffchainStateHash, Payload, Round
from ..objects import ChainObject
from ..protocol import Protocol


class Channel(ChainObject, frozen=True, kw_only=True):
    """A channel; its id is the tree key. It keeps the version of the protocol that it was made under."""

    if TYPE_CHECKING:  # the fields of all versions
        initiator_id: AccountId
        responder_id: AccountId
        channel_amount: Coin
        initiator_amount: Coin
        responder_amount: Coin
        channel_reserve: Coin
        state_hash: OffchainStateHash
        round: Round
        solo_round: Round
        lock_period: KeyBlocks
        locked_until: LockedUntil


class ChannelV1(Channel, frozen=True, kw_only=True):
    """A channel (Roma and Minerva)."""

    TAG: ClassVar = 58
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.MINERVA

    initiator_id: AccountId  #: The participant that proposes the channel.
    responder_id: AccountId  #: The participant that accepts the channel.
    channel_amount: Coin  #: All coins of the channel.
    initiator_amount: Coin  #: Coins of the initiator in the last state on chain.
    responder_amount: Coin  #: Coins of the responder in the last state on chain.
    channel_reserve: Coin  #: What each participant has to keep in the channel.
    delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for both participants.
    state_hash: OffchainStateHash  #: The root hash of the last state on chain.
    round: Round  #: The round of the last state on chain.
    solo_round: Round  #: The round of a forced progress; 0: none.
    lock_period: KeyBlocks  #: Key blocks in which a solo close can be answered.
    locked_until: LockedUntil  #: The height at which a solo close ends; 0: open.


class ChannelV2(Channel, frozen=True, kw_only=True):
    """A channel whose participants may be generalized accounts (Fortuna and Lima).

    initiator_auth, responder_auth: hash of the authorizing function and key of its contract, or nothing.
    """

    TAG: ClassVar = 58
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.FORTUNA
    UNTIL: ClassVar = Protocol.LIMA

    initiator_id: AccountId  #: The participant that proposes the channel.
    responder_id: AccountId  #: The participant that accepts the channel.
    channel_amount: Coin  #: All coins of the channel.
    initiator_amount: Coin  #: Coins of the initiator in the last state on chain.
    responder_amount: Coin  #: Coins of the responder in the last state on chain.
    channel_reserve: Coin  #: What each participant has to keep in the channel.
    delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for both participants.
    state_hash: OffchainStateHash  #: The root hash of the last state on chain.
    round: Round  #: The round of the last state on chain.
    solo_round: Round  #: The round of a forced progress; 0: none.
    lock_period: KeyBlocks  #: Key blocks in which a solo close can be answered.
    locked_until: LockedUntil  #: The height at which a solo close ends; 0: open.
    initiator_auth: Payload  #: How the initiator authorizes; empty for a basic account.
    responder_auth: Payload  #: How the responder authorizes; empty for a basic account.


class ChannelV3(Channel, frozen=True, kw_only=True):
    """A channel with a list of delegates for each participant (from Iris)."""

    TAG: ClassVar = 58
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.IRIS

    initiator_id: AccountId  #: The participant that proposes the channel.
    responder_id: AccountId  #: The participant that accepts the channel.
    channel_amount: Coin  #: All coins of the channel.
    initiator_amount: Coin  #: Coins of the initiator in the last state on chain.
    responder_amount: Coin  #: Coins of the responder in the last state on chain.
    channel_reserve: Coin  #: What each participant has to keep in the channel.
    initiator_delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for the initiator.
    responder_delegate_ids: tuple[AccountId, ...]  #: Accounts that may act for the responder.
    state_hash: OffchainStateHash  #: The root hash of the last state on chain.
    round: Round  #: The round of the last state on chain.
    solo_round: Round  #: The round of a forced progress; 0: none.
    lock_period: KeyBlocks  #: Key blocks in which a solo close can be answered.
    locked_until: LockedUntil  #: The height at which a solo close ends; 0: open.
    initiator_auth: Payload  #: How the initiator authorizes; empty for a basic account.
    responder_auth: Payload  #: How the responder authorizes; empty for a basic account.
