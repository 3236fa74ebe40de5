"""Text to typed transaction; and whether a long one costs more for a byte than a short one."""

from __future__ import annotations

from typing import Any

import aecodec
from aecodec import decode_tx
from aecodec.text import sha256d

from ..founding import (
    CHECKSUM,
    CO_SIGNED,
    INITIATOR,
    RESPONDER,
    UNSIGNED,
    WIRE,
    as_dict,
    as_dict_with_texts,
    co_signed_v2,
    create_dict,
    js_object_v2,
    signed_dict,
)
from ..race import Contestant, Race, faster, ours, rival, time_of

SIGNED = signed_dict()
CO_SIGNED_V2 = co_signed_v2()


def decode_tx_and_ids(text: str) -> Any:
    """Decode the co-signed transaction, and write both participants as text."""
    tx: Any = decode_tx(text)
    create = tx.transaction
    str(create.initiator_id)
    str(create.responder_id)
    return tx


def spend(payload_bytes: int) -> aecodec.SpendTx:
    """Make a transaction that is as long as its payload."""
    return aecodec.SpendTx(
        sender_id=aecodec.Id(INITIATOR),
        recipient_id=aecodec.Id(RESPONDER),
        amount=1,
        fee=20_000_000_000_000,
        ttl=0,
        nonce=1,
        payload=bytes(range(256)) * (payload_bytes // 256),
    )


SHORT, LONG = spend(1 << 10), spend(1 << 20)
SHORT_TEXT, LONG_TEXT = aecodec.encode_tx(SHORT), aecodec.encode_tx(LONG)

RACES = (
    Race(
        "decode_tx",
        SIGNED,
        ours(aecodec.decode_tx, CO_SIGNED, convert=as_dict),
        (
            rival("best_parts", "decode_tx", CO_SIGNED, floor=faster(14), must=faster(18)),
            rival("plain_parts", "decode_tx", CO_SIGNED),
            rival("js_sdk", "decode_tx", CO_SIGNED_V2, answer=js_object_v2()),
            Contestant(
                "own sha256d", sha256d, (WIRE,), convert=lambda d: d[:4], answer=CHECKSUM, must=time_of(2.1)
            ),
        ),
    ),
    Race(
        "decode_tx, both ids as text",
        signed_dict(ids_as_text=True),
        ours(decode_tx_and_ids, CO_SIGNED, convert=as_dict_with_texts),
        (
            rival("plain_parts", "decode_tx_and_ids", CO_SIGNED, must=faster(32)),
            rival("best_parts", "decode_tx_and_ids", CO_SIGNED),
        ),
    ),
    Race(
        "decode_tx, unsigned",
        {**SIGNED, "signatures": [], "transaction": create_dict()},
        ours(aecodec.decode_tx, UNSIGNED, convert=as_dict),
        (rival("best_parts", "decode_tx", UNSIGNED),),
    ),
    Race(
        "decode_tx, a KB of a 1 MB payload",
        LONG,
        ours(aecodec.decode_tx, LONG_TEXT, units=1024),
        (Contestant("of a 1 KB payload", aecodec.decode_tx, (SHORT_TEXT,), answer=SHORT, must=time_of(1.2)),),
    ),
)
