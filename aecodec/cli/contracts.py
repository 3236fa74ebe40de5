"""Options by which commands know names of a contract: its interface (ACI), and a list of names."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, BinaryIO

from ..errors import AecodecError, printable
from ..limits import MAX_JSON_BYTES
from .inputs import lines_of, open_file
from .options import UsageError
from .printing import without_secret

if TYPE_CHECKING:
    from ..fate import Contract
    from ..fate.opening import Known

#: Bytes of one name in a file of names.
_MOST_NAME = 1024


def configure(parser: ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--aci", metavar="FILE", help="interface (ACI) of the contract, from its compiler")
    parser.add_argument("--contract", metavar="NAME", help="which contract of it, if not the main one")
    words = "names of functions to look for, with commas between; @FILE for the lines of a file"
    parser.add_argument("--names", metavar="NAMES", help=words)


def read_contract(args: Namespace) -> Contract | None:
    """Return the contract of the options; None if there is none.

    Raises UsageError for a file that cannot be read or holds no interface.
    """
    if args.aci is None:
        return None
    from ..fate import Contract

    with _open(args.aci) as file:
        source = file.read(MAX_JSON_BYTES + 1)
    try:
        return Contract(source, args.contract)
    except AecodecError as error:
        shown = without_secret(error, source.decode("utf-8", "replace"))
        raise UsageError(f"{_printable_name(args.aci)}: {shown}") from None


def read_names(args: Namespace) -> tuple[str, ...]:
    """Return the names of the option. Raises UsageError for a file that cannot be read."""
    given: str | None = args.names
    if given is None:
        return ()
    if given.startswith("@"):
        with _open(given[1:]) as file:
            return tuple(line.text.strip() for line in lines_of(file, _MOST_NAME) if line.fault is None)
    return tuple(filter(None, map(str.strip, given.split(","))))


def read_known(args: Any) -> Known | None:
    """Return what the options say of contracts; None if they say nothing.

    Raises UsageError for a file that cannot be read or holds no interface.
    """
    if args.aci is None and args.names is None:
        return None
    from ..fate.opening import Known

    contract, names = read_contract(args), read_names(args)
    return Known(() if contract is None else (contract,), names)


def _open(name: str) -> AbstractContextManager[BinaryIO]:
    try:
        return open_file(name)
    except OSError as error:
        raise UsageError(f"{_printable_name(name)}: {error.strerror or error}") from None


def _printable_name(name: str) -> str:
    """Return the name of a file as it is printed: a secret may have been given in its place."""
    from ..redaction import redact

    return printable(redact(name))
