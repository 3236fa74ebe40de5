"""Formatting of names, numbers and values of a capture as evidence, on one line."""

from __future__ import annotations

from typing import Final

from .. import text as prefixed
from ..errors import format_int, printable, quote
from ..ids import Id
from ..limits import MAX_AMOUNT_BYTES
from ..objects import Tx
from ..protocol import HASH_BYTES
from ..redaction import redact_within
from ..rpc import Error
from ..schema import describe
from .messages import Message

_MAX_CHARS: Final = 80
_MAX_REASONS: Final = 4


def named(text: str) -> str:
    """Quote a name or a sentence of the capture; a long one is cut."""
    return ascii(text if len(text) <= _MAX_CHARS else f"{text[:_MAX_CHARS]}...")


def number(amount: int) -> str:
    """Format a number exactly; one beyond the longest amount is cut."""
    return f"{amount}" if amount.bit_length() <= 8 * MAX_AMOUNT_BYTES else format_int(amount)


def refused_method(message: Message, error: Error) -> str | None:
    """Return the method that an error refuses; empty if unknown, None if it refuses the connection itself.

    The method is that of the request, or of the copy in the error, which is empty for a connection.
    """
    request = error.request if isinstance(error.request, dict) else {"": None}
    method = message.method or request.get("method", "")
    return None if not request and not method else method if isinstance(method, str) else ""


def reasons(error: Error) -> str:
    """Return the reasons of the node for a refusal; the last one is the most exact."""
    data = error.data if isinstance(error.data, list) else []
    messages = [
        one["message"] for one in data if isinstance(one, dict) and isinstance(one.get("message"), str)
    ]
    return "; ".join(named(words) for words in [error.message, *messages[:_MAX_REASONS]])


def kind_of(tx: Tx | None) -> str:
    """Return the type name of a transaction."""
    return "transaction" if tx is None else describe(type(tx)).name


def value_of(value: object) -> str:
    """Format the value of a field."""
    match value:
        case int():
            return number(value)
        case bytes() if len(value) == HASH_BYTES:
            return prefixed.encode("st", value)
        case bytes():
            return f"{len(value)} bytes"
        case tuple():
            return f"a list of {len(value)}"
        case str() | Id():
            return named(str(value))[1:-1]
    return f"another {type(value).__name__}"


def id_of(frame_id: object) -> str:
    """Format the id of a frame."""
    return format_int(frame_id) if type(frame_id) is int else quote(str(frame_id))


def clean(text: str) -> str:
    """Return text of a capture as it may be printed: nothing that a terminal obeys, and no secrets."""
    return printable(redact_within(text))


def grouped(amount: int) -> str:
    """Write an amount exactly, its digits in groups of three: `69 999 999 999 999`."""
    digits = number(amount)
    return f"{amount:,}".replace(",", " ") if digits.lstrip("-").isdecimal() else digits


def at_place(unit: str, line: int) -> str:
    """Return where an entry stands: `on line 12`, or `in entry 12`."""
    return f"{'in' if unit == 'entry' else 'on'} {unit} {line}"


def count(number: int, noun: str, plural: str = "") -> str:
    """Write a number of things: `1 message`, `2 messages`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def difference(found: Tx, wanted: Tx | None) -> str:
    """Describe in which fields two transactions differ."""
    if wanted is None or type(found) is not type(wanted):
        return f"a {kind_of(found)}, not a {kind_of(wanted)}"
    fields = describe(type(found)).fields
    pairs = [(field.name, getattr(found, field.name), getattr(wanted, field.name)) for field in fields]
    return ", ".join(
        f"{name} is {value_of(value)}, not {value_of(other)}"
        for name, value, other in pairs
        if value != other
    )
