"""PyPI base58: plain Python, with its own check functions."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

import base58

NAME: Final = "base58"
VERSION: Final = f"base58 {version('base58')}"


def decode_text(text: str) -> bytes:
    payload: bytes = base58.b58decode_check(text[3:])
    return payload


def encode_text(prefix: str, payload: bytes) -> str:
    return f"{prefix}_{base58.b58encode_check(payload).decode()}"
