"""A line on the terminal about a long capture that is being read."""

from __future__ import annotations

from time import monotonic
from typing import Final, TextIO

_FIRST: Final = 1.0  # seconds until something is shown
_PAUSE: Final = 0.2  # seconds between two lines


class ReadingLine:
    """How much of a capture has been read, and how many entries were found in it.

    Nothing is shown unless errors go to a terminal: the report comes when all has been read.
    """

    def __init__(self, err: TextIO) -> None:
        self._err = err if err.isatty() else None
        self._shown = 0
        self._next = monotonic() + _FIRST

    def __call__(self, size: int, entries: int) -> None:
        """Show the line anew if it is time."""
        if self._err is None or (now := monotonic()) < self._next:
            return
        self._next = now + _PAUSE
        words = f"aecodec: {size / 1_000_000:,.1f} MB read, {entries:,} entries"
        self._err.write(f"\r{words:{self._shown}}")
        self._err.flush()
        self._shown = max(self._shown, len(words))

    def clear(self) -> None:
        """Take the line away, before something else is written."""
        if self._err is not None and self._shown:
            self._err.write(f"\r{'':{self._shown}}\r")
            self._err.flush()
            self._shown = 0
