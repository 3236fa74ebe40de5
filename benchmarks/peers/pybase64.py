"""pybase64 (libbase64, AVX-512 where the processor has it), with the checksum by hashlib."""

from __future__ import annotations

from typing import Final

import pybase64

from .stdlib import checksum, strip_checksum

NAME: Final = "pybase64 + hashlib"
VERSION: Final = f"pybase64 {pybase64.__version__}"


def decode_text(text: str) -> bytes:
    return strip_checksum(pybase64.b64decode(text[3:], validate=True))


def encode_text(prefix: str, payload: bytes) -> str:
    return f"{prefix}_{pybase64.b64encode_as_string(payload + checksum(payload))}"
