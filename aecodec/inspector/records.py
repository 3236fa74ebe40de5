"""Records of steps and findings, as `aecodec inspect --json` prints them."""

from __future__ import annotations

from typing import Any

from ..derived import tx_hash
from ..errors import AecodecError
from ..ids import Id
from ..json_form import Ints, write_int
from ..rpc import UnknownUpdate
from ..rpc.updates import Update, write_update
from .checks import Finding
from .steps import Move, Step

__all__ = ["finding_record", "step_record"]


def step_record(step: Step, position: int | None, ints: Ints = "number") -> dict[str, Any]:
    """Return the record of a step, with all members that it may have.

    position: among the steps of its channel, which findings name; None without a channel. Amounts and fees
    are written as `ints` says; balances are objects by account.
    """
    return {
        "kind": "step",
        "channel_id": step.channel_id,
        "position": position,
        "step": step.kind,
        "outcome": step.outcome,
        "round": step.round,
        "participant": step.participant,
        "proposer": _text(step.proposer),
        "signers": [str(account) for account in step.signers],
        "method": step.method,
        "hash": None if step.carried is None or step.carried.tx is None else tx_hash(step.carried.tx),
        "updates": None if step.updates is None else [_update(one) for one in step.updates],
        "moves": [_move(move, ints) for move in step.moves],
        "before": _balances(step.before, ints),
        "after": _balances(step.after, ints),
        "fee": None if step.fee is None else write_int(step.fee, ints),
        "on_chain": step.on_chain,
        "code": step.code,
        "reason": step.reason or None,
        "lines": [message.line for message in step.messages],
    }


def _text(account: Id | None) -> str | None:
    return None if account is None else str(account)


def _update(update: Update) -> Any:
    """Write an update as the node does; one that no JSON of the node can hold, by its name alone."""
    try:
        return {"op": update.op} if isinstance(update, UnknownUpdate) else write_update(update)
    except AecodecError:
        return {"op": type(update).__name__}


def _move(move: Move, ints: Ints) -> dict[str, Any]:
    amount = write_int(move.amount, ints)
    return {"from": _text(move.source), "to": _text(move.target), "amount": amount}


def _balances(balances: dict[Id, int] | None, ints: Ints) -> dict[str, Any] | None:
    if balances is None:
        return None
    return {str(account): write_int(held, ints) for account, held in balances.items()}


def finding_record(finding: Finding) -> dict[str, Any]:
    """Return the record of a finding; members that it has not are left out."""
    record: dict[str, Any] = {
        "kind": "finding",
        "code": finding.code,
        "severity": finding.severity,
        "line": finding.line,
        "message": finding.message,
    }
    places = ("path", "participant", "channel_id", "step", "source")
    found = ((name, getattr(finding, name)) for name in places)
    return record | {name: value for name, value in found if value not in (None, "")}
