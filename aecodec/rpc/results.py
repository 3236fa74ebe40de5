"""What queries are answered with, as the result of a request or, without an id, in a notification."""

from __future__ import annotations

from typing import Literal

from .params import (
    Account,
    Bytecode,
    CallTree,
    Contract,
    Json,
    Params,
    Proof,
    StoreKey,
    StoreValue,
    Trees,
    TxTextOrNone,
)

__all__ = [
    "Balance",
    "CallResult",
    "CallsPruned",
    "ContractInfo",
    "ContractState",
    "HistoryEvent",
    "OffchainState",
    "Pong",
    "ProofOfInclusion",
]


class Pong(Params, frozen=True, kw_only=True):
    """The answer to a ping."""

    action: Literal["system"]  #: Always `system`.
    tag: Literal["pong"]  #: Always `pong`.


class CallsPruned(Params, frozen=True, kw_only=True):
    """The answer to CleanContractCalls."""

    action: Literal["calls_pruned"]  #: Always `calls_pruned`.


class Balance(Params, frozen=True, kw_only=True):
    """One item of the answer to GetBalances; unknown accounts have none."""

    account: Account  #: The account.
    balance: int  #: Its balance in aettos.


class OffchainState(Params, frozen=True, kw_only=True):
    """The latest state, as this node keeps it."""

    trees: Trees  #: The state trees.
    calls: CallTree  #: The calls of the latest round.
    signed_tx: TxTextOrNone  #: What both signed last; empty before there is such a state.
    half_signed_tx: TxTextOrNone  #: A proposal of this side that is not answered yet, or empty.


class ProofOfInclusion(Params, frozen=True, kw_only=True):
    """The answer to GetProof."""

    poi: Proof  #: The proof; its root is the state hash.


class ContractInfo(Params, frozen=True, kw_only=True):
    """A contract of the channel, without its store."""

    id: Contract  #: The contract.
    owner_id: Account  #: Who owns it.
    vm_version: int  #: The virtual machine.
    abi_version: int  #: The encoding of calls.
    active: bool  #: It can be called.
    deposit: int  #: Coins locked in it, in aettos.
    referrer_ids: tuple[Contract, ...]  #: Contracts that refer to it.


class ContractState(Params, frozen=True, kw_only=True):
    """The answer to GetContract."""

    contract: ContractInfo  #: The contract.
    contract_state: dict[StoreKey, StoreValue]  #: Its store.


class CallResult(Params, frozen=True, kw_only=True):
    """The result of a call of a contract."""

    caller_id: Account  #: Who called.
    caller_nonce: int  #: The round.
    contract_id: Contract  #: The contract that was called.
    gas_price: int  #: Aettos for one gas.
    gas_used: int  #: Gas that the call used.
    height: int  #: The round.
    log: tuple[Json, ...]  #: Events of the call.
    return_type: Literal["ok", "error", "revert"]  #: How the call ended.
    return_value: Bytecode  #: What it returned.


class HistoryEvent(Params, frozen=True, kw_only=True):
    """One item of the answer to FetchHistory."""

    type_: str  #: `report`, `send`, `receive` or `request`.
    tag: str  #: What the event is about.
    time: str  #: When it was, as RFC 3339 writes times.
    info: Json  #: The event itself.
