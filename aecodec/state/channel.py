"""Channels, as they stand in the channels tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import AccountId, Coin, Height, Payload, Round, StateHash
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
        state_hash: StateHash
        round: Round
        solo_round: Round
        lock_period: Height
        locked_until: Height


class ChannelV1(Channel, frozen=True, kw_only=True):
    """A channel (Roma and Minerva)."""

    TAG: ClassVar = 58
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.MINERVA

    initiator_id: AccountId
    responder_id: AccountId
    channel_amount: Coin
    initiator_amount: Coin
    responder_amount: Coin
    channel_reserve: Coin
    delegate_ids: tuple[AccountId, ...]
    state_hash: StateHash
    round: Round
    solo_round: Round
    lock_period: Height
    locked_until: Height


class ChannelV2(Channel, frozen=True, kw_only=True):
    """A channel whose participants may be generalized accounts (Fortuna and Lima).

    initiator_auth, responder_auth: hash of the authorising function and key of its contract, or nothing.
    """

    TAG: ClassVar = 58
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.FORTUNA
    UNTIL: ClassVar = Protocol.LIMA

    initiator_id: AccountId
    responder_id: AccountId
    channel_amount: Coin
    initiator_amount: Coin
    responder_amount: Coin
    channel_reserve: Coin
    delegate_ids: tuple[AccountId, ...]
    state_hash: StateHash
    round: Round
    solo_round: Round
    lock_period: Height
    locked_until: Height
    initiator_auth: Payload
    responder_auth: Payload


class ChannelV3(Channel, frozen=True, kw_only=True):
    """A channel with a list of delegates for each participant (from Iris)."""

    TAG: ClassVar = 58
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.IRIS

    initiator_id: AccountId
    responder_id: AccountId
    channel_amount: Coin
    initiator_amount: Coin
    responder_amount: Coin
    channel_reserve: Coin
    initiator_delegate_ids: tuple[AccountId, ...]
    responder_delegate_ids: tuple[AccountId, ...]
    state_hash: StateHash
    round: Round
    solo_round: Round
    lock_period: Height
    locked_until: Height
    initiator_auth: Payload
    responder_auth: Payload
