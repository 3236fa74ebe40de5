"""One WebSocket connection as the node sees it: frames that wait to be sent, and frames that wait to be read.

Nothing is sent here: whoever moves bytes calls `take` or `frames`. As in the node, a notification waits in
the mailbox of the socket, and an answer may overtake those that wait (`take_answer`). A request that the
state machine holds back blocks the whole socket: nothing is sent and nothing more is read until it is
answered, and its answer comes before the notifications that have gathered.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, TypeAlias

from .. import rpc
from ..rpc.frames import Error, Frame, Notification, Result, UnknownFrame

if TYPE_CHECKING:
    from .machine import Machine

__all__ = ["ClientConnection", "Tamper"]

#: Frames that may wait to be sent; with more, the connection is closed.
MOST_WAITING: Final = 10_000

#: Changes what is sent: returns the frames, or texts, that take the place of one frame.
Tamper: TypeAlias = "Callable[[ClientConnection, Frame], Iterable[Frame | str]]"


class ClientConnection:
    """A connection of a client to the simulated node."""

    def __init__(self, parameters: rpc.Connection, tamper: Tamper | None = None) -> None:
        """Make a connection that sends nothing yet."""
        self.parameters = parameters
        self.tamper = tamper
        self.machine: Machine | None = None
        #: Called when there may be something to take; it must not call back into the node.
        self.on_output: Callable[[], None] = _nothing
        #: The channel of the last notification that was sent, which answers repeat.
        self.channel_id: str | None = None
        self.is_blocked = False
        self.unread: deque[str | bytes] = deque()
        self._closing = False
        self._waiting: list[Frame] = []
        self._ready: deque[str] = deque()
        self._answer_at = 0

    def __repr__(self) -> str:
        return f"<ClientConnection of the {self.parameters.role}, {len(self.pending)} frames wait>"

    @property
    def closed(self) -> bool:
        """The node closed the connection, and everything that it had to say before was taken."""
        return self._closing and not self._waiting and not self._ready

    @property
    def closing(self) -> bool:
        """The node reads nothing more."""
        return self._closing

    @property
    def pending(self) -> tuple[Frame, ...]:
        """The frames that wait to be sent, in order; the channel id of answers is not set yet."""
        return () if self.is_blocked else tuple(self._waiting)

    def take(self) -> str | None:
        """Return the next frame to send; None if there is none."""
        if not self._ready and self._waiting and not self.is_blocked:
            self._send(self._waiting.pop(0))
        return self._ready.popleft() if self._ready else None

    def take_answer(self) -> str | None:
        """Return the next answer, even if notifications wait before it; None if there is none."""
        for index, frame in enumerate(self.pending):
            if is_answer(frame):
                del self._waiting[index]
                self._send(frame)
                return self._ready.popleft() if self._ready else None
        return None

    def frames(self) -> Iterator[str]:
        """Take and yield all frames that wait to be sent."""
        while (text := self.take()) is not None:
            yield text

    # --- for the node ---------------------------------------------------------------------------

    def put(self, frame: Frame) -> None:
        """Let a frame wait to be sent."""
        if self._closing:
            return
        self._waiting.append(frame)
        if len(self._waiting) > MOST_WAITING:
            # Nobody reads: what gathers must not fill the memory.
            self._waiting.clear()
            self.close()
        self.on_output()

    def block(self) -> None:
        """Send and read nothing until `unblock`."""
        self.is_blocked = True
        self._answer_at = len(self._waiting)

    def unblock(self, answer: Frame | None) -> None:
        """Send the answer to the request that was held back, and then what has gathered."""
        self.is_blocked = False
        if answer is not None:
            self._waiting.insert(self._answer_at, answer)
        self.on_output()

    def close(self) -> None:
        """Close the connection after the frames that wait."""
        self._closing = True
        self.is_blocked = False
        self.on_output()

    def _send(self, frame: Frame) -> None:
        if is_answer(frame):
            frame = _with_channel(frame, self.channel_id)
        elif isinstance(frame, Notification):
            self.channel_id = frame.channel
        if self.tamper is None:
            self._ready.append(rpc.encode(frame))
            return
        for changed in self.tamper(self, frame):
            self._ready.append(changed if isinstance(changed, str) else rpc.encode(changed))


def _nothing() -> None:
    """Do nothing."""


def is_answer(frame: Frame | UnknownFrame) -> bool:
    """Tell whether a frame answers a request; replies to queries without an id and pongs are answers, too."""
    if isinstance(frame, Notification):
        return frame.method.endswith(".reply") or frame.method == "channels.system.pong"
    return isinstance(frame, (Result, Error))


def _with_channel(frame: Frame, channel_id: str | None) -> Frame:
    value = frame.value
    assert isinstance(value, dict)
    if isinstance(frame, Notification):
        value = value | {"params": {**value["params"], "channel_id": channel_id}}
    else:
        value = value | {"channel_id": channel_id}
    made = rpc.from_json(value)
    assert not isinstance(made, UnknownFrame)
    return made
