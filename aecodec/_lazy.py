"""Imports on first use that a fork cannot interrupt.

A child process has a copy of all import locks, but only the thread that forked. If another thread holds the
lock of a module at that moment, the child waits for ever as soon as it imports this module. So forking
waits for the imports that are made here.

No lock of ours is held while a module is imported: a thread that imports a module by a statement holds the
lock of that module, and may come here for another one.
"""

from __future__ import annotations

import os
import time
from _thread import allocate_lock, get_ident
from functools import cache
from importlib import import_module

TYPE_CHECKING = False  # as that of `typing`, whose import would take longer than this module
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from types import ModuleType
    from typing import Final

_lock: Final = allocate_lock()
_loading: Final[list[int]] = []  # the threads that import at this moment, once for each import


@cache
def load(name: str) -> ModuleType:
    """Import a module by its full name."""
    thread = get_ident()
    with _lock:
        _loading.append(thread)
    try:
        return import_module(name)
    finally:
        with _lock:
            _loading.remove(thread)


def find(name: str, package: str, names: Collection[str], modules: Iterable[str]) -> object:
    """Return a public name of a package from the first of its modules that has it, and keep it there.

    modules: as they stand behind `from` in the package. Raises AttributeError for another name.
    """
    if name in names:
        for path in modules:
            home = load(f"{package.rpartition('.')[0]}{path[1:]}" if path[1] == "." else f"{package}{path}")
            if hasattr(home, name):
                found = getattr(home, name)
                setattr(load(package), name, found)
                return found
    raise AttributeError(f"module {package!r} has no attribute {name!r}")


def _wait_for_others() -> None:
    """Take the lock when no other thread imports."""
    thread = get_ident()
    _lock.acquire()
    while any(other != thread for other in _loading):
        _lock.release()
        time.sleep(0.001)
        _lock.acquire()


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(before=_wait_for_others, after_in_parent=_lock.release, after_in_child=_lock.release)
