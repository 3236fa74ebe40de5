"""Strings in quotes, as JSON and programming languages write them, without their escapes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_ESCAPE: Final = re.compile(
    r"""
      \\(?: [ux]\{ (?P<braced>[0-9A-Fa-f]{1,6}) \}
          | (?P<plain> u[0-9A-Fa-f]{4} | U[0-9A-Fa-f]{8} | x[0-9A-Fa-f]{2} )
          | (?P<octal>[0-7]{1,3})
          | (?P<char>.) )
    | (?P<wrap>\r?\n)
    """,
    re.VERBOSE | re.DOTALL,
)

#: What a letter behind a backslash means. A line break means nothing, other signs mean themselves.
_LETTERS: Final[dict[str, str]] = dict(
    zip("ntrbfvaeds\n\r", [*"\n\t\r\b\f\v\a\x1b\x7f ", "", ""], strict=True)
)

_SURROGATES: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def read_string(text: str, *, octal: bool = True) -> str:
    """Return what a string in quotes means. A line break within it is one of a terminal, and left out.

    octal: digits behind a backslash are one character; without, as in Rust, a 0 there is the zero character,
    and digits behind it stand for themselves.
    """
    inner = text[1:-1]
    if "\\" not in inner and "\n" not in inner:
        return inner
    return _join_surrogates(_ESCAPE.sub(_meaning if octal else _meaning_without_octal, inner))


def escapes(inner: str) -> Iterator[tuple[int, int, str]]:
    """Yield the escapes of a text: where each begins and ends, and what it means."""
    before = None
    for match in _ESCAPE.finditer(inner):
        meaning = _meaning(match)
        # The two halves of a character beyond the first 65,536 are one character.
        if before is not None and before[1] == match.start() and _SURROGATES.fullmatch(before[2] + meaning):
            before = (before[0], match.end(), _join_surrogates(before[2] + meaning))
            continue
        if before is not None:
            yield before
        before = (*match.span(), meaning)
    if before is not None:
        yield before


def _meaning(match: re.Match[str]) -> str:
    digits = match["braced"] or (match["plain"] or "")[1:]
    if digits:
        code = int(digits, 16)
        return chr(code) if code < 0x110000 else match[0]
    if match["octal"]:
        return chr(int(match["octal"], 8))
    char = match["char"] or ""
    # Python and Elixir keep the backslash before a letter that means nothing.
    if char in _LETTERS:
        return _LETTERS[char]
    return f"{match[0] if char.isascii() and char.isalnum() else char}"


def _meaning_without_octal(match: re.Match[str]) -> str:
    digits = match["octal"] or ""
    return f"\0{digits[1:]}" if digits.startswith("0") else _meaning(match)


def _join_surrogates(text: str) -> str:
    return _SURROGATES.sub(
        lambda pair: pair[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le"), text
    )
