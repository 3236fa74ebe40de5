"""The messages of a capture as a report shows them: in words, pings put together, findings at their lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from ..rpc.requests import System
from .checks import Finding
from .formatting import count
from .history import Channel, Message
from .inspection import Inspection, NumberedTx
from .model import Entry
from .wording import describe

#: `pings` are messages that only keep a connection alive, one behind the other.
EventKind: TypeAlias = Literal["send", "receive", "open", "close", "comment", "pings"]

#: Tells whether a report shows an entry, which is a message of the channel or none.
Filter: TypeAlias = Callable[[Entry, Message | None], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A line of the sequence of a capture.

    line, last: the lines of the capture, which differ where pings are put together. words: text of the
    capture as it is. participants: whose connection it is; pings may be of several. amount: of the
    messages that are put together. place: the number of the channel if there are several. transactions: those
    that it carries. findings: those about its line.
    """

    kind: EventKind
    line: int
    last: int
    participants: tuple[str, ...]
    words: str
    amount: int = 1
    place: int | None = None
    message: Message | None = None
    channel: Channel | None = None
    transactions: tuple[NumberedTx, ...] = ()
    findings: tuple[Finding, ...] = ()


def events(inspected: Inspection, shows: Filter = lambda entry, message: True) -> Iterator[Event]:
    """Yield the events of a capture in its order, as far as the filter shows them."""
    history = inspected.history
    places = {channel.channel_id: place for place, channel in enumerate(history.channels, 1)}
    channels = {channel.channel_id: channel for channel in history.channels}
    messages = {id(message.entry): message for message in history.messages}
    findings: defaultdict[tuple[str, int], list[Finding]] = defaultdict(list)
    for finding in inspected.findings:
        # Messages of several files may have one line.
        at = ("index", finding.index) if finding.index is not None else ("line", finding.line)
        findings[at].append(finding)
    pings: list[Entry] = []
    for index, entry in enumerate(history.capture.entries):
        message = messages.get(id(entry))
        if not shows(entry, message):
            continue
        found = (*findings.get(("index", index), ()), *findings.get(("line", entry.line), ()))
        if is_ping(message) and not found:
            pings.append(entry)
            continue
        yield from _together(pings)
        pings = []
        channel_id = message.channel_id if message is not None else None
        yield Event(
            kind=entry.kind,
            line=entry.line,
            last=entry.line,
            participants=(entry.participant,),
            words=describe_entry(entry, message, channels.get(channel_id or "")),
            place=places.get(channel_id or "") if len(places) > 1 else None,
            message=message,
            channel=channels.get(channel_id or ""),
            transactions=_transactions(inspected, message),
            findings=found,
        )
    yield from _together(pings)


def is_ping(message: Message | None) -> bool:
    """Tell whether a message is a ping that was accepted, or the answer to one."""
    if message is None or message.refused:
        return False
    if message.sent:
        return isinstance(message.params, System) and message.params.action == "ping"
    return message.method == "channels.system.pong" and not message.unopened and not message.carried


def _together(pings: list[Entry]) -> Iterator[Event]:
    """Yield one event for pings and their answers, if there are any."""
    if pings:
        sent = sum(entry.kind == "send" for entry in pings)
        words = [count(sent, "ping")] if sent else []
        words += [count(len(pings) - sent, "pong")] if sent < len(pings) else []
        yield Event(
            kind="pings",
            line=pings[0].line,
            last=pings[-1].line,
            participants=tuple(dict.fromkeys(entry.participant for entry in pings)),
            words=", ".join(words),
            amount=len(pings),
        )


def describe_entry(entry: Entry, message: Message | None, channel: Channel | None) -> str:
    """Describe an entry, which is a message of a channel or none."""
    if message is not None:
        return describe(message, channel)
    if entry.kind == "comment":
        return entry.text
    if entry.kind == "close":
        return "closes"
    connection = entry.connection
    role = connection.role if connection is not None else None
    again = connection is not None and connection.existing_channel_id is not None
    return f"opens{' again' if again else ''}{f' as {role}' if role else ''}"


def _transactions(inspected: Inspection, message: Message | None) -> tuple[NumberedTx, ...]:
    carried = () if message is None else message.carried
    texts: Iterable[str] = dict.fromkeys(one.text for one in carried)
    return tuple(inspected.transactions[text] for text in texts)
