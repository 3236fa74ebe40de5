"""Bare RLP: nested lists of bytes. Inner: the channel_create, 13 items. Outer: the SignedTx around it."""

from __future__ import annotations

import aecodec

from ..founding import INNER_WIRE, WIRE, inner_items, outer_items
from ..race import Race, faster, ours, rival

INNER, OUTER = inner_items(), outer_items()

RACES = (
    Race(
        "rlp.decode, inner",
        INNER,
        ours(aecodec.rlp.decode, INNER_WIRE),
        (
            rival("rusty_rlp", "decode_rlp", INNER_WIRE, floor=faster(9), must=faster(13)),
            rival("rlp_pure", "decode_rlp", INNER_WIRE, must=faster(24)),
            rival("rlp_installed", "decode_rlp", INNER_WIRE),
        ),
    ),
    Race(
        "rlp.encode, inner",
        INNER_WIRE,
        ours(aecodec.rlp.encode, INNER),
        (
            rival("rusty_rlp", "encode_rlp", INNER, floor=faster(2), must=faster(2.5)),
            rival("rlp_pure", "encode_rlp", INNER, must=faster(120)),
            rival("rlp_installed", "encode_rlp", INNER),
        ),
    ),
    Race(
        "rlp.decode, outer",
        OUTER,
        ours(aecodec.rlp.decode, WIRE),
        (rival("rusty_rlp", "decode_rlp", WIRE), rival("rlp_pure", "decode_rlp", WIRE)),
    ),
    Race(
        "rlp.encode, outer",
        WIRE,
        ours(aecodec.rlp.encode, OUTER),
        (rival("rusty_rlp", "encode_rlp", OUTER), rival("rlp_pure", "encode_rlp", OUTER)),
    ),
)
