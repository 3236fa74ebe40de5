"""Params of the requests that a client sends: proposals, closings, queries. Signatures are in signing.py.

With an id the node answers each of them with a result or an error; without one it answers queries by a
notification, refusals by an error with id null, and is silent otherwise. Source: the module
`sc_ws_api_jsonrpc` of the node.
"""

from __future__ import annotations

from typing import Literal

from .params import (
    ABSENT,
    Account,
    BlockHash,
    Bytecode,
    Contract,
    Params,
    TxHash,
    UnsetType,
)

__all__ = [
    "AssumeMinimumDepth",
    "CallContract",
    "CleanContractCalls",
    "CloseSolo",
    "Deposit",
    "DryRunContract",
    "FetchHistory",
    "ForceProgress",
    "GetBalances",
    "GetContract",
    "GetContractCall",
    "GetOffchainState",
    "GetProof",
    "Leave",
    "NewContract",
    "NewTransfer",
    "SendMessage",
    "Settle",
    "Shutdown",
    "Slash",
    "SnapshotSolo",
    "System",
    "Withdraw",
]


class _Proposal(Params, frozen=True, kw_only=True):
    """What every proposal of an off-chain update may say."""

    block_hash: BlockHash | UnsetType = ABSENT  #: The block in whose environment contracts run.
    meta: tuple[str, ...] | UnsetType = ABSENT  #: Texts for the other participant; nobody signs them.


class _OnChain(Params, frozen=True, kw_only=True):
    """What every request for a transaction on chain may say."""

    nonce: int | UnsetType = ABSENT  #: The nonce of the account that pays; the next free one by default.
    fee: int | UnsetType = ABSENT  #: The fee in aettos.
    gas_price: int | UnsetType = ABSENT  #: Aettos for one gas. Of two fees that follow the larger counts.


# --- off-chain updates --------------------------------------------------------------------------


class NewTransfer(_Proposal, frozen=True, kw_only=True):
    """Propose that coins go from one participant to the other; either may ask for it."""

    from_: Account  #: Who pays.
    to: Account  #: Who is paid.
    amount: int  #: Coins to move, not negative.


class NewContract(_Proposal, frozen=True, kw_only=True):
    """Propose a contract within the channel, owned by this client."""

    vm_version: int  #: The virtual machine.
    abi_version: int  #: The encoding of calls.
    deposit: int  #: Coins that the owner locks in the contract.
    code: Bytecode  #: The compiled contract.
    call_data: Bytecode  #: The call of its function `init`.


class CallContract(_Proposal, frozen=True, kw_only=True):
    """Propose a call of a contract within the channel, by this client."""

    abi_version: int  #: The encoding of calls.
    amount: int  #: Coins that go to the contract, not negative.
    call_data: Bytecode  #: The function to call and its arguments.
    contract_id: Contract  #: The contract to call.


class DryRunContract(CallContract, frozen=True, kw_only=True):
    """Run a call without changing the state, and without the other participant."""


# --- transactions on chain ----------------------------------------------------------------------


class _Moving(_OnChain, frozen=True, kw_only=True):
    """What a request to lock coins or to take them out says."""

    amount: int  #: Coins to lock or to take out, positive.
    block_hash: BlockHash | UnsetType = ABSENT  #: The block in whose environment contracts run.
    meta: tuple[str, ...] | UnsetType = ABSENT  #: Texts for the other participant; nobody signs them.


class Deposit(_Moving, frozen=True, kw_only=True):
    """Propose to lock more coins of this client in the channel."""


class Withdraw(_Moving, frozen=True, kw_only=True):
    """Propose to take coins of this client out of the channel."""


class Shutdown(_OnChain, frozen=True, kw_only=True):
    """Propose to close the channel by mutual agreement."""


class CloseSolo(_OnChain, frozen=True, kw_only=True):
    """Close the channel without the other participant, by the latest state that both signed."""


class Slash(_OnChain, frozen=True, kw_only=True):
    """Dispute a closing or a forced progress by the latest state that both signed."""


class Settle(_OnChain, frozen=True, kw_only=True):
    """Pay out a channel that was closed by one participant, when its lock period is over."""


class SnapshotSolo(_OnChain, frozen=True, kw_only=True):
    """Record the latest off-chain state on chain."""


class ForceProgress(Params, frozen=True, kw_only=True):
    """Run a call of a contract on chain, on top of the latest state that both signed."""

    abi_version: int  #: The encoding of calls.
    amount: int  #: Coins that go to the contract, not negative.
    call_data: Bytecode  #: The function to call and its arguments.
    contract_id: Contract  #: The contract to call.
    gas_price: int  #: Aettos for one gas; the node may raise it to match the fee.
    gas: int | UnsetType = ABSENT  #: The most gas of the call; 1,000,000 by default.
    nonce: int | UnsetType = ABSENT  #: The nonce of this client's account.


class AssumeMinimumDepth(Params, frozen=True, kw_only=True):
    """Treat a transaction as confirmed now; only between `on_chain_tx` and `own_..._locked`."""

    tx_hash: TxHash  #: The transaction for which the node waits.


# --- the connection -----------------------------------------------------------------------------


class Leave(Params, frozen=True, kw_only=True):
    """Leave the channel without closing it."""


class System(Params, frozen=True, kw_only=True):
    """Ask whether the node is alive, or end the local state machine."""

    action: Literal["ping", "stop"]  #: `stop` ends the state machine at once, without a word to the other.


class SendMessage(Params, frozen=True, kw_only=True):
    """Send text to the other participant."""

    to: Account  #: The other participant.
    info: str  #: The text, of at most 65,000 bytes.
    from_: Account | UnsetType = ABSENT  #: The sender, where the connection forwards messages of others.


# --- queries ------------------------------------------------------------------------------------


class GetBalances(Params, frozen=True, kw_only=True):
    """Ask for balances in the latest state that both signed."""

    accounts: tuple[Account, ...]  #: Accounts; a contract as the account of its key, too.


class GetOffchainState(Params, frozen=True, kw_only=True):
    """Ask for the latest trees and transactions."""


class GetProof(Params, frozen=True, kw_only=True):
    """Ask for a proof of inclusion over the latest state that both signed."""

    accounts: tuple[Account, ...] | UnsetType = ABSENT  #: Accounts that the proof shall cover.
    contracts: tuple[Contract, ...] | UnsetType = ABSENT  #: Contracts that it shall cover, with accounts.


class GetContract(Params, frozen=True, kw_only=True):
    """Ask for a contract of the channel and its store."""

    pubkey: Contract  #: The contract.


class GetContractCall(Params, frozen=True, kw_only=True):
    """Ask for the result of a call that was made in a round."""

    contract_id: Contract  #: The contract that was called.
    caller_id: Account  #: Who called it.
    round: int  #: The round that the call made, positive.


class CleanContractCalls(Params, frozen=True, kw_only=True):
    """Forget the results of calls that this node keeps."""


class FetchHistory(Params, frozen=True, kw_only=True):
    """Ask for the latest events that the state machine keeps."""

    n: int | UnsetType = ABSENT  #: The most events; 10 by default.
    type_: tuple[str, ...] | UnsetType = ABSENT  #: Kinds of events: `rpt`, `snd`, `rcv`, `req`.
    tag: tuple[str, ...] | UnsetType = ABSENT  #: What they are about: `info`, `update`, `leave` ...
