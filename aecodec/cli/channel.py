"""`aecodec channel`: a participant of a state channel for the terminal, and a session of all three sides."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from typing import Final, TextIO

from . import channel_demo, channel_open

EXAMPLE: Final = """\
  aecodec channel demo
  aecodec channel demo --html report.html
  aecodec channel open ws://localhost:3014/channel --initiator --peer ak_... --mine 1AE --theirs 1AE ..."""

_NO_WEBSOCKETS: Final = "needs the package websockets: pip install 'aecodec[ws]'"


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    what = parser.add_subparsers(dest="what", metavar="demo | open", required=True)
    demo, part = (
        what.add_parser(name, help=text, formatter_class=RawDescriptionHelpFormatter)
        for name, text in (
            ("demo", "a node, an initiator and a responder in one process, and a report of it"),
            ("open", "take part in a channel, by commands line by line"),
        )
    )
    channel_demo.configure(demo)
    channel_open.configure(part)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Run what was chosen. Return 1 if an operation or a check failed, 2 for wrong usage."""
    try:
        if args.what == "demo":
            return channel_demo.run(args, out, err)
        return channel_open.run(args, out, err)
    except ImportError as error:
        if error.name is None or error.name.partition(".")[0] != "websockets":
            raise
        print(f"aecodec channel: {_NO_WEBSOCKETS}", file=err)
        return 2
