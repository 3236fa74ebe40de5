"""PyPI rlp as a program gets it: over rusty-rlp where that is installed."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

import rlp.codec  # type: ignore[import-untyped]

_OVER_RUST: Final = hasattr(rlp.codec, "rusty_rlp")

NAME: Final = "rlp, over rusty-rlp" if _OVER_RUST else "rlp, as installed"
VERSION: Final = f"rlp {version('rlp')}, " + (
    f"over rusty-rlp {version('rusty-rlp')}" if _OVER_RUST else "plain Python"
)

decode_rlp: Final = rlp.decode
encode_rlp: Final = rlp.encode
