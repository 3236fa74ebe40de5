"""Transactions as dicts, by hand: from RLP items and back.

One pair of functions for each transaction, as one writes them without a schema: field by field, nothing
checked but the number of items. Identifiers stay raw, 33 bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeAlias

Item: TypeAlias = Any
Fields: TypeAlias = dict[str, Any]
DecodeRlp: TypeAlias = Callable[[bytes], Item]
EncodeRlp: TypeAlias = Callable[[Item], bytes]

#: What stands before the text of an id, by its first byte.
ID_PREFIXES: Final = {1: "ak", 6: "ch"}

_number = int.from_bytes


def decode(wire: bytes, decode_rlp: DecodeRlp) -> Fields:
    """Decode the transaction in these bytes, with the one that it carries."""
    items = decode_rlp(wire)
    return _DECODERS[items[0], items[1]](items, decode_rlp)


def encode(tx: Fields, encode_rlp: EncodeRlp) -> bytes:
    return encode_rlp(_ENCODERS[tx["tag"], tx["version"]](tx, encode_rlp))


def decode_signed(items: list[Item], decode_rlp: DecodeRlp) -> Fields:
    _, _, signatures, transaction = items
    return {"tag": 11, "version": 1, "signatures": signatures, "transaction": decode(transaction, decode_rlp)}


def encode_signed(tx: Fields, encode_rlp: EncodeRlp) -> list[Item]:
    return [b"\x0b", b"\x01", tx["signatures"], encode(tx["transaction"], encode_rlp)]


def decode_channel_create(items: list[Item], _: DecodeRlp) -> Fields:
    (
        _tag, _version, initiator_id, initiator_amount, responder_id, responder_amount, channel_reserve,
        lock_period, ttl, fee, delegate_ids, state_hash, nonce,
    ) = items  # fmt: skip
    return {
        "tag": 50,
        "version": 1,
        "initiator_id": initiator_id,
        "initiator_amount": _number(initiator_amount, "big"),
        "responder_id": responder_id,
        "responder_amount": _number(responder_amount, "big"),
        "channel_reserve": _number(channel_reserve, "big"),
        "lock_period": _number(lock_period, "big"),
        "ttl": _number(ttl, "big"),
        "fee": _number(fee, "big"),
        "delegate_ids": delegate_ids,
        "state_hash": state_hash,
        "nonce": _number(nonce, "big"),
    }


def encode_channel_create(tx: Fields, _: EncodeRlp) -> list[Item]:
    return [
        b"\x32",
        b"\x01",
        tx["initiator_id"],
        number_bytes(tx["initiator_amount"]),
        tx["responder_id"],
        number_bytes(tx["responder_amount"]),
        number_bytes(tx["channel_reserve"]),
        number_bytes(tx["lock_period"]),
        number_bytes(tx["ttl"]),
        number_bytes(tx["fee"]),
        tx["delegate_ids"],
        tx["state_hash"],
        number_bytes(tx["nonce"]),
    ]


def with_id_texts(tx: Fields, id_text: Callable[[bytes], str]) -> Fields:
    """Replace the participants of a signed channel_create by their text."""
    create = tx["transaction"]
    create["initiator_id"] = id_text(create["initiator_id"])
    create["responder_id"] = id_text(create["responder_id"])
    return tx


def number_bytes(number: int) -> bytes:
    """Encode a number: big-endian, zero as one zero byte."""
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


_DECODERS: Final[dict[tuple[bytes, bytes], Callable[[list[Item], DecodeRlp], Fields]]] = {
    (b"\x0b", b"\x01"): decode_signed,
    (b"\x32", b"\x01"): decode_channel_create,
}
_ENCODERS: Final[dict[tuple[int, int], Callable[[Fields, EncodeRlp], list[Item]]]] = {
    (11, 1): encode_signed,
    (50, 1): encode_channel_create,
}
