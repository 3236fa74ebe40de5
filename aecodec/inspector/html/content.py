"""The data of the page: channels, findings, and every entry of the capture.

Entries are columns, which are lists of equal length: small in the page, and fast to parse. Integers that a
browser could round are text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..._strict_json import dump
from ...errors import AecodecError
from ...limits import MAX_RECORD_DEPTH
from ...redaction import redact_within
from ...rpc import redact_url
from ...rpc.secrets import redact_frame
from ..channels import ROLES
from ..events import describe_entry, is_ping
from ..formatting import number
from ..history import Message
from ..inspection import Inspection
from ..model import Entry
from ..wording import round_of
from .channels import make_channels
from .steps import make_steps
from .texts import safe

__all__ = ["make_content", "make_frames"]


def make_content(inspected: Inspection) -> dict[str, Any]:
    """Return what the page shows at once."""
    history = inspected.history
    entries = history.capture.entries
    named = (entry.participant for entry in entries if entry.participant or entry.kind != "comment")
    names = sorted(dict.fromkeys(named), key=_rank)
    findings = _findings(inspected, entries)
    return {
        "name": safe(history.capture.name),
        "summary": inspected.summary | {"different": len(inspected.transactions)},
        "unit": history.capture.unit,
        "participants": [safe(name) or "(no name)" for name in names],
        "channels": make_channels(inspected),
        "steps": make_steps(inspected),
        "findings": findings,
        "entries": _entries(inspected, names, findings),
    }


def _rank(name: str) -> int:
    """Return the place of a participant from the left: by its role, or as it comes."""
    return ROLES.index(name) if name in ROLES else len(ROLES)


def make_frames(inspected: Inspection) -> list[str]:
    """Return the text of each entry: the JSON of a message, the URL of a connection, or as it was written."""
    return [_frame(entry) for entry in inspected.history.capture.entries]


def _frame(entry: Entry) -> str:
    if entry.frame is None:
        return redact_url(entry.text) if entry.kind == "open" else redact_within(entry.text)
    try:
        return dump(redact_frame(entry.frame.value), MAX_RECORD_DEPTH)
    except AecodecError as error:
        return f"({error})"


# --- findings -----------------------------------------------------------------------------------


def _findings(inspected: Inspection, entries: tuple[Entry, ...]) -> list[dict[str, Any]]:
    """Return the findings, each with the place of the entry that it is about."""
    places = {entry.line: place for place, entry in reversed(list(enumerate(entries)))}
    lines = sorted(places)
    return [
        {
            "code": one.code,
            "severity": one.severity,
            "line": one.line,
            "message": safe(one.message),
            "entry": one.index if one.index is not None else _place_of(one.line, lines, places),
        }
        for one in inspected.findings
    ]


def _place_of(line: int, lines: list[int], places: dict[int, int]) -> int | None:
    """Return the place of the entry that begins on a line or holds it."""
    return places[lines[max(bisect_right(lines, line) - 1, 0)]] if lines else None


# --- entries ------------------------------------------------------------------------------------


def _entries(
    inspected: Inspection, participants: list[str], findings: list[dict[str, Any]]
) -> dict[str, list[Any]]:
    """Return the columns: one value for each entry."""
    history = inspected.history
    entries = history.capture.entries
    messages = {message.index: message for message in history.messages}
    places = {id(entry): place for place, entry in enumerate(entries)}
    channels = {channel.channel_id: place for place, channel in enumerate(history.channels)}
    by_id = {channel.channel_id: channel for channel in history.channels}
    found: dict[int, list[int]] = {}
    for place, finding in enumerate(findings):
        found.setdefault(finding["entry"], []).append(place)
    rows = [messages.get(place) for place in range(len(entries))]
    who = {name: place for place, name in enumerate(participants)}
    return {
        "who": [who.get(entry.participant, -1) for entry in entries],
        "kind": [entry.kind for entry in entries],
        "line": [entry.line for entry in entries],
        "source": [None if entry.source is None else safe(entry.source) for entry in entries],
        "time": [None if entry.time is None else safe(entry.time) for entry in entries],
        "words": [
            safe(
                " ".join(describe_entry(entry, row, by_id.get(row.channel_id or "") if row else None).split())
            )
            for entry, row in zip(entries, rows, strict=True)
        ],
        "method": [_method(row) for row in rows],
        "channel": [None if row is None else channels.get(row.channel_id or "") for row in rows],
        "round": [_round(row) for row in rows],
        "partner": [None if row is None or row.partner is None else places[id(row.partner)] for row in rows],
        "transactions": [_numbers(inspected, row) for row in rows],
        "findings": [found.get(place, []) for place in range(len(entries))],
        "quiet": [int(is_ping(row)) for row in rows],
    }


def _method(message: Message | None) -> str | None:
    return None if message is None or message.method is None else safe(message.method)


def _round(message: Message | None) -> str | None:
    reached = None if message is None else round_of(message)
    return None if reached is None else number(reached)


def _numbers(inspected: Inspection, message: Message | None) -> list[int]:
    carried: Iterable[Any] = () if message is None else message.carried
    # Numbers count from 1, places in the page from 0.
    return list(Counter(inspected.transactions[one.text].number - 1 for one in carried))
