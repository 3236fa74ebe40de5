r"""Bytes as strings of programming languages, with `\x..` and other escapes for what is no ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .dump import BLANK, NEW_LINE, Dump, joined

_ESCAPE: Final = re.compile(
    r"\\(?:x\{([0-9a-fA-F]{1,2})\}|x([0-9a-fA-F]{2})|u00([0-9a-fA-F]{2})|u\{([0-9a-fA-F]{1,2})\}"
    r"|([0-3]?[0-7]{1,2})|(\n)|(.))"
)
_QUOTED: Final = r"(?:\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+')"
_NEXT: Final = rf"(?:{BLANK}{NEW_LINE}|{BLANK})"
#: Strings in a row are one. An escape outside of strings is no beginning of one, nor is an apostrophe.
_STRINGS: Final = re.compile(rf"\\.|(?<![0-9A-Za-z])(?P<all>{_QUOTED}(?:{_NEXT}{_QUOTED})*+)|[\"']")
#: Those of Python stand within others as well.
_PYTHON: Final = re.compile(rf"(?<![0-9A-Za-z])(?P<all>[bB]{_QUOTED}(?:{_NEXT}[bB]{_QUOTED})*+)")
_STRING: Final = re.compile(rf"[bB]?{_QUOTED}")
#: Nothing but escapes, without quotes.
_BARE: Final = re.compile(r"(?:\\x[0-9a-fA-F]{2}){4,}+")
_BINARY: Final = re.compile(r"\\(?:x[0-9a-fA-F{]|u00[89a-fA-F]|u\{|[0-3][0-7]{2})")
_LETTERS: Final = {"n": 10, "t": 9, "r": 13, "b": 8, "f": 12, "v": 11, "a": 7, "e": 27, "s": 32}


def find(text: str) -> Iterator[Dump]:
    """Find strings with escapes for bytes."""
    yield from _find(text, _STRINGS, False)


def find_python(text: str) -> Iterator[Dump]:
    """Find the bytes of Python."""
    yield from _find(text, _PYTHON, True)


def find_bare(text: str) -> Iterator[Dump]:
    """Find rows of escapes without quotes."""
    for match in _BARE.finditer(text):
        yield Dump(*match.span(), bytes.fromhex(match[0].replace("\\x", "")), ("decoded escapes",), True)


def find_whole(text: str) -> Iterator[Dump]:
    """Take the whole text for such a string without its quotes."""
    inner = text.strip()
    if _BINARY.match(inner) and (data := _decode(inner)) is not None:
        start = text.index(inner)
        yield Dump(start, start + len(inner), data, ("decoded escapes",))


def _find(text: str, pattern: re.Pattern[str], sure: bool) -> Iterator[Dump]:
    if "\\" not in text:
        return
    for match in pattern.finditer(text):
        if match["all"] is None or _BINARY.search(match["all"]) is None:
            continue
        strings = [*_STRING.finditer(text, *match.span())]
        parts = [_decode(string[0].lstrip("bB")[1:-1]) for string in strings]
        step = "decoded the escapes of a string"
        if len(parts) > 1 and None not in parts:
            yield Dump(
                *match.span(), b"".join(filter(None, parts)), (*joined(text, *match.span()), step), sure
            )
        for string, data in zip(strings, parts, strict=True):
            if data and _BINARY.search(string[0]):
                yield Dump(*string.span(), data, (step,), sure)


def _decode(inner: str) -> bytes | None:
    """Decode the inside of a string; None if it holds characters that are no bytes."""
    try:
        return _ESCAPE.sub(_unescape, inner).encode("latin-1")
    except UnicodeEncodeError:
        return None


def _unescape(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3] or match[4]
    if digits:
        return chr(int(digits, 16))
    if match[5]:
        return chr(int(match[5], 8))
    return "" if match[6] else chr(_LETTERS.get(match[7], ord(match[7])))
