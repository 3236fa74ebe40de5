"""Transactions of contracts."""

from __future__ import annotations

from typing import ClassVar

from ..fields import (
    AbiVersion,
    AccountId,
    CallData,
    Code,
    Coin,
    ContractOrNameId,
    ContractVersion,
    Gas,
    Nonce,
    Ttl,
)
from ..objects import Tx
from ..protocol import Protocol


class ContractCreateTx(Tx, frozen=True, kw_only=True):
    """Put a contract on the chain and call its init function."""

    TAG: ClassVar = 42
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("owner_id",)

    owner_id: AccountId  #: The account that creates the contract.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    code: Code  #: The compiled contract, a serialized CompilerSophia.
    ct_version: ContractVersion  #: The virtual machine and the ABI of the contract.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    deposit: Coin  #: Coins locked in the contract for its life.
    amount: Coin  #: Coins that the contract starts with.
    gas: Gas  #: The most gas that the call may use.
    gas_price: Coin  #: The price of one gas.
    call_data: CallData  #: The function to call and its arguments, encoded.


class ContractCallTx(Tx, frozen=True, kw_only=True):
    """Call a contract; from Ceres on it may be named."""

    TAG: ClassVar = 43
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("caller_id",)
    NAMES_SINCE: ClassVar = Protocol.CERES

    caller_id: AccountId  #: Who calls the contract.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    contract_id: ContractOrNameId  #: The contract that is called.
    abi_version: AbiVersion  #: The ABI of the call data.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    amount: Coin  #: Coins that go to the contract.
    gas: Gas  #: The most gas that the call may use.
    gas_price: Coin  #: The price of one gas.
    call_data: CallData  #: The function to call and its arguments, encoded.
