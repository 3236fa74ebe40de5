"""Transactions of the name service."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import (
    AccountId,
    AccountOrNameId,
    Coin,
    CommitmentId,
    Count,
    Height,
    IdPointer,
    NameId,
    Nonce,
    Pointer,
    Text,
)
from ..objects import Tx
from ..protocol import Protocol


class NamePreclaimTx(Tx, frozen=True, kw_only=True):
    """Commit to a name without telling it."""

    TAG: ClassVar = 33
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId
    nonce: Nonce
    commitment_id: CommitmentId
    fee: Coin
    ttl: Height


class NameClaimTx(Tx, frozen=True, kw_only=True):
    """Claim a name, given as its text."""

    SIGNERS: ClassVar = ("account_id",)

    if TYPE_CHECKING:  # the fields of all versions
        account_id: AccountId
        nonce: Nonce
        name: Text
        name_salt: Count
        fee: Coin
        ttl: Height


class NameClaimTxV1(NameClaimTx, frozen=True, kw_only=True):
    """Claim a name (Roma to Fortuna)."""

    TAG: ClassVar = 32
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.FORTUNA

    account_id: AccountId
    nonce: Nonce
    name: Text
    name_salt: Count
    fee: Coin
    ttl: Height


class NameClaimTxV2(NameClaimTx, frozen=True, kw_only=True):
    """Claim a name or bid for it, with what is paid (from Lima). The salt of a later bid is 0."""

    TAG: ClassVar = 32
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.LIMA

    account_id: AccountId
    nonce: Nonce
    name: Text
    name_salt: Count
    name_fee: Coin
    fee: Coin
    ttl: Height


class NameUpdateTx(Tx, frozen=True, kw_only=True):
    """Change what a name points to and how long it lives."""

    SIGNERS: ClassVar = ("account_id",)

    if TYPE_CHECKING:  # the fields of all versions
        account_id: AccountId
        nonce: Nonce
        name_id: NameId
        name_ttl: Height
        client_ttl: Count
        fee: Coin
        ttl: Height


class NameUpdateTxV1(NameUpdateTx, frozen=True, kw_only=True):
    """Change a name whose pointers are identifiers."""

    TAG: ClassVar = 34
    VERSION: ClassVar = 1

    account_id: AccountId
    nonce: Nonce
    name_id: NameId
    name_ttl: Height
    pointers: tuple[IdPointer, ...]
    client_ttl: Count
    fee: Coin
    ttl: Height


class NameUpdateTxV2(NameUpdateTx, frozen=True, kw_only=True):
    """Change a name that points to raw data at least once (from Ceres)."""

    TAG: ClassVar = 34
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.CERES

    account_id: AccountId
    nonce: Nonce
    name_id: NameId
    name_ttl: Height
    pointers: tuple[Pointer, ...]
    client_ttl: Count
    fee: Coin
    ttl: Height


class NameRevokeTx(Tx, frozen=True, kw_only=True):
    """Give a name up."""

    TAG: ClassVar = 35
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId
    nonce: Nonce
    name_id: NameId
    fee: Coin
    ttl: Height


class NameTransferTx(Tx, frozen=True, kw_only=True):
    """Give a name to another account, which may be named."""

    TAG: ClassVar = 36
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId
    nonce: Nonce
    name_id: NameId
    recipient_id: AccountOrNameId
    fee: Coin
    ttl: Height
