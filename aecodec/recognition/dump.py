"""Dump, bytes as they were found written in a text, and the patterns that its ways of writing share."""

from __future__ import annotations

from typing import Final, NamedTuple

#: Blanks within a line.
BLANK: Final = r"[^\S\n]{0,200}+"
#: A sign with which terminals, mails and tables begin a line; `//` only before a blank, as base64 has it.
MARGIN: Final = r"(?:[>|#*\u2502]|//(?=\s))"
#: The beginning of another line.
NEW_LINE: Final = rf"\n(?:{BLANK}{MARGIN}){{0,4}}+{BLANK}"


class Dump(NamedTuple):
    """Bytes that may be written in a part of a text.

    steps: what was done to read them. sure: these are bytes by the way they are written, whatever they mean.
    loose: other things are written in this way as well. shortened: some of them are left out.
    """

    start: int
    end: int
    data: bytes
    steps: tuple[str, ...]
    sure: bool = False
    loose: bool = False
    shortened: bool = False


def joined(text: str, start: int, end: int) -> tuple[str, ...]:
    """Return the step that joins the lines of a part of a text, if it has several."""
    lines = text.count("\n", start, end)
    return (f"joined {lines + 1} lines",) if lines else ()
