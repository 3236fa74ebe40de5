"""One WebSocket connection as the node sees it: frames that wait to be sent, and frames that wait to be read.

Nothing is sent here: whoever moves bytes calls `take` or `frames`. As in the node, a notification waits in
the mailbox of the socket, and an answer may overtake those that wait (`take_answer`). A request that the
state machine holds back blocks the whole socket: nothing is sent and nothing more is read until it is
answered, and its answer comes before the notifications that have gathered. The requests of a batch are read
one after the other, and their answers are sent together.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from .. import rpc
from .._strict_json import Json
from ..rpc.frames import Error, Frame, Notification, Result, UnknownFrame

if TYPE_CHECKING:
    from .machine import Machine

__all__ = ["ClientConnection", "Tamper"]

#: Frames that may wait to be sent; with more, the connection is closed.
MOST_WAITING: Final = 10_000

#: Changes what is sent: returns the frames, or texts, that take the place of one frame.
Tamper: TypeAlias = "Callable[[ClientConnection, Frame], Iterable[Frame | str]]"


class _Batch(NamedTuple):
    """Requests that came in one frame. place: where their answers go among the frames that wait."""

    requests: deque[Json]
    place: int
    answers: list[Frame]


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
        self._waiting: list[Frame | tuple[Frame, ...]] = []
        self._ready: deque[str] = deque()
        self._answer_at = 0
        self._batch: _Batch | None = None

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
        """The frames that wait to be sent, in order; the channel id of answers is not set yet.

        The answers to a batch are listed one by one.
        """
        if self.is_blocked:
            return ()
        listed = ((one,) if not isinstance(one, tuple) else one for one in self._waiting)
        return tuple(frame for frames in listed for frame in frames)

    def take(self) -> str | None:
        """Return the next frame to send; None if there is none."""
        if not self._ready and self._waiting and not self.is_blocked:
            self._send(self._waiting.pop(0))
        return self._ready.popleft() if self._ready else None

    def take_answer(self) -> str | None:
        """Return the next answer, even if notifications wait before it; None if there is none."""
        for index, waiting in enumerate(() if self.is_blocked else self._waiting):
            if isinstance(waiting, tuple) or is_answer(waiting):
                del self._waiting[index]
                self._send(waiting)
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

    def answer(self, frame: Frame) -> None:
        """Let an answer wait to be sent; those to a batch are sent when the last one is there."""
        if self._batch is None:
            self.put(frame)
        elif not self._closing:
            self._batch.answers.append(frame)

    def begin_batch(self, requests: Iterable[Json]) -> None:
        """Take the requests of one frame, which `batch` gives one by one."""
        self._batch = _Batch(deque(requests), len(self._waiting), [])

    def batch(self) -> Iterator[Json]:
        """Yield the requests of the batch that is read, up to one that is held back.

        After the last one the answers are sent: several as one array, and one alone as it is.
        """
        batch = self._batch
        while batch is not None and not self.is_blocked:
            if not batch.requests or self._closing:
                self._end_batch(batch)
                return
            yield batch.requests.popleft()

    def block(self) -> None:
        """Send and read nothing until `unblock`."""
        self.is_blocked = True
        self._answer_at = len(self._waiting)

    def unblock(self, answer: Frame | None) -> None:
        """Send the answer to the request that was held back, and then what has gathered."""
        self.is_blocked = False
        if answer is not None and self._batch is not None:
            self._batch.answers.append(answer)
        elif answer is not None:
            self._waiting.insert(self._answer_at, answer)
        self.on_output()

    def close(self) -> None:
        """Close the connection after the frames that wait."""
        self._closing = True
        self.is_blocked = False
        self.on_output()

    def _end_batch(self, batch: _Batch) -> None:
        self._batch = None
        if batch.answers and not self._closing:
            together = batch.answers[0] if len(batch.answers) == 1 else tuple(batch.answers)
            self._waiting.insert(batch.place, together)
            self.on_output()

    def _send(self, waiting: Frame | tuple[Frame, ...]) -> None:
        if isinstance(waiting, tuple):
            texts = [text for frame in waiting for text in self._texts_of(frame)]
            self._ready.append(f"[{','.join(texts)}]")
        else:
            self._ready.extend(self._texts_of(waiting))

    def _texts_of(self, frame: Frame) -> list[str]:
        if is_answer(frame):
            frame = _with_channel(frame, self.channel_id)
        elif isinstance(frame, Notification):
            self.channel_id = frame.channel
        changed = (frame,) if self.tamper is None else self.tamper(self, frame)
        return [one if isinstance(one, str) else rpc.encode(one) for one in changed]


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
