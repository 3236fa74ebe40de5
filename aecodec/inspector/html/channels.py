"""The data of a channel: who takes part, its state, and what its signatures are worth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from ..channels import ROLES, Channel
from ..checks import Finding
from ..formatting import number
from ..inspection import Inspection
from ..terminal.header import ABOUT, describe_signatures
from ..wording import short_name
from .texts import make_amount, safe

__all__ = ["make_channels"]


def make_channels(inspected: Inspection) -> list[dict[str, Any]]:
    """Return what the page shows of each channel."""
    by_channel: defaultdict[str | None, list[Finding]] = defaultdict(list)
    for finding in inspected.findings:
        by_channel[finding.channel_id].append(finding)
    places = {id(finding): place for place, finding in enumerate(inspected.findings)}
    return [
        _channel(channel, tuple(by_channel[channel.channel_id]), places)
        for channel in inspected.history.channels
    ]


def _channel(channel: Channel, findings: tuple[Finding, ...], places: dict[int, int]) -> dict[str, Any]:
    balances = channel.last_balances or {}
    roles = ROLES if channel.roles_known else map(short_name, channel.participants or ())
    verified = (one for found in channel.verifications.values() for one in found.signatures)
    return {
        "id": safe(channel.channel_id),
        "network": None if channel.network_id is None else safe(channel.network_id),
        "round": None if channel.round is None else number(channel.round),
        "status": channel.status,
        "rolesKnown": channel.roles_known,
        "parties": [
            {
                "role": role,
                "account": str(account),
                "balance": make_amount(balances[account]) if account in balances else None,
            }
            for role, account in zip(roles, channel.participants or (), strict=False)
        ],
        "signed": describe_signatures(channel, findings),
        "doubts": _doubts(findings, places),
        "forged": any(not one.ok for one in verified),
    }


def _doubts(findings: Iterable[Finding], places: dict[int, int]) -> dict[str, int]:
    """Return what findings contradict of a channel's facts: the place of the first one among all findings."""
    severe = sorted(
        (one for one in findings if one.severity != "info" and one.code in ABOUT),
        key=lambda one: (one.severity != "error", places[id(one)]),
    )
    doubts: dict[str, int] = {}
    for one in severe:
        for name in ABOUT[one.code]:
            doubts.setdefault(name, places[id(one)])
    return doubts
