"""Prefixed text, `ak_…` and the 26 others: base58 or base64 of a payload and its checksum.

One text for one payload: whatever `decode` accepts, `encode` gives back letter by letter
(docs/protocol/serialization.md).
"""

from __future__ import annotations

import binascii
from hashlib import blake2b, sha256
from typing import NamedTuple

from ..errors import TextError, quote
from ..limits import MAX_BASE58_CHARS, MAX_PAYLOAD_BYTES
from ..protocol import HASH_BYTES, PREFIXES
from .rlp import Buffer, contiguous

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
MAX_BASE64_CHARS = (MAX_PAYLOAD_BYTES + 4 + 2) // 3 * 4

_DIGITS58 = {char: digit for digit, char in enumerate(BASE58)}
_NO_BASE64 = dict.fromkeys(map(ord, BASE64))
KNOWN = "one such as tx_ or ak_"
DIGITS58 = "a digit or letter but 0, I, O and l"
DIGITS64 = "A to Z, a to z, 0 to 9, + or /"
_BODY = 3  # where the body begins: all prefixes have two letters


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
    prefix = _prefix(text)
    if expect is not None and prefix != expect:
        raise TextError("wrong_prefix", "", 0, f"{expect}_", f"{prefix}_")
    rule = PREFIXES[prefix]
    whole = _base58_decode(text) if rule.base58 else _base64_decode(text)
    if len(whole) < 4:
        raise TextError("too_short", "", _BODY, "at least 4 bytes", f"{len(whole)}")
    payload, checksum = whole[:-4], whole[-4:]
    right = sha256d(payload)[:4]
    if checksum != right:
        raise TextError("bad_checksum", "", _BODY, right.hex(" "), checksum.hex(" "))
    if rule.length is not None and len(payload) != rule.length:
        raise TextError("wrong_length", "", _BODY, f"{rule.length} bytes", f"{len(payload)}")
    return payload


def split(text: str) -> Parts:
    """Split a prefixed text into prefix and payload. Raises TextError as `decode` does."""
    text = as_text(text, "a prefixed text")
    payload = decode(text)
    return Parts(text[: _BODY - 1], payload)


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


def _prefix(text: str) -> str:
    prefix, underscore, _ = text.partition("_")
    if not underscore:
        raise TextError("missing_prefix", "", 0, KNOWN, quote(text))
    if prefix not in PREFIXES:
        raise TextError("unknown_prefix", "", 0, KNOWN, quote(prefix + "_"))
    return prefix


def _base58_decode(text: str) -> bytes:
    """The bytes of a base58 body; each leading `1` is a zero byte."""
    length = len(text) - _BODY
    if length > MAX_BASE58_CHARS:
        raise TextError("text_too_long", "", _BODY, f"at most {MAX_BASE58_CHARS} characters", f"{length}")
    number = zeros = 0
    for position, char in enumerate(text[_BODY:], _BODY):
        digit = _DIGITS58.get(char)
        if digit is None:
            raise TextError("bad_base58_char", "", position, DIGITS58, quote(char))
        number = number * 58 + digit
        if not number:
            zeros += 1
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def _base58_encode(data: bytes) -> str:
    body = data.lstrip(b"\0")
    number, chars = int.from_bytes(body, "big"), []
    while number:
        number, digit = divmod(number, 58)
        chars.append(BASE58[digit])
    return "1" * (len(data) - len(body)) + "".join(reversed(chars))


def _base64_decode(text: str) -> bytes:
    """The bytes of a base64 body: four characters a group, padded, no unused bit set."""
    length = len(text) - _BODY
    if length > MAX_BASE64_CHARS:
        raise TextError("text_too_long", "", _BODY, f"at most {MAX_BASE64_CHARS} characters", f"{length}")
    body = text[_BODY:]
    digits = body[:-2] + body[-2:].rstrip("=")
    if bad := digits.translate(_NO_BASE64):
        raise TextError("bad_base64", "", _BODY + digits.index(bad[0]), DIGITS64, quote(bad[0]))
    if length % 4:
        raise TextError("bad_base64", "", len(text), "groups of 4 characters", f"{length % 4} over")
    whole = binascii.a2b_base64(body)
    right = binascii.b2a_base64(whole, newline=False).decode()
    if right != body:
        last = len(digits) - 1
        raise TextError("non_canonical_base64", "", _BODY + last, quote(right[last]), quote(digits[last]))
    return whole
