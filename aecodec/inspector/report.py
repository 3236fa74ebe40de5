"""What an inspection says: a plain report for a person, and records, one schema with captures.

The report's lines are for a terminal: time runs downwards, participants and node are the columns. They
hold text from the capture as it came; who prints them escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

from ..derived import tx_hash
from ..errors import AecodecError
from ..jsonform import to_json
from ..rpc import Error, Result, known
from ..rpc.methods import Balance
from ..signing import CheckedSignature, verify
from ..tx import SignedTx
from .captures import write
from .checks import Finding
from .entries import Entry
from .film import Carried, Channel, Film, Message, innermost

_LANE: Final = 44
_ARROWS: Final = {("left", "send"): "-->", ("left", "receive"): "<--"} | {
    ("right", "send"): "<--",
    ("right", "receive"): "-->",
}


class Opened(NamedTuple):
    """A transaction of the capture, numbered; with its signatures, if its network is known."""

    number: int
    carried: Carried
    channel: Channel | None
    signatures: tuple[CheckedSignature, ...]


class Inspection(NamedTuple):
    """A film with its findings and its different transactions, by their text."""

    film: Film
    findings: tuple[Finding, ...]
    opened: dict[str, Opened]

    @property
    def summary(self) -> dict[str, int]:
        """How much there was: each occurrence of a transaction in a message, nested ones not counted."""
        severities = [finding.severity for finding in self.findings]
        return {
            "messages": len(self.film.messages),
            "transactions": sum(len(message.carried) for message in self.film.messages),
            "errors": severities.count("error"),
            "warnings": severities.count("warning"),
        }


def inspection(film: Film, findings: tuple[Finding, ...]) -> Inspection:
    """Puts together what a report needs."""
    channels = {channel.channel_id: channel for channel in film.channels}
    opened: dict[str, Opened] = {}
    for message, carried in film.carried:
        if carried.text not in opened:
            channel = channels.get(message.channel_id or "")
            opened[carried.text] = Opened(len(opened) + 1, carried, channel, _checked(carried, channel))
    return Inspection(film, findings, opened)


def _checked(carried: Carried, channel: Channel | None) -> tuple[CheckedSignature, ...]:
    if carried.tx is None or channel is None or channel.network_id is None:
        return ()
    inner, signatures, _ = innermost(carried.tx)
    if inner.BOTH_PARTICIPANTS and channel.participants is None:
        return ()
    signed = SignedTx(signatures=signatures, transaction=inner)
    return verify(signed, channel.network_id, participants=channel.participants).signatures


# --- for a person -------------------------------------------------------------------------------


def lines(inspected: Inspection) -> Iterator[str]:
    """The report without its transactions: heading, channels, findings, timeline."""
    film, summary = inspected.film, inspected.summary
    yield (
        f"{film.capture.name}: {_count(summary['messages'], 'message')}, "
        f"{_count(summary['transactions'], 'transaction')} ({len(inspected.opened)} different), "
        f"{_count(len(film.channels), 'channel')}"
    )
    for channel in film.channels:
        yield ""
        yield from _channel_lines(inspected, channel)
    yield ""
    yield from _finding_lines(inspected.findings)
    yield ""
    yield from _timeline(inspected)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _channel_lines(inspected: Inspection, channel: Channel) -> Iterator[str]:
    yield f"channel    {channel.channel_id}"
    yield f"network    {channel.network_id or 'not known'}"
    for role, account in zip(("initiator", "responder"), channel.participants or (), strict=False):
        balance = (channel.last_balances or {}).get(account)
        yield f"{role}  {account}  balance {'not known' if balance is None else balance}"
    yield f"signed     {_signature_words(inspected, channel)}"
    if channel.round is not None:
        yield f"round      {channel.round}{', closed' if channel.closed else ''}"


def _signature_words(inspected: Inspection, channel: Channel) -> str:
    checked = {
        (one.signature, opened.carried.inner): one
        for opened in inspected.opened.values()
        if opened.channel is channel
        for one in opened.signatures
    }
    if not checked:
        return "nothing that could be checked"
    wrong = sum(not one.ok for one in checked.values())
    if wrong:
        return f"{wrong} of {len(checked)} signatures not valid"
    return "both signatures valid" if len(checked) == 2 else f"all {_count(len(checked), 'signature')} valid"


def _timeline(inspected: Inspection) -> Iterator[str]:
    film = inspected.film
    participants = list(dict.fromkeys(entry.participant for entry in film.capture.entries))
    left = participants[0] if participants else ""
    heading = participants[1] if len(participants) > 1 else ""
    yield f"  line  {left:<{_LANE}}   node   {heading}".rstrip()
    messages = {id(message.entry): message for message in film.messages}
    for entry in film.capture.entries:
        message = messages.get(id(entry))
        if message is None and entry.kind not in ("open", "close"):
            continue
        words = _words(inspected, entry, message)
        if entry.participant not in participants[:2]:
            words = f"{entry.participant}: {words}"
        yield _row(entry, words, "left" if entry.participant == left else "right")


def _row(entry: Entry, words: str, side: str) -> str:
    arrow = _ARROWS.get((side, entry.kind), "   ")
    words = words if len(words) <= _LANE else words[: _LANE - 1] + "…"
    if side == "left":
        return f"{entry.line:6}  {words:<{_LANE}} {arrow} |".rstrip()
    return f"{entry.line:6}  {'':<{_LANE}}     | {arrow} {words}".rstrip()


def _words(inspected: Inspection, entry: Entry, message: Message | None) -> str:
    """What a message says, in few words."""
    if message is None:
        connection = entry.connection
        role = connection.role if connection is not None else None
        return "closes" if entry.kind == "close" else f"opens{f' as {role}' if role else ''}"
    opened = [f"[tx {inspected.opened[carried.text].number}]" for carried in message.carried]
    return " ".join([_saying(message), *opened])


def _saying(message: Message) -> str:
    frame, method = message.entry.frame, (message.method or "?").removeprefix("channels.")
    if isinstance(frame, Error):
        return f"refused {method}: {frame.message}"
    if isinstance(frame, Result):
        if isinstance(message.result, tuple) and all(isinstance(one, Balance) for one in message.result):
            amounts = (str(one.balance) for one in message.result if isinstance(one, Balance))
            return f"balances {', '.join(amounts)}"
        return f"{'ok' if frame.result == 'ok' else 'result'} for {method}"
    if message.method is None:
        return "(unreadable)"
    params = message.params
    inner = getattr(params, "message", params)
    for name in ("event", "action", "info"):
        value = getattr(inner, name, None)
        if isinstance(value, str):
            return method if method == "system.pong" else f"{method} {value}"
    return f"{method} refused" if hasattr(params, "error") else method


def heading(opened: Opened) -> str:
    """The line above an opened transaction: number, line, and who signed it."""
    first = f"tx {opened.number}, first on line {opened.carried.line}"
    roles = ("initiator", "responder")
    names = dict(zip(opened.channel.participants or (), roles, strict=False)) if opened.channel else {}
    signed = [
        f"{names.get(one.signer, one.signer)} ({one.form})" if one.signer else "a stranger"
        for one in opened.signatures
    ]
    return f"{first}, signed by {' and '.join(map(str, signed))}" if signed else first


def _finding_lines(findings: tuple[Finding, ...]) -> Iterator[str]:
    if not findings:
        yield "no findings"
    for finding in findings:
        yield f"{finding.severity:<7} line {finding.line}: {finding.message} [{finding.code}]"


# --- for a program ------------------------------------------------------------------------------


def records(inspected: Inspection) -> Iterator[dict[str, Any]]:
    """Every entry of the capture, what it carries, findings and channels; without the summary."""
    film = inspected.film
    messages = {id(message.entry): message for message in film.messages}
    for entry, record in zip(film.capture.entries, write(film.capture.entries), strict=True):
        message = messages.get(id(entry))
        if message is None:
            yield record
            continue
        is_known = message.method is not None and known(message.method)
        partner = None if message.partner is None else message.partner.line
        yield record | {
            "method": message.method,
            "known": is_known,
            "partner": partner,
            "channel_id": message.channel_id,
        }
        for carried in message.carried:
            yield _transaction_record(entry, carried, inspected.opened[carried.text])
    for finding in inspected.findings:
        yield {
            "kind": "finding",
            "code": finding.code,
            "severity": finding.severity,
            "line": finding.line,
            "message": finding.message,
        }
    yield from map(_channel_record, film.channels)


def _transaction_record(entry: Entry, carried: Carried, opened: Opened) -> dict[str, Any]:
    record: dict[str, Any] = {
        "kind": "transaction",
        "line": entry.line,
        "participant": entry.participant,
        "path": carried.path,
        "text": carried.text,
    }
    if carried.tx is None:
        assert carried.error is not None
        return record | {"error": _error_form(carried.error)}
    return record | {
        "hash": tx_hash(carried.tx),
        "network_id": opened.channel.network_id if opened.channel is not None else None,
        "signatures": [
            {"signer": None if one.signer is None else str(one.signer), "form": one.form, "ok": one.ok}
            for one in opened.signatures
        ],
        "object": to_json(carried.tx),
    }


def _error_form(error: AecodecError) -> dict[str, Any]:
    return {"code": error.code, "path": error.path, "offset": error.offset, "message": str(error)}


def _channel_record(channel: Channel) -> dict[str, Any]:
    initiator, responder = channel.participants or (None, None)
    balances = channel.last_balances
    return {
        "kind": "channel",
        "channel_id": channel.channel_id,
        "network_id": channel.network_id,
        "initiator_id": None if initiator is None else str(initiator),
        "responder_id": None if responder is None else str(responder),
        "balances": None if balances is None else {str(account): held for account, held in balances.items()},
        "round": channel.round,
        "closed": channel.closed,
    }


def total(summaries: Iterable[dict[str, int]]) -> dict[str, Any]:
    """The last record: what all captures hold together."""
    sums = {"messages": 0, "transactions": 0, "errors": 0, "warnings": 0}
    for summary in summaries:
        sums = {name: count + summary[name] for name, count in sums.items()}
    return {"kind": "summary", **sums}
