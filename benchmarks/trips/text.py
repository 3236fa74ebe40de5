"""Prefixed text to payload and back: base58 for an account, base64 for a transaction, both with checksum."""

from __future__ import annotations

import aecodec

from ..founding import CO_SIGNED, INITIATOR, INITIATOR_KEY, WIRE
from ..race import Race, faster, ours, rival

RACES = (
    Race(
        "decode ak_",
        INITIATOR_KEY,
        ours(aecodec.decode, INITIATOR),
        (
            rival("base58", "decode_text", INITIATOR, must=faster(40)),
            rival("based58", "decode_text", INITIATOR),
            rival("based58_hashlib", "decode_text", INITIATOR, floor=faster(10), must=faster(13)),
            rival("js_sdk", "decode_text", INITIATOR),
        ),
    ),
    Race(
        "encode ak_",
        INITIATOR,
        ours(aecodec.encode, "ak", INITIATOR_KEY),
        (
            rival("base58", "encode_text", "ak", INITIATOR_KEY, must=faster(40)),
            rival("based58", "encode_text", "ak", INITIATOR_KEY),
            rival("based58_hashlib", "encode_text", "ak", INITIATOR_KEY, floor=faster(11), must=faster(13)),
            rival("js_sdk", "encode_text", "ak", INITIATOR_KEY),
        ),
    ),
    Race(
        "decode tx_, to payload",
        WIRE,
        ours(aecodec.decode, CO_SIGNED),
        (
            rival("stdlib", "decode_text", CO_SIGNED, floor=faster(5)),
            rival("pybase64", "decode_text", CO_SIGNED),
        ),
    ),
    Race(
        "encode tx_, from payload",
        CO_SIGNED,
        ours(aecodec.encode, "tx", WIRE),
        (
            rival("stdlib", "encode_text", "tx", WIRE, floor=faster(4)),
            rival("pybase64", "encode_text", "tx", WIRE),
        ),
    ),
)
