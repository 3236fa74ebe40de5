"""Alphabets of prefixed text, and the one place that says what is wrong with a text: both twins ask it.

A twin decodes what is valid by its own means. Where that fails it calls `explain`, which looks at the text
again, in the order of docs/protocol/serialization.md.
"""

from __future__ import annotations

from typing import Final

from .errors import TextError, quote
from .limits import MAX_BASE58_CHARS, MAX_PAYLOAD_BYTES
from .protocol import PREFIXES

__all__ = ["BASE58", "BASE64", "KNOWN", "MAX_BASE64_CHARS", "decode_base58", "explain", "explain_payload"]

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
BASE64: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
MAX_BASE64_CHARS: Final = (MAX_PAYLOAD_BYTES + 4 + 2) // 3 * 4
KNOWN: Final = "one such as tx_ or ak_"

_DIGITS58: Final = "a digit or letter but 0, I, O and l"
_DIGITS64: Final = "A to Z, a to z, 0 to 9, + or /"
_VALUES58: Final = {char: digit for digit, char in enumerate(BASE58)}
_BODY: Final = 3  # where the body begins: all prefixes have two letters


def decode_base58(body: str, most: int = MAX_BASE58_CHARS) -> bytes | None:
    """Decode base58, of which each leading `1` is a zero byte; return None for what is none or longer.

    most: characters that are read, as decoding takes quadratic time.
    """
    if len(body) > most or not _VALUES58.keys() >= {*body}:
        return None
    number = 0
    for char in body:
        number = number * 58 + _VALUES58[char]
    return bytes(len(body) - len(body.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def explain(text: str, expect: str | None) -> TextError:
    """Return the error of a text that is wrong before its checksum comes into question."""
    prefix, underscore, body = text.partition("_")
    if not underscore:
        return TextError("missing_prefix", "", 0, KNOWN, quote(text))
    if prefix not in PREFIXES:
        return TextError("unknown_prefix", "", 0, KNOWN, quote(prefix + "_"))
    if expect is not None and prefix != expect:
        return TextError("wrong_prefix", "", 0, f"{expect}_", f"{prefix}_")
    base58 = PREFIXES[prefix].base58
    most = MAX_BASE58_CHARS if base58 else MAX_BASE64_CHARS
    if len(body) > most:
        return TextError("text_too_long", "", _BODY, f"at most {most} characters", f"{len(body)}")
    digits = body if base58 else body[:-2] + body[-2:].rstrip("=")
    alphabet = frozenset(BASE58 if base58 else BASE64)
    for position, char in enumerate(digits, _BODY):
        if char not in alphabet:
            code, expected = ("bad_base58_char", _DIGITS58) if base58 else ("bad_base64", _DIGITS64)
            return TextError(code, "", position, expected, quote(char))
    if len(body) % 4:
        return TextError("bad_base64", "", len(text), "groups of 4 characters", f"{len(body) % 4} over")
    last = digits[-1]
    used = 0x30 if body.endswith("==") else 0x3C  # the bits of the last character that belong to a byte
    right = BASE64[BASE64.index(last) & used]
    return TextError("non_canonical_base64", "", _BODY - 1 + len(digits), quote(right), quote(last))


def explain_payload(size: int, checksum: bytes, right: bytes, length: int | None) -> TextError:
    """Return the error of a body of `size` bytes whose length or checksum is wrong.

    checksum: its last four bytes. right: the checksum that it should have. length: that of the payload.
    """
    if size < 4:
        return TextError("too_short", "", _BODY, "at least 4 bytes", f"{size}")
    if checksum != right:
        return TextError("bad_checksum", "", _BODY, right.hex(" "), checksum.hex(" "))
    return TextError("wrong_length", "", _BODY, f"{length} bytes", f"{size - 4}")
