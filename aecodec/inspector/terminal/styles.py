"""Pieces of text with a style, as a report puts them on a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

from ..._tree import Layout, fold
from ..checks import Finding, Severity

#: What a piece of text is: a heading, a remark, what is well, or what a finding of this severity is about.
Style: TypeAlias = Literal["", "title", "dim", "good", "error", "warning", "info"]

_ESCAPES: Final[dict[str, tuple[str, str]]] = {
    "title": ("\x1b[1m", "\x1b[22m"),
    "dim": ("\x1b[2m", "\x1b[22m"),
    "good": ("\x1b[32m", "\x1b[39m"),
    "error": ("\x1b[31m", "\x1b[39m"),
    "warning": ("\x1b[33m", "\x1b[39m"),
    "info": ("\x1b[36m", "\x1b[39m"),
}

_SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")

#: The mark of a line that a finding is about, by severity: told apart without colors, too.
MARKS: Final = {"error": "✗", "warning": "!", "info": "·"}


def paint(text: str, style: Style, layout: Layout) -> str:
    """Return a text in the color of its style, if the layout has colors."""
    if not layout.colors or not style or not text.strip():
        return text
    start, end = _ESCAPES[style]
    return f"{start}{text}{end}"


def wrap(text: str, layout: Layout, indent: int = 0) -> Iterator[str]:
    """Fold a text into the columns behind an indent; without a width, it stays on one line."""
    if layout.width is None:
        yield text
    else:
        yield from fold(text, max(layout.width - indent, 1))


def worst(findings: Iterable[Finding]) -> Style:
    """Return the severity of the worst finding as a style."""
    severities = {finding.severity for finding in findings}
    return next((name for name in _SEVERITIES if name in severities), "")


def cut(text: str, most: int) -> str:
    """Return a text of at most so many characters: no name and no sentence of a session is that long."""
    return text if len(text) <= most else f"{text[: most - 1]}…"
