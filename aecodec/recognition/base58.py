"""Base58 without prefix and checksum, and longer than the core reads it.

Other chains write such addresses, and all texts of 2018 were base58.
"""

from __future__ import annotations

from typing import Final

from .._text_rules import BASE58

__all__ = ["MAX_CHARS", "decode_base58"]

#: Longer ones are not read: decoding takes quadratic time. 2018 wrote transactions of 3,000 bytes in as many.
MAX_CHARS: Final = 4096

_DIGITS: Final = {char: digit for digit, char in enumerate(BASE58)}


def decode_base58(body: str) -> bytes | None:
    """Decode base58, of which each leading `1` is a zero byte; return None for what is none or too long."""
    if len(body) > MAX_CHARS or not _DIGITS.keys() >= {*body}:
        return None
    number = 0
    for char in body:
        number = number * 58 + _DIGITS[char]
    return bytes(len(body) - len(body.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")
