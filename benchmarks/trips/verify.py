"""Verifying: one signature, and a co-signed transaction from text to the outcome."""

from __future__ import annotations

from nacl.signing import VerifyKey

import aecodec
from aecodec import signing

from ..founding import CO_SIGNED, INNER_WIRE, NETWORK, RESPONDER, RESPONDER_KEY, SIGNATURES
from ..race import Race, ours, rival, time_of

MESSAGE = NETWORK.encode() + INNER_WIRE
#: Signatures are sorted, so their order says nothing: the first is the responder's.
SIGNER_KEY = RESPONDER_KEY
SIGNER = aecodec.Id(RESPONDER)
ONE_SIGNATURE = {"signature": SIGNATURES[0], "message": MESSAGE, "account_id": SIGNER}

RACES = (
    Race(
        "verify_signature",
        True,
        ours(signing.verify_signature, options=ONE_SIGNATURE),
        (
            rival(
                "pynacl",
                "verify",
                SIGNATURES[0],
                MESSAGE,
                VerifyKey(SIGNER_KEY),
                floor=time_of(1.4),
                must=time_of(1.1),
            ),
        ),
    ),
    Race(
        "verify, a co-signed transaction",
        True,
        ours(signing.verify, CO_SIGNED, NETWORK, convert=bool),
        (rival("best_parts", "verify_tx", CO_SIGNED, NETWORK),),
    ),
)
