"""Refusal of a second interpreter in one process, before anything is loaded that would break there.

msgspec and the compiled modules keep types that all interpreters would share.
"""

from __future__ import annotations

import _thread
from importlib import import_module

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_known: Any = _thread
if hasattr(_known, "_is_main_interpreter"):  # from Python 3.12 on
    _is_main = bool(_known._is_main_interpreter())
else:
    try:
        _known = import_module("_xxsubinterpreters")
    except ImportError:
        _is_main = True
    else:
        _is_main = bool(_known.get_current() == _known.get_main())
if not _is_main:
    raise ImportError("aecodec works in the main interpreter of a process only: use threads or processes")
