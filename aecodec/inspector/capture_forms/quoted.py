"""Text in quotes, as languages write it in logs."""

from __future__ import annotations

import re
from typing import Final

_ESCAPE: Final = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|(.))", re.DOTALL
)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def unquote_rust(inside: str) -> str:
    """Return the text of a string of Rust, given without its quotes."""
    return _ESCAPE.sub(_unescape, inside) if "\\" in inside else inside


def unquote_python(quoted: str) -> str:
    """Return the text that Python has written in quotes."""
    return unquote_rust(quoted[1:-1])


def _unescape(match: re.Match[str]) -> str:
    if match[5] is not None:
        return _SIMPLE.get(match[5], match[5])
    code = int(match[1] or match[2] or match[3] or match[4], 16)
    return chr(code) if code <= 0x10FFFF else match[0]
