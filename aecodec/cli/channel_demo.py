"""`aecodec channel demo`: node, initiator and responder in one process play a session, which is inspected."""

from __future__ import annotations

import asyncio
import io
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING, Any, Final, TextIO

from ..channel import Terms
from ..inspector import captures, inspection, terminal
from ..inspector.checks import findings
from ..inspector.history import reconstruct
from ..rpc import GetBalances, System
from ..signing import Key
from ..simulator import Node
from .files import write_file
from .recording import recorder
from .terminal import layout

if TYPE_CHECKING:
    from ..channel.client import Channel

#: The network of the simulated node: a signature for it is worth nothing anywhere else.
_NETWORK: Final = "ae_sim"

#: The keys of the demonstration, whose seeds stand here for everybody to read.
_INITIATOR: Final = Key.from_seed(b"aecodec demo: seed of initiator.")
_RESPONDER: Final = Key.from_seed(b"aecodec demo: seed of responder.")

#: The terms of the session in which the channel API was first captured for this package.
_TERMS: Final[dict[str, Any]] = {
    "initiator_amount": 70_000_000_000_000,
    "responder_amount": 40_000_000_000_000,
    "push_amount": 1,
    "channel_reserve": 2,
    "lock_period": 10,
}
_OPTIONS: Final[dict[str, Any]] = {
    "host": "localhost",
    "port": 13179,
    "keep_running": False,
    "minimum_depth": 0,
    "minimum_depth_strategy": "plain",
    "timeout": 30,
}


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of the demonstration."""
    parser.description = (
        "Serve a simulated node, let two participants open a channel over it, exchange messages, pay\n"
        "and close, and print the report of what was recorded. Nothing leaves this machine."
    )
    parser.add_argument("--messages", action="store_true", help="the messages, too, with their transactions")
    parser.add_argument("--html", metavar="FILE", help="write the report as one page for a browser")
    parser.add_argument("--record", metavar="FILE", help="write what was recorded, for `aecodec inspect`")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Play, and report. Return 1 if the report has a finding of severity error."""
    recorded = asyncio.run(_play())
    if args.record is not None:
        write_file(args.record, recorded)
    capture = captures.read(recorded, "channel demo")
    history = reconstruct(capture, [_NETWORK])
    inspected = inspection.inspect(history, findings(history))
    if args.html is not None:
        from ..inspector.html import to_html

        write_file(args.html, to_html(inspected))
    for line in terminal.lines(inspected, layout(out), messages=args.messages):
        print(line, file=out)
    return 1 if inspected.summary["errors"] else 0


async def _play() -> str:
    """Play the session over WebSockets of this machine; return its record."""
    from ..channel.client import accept_all, connect
    from ..simulator.server import serve

    terms = Terms(initiator_id=_INITIATOR.address, responder_id=_RESPONDER.address, **_TERMS)
    file = io.StringIO()
    async with serve(Node(_NETWORK), block_time=0.02, observe=recorder(file)) as url:

        async def initiator() -> None:
            async with connect(url, terms, _INITIATOR, network_id=_NETWORK, **_OPTIONS) as channel:
                await _initiate(channel)

        async def responder() -> None:
            options: dict[str, Any] = {**_OPTIONS, "policy": accept_all}
            async with connect(url, terms, _RESPONDER, network_id=_NETWORK, **options) as channel:
                await _respond(channel)

        async with asyncio.TaskGroup() as group:
            group.create_task(initiator())
            group.create_task(responder())
    return file.getvalue()


async def _initiate(channel: Channel) -> None:
    await channel.ask("channels.system", System(action="ping"))
    await channel.message("Hello")
    await channel.hear()
    accounts = (str(_INITIATOR.address), str(_RESPONDER.address))
    await channel.ask("channels.get.balances", GetBalances(accounts=accounts))
    await channel.pay(2_000_000_000_000, ["for a coffee"])
    await channel.until(round=3)
    await channel.shutdown()


async def _respond(channel: Channel) -> None:
    await channel.ask("channels.system", System(action="ping"))
    await channel.hear()
    await channel.message("Hello back")
    await channel.until(round=2)
    await channel.pay(1)
    async for _ in channel:
        pass
