"""Signing: a bare message, and a transaction from text to the signed object."""

from __future__ import annotations

from typing import Any

from nacl.signing import SigningKey

from aecodec import signing

from .founding import INNER_WIRE, NETWORK, UNSIGNED, create_dict, told
from .race import Contestant, Race, ours, rival, time_with

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
        ours(signing.sign, UNSIGNED, KEY, NETWORK, told=told),
        (rival("best_parts", "sign_tx", UNSIGNED, SIGNING_KEY, NETWORK),),
    ),
)


def test_sign(benchmark: Any, race: Race, contestant: Contestant) -> None:
    time_with(benchmark, race, contestant)
