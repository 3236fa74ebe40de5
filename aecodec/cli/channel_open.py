"""`aecodec channel open`: a participant that takes commands line by line, from a person or a script."""

from __future__ import annotations

import asyncio
import signal
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TextIO

from ..channel import Resume, SignRequest, Terms, events
from ..errors import AecodecError, printable
from ..signing import Key
from . import inputs, keys, options
from .channel_asking import Asking
from .channel_commands import COMMANDS, ENDS, CommandError, do, help_lines, show
from .channel_console import Console

if TYPE_CHECKING:
    from ..channel.client import Channel

#: The exit code of a program that the user stopped.
_INTERRUPTED: Final = 130


def configure(parser: ArgumentParser) -> None:
    """Declare the arguments of a participant."""
    listing = "\n".join(help_lines())
    parser.description = (
        "Open a channel, or come back to one (--store), and read commands from standard input:\n\n"
        f"{listing}\n\n"
        "AMOUNT is a number of aettos or has a unit (1.5AE). A script ends at its first failure.\n"
        "At a prompt, Ctrl-C stops waiting for a command, and otherwise hangs up like Ctrl-D.\n\n"
        f"{keys.DESCRIPTION}"
    )
    add = parser.add_argument
    add("url", metavar="URL", help="the WebSocket of a node, such as ws://localhost:3014/channel")
    role = parser.add_mutually_exclusive_group(required=True)
    role.add_argument("--initiator", action="store_true", help="propose the channel")
    role.add_argument("--responder", action="store_true", help="accept it")
    add("--network", metavar="ID", required=True, type=inputs.network, help="the network id")
    add(
        "--accept",
        choices=("gains", "ask", "all"),
        help="sign what takes no coins, ask for the rest, or sign everything that passes the checks (ask at a"
        " prompt, else gains)",
    )
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
    side = "initiator" if args.initiator else "responder"
    console = Console(out, err, f"{side}> ", COMMANDS)
    try:
        with console.editing():
            return asyncio.run(_take_part(args, terms, key, console))
    except asyncio.CancelledError:
        return _INTERRUPTED
    except (AecodecError, OSError, TimeoutError) as error:
        console.complain(_sentence(error))
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


async def _take_part(args: Namespace, terms: Terms, key: Key, console: Console) -> int:
    from ..channel.client import FileStore, connect

    store = None if args.store is None else FileStore(args.store)
    resume = None if store is None else store.load()
    given: dict[str, Any] = {"host": args.host, "port": args.port}
    if args.depth is not None:
        given |= {"minimum_depth": args.depth, "minimum_depth_strategy": "plain"}
    asking = Asking(console, args.accept or ("ask" if console.has_prompt else "gains"))
    interrupt = _Interrupt(console)
    if console.has_prompt:
        again = "coming back" if resume is not None and resume.channel_id is not None else "opening"
        console.say("waiting", f"{again}, until the other participant is there; Ctrl-C ends it")
    with interrupt.handled():
        async with connect(
            args.url, terms, key, network_id=args.network, policy=asking, store=store, resume=resume, **given
        ) as channel:
            console.say("open", f"{channel.id}")
            show(channel, console)
            if console.has_prompt:
                console.say(
                    "", "help lists the commands" + ("" if store else "; without --store nobody comes back")
                )
            watching = asyncio.create_task(_watch(channel, console, asking))
            try:
                return await _obey(channel, console, asking, watching, interrupt)
            finally:
                await asyncio.sleep(0)
                watching.cancel()


class _Interrupt:
    """What Ctrl-C does: it stops a command that waits, and ends the program otherwise."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._main = asyncio.current_task()
        self.running: asyncio.Task[None] | None = None

    @contextmanager
    def handled(self) -> Iterator[None]:
        """Handle the signal while the context lasts; systems without signal handlers end at once."""
        loop = asyncio.get_running_loop()
        try:
            loop.add_signal_handler(signal.SIGINT, self._on_signal)
        except (NotImplementedError, RuntimeError, ValueError):
            yield
            return
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)

    def _on_signal(self) -> None:
        task = self.running or self._main
        if task is not None:
            task.cancel()


async def _obey(
    channel: Channel,
    console: Console,
    asking: Asking,
    watching: asyncio.Task[None],
    interrupt: _Interrupt,
) -> int:
    """Do what each line says; a script ends at its first failure, a person may go on."""
    while True:
        reading = asyncio.create_task(console.read())
        done, _ = await asyncio.wait(
            {reading, watching} if console.is_typed else {reading}, return_when=asyncio.FIRST_COMPLETED
        )
        if reading not in done:  # nothing can be done any more
            reading.cancel()
            return 0
        line = reading.result()
        if line is None or (line.split() and line.split()[0] in ENDS):
            return 0
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        interrupt.running = asyncio.create_task(do(channel, console, asking, line))
        try:
            await interrupt.running
        except asyncio.CancelledError:
            if not interrupt.running.cancelled() or not console.is_typed:
                raise
            console.complain("stopped waiting; what was signed may still be completed")
        except (AecodecError, CommandError, TimeoutError, ValueError) as error:
            console.complain(_sentence(error))
            if not console.is_typed:
                return 1
        finally:
            interrupt.running = None
        if channel.status in ("closed", "left", "died"):
            return 0


def _sentence(error: BaseException) -> str:
    return str(error) or type(error).__name__


async def _watch(channel: Channel, console: Console, asking: Asking) -> None:
    """Print what happens."""
    lost = False
    async for event in channel:
        asking.look()
        match event:
            case events.Disconnected(resume=Resume()):
                if not lost:
                    console.say("lost", "the connection to the node; it is made again")
                lost = True
            case events.Opened() if lost:
                lost = False
                console.say("open", "again")
                show(channel, console)
            case events.Updated():
                show(channel, console)
            case events.Received(text=text) if console.has_prompt:
                console.say("heard", text)
            case SignRequest(problems=(first, *_)):
                console.say("refused", f"{event.name}: {first}")
            case events.Conflicted(operation=None) if console.has_prompt:
                console.say(
                    "conflict", f"a proposal was dropped (code {event.code}); round {event.round} stays"
                )
            case events.Closed():
                console.say("closed", f"{channel.id}")
            case events.Died() if channel.status != "died":
                pass  # how it ended was told
            case _:
                if words := _NEWS.get(type(event)):
                    console.say(*words)


#: What is printed of an event that has nothing of its own to tell.
_NEWS: Final[dict[type, tuple[str, str]]] = {
    events.Closing: ("closing", "the channel is being closed"),
    events.Disputable: ("warning", "the chain has an older round: slash"),
    events.Left: ("left", "the channel stays open on chain"),
    events.PeerAway: ("away", "the other participant is gone"),
    events.Died: ("ended", "the node's state machine has ended"),
    events.Warned: ("warning", "the node said what it must not; it was not followed"),
}
