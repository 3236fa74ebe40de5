"""The best known parts, put together: binascii, hashlib, rlp on its plain path, base58."""

from __future__ import annotations

from typing import Any, Final

from . import base58, dicts, items, rlp_pure, stdlib

NAME: Final = "plain parts"
VERSION: Final = "binascii + hashlib + rlp (pure) + base58"


def decode_tx(text: str) -> dict[str, Any]:
    return dicts.decode(stdlib.decode_text(text), rlp_pure.decode_rlp)


def encode_tx(tx: dict[str, Any]) -> str:
    return stdlib.encode_text("tx", to_bytes(tx))


def to_bytes(tx: dict[str, Any]) -> bytes:
    return dicts.encode(tx, rlp_pure.encode_rlp)


def decode_tx_and_ids(text: str) -> dict[str, Any]:
    """Decode a signed channel_create, both participants as text."""
    return dicts.with_id_texts(decode_tx(text), id_text)


def raw_fields(text: str) -> list[Any]:
    """Decode the RLP items of any transaction, and of the objects in it."""
    return items.decode_nested(stdlib.decode_text(text), rlp_pure.decode_rlp)


def id_text(raw: bytes) -> str:
    return base58.encode_text(dicts.ID_PREFIXES[raw[0]], raw[1:])


def tx_hash(text: str) -> str:
    """Hash the bytes in a text."""
    return base58.encode_text("th", stdlib.blake2b256(stdlib.decode_text(text)))


def channel_id(initiator_id: str, nonce: int, responder_id: str) -> str:
    initiator, responder = base58.decode_text(initiator_id), base58.decode_text(responder_id)
    return base58.encode_text("ch", stdlib.blake2b256(initiator + nonce.to_bytes(32, "big") + responder))
