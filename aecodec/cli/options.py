"""Options that several commands have, and the types of their values."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Final

from ..amounts import parse_amount
from ..errors import AecodecError
from ..protocol import CURRENT_PROTOCOL, Protocol
from .printing import without_secret

#: What is said of a secret among the arguments.
SECRET_GIVEN: Final = (
    "a secret was given as an argument, where other users and the history of the shell have it. It was not"
    " used; move what it protects to a new key"
)


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


def configure_protocol(parser: ArgumentParser) -> None:
    """Add the option that says which protocol's rules hold."""
    parser.add_argument(
        "--protocol",
        choices=[protocol.name.lower() for protocol in Protocol],
        default=CURRENT_PROTOCOL.name.lower(),
        help="the protocol whose rules hold (%(default)s if not given)",
    )
