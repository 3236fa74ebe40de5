"""Imports on first use that a fork cannot interrupt.

A child process has a copy of all import locks, but only the thread that forked. If another thread holds the
lock of a module at that moment, the child waits for ever as soon as it imports this module. So forking
waits for the imports that are made here.
"""

from __future__ import annotations

import os
from _thread import RLock
from functools import cache
from importlib import import_module

TYPE_CHECKING = False  # as that of `typing`, whose import would take longer than this module
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Final

_lock: Final = RLock()
if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)


@cache
def load(name: str) -> ModuleType:
    """Import a module by its full name."""
    with _lock:
        return import_module(name)
