"""The fastest parts, put together: pybase64, hashlib, rusty-rlp, based58, PyNaCl."""

from __future__ import annotations

from typing import Any, Final

from nacl.signing import SigningKey, VerifyKey

from . import based58, dicts, items, pybase64, pynacl, rusty_rlp
from .stdlib import blake2b256

NAME: Final = "best parts"
VERSION: Final = "pybase64 + hashlib + rusty-rlp, based58, PyNaCl"


def decode_tx(text: str) -> dict[str, Any]:
    return dicts.decode(pybase64.decode_text(text), rusty_rlp.decode_rlp)


def encode_tx(tx: dict[str, Any]) -> str:
    return pybase64.encode_text("tx", to_bytes(tx))


def to_bytes(tx: dict[str, Any]) -> bytes:
    return dicts.encode(tx, rusty_rlp.encode_rlp)


def decode_tx_and_ids(text: str) -> dict[str, Any]:
    """Decode a signed channel_create, both participants as text."""
    return dicts.with_id_texts(decode_tx(text), id_text)


def raw_fields(text: str) -> list[Any]:
    """Decode the RLP items of any transaction, and of the objects in it."""
    return items.decode_nested(pybase64.decode_text(text), rusty_rlp.decode_rlp)


def id_text(raw: bytes) -> str:
    return based58.encode_text(dicts.ID_PREFIXES[raw[0]], raw[1:])


def tx_hash(text: str) -> str:
    """Hash the bytes in a text."""
    return based58.encode_text("th", blake2b256(pybase64.decode_text(text)))


def tx_hash_of(tx: dict[str, Any]) -> str:
    """Hash a decoded transaction."""
    return based58.encode_text("th", blake2b256(to_bytes(tx)))


def channel_id(initiator_id: str, nonce: int, responder_id: str) -> str:
    initiator, responder = based58.decode_text(initiator_id), based58.decode_text(responder_id)
    return based58.encode_text("ch", blake2b256(initiator + nonce.to_bytes(32, "big") + responder))


def sign_tx(text: str, key: SigningKey, network_id: str) -> dict[str, Any]:
    """Sign a transaction in a SignedTx."""
    tx = decode_tx(text)
    wire = dicts.encode(tx["transaction"], rusty_rlp.encode_rlp)
    tx["signatures"] = sorted([*tx["signatures"], pynacl.sign(network_id.encode() + wire, key)])
    return tx


def verify_tx(text: str, network_id: str) -> bool:
    """Check that both participants of a channel_create have signed it, raw, for this network."""
    _, _, signatures, wire = rusty_rlp.decode_rlp(pybase64.decode_text(text))
    create = dicts.decode(wire, rusty_rlp.decode_rlp)
    message = network_id.encode() + wire
    missing = [VerifyKey(create["initiator_id"][1:]), VerifyKey(create["responder_id"][1:])]
    for signature in signatures:
        signer = next((key for key in missing if pynacl.verify(signature, message, key)), None)
        if signer is None:
            return False
        missing.remove(signer)
    return not missing
