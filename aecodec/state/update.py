"""Off-chain updates: what led from one round of a channel to the next."""

from __future__ import annotations

from typing import ClassVar

from ..fields import (
    AccountId,
    CallData,
    Code,
    Coin,
    ContractId,
    ContractVersion,
    Count,
    Gas,
    Text,
    Version,
)
from ..objects import ChainObject


class OffChainUpdate(ChainObject, frozen=True, kw_only=True):
    """An update of a channel's state."""


class OffChainTransfer(OffChainUpdate, frozen=True, kw_only=True):
    """Coins go from one participant to the other."""

    TAG: ClassVar = 570
    VERSION: ClassVar = 1

    from_: AccountId
    to: AccountId
    amount: Coin


class OffChainDeposit(OffChainUpdate, frozen=True, kw_only=True):
    """A participant locks more coins."""

    TAG: ClassVar = 571
    VERSION: ClassVar = 1

    from_: AccountId
    amount: Coin


class OffChainWithdrawal(OffChainUpdate, frozen=True, kw_only=True):
    """A participant takes coins out."""

    TAG: ClassVar = 572
    VERSION: ClassVar = 1

    to: AccountId
    amount: Coin


class OffChainNewContract(OffChainUpdate, frozen=True, kw_only=True):
    """A contract within the channel."""

    TAG: ClassVar = 573
    VERSION: ClassVar = 1

    owner: AccountId
    ct_version: ContractVersion
    code: Code
    deposit: Coin
    call_data: CallData


class OffChainCallContract(OffChainUpdate, frozen=True, kw_only=True):
    """A call of a contract within the channel; its field order is the node's, which others get wrong."""

    TAG: ClassVar = 574
    VERSION: ClassVar = 1

    caller: AccountId
    contract: ContractId
    abi_version: Version
    amount: Coin
    gas: Gas
    gas_price: Coin
    call_data: CallData
    call_stack: tuple[Count, ...]


class OffChainMeta(OffChainUpdate, frozen=True, kw_only=True):
    """Data that goes along with other updates. There is no version 1."""

    TAG: ClassVar = 576
    VERSION: ClassVar = 2

    data: Text
