"""The secret key of these tests in every form, and a search for parts of it.

Its seed stands here for everybody to read.
"""

from __future__ import annotations

import re

import aecodec
from aecodec import Key

from .conftest import founding

SEED = bytes.fromhex("7f3b19c2d4a8e65f0b917c3d2e8a46f1c05d9b72e3a1f4860d5c7b9e2f4a6183")
KEY = Key.from_seed(SEED)
WHOLE = SEED + KEY.address.key
TEXT: str = aecodec.encode("sk", SEED)
FOUNDING: str = founding()["co_signed"]

SPEND = {"sender_id": KEY.address, "recipient_id": KEY.address, "amount": 1, "nonce": 1}

#: Every form that a secret has here, of which nothing may be seen.
FORMS = {
    "text": TEXT,
    "seed": SEED.hex(),
    "seed with 0x": "0x" + SEED.hex(),
    "capitals": SEED.hex().upper(),
    "secret": WHOLE.hex(),
    "one digit lost": SEED.hex()[:-1],
}


def without_ids(text: str) -> str:
    """Remove the identifiers with the seed as their key.

    `decode` shows what 32 bytes could be if no word says that they are a secret: nobody can tell a seed from
    a public key.
    """
    return re.sub(rf"\b(?:ak|ct|ok|ch|th|kh|mh|nm|cm)_{TEXT[3:]}", "", text)


def leaks(text: str) -> list[str]:
    """Return the parts of secrets in a text: six characters or three bytes in a row."""
    low = text.lower()
    parts = [SEED.hex(), TEXT.removeprefix("sk_").lower()]
    shown = [part[at : at + 6] for part in parts for at in range(len(part) - 5) if part[at : at + 6] in low]
    runs = [", ".join(map(str, SEED[at : at + 3])) for at in range(30)]
    raw = [repr(SEED)[2 + at : 10 + at] for at in range(40)]
    return [*shown, *(run for run in [*runs, *raw] if run in text)]
