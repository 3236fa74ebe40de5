"""`aecodec channel open`: a participant that takes commands line by line, from a person or a script."""

from __future__ import annotations

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, Final, TextIO

from ..amounts import format_amount
from ..channel import SignRequest, Terms, events
from ..errors import AecodecError, printable
from ..signing import Key
from . import inputs, keys, options

if TYPE_CHECKING:
    from ..channel.client import Channel

_COMMANDS: Final[dict[str, str]] = {
    "pay": "AMOUNT [TEXT]    pay the other participant",
    "request": "AMOUNT           ask it to pay",
    "deposit": "AMOUNT           lock more coins",
    "withdraw": "AMOUNT           take coins out",
    "say": "TEXT             send a message",
    "hear": "                 wait for a message",
    "until": "ROUND            wait for a round",
    "show": "                 round and balances",
    "shutdown": "                 close the channel together",
    "close_solo": "                 close it alone, by the latest state",
    "settle": "                 pay out a channel that was closed alone",
    "snapshot": "                 put the latest state on chain",
    "leave": "                 leave; the channel stays open on chain",
    "quit": "                 hang up; the channel lives on",
}


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of a participant."""
    listing = "\n".join(f"  {name:10} {rest}" for name, rest in _COMMANDS.items())
    parser.description = (
        "Open a channel, or come back to one (--store), and read commands from standard input:\n\n"
        f"{listing}\n\n"
        "AMOUNT is a number of aettos or has a unit (1.5AE). A script ends at its first failure.\n\n"
        f"{keys.DESCRIPTION}"
    )
    add = parser.add_argument
    add("url", metavar="URL", help="the WebSocket of a node, such as ws://localhost:3014/channel")
    role = parser.add_mutually_exclusive_group(required=True)
    role.add_argument("--initiator", action="store_true", help="propose the channel")
    role.add_argument("--responder", action="store_true", help="accept it")
    add("--network", metavar="ID", required=True, type=inputs.network, help="the network id")
    add("--accept", choices=("gains", "all"), default="gains", help="sign what takes no coins, or everything")
    add("--store", metavar="FILE", help="keep what is needed to come back, and come back by it")
    keys.configure(parser)
    _configure_terms(parser)


def _configure_terms(parser: ArgumentParser) -> None:
    add, amount = parser.add_argument, options.amount
    add("--peer", metavar="AK", required=True, type=options.account, help="the other participant")
    add("--mine", metavar="AMOUNT", required=True, type=amount, help="what this participant locks")
    add("--theirs", metavar="AMOUNT", required=True, type=amount, help="what the other one locks")
    add("--push", metavar="AMOUNT", default=0, type=amount, help="of the initiator's, to the responder")
    add("--reserve", metavar="AMOUNT", default=0, type=amount, help="what each must keep")
    number = options.number
    add("--lock-period", metavar="N", default=10, type=number, help="key blocks to dispute a close")
    add("--depth", metavar="N", type=number, help="key blocks until a transaction counts")
    add("--host", default="localhost", help="the responder's node, for the initiator (%(default)s)")
    add("--port", metavar="N", default=3015, type=number, help="its port for other nodes (%(default)s)")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Take part. Return 1 if an operation failed or the channel could not be opened, 2 for wrong usage."""
    try:
        key = keys.read_key(args, err, "channel")
        terms = _terms(args, key)
    except (keys.NoKeyError, AecodecError) as wrong:
        print(f"aecodec channel: {printable(str(wrong))}", file=err)
        return 2
    try:
        return asyncio.run(_take_part(args, terms, key, out, err))
    except (AecodecError, OSError, TimeoutError) as error:
        print(f"aecodec channel: {printable(str(error) or type(error).__name__)}", file=err)
        return 1


def _terms(args: Namespace, key: Key) -> Terms:
    mine, other = (key.address, args.mine), (args.peer, args.theirs)
    initiator, responder = (mine, other) if args.initiator else (other, mine)
    return Terms(
        initiator_id=initiator[0],
        initiator_amount=initiator[1],
        responder_id=responder[0],
        responder_amount=responder[1],
        push_amount=args.push,
        channel_reserve=args.reserve,
        lock_period=args.lock_period,
    )


async def _take_part(args: Namespace, terms: Terms, key: Key, out: TextIO, err: TextIO) -> int:
    from ..channel.client import FileStore, accept_all, connect, gains_only

    store = None if args.store is None else FileStore(args.store)
    given: dict[str, Any] = {"host": args.host, "port": args.port}
    if args.depth is not None:
        given |= {"minimum_depth": args.depth, "minimum_depth_strategy": "plain"}
    async with connect(
        args.url,
        terms,
        key,
        network_id=args.network,
        policy=accept_all if args.accept == "all" else gains_only,
        store=store,
        resume=None if store is None else store.load(),
        **given,
    ) as channel:
        print(f"open      {channel.id}", file=out)
        _show(channel, out)
        watching = asyncio.create_task(_watch(channel, out))
        try:
            return await _obey(channel, out, err)
        finally:
            await asyncio.sleep(0)
            watching.cancel()


async def _obey(channel: Channel, out: TextIO, err: TextIO) -> int:
    """Do what each line says; a script ends at its first failure, a person may go on."""
    loop = asyncio.get_running_loop()
    person = sys.stdin.isatty()
    while True:
        line = await loop.run_in_executor(None, sys.stdin.readline)
        words = line.split(maxsplit=1)
        if not line or words[:1] == ["quit"]:
            return 0
        if not words or words[0].startswith("#"):
            continue
        try:
            await _do(channel, words[0], words[1].strip() if len(words) > 1 else "", out)
        except (AecodecError, TimeoutError, ValueError) as error:
            print(f"aecodec channel: {printable(str(error) or type(error).__name__)}", file=err)
            if not person:
                return 1
        if channel.status in ("closed", "left", "died"):
            return 0


async def _do(channel: Channel, name: str, rest: str, out: TextIO) -> None:
    match name:
        case "pay":
            amount, _, text = rest.partition(" ")
            await channel.pay(_amount(amount), [text] if text else [])
        case "request" | "deposit" | "withdraw":
            move: Callable[[int], Awaitable[Any]] = getattr(channel, name)
            await move(_amount(rest))
        case "say":
            await channel.message(rest)
        case "hear":
            print(f"heard     {printable(await channel.hear())}", file=out)
        case "until":
            await channel.until(round=options.number(rest))
        case "show":
            _show(channel, out)
        case "shutdown" | "close_solo" | "settle" | "snapshot" | "leave":
            act: Callable[[], Awaitable[Any]] = getattr(channel, name)
            await act()
        case _:
            from .printing import nearest

            near = nearest(name, _COMMANDS)
            raise ValueError(f"unknown command {name!r}{near}")


def _amount(text: str) -> int:
    from argparse import ArgumentTypeError

    try:
        return options.amount(text)
    except ArgumentTypeError as error:
        raise ValueError(str(error)) from None


async def _watch(channel: Channel, out: TextIO) -> None:
    """Print what happens, a line each."""
    async for event in channel:
        match event:
            case events.Updated():
                _show(channel, out)
            case (
                events.Closed() | events.Left() | events.PeerAway() | events.Disconnected() | events.Closing()
            ):
                print(f"{type(event).__name__.lower():9} {channel.id}", file=out)
            case SignRequest(problems=(first, *_)):
                print(f"refused   {event.name}: {first}", file=out)
            case events.Warned():
                print(f"warning   {event.message}", file=out)
        out.flush()


def _show(channel: Channel, out: TextIO) -> None:
    line = f"{f'round {channel.round}':9}"
    if channel.balances is not None and channel.mine is not None:
        theirs = channel.balances[channel.peer]
        line += f" mine {channel.mine} ({format_amount(channel.mine)}), theirs {theirs}"
    print(line, file=out, flush=True)
