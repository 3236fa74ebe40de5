"""Files that commands write: complete, or as they were before."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress

__all__ = ["write_file"]


def write_file(name: str, text: str) -> None:
    """Write a file of UTF-8 text in one step, so that nobody finds half of it, whatever happens meanwhile.

    A pipe or device is written to as it is. Raises OSError if that cannot be.
    """
    try:
        target = os.path.realpath(name)
        if os.path.exists(target) and not stat.S_ISREG(os.stat(target).st_mode):
            with open(target, "w", encoding="utf-8") as file:
                file.write(text)
            return
        _replace(target, text)
    except ValueError:  # a zero byte or a lone surrogate
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), name) from None


def _replace(target: str, text: str) -> None:
    new = f"{target}.{os.getpid()}.part"
    try:
        with open(new, "x", encoding="utf-8", newline="\n") as file:
            file.write(text)
        with suppress(FileNotFoundError):  # who could read it before still can, and nobody else
            os.chmod(new, stat.S_IMODE(os.stat(target).st_mode))
        os.replace(new, target)
    except BaseException:
        with suppress(OSError):
            os.unlink(new)
        raise
