"""Text of JSON, in which identifiers, signatures and bytes are prefixed texts."""

from __future__ import annotations

from collections.abc import Callable
from json.encoder import encode_basestring_ascii
from typing import Final

from ..protocol import PREFIXES
from . import text

#: Bytes of the largest number that is written.
MAX_NUMBER_BYTES: Final = 32
#: The largest integer that readers which keep JSON numbers as doubles read exactly.
SAFE_INT: Final = 2**53 - 1


def utf8(value: bytes) -> str:
    """Write a UTF-8 field: as it is, unless it is none or looks like prefixed bytes."""
    try:
        content = value.decode()
    except UnicodeDecodeError:
        return prefixed("ba", value)
    return prefixed("ba", value) if content.startswith("ba_") else encode_basestring_ascii(content)


def prefixed(prefix: str, value: bytes) -> str:
    """Write bytes with their prefix, or with `ba_` if their length does not fit it."""
    length = PREFIXES[prefix].length
    return f'"{text.encode(prefix if length in (None, len(value)) else "ba", value)}"'


def _safe(number: int) -> str:
    return f"{number}" if number <= SAFE_INT else _quoted(number)


def _quoted(number: int) -> str:
    return f'"{number}"'


#: How numbers are written, by the names that `to_json` has for it.
NUMBERS: Final[dict[str, Callable[[int], str]]] = {"number": str, "string": _quoted, "safe": _safe}
