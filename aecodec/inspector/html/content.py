"""The data of the page: channels, findings, and every entry of the capture.

Entries are columns, which are lists of equal length: small in the page, and fast to parse. Integers that a
browser could round are text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from ..._strict_json import dump
from ...amounts import format_amount
from ...errors import AecodecError, printable
from ...limits import MAX_AMOUNT_BYTES, MAX_RECORD_DEPTH
from ...redaction import redact_within
from ...rpc import redact_url
from ...rpc.secrets import redact_frame
from ...tx import ChannelCreateTx
from ..formatting import number
from ..history import ROLES, Channel, Message
from ..inspection import Inspection
from ..model import Entry
from ..wording import describe

__all__ = ["make_amount", "make_content", "make_frames", "safe"]

#: Characters of a sentence or name that are shown; those of a session are shorter.
_MAX_CHARS: Final = 2_000

#: Messages that only keep a connection alive; the page hides them until they are asked for.
_QUIET: Final = ("system ping", "system pong", "system.pong", "system.ping")


def safe(text: str) -> str:
    """Return a text without secrets, on one line, with escapes for whatever does not print."""
    shown = printable(redact_within(text[:_MAX_CHARS]))
    return shown if len(text) <= _MAX_CHARS else f"{shown}…"


def make_amount(aettos: int) -> list[str]:
    """Return an amount in aettos, and the same in AE."""
    known = 0 <= aettos < 1 << 8 * MAX_AMOUNT_BYTES
    return [number(aettos), format_amount(aettos) if known else ""]


def make_content(inspected: Inspection) -> dict[str, Any]:
    """Return what the page shows at once."""
    history = inspected.history
    entries = history.capture.entries
    names = sorted(dict.fromkeys(entry.participant for entry in entries), key=_rank)
    findings = _findings(inspected, entries)
    return {
        "name": safe(history.capture.name),
        "summary": inspected.summary | {"different": len(inspected.transactions)},
        "participants": [safe(name) or "(no name)" for name in names],
        "channels": [_channel(channel) for channel in history.channels],
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


# --- channels -----------------------------------------------------------------------------------


def _channel(channel: Channel) -> dict[str, Any]:
    balances = channel.last_balances or {}
    roles = ROLES if channel.roles_known else ("account", "account")
    return {
        "id": safe(channel.channel_id),
        "network": None if channel.network_id is None else safe(channel.network_id),
        "round": None if channel.round is None else number(channel.round),
        "status": channel.status,
        "parties": [
            {
                "role": role,
                "account": str(account),
                "balance": make_amount(balances[account]) if account in balances else None,
            }
            for role, account in zip(roles, channel.participants or (), strict=False)
        ],
        "signatures": _signatures(channel),
    }


def _signatures(channel: Channel) -> dict[str, int]:
    """Count the different signatures: those that are valid, all that were checked, all that were seen."""
    checked = {
        one.signature: one.ok
        for verification in channel.verifications.values()
        for one in verification.signatures
    }
    seen = {
        signature
        for message in channel.messages
        for carried in message.evidence
        for signature in carried.signatures
    }
    return {"valid": sum(checked.values()), "checked": len(checked), "seen": len(seen)}


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
            # A finding about a message may name a line within it.
            "entry": places[lines[max(bisect_right(lines, one.line) - 1, 0)]] if lines else None,
        }
        for one in inspected.findings
    ]


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
    found: dict[int, list[int]] = {}
    for place, finding in enumerate(findings):
        found.setdefault(finding["entry"], []).append(place)
    rows = [messages.get(place) for place in range(len(entries))]
    who = {name: place for place, name in enumerate(participants)}
    return {
        "who": [who[entry.participant] for entry in entries],
        "kind": [entry.kind for entry in entries],
        "line": [entry.line for entry in entries],
        "time": [None if entry.time is None else safe(entry.time) for entry in entries],
        "words": [safe(_words(entry, row)) for entry, row in zip(entries, rows, strict=True)],
        "method": [_method(row) for row in rows],
        "channel": [None if row is None else channels.get(row.channel_id or "") for row in rows],
        "round": [None if row is None else _round(row) for row in rows],
        "partner": [None if row is None or row.partner is None else places[id(row.partner)] for row in rows],
        "transactions": [_numbers(inspected, row) for row in rows],
        "findings": [found.get(place, []) for place in range(len(entries))],
        "quiet": [int(_is_quiet(row)) for row in rows],
    }


def _words(entry: Entry, message: Message | None) -> str:
    if message is not None:
        return describe(message)
    if entry.kind == "comment":
        return " ".join(entry.text.split())
    connection = entry.connection
    if entry.kind == "close" or connection is None:
        return f"{entry.kind}s"
    again = " again" if connection.existing_channel_id is not None else ""
    return f"opens{again}{f' as {connection.role}' if connection.role else ''}"


def _method(message: Message | None) -> str | None:
    return None if message is None or message.method is None else safe(message.method)


def _is_quiet(message: Message | None) -> bool:
    return message is not None and describe(message).removeprefix("channels.") in _QUIET


def _round(message: Message) -> str | None:
    """Return the round that a message is about, by the first transaction in it that has one."""
    for inner in filter(None, (carried.inner for carried in message.evidence)):
        found = 1 if isinstance(inner, ChannelCreateTx) else getattr(inner, "round", None)
        if found is not None:
            return number(found)
    return None


def _numbers(inspected: Inspection, message: Message | None) -> list[int]:
    carried: Iterable[Any] = () if message is None else message.carried
    # Numbers count from 1, places in the page from 0.
    return list(Counter(inspected.transactions[one.text].number - 1 for one in carried))
