"""Canonical text and hexadecimal, read strictly: what every command takes without asking what it may be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import text
from ..errors import TextError, quote
from ..limits import MAX_PAYLOAD_BYTES
from ..protocol import OBJECT_PREFIXES

if TYPE_CHECKING:
    from ..objects import ChainObject, Tx

_DIGITS = "0123456789abcdefABCDEF"


def read(source: str) -> ChainObject | text.Parts:
    """Return the object in a prefixed text or in hexadecimal, or prefix and payload of any other text.

    Raises TextError, RlpError or FieldError, as all functions here do.
    """
    if is_hex(source) or source.partition("_")[0] in OBJECT_PREFIXES:
        return read_object(source)
    return text.split(source)


def read_object(source: str) -> ChainObject:
    """Return the object in a prefixed text or in hexadecimal."""
    from ..codec import decode_object

    return decode_object(read_bytes(source) if is_hex(source) else source)


def read_tx(source: str) -> Tx:
    """Return the transaction in a `tx_` text or in hexadecimal."""
    from ..codec import decode_tx

    return decode_tx(read_bytes(source) if is_hex(source) else source)


def is_hex(source: str) -> bool:
    """Tell whether a text is written as hexadecimal: it begins with 0x or has nothing but digits."""
    return source[:2] in ("0x", "0X") or (source != "" and not source.strip(_DIGITS))


def read_bytes(source: str) -> bytes:
    """Return the bytes of hexadecimal text."""
    start = 2 if source[:2] in ("0x", "0X") else 0
    length = len(source) - start
    if length > 2 * MAX_PAYLOAD_BYTES:
        raise TextError("text_too_long", "", start, f"at most {2 * MAX_PAYLOAD_BYTES} digits", f"{length}")
    if source[start:].strip(_DIGITS):
        bad = next(at for at, char in enumerate(source) if at >= start and char not in _DIGITS)
        raise TextError("bad_hex", "", bad, "a digit or a to f", quote(source[bad]))
    if length % 2:
        raise TextError("bad_hex", "", len(source), "two digits for each byte", f"{length} digits")
    return bytes.fromhex(source[start:])
