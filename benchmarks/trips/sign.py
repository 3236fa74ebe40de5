"""Signing: a bare message, and a transaction from text to the signed object."""

from __future__ import annotations

from nacl.signing import SigningKey

from aecodec import signing

from ..founding import INNER_WIRE, NETWORK, UNSIGNED, as_dict, create_dict
from ..race import Race, ours, rival

SEED = bytes(range(32))
KEY = signing.Key.from_seed(SEED)
SIGNING_KEY = SigningKey(SEED)
MESSAGE = NETWORK.encode() + INNER_WIRE
#: Ed25519 gives the same signature for the same message, whoever makes it.
SIGNATURE = SIGNING_KEY.sign(MESSAGE).signature

RACES = (
    Race(
        "Key.sign, a message",
        SIGNATURE,
        ours(KEY.sign, MESSAGE),
        (rival("pynacl", "sign", MESSAGE, SIGNING_KEY),),
    ),
    Race(
        "sign, a transaction",
        {"tag": 11, "version": 1, "signatures": [SIGNATURE], "transaction": create_dict()},
        ours(signing.sign, UNSIGNED, KEY, NETWORK, convert=as_dict),
        (rival("best_parts", "sign_tx", UNSIGNED, SIGNING_KEY, NETWORK),),
    ),
)
