"""How trees are laid out on the stream that a command writes to."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, TextIO

from .._tree import PLAIN, Layout

if TYPE_CHECKING:
    from argparse import ArgumentParser

_LEAST: Final = 20  # columns; what says that it has fewer does not know


def configure(parser: ArgumentParser) -> None:
    """Add the option that leaves out remarks."""
    parser.add_argument(
        "--no-units", action="store_true", help="show values alone, without units, names of codes and sizes"
    )


def layout(stream: TextIO, units: bool = True) -> Layout:
    """Return how trees are written to a stream.

    A terminal has colors, and its width or that of COLUMNS. NO_COLOR turns colors off, FORCE_COLOR turns
    them on also where the stream is no terminal; each counts if it is not empty (no-color.org).
    """
    terminal = stream.isatty()
    if os.environ.get("NO_COLOR"):
        colors = False
    else:
        colors = bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")
    return PLAIN._replace(width=_width(stream) if terminal else None, colors=colors, notes=units)


def _width(stream: TextIO) -> int | None:
    given = os.environ.get("COLUMNS", "")
    try:
        columns = int(given) if given.isdecimal() else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None
    return columns if columns >= _LEAST else None
