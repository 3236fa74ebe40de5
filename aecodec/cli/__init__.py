"""The command line: arguments in, exit code out.

A command is a module of this package with EXAMPLE, `configure(parser)` and `run(args, out, err) -> int`; to
add one, write the module and name it in COMMANDS. Only the module of the chosen command is imported. Exit
codes: 0 all good, 1 something invalid, 2 wrong usage, no input or a file that cannot be read.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Any, Final, NoReturn, TextIO

from .. import __version__
from .._backend import BACKEND
from ..errors import printable, quote
from ..limits import MAX_JSON_DIGITS
from ..redaction import redact
from .printing import nearest

#: What each command does, in the order of the help.
COMMANDS: Final = {
    "decode": "show what identifiers, transactions and hex are",
    "encode": "turn the JSON form back into text",
    "inspect": "show what happened in a captured channel session",
    "schema": "describe the wire layout of an object",
    "verify": "show who signed a transaction, and for which network",
}

_EXIT_CODES: Final = (
    "exit codes:\n  0  all good\n  1  something is invalid, or a finding of severity error\n"
    "  2  wrong usage, no input, or a file that cannot be read"
)

_INTERRUPTED: Final = 130  # 128 + SIGINT, as shells report it
_BROKEN_PIPE: Final = 141  # 128 + SIGPIPE


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Never raises for any input."""
    with contextlib.ExitStack() as stack:
        _write_long_numbers(stack)
        out, err = _writable(sys.stdout, stack), _writable(sys.stderr, stack)
        try:
            code = _run(list(sys.argv[1:] if argv is None else argv), out, err)
            out.flush()
        except BrokenPipeError:
            _silence(out)
            return _BROKEN_PIPE
        except KeyboardInterrupt:
            return _INTERRUPTED
        except OSError as error:
            name = f"{error.filename}: " if error.filename is not None else ""
            print(f"aecodec: {printable(redact(name + (error.strerror or str(error))))}", file=err)
            code = 2
            try:
                out.flush()
            except OSError:
                _silence(out)
    return code


def _run(arguments: list[str], out: TextIO, err: TextIO) -> int:
    options: list[str] = []
    chosen = arguments[0] if arguments and arguments[0] in COMMANDS else None
    command: Any = None if chosen is None else importlib.import_module(f".{chosen}", __name__)
    parser = _Parser(
        prog="aecodec",
        description="The codec of the æternity blockchain.",
        epilog=f"example:\n  aecodec inspect --sample\n\n{_EXIT_CODES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"aecodec {__version__} ({BACKEND})")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, words in COMMANDS.items():
        subparser = commands.add_parser(
            name,
            help=words,
            description=_sentence(words),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        if name == chosen:
            command.configure(subparser)
            subparser.epilog = f"example:\n{command.EXAMPLE}\n\n{_EXIT_CODES}"
            options = re.findall("--[a-z-]+", subparser.format_usage())
    if not arguments:
        parser.print_help(err)
        return 2
    if chosen is None and not arguments[0].startswith("-"):
        parser.print_usage(err)
        # Redacted before it is cut: a part of a secret is not recognized.
        shown = redact(arguments[0])
        wrong = shown if shown != arguments[0] else quote(shown)
        print(f"aecodec: unknown command {printable(wrong)}{nearest(shown, COMMANDS)}", file=err)
        return 2
    try:
        args, unknown = parser.parse_known_args(arguments)
        if unknown:
            parser.error(f"unrecognized arguments: {' '.join(unknown)}{nearest(unknown[0], options)}")
    except SystemExit as stop:  # how argparse ends after --help, --version and wrong usage
        return int(stop.code or 0)
    return int(command.run(args, out, err))


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Print usage and what is wrong with it, and stop with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {printable(redact(message))}\n")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _write_long_numbers(stack: contextlib.ExitStack) -> None:
    """Let Python write the longest number of the codec, even where its limit is set lower."""
    before = sys.get_int_max_str_digits()
    if 0 < before < MAX_JSON_DIGITS:
        sys.set_int_max_str_digits(MAX_JSON_DIGITS)
        stack.callback(sys.set_int_max_str_digits, before)


def _writable(stream: TextIO | None, stack: contextlib.ExitStack) -> TextIO:
    """Return a stream that takes every character; one that discards all if the process has none."""
    if stream is None:
        return stack.enter_context(open(os.devnull, "w", encoding="utf-8"))
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


def _silence(out: TextIO) -> None:
    """Discard what is still buffered for a reader that has gone, without a complaint at exit."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)
