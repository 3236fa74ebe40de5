"""Transactions of contracts."""

from __future__ import annotations

from typing import ClassVar

from ..fields import (
    AccountId,
    CallData,
    Code,
    Coin,
    ContractOrNameId,
    ContractVersion,
    Gas,
    Height,
    Nonce,
    Version,
)
from ..objects import Tx
from ..protocol import Protocol


class ContractCreateTx(Tx, frozen=True, kw_only=True):
    """Put a contract on the chain and call its init function."""

    TAG: ClassVar = 42
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("owner_id",)

    owner_id: AccountId
    nonce: Nonce
    code: Code
    ct_version: ContractVersion
    fee: Coin
    ttl: Height
    deposit: Coin
    amount: Coin
    gas: Gas
    gas_price: Coin
    call_data: CallData


class ContractCallTx(Tx, frozen=True, kw_only=True):
    """Call a contract; from Ceres on it may be named."""

    TAG: ClassVar = 43
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("caller_id",)
    NAMES_SINCE: ClassVar = Protocol.CERES

    caller_id: AccountId
    nonce: Nonce
    contract_id: ContractOrNameId
    abi_version: Version
    fee: Coin
    ttl: Height
    amount: Coin
    gas: Gas
    gas_price: Coin
    call_data: CallData
