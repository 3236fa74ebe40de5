"""Trees of text: rows of names and values, and how they are laid out, plain or for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ._lazy import load

_NARROWEST: Final = 24  # columns for values; where there are fewer, they stand below their names
_STEP: Final = 2  # columns by which what is below is indented


class Value(NamedTuple):
    """A value on one line and a remark on it, such as the same amount in AE."""

    text: str
    note: str = ""

    def __str__(self) -> str:
        return f"{self.text} ({self.note})" if self.note else self.text


class Row(NamedTuple):
    """A row of a tree: its name, the values beside it, and the rows below it."""

    name: str
    values: tuple[Value, ...] = ()
    below: tuple[Row, ...] = ()


class Layout(NamedTuple):
    """How a tree is written.

    width: the columns of a terminal, into which long values are folded; None: each value is on one line.
    colors: names and remarks are dim and titles bold, by ANSI escapes. notes: remarks stand beside the
    values of rows.
    """

    width: int | None = None
    colors: bool = False
    notes: bool = True

    def title(self, text: str) -> str:
        """Return the text of a title."""
        return f"\x1b[1m{text}\x1b[22m" if self.colors and text else text

    def dim(self, text: str) -> str:
        """Return a text that matters less than the values beside it."""
        return f"\x1b[2m{text}\x1b[22m" if self.colors and text.strip() else text


PLAIN: Final = Layout()


def lines(row: Row, layout: Layout = PLAIN) -> Iterator[str]:
    """Write a tree as lines of text; the first is its title."""
    yield from (layout.title(value.text) + _note(value, layout) for value in row.values)
    yield from aligned(row.below, layout, _STEP)


def aligned(rows: Iterable[Row], layout: Layout = PLAIN, indent: int = 0) -> Iterator[str]:
    """Write rows in two columns, one value a line, indented by so many columns."""
    rows = list(rows)
    names = max((len(row.name) for row in rows if row.values or not row.below), default=0)
    room = None if layout.width is None else max(layout.width - indent - names - 2, 1)
    blank = " " * indent
    for name, values, below in rows:
        if room is not None and layout.width is not None and room < _NARROWEST:
            yield from (blank + layout.dim(line) for line in fold(name, max(layout.width - indent, 1)))
            start, room_below = blank + "  ", max(layout.width - indent - 2, 1)
            yield from (start + line for value in values for line in folded(value, room_below, layout))
        else:
            label = name
            for value in values or (Value(""),):
                for line in folded(value, room, layout):
                    yield f"{blank}{layout.dim(f'{label:{names}}')}  {line}".rstrip()
                    label = ""
        yield from aligned(below, layout, indent + _STEP)


def _note(value: Value, layout: Layout) -> str:
    return layout.dim(f" ({value.note})") if value.note else ""


def folded(value: Value, room: int | None, layout: Layout) -> Iterator[str]:
    """Write a value on as many lines as it needs, its remark on the last one or on lines of its own."""
    note = _note(value, layout) if layout.notes else ""
    if room is None or columns(str(value)) <= room:
        yield value.text + note
        return
    *full, last = fold(value.text, room)
    yield from full
    if note and columns(last) + len(value.note) + 3 > room:
        yield last
        yield from map(layout.dim, fold(f"({value.note})", room))
    else:
        yield last + note


def fold(text: str, room: int) -> Iterator[str]:
    """Fold a text into lines of so many columns: at blanks, or anywhere in a word that is longer."""
    while columns(text) > room:
        most = room if text.isascii() else _fitting(text, room)
        blank = text.rfind(" ", most // 2, most + 1)
        yield text[: blank if blank > 0 else most]
        text = text[blank + 1 if blank > 0 else most :]
    yield text


def columns(text: str) -> int:
    """Count the columns of a text in a terminal, where characters of East Asia take two."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(char: str) -> int:
    return 2 if load("unicodedata").east_asian_width(char) in "WF" else 1


def _fitting(text: str, room: int) -> int:
    """Count the characters, at least one, that fit into so many columns."""
    columns = 0
    for count, char in enumerate(text):
        columns += _width(char)
        if columns > room:
            return max(count, 1)
    return len(text)
