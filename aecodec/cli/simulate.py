"""`aecodec simulate`: serve the node's side of channels, or replay recorded sessions against it."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO

from ..errors import CaptureError, printable
from ..inspector import captures
from ..limits import MAX_CAPTURE_BYTES
from ..redaction import redact
from ..simulator import Node
from ..simulator.replay import Replay, replay
from . import inputs, options
from .recording import recorder

EXAMPLE: Final = """\
  aecodec simulate --port 3014 --network ae_sim
  aecodec simulate --block-time 300 --record session.jsonl
  aecodec simulate --replay session.md"""

_PORT: Final = 3014
_NO_WEBSOCKETS: Final = "needs the package websockets: pip install 'aecodec[ws]'"
_LONGEST_SHOWN: Final = 2_000


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "--replay",
        nargs="+",
        metavar="FILE",
        help="play the clients' side of recorded sessions against the node, and compare all that it sends",
    )
    parser.add_argument(
        "--port", metavar="N", type=_port, default=_PORT, help="the port; 0 takes a free one (%(default)s)"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="the address to listen on (%(default)s, this machine alone)"
    )
    parser.add_argument(
        "--network", metavar="ID", type=inputs.network, default="ae_sim", help="the network id (%(default)s)"
    )
    options.configure_protocol(parser)
    parser.add_argument(
        "--block-time",
        metavar="MS",
        type=options.number,
        default=50,
        help="milliseconds between two blocks (%(default)s)",
    )
    parser.add_argument("--record", metavar="FILE", help="write what happens, for `aecodec inspect`")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Serve until interrupted, or replay. Return 1 if a replay differs, 2 if a file cannot be read."""
    if args.replay:
        return max(_replay(name, out, err) for name in args.replay)
    try:
        return asyncio.run(_serve(args, out))
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] != "websockets":
            raise
        print(f"aecodec simulate: {_NO_WEBSOCKETS}", file=err)
        return 2


# --- serving ----------------------------------------------------------------------------------------


async def _serve(args: Namespace, out: TextIO) -> int:
    from ..simulator.server import serve

    node = Node(args.network, protocol=args.protocol)
    with ExitStack() as stack:
        observe = None
        if args.record is not None:
            file = stack.enter_context(Path(args.record).open("w", encoding="utf-8"))
            observe = recorder(file)
        block_time = max(args.block_time, 1) / 1000
        async with serve(node, host=args.host, port=args.port, block_time=block_time, observe=observe) as url:
            print(url, file=out, flush=True)
            await asyncio.Event().wait()
    return 0


def _port(text: str) -> int:
    number = options.number(text)
    if number > 65_535:
        raise ArgumentTypeError("a port is at most 65535")
    return number


# --- replaying --------------------------------------------------------------------------------------


def _replay(name: str, out: TextIO, err: TextIO) -> int:
    """Replay one recording, and say how many frames agree."""
    shown = printable(redact(name))
    try:
        with Path(name).open("rb") as file:
            capture = captures.read(file.read(MAX_CAPTURE_BYTES + 1), name)
    except CaptureError as error:
        print(f"aecodec simulate: {printable(redact(str(error)))}", file=err)
        return 2
    result = replay(capture.entries)
    agreed, sent = sum(result.agreed.values()), sum(result.sent.values())
    print(f"{shown}: {agreed} frames of the node agree, {sent} were sent", file=out)
    for line in _findings(result):
        print(f"  {line}", file=out)
    return 0 if result else 1


def _findings(result: Replay) -> list[str]:
    """Return lines that show the first difference side by side, or why the replay stopped."""
    if result.stopped is not None:
        return [f"stopped at {result.stopped}"]
    if result.difference is None:
        return []
    line, participant, path, expected, found = result.difference
    at = f" at {path}" if path else ""
    return [
        f"first difference: line {line}, to the {printable(participant)}{printable(at)}",
        f"recorded   {_shown(expected)}",
        f"simulated  {'nothing' if found is None else _shown(found)}",
    ]


def _shown(text: str) -> str:
    text = printable(redact(text))
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
