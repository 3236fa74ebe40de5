"""Transactions of generalized accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import (
    AccountId,
    CallData,
    Code,
    Coin,
    ContractVersion,
    FunctionHash,
    Gas,
    Height,
    Nonce,
    Version,
)
from ..objects import SignedTx, Tx
from ..protocol import Protocol


class GAAttachTx(Tx, frozen=True, kw_only=True):
    """Make an account a generalized one: a contract authorises what it does."""

    TAG: ClassVar = 80
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.FORTUNA
    SIGNERS: ClassVar = ("owner_id",)

    owner_id: AccountId
    nonce: Nonce
    code: Code
    auth_fun: FunctionHash
    ct_version: ContractVersion
    fee: Coin
    ttl: Height
    gas: Gas
    gas_price: Coin
    call_data: CallData


class GAMetaTx(Tx, frozen=True, kw_only=True):
    """A transaction that a generalized account authorises with `auth_data` instead of a signature."""

    if TYPE_CHECKING:  # the fields of all versions
        ga_id: AccountId
        auth_data: CallData
        abi_version: Version
        fee: Coin
        gas: Gas
        gas_price: Coin
        tx: SignedTx


class GAMetaTxV1(GAMetaTx, frozen=True, kw_only=True):
    """A transaction of a generalized account, with a ttl of its own (Fortuna and Lima)."""

    TAG: ClassVar = 81
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.FORTUNA
    UNTIL: ClassVar = Protocol.LIMA

    ga_id: AccountId
    auth_data: CallData
    abi_version: Version
    fee: Coin
    gas: Gas
    gas_price: Coin
    ttl: Height
    tx: SignedTx


class GAMetaTxV2(GAMetaTx, frozen=True, kw_only=True):
    """A transaction of a generalized account (from Iris)."""

    TAG: ClassVar = 81
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.IRIS

    ga_id: AccountId
    auth_data: CallData
    abi_version: Version
    fee: Coin
    gas: Gas
    gas_price: Coin
    tx: SignedTx
