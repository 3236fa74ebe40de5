"""The command line: arguments in, exit code out.

A command is a module of this package with EXAMPLE, `configure(parser)` and `run(args, out, err) -> int`; to
add one, write the module and name it in COMMANDS. Only the module of the chosen command is imported. Exit
codes: 0 all good, 1 something invalid, 2 wrong usage, no input or a file that cannot be read.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import sys
from collections.abc import Sequence
from typing import Final, TextIO

from .._lazy import load

#: What each command does, in the order of the help.
COMMANDS: Final = {
    "decode": "show what anything is: identifiers, transactions, hex, logs, JSON",
    "encode": "turn the JSON form back into text",
    "hex": "show the field of each byte of an object, and where it is wrong",
    "inspect": "show what happened in a captured channel session",
    "schema": "describe the wire layout of an object",
    "verify": "show who signed a transaction, and for which network",
}

#: A word that can only be meant as a command.
_WORD: Final = re.compile("[A-Za-z][A-Za-z-]{0,19}")

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
            print(f"aecodec: {_safe(name + (error.strerror or str(error)))}", file=err)
            code = 2
            try:
                out.flush()
            except OSError:
                _silence(out)
    return code


def _run(arguments: list[str], out: TextIO, err: TextIO) -> int:
    first = arguments[0] if arguments else None
    if first is None and (sys.stdin is None or sys.stdin.isatty()):
        print(_help(), file=err)
        return 2
    if first in ("-h", "--help"):
        print(_help(), file=out)
        return 0
    if first == "--version":
        package = load(__package__.partition(".")[0])
        print(f"aecodec {package.__version__} ({package.BACKEND})", file=out)
        return 0
    if first in COMMANDS:
        name, rest = first, arguments[1:]
    elif first is not None and _WORD.fullmatch(first) and not _is_meant_otherwise(arguments):
        printing = load(f"{__name__}.printing")
        hint = printing.nearest(first, COMMANDS)
        print(f"aecodec: unknown command {first!r}{hint or '; see aecodec --help'}", file=err)
        return 2
    else:
        name, rest = "decode", arguments
    parsing = load(f"{__name__}.parsing")
    try:
        args = parsing.parse(name, COMMANDS[name], rest)
    except SystemExit as stop:  # how argparse ends after --help and wrong usage
        return int(stop.code or 0)
    code = int(parsing.module_of(name).run(args, out, err))
    if code == 2 and not arguments:
        print(_help(), file=err)
    return code


def _is_meant_otherwise(arguments: list[str]) -> bool:
    """Tell whether words are no mistyped command: the name of a file, hexadecimal, a recovery phrase."""
    redaction = load(f"{__package__.partition('.')[0]}.redaction")
    return (
        os.path.isfile(arguments[0])
        or re.fullmatch("(?:[0-9a-f]{2}){3,}|[0-9A-F]{6,}", arguments[0]) is not None
        or redaction.has_recovery_phrase(" ".join(arguments))
    )


def _help() -> str:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {words}" for name, words in COMMANDS.items())
    return (
        "usage: aecodec [COMMAND] ...\n\nThe codec of the æternity blockchain.\n\n"
        f"commands (decode where none is named):\n{commands}\n\n"
        "options:\n  -h, --help  show this help, or that of a command behind it\n"
        "  --version   show the version and whether compiled modules run\n\n"
        f"example:\n  aecodec inspect --sample\n\n{load(f'{__name__}.parsing').EXIT_CODES}"
    )


def _safe(text: str) -> str:
    package = __package__.partition(".")[0]
    return str(load(f"{package}.errors").printable(load(f"{package}.redaction").redact(text)))


def _write_long_numbers(stack: contextlib.ExitStack) -> None:
    """Let Python write the longest number of the codec, even where its limit is set lower."""
    before = sys.get_int_max_str_digits()
    if 0 < before < (digits := load(f"{__package__.partition('.')[0]}.limits").MAX_JSON_DIGITS):
        sys.set_int_max_str_digits(digits)
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
