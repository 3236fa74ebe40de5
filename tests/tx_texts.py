"""Texts of real transactions, and inputs that are refused."""

from __future__ import annotations

from typing import Any

from .conftest import VECTORS, founding, json_lines
from .mutated_rlp import nest, set_unused_bits, spend
from .shared_vectors import WIRES

#: Transactions as text: three of the founding session, and those that a contract authorized.
TEXTS = [founding()[name] for name in ("unsigned", "half_signed", "co_signed")]
TEXTS += [row["tx"] for _, row in json_lines(VECTORS / "authorized.jsonl")]
#: Inputs that `decode_tx` refuses, each for another reason.
BAD: list[Any] = [
    "",
    "ak_",
    TEXTS[0][:-1],
    set_unused_bits(next(text for text in TEXTS if text.endswith("="))),
    TEXTS[2].replace("QENC", "QENB"),
    b"",
    nest(100),
    spend(amount=b""),
    spend(sender_id=b"\5" + bytes(32)),
    spend(version=b"\7"),
    WIRES["SignedTx"] + b"\0",
    WIRES["SignedTx"][:-1],
    b"\xc4\x0a\1\0\0",  # an account
]
