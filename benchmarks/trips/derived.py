"""Values that follow from a transaction: its hash, the id of the channel that it opens."""

from __future__ import annotations

import aecodec
from aecodec import derived

from ..founding import CHANNEL_ID, CO_SIGNED, CO_SIGNED_HASH, FIELDS, INITIATOR, RESPONDER, signed_dict
from ..race import Race, faster, ours, rival

PARTICIPANTS = (INITIATOR, FIELDS["nonce"], RESPONDER)


def channel_id(initiator_id: str, nonce: int, responder_id: str) -> str:
    return str(derived.channel_id(initiator_id, nonce, responder_id))


RACES = (
    Race(
        "tx_hash, of text",
        CO_SIGNED_HASH,
        ours(derived.tx_hash, CO_SIGNED),
        (
            rival("best_parts", "tx_hash", CO_SIGNED, floor=faster(3), must=faster(5)),
            rival("plain_parts", "tx_hash", CO_SIGNED),
            rival("js_sdk", "tx_hash", CO_SIGNED),
        ),
    ),
    Race(
        "tx_hash, of typed tx",
        CO_SIGNED_HASH,
        ours(derived.tx_hash, aecodec.decode_tx(CO_SIGNED)),
        (rival("best_parts", "tx_hash_of", signed_dict(), must=faster(5)),),
    ),
    Race(
        "channel_id, to text",
        CHANNEL_ID,
        ours(channel_id, *PARTICIPANTS),
        (rival("best_parts", "channel_id", *PARTICIPANTS), rival("plain_parts", "channel_id", *PARTICIPANTS)),
    ),
)
