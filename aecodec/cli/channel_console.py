"""The terminal of `aecodec channel open`: lines typed at a prompt or of a script, and news above them."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO

from .._tree import fold
from ..errors import printable
from .terminal import layout

__all__ = ["Console"]

_LABEL: Final = 10  # columns of the word that says what a line is about
_CLEAR: Final = "\r\x1b[K"
_BLOCK: Final = 1 << 16  # bytes


class Console:
    """What a participant reads from and writes to.

    is_typed: a person types the lines, and may go on after a failure. Where the person also sees what is
    printed, there is a prompt, and news do not mix with the line that is being typed.
    """

    def __init__(self, out: TextIO, err: TextIO, prompt: str, words: Iterable[str]) -> None:
        """Take the streams; lines come from standard input. words: what the tabulator key completes."""
        self._out, self._err, self._layout = out, err, layout(out)
        self.is_typed = sys.stdin.isatty()
        self._prompt = prompt if self.is_typed and out.isatty() else ""
        self._words = sorted(words)
        self._is_typing = False
        self._buffer = b""

    @property
    def has_prompt(self) -> bool:
        """True if a person types and sees what is printed."""
        return bool(self._prompt)

    @property
    def width(self) -> int | None:
        """The columns of the terminal; None where there is none."""
        return self._layout.width

    # --- writing ----------------------------------------------------------------------------------

    def say(self, label: str, *texts: str) -> None:
        """Print news: a word, and texts beside it, folded where the terminal is narrow."""
        room = None if self.width is None else max(self.width - _LABEL, 1)
        shown = [printable(text) for text in texts]
        lines = [line for text in shown for line in ([text] if room is None else fold(text, room))]
        head = self._layout.dim(f"{label:{_LABEL}}")
        blank = " " * _LABEL
        self._write(self._out, [(head if at == 0 else blank) + line for at, line in enumerate(lines)])

    def list(self, lines: Iterable[str]) -> None:
        """Print lines as they are."""
        self._write(self._out, lines)

    def complain(self, text: str) -> None:
        """Print what went wrong, on one line."""
        self._write(self._err, [f"aecodec channel: {printable(text)}"])

    def _write(self, stream: TextIO, lines: Iterable[str]) -> None:
        if self._is_typing:
            self._out.write(_CLEAR)
            self._out.flush()
        for line in lines:
            print(line.rstrip(), file=stream)
        stream.flush()
        if self._is_typing:
            # What was typed so far is shown again below the news.
            self._out.write(self._prompt + _typed_part())
            self._out.flush()

    # --- reading ----------------------------------------------------------------------------------

    async def read(self) -> str | None:
        """Return the next line; None at the end of the input.

        Another thread waits for it, which the end of the process does not wait for.
        """
        loop = asyncio.get_running_loop()
        future: asyncio.Future[str | None] = loop.create_future()

        def settle(line: str | None) -> None:
            if not future.done():
                future.set_result(line)

        def work() -> None:
            line = self._typed_line() if self.has_prompt else self._script_line()
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(settle, line)

        self._is_typing = self.has_prompt
        threading.Thread(target=work, daemon=True).start()
        try:
            return await future
        except asyncio.CancelledError:
            if self._is_typing:
                self._out.write(_CLEAR)
                self._out.flush()
            raise
        finally:
            self._is_typing = False

    def _typed_line(self) -> str | None:
        try:
            return input(self._prompt)
        except EOFError:
            print(file=self._out)
            return None

    def _script_line(self) -> str | None:
        """Read past the buffer of Python, which must not be held by a thread when the process ends."""
        try:
            handle = sys.stdin.fileno()
        except (OSError, ValueError):  # no file, as in a notebook
            return sys.stdin.readline() or None
        while b"\n" not in self._buffer:
            block = os.read(handle, _BLOCK)
            self._buffer += block
            if not block:
                if not self._buffer:
                    return None
                break
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line.decode("utf-8", "replace")

    @contextmanager
    def editing(self) -> Iterator[None]:
        """Let the line be edited and completed, and leave the terminal as it was."""
        restore = _terminal_restorer()
        if self.has_prompt:
            _complete(self._words)
        try:
            yield
        finally:
            restore()


def _typed_part() -> str:
    """Return what was typed of the line so far, where that is known."""
    readline: Any = sys.modules.get("readline")
    return "" if readline is None else str(readline.get_line_buffer())


def _complete(words: list[str]) -> None:
    """Complete the first word of a line; there is no `readline` on Windows."""
    try:
        import readline
    except ImportError:
        return

    def complete(text: str, state: int) -> str | None:
        found = [] if readline.get_begidx() else [f"{word} " for word in words if word.startswith(text)]
        return found[state] if state < len(found) else None

    readline.set_completer(complete)
    readline.set_completer_delims(" ")
    readline.parse_and_bind("tab: complete")


def _terminal_restorer() -> Callable[[], None]:
    """Return what gives the terminal its settings back, which a thread that waits for a line has changed."""
    try:
        import termios

        handle = sys.stdin.fileno()
        before = termios.tcgetattr(handle)
    except Exception:  # no terminal, or none that has such settings; termios has an error of its own
        return lambda: None
    return lambda: termios.tcsetattr(handle, termios.TCSADRAIN, before)
