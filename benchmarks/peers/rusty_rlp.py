"""rusty-rlp (Rust), called without rlp around it."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any, Final

import rusty_rlp  # type: ignore[import-untyped]
from rusty_rlp import decode_raw

NAME: Final = "rusty-rlp"
VERSION: Final = f"rusty-rlp {version('rusty-rlp')}"


def decode_rlp(wire: bytes) -> Any:
    """Decode an item strictly, without the copies of every part that it can also return."""
    return decode_raw(wire, True, False)[0]


encode_rlp: Final = rusty_rlp.encode_raw
