"""Contracts and calls of them, as they stand in their trees, and compiled code."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

from ..fields import (
    AccountId,
    AtMost,
    Bytes,
    CallerId,
    Code,
    Coin,
    ContractId,
    ContractVersion,
    Gas,
    Hash,
    Height,
    Nonce,
    Payload,
    Text,
)
from ..objects import ChainObject
from ..protocol import Protocol


class ContractObject(ChainObject, frozen=True, kw_only=True):
    """A contract; its public key is the tree key. `log` is always empty."""

    if TYPE_CHECKING:  # the fields of all versions
        owner_id: AccountId
        ct_version: ContractVersion
        code: Code
        log: Payload
        active: bool
        referrer_ids: tuple[ContractId, ...]
        deposit: Coin


class ContractObjectV1(ContractObject, frozen=True, kw_only=True):
    """A contract for AEVM or FATE 1."""

    TAG: ClassVar = 40
    VERSION: ClassVar = 1

    owner_id: AccountId
    ct_version: ContractVersion
    code: Code
    log: Payload
    active: bool
    referrer_ids: tuple[ContractId, ...]
    deposit: Coin


class ContractObjectV2(ContractObject, frozen=True, kw_only=True):
    """A contract for FATE 2 and later, with code of its own or that of another (from Iris)."""

    TAG: ClassVar = 40
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.IRIS

    owner_id: AccountId
    ct_version: ContractVersion
    code: Code
    code_ref: Annotated[tuple[ContractId, ...], AtMost(1)]
    log: Payload
    active: bool
    referrer_ids: tuple[ContractId, ...]
    deposit: Coin


class ReturnType(IntEnum):
    """How a call ended."""

    OK = 0
    ERROR = 1
    REVERT = 2


class LogEntry(NamedTuple):
    """An event of a contract; the address is its bare key."""

    address: Annotated[bytes, Bytes(32, "ct")]
    topics: tuple[Hash, ...]
    data: Code


class ContractCallObject(ChainObject, frozen=True, kw_only=True):
    """A call of a contract and its result."""

    if TYPE_CHECKING:  # the fields of all versions
        caller_id: CallerId
        caller_nonce: Nonce
        height: Height
        contract_id: ContractId
        gas_price: Coin
        gas_used: Gas
        return_value: Code
        return_type: ReturnType
        log: tuple[LogEntry, ...]


class ContractCallObjectV2(ContractCallObject, frozen=True, kw_only=True):
    """A call of a contract by its id. There is no version 1."""

    TAG: ClassVar = 41
    VERSION: ClassVar = 2

    caller_id: CallerId
    caller_nonce: Nonce
    height: Height
    contract_id: ContractId
    gas_price: Coin
    gas_used: Gas
    return_value: Code
    return_type: ReturnType
    log: tuple[LogEntry, ...]


class ContractCallObjectV3(ContractCallObject, frozen=True, kw_only=True):
    """A call of a contract by its name, whose hash is `ct_call_id` (from Ceres)."""

    TAG: ClassVar = 41
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.CERES

    caller_id: CallerId
    caller_nonce: Nonce
    height: Height
    contract_id: ContractId
    ct_call_id: Payload
    gas_price: Coin
    gas_used: Gas
    return_value: Code
    return_type: ReturnType
    log: tuple[LogEntry, ...]


class FunctionType(NamedTuple):
    """A function of compiled code."""

    fun_hash: Payload
    fun_name: Text
    arg_type: Payload
    out_type: Payload


class PayableFunctionType(NamedTuple):
    """A function of compiled code that says whether it takes coins."""

    fun_hash: Payload
    fun_name: Text
    payable: bool
    arg_type: Payload
    out_type: Payload


class CompilerSophia(ChainObject, frozen=True, kw_only=True):
    """What the Sophia compiler made; the `code` fields of contract transactions hold one."""

    if TYPE_CHECKING:  # the fields of all versions
        source_hash: Hash
        byte_code: Payload


class CompilerSophiaV1(CompilerSophia, frozen=True, kw_only=True):
    """Compiled code (Roma to Fortuna)."""

    TAG: ClassVar = 70
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.FORTUNA

    source_hash: Hash
    type_info: tuple[FunctionType, ...]
    byte_code: Payload


class CompilerSophiaV2(CompilerSophia, frozen=True, kw_only=True):
    """Compiled code and the compiler's version (Minerva to Fortuna)."""

    TAG: ClassVar = 70
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.MINERVA
    UNTIL: ClassVar = Protocol.FORTUNA

    source_hash: Hash
    type_info: tuple[FunctionType, ...]
    byte_code: Payload
    compiler_version: Text


class CompilerSophiaV3(CompilerSophia, frozen=True, kw_only=True):
    """Compiled code that says whether the contract takes coins (from Lima).

    For FATE `type_info` is empty, and `byte_code` is three RLP strings in a row.
    """

    TAG: ClassVar = 70
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.LIMA

    source_hash: Hash
    type_info: tuple[PayableFunctionType, ...]
    byte_code: Payload
    compiler_version: Text
    payable: bool
