"""The data of the steps: what the table of rounds and the chart of balances show."""

from __future__ import annotations

from typing import Any, Final

from ...ids import Id
from ..checks.finding import Severity
from ..formatting import number
from ..history import ROLES, Channel
from ..inspection import Inspection
from ..steps import Step, ranges_of
from .texts import make_amount, safe

__all__ = ["make_steps"]

_ORDER: Final = ("error", "warning", "info")


def make_steps(inspected: Inspection) -> list[dict[str, Any]]:
    """Return the steps of all channels, and those of none, in the order of their first messages."""
    history = inspected.history
    severities: dict[tuple[str | None, int | None], Severity] = {}
    for one in sorted(inspected.findings, key=lambda one: _ORDER.index(one.severity)):
        severities.setdefault((one.channel_id, one.step), one.severity)
    steps: list[tuple[Step, int | None, Channel | None, Severity | None]] = [
        (step, place, channel, severities.get((channel.channel_id, at)))
        for place, channel in enumerate(history.channels)
        for at, step in enumerate(channel.steps)
    ]
    steps += [(step, None, None, severities.get((None, at))) for at, step in enumerate(history.steps)]
    ordered = sorted((one for one in steps if one[0].messages), key=lambda one: one[0].messages[0].index)
    return [_step(*one) for one in ordered]


def _step(
    step: Step, place: int | None, channel: Channel | None, severity: Severity | None
) -> dict[str, Any]:
    both = channel.participants or () if channel is not None else ()
    after = step.after or {}
    roles = channel is not None and channel.roles_known
    names = dict(zip(both, ROLES if roles else map(str, both), strict=False))
    return {
        "kind": step.kind,
        "outcome": step.outcome,
        "counts": step.counts,
        "channel": place,
        "severity": severity,
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
        "lines": [list(one) for one in ranges_of(step.messages)],
        "entries": [message.index for message in step.messages],
    }


def _name(names: dict[Id, str], account: Id | None) -> str | None:
    return None if account is None else names.get(account, str(account))
