"""The connections of a replay, and which of them a recorded event belongs to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ... import rpc
from ...objects import SignedTx
from ...rpc import REPLIES
from ...rpc.frames import Error, Frame, Notification, Request, Result, UnknownFrame
from ...tx.layers import unwrap
from ..connection import ClientConnection
from ..node import Node
from .comparison import Counterparts
from .events import Event, frame_of, method_of, params_of, signed_of
from .results import Stopped

__all__ = ["Client", "Clients"]


class Client:
    """A connection, with what it was asked to sign: as recorded, and by the simulated node.

    held: answers that came earlier than in the recording. stop_ids: the ids of requests to stop. last: the
    index of the last event that belongs to the connection although it was closed before; None if open.
    """

    def __init__(self, participant: str, connection: ClientConnection) -> None:
        """Begin with nothing asked."""
        self.participant = participant
        self.connection = connection
        self.asked: dict[str, tuple[SignedTx, SignedTx]] = {}
        self.held: list[Frame] = []
        self.stop_ids: set[Any] = set()
        self.last: int | None = None

    def take(self, recorded: Frame) -> Frame | None:
        """Take the next frame to compare with a recorded one; None if there is none yet.

        Pongs and the answer to a stop may stand later in the recording. They may also stand earlier than the
        notifications that we made by then: the node gives them while its state machine still works on what
        the client sent before, and ours has finished that.
        """
        if self._may_be_late(recorded):
            late = next((one for one in self.held if _same_answer(one, recorded)), None)
            if late is not None:
                self.held.remove(late)
                return late
            return _decoded(self.connection.take_answer())
        while self.connection.pending and self._may_be_late(self.connection.pending[0]):
            late = _decoded(self.connection.take_answer())
            if late is not None:
                self.held.append(late)
        return _decoded(self.connection.take())

    def _may_be_late(self, frame: Frame) -> bool:
        if isinstance(frame, Notification):
            return frame.method == "channels.system.pong"
        return isinstance(frame, Result) and (frame.id in self.stop_ids or _is_pong(frame))


class Clients:
    """All connections, in the order in which they were opened."""

    def __init__(self, node: Node, known: Counterparts, events: Sequence[Event]) -> None:
        """Begin without a connection."""
        self.node = node
        self.known = known
        self.events = events
        self.all: list[Client] = []

    def of(self, participant: str) -> list[Client]:
        """Return the connections of a participant."""
        return [one for one in self.all if one.participant == participant]

    def close(self, index: int, event: Event) -> None:
        """Close the connection that a recording says is closed.

        The log of a client may show frames after that: until then the connection stays.
        """
        open_ones = [one for one in self.of(event.participant) if one.last is None]
        ended = [one for one in open_ones if one.connection.closing]
        for client in (ended or open_ones[::-1])[:1]:
            client.last = self._last_event(index, client)

    def hang_up_before(self, index: int) -> None:
        """Hang up the connections that nothing belongs to from an event on."""
        for client in self.all:
            if client.last is not None and client.last < index:
                self.node.hangup(client.connection)

    def sender(self, index: int, event: Event) -> Client:
        """Return the connection that sends: the one of the channel, or that was asked, else the latest."""
        candidates = self._candidates(event)
        alive = [one for one in candidates if not one.connection.closing] or candidates
        if len(alive) == 1:
            return alive[0]
        name = REPLIES.get(method_of(event), "").removeprefix("channels.sign.")
        asked = [one for one in alive if name in one.asked] or alive
        channel = self._channel_of_sent(index, event)
        same = [one for one in asked if channel is not None and _channel_id(one) == channel]
        return (same or asked)[-1]

    def receiver(self, event: Event, recorded: Frame) -> Client:
        """Return the connection that receives: the one of the frame's channel, else the latest."""
        candidates = self._candidates(event)
        own = self.known.ours.get(recorded.channel or "")
        same = [one for one in candidates if own is not None and _channel_id(one) == own]
        waiting = [one for one in same if one.connection.pending or not one.connection.closed]
        return (waiting or same or candidates)[-1]

    def later(self, index: int, participant: str) -> Iterator[tuple[int, Event]]:
        """Yield what a participant received after an event."""
        for at in range(index + 1, len(self.events)):
            event = self.events[at]
            if event.participant == participant and event.kind == "receive" and frame_of(event) is not None:
                yield at, event

    def _candidates(self, event: Event) -> list[Client]:
        found = self.of(event.participant)
        if not found:
            raise Stopped(f"line {event.line}: {event.participant} has no connection")
        return found

    def _last_event(self, index: int, client: Client) -> int:
        """Return the index of the last frame of a connection that was closed; its own if there is none."""
        last, own = index, _channel_id(client)
        for at in range(index + 1, len(self.events)):
            event = self.events[at]
            if event.participant != client.participant:
                continue
            if event.kind == "open":
                break
            frame = frame_of(event) if event.kind == "receive" else None
            if frame is not None and own is not None and self.known.ours.get(frame.channel or "") == own:
                last = at
        return last

    def _channel_of_sent(self, index: int, event: Event) -> str | None:
        """Return the channel that a frame of a client is about: by its transaction, or by the answer."""
        signed = signed_of(params_of(event).get("signed_tx"))
        tx: Any = None if signed is None else unwrap(signed).tx
        if hasattr(tx, "channel_id"):
            return self.known.ours.get(str(tx.channel_id))
        frame = frame_of(event)
        for _, later in self.later(index, event.participant):
            answer = frame_of(later)
            by_id = (
                isinstance(frame, Request) and isinstance(answer, (Result, Error)) and answer.id == frame.id
            )
            by_echo = isinstance(answer, Error) and frame is not None and answer.request == frame.value
            if answer is not None and (by_id or by_echo):
                return self.known.ours.get(answer.channel or "")
        return None


def _channel_id(client: Client) -> str | None:
    machine = client.connection.machine
    if machine is None or machine.channel_id is None:
        return client.connection.channel_id
    return str(machine.channel_id)


def _same_answer(held: Frame, recorded: Frame) -> bool:
    if isinstance(held, Notification) and isinstance(recorded, Notification):
        return held.method == recorded.method
    return isinstance(held, Result) and isinstance(recorded, Result) and held.id == recorded.id


def _is_pong(frame: Result) -> bool:
    return isinstance(frame.result, dict) and frame.result.get("tag") == "pong"


def _decoded(text: str | None) -> Frame | None:
    if text is None:
        return None
    frame = rpc.decode(text)
    assert not isinstance(frame, UnknownFrame)
    return frame
