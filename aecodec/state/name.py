"""Names, commitments to them and auctions, as they stand in the name service's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import AccountId, Coin, Count, Height, IdPointer, Pointer, Text
from ..objects import ChainObject
from ..protocol import Protocol


class NameEntry(ChainObject, frozen=True, kw_only=True):
    """A name; its hash is the tree key. `status` is claimed or revoked."""

    if TYPE_CHECKING:  # the fields of all versions
        owner_id: AccountId
        expires_by: Height
        status: Text
        client_ttl: Count


class NameEntryV1(NameEntry, frozen=True, kw_only=True):
    """A name whose pointers are identifiers."""

    TAG: ClassVar = 30
    VERSION: ClassVar = 1

    owner_id: AccountId
    expires_by: Height
    status: Text
    client_ttl: Count
    pointers: tuple[IdPointer, ...]


class NameEntryV2(NameEntry, frozen=True, kw_only=True):
    """A name that points to raw data at least once (from Ceres)."""

    TAG: ClassVar = 30
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.CERES

    owner_id: AccountId
    expires_by: Height
    status: Text
    client_ttl: Count
    pointers: tuple[Pointer, ...]


class NameCommitment(ChainObject, frozen=True, kw_only=True):
    """A commitment to a name not told yet; its hash is the tree key."""

    TAG: ClassVar = 31
    VERSION: ClassVar = 1

    owner_id: AccountId
    created: Height
    ttl: Height


class NameAuction(ChainObject, frozen=True, kw_only=True):
    """A running auction; the tree key is the name's hash and a zero byte."""

    TAG: ClassVar = 37
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.LIMA

    bidder_id: AccountId
    bid: Coin
    started: Height
    ttl: Height
