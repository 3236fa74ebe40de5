"""Arguments of a command: parsed by argparse, which is asked about the chosen command alone."""

from __future__ import annotations

import argparse
import re
import sys
from argparse import Namespace
from collections.abc import Sequence
from importlib import import_module
from typing import Any, Final, NoReturn

from ..errors import printable
from ..redaction import redact
from .exit_codes import EXIT_CODES
from .printing import nearest

_CHOICE: Final = re.compile(r"invalid choice: '([^']*)' \(choose from (.*)\)")


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print usage and what is wrong with it, and stop with exit code 2."""
        self.print_usage(sys.stderr)
        hint = ""
        if wrong := _CHOICE.search(message):
            hint = nearest(wrong[1], re.findall(r"[\w-]+", wrong[2]))
        self.exit(2, f"{self.prog}: {printable(redact(message))}{hint}\n")


def module_of(name: str) -> Any:
    """Import the module of a command."""
    return import_module(f".{name}", __package__)


def parser_of(name: str, words: str) -> argparse.ArgumentParser:
    """Return the parser of a command. words: what it does, as the help of the program lists it."""
    command = module_of(name)
    parser = _Parser(
        prog=f"aecodec {name}",
        description=f"{words[0].upper()}{words[1:]}.",
        epilog=f"example:\n{command.EXAMPLE}\n\n{EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    command.configure(parser)
    return parser


def options_of(parser: argparse.ArgumentParser) -> dict[str, tuple[str, ...]]:
    """Return the options of a parser, each with the values that it allows if they are a closed set."""
    return {
        option: tuple(map(str, action.choices or ()))
        for action in parser._actions
        for option in action.option_strings
    }


def parse(name: str, words: str, arguments: Sequence[str]) -> Namespace:
    """Parse the arguments of a command. Raises SystemExit after `--help` and for wrong usage."""
    parser = parser_of(name, words)
    # Intermixed parsing forgets what stands behind `--`, and knows no commands within a command.
    plain = "--" in arguments or parser._subparsers is not None
    read = parser.parse_known_args if plain else parser.parse_known_intermixed_args
    args, unknown = read(arguments)
    if unknown:
        hint = nearest(unknown[0], (*options_of(parser), "--version"))
        parser.error(f"unrecognized arguments: {' '.join(unknown)}{hint}")
    return args
