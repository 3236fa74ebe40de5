"""Secrets: named and never shown. A reading of one has no value, no text and no error.

Found here are recovery phrases, keys behind a word for secrets, private keys of Bitcoin, and texts of secret
keys whose prefix is misspelt. Those of `sk_` are found with the other prefixed texts, bytes with other bytes.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from typing import Any, Final

from .. import signing
from ..errors import SignatureError
from ..protocol import HASH_BYTES
from ..redaction import find_named_keys, find_recovery_phrases
from .base58 import decode_base58
from .edits import CHECKSUM_BYTES, fits
from .reading import Confidence, Kind, Reading
from .view import View

__all__ = ["find", "is_secret_key", "is_secret_text"]

WARNING: Final = (
    "whoever has it controls the account: if others may have seen it, move everything to a new one"
)

_SECRET_TEXT: Final = re.compile(r"\s*s\s*k\s*[_$-]", re.IGNORECASE)
#: A body of 32 to 34 bytes in base58, with what may stand for `sk_` before it.
_BODY: Final = re.compile(
    r"(?<![0-9A-Za-z])(?:(?:sk|ks)[_$:-]?)?([1-9A-Za-z]{45,53})(?![0-9A-Za-z])", re.IGNORECASE
)
#: The first byte of private keys of Bitcoin and its test network, and how many bytes they have.
_WIF_VERSIONS: Final = (0x80, 0xEF)
_WIF_BYTES: Final = (33, 34)


def find(view: View) -> Iterator[Reading]:
    """Find the secrets of a view."""
    yield from heapq.merge(_phrases(view), _named(view), _keys(view), key=lambda one: one.start)


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


def _phrases(view: View) -> Iterator[Reading]:
    for start, end in find_recovery_phrases(view.text):
        why = "as many words as a recovery phrase has, and no sentence"
        yield view.reading(start, end, **_members(Confidence.LIKELY, why))


def _named(view: View) -> Iterator[Reading]:
    for start, end in find_named_keys(view.text):
        why = "it is as long as a key, and stands behind a word for secrets"
        yield view.reading(start, end, **_members(Confidence.LIKELY, why))


def _keys(view: View) -> Iterator[Reading]:
    for match in _BODY.finditer(view.text):
        whole = decode_base58(match[1])
        if whole is None or not fits(whole, len(whole)):
            continue
        payload = whole[:-CHECKSUM_BYTES]
        if match.start(1) > match.start() and len(payload) == HASH_BYTES:
            why = "the checksum of this text is right, and sk_ is the prefix of secret keys"
        elif match.start(1) == match.start() and len(payload) in _WIF_BYTES and payload[0] in _WIF_VERSIONS:
            why = "the checksum of a private key of Bitcoin is right"
        else:
            continue
        yield view.reading(*match.span(), **_members(Confidence.CERTAIN, why))


def _members(confidence: Confidence, why: str) -> dict[str, Any]:
    return {"kind": Kind.SECRET, "confidence": confidence, "why": why, "notes": (WARNING,)}
