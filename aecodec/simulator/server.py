"""A WebSocket server around a simulated node: connections, blocks and timers by the clock.

Everything happens in one thread, frame by frame, so the node needs no lock. Needs `websockets`, the extra
`ws`. The server listens on the loopback by default: whoever can connect may open channels of any account.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus
from typing import Any, Final, Literal, TypeAlias

from websockets.asyncio.server import Server, ServerConnection
from websockets.asyncio.server import serve as serve_websockets
from websockets.exceptions import ConnectionClosed

from ..limits import MAX_FRAME_BYTES
from .connection import ClientConnection
from .machine import Machine
from .node import Node

__all__ = ["Observer", "serve"]

#: Called with what happens on a connection, and the URL or frame: for recordings.
Observer: TypeAlias = "Callable[[Literal['open', 'send', 'receive', 'close'], ClientConnection, str], None]"

_PATH: Final = "/channel"
#: Seconds without anything from a client after which the node drops its connection.
_IDLE_TIMEOUT: Final = 60.0
#: Seconds between two looks at the timers.
_TICK: Final = 0.1


@asynccontextmanager
async def serve(
    node: Node,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    block_time: float | None = 0.05,
    idle_timeout: float = _IDLE_TIMEOUT,
    observe: Observer | None = None,
) -> AsyncIterator[str]:
    """Serve a node while the context lasts, and yield the URL of its channel API.

    port: 0 takes a free one. block_time: seconds between two blocks; None leaves mining to the caller.
    idle_timeout: seconds after which a connection is dropped on which the client sends nothing, not even a
    ping. observe: is told what happens on each connection. Raises OSError if the port is taken.
    """
    serving = _Serving(node, observe)
    async with serve_websockets(
        serving.handle,
        host,
        port,
        process_request=_refuse_other_paths,
        max_size=MAX_FRAME_BYTES,
        ping_interval=None,
        create_connection=_Socket,
    ) as server:
        tasks = [
            asyncio.create_task(serving.watch_timers()),
            asyncio.create_task(serving.drop_silent(idle_timeout)),
        ]
        if block_time is not None:
            tasks.append(asyncio.create_task(serving.mine(block_time)))
        try:
            yield _url(server, host)
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


def _url(server: Server, host: str) -> str:
    port = next(iter(server.sockets)).getsockname()[1]
    return f"ws://{f'[{host}]' if ':' in host else host}:{port}{_PATH}"


def _refuse_other_paths(connection: ServerConnection, request: Any) -> Any:
    """Answer a request for anything but the channel API."""
    if request.path.partition("?")[0] != _PATH:
        return connection.respond(HTTPStatus.NOT_FOUND, f"the channel API is at {_PATH}\n")
    return None


class _Socket(ServerConnection):
    """A connection that knows when the client last sent anything: a frame of its own, or a ping."""

    heard_at = 0.0

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        super().data_received(data)


class _Serving:
    """The connections of a server."""

    def __init__(self, node: Node, observe: Observer | None) -> None:
        self.node = node
        self._observe = observe
        self._timers: dict[Machine, tuple[int, float]] = {}
        self._sockets: set[_Socket] = set()

    async def handle(self, socket: ServerConnection) -> None:
        """Serve one connection from its URL to its end."""
        assert isinstance(socket, _Socket)
        assert socket.request is not None
        self._sockets.add(socket)
        host = socket.request.headers.get("Host", "localhost")
        connection = self.node.connect(f"ws://{host}{socket.request.path}")
        self._tell("open", connection, connection.parameters.url)
        output = asyncio.Event()
        output.set()
        connection.on_output = output.set
        sender = asyncio.create_task(self._send(socket, connection, output))
        self._deliver()
        try:
            async for frame in socket:
                text = frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
                self._tell("send", connection, text)
                self.node.receive(connection, frame)
                self._deliver()
        except ConnectionClosed:
            pass
        finally:
            self._sockets.discard(socket)
            self._tell("close", connection, "")
            self.node.hangup(connection)
            self._deliver()
            sender.cancel()
            with suppress(asyncio.CancelledError, ConnectionClosed):
                await sender

    async def mine(self, block_time: float) -> None:
        """Mine a block from time to time."""
        while True:
            await asyncio.sleep(block_time)
            self.node.mine()
            self._deliver()

    async def watch_timers(self) -> None:
        """Let the timers of state machines run out when it is time."""
        clock = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(_TICK)
            now = clock()
            self._timers = {one: self._timers.get(one, (-1, now)) for one in self.node.machines}
            for machine, (serial, since) in tuple(self._timers.items()):
                if serial != machine.timer_serial:
                    self._timers[machine] = (machine.timer_serial, now)
                elif machine.timeout is not None and (now - since) * 1000 >= machine.timeout:
                    self.node.expire_machine(machine)
                    self._deliver()

    async def drop_silent(self, idle_timeout: float) -> None:
        """Close the connections on which nothing came for too long."""
        closing: set[asyncio.Task[None]] = set()
        while True:
            await asyncio.sleep(min(_TICK, idle_timeout))
            latest = asyncio.get_running_loop().time() - idle_timeout
            for socket in [one for one in self._sockets if one.heard_at < latest]:
                self._sockets.discard(socket)
                # A client that is gone answers no close: others must not wait for it.
                closing.add(asyncio.create_task(socket.close()))
            closing = {one for one in closing if not one.done()}

    def _deliver(self) -> None:
        while self.node.deliver():
            pass

    async def _send(
        self, socket: ServerConnection, connection: ClientConnection, output: asyncio.Event
    ) -> None:
        while not connection.closed:
            await output.wait()
            output.clear()
            for text in connection.frames():
                self._tell("receive", connection, text)
                await socket.send(text)
        await socket.close()

    def _tell(
        self, kind: Literal["open", "send", "receive", "close"], connection: ClientConnection, text: str
    ) -> None:
        if self._observe is not None:
            self._observe(kind, connection, text)
