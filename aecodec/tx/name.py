"""Transactions of the name service."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import (
    AccountId,
    AccountOrNameId,
    Coin,
    CommitmentId,
    Count,
    IdPointer,
    KeyBlocks,
    NameId,
    Nonce,
    Pointer,
    Seconds,
    Text,
    Ttl,
)
from ..objects import Tx
from ..protocol import Protocol


class NamePreclaimTx(Tx, frozen=True, kw_only=True):
    """Commit to a name without revealing it."""

    TAG: ClassVar = 33
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId  #: The account that will claim the name.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    commitment_id: CommitmentId  #: The hash of the name and a salt.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class NameClaimTx(Tx, frozen=True, kw_only=True):
    """Claim a name, given as its text."""

    SIGNERS: ClassVar = ("account_id",)

    if TYPE_CHECKING:  # the fields of all versions
        account_id: AccountId
        nonce: Nonce
        name: Text
        name_salt: Count
        fee: Coin
        ttl: Ttl


class NameClaimTxV1(NameClaimTx, frozen=True, kw_only=True):
    """Claim a name (Roma to Fortuna)."""

    TAG: ClassVar = 32
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.FORTUNA

    account_id: AccountId  #: The account that claims the name.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    name: Text  #: The name, such as `example.chain`.
    name_salt: Count  #: The salt of the commitment.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class NameClaimTxV2(NameClaimTx, frozen=True, kw_only=True):
    """Claim a name or bid for it, with what is paid (from Lima). The salt of a later bid is 0."""

    TAG: ClassVar = 32
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.LIMA

    account_id: AccountId  #: The account that claims the name.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    name: Text  #: The name, such as `example.chain`.
    name_salt: Count  #: The salt of the commitment; 0 without one.
    name_fee: Coin  #: What is paid or bid for the name.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class NameUpdateTx(Tx, frozen=True, kw_only=True):
    """Change what a name points to and how long it lives."""

    SIGNERS: ClassVar = ("account_id",)

    if TYPE_CHECKING:  # the fields of all versions
        account_id: AccountId
        nonce: Nonce
        name_id: NameId
        name_ttl: KeyBlocks
        client_ttl: Seconds
        fee: Coin
        ttl: Ttl


class NameUpdateTxV1(NameUpdateTx, frozen=True, kw_only=True):
    """Change a name whose pointers are identifiers."""

    TAG: ClassVar = 34
    VERSION: ClassVar = 1

    account_id: AccountId  #: The owner of the name.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    name_id: NameId  #: The name, by its hash.
    name_ttl: KeyBlocks  #: For how many key blocks the name is kept.
    pointers: tuple[IdPointer, ...]  #: What the name points to, by key.
    client_ttl: Seconds  #: Seconds for which clients may keep the pointers.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class NameUpdateTxV2(NameUpdateTx, frozen=True, kw_only=True):
    """Change a name that points to raw data at least once (from Ceres)."""

    TAG: ClassVar = 34
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.CERES

    account_id: AccountId  #: The owner of the name.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    name_id: NameId  #: The name, by its hash.
    name_ttl: KeyBlocks  #: For how many key blocks the name is kept.
    pointers: tuple[Pointer, ...]  #: What the name points to, by key.
    client_ttl: Seconds  #: Seconds for which clients may keep the pointers.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class NameRevokeTx(Tx, frozen=True, kw_only=True):
    """Give a name up."""

    TAG: ClassVar = 35
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId  #: The owner of the name.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    name_id: NameId  #: The name, by its hash.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class NameTransferTx(Tx, frozen=True, kw_only=True):
    """Give a name to another account, which may be named."""

    TAG: ClassVar = 36
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId  #: The owner of the name.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    name_id: NameId  #: The name, by its hash.
    recipient_id: AccountOrNameId  #: The new owner.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
