"""The data of the steps: what the table of rounds and the chart of balances show."""

from __future__ import annotations

from typing import Any

from ...ids import Id
from ..formatting import number
from ..history import ROLES, Channel
from ..inspection import Inspection
from ..steps import Step
from .texts import make_amount, safe

__all__ = ["make_steps"]


def make_steps(inspected: Inspection) -> list[dict[str, Any]]:
    """Return the steps of all channels, and those of none, in the order of their first messages."""
    history = inspected.history
    steps = [
        (step, place, channel) for place, channel in enumerate(history.channels) for step in channel.steps
    ]
    known = [(step, place, channel) for step, place, channel in steps if step.messages]
    alone = [(step, None, None) for step in history.steps if step.messages]
    ordered = sorted([*known, *alone], key=lambda found: found[0].messages[0].index)
    return [_step(*found) for found in ordered]


def _step(step: Step, place: int | None, channel: Channel | None) -> dict[str, Any]:
    both = channel.participants or () if channel is not None else ()
    after = step.after or {}
    roles = channel is not None and channel.roles_known
    names = dict(zip(both, ROLES if roles else map(str, both), strict=False))
    return {
        "kind": step.kind,
        "outcome": step.outcome,
        "counts": step.counts,
        "channel": place,
        "round": None if step.round is None else number(step.round),
        "who": None if step.participant is None else safe(step.participant),
        "signers": [names.get(one, str(one)) for one in step.signers],
        "balances": [make_amount(after[one]) if one in after else None for one in both],
        "others": [[str(one), make_amount(held)] for one, held in after.items() if one not in both],
        "moves": [
            [_name(names, move.source), _name(names, move.target), make_amount(move.amount)]
            for move in step.moves
        ],
        "fee": None if step.fee is None else make_amount(step.fee),
        "onChain": step.on_chain,
        "code": None if step.code is None else number(step.code),
        "reason": safe(step.reason),
        "method": None if step.method is None else safe(step.method),
        "lines": list(step.lines),
        "entries": [message.index for message in step.messages],
    }


def _name(names: dict[Id, str], account: Id | None) -> str | None:
    return None if account is None else names.get(account, str(account))
