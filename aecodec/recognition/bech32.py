"""Bech32 and Bech32m, as far as addresses need them. Source: BIP-173 and BIP-350."""

from __future__ import annotations

from typing import Final

__all__ = ["decode_segwit", "prefix_of"]

_ALPHABET: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_DIGITS: Final = {char: digit for digit, char in enumerate(_ALPHABET)}
_GENERATORS: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
#: What the checksum comes to, for witness version 0 and for later ones.
_BECH32: Final = 1
_BECH32M: Final = 0x2BC830A3
_CHECKSUM_DIGITS: Final = 6
_MOST_VERSION: Final = 16


def decode_segwit(text: str) -> bytes | None:
    """Return the witness program of a Bitcoin address; None for another text or a wrong checksum."""
    if text not in (text.lower(), text.upper()):
        return None
    prefix, _, body = text.lower().rpartition("1")
    if prefix not in ("bc", "tb", "bcrt") or len(body) <= _CHECKSUM_DIGITS or not _DIGITS.keys() >= {*body}:
        return None
    digits = [_DIGITS[char] for char in body]
    version, program = digits[0], _program(digits[1:-_CHECKSUM_DIGITS])
    if program is None or version > _MOST_VERSION or not 2 <= len(program) <= 40:
        return None
    if version == 0 and len(program) not in (20, 32):
        return None
    expanded = [*(ord(char) >> 5 for char in prefix), 0, *(ord(char) & 31 for char in prefix)]
    return program if _remainder([*expanded, *digits]) == (_BECH32M if version else _BECH32) else None


def prefix_of(text: str) -> str | None:
    """Return what stands before the `1` in Bech32 or Bech32m with a right checksum; None for other text."""
    if text not in (text.lower(), text.upper()):
        return None
    prefix, _, body = text.lower().rpartition("1")
    if not prefix or len(body) <= _CHECKSUM_DIGITS or not _DIGITS.keys() >= {*body}:
        return None
    expanded = [*(ord(char) >> 5 for char in prefix), 0, *(ord(char) & 31 for char in prefix)]
    remainder = _remainder([*expanded, *(_DIGITS[char] for char in body)])
    return prefix if remainder in (_BECH32, _BECH32M) else None


def _program(digits: list[int]) -> bytes | None:
    """Return digits of five bits as bytes; None unless the bits left over are few and zero."""
    number = 0
    for digit in digits:
        number = number << 5 | digit
    spare = 5 * len(digits) % 8
    if spare > 4 or number & (1 << spare) - 1:
        return None
    return (number >> spare).to_bytes(5 * len(digits) // 8, "big")


def _remainder(digits: list[int]) -> int:
    """Return the remainder of the division by the generator of the code."""
    checksum = 1
    for digit in digits:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ digit
        for bit, generator in enumerate(_GENERATORS):
            if top >> bit & 1:
                checksum ^= generator
    return checksum
