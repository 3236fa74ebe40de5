"""Prefixed text, `ak_…` and the 26 others: base58 or base64 of a payload and its checksum.

One text for one payload: whatever `decode` accepts, `encode` gives back letter by letter
(docs/protocol/serialization.md).
"""

from __future__ import annotations

import binascii
from hashlib import blake2b, sha256
from typing import NamedTuple

from .._text_rules import BASE58, KNOWN, MAX_BASE64_CHARS, decode_base58, explain, explain_payload
from ..errors import TextError, quote
from ..limits import MAX_BASE58_CHARS, MAX_PAYLOAD_BYTES
from ..protocol import HASH_BYTES, PREFIXES
from .rlp import Buffer, contiguous


class Parts(NamedTuple):
    """A prefixed text taken apart."""

    prefix: str
    payload: bytes


def decode(text: str, expect: str | None = None) -> bytes:
    """Decode a prefixed text into its payload; with `expect`, only of that prefix (`"ak"`).

    Raises TextError for a text that is not valid, letter by letter, or not of that prefix.
    """
    text = as_text(text, "a prefixed text")
    if expect is not None:
        expect = as_text(expect, "a prefix such as 'ak'")
    prefix, underscore, body = text.partition("_")
    rule = PREFIXES.get(prefix)
    if not underscore or rule is None or (expect is not None and prefix != expect):
        raise explain(text, expect)
    whole = decode_base58(body) if rule.base58 else _base64_decode(body)
    if whole is None:
        raise explain(text, expect)
    payload, checksum, right = whole[:-4], whole[-4:], sha256d(whole[:-4])[:4]
    if checksum != right or (rule.length is not None and len(payload) != rule.length):
        raise explain_payload(len(whole), checksum, right, rule.length)
    return payload


def split(text: str) -> Parts:
    """Split a prefixed text into prefix and payload. Raises TextError as `decode` does."""
    text = as_text(text, "a prefixed text")
    payload = decode(text)
    return Parts(text[:2], payload)


def encode(prefix: str, payload: Buffer) -> str:
    """Encode a payload as prefixed text. Raises TextError for an unknown prefix or a wrong length."""
    prefix = as_text(prefix, "a prefix such as 'ak'")
    data = contiguous(payload)
    rule = PREFIXES.get(prefix)
    if rule is None:
        raise TextError("unknown_prefix", "", 0, KNOWN, quote(prefix))
    if rule.length is not None and len(data) != rule.length:
        raise TextError("wrong_length", "", None, f"{rule.length} bytes", f"{len(data)}")
    # No byte takes less than a character of base58: this bounds the work of encoding.
    most = MAX_BASE58_CHARS - 4 if rule.base58 else MAX_PAYLOAD_BYTES
    if len(data) > most:
        raise TextError("text_too_long", "", None, f"at most {most} bytes", f"{len(data)}")
    whole = data + sha256d(data)[:4]
    if not rule.base58:
        return f"{prefix}_{binascii.b2a_base64(whole, newline=False).decode()}"
    body = _base58_encode(whole)
    if len(body) > MAX_BASE58_CHARS:
        raise TextError("text_too_long", "", None, f"at most {MAX_BASE58_CHARS} characters", f"{len(body)}")
    return f"{prefix}_{body}"


def as_text(value: object, expected: str) -> str:
    """Return text as an object of type str itself, also from a subclass. Raises TypeError for others."""
    if not issubclass(type(value), str):
        raise TypeError(f"expected {expected}, not {type(value).__name__}")
    return str.__str__(value)


def sha256d(data: Buffer) -> bytes:
    """Hash by SHA-256 twice, to 32 bytes, of which the first four are the checksum of prefixed text."""
    return sha256(sha256(contiguous(data)).digest()).digest()


def blake2b256(data: Buffer) -> bytes:
    """Hash by BLAKE2b to 32 bytes, as the chain does for its identifiers."""
    return blake2b(contiguous(data), digest_size=HASH_BYTES).digest()


def _base58_encode(data: bytes) -> str:
    body = data.lstrip(b"\0")
    number, chars = int.from_bytes(body, "big"), []
    while number:
        number, digit = divmod(number, 58)
        chars.append(BASE58[digit])
    return "1" * (len(data) - len(body)) + "".join(reversed(chars))


def _base64_decode(body: str) -> bytes | None:
    """Decode base64, padded and without unused bits; None for what is not canonical."""
    if len(body) > MAX_BASE64_CHARS:
        return None
    try:
        whole = binascii.a2b_base64(body)
    except ValueError:
        return None
    # It skips what is no base64; there is one canonical text of these bytes.
    return whole if binascii.b2a_base64(whole, newline=False) == body.encode() else None
