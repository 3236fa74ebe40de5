"""Moves the simulated node on until it sends the next recorded frame: messages, timers, blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ...rpc.frames import Frame
from ..node import Node
from .clients import Client
from .events import Event, event_of, method_of, params_of
from .hidden import post_hidden_close
from .keys import Keys

__all__ = ["Progress"]

#: Blocks mined and messages delivered for one frame at most; those of recordings are far below.
_MOST_BLOCKS: Final = 60
_MOST_MESSAGES: Final = 200
#: The event that only a timer brings, and the code of a conflict that does.
_TIMEOUT, _TIMEOUT_CODE = "timeout", 3
#: What the end of the other state machine brings about.
_ENDS: Final = ("died", "peer_disconnected")
_GONE: Final = "gone"


class Progress:
    """The hand that moves a node."""

    def __init__(self, node: Node, keys: Keys, events: Sequence[Event]) -> None:
        """Move a node that stands for the one of a recording."""
        self.node = node
        self.keys = keys
        self.events = events

    def next_frame(self, client: Client, index: int, recorded: Frame) -> Frame | None:
        """Return the frame that the node sends next, after as little as that takes; None if it sends none."""
        event = self.events[index]
        found = client.take(recorded)
        if found is None and self._is_timeout(event) and not client.connection.closing:
            self.node.expire(client.connection)
            found = client.take(recorded)
        if found is not None:
            return found
        frames: list[Frame] = []

        def take() -> bool:
            found = client.take(recorded)
            frames.extend([] if found is None else [found])
            return found is not None

        self._move(client, index, take, ends=event_of(event) in _ENDS)
        return frames[0] if frames else None

    def _move(self, client: Client, index: int, enough: Callable[[], bool], *, ends: bool) -> None:
        """Deliver messages, then mine blocks with the messages that they cause, until it is enough."""
        if self._deliver(client, enough, ends) or client.connection.closed:
            return
        if params_of(self.events[index]).get("info") == "can_slash":
            self._bring_about_close(client, index)
        for _ in range(_MOST_BLOCKS):
            self.node.mine()
            if enough() or self._deliver(client, enough, ends):
                return
        self._deliver(client, enough, True)

    def _deliver(self, client: Client, enough: Callable[[], bool], ends: bool) -> bool:
        """Deliver message by message, first to this client; the news of an end only where it is expected."""
        for _ in range(_MOST_MESSAGES):
            if not self._deliver_one(client, ends):
                return False
            if enough():
                return True
        return False

    def _deliver_one(self, client: Client, ends: bool) -> bool:
        if self.node.introduce(client.connection) or self.node.introduce():
            return True
        own = client.connection.machine
        machines = sorted(self.node.with_messages, key=lambda one: one is not own)
        for machine in machines:
            if machine.inbox[0].kind != _GONE or (ends and machine is own):
                return bool(self.node.deliver_to(machine))
        return False

    def _bring_about_close(self, client: Client, index: int) -> None:
        """Post a close that no frame explains, if the next report of the chain is a `can_slash`."""
        for event in self.events[index:]:
            if event.participant == client.participant and method_of(event) == "channels.on_chain_tx":
                if event.kind == "receive" and params_of(event).get("info") == "can_slash":
                    post_hidden_close(self.node, self.keys, self.events[index:], client.connection)
                return

    def _is_timeout(self, event: Event) -> bool:
        conflict = method_of(event) == "channels.conflict"
        return event_of(event) == _TIMEOUT or (
            conflict and params_of(event).get("error_code") == _TIMEOUT_CODE
        )
