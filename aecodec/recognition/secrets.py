"""Secrets: named and never shown. A reading of one has no value, no text and no error.

Found here are recovery phrases, keys in PEM or behind a word for secrets, private keys of Bitcoin, and texts
of secret keys whose prefix is misspelt. Those of `sk_` are found with the other prefixed texts, bytes with
other bytes.
"""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from typing import Any, Final

from .. import signing
from .._text_rules import decode_base58
from ..errors import SignatureError
from ..protocol import HASH_BYTES
from ..redaction import find_named_keys, find_pem_keys, find_recovery_phrases
from .edits import CHECKSUM_BYTES, fits
from .reading import Confidence, Kind, Reading
from .view import View

__all__ = ["find", "is_secret_key", "is_secret_text"]

WARNING: Final = (
    "whoever has it controls the account: if others may have seen it, move everything to a new one"
)

_SECRET_TEXT: Final = re.compile(r"\s*s\s*k\s*[_$-]", re.IGNORECASE)
#: `sk_` as people misspell it, and the characters behind it: in one piece, or with strange ones between.
_SPELT: Final = re.compile(
    r"(?<![0-9A-Za-z_])(?:[sS][kK](?P<sign>[_$:-]?)|[kK][sS]_)"
    r"(?P<body>[0-9A-Za-z]*+)(?P<more>(?:[^0-9A-Za-z\n][0-9A-Za-z]{8,}+)*+)"
)
#: A piece of so many characters is all of a key, though something in it is wrong; of so many, a part of one.
_WHOLE_CHARS: Final = 42
_PART_CHARS: Final = 20
#: A private key of Bitcoin or its test network: the first byte, and how many bytes there are.
_WIF: Final = re.compile(r"(?<![0-9A-Za-z])[59KLc][1-9A-Za-z]{50,51}(?![0-9A-Za-z])", re.ASCII)
_WIF_VERSIONS: Final = (0x80, 0xEF)
_WIF_BYTES: Final = (33, 34)


def find(view: View) -> Iterator[Reading]:
    """Find the secrets of a view."""
    yield from heapq.merge(
        _phrases(view), _named(view), _keys(view), _bitcoin(view), _pem(view), key=lambda one: one.start
    )


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
    """Find texts that begin like those of secret keys, whole, damaged or in parts."""
    only = view.text.strip()
    for match in _SPELT.finditer(view.text):
        body, end = match["body"], match.end("body")
        whole = decode_base58(body)
        if whole is not None and len(whole) == HASH_BYTES + CHECKSUM_BYTES and fits(whole, len(whole)):
            why = "the checksum of this text is right, and sk_ is the prefix of secret keys"
            yield view.reading(match.start(), end, **_members(Confidence.CERTAIN, why))
        elif (match["sign"] != "" or match[0] == only) and _is_random(body + match["more"]):
            why = "it begins like the text of a secret key, and its characters are those of one"
            last = end if len(body) >= _WHOLE_CHARS else match.end()
            yield view.reading(match.start(), last, **_members(Confidence.LIKELY, why))


def _is_random(chars: str) -> bool:
    """Tell whether characters look like encoded bytes, not like words."""
    kinds = (str.isdigit, str.islower, str.isupper)
    return len(chars) >= _PART_CHARS and all(any(map(kind, chars)) for kind in kinds)


def _bitcoin(view: View) -> Iterator[Reading]:
    for match in _WIF.finditer(view.text):
        whole = decode_base58(match[0])
        if whole is None or whole[0] not in _WIF_VERSIONS or not fits(whole, len(whole)):
            continue
        if len(whole) - CHECKSUM_BYTES in _WIF_BYTES:
            why = "the checksum of a private key of Bitcoin is right"
            yield view.reading(*match.span(), **_members(Confidence.CERTAIN, why))


def _pem(view: View) -> Iterator[Reading]:
    for start, end in find_pem_keys(view.text):
        why = "the lines around it say that it is a private key"
        yield view.reading(start, end, **_members(Confidence.LIKELY, why))


def _members(confidence: Confidence, why: str) -> dict[str, Any]:
    return {"kind": Kind.SECRET, "confidence": confidence, "why": why, "notes": (WARNING,)}
