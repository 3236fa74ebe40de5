"""Typed transaction to text; and whether a long one costs more for a byte than a short one."""

from __future__ import annotations

import aecodec

from ..founding import CO_SIGNED, WIRE, signed_dict
from ..race import Contestant, Race, faster, ours, rival, time_of
from .decode import CO_SIGNED_V2, LONG, LONG_TEXT, SHORT, SHORT_TEXT

TX = aecodec.decode_tx(CO_SIGNED)
DICT = signed_dict()

RACES = (
    Race(
        "encode_tx",
        CO_SIGNED,
        ours(aecodec.encode_tx, TX),
        (
            rival("best_parts", "encode_tx", DICT, floor=faster(6), must=faster(7)),
            rival("plain_parts", "encode_tx", DICT),
            rival("js_sdk", "encode_tx", CO_SIGNED_V2, answer=CO_SIGNED_V2),
        ),
    ),
    Race(
        "to_bytes",
        WIRE,
        ours(aecodec.to_bytes, TX),
        (rival("best_parts", "to_bytes", DICT), rival("plain_parts", "to_bytes", DICT)),
    ),
    Race(
        "encode_tx, a KB of a 1 MB payload",
        LONG_TEXT,
        ours(aecodec.encode_tx, LONG, units=1024),
        (Contestant("of a 1 KB payload", aecodec.encode_tx, (SHORT,), answer=SHORT_TEXT, must=time_of(1.2)),),
    ),
)
