"""Requests that only ask, and messages to the other participant; none of them changes the state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .. import rpc
from .._channel_rules import Balances, proof_of, trees_of
from ..codec import encode_object, encode_tx
from .reading import METHOD_UNKNOWN, OTHER, Params, identifier, joined_text
from .refusals import Answer, Effect, Refusal
from .states import HALF_SIGNED

if TYPE_CHECKING:
    from .machine import Machine

__all__ = [
    "fetch_history",
    "get_balances",
    "get_contract",
    "get_contract_call",
    "get_offchain_state",
    "get_proof",
    "prune_calls",
    "send_message",
]

_LONGEST_MESSAGE: Final = 65_000
_INVALID_REQUEST: Final = -32_000
_NOT_FOUND: Final = 100
_NO_CALL: Final = 1004
_BAD_ACCOUNT, _BAD_CONTRACT, _NOT_A_NUMBER = 1005, 1006, 1008
_DEFAULT_EVENTS: Final = 10
_KINDS: Final = {"rpt": "report", "snd": "send", "rcv": "receive", "req": "request"}


def get_balances(machine: Machine, params: Any) -> Answer:
    """Return the balances of accounts in the latest state; unknown ones are left out."""
    accounts = Params(params, "accounts").identifiers("accounts", "ak")
    if accounts is None:
        raise Refusal(_BAD_ACCOUNT)
    balances = _balances(machine)
    return Answer(
        tuple(rpc.Balance(account=str(one), balance=balances[one]) for one in accounts if one in balances)
    )


def get_offchain_state(machine: Machine, params: Any) -> Answer:
    """Return the latest trees and transactions."""
    Params(params)
    trees = trees_of(_balances(machine))
    assert trees is not None
    latest, proposed = machine.latest, machine.proposed
    half = None if proposed is None or machine.state not in HALF_SIGNED else proposed.signed
    return Answer(
        rpc.OffchainState(
            trees=encode_object(trees),
            calls=encode_object(trees.calls),
            signed_tx="" if latest is None else encode_tx(latest.signed),
            half_signed_tx="" if half is None else encode_tx(half),
        )
    )


def get_proof(machine: Machine, params: Any) -> Answer:
    """Return a proof of accounts in the latest state; there are no contracts."""
    given = Params(params)
    accounts, contracts = given.identifiers("accounts", "ak"), given.identifiers("contracts", "ct")
    _require_sound(accounts, contracts)
    balances = _balances(machine)
    if contracts or any(one not in balances for one in accounts or ()):
        raise Refusal(_NOT_FOUND)
    proof = proof_of(balances, accounts or ())
    assert proof is not None
    return Answer(rpc.ProofOfInclusion(poi=encode_object(proof)))


def get_contract(machine: Machine, params: Any) -> Answer:
    """Refuse: no contract is there."""
    if identifier(Params(params, "pubkey").members["pubkey"], "ct") is None:
        raise Refusal(_BAD_CONTRACT)
    raise Refusal(_NOT_FOUND)


def get_contract_call(machine: Machine, params: Any) -> Answer:
    """Refuse: no call was made."""
    given = Params(params, "contract_id", "caller_id", "round")
    if given.integer("round") <= 0:
        raise Refusal(_NOT_A_NUMBER)
    caller = identifier(given.members["caller_id"], "ak")
    contract = identifier(given.members["contract_id"], "ct")
    _require_sound(caller, contract)
    raise Refusal(_NO_CALL)


def prune_calls(machine: Machine, params: Any) -> Answer:
    """Forget the results of calls, of which there are none."""
    Params(params)
    return Answer(rpc.CallsPruned(action="calls_pruned"))


def fetch_history(machine: Machine, params: Any) -> Answer:
    """Return the latest events that the machine keeps, the newest first."""
    given = Params(params)
    count = given.optional_integer("n")
    kinds, tags = _texts(given, "type"), _texts(given, "tag")
    chosen = [
        rpc.HistoryEvent(type_=_KINDS[kind], tag=tag, time=time, info=info)
        for time, kind, tag, info in reversed(machine.log)
        if (not kinds or kind in kinds) and (not tags or tag in tags)
    ]
    return Answer(tuple(chosen[: _DEFAULT_EVENTS if count is None else max(count, 0)]))


def send_message(machine: Machine, params: Any) -> Effect:
    """Send text to the other participant, in any state with a connection to its machine."""
    given = Params(params, "to", "info")
    receiver = given.account("to")
    text = joined_text(given.members["info"], _LONGEST_MESSAGE)
    if text is None:
        raise Refusal(code=_INVALID_REQUEST)
    if machine.peer is None or machine.terms is None or receiver != machine.peer_id:
        raise Refusal(code=OTHER)
    message = {"from": str(machine.own_id), "to": str(receiver), "info": text}
    return lambda: machine.send("message", message)


def _balances(machine: Machine) -> Balances:
    """Return the balances of the latest state, or those that the terms lead to."""
    if machine.latest is not None:
        return machine.latest.balances
    if machine.terms is None:
        raise Refusal(code=OTHER)
    return machine.terms.balances


def _require_sound(account: object, contract: object) -> None:
    """Check that neither is damaged, with a reason for each."""
    reasons = [code for code, found in ((_BAD_ACCOUNT, account), (_BAD_CONTRACT, contract)) if found is None]
    if reasons:
        raise Refusal(*reasons)


def _texts(given: Params, name: str) -> tuple[str, ...]:
    value = given.members.get(name, [])
    if not isinstance(value, list):
        raise Refusal(code=METHOD_UNKNOWN)
    return tuple(one for one in value if isinstance(one, str))
