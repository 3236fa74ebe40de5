"""The history of a captured session: its messages, its channels, and the states that they agree on.

A ChannelHistory holds facts, which checks.py compares with each other. Messages belong to a channel by its
id, never by position: a capture may hold several channels of the same participants, and begin in the middle
of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from .._channel_rules import apply_updates, state_hash_of
from .._validation import as_network
from ..errors import SignatureError
from ..objects import Tx
from ..protocol import NETWORK_IDS
from ..rpc.connection import Connection
from ..tx import ChannelCreateTx, ChannelForceProgressTx
from .balances import balances_in_trees, opening_balances, reported_balances, updates_of
from .captures import Capture, pairs
from .channels import ROLES, Channel, Proposal, Status
from .drafts import Draft
from .messages import Carried, Message, messages
from .outcomes import complete_steps, derive_balances
from .participants import (
    find_channel_network,
    find_participants,
    find_reserve,
    order_participants,
    verify_signatures,
)
from .rounds import draft_steps
from .steps import Step

__all__ = ["ROLES", "Carried", "Channel", "ChannelHistory", "Message", "Proposal", "Status", "reconstruct"]

_EVENTS: Final[dict[str, Status]] = {
    "open": "open",
    "closing": "closing",
    "closed_confirmed": "closed",
    "died": "died",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHistory:
    """A capture with every transaction decoded and every channel put together.

    steps: requests that a node rejected without naming a channel; the others are those of each channel.
    failures: what could not be put together because of a fault in this package, as a sentence for each.
    """

    capture: Capture
    messages: tuple[Message, ...]
    channels: tuple[Channel, ...]
    connections: dict[int, Connection]  #: by index of the message, what its participant had opened
    steps: tuple[Step, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def evidence(self) -> Iterator[tuple[Message, Carried]]:
        """Every transaction that the protocol carries, with the message that does."""
        for message in self.messages:
            for carried in message.evidence:
                yield message, carried

    def _repr_html_(self) -> str:
        """Check the history, and show the HTML report in a notebook."""
        from .checks import findings
        from .inspection import inspect

        return inspect(self, findings(self))._repr_html_()


def reconstruct(capture: Capture, networks: Iterable[str] = ()) -> ChannelHistory:
    """Reconstruct the history of a capture; `networks` are tried besides the known ones.

    Raises nothing for any capture, SignatureError for an invalid network id.
    """
    entries = capture.entries
    partners = [None if at is None else entries[at] for at in pairs(entries)]
    found = tuple(messages(entries, partners))
    connections = _connections(capture)
    channels: dict[str, Channel] = {}
    for message in found:
        if message.channel_id is not None:
            channel = channels.setdefault(message.channel_id, Channel(channel_id=message.channel_id))
            channel.messages.append(message)
    candidates = tuple(dict.fromkeys((*NETWORK_IDS, *networks)))
    for network in candidates:
        as_network(network, SignatureError)
    failures = []
    for channel in channels.values():
        try:
            _reconstruct_channel(channel, connections, candidates)
        except Exception as error:  # a fault of ours must not hide what else the capture shows
            failures.append(f"a channel could not be put together: {type(error).__name__}")
    steps: tuple[Step, ...] = ()
    try:
        steps = _add_steps(found, channels)
    except Exception as error:
        failures.append(f"the steps could not be put together: {type(error).__name__}")
    return ChannelHistory(
        capture=capture,
        messages=found,
        channels=tuple(channels.values()),
        connections=connections,
        steps=steps,
        failures=tuple(failures),
    )


def _add_steps(found: Iterable[Message], channels: dict[str, Channel]) -> tuple[Step, ...]:
    """Give every channel its steps; return those of no known channel."""
    drafts: dict[str | None, list[Draft]] = {}
    for draft in draft_steps(found):
        drafts.setdefault(draft.channel_id, []).append(draft)
    for name, channel in channels.items():
        own = drafts.get(name, [])
        derive_balances(channel, own)
        channel.steps = complete_steps(channel, own)
    return complete_steps(None, drafts.get(None, ()))


def _connections(capture: Capture) -> dict[int, Connection]:
    """Find what the participant of each entry had opened, or the other one if it opened nothing."""
    connections: dict[int, Connection] = {}
    opened: dict[str, Connection] = {}
    for index, entry in enumerate(capture.entries):
        if entry.kind == "open" and entry.connection is not None:
            opened[entry.participant] = entry.connection
        connection = opened.get(entry.participant) or next(iter(opened.values()), None)
        if connection is not None:
            connections[index] = connection
    return connections


def _reconstruct_channel(
    channel: Channel, connections: dict[int, Connection], networks: tuple[str, ...]
) -> None:
    channel.participants, channel.roles_known = find_participants(channel, connections)
    channel.network_id = find_channel_network(channel, networks)
    verify_signatures(channel)
    if not channel.roles_known:
        order_participants(channel)
    channel.reserve = find_reserve(channel, connections)
    for message in channel.messages:
        for inner in filter(None, (carried.inner for carried in message.evidence)):
            if message.asks:
                _add_proposal(channel, message, inner, connections.get(message.index))
            if _is_agreed(message, inner):
                channel.agreed.append((message, inner))
                _add_agreed(channel, message.entry.participant, inner)
        _add_trees(channel, message)
        if isinstance(message.result, tuple):
            _add_answer(channel, message)
        _update_status(channel, message)


def _add_proposal(channel: Channel, message: Message, inner: Tx, connection: Connection | None) -> None:
    balances = None
    if isinstance(inner, ChannelCreateTx):
        balances = None if connection is None else opening_balances(inner, connection)
    elif hasattr(inner, "state_hash"):
        before = channel.balances.get(channel.latest.get(message.entry.participant, b""))
        balances = None if before is None else apply_updates(before, updates_of(message, inner))
    right = None if balances is None else state_hash_of(balances)
    channel.proposals.append(Proposal(message=message, tx=inner, balances=balances, state_hash=right))
    if balances is not None and right == getattr(inner, "state_hash", None):
        channel.balances[right or b""] = balances


def _is_agreed(message: Message, inner: Tx) -> bool:
    """Tell whether the message brings a state that counts from now on."""
    if message.sent:
        return False
    info = message.data.get("info") if message.method == "channels.on_chain_tx" else None
    # No update announces a forced progress: the chain itself makes it.
    forced = info == "channel_changed" and isinstance(inner, ChannelForceProgressTx)
    funded = info in ("funding_created", "funding_signed")
    return forced or funded or message.method in ("channels.update", "channels.leave")


def _add_agreed(channel: Channel, participant: str, inner: Tx) -> None:
    is_create = isinstance(inner, ChannelCreateTx)
    channel.round = 1 if is_create else getattr(inner, "round", channel.round)
    # The newest entry goes last: that is the state that anybody saw last.
    channel.latest.pop(participant, None)
    channel.latest[participant] = getattr(inner, "state_hash", b"")


def _add_trees(channel: Channel, message: Message) -> None:
    """Add the balances in trees that a node shows, or that a forced progress builds on."""
    shown = message.params if message.result is None else message.result
    for carried in message.evidence:
        inner: Any = carried.inner
        hashed, trees = getattr(inner, "state_hash", None), getattr(shown, "trees", None)
        if isinstance(inner, ChannelForceProgressTx):
            trees = inner.offchain_trees
            hashed = getattr(inner.payload and inner.payload.transaction, "state_hash", None)
        if trees is None or hashed is None or hashed in channel.balances:
            continue
        if (balances := balances_in_trees(trees, hashed)) is not None:
            channel.balances[hashed] = balances


def _add_answer(channel: Channel, message: Message) -> None:
    latest = channel.latest.get(message.entry.participant)
    if latest is None:
        return
    seen = channel.balances.get(latest)
    reported = reported_balances(message) if seen is None else None
    # A node's report proves itself when it has the hash that both participants signed.
    if reported is not None and state_hash_of(reported) == latest:
        seen = channel.balances[latest] = reported
    if seen is not None:
        channel.answers.append((message, seen))


def _update_status(channel: Channel, message: Message) -> None:
    event = message.data.get("event")
    status = _EVENTS.get(event) if message.method == "channels.info" and isinstance(event, str) else None
    if message.method == "channels.leave" and not message.sent:
        status = "left"
    if status is not None and not (status == "died" and channel.status in ("closed", "left")):
        channel.status = status
