"""Transactions of generalized accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ..fields import (
    AbiVersion,
    AccountId,
    CallData,
    Code,
    Coin,
    ContractVersion,
    FunctionHash,
    Gas,
    Nonce,
    Ttl,
)
from ..objects import SignedTx, Tx
from ..protocol import Protocol


class GAAttachTx(Tx, frozen=True, kw_only=True):
    """Make an account a generalized one: a contract authorizes what it does."""

    TAG: ClassVar = 80
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.FORTUNA
    SIGNERS: ClassVar = ("owner_id",)

    owner_id: AccountId  #: The account that becomes a generalized one.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    code: Code  #: The compiled contract, a serialized CompilerSophia.
    auth_fun: FunctionHash  #: The hash of the function that authorizes.
    ct_version: ContractVersion  #: The virtual machine and the ABI of the contract.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    gas: Gas  #: The most gas that the call may use.
    gas_price: Coin  #: The price of one gas.
    call_data: CallData  #: The function to call and its arguments, encoded.


class GAMetaTx(Tx, frozen=True, kw_only=True):
    """A transaction that a generalized account authorizes with `auth_data` instead of a signature."""

    if TYPE_CHECKING:  # the fields of all versions
        ga_id: AccountId
        auth_data: CallData
        abi_version: AbiVersion
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

    ga_id: AccountId  #: The generalized account.
    auth_data: CallData  #: The call of the function that authorizes.
    abi_version: AbiVersion  #: The ABI of `auth_data`.
    fee: Coin  #: Paid to the miner of the block.
    gas: Gas  #: The most gas that the authorization may use.
    gas_price: Coin  #: The price of one gas.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    tx: SignedTx  #: The transaction that is authorized.


class GAMetaTxV2(GAMetaTx, frozen=True, kw_only=True):
    """A transaction of a generalized account (from Iris)."""

    TAG: ClassVar = 81
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.IRIS

    ga_id: AccountId  #: The generalized account.
    auth_data: CallData  #: The call of the function that authorizes.
    abi_version: AbiVersion  #: The ABI of `auth_data`.
    fee: Coin  #: Paid to the miner of the block.
    gas: Gas  #: The most gas that the authorization may use.
    gas_price: Coin  #: The price of one gas.
    tx: SignedTx  #: The transaction that is authorized.
