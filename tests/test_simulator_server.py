"""The simulated node over WebSockets: connections, blocks and timers by the clock."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from aecodec import decode_tx, encode_tx
from aecodec.signing import sign
from aecodec.simulator import ClientConnection, Node

from .simulated_channel import KEYS, NETWORK, Channel, words

pytest.importorskip("websockets", reason="the extra ws is not installed")

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from aecodec.simulator.server import serve

SIGNING = ("sign.initiator_sign", "sign.responder_sign")


def query(side: str, **more: Any) -> str:
    return Channel(Node(NETWORK), **more).url(side)


async def play(url: str, side: str, *, until: str, **more: Any) -> list[str]:
    """Connect, sign what the node asks for, and return what it sent until a frame comes."""
    seen: list[str] = []
    async with connect(f"{url}?{query(side, **more)}") as socket:
        while until not in seen:
            frame = json.loads(await asyncio.wait_for(socket.recv(), 10))
            seen.append(words(frame))
            if seen[-1] in SIGNING:
                signed: Any = sign(decode_tx(frame["params"]["data"]["signed_tx"]), KEYS[side], NETWORK)
                method = frame["method"].replace("channels.sign.", "channels.")
                reply = {"jsonrpc": "2.0", "method": method, "params": {"signed_tx": encode_tx(signed)}}
                await socket.send(json.dumps(reply))
    return seen


def test_two_clients_open_a_channel_while_blocks_are_mined():
    async def both() -> list[list[str]]:
        async with serve(Node(NETWORK), block_time=0.005) as url:
            assert url.startswith("ws://127.0.0.1:")
            assert url.endswith("/channel")
            return await asyncio.gather(*(play(url, side, until="update", minimum_depth=2) for side in KEYS))

    for seen in asyncio.run(both()):
        assert seen[0] == "fsm_up"
        assert seen[-4:] == ["own_funding_locked", "funding_locked", "open", "update"]


def test_a_timer_runs_out_by_the_clock():
    async def alone() -> list[str]:
        async with serve(Node(NETWORK)) as url:
            return await play(url, "initiator", until="died", timeout_accept=10)

    assert asyncio.run(alone()) == ["fsm_up", "timeout", "died"]


def test_a_refused_connection_gets_its_reason_and_is_closed():
    async def refused() -> tuple[list[Any], Any]:
        async with (
            serve(Node(NETWORK)) as url,
            connect(f"{url}?{query('initiator', channel_reserve=-1)}") as socket,
        ):
            frames = [json.loads(text) async for text in socket]
            return frames, socket.close_code

    frames, code = asyncio.run(refused())
    assert [words(frame) for frame in frames] == ["error 105"]
    assert code == 1000


async def code_after(url: str, frame: str | bytes) -> int | None:
    """Send a frame and a ping; return the code by which the connection was closed, if it was."""
    async with connect(f"{url}?{query('responder', port=9)}") as socket:
        try:
            await socket.send(frame)
            await socket.send('{"jsonrpc":"2.0","method":"channels.system","params":{"action":"ping"}}')
            for _ in range(2):  # the first frame, and the pong
                await asyncio.wait_for(socket.recv(), 10)
        except ConnectionClosed:
            return socket.close_code
    return None


def test_hostile_frames_end_nothing_but_their_own_connection():
    async def hostile() -> str:
        async with serve(Node(NETWORK)) as url, connect(f"{url}?{query('initiator')}") as good:
            for frame in ("", "{", "[[[[", '{"jsonrpc":"2.0"}', "x" * 1000, b"\xff\xfe", "[" * 10**6):
                assert await code_after(url, frame) is None
            assert await code_after(url, "9" * (1 << 25)) == 1009
            await good.send('{"jsonrpc":"2.0","method":"channels.system","params":{"action":"ping"},"id":0}')
            await good.recv()
            return str(json.loads(await asyncio.wait_for(good.recv(), 10))["result"]["tag"])

    assert asyncio.run(hostile()) == "pong"


def test_another_path_is_not_found():
    async def elsewhere() -> None:
        async with serve(Node(NETWORK)) as url:
            await connect(url.replace("/channel", "/elsewhere"))

    with pytest.raises(InvalidStatus) as found:
        asyncio.run(elsewhere())
    assert found.value.response.status_code == 404


def test_an_observer_is_told_what_happens():
    told: list[str] = []

    def observe(kind: str, connection: ClientConnection, text: str) -> None:
        told.append(
            f"{connection.parameters.role} {kind} {words(json.loads(text)) if kind == 'receive' else ''}"
        )

    async def alone() -> None:
        async with serve(Node(NETWORK), observe=observe) as url:
            await play(url, "initiator", until="died", timeout_accept=1)

    asyncio.run(alone())
    assert told == [
        "initiator open ",
        "initiator receive fsm_up",
        "initiator receive timeout",
        "initiator receive died",
        "initiator close ",
    ]


def test_a_client_that_sends_nothing_is_dropped_and_a_ping_of_the_socket_is_something():
    async def both() -> tuple[int | None, int | None, str]:
        async with (
            serve(Node(NETWORK), idle_timeout=0.3) as url,
            connect(f"{url}?{query('initiator')}", ping_interval=None) as silent,
            connect(f"{url}?{query('responder', port=9)}", ping_interval=0.05) as pinging,
        ):
            await asyncio.wait_for(silent.wait_closed(), 10)
            return silent.close_code, pinging.close_code, words(json.loads(await pinging.recv()))

    assert asyncio.run(both()) == (1000, None, "fsm_up")


def test_a_server_leaves_nothing_behind():
    async def count() -> int:
        node = Node(NETWORK)
        async with serve(node) as url:
            for _ in range(5):
                await play(url, "initiator", until="died", timeout_accept=1)
        return len(node.machines) + len(asyncio.all_tasks()) - 1

    assert asyncio.run(count()) == 0
