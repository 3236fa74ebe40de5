"""A table on a terminal: in columns where they fit, else each row on several lines; no cell is cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from ..._tree import Layout, columns, fold
from .styles import MARKS, Style, paint, wrap

_GAP: Final = "  "
_INDENT: Final = 2  # columns for the mark of a row
_NARROWEST: Final = 24  # columns of a text across the columns
_TEXT: Final = 66  # columns that such a text gets if it needs them, and the table is narrower


class Column(NamedTuple):
    """A column: its heading, a heading for little room, and whether its cells are aligned to the right."""

    heading: str
    short: str = ""
    right: bool = False


class GridRow(NamedTuple):
    """A row of a table.

    cells: one for each column but the last. span: a text instead, across the columns from `at` on. last: the
    cell of the last column. below: names and values that stand below the row if it does not fit on one line.
    mark: the worst severity of what was found about it.
    """

    cells: tuple[str, ...] = ()
    span: str = ""
    last: str = ""
    below: tuple[tuple[str, str], ...] = ()
    at: int = 2
    mark: Style = ""
    style: Style = ""


def grid(
    head: Sequence[Column], rows: Sequence[GridRow], short: Sequence[GridRow], layout: Layout
) -> Iterator[str]:
    """Write a table. short: the same rows with shorter cells, for where there is little room."""
    for shown, headings in ((rows, [one.heading for one in head]), (short, [one.short for one in head])):
        widths = _widths(headings, shown)
        room = sum(widths) + len(_GAP) * (len(widths) - 1) + _INDENT
        narrowest = max([0, *(row.at + _NARROWEST + columns(row.last) for row in shown if row.span)])
        if layout.width is None or max(room, narrowest + _INDENT + len(_GAP)) <= layout.width:
            yield from _in_columns(head, headings, widths, shown, layout)
            return
    yield from _stacked(rows, layout)


def _widths(headings: list[str], rows: Sequence[GridRow]) -> list[int]:
    cells = [(*row.cells, row.last) for row in rows if row.cells]
    widths = [max(map(columns, column)) for column in zip(headings, *cells, strict=True)]
    widths[-1] = max([widths[-1], *(columns(row.last) for row in rows)])
    return widths


def _in_columns(
    head: Sequence[Column], headings: list[str], widths: list[int], rows: Sequence[GridRow], layout: Layout
) -> Iterator[str]:
    room = sum(widths[:-1]) + len(_GAP) * (len(widths) - 2)
    most = _TEXT if layout.width is None else layout.width - _INDENT - len(_GAP) - widths[-1]
    wanted = max([0, *(row.at + max(columns(row.span), _NARROWEST) for row in rows if row.span)])
    more = max(min(wanted, most, _TEXT) - room, 0)
    widths, room = [widths[0] + more, *widths[1:]], room + more
    if any(row.cells for row in rows):
        yield paint(_INDENT * " " + _line(head, widths, headings), "dim", layout)
    for row in rows:
        mark, last = _mark(row, layout), row.last
        if row.cells:
            yield mark + paint(_line(head, widths, (*row.cells, last)), row.style, layout)
            continue
        start = f"{'·':<{row.at}}"
        for piece in fold(row.span, max(room - row.at, 1)):
            text = f"{start}{piece}{' ' * (room - row.at - columns(piece))}{_GAP}{last}".rstrip()
            yield mark + paint(text, row.style, layout)
            mark, start, last = " " * _INDENT, " " * row.at, ""


def _line(head: Sequence[Column], widths: list[int], cells: Sequence[str]) -> str:
    parts = []
    for column, width, cell in zip(head, widths, cells, strict=True):
        blank = " " * (width - columns(cell))
        parts.append(blank + cell if column.right else cell + blank)
    return _GAP.join(parts).rstrip()


def _stacked(rows: Sequence[GridRow], layout: Layout) -> Iterator[str]:
    """Write each row on several lines: its first cell and its last ones, and the others below by name."""
    for row in rows:
        mark = _mark(row, layout)
        text = _GAP.join(filter(None, (row.cells[0], row.cells[-1]) if row.cells else (row.span,)))
        text = f"{text}{_GAP}{row.last}"
        for at, piece in enumerate(wrap(text, layout, _INDENT if row.cells else 2 * _INDENT)):
            blank = "" if row.cells else "· " if at == 0 else "  "
            yield mark + paint(blank + piece, row.style or ("title" if row.cells else ""), layout)
            mark = " " * _INDENT
        names = max((len(name) for name, _ in row.below), default=0)
        for name, value in row.below:
            indent = 2 * _INDENT + names + len(_GAP)
            for piece in wrap(value, layout, indent):
                yield " " * 2 * _INDENT + paint(f"{name:<{names}}", "dim", layout) + _GAP + piece
                name = ""


def _mark(row: GridRow, layout: Layout) -> str:
    sign = MARKS[row.mark] if row.mark in ("error", "warning") else " "
    return paint(sign, row.mark, layout) + " " * (_INDENT - 1)
