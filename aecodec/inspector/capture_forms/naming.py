"""Names of participants, in captures that tell apart connections at most."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final

from ...rpc.frames import Notification, Request
from ..model import Entry
from ..roles import ROLES, role_in

#: The participant of a connection whose role does not show.
UNKNOWN: Final = "client"

#: What only one of the participants sends or receives: methods, and events of `info` and `on_chain_tx`.
_METHODS: Final = {
    "channels.initiator_sign": "initiator",
    "channels.sign.initiator_sign": "initiator",
    "channels.responder_sign": "responder",
    "channels.sign.responder_sign": "responder",
}
_EVENTS: Final = {
    "channel_accept": "initiator",
    "funding_signed": "initiator",
    "channel_open": "responder",
    "funding_created": "responder",
}


def name_participants(entries: Sequence[Entry], name: str) -> Iterator[Entry]:
    """Give the entries of each connection the name of their participant.

    entries: with the label of a connection as participant. name: of the source, which may say a role.
    """
    names = find_names(entries, name)
    # What is of nobody is put beside the message that it follows, or that follows it.
    last = next((names[entry.participant] for entry in entries if entry.participant in names), UNKNOWN)
    for entry in entries:
        last = names.get(entry.participant, last)
        yield entry if entry.participant == last else replace(entry, participant=last)


def find_names(entries: Iterable[Entry], name: str) -> dict[str, str]:
    """Find the name of the participant of each connection, by its label.

    Comments make no connection, and what has no label has no name of its own if others have one.
    """
    roles: defaultdict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.kind == "comment":
            continue
        roles[entry.participant] |= {role for role in _roles_of(entry) if role}
    named = {label: role_in(label) for label in roles}
    for label, found in roles.items():
        if named[label] is None and len(found) == 1:
            named[label] = next(iter(found))
    if len(named) == 1 and (said := role_in(name)):
        named = {label: role or (None if roles[label] else said) for label, role in named.items()}
    if "" in named and len(named) > 1 and not roles[""]:
        del named[""]
    if len(named) == 2 and len(known := [role for role in named.values() if role]) == 1:
        # Of the two sides of a channel, one is known.
        other = ROLES[1 - ROLES.index(known[0])]
        named = {label: role or (None if roles[label] else other) for label, role in named.items()}
    return {label: role or label or UNKNOWN for label, role in named.items()}


def _roles_of(entry: Entry) -> Iterator[str | None]:
    """Yield what an entry shows of the role of its participant."""
    if entry.connection is not None:
        yield entry.connection.role if entry.connection.role in ROLES else None
    frame = entry.frame
    if isinstance(frame, Request | Notification):
        yield _METHODS.get(frame.method)
        data: Any = frame.data if isinstance(frame, Notification) else None
        if isinstance(data, dict):
            event = data.get("event") if frame.method == "channels.info" else data.get("info")
            if isinstance(event, str) and frame.method in ("channels.info", "channels.on_chain_tx"):
                yield _EVENTS.get(event)
