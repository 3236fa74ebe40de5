"""Prefixed text, changed in its payload with a new checksum, or in its letters."""

from __future__ import annotations

import base64
from collections.abc import Callable
from hashlib import sha256
from random import Random
from typing import Final

import base58

from aecodec.protocol import PREFIXES

from . import plain

_KNOWN: Final = sorted(PREFIXES)
#: Longer base58 is not changed: it takes quadratic time, and twice the limit of the library is enough.
_LONGEST: Final = 256

_LETTERS: Final = "1Il0Oz+/=_- \n\0\x7f\u00e9\u202e\u2028\ud800\U0001f600"


def mutate(text: str, rng: Random, payloads: Callable[[bytes, Random], bytes] = plain.mutate) -> str:
    """Change a text a little. payloads: how to change the bytes in it."""
    parts = split(text)
    choice = rng.randrange(8)
    if parts is None or choice < 2:
        return _letters(text, rng)
    prefix, payload = parts
    if choice < 6:
        payload = payloads(payload, rng)
    if choice == 6 or rng.random() < 0.1:
        prefix = rng.choice(_KNOWN)
    return encode_text(prefix, payload, right=rng.random() < 0.97)


def split(text: str) -> tuple[str, bytes] | None:
    """Return prefix and payload of a text; None if it is none."""
    prefix, _, body = text.partition("_")
    if prefix not in PREFIXES:
        return None
    try:
        if not PREFIXES[prefix].base58:
            return prefix, base64.b64decode(body)[:-4]
        if len(body) < _LONGEST:
            return prefix, base58.b58decode(body)[:-4]
    except ValueError:
        pass
    return None


def encode_text(prefix: str, payload: bytes, right: bool = True) -> str:
    """Write the text of a payload, with a right or a wrong checksum."""
    whole = payload + sha256(sha256(payload).digest()).digest()[:4]
    if not right:
        whole = whole[:-1] + bytes([whole[-1] ^ 1])
    if PREFIXES[prefix].base58:
        return f"{prefix}_{base58.b58encode(whole[:_LONGEST]).decode()}"
    return f"{prefix}_{base64.b64encode(whole).decode()}"


def _letters(text: str, rng: Random) -> str:
    at = rng.randint(0, len(text))
    match rng.randrange(6):
        case 0:
            return text[:at] + rng.choice(_LETTERS) + text[at:]
        case 1:
            return text[:at] + rng.choice(_LETTERS) + text[at + 1 :]
        case 2:
            return text[:at]
        case 3:
            return text[:at] + text[at + 1 :]
        case 4:
            return text[:at] + (text[at : at + 1].swapcase() or "=") + text[at + 1 :]
    return text[:at] + text[: rng.choice((4, 40, 200))] + text[at:]
