"""The report of an inspection for a terminal: time runs downwards, participants and node are the columns.

Its lines hold text of the capture as it is; the command that prints them escapes it. They leave out secrets
of the node (`fsm_id`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from .checks import Finding
from .formatting import number
from .history import ROLES, Channel, Message, Status
from .inspection import Inspection, NumberedTx
from .model import Entry
from .wording import describe

_LANE: Final = 44
_ARROWS: Final = {("left", "send"): "-->", ("left", "receive"): "<--"} | {
    ("right", "send"): "<--",
    ("right", "receive"): "-->",
}
_STATUS: Final[dict[Status | None, str]] = {
    "open": ", open",
    "closing": ", closing",
    "closed": ", closed",
    "left": ", left without closing",
    "died": ", ended without closing",
    None: "",
}

#: Different findings of one severity that are listed: a capture may have hundreds of refusals.
_MAX_FINDINGS: Final = {"error": 100, "warning": 50, "info": 10}

#: Characters of a name, an id or a sentence of the capture in one line.
_MAX_CHARS: Final = 240


def lines(inspected: Inspection) -> Iterator[str]:
    """Yield the report without its transactions: heading, channels, findings, timeline."""
    history, summary = inspected.history, inspected.summary
    yield (
        f"{history.capture.name}: {_count(summary['messages'], 'message')}, "
        f"{_count(summary['transactions'], 'transaction')} ({len(inspected.transactions)} different), "
        f"{_count(len(history.channels), 'channel')}"
    )
    for place, channel in enumerate(history.channels, 1):
        yield ""
        yield from _channel_lines(channel, f"channel {place}" if len(history.channels) > 1 else "channel")
    yield ""
    yield from _finding_lines(inspected.findings)
    yield ""
    yield from _timeline(inspected)


def heading(numbered: NumberedTx) -> str:
    """Return the line above a transaction: its number, its line, its signers and authorizing accounts."""
    first = f"tx {numbered.number}, first on line {numbered.carried.line}"
    unwrapped = numbered.carried.unwrapped
    if unwrapped is None:
        return first
    signed = [
        f"{_role(numbered.channel, one.signer)} ({one.form})" if one.signer else "an unknown signer"
        for one in numbered.signatures
    ]
    if unwrapped.signatures and not signed:
        first += f", {_count(len(unwrapped.signatures), 'signature')} not checked"
    elif signed:
        first += f", signed by {' and '.join(signed)}"
    metas = [_role(numbered.channel, meta.ga_id) for meta in unwrapped.metas]
    return f"{first}, authorized by {' and '.join(metas)} (generalized account)" if metas else first


def _role(channel: Channel | None, account: Any) -> str:
    both = channel.participants or () if channel is not None and channel.roles_known else ()
    return dict(zip(both, ROLES, strict=False)).get(account, str(account))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _cut(text: str, longest: int = _MAX_CHARS) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _channel_lines(channel: Channel, title: str) -> Iterator[str]:
    yield f"{title:<9}  {_cut(channel.channel_id)}"
    yield f"network    {_cut(channel.network_id or 'not known')}"
    balances = channel.last_balances or {}
    roles = ROLES if channel.roles_known else ("account", "account")
    for role, account in zip(roles, channel.participants or (), strict=False):
        balance = number(balances[account]) if account in balances else "not known"
        yield f"{role:<9}  {account}  balance {balance}"
    yield f"signed     {_signature_words(channel)}"
    status = _STATUS[channel.status]
    if channel.round is not None or status:
        reached = "not known" if channel.round is None else number(channel.round)
        yield f"state      round {reached}{status}"


def _signature_words(channel: Channel) -> str:
    checked = {
        one.signature: one
        for verification in channel.verifications.values()
        for one in verification.signatures
    }
    if not checked:
        signed = any(carried.signatures for message in channel.messages for carried in message.evidence)
        return "signatures that could not be checked" if signed else "no signature seen"
    wrong = sum(not one.ok for one in checked.values())
    if wrong:
        return f"{wrong} of {_count(len(checked), 'signature')} not valid"
    whole = any(len(found.signatures) == len(checked) for found in channel.verifications.values())
    if len(checked) == 2 and whole:
        return "both signatures valid"
    return f"all {len(checked)} signatures valid" if len(checked) > 1 else "one signature, valid"


def _finding_lines(findings: tuple[Finding, ...]) -> Iterator[str]:
    """Yield the findings, errors first; equal ones once."""
    if not findings:
        yield "no findings"
    for severity, most in _MAX_FINDINGS.items():
        times = Counter((one.code, one.message) for one in findings if one.severity == severity)
        first: dict[tuple[str, str], int] = {}
        for one in findings:
            first.setdefault((one.code, one.message), one.line)
        for code, message in list(times)[:most]:
            count = times[code, message]
            again = f", {count} times" if count > 1 else ""
            place = f"line {first[code, message]}{again}"
            yield f"{severity:<7}  {place}: {_cut(message, 2 * _MAX_CHARS)} [{code}]"
        rest = sum(list(times.values())[most:])
        if rest:
            noun = {"info": "remark"}.get(severity, severity)
            yield f"{severity:<7}  and {_count(rest, f'more {noun}')}: --json lists all"


# --- the timeline -------------------------------------------------------------------------------


def _timeline(inspected: Inspection) -> Iterator[str]:
    history = inspected.history
    participants = list(dict.fromkeys(entry.participant for entry in history.capture.entries))
    left = participants[0] if participants else ""
    right = participants[1] if len(participants) > 1 else ""
    several = len(history.channels) > 1
    places = {channel.channel_id: place for place, channel in enumerate(history.channels, 1)}
    wide = len(str(len(places)))
    margin = f"  line  {'ch':<{max(wide, 2)}}  " if several else "  line  "
    yield f"{margin}{_cut(left, _LANE):<{_LANE}}   node   {_cut(right, _LANE)}".rstrip()
    messages = {id(message.entry): message for message in history.messages}
    for entry in history.capture.entries:
        message = messages.get(id(entry))
        if message is None and entry.kind not in ("open", "close"):
            continue
        words, tags = _words(inspected, entry, message)
        if entry.participant not in participants[:2]:
            words = f"{_cut(entry.participant, _LANE // 2)}: {words}"
        place = places.get(message.channel_id or "", "") if message is not None else ""
        margin = f"{entry.line:6}  {place:<{max(wide, 2)}}  " if several else f"{entry.line:6}  "
        yield margin + _row(entry, words, tags, "left" if entry.participant == left else "right")


def _row(entry: Entry, words: str, tags: str, side: str) -> str:
    """Format a message in its participant's column; a long text is cut, but never its transactions."""
    arrow = _ARROWS.get((side, entry.kind), "   ")
    tags = tags if len(tags) <= _LANE // 2 else f"{tags[: _LANE // 2 - 2]}…]"
    if side == "left":
        words = _cut(words, _LANE - len(tags)) + tags
        return f"{words:<{_LANE}} {arrow} |".rstrip()
    # The right column may be wider, so that it can hold the reasons of a refusal.
    return f"{'':<{_LANE}}     | {arrow} {_cut(words, 2 * _LANE - len(tags))}{tags}".rstrip()


def _words(inspected: Inspection, entry: Entry, message: Message | None) -> tuple[str, str]:
    """Return a message in a few words, and the numbers of its transactions."""
    if message is None:
        connection = entry.connection
        role = connection.role if connection is not None else None
        again = connection is not None and connection.existing_channel_id is not None
        opens = f"opens{' again' if again else ''}{f' as {role}' if role else ''}"
        return "closes" if entry.kind == "close" else opens, ""
    numbers = dict.fromkeys(inspected.transactions[carried.text].number for carried in message.carried)
    return describe(message), f" [tx {', '.join(map(str, numbers))}]" if numbers else ""
