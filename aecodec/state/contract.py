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
    Height,
    Nonce,
    Payload,
    SourceHash,
    Text,
    Topic,
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

    owner_id: AccountId  #: The account that owns it.
    ct_version: ContractVersion  #: The virtual machine and the ABI of the contract.
    code: Code  #: The compiled contract, a serialized CompilerSophia.
    log: Payload  #: Always empty.
    active: bool  #: False once the contract is disabled.
    referrer_ids: tuple[ContractId, ...]  #: Contracts that refer to it.
    deposit: Coin  #: Coins locked in the contract for its life.


class ContractObjectV2(ContractObject, frozen=True, kw_only=True):
    """A contract for FATE 2 and later, with code of its own or that of another (from Iris)."""

    TAG: ClassVar = 40
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.IRIS

    owner_id: AccountId  #: The account that owns it.
    ct_version: ContractVersion  #: The virtual machine and the ABI of the contract.
    code: Code  #: The compiled contract, a serialized CompilerSophia.
    code_ref: Annotated[tuple[ContractId, ...], AtMost(1)]  #: The contract whose code it shares, or none.
    log: Payload  #: Always empty.
    active: bool  #: False once the contract is disabled.
    referrer_ids: tuple[ContractId, ...]  #: Contracts that refer to it.
    deposit: Coin  #: Coins locked in the contract for its life.


class ReturnType(IntEnum):
    """How a call ended."""

    OK = 0
    ERROR = 1
    REVERT = 2


class LogEntry(NamedTuple):
    """An event of a contract; the address is its bare key."""

    address: Annotated[bytes, Bytes(32, "ct", node_checks_length=False)]  #: The public key of the contract.
    topics: tuple[Topic, ...]  #: The hash of the event's name and its indexed arguments.
    data: Code  #: The argument that is not indexed.


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

    caller_id: CallerId  #: Who calls the contract.
    caller_nonce: Nonce  #: The nonce of the call's transaction.
    height: Height  #: The height of the block with the call.
    contract_id: ContractId  #: The contract that was called.
    gas_price: Coin  #: The price of one gas.
    gas_used: Gas  #: Gas that the call used.
    return_value: Code  #: The result or the reason of a revert, encoded.
    return_type: ReturnType  #: How the call ended.
    log: tuple[LogEntry, ...]  #: The events, in order.


class ContractCallObjectV3(ContractCallObject, frozen=True, kw_only=True):
    """A call of a contract by its name, whose hash is `ct_call_id` (from Ceres)."""

    TAG: ClassVar = 41
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.CERES

    caller_id: CallerId  #: Who calls the contract.
    caller_nonce: Nonce  #: The nonce of the call's transaction.
    height: Height  #: The height of the block with the call.
    contract_id: ContractId  #: The contract that was called.
    ct_call_id: Payload  #: The hash of the name by which it was called.
    gas_price: Coin  #: The price of one gas.
    gas_used: Gas  #: Gas that the call used.
    return_value: Code  #: The result or the reason of a revert, encoded.
    return_type: ReturnType  #: How the call ended.
    log: tuple[LogEntry, ...]  #: The events, in order.


class FunctionType(NamedTuple):
    """A function of compiled code."""

    fun_hash: Payload  #: The hash of its name and types.
    fun_name: Text  #: Its name.
    arg_type: Payload  #: The type of its arguments, encoded.
    out_type: Payload  #: The type of its result, encoded.


class PayableFunctionType(NamedTuple):
    """A function of compiled code that says whether it takes coins."""

    fun_hash: Payload  #: The hash of its name and types.
    fun_name: Text  #: Its name.
    payable: bool  #: Whether it takes coins.
    arg_type: Payload  #: The type of its arguments, encoded.
    out_type: Payload  #: The type of its result, encoded.


class CompilerSophia(ChainObject, frozen=True, kw_only=True):
    """The output of the Sophia compiler; the `code` fields of contract transactions hold one."""

    if TYPE_CHECKING:  # the fields of all versions
        source_hash: SourceHash
        byte_code: Payload


class CompilerSophiaV1(CompilerSophia, frozen=True, kw_only=True):
    """Compiled code (Roma to Fortuna)."""

    TAG: ClassVar = 70
    VERSION: ClassVar = 1
    UNTIL: ClassVar = Protocol.FORTUNA

    source_hash: SourceHash  #: BLAKE2b-256 of the source text.
    type_info: tuple[FunctionType, ...]  #: The functions; empty for FATE.
    byte_code: Payload  #: The code of the virtual machine.


class CompilerSophiaV2(CompilerSophia, frozen=True, kw_only=True):
    """Compiled code and the compiler's version (Minerva to Fortuna)."""

    TAG: ClassVar = 70
    VERSION: ClassVar = 2
    SINCE: ClassVar = Protocol.MINERVA
    UNTIL: ClassVar = Protocol.FORTUNA

    source_hash: SourceHash  #: BLAKE2b-256 of the source text.
    type_info: tuple[FunctionType, ...]  #: The functions; empty for FATE.
    byte_code: Payload  #: The code of the virtual machine.
    compiler_version: Text  #: The version of the compiler, such as `7.4.0`.


class CompilerSophiaV3(CompilerSophia, frozen=True, kw_only=True):
    """Compiled code that says whether the contract takes coins (from Lima).

    For FATE `type_info` is empty, and `byte_code` is three RLP strings in a row.
    """

    TAG: ClassVar = 70
    VERSION: ClassVar = 3
    SINCE: ClassVar = Protocol.LIMA

    source_hash: SourceHash  #: BLAKE2b-256 of the source text.
    type_info: tuple[PayableFunctionType, ...]  #: The functions; empty for FATE.
    byte_code: Payload  #: The code of the virtual machine.
    compiler_version: Text  #: The version of the compiler, such as `7.4.0`.
    payable: bool  #: Whether the contract takes coins.
