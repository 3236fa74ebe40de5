"""Reading of numbers, bytes and base64 as nodes, middlewares and other JSON writers write them."""

from __future__ import annotations

import binascii
import re
from typing import Final

from .._json_values import Json, decode_text, read_integer, refuse, wrong_type
from .._lazy import load
from ..errors import FieldError, format_int, quote
from ..limits import MAX_JSON_DIGITS

#: The largest integer up to which readers that keep numbers as doubles keep all of them.
SAFE_INT: Final = 2**53

_EXPONENT: Final = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,9}))?")
_HEX: Final = re.compile("0x((?:[0-9a-fA-F]{2})*)")


def read_integral(form: Json, checked: bool) -> int:
    """Read an integer, decimal text, or a number in exponent form that is integral, as other tools write it.

    checked: a hash will tell whether the number was rounded. Without one a number beyond 2**53 is refused.
    """
    fraction = load("aecodec._strict_json").Float
    if not isinstance(form, float | fraction):
        return read_integer(form)
    literal = form.text if isinstance(form, fraction) else repr(form)
    number = integral(literal)
    if number is None:
        raise FieldError("precision_lost", "", None, "an integer", quote(literal))
    if abs(number) > SAFE_INT and not checked:
        raise FieldError("precision_lost", "", None, "all its digits, as there is no hash", quote(literal))
    return number


def integral(literal: str) -> int | None:
    """Return the number that a JSON literal stands for; None if it is no integer, or not finite."""
    match = _EXPONENT.fullmatch(literal)
    if match is None:
        return None
    sign, whole, fraction, exponent = match.groups()
    digits = (whole + (fraction or "")).lstrip("0")
    shift = int(exponent or "0") - len(fraction or "")
    if not digits:
        return 0
    if len(digits) + shift > MAX_JSON_DIGITS:
        raise FieldError(
            "json_number_too_long", "", None, f"at most {MAX_JSON_DIGITS} digits", quote(literal)
        )
    if shift < 0:
        digits, rest = digits[:shift], digits[shift:]
        if rest.strip("0") or not digits:
            return None
    number: int = load("aecodec._strict_json").read_decimal(digits + "0" * max(0, shift))
    return -number if sign else number


def read_version(form: Json, checked: bool) -> int:
    """Read the version of a VM or ABI, which nodes up to 3.x wrote as `0x` and hexadecimal digits."""
    if isinstance(form, str) and form.startswith("0x"):
        if len(form) not in (4, 6):
            raise FieldError("bad_hex", "", None, "0x and two or four hexadecimal digits", quote(form))
        return int.from_bytes(read_hex(form), "big")
    return read_integral(form, checked)


def read_hex(form: str) -> bytes:
    """Read `0x` and hexadecimal digits."""
    match = _HEX.fullmatch(form)
    if match is None:
        raise FieldError("bad_hex", "", None, "0x and pairs of hexadecimal digits", quote(form))
    return bytes.fromhex(match[1])


def read_base64(form: str) -> bytes:
    """Read canonical base64 without prefix and checksum."""
    try:
        content = binascii.a2b_base64(form, strict_mode=True)
    except (binascii.Error, ValueError):
        content = None
    if content is None or binascii.b2a_base64(content, newline=False).decode() != form:
        raise FieldError("bad_base64", "", None, None, quote(form))
    return content


def read_byte_array(form: list[Json]) -> bytes:
    """Read an array of byte values."""
    for index, item in enumerate(form):
        if type(item) is not int:
            raise wrong_type("a byte", item).within(f"[{index}]")
        if not 0 <= item <= 255:
            raise FieldError("uint_too_long", f"[{index}]", None, "0 to 255", format_int(item))
    return bytes(form)


def read_hash(form: Json, *prefixes: str) -> bytes:
    """Read a hash under one of these prefixes."""
    words = " or ".join(f"{prefix}_" for prefix in prefixes)
    content: str = form if isinstance(form, str) else refuse(f"{words} text", form)
    prefix = content.partition("_")[0]
    return decode_text(content, prefix if prefix in prefixes else prefixes[0])
