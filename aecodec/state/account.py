"""Accounts, as they stand in the accounts tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import Coin, ContractId, Flags, FunctionHash, Nonce, TxHash
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

    nonce: Nonce  #: The nonce of its last transaction.
    balance: Coin  #: Coins of the account.


class AccountV2(Account, frozen=True, kw_only=True):
    """A generalized account (from Fortuna). Bit 0 of its flags: not payable."""

    TAG: ClassVar = 10
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.FORTUNA

    flags: Flags  #: Bit 0: takes no coins.
    nonce: Nonce  #: The nonce of its last transaction.
    balance: Coin  #: Coins of the account.
    ga_contract: ContractId  #: The contract that authorizes.
    ga_auth_fun: FunctionHash  #: The hash of the function that authorizes.


class AccountV3(Account, frozen=True, kw_only=True):
    """A basic account with flags other than 0 (from Lima)."""

    TAG: ClassVar = 10
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.LIMA

    flags: Flags  #: Bit 0: takes no coins.
    nonce: Nonce  #: The nonce of its last transaction.
    balance: Coin  #: Coins of the account.


class GAMetaTxAuthData(ChainObject, frozen=True, kw_only=True):
    """The data that is hashed to `Auth.tx_hash`, which a generalized account's contract sees from Ceres on.

    fee, gas_price: those of the ga_meta. tx_hash: over network id and unsigned inner transaction. Never sent.
    """

    TAG: ClassVar = 810
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.CERES

    fee: Coin  #: The fee of the GAMetaTx.
    gas_price: Coin  #: The gas price of the GAMetaTx.
    tx_hash: TxHash  #: Over the network id and the unsigned inner transaction.
