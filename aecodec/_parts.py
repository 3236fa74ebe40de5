"""Prefixed texts that hold no object, for people: what a prefix stands for, and the tree of a text.

This is all that a program needs to show an identifier or a hash.
"""

from __future__ import annotations

from typing import Final

from ._tree import Row, Value
from .text import Parts

_LONGEST: Final = 200  # bytes that are shown as text

#: What each prefix stands for. Source: the encodings of aeternity/protocol, node/api/api_encoding.md.
MEANINGS: Final = {
    "ak": "account public key",
    "ba": "byte array",
    "bf": "proof-of-fraud hash of a block",
    "bs": "state root hash of a block",
    "bx": "transactions root hash of a block",
    "cb": "contract bytes: code, call data or return value",
    "ch": "channel id",
    "ck": "contract store key",
    "cm": "name commitment hash",
    "cs": "contract calls state tree",
    "ct": "contract public key",
    "cv": "contract store value",
    "kh": "key block hash",
    "mh": "micro block hash",
    "nm": "name hash",
    "ok": "oracle public key",
    "oq": "oracle query id",
    "or": "oracle response",
    "ov": "oracle query",
    "pi": "proof of inclusion",
    "pp": "peer public key",
    "sg": "signature",
    "sk": "account secret key",
    "ss": "state trees",
    "st": "state hash",
    "th": "transaction hash",
    "tx": "transaction",
}


def outline_parts(parts: Parts) -> Row:
    """Return the meaning of a prefixed text and its payload, but never that of a secret key."""
    if parts.prefix == "sk":
        payload = Value("not shown, it is secret; its checksum is right")
    else:
        payload = Value(parts.payload.hex(), _size(parts.payload)) if parts.payload else Value("(empty)")
    title = Value(MEANINGS[parts.prefix], f"{parts.prefix}_")
    return Row("", (title,), (Row("payload", (payload,)),))


def _size(payload: bytes) -> str:
    """Say how many bytes there are, and what they are if they are text."""
    size = f"{len(payload)} bytes"
    if len(payload) > _LONGEST or not payload.isascii() or not payload.decode().isprintable():
        return size
    content = payload.decode().replace("\\", "\\\\").replace('"', '\\"')
    return f'{size}, "{content}"'
