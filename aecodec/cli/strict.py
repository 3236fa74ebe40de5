"""Canonical text and hexadecimal, read strictly: what every command takes without asking what it may be."""

from __future__ import annotations

import re
from typing import Final

from .. import text
from ..codec import decode_object, decode_tx
from ..errors import TextError, quote
from ..limits import MAX_PAYLOAD_BYTES
from ..objects import ChainObject, Tx

_NOT_HEX: Final = re.compile("[^0-9a-fA-F]")


def read(source: str) -> ChainObject | text.Parts:
    """Return the object in a prefixed text or in hexadecimal, or prefix and payload of any other text.

    Raises TextError, RlpError or FieldError, as all functions here do.
    """
    try:
        return read_object(source)
    except TextError as error:
        # What `decode_object` says of a valid text that carries no object.
        if error.code != "wrong_prefix":
            raise
    return text.split(source)


def read_object(source: str) -> ChainObject:
    """Return the object in a prefixed text or in hexadecimal."""
    return decode_object(read_bytes(source) if is_hex(source) else source)


def read_tx(source: str) -> Tx:
    """Return the transaction in a `tx_` text or in hexadecimal."""
    return decode_tx(read_bytes(source) if is_hex(source) else source)


def is_hex(source: str) -> bool:
    """Tell whether a text is written as hexadecimal: it begins with 0x or has nothing but digits."""
    return source[:2] in ("0x", "0X") or (source != "" and not _NOT_HEX.search(source))


def read_bytes(source: str) -> bytes:
    """Return the bytes of hexadecimal text."""
    start = 2 if source[:2] in ("0x", "0X") else 0
    length = len(source) - start
    if length > 2 * MAX_PAYLOAD_BYTES:
        raise TextError("text_too_long", "", start, f"at most {2 * MAX_PAYLOAD_BYTES} digits", f"{length}")
    if bad := _NOT_HEX.search(source, start):
        raise TextError("bad_hex", "", bad.start(), "a digit or a to f", quote(bad[0]))
    if length % 2:
        raise TextError("bad_hex", "", len(source), "two digits for each byte", f"{length} digits")
    return bytes.fromhex(source[start:])
