"""based58 (Rust), with its own check functions."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from based58 import b58decode_check, b58encode_check

NAME: Final = "based58"
VERSION: Final = f"based58 {version('based58')}"


def decode_text(text: str) -> bytes:
    return b58decode_check(text[3:].encode())


def encode_text(prefix: str, payload: bytes) -> str:
    return f"{prefix}_{b58encode_check(payload).decode()}"
