"""based58 (Rust) for the digits alone, with the checksum by hashlib: slower than its own check functions."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

from based58 import b58decode, b58encode

from .stdlib import checksum, strip_checksum

NAME: Final = "based58 + hashlib"
VERSION: Final = f"based58 {version('based58')}"


def decode_text(text: str) -> bytes:
    return strip_checksum(b58decode(text[3:].encode()))


def encode_text(prefix: str, payload: bytes) -> str:
    return f"{prefix}_{b58encode(payload + checksum(payload)).decode()}"
