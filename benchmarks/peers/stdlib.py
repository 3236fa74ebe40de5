"""The standard library: base64 by binascii, SHA-256 and BLAKE2b by hashlib. It has no base58 and no RLP."""

from __future__ import annotations

import platform
from binascii import a2b_base64, b2a_base64
from hashlib import blake2b, sha256
from typing import Final

NAME: Final = "binascii + hashlib"
VERSION: Final = f"Python {platform.python_version()}"


def decode_text(text: str) -> bytes:
    """Decode a base64 text and check its checksum."""
    content = a2b_base64(text[3:], strict_mode=True)
    return strip_checksum(content)


def encode_text(prefix: str, payload: bytes) -> str:
    return f"{prefix}_{b2a_base64(payload + checksum(payload), newline=False).decode()}"


def checksum(payload: bytes) -> bytes:
    return sha256(sha256(payload).digest()).digest()[:4]


def strip_checksum(content: bytes) -> bytes:
    """Return the payload before the checksum. Raises ValueError for a wrong one."""
    payload = content[:-4]
    if sha256(sha256(payload).digest()).digest()[:4] != content[-4:]:
        raise ValueError("wrong checksum")
    return payload


def blake2b256(data: bytes) -> bytes:
    return blake2b(data, digest_size=32).digest()
