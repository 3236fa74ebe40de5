"""Many channels at once over one served node: updates a second, their latency, and what stays behind.

    python -m benchmarks.channels --channels 200 --seconds 60

Everything runs in one process: both clients of each channel, the node, and the WebSockets between them.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import statistics
import time
from typing import Any

from aecodec import Key
from aecodec.channel import Session
from aecodec.channel.client import Terms, accept_all, connect
from aecodec.simulator import Node
from aecodec.simulator.server import serve

NETWORK = "ae_sim"
OPTIONS: dict[str, Any] = {
    "network_id": NETWORK,
    "host": "localhost",
    "port": 3114,
    "minimum_depth": 0,
    "minimum_depth_strategy": "plain",
    "policy": accept_all,
}


def _key(number: int) -> Key:
    return Key.from_seed(number.to_bytes(32, "big"))


async def _play(url: str, number: int, until: float, latencies: list[float]) -> None:
    """Play one channel: the initiator pays 1 aetto again and again, then both hang up."""
    alice, bob = _key(2 * number + 1), _key(2 * number + 2)
    terms = Terms(
        initiator_id=alice.address,
        responder_id=bob.address,
        initiator_amount=10**18,
        responder_amount=10**18,
    )
    closing = asyncio.Event()

    async def respond() -> None:
        async with connect(url, terms, bob, **OPTIONS):
            await closing.wait()

    responder = asyncio.create_task(respond())
    async with connect(url, terms, alice, **OPTIONS) as channel:
        while time.monotonic() < until:
            began = time.perf_counter()
            await channel.pay(1)
            latencies.append(time.perf_counter() - began)
        await channel.shutdown()
    closing.set()
    await responder


async def _measure(channels: int, seconds: float) -> dict[str, Any]:
    latencies: list[float] = []
    # The first channel pays for imports and caches.
    node = Node(NETWORK)
    async with serve(node) as url:
        await _play(url, channels, time.monotonic() + 0.1, [])
        gc.collect()
        began = time.monotonic()
        until = began + seconds
        await asyncio.gather(*(_play(url, number, until, latencies) for number in range(channels)))
        took = time.monotonic() - began
    gc.collect()
    ordered = sorted(latencies)
    return {
        "channels": channels,
        "updates": len(latencies),
        "updates_per_second": round(len(latencies) / took, 1),
        "latency_ms_median": round(1000 * statistics.median(ordered), 2),
        "latency_ms_p99": round(1000 * ordered[int(0.99 * len(ordered))], 2),
        # What is still there when all channels are closed: connections, machines, sessions.
        "machines_left": len(node.machines),
        "sessions_left": sum(isinstance(one, Session) for one in gc.get_objects()),
    }


def main() -> None:
    """Measure, and print one line of JSON."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--channels", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=60)
    args = parser.parse_args()
    print(json.dumps(asyncio.run(_measure(args.channels, args.seconds))))


if __name__ == "__main__":
    main()
