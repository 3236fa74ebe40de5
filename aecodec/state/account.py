"""Accounts, as they stand in the accounts tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import Coin, ContractId, Flags, Hash, Nonce, TxHash
from ..objects import ChainObject
from ..protocol import Protocol


class Account(ChainObject, frozen=True, kw_only=True):
    """An account; its public key is the tree key."""

    if TYPE_CHECKING:  # the fields of all versions
        nonce: Nonce
        balance: Coin


class AccountV1(Account, frozen=True, kw_only=True):
    """A basic account."""

    TAG: ClassVar = 10
    VERSION: ClassVar = 1

    nonce: Nonce
    balance: Coin


class AccountV2(Account, frozen=True, kw_only=True):
    """A generalized account (from Fortuna). Bit 0 of its flags: not payable."""

    TAG: ClassVar = 10
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.FORTUNA

    flags: Flags
    nonce: Nonce
    balance: Coin
    ga_contract: ContractId
    ga_auth_fun: Hash


class AccountV3(Account, frozen=True, kw_only=True):
    """A basic account with flags other than 0 (from Lima)."""

    TAG: ClassVar = 10
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.LIMA

    flags: Flags
    nonce: Nonce
    balance: Coin


class GAMetaTxAuthData(ChainObject, frozen=True, kw_only=True):
    """What is hashed to `Auth.tx_hash`, which a generalized account's contract sees from Ceres on.

    fee, gas_price: those of the ga_meta. tx_hash: over network id and unsigned inner transaction. Never sent.
    """

    TAG: ClassVar = 810
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.CERES

    fee: Coin
    gas_price: Coin
    tx_hash: TxHash
