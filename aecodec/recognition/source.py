"""The text of a source: of a string as it is, of a file in UTF-8 or UTF-16."""

from __future__ import annotations

import codecs
from array import array

from .view import View


def read_text(source: str | bytes) -> View:
    """Return the text of a source. Bytes that are no text become lone surrogates, one each."""
    if isinstance(source, str):
        return View(source)
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if source.startswith(mark):
            return _wide(source, encoding, "decoded UTF-16")
    if _looks_wide(source, 1):
        return _wide(source, "utf-16-le", "decoded UTF-16")
    if _looks_wide(source, 0):
        return _wide(source, "utf-16-be", "decoded UTF-16")
    text = source.decode("utf-8", "surrogateescape")
    return View(text) if text.isascii() else View(text, _places(text, "utf-8"))


def is_text(source: bytes) -> bool:
    """Tell whether a file holds text: UTF-8 without control characters, or UTF-16."""
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if _looks_wide(source, 0) or _looks_wide(source, 1):
        return True
    try:
        text = source.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\0" not in text


def _looks_wide(source: bytes, high: int) -> bool:
    """Tell whether bytes are ASCII in UTF-16 without a mark. high: where the zero of each pair stands."""
    head = source[:512]
    return len(head) >= 8 and not head[high::2].strip(b"\0") and b"\0" not in head[1 - high :: 2]


def _wide(source: bytes, encoding: str, step: str) -> View:
    text = source[: len(source) & ~1].decode(encoding, "replace")
    return View(text, _places(text, encoding), (step,))


def _places(text: str, encoding: str) -> array[int]:
    """Return where each character of a text stands in its bytes, and where they end."""
    places = array("I", [0])
    for char in text:
        places.append(places[-1] + len(char.encode(encoding, "surrogateescape")))
    return places
