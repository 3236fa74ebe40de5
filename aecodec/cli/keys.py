"""The secret key of a command: from a file, an environment variable or a prompt, never from an argument."""

from __future__ import annotations

import os
import stat
import warnings
from argparse import ArgumentParser, Namespace
from contextlib import suppress
from typing import Final, TextIO

from ..errors import SignatureError, printable, quote
from ..signing import Key
from . import inputs

__all__ = ["DESCRIPTION", "NoKeyError", "configure", "read_key"]

DESCRIPTION: Final = (
    "The key is a seed (sk_ text or 64 hexadecimal digits) or a whole secret key (128 digits). It is\n"
    "read from a file or an environment variable, or else asked for, and never taken as an argument."
)

_MOST_BYTES: Final = 4096  # of a file with a key
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class NoKeyError(Exception):
    """There is no key, as the sentence says; it shows nothing of a secret."""


def configure(parser: ArgumentParser) -> None:
    """Add the options that say where the key is."""
    parser.add_argument("--key-file", metavar="FILE", help="read the key from this file")
    parser.add_argument("--key-env", metavar="NAME", help="read the key from this environment variable")


def read_key(args: Namespace, err: TextIO, command: str) -> Key:
    """Read the key. Raises NoKeyError, and OSError for a file that cannot be read."""
    if args.key_file is not None and args.key_env is not None:
        raise NoKeyError("the key comes from --key-file or from --key-env, not from both")
    if args.key_file is not None:
        place, secret = args.key_file, _from_file(args.key_file, err, command)
    elif args.key_env is not None:
        place, secret = args.key_env, ""
        with suppress(ValueError):  # half a character
            secret = os.environ.get(place, "")
        if not secret:
            raise NoKeyError(f"there is no environment variable {printable(quote(place))}, or it is empty")
    else:
        place, secret = "the prompt", _from_prompt()
    secret = secret.strip()
    for read in (Key.from_seed, Key.from_secret):
        with suppress(SignatureError):
            return read(secret)
    raise NoKeyError(f"no key in {printable(place)}: expected sk_ text, or 64 or 128 hexadecimal digits")


def _from_file(name: str, err: TextIO, command: str) -> str:
    with inputs.open_file(name) as file:
        if os.name == "posix" and os.fstat(file.fileno()).st_mode & _OTHERS:
            print(f"aecodec {command}: {printable(name)} can be read by other users: chmod 600", file=err)
        return file.read(_MOST_BYTES).decode("ascii", "replace")


def _from_prompt() -> str:
    """Ask for the key on the terminal, which does not show it. Never reads it where it would be shown."""
    import getpass

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass("secret key (it is not shown): ")
    except (getpass.GetPassWarning, EOFError, OSError):
        raise NoKeyError("there is no terminal to ask for the key: give --key-file or --key-env") from None
