"""The command line: arguments in, exit code out.

A command is a module of this package with EXAMPLE, `configure(parser)` and `run(args, out, err) -> int`; to
add one, write the module and name it in COMMANDS. Only the module of the chosen command is imported, and what
it needs for its input: starting takes longer than most of the work. Exit codes: 0 all good, 1 something
invalid, 2 wrong usage, no input or a file that cannot be read.
"""

from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final, NoReturn, TextIO

#: What each command does, in the order of the help.
COMMANDS: Final = {
    "build": "build a transaction from its fields, complete with the fee",
    "call": "make the call data of a contract from arguments, and open it",
    "channel": "take part in a state channel, or see one played",
    "code": "show the code of a contract: its functions and their instructions",
    "completion": "print a script by which a shell completes commands and options",
    "decode": "show what anything is: identifiers, transactions, hex, logs, JSON",
    "diff": "show in what two objects differ, and what it means for signatures",
    "encode": "turn the JSON form back into text",
    "fee": "show what a transaction must pay, what it pays, and its cost at most",
    "hex": "show the field of each byte of an object, and where it is wrong",
    "id": "show the hash and the ids that follow from a transaction",
    "inspect": "show what happened in a captured channel session",
    "lenient": "show what the node makes of an input beyond canonical form",
    "lint": "show every reason why a node would refuse a transaction",
    "name": "show the id of a name, its fee, and whether it is auctioned",
    "rlp": "show any RLP as nested lists of hexadecimal text, and encode them",
    "schema": "describe the wire layout of an object",
    "sign": "sign a transaction for a network, with a key from a file or a prompt",
    "simulate": "be the node of a channel, or replay a recorded session",
    "unit": "convert amounts between AE and aettos",
    "verify": "show who signed a transaction, and for which network",
}

_INTERRUPTED: Final = 130  # 128 + SIGINT, as shells report it
_BROKEN_PIPE: Final = 141  # 128 + SIGPIPE


def run_program() -> NoReturn:
    """Run one command as a process of its own, and end the process.

    What Python does at the end, module by module, takes as long as to decode thousands of transactions. It is
    left out unless something watches the process, such as a profiler.
    """
    code = main()
    if sys.gettrace() is None and sys.getprofile() is None and not sys.flags.inspect:
        os._exit(code)  # what was written is flushed
    sys.exit(code)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code. Never raises for any input."""
    digits = _write_long_numbers()
    out, err = _writable(sys.stdout), _writable(sys.stderr)
    err = _notices(err, out)
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv), out, err)
        err.flush()
        out.flush()
    except BrokenPipeError:
        _silence(out)
        return _BROKEN_PIPE
    except KeyboardInterrupt:
        try:
            out.flush()  # what is done
        except (OSError, KeyboardInterrupt):
            _silence(out)
        return _INTERRUPTED
    except OSError as error:
        name = f"{error.filename}: " if error.filename is not None else ""
        _complain(f"{name}{error.strerror or error}", err)
        code = 2
        try:
            out.flush()
        except OSError:
            _silence(out)
    finally:
        sys.set_int_max_str_digits(digits)
    return code


def _run(arguments: list[str], out: TextIO, err: TextIO) -> int:
    first = arguments[0] if arguments else None
    if first is None and (sys.stdin is None or sys.stdin.isatty()):
        print(_help(), file=err)
        return 2
    if first == "help" and len(arguments) > 1 and arguments[1] in COMMANDS:
        return _run_command(arguments[1], ["--help"], out, err)
    if first in ("-h", "--help", "help"):
        print(_help(), file=out)
        return 0
    if first == "--version":
        from .. import BACKEND, __version__

        print(f"aecodec {__version__} ({BACKEND})", file=out)
        return 0
    if first in COMMANDS:
        name, rest = first, arguments[1:]
    elif first is not None and _is_mistyped_command(first, arguments):
        from .printing import nearest

        _complain(f"unknown command {first!r}{nearest(first, COMMANDS) or '; see aecodec --help'}", err)
        return 2
    else:
        name, rest = "decode", arguments
    code = _run_command(name, rest, out, err)
    if code == 2 and not arguments:
        print(_help(), file=err)
    return code


def _run_command(name: str, arguments: list[str], out: TextIO, err: TextIO) -> int:
    if name == "decode" and not any(argument.startswith("-") for argument in arguments):
        from . import decode

        return decode.run(decode.Plain(arguments), out, err)
    from .parsing import module_of, parse

    try:
        args = parse(name, COMMANDS[name], arguments)
    except SystemExit as stop:  # how argparse ends after --help and wrong usage
        return int(stop.code or 0)
    return int(module_of(name).run(args, out, err))


def _is_mistyped_command(word: str, arguments: list[str]) -> bool:
    """Tell whether the first word can only be meant as a command.

    It is none if it is hexadecimal, the name of a file, or begins a recovery phrase.
    """
    if not (word.isascii() and word[:1].isalpha() and word.replace("-", "").isalpha() and len(word) <= 20):
        return False
    if len(word) % 2 == 0 and not word.lower().strip("abcdef"):
        return False
    from ..redaction import has_recovery_phrase

    return not os.path.isfile(word) and not has_recovery_phrase(" ".join(arguments))


def _help() -> str:
    from .exit_codes import EXIT_CODES

    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {words}" for name, words in COMMANDS.items())
    return (
        "usage: aecodec [COMMAND] ...\n\nThe codec of the æternity blockchain.\n\n"
        f"commands (decode where none is named):\n{commands}\n\n"
        "options:\n  -h, --help  show this help; behind a command, that of the command\n"
        "  --version   show the version, and whether the compiled modules run\n\n"
        f"example:\n  aecodec inspect --sample\n\n{EXIT_CODES}"
    )


def _complain(text: str, err: TextIO) -> None:
    from ..errors import printable
    from ..redaction import redact

    print(f"aecodec: {printable(redact(text))}", file=err)


def _write_long_numbers() -> int:
    """Let Python write the longest number of the codec, whatever its limit was, which is returned."""
    before = sys.get_int_max_str_digits()
    from ..limits import MAX_JSON_DIGITS

    if 0 < before < MAX_JSON_DIGITS:
        sys.set_int_max_str_digits(MAX_JSON_DIGITS)
    return before


def _notices(err: TextIO, out: TextIO) -> Any:
    """Return the stream of notices, which also shows progress if a person sees it and no results between."""
    if not err.isatty() or out.isatty():
        return err
    from .progress import Notices

    return Notices(err)


def _writable(stream: TextIO | None) -> TextIO:
    """Return a stream that takes every character; one that discards all if the process has none."""
    if stream is None:
        return _Nowhere()
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="backslashreplace")
    return stream


class _Nowhere(io.StringIO):
    """A stream that discards what is written to it."""

    def write(self, text: str, /) -> int:
        """Discard a text."""
        return len(text)


def _silence(out: TextIO) -> None:
    """Discard what is still buffered for a reader that has gone, without a complaint at exit."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, out.fileno())
        os.close(nowhere)
    except OSError:
        pass
