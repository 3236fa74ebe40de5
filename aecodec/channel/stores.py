"""Where a client keeps what must survive a crash."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from typing import Protocol

from ..errors import ChannelError
from .state import Resume

__all__ = ["FileStore", "Store"]


class Store(Protocol):
    """A place for what a session hands out; `save` returns when it cannot be lost any more."""

    def save(self, resume: Resume) -> Awaitable[None] | None:
        """Keep this instead of what was kept before."""


class FileStore:
    """A file that only its owner can read, replaced as a whole: a crash leaves the old or the new one."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        """Choose the file; its folder must exist."""
        self.path = Path(path)

    def save(self, resume: Resume) -> None:
        """Write the file, and wait until the disk has it. Raises OSError."""
        text = json.dumps(resume.to_json(), indent=1) + "\n"
        # The temporary file can be read by its owner alone, and so can the one that it becomes.
        handle, name = tempfile.mkstemp(prefix=f".{self.path.name}.", dir=self.path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except BaseException:
            os.unlink(name)
            raise
        _sync_folder(self.path.parent)

    def load(self) -> Resume | None:
        """Read what was kept; None if there is no file.

        Raises ChannelError (`stored_form`) for a file of another form, and OSError.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        try:
            form = json.loads(text)
        except ValueError:
            raise ChannelError("stored_form", str(self.path.name)) from None
        return Resume.from_json(form)


def _sync_folder(folder: Path) -> None:
    """Write the folder's entries to disk, where the system can: else a crash could undo the replacement."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
