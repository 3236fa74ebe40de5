"""A line on the terminal about how far a long input is, where the output of the command goes elsewhere."""

from __future__ import annotations

import os
import stat
from time import monotonic
from typing import Any, BinaryIO, Final, TextIO

_FIRST: Final = 1.0  # seconds until something is shown
_PAUSE: Final = 0.2  # seconds between two lines


class Notices:
    """The stream of notices on a terminal, with a last line that stands until something else is written."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._shown = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write a text in place of the last line."""
        self.show("")
        return self._stream.write(text)

    def show(self, words: str) -> None:
        """Show words as the last line, in place of those before; none take it away."""
        if words or self._shown:
            self._stream.write(f"\r{words:{len(self._shown)}}" + ("" if words else "\r"))
            self._stream.flush()
            self._shown = words


class Progress:
    """The line about one input: lines done, lines a second, and percent where the size is known.

    err: nothing is shown unless it is Notices.
    """

    def __init__(self, stream: BinaryIO, err: TextIO | Notices) -> None:
        self._err = err if isinstance(err, Notices) else None
        self._stream = stream
        self._size = 0 if self._err is None else _size_of(stream)
        self._lines = 0
        self._start = monotonic()
        self._next = self._start + _FIRST

    def note(self, lines: int) -> None:
        """Count lines that are done, and show the line anew if it is time."""
        self._lines += lines
        if self._err is None or (now := monotonic()) < self._next:
            return
        self._next = now + _PAUSE
        words = f"aecodec: {self._lines:,} lines, {self._lines / (now - self._start):,.0f} a second"
        if self._size:
            words += f", {min(100, 100 * self._stream.tell() // self._size)} %"
        self._err.show(words)

    def end(self) -> None:
        """Take the line away."""
        if self._err is not None:
            self._err.show("")


def _size_of(stream: BinaryIO) -> int:
    """Return the size of a regular file; 0 for what has none, such as a pipe."""
    try:
        facts = os.fstat(stream.fileno())
    except OSError:  # also what io.UnsupportedOperation is
        return 0
    return facts.st_size if stat.S_ISREG(facts.st_mode) else 0
