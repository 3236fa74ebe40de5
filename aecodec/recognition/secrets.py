"""Secrets: named and never shown. A reading of one has no value, no text and no error."""

from __future__ import annotations

import re
from typing import Final

from .. import signing
from ..errors import SignatureError

__all__ = ["is_secret_key", "is_secret_text"]

_SECRET_TEXT: Final = re.compile(r"\s*s\s*k\s*[_$-]", re.IGNORECASE)


def is_secret_text(source: str) -> bool:
    """Return True if a text begins as secret keys do, however it is spelt."""
    return _SECRET_TEXT.match(source) is not None


def is_secret_key(content: bytes) -> bool:
    """Return True if these 64 bytes are a seed and its public key: a secret key, and no signature."""
    try:
        signing.Key.from_secret(content)
    except SignatureError:
        return False
    return True
