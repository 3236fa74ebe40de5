"""Off-chain updates: what led from one round of a channel to the next."""

from __future__ import annotations

from typing import ClassVar

from ..fields import (
    AbiVersion,
    AccountId,
    CallData,
    Code,
    Coin,
    ContractId,
    ContractVersion,
    Count,
    Gas,
    Text,
)
from ..objects import ChainObject


class OffChainUpdate(ChainObject, frozen=True, kw_only=True):
    """An update of a channel's state."""


class OffChainTransfer(OffChainUpdate, frozen=True, kw_only=True):
    """Coins go from one participant to the other."""

    TAG: ClassVar = 570
    VERSION: ClassVar = 1

    from_: AccountId  #: Who pays.
    to: AccountId  #: Who is paid.
    amount: Coin  #: Coins to move.


class OffChainDeposit(OffChainUpdate, frozen=True, kw_only=True):
    """A participant locks more coins."""

    TAG: ClassVar = 571
    VERSION: ClassVar = 1

    from_: AccountId  #: The participant that locks coins.
    amount: Coin  #: Coins to lock.


class OffChainWithdrawal(OffChainUpdate, frozen=True, kw_only=True):
    """A participant takes coins out."""

    TAG: ClassVar = 572
    VERSION: ClassVar = 1

    to: AccountId  #: The participant that takes coins out.
    amount: Coin  #: Coins to take out.


class OffChainNewContract(OffChainUpdate, frozen=True, kw_only=True):
    """A contract within the channel."""

    TAG: ClassVar = 573
    VERSION: ClassVar = 1

    owner: AccountId  #: The participant that owns the contract.
    ct_version: ContractVersion  #: The virtual machine and the ABI of the contract.
    code: Code  #: The compiled contract, a serialized CompilerSophia.
    deposit: Coin  #: Coins locked in the contract for its life.
    call_data: CallData  #: The function to call and its arguments, encoded.


class OffChainCallContract(OffChainUpdate, frozen=True, kw_only=True):
    """A call of a contract within the channel; the field order is the node's."""

    TAG: ClassVar = 574
    VERSION: ClassVar = 1

    caller: AccountId  #: The participant that calls.
    contract: ContractId  #: The contract that is called.
    abi_version: AbiVersion  #: The ABI of the call data.
    amount: Coin  #: Coins that go to the contract.
    gas: Gas  #: The most gas that the call may use.
    gas_price: Coin  #: The price of one gas.
    call_data: CallData  #: The function to call and its arguments, encoded.
    call_stack: tuple[Count, ...]  #: The contracts that led to this call.


class OffChainMeta(OffChainUpdate, frozen=True, kw_only=True):
    """Data that goes along with other updates. There is no version 1."""

    TAG: ClassVar = 576
    VERSION: ClassVar = 2

    data: Text  #: Any text.
