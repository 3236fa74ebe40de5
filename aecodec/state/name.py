"""Names, commitments to them and auctions, as they stand in the name service's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import AccountId, Coin, Height, IdPointer, Pointer, Seconds, Text
from ..objects import ChainObject
from ..protocol import Protocol


class NameEntry(ChainObject, frozen=True, kw_only=True):
    """A name; its hash is the tree key. `status` is claimed or revoked."""

    if TYPE_CHECKING:  # the fields of all versions
        owner_id: AccountId
        expires_by: Height
        status: Text
        client_ttl: Seconds


class NameEntryV1(NameEntry, frozen=True, kw_only=True):
    """A name whose pointers are identifiers."""

    TAG: ClassVar = 30
    VERSION: ClassVar = 1

    owner_id: AccountId  #: The account that owns the name.
    expires_by: Height  #: The height at which it expires.
    status: Text  #: `claimed` or `revoked`.
    client_ttl: Seconds  #: Seconds for which clients may keep the pointers.
    pointers: tuple[IdPointer, ...]  #: What the name points to, by key.


class NameEntryV2(NameEntry, frozen=True, kw_only=True):
    """A name that points to raw data at least once (from Ceres)."""

    TAG: ClassVar = 30
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.CERES

    owner_id: AccountId  #: The account that owns the name.
    expires_by: Height  #: The height at which it expires.
    status: Text  #: `claimed` or `revoked`.
    client_ttl: Seconds  #: Seconds for which clients may keep the pointers.
    pointers: tuple[Pointer, ...]  #: What the name points to, by key.


class NameCommitment(ChainObject, frozen=True, kw_only=True):
    """A commitment to a name that is not revealed yet; its hash is the tree key."""

    TAG: ClassVar = 31
    VERSION: ClassVar = 1

    owner_id: AccountId  #: The account that preclaimed.
    created: Height  #: The height of the preclaim.
    ttl: Height  #: The height at which it expires.


class NameAuction(ChainObject, frozen=True, kw_only=True):
    """A running auction; the tree key is the name's hash and a zero byte."""

    TAG: ClassVar = 37
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.LIMA

    bidder_id: AccountId  #: The account with the highest bid.
    bid: Coin  #: The highest bid.
    started: Height  #: The height of the last bid.
    ttl: Height  #: The height at which it ends.
