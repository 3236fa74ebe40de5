"""Which twin runs: the compiled one, unless this build or AECODEC_PURE=1 asks for plain Python.

A compiled module that is missing or broken raises here; nothing falls back in silence.
"""

from __future__ import annotations

import os
from types import ModuleType
from typing import TYPE_CHECKING, Final

from ._lazy import load


def _pure() -> bool:
    if os.environ.get("AECODEC_PURE") == "1":
        return True
    try:
        from . import _fast  # noqa: F401  (a build without extensions leaves the package out)
    except ImportError:
        return True
    return False


PURE: Final = _pure()

_MISSING: Final = (
    "the compiled modules of aecodec are not built here, or broken: build them in place with"
    " `pip install -e .`, or set AECODEC_PURE=1 to run in plain Python"
)

if TYPE_CHECKING or PURE:
    from ._pure import check, decoder, encoder, ids, reader, rlp, table, text
else:
    try:
        from ._fast import check, decoder, encoder, ids, reader, rlp, table, text
    except ImportError as error:
        raise ImportError(_MISSING) from error


def later(name: str) -> ModuleType:
    """Import a module of the twin that runs on its first use."""
    return load(f"{__package__}.{'_pure' if PURE else '_fast'}.{name}")


#: The twin that runs: `"fast"`, the compiled one, or `"pure"`, the one in plain Python.
BACKEND: Final = "pure" if PURE else "fast"

__all__ = ["BACKEND", "check", "decoder", "encoder", "ids", "later", "reader", "rlp", "table", "text"]
