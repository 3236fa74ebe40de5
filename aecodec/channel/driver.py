"""What a client does beside its session: move frames, store, answer, wait, and connect again."""

from __future__ import annotations

import asyncio
import contextlib
import inspect
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from . import events as ev
from .answering import AsyncSigner, Authenticator, Policy, answer
from .errors import ChannelEnded, Conflict, NodeRefused, PeerRefused, Unsafe
from .events import Event
from .operations import Operation
from .requests import SignRequest
from .session import Session
from .state import Resume
from .stores import Store

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

    from ..signing import Form

__all__ = ["Driver"]

#: Events and messages that are kept for those who do not take them; the oldest are dropped.
_KEPT: Final = 1_000

#: Seconds between two looks at the clock, and of silence after which the connection counts as lost.
_TICK: Final = 5.0
_LOST_AFTER: Final = 60.0

#: Seconds before the first of several attempts to connect again, and the most between two.
_FIRST_DELAY: Final = 0.2
_LONGEST_DELAY: Final = 30.0

#: Codes of a conflict that are nobody's decision: another proposal came first, time ran out, or the chain
#: refused. Nodes of until 2019 give none.
_RACES: Final = frozenset({None, 2, 3, 5})

#: No frame of a channel is longer.
_MOST_BYTES: Final = 1 << 24


class Driver:
    """The connection of a client, and everybody who waits for something to come over it.

    make_session: makes the session of the first connection, and of each one after. failure: why the channel
    could not go on. over: nothing can come any more.
    """

    def __init__(
        self,
        make_session: Callable[[Resume | None], Session],
        url: str,
        options: dict[str, Any],
        *,
        key: AsyncSigner | Authenticator,
        policy: Policy,
        store: Store | None,
        form: Form,
        timeout: float,
        reconnect: bool,
        resume: Resume | None,
    ) -> None:
        """Make the session; nothing is connected yet."""
        self._make_session = make_session
        self.session = make_session(resume)
        self._url, self._options = url, options
        self._key, self._policy, self._store, self._form = key, policy, store, form
        self._timeout, self._reconnect = timeout, reconnect
        self._socket: ClientConnection | None = None
        self._lock = asyncio.Lock()
        self._answering: set[asyncio.Task[None]] = set()
        self._waiting: dict[Operation | int, asyncio.Future[Any]] = {}
        self._unsafe: dict[Operation, Unsafe] = {}
        self._heard_at = 0.0
        self.changed = asyncio.Condition()
        self.events: deque[Event] = deque(maxlen=_KEPT)
        self.heard: deque[str] = deque(maxlen=_KEPT)
        self.failure: BaseException | None = None
        self.was_open = self._is_back = False
        self.over = False

    # --- waiting ----------------------------------------------------------------------------------

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until a condition holds. Raises the failure or ChannelEnded if it cannot any more."""
        async with self.changed:
            await self.changed.wait_for(lambda: holds() or self.over)
        if not holds():
            raise self.failure or ChannelEnded(self.session.status)

    async def outcome(self, what: Operation | int) -> Any:
        """Send an operation or a query, and wait for its outcome."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[what] = future
        try:
            await self.flush()
            async with asyncio.timeout(self._timeout):
                return await future
        except (asyncio.CancelledError, TimeoutError):
            if isinstance(what, Operation):
                self.session.cancel(what)
            raise
        finally:
            self._waiting.pop(what, None)

    # --- connections ------------------------------------------------------------------------------

    async def run(self) -> None:
        """Converse over one connection after the other, until the channel ends."""
        try:
            await self._converse()
            delay = _FIRST_DELAY
            while self._can_come_back():
                await asyncio.sleep(delay)
                delay = min(delay * 2, _LONGEST_DELAY)
                self.session = self._make_session(self.session.resume)
                self._is_back = False
                with contextlib.suppress(OSError):
                    await self._converse()
                # A node that takes a connection and ends it at once is not asked more and more often.
                delay = _FIRST_DELAY if self._is_back else delay
        except Exception as error:
            self.failure = self.failure or error
        finally:
            await self._end()

    def _can_come_back(self) -> bool:
        session = self.session
        known = session.resume.channel_id is not None and session.resume.token is not None
        return (
            self._reconnect
            and known
            and self.failure is None
            and session.status in ("disconnected", "connecting")
        )

    async def _converse(self) -> None:
        from websockets.asyncio.client import connect
        from websockets.exceptions import ConnectionClosed, InvalidHandshake

        url = self.session.connection(self._url, **self._options).url
        try:
            # The node's own pings are answered; ours are those of the channel API.
            async with connect(url, ping_interval=None, max_size=_MOST_BYTES, proxy=None) as socket:
                self._socket = socket
                self._heard_at = asyncio.get_running_loop().time()
                ticking = asyncio.create_task(self._tick(socket))
                try:
                    async for text in socket:
                        self._heard_at = asyncio.get_running_loop().time()
                        self.session.receive(text)
                        await self.flush()
                except ConnectionClosed:
                    pass
                finally:
                    self._socket = None
                    ticking.cancel()
        except InvalidHandshake as error:
            raise ConnectionError(f"the node refused the connection: {error}") from None
        self.session.eof()
        await self.flush()

    async def _tick(self, socket: ClientConnection) -> None:
        while True:
            await asyncio.sleep(_TICK)
            self.session.tick(_TICK)
            await self.flush()
            if asyncio.get_running_loop().time() - self._heard_at > _LOST_AFTER:
                await socket.close()

    async def _end(self) -> None:
        for task in list(self._answering):
            task.cancel()
        self.over = True
        for future in self._waiting.values():
            if not future.done():
                future.set_exception(self.failure or ChannelEnded(self.session.status))
        async with self.changed:
            self.changed.notify_all()

    async def _fail(self, error: BaseException) -> None:
        """End the connection, and let everybody who waits know why."""
        self.failure = self.failure or error
        if self._socket is not None:
            await self._socket.close()

    # --- events and frames ------------------------------------------------------------------------

    async def flush(self) -> None:
        """Take events, store what must survive, and send what waits; in this order, one at a time."""
        async with self._lock:
            try:
                await self._flush()
            except OSError as error:
                await self._fail(error)
                raise
        async with self.changed:
            self.changed.notify_all()

    async def _flush(self) -> None:
        from websockets.exceptions import ConnectionClosed

        for event in self.session.events():
            await self._take(event)
        for text in self.session.to_send():
            if self._socket is not None:
                with contextlib.suppress(ConnectionClosed):  # the reader notices
                    await self._socket.send(text)

    async def _take(self, event: Event) -> None:
        if isinstance(event, ev.Save):
            if self._store is not None:
                saved = self._store.save(event.resume)
                if inspect.isawaitable(saved):
                    await saved
            return
        self.events.append(event)
        self._resolve(event)
        match event:
            case SignRequest():
                task = asyncio.create_task(self._answer(event))
                self._answering.add(task)
                task.add_done_callback(self._answering.discard)
            case ev.Opened() | ev.Closing():  # one can come back to a channel that is being closed
                self.was_open = self._is_back = True
            case ev.Received():
                self.heard.append(event.text)
            case ev.Refused(operation=None, frame_id=None):
                if not self.was_open or self.session.status == "connecting":
                    self.failure = NodeRefused(event.code, event.reasons, event.message)

    async def _answer(self, request: SignRequest) -> None:
        """Answer a request to sign beside the reader: a key or a policy may take its time."""
        if request.operation is not None and not request.safe:
            self._unsafe[request.operation] = Unsafe(request)
        try:
            await answer(self.session, request, self._key, self._policy, self._form)
            await self.flush()
        except Exception as error:  # of the policy, the key or the store: nothing is signed
            await self._fail(error)

    def _resolve(self, event: Event) -> None:
        """Let whoever waits for the outcome of an operation or of a query have it."""
        match event:
            case ev.Updated(operation=Operation() as operation):
                self._set(operation, event.state)
            case (
                ev.OnChain(operation=Operation() as operation) | ev.Closed(operation=Operation() as operation)
            ):
                if operation.over:
                    self._set(operation, event.signed)
            case ev.Left(operation=Operation() as operation):
                self._set(operation, event.state)
            case ev.Conflicted(operation=Operation() as operation):
                self._set(operation, self._refusal(event))
            case ev.Aborted(operation=Operation() as operation):
                found = self._unsafe.pop(operation, None)
                self._set(operation, found or PeerRefused(None, 0, "refused by this participant"))
            case ev.Dropped():
                self._set(event.operation, self.failure or ChannelEnded(self.session.status))
            case ev.Refused():
                key = event.frame_id if event.operation is None else event.operation
                if key is not None:
                    self._set(key, NodeRefused(event.code, event.reasons, event.message))
            case ev.Replied():
                self._set(event.frame_id, event.result)

    @staticmethod
    def _refusal(event: ev.Conflicted) -> PeerRefused:
        if event.code in _RACES:
            return Conflict(event.code, event.round, event.message, event.half_signed)
        return PeerRefused(event.code, event.round, event.message)

    def _set(self, what: Operation | int, outcome: Any) -> None:
        future = self._waiting.get(what)
        if future is None or future.done():
            return
        if isinstance(outcome, BaseException):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
