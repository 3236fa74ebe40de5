"""PyNaCl (libsodium): Ed25519 by its classes, with keys that are ready."""

from __future__ import annotations

from typing import Final

import nacl
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

NAME: Final = "PyNaCl"
VERSION: Final = f"PyNaCl {nacl.__version__}"


def sign(message: bytes, key: SigningKey) -> bytes:
    return key.sign(message).signature


def verify(signature: bytes, message: bytes, key: VerifyKey) -> bool:
    try:
        key.verify(message, signature)
    except BadSignatureError:
        return False
    return True
