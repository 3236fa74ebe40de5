"""A line on the terminal about how far a long input is, where the output of the command goes elsewhere."""

from __future__ import annotations

import os
import stat
import sys
from time import monotonic
from typing import BinaryIO, Final, TextIO

_FIRST: Final = 1.0  # seconds until something is shown
_PAUSE: Final = 0.2  # seconds between two lines


class Progress:
    """The line about one input: lines done, lines a second, and percent where the size is known.

    Nothing is shown unless errors go to a terminal and results do not.
    """

    def __init__(self, stream: BinaryIO, err: TextIO) -> None:
        self._err = err if _is_watched(err) else None
        self._stream = stream
        self._size = 0 if self._err is None else _size_of(stream)
        self._lines = 0
        self._shown = ""
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
        self._err.write(f"\r{words:{len(self._shown)}}")
        self._err.flush()
        self._shown = words

    def clear(self) -> None:
        """Take the line away, before something else is written or the input ends."""
        if self._err is not None and self._shown:
            self._err.write(f"\r{'':{len(self._shown)}}\r")
            self._err.flush()
            self._shown = ""


def _is_watched(err: TextIO) -> bool:
    return err.isatty() and not (sys.stdout is not None and sys.stdout.isatty())


def _size_of(stream: BinaryIO) -> int:
    """Return the size of a regular file; 0 for what has none, such as a pipe."""
    try:
        facts = os.fstat(stream.fileno())
    except OSError:  # also what io.UnsupportedOperation is
        return 0
    return facts.st_size if stat.S_ISREG(facts.st_mode) else 0
