"""Output by the pager of the environment, where it is longer than the terminal, as git shows it."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from argparse import ArgumentParser

_PAGER: Final = "less"
#: What less and lv do where nobody says otherwise: colors stay, and the screen as it was, too.
_OPTIONS: Final = {"LESS": "FRX", "LV": "-c"}


def configure(parser: ArgumentParser) -> None:
    """Add the option that shows everything at once."""
    parser.add_argument(
        "--no-pager",
        action="store_true",
        help="print all at once: otherwise AECODEC_PAGER, PAGER or less shows what is longer than a terminal",
    )


@contextmanager
def paged(out: TextIO, wanted: bool) -> Iterator[TextIO]:
    """Yield a stream to write to, and show at the end what was written: by the pager if it is long.

    It is `out` itself where nobody watches or no pager is there.
    """
    command = _command() if wanted and out.isatty() else None
    if command is None:
        yield out
        return
    written = _Terminal(out)
    try:
        yield written
    finally:
        text = written.getvalue()
        if text.count("\n") < _height(out) or not _show(text, command, out):
            out.write(text)


class _Terminal(io.StringIO):
    """Text on its way to a terminal, which counts as that terminal."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out

    def isatty(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._out.fileno()


def _command() -> list[str] | None:
    """Return the pager's command, by the shell as git runs it; None for none."""
    for name in ("AECODEC_PAGER", "PAGER"):
        given = os.environ.get(name)
        if given is not None:
            shell = shutil.which("sh")
            if given.strip() in ("", "cat"):
                return None
            return [shell, "-c", given] if shell else given.split()
    found = shutil.which(_PAGER)
    return [found] if found else None


def _height(out: TextIO) -> int:
    given = os.environ.get("LINES", "")
    try:
        return int(given) if given.isdecimal() else os.get_terminal_size(out.fileno()).lines
    except (OSError, ValueError):
        return 0


def _show(text: str, command: list[str], out: TextIO) -> bool:
    """Show a text by the pager, until its reader leaves it. Return False if the pager cannot be run."""
    out.flush()
    encoding = getattr(out, "encoding", None) or "utf-8"
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env=_OPTIONS | os.environ)
    except OSError:
        return False
    assert process.stdin is not None
    try:
        process.stdin.write(text.encode(encoding, "backslashreplace"))
        process.stdin.close()
    except BrokenPipeError:
        pass  # its reader has seen enough
    while True:
        try:
            return process.wait() not in (126, 127)  # what a shell returns for a command that cannot be run
        except KeyboardInterrupt:
            continue  # meant for the pager, which has the same terminal
