"""What a capture holds, in words: names, numbers and values on one line, as evidence."""

from __future__ import annotations

from typing import Final

from .. import text as prefixed
from ..errors import format_int, quote
from ..ids import Id
from ..limits import MAX_AMOUNT_BYTES
from ..objects import Tx
from ..protocol import HASH_BYTES
from ..rpc import Error
from ..schema import describe
from .messages import Message

_LONGEST: Final = 80
_MOST_REASONS: Final = 4


# --- words --------------------------------------------------------------------------------------


def named(text: str) -> str:
    """A name or a sentence of the capture as evidence: most stand whole."""
    return ascii(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def number(amount: int) -> str:
    """An amount or another number, exactly, unless no network has such a one."""
    return f"{amount}" if amount.bit_length() <= 8 * MAX_AMOUNT_BYTES else format_int(amount)


def refused_method(message: Message, error: Error) -> str | None:
    """The method that was refused, by its request or what repeats it; empty if unknown, None if it was none.

    What refuses the connection itself repeats an empty request.
    """
    request = error.request if isinstance(error.request, dict) else {"": None}
    method = message.method or request.get("method", "")
    return None if not request and not method else method if isinstance(method, str) else ""


def reasons(error: Error) -> str:
    """Why the node refused a request, in its own words; the last ones are the most exact."""
    data = error.data if isinstance(error.data, list) else []
    said = [one["message"] for one in data if isinstance(one, dict) and isinstance(one.get("message"), str)]
    return "; ".join(named(words) for words in [error.message, *said[:_MOST_REASONS]])


def kind_of(tx: Tx | None) -> str:
    return "transaction" if tx is None else describe(type(tx)).name


def value_of(value: object) -> str:
    """A field's value as evidence, on one line."""
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
    return format_int(frame_id) if type(frame_id) is int else quote(str(frame_id))
