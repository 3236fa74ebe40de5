"""Both participants over WebSockets against a served node, each as a coroutine."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aecodec.channel.client import Channel, connect
from aecodec.signing import Key
from aecodec.simulator import Node
from aecodec.simulator.server import serve

from .channel_requests import ALICE, BOB, NETWORK, TERMS

Part = Callable[[Channel], Awaitable[None]]

OPTIONS: dict[str, Any] = {
    "host": "localhost",
    "port": 3114,
    "minimum_depth": 0,
    "minimum_depth_strategy": "plain",
    "timeout": 20,
}
START_A, START_B = TERMS.balances.values()


async def take_part(url: str, key: Key, part: Part, **options: Any) -> None:
    async with connect(url, TERMS, key, network_id=NETWORK, **(OPTIONS | options)) as channel:
        await part(channel)


def play(
    alice: Part,
    bob: Part,
    *,
    node: Node | None = None,
    for_alice: dict[str, Any] | None = None,
    for_bob: dict[str, Any] | None = None,
) -> None:
    """Let both parts run at once; the first that fails ends both."""

    async def run() -> None:
        served = serve(Node(NETWORK) if node is None else node, block_time=0.01)
        async with served as url, asyncio.timeout(30), asyncio.TaskGroup() as group:
            group.create_task(take_part(url, ALICE, alice, **(for_alice or {})))
            group.create_task(take_part(url, BOB, bob, **(for_bob or {})))

    try:
        asyncio.run(run())
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None


async def until_it_ends(channel: Channel) -> None:
    async for _ in channel:
        pass
