"""Options that several commands have, and the types of their values."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from typing import Final

from ..amounts import parse_amount
from ..errors import AecodecError
from ..ids import Id
from ..protocol import CURRENT_PROTOCOL, IdKind, Protocol
from . import inputs
from .printing import without_secret

#: What is said of a secret among the arguments.
SECRET_GIVEN: Final = (
    "a secret was given as an argument, where other users and the history of the shell have it. It was not"
    " used; move what it protects to a new key"
)


class UsageError(Exception):
    """Options do not fit each other, as the sentence says; it shows nothing of a secret."""


def amount(text: str) -> int:
    """Return an amount among the arguments in aettos, which a whole number without a unit is.

    Raises ArgumentTypeError for another text.
    """
    try:
        return parse_amount(text, "aettos" if text.isdecimal() else None)
    except AecodecError as error:
        raise ArgumentTypeError(f"{without_secret(error, text)}") from None


def number(text: str) -> int:
    """Return an unsigned integer among the arguments. Raises ArgumentTypeError for another text."""
    if not (text.isascii() and text.isdecimal() and len(text) <= 80):
        raise ArgumentTypeError("a whole number in decimal digits is expected")
    return int(text)


def account(text: str) -> Id:
    """Return the account among the arguments. Raises ArgumentTypeError for another text."""
    try:
        found = Id(text)
    except AecodecError as error:
        raise ArgumentTypeError(f"{without_secret(error, text)}") from None
    if found.kind != IdKind.ACCOUNT:
        raise ArgumentTypeError("an account (ak_) is expected")
    return found


def configure_networks(parser: ArgumentParser) -> None:
    """Add the option that names networks whose signatures may be there."""
    parser.add_argument(
        "--network",
        metavar="ID",
        action="append",
        default=[],
        type=inputs.network,
        help="a network id to try besides the known ones; may be given several times",
    )


def configure_participants(parser: ArgumentParser) -> None:
    """Add the option that names both participants of a channel."""
    parser.add_argument(
        "--participant",
        metavar="AK",
        action="append",
        default=[],
        type=account,
        help="an account of the channel, twice: for transactions that do not name both",
    )


def participants_of(args: Namespace) -> tuple[Id, Id] | None:
    """Return both participants, if they are given. Raises UsageError for one, or for more than two."""
    given: list[Id] = args.participant
    if len(given) not in (0, 2) or len({*given}) != len(given):
        raise UsageError("argument --participant: give both participants of the channel, or none")
    return (given[0], given[1]) if given else None


def configure_protocol(parser: ArgumentParser) -> None:
    """Add the option that says which protocol's rules hold."""
    parser.add_argument(
        "--protocol",
        choices=[protocol.name.lower() for protocol in Protocol],
        default=CURRENT_PROTOCOL.name.lower(),
        help="the protocol whose rules hold (%(default)s if not given)",
    )
