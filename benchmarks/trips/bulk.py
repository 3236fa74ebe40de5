"""Many transactions in one call: typed, in columns, verified; each against our own loop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import aecodec

from ..corpus import mixture
from ..founding import NETWORK
from ..race import Contestant, Race, faster, ours_by_name

TEXTS: Final = mixture.transactions()
#: Of one type: the one that most transactions have.
SPENDS: Final = mixture.of_one_type(aecodec.SpendTx, 1000)
SPEND_TEXTS: Final = list(map(aecodec.encode_tx, SPENDS))
SIGNED: Final = mixture.signed_spends(1000, NETWORK)


def decode_each(texts: Sequence[str]) -> list[aecodec.Tx | aecodec.DecodeError]:
    """Do in a loop what `decode_txs` does: decode each text, errors as values."""
    made: list[aecodec.Tx | aecodec.DecodeError] = []
    for text in texts:
        try:
            made.append(aecodec.decode_tx(text))
        except aecodec.DecodeError as error:
            made.append(error)
    return made


def verify_each(txs: Sequence[aecodec.Tx]) -> list[aecodec.Verification]:
    return [aecodec.verify(tx, NETWORK) for tx in txs]


def rows(columns: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Return the columns as rows; amounts are some words of 64 bits each, the lowest first."""
    amounts, fees = ([number(row) for row in columns[name].tolist()] for name in ("amount", "fee"))
    senders = [bytes(row) for row in columns["sender_id"].tolist()]
    starts, payloads = columns["payload.offsets"].tolist(), bytes(columns["payload"])
    texts = [payloads[start:end] for start, end in pairwise(starts)]
    return list(zip(senders, amounts, fees, texts, strict=True))


def number(words: int | list[int]) -> int:
    listed = words if isinstance(words, list) else [words]
    return sum(word << 64 * place for place, word in enumerate(listed))


def looped(texts: Sequence[str], **details: Any) -> Contestant:
    call = "own loop of decode_tx"
    return Contestant(
        call, decode_each, (texts,), convert=len, answer=len(texts), units=len(texts), **details
    )


RACES = (
    Race(
        "decode_txs, generated transactions",
        decode_each(TEXTS),
        ours_by_name("decode_txs", TEXTS, units=len(TEXTS)),
        (looped(TEXTS, must=faster(1.2)),),
    ),
    Race(
        "columns, of 1,000 spends",
        [(bytes(tx.sender_id), tx.amount, tx.fee, tx.payload) for tx in SPENDS],
        ours_by_name("columns", SPEND_TEXTS, aecodec.SpendTx, convert=rows, units=len(SPENDS)),
        (looped(SPEND_TEXTS, floor=faster(1.3), must=faster(1.7)),),
    ),
    Race(
        "verify_many, 1,000 spends",
        True,
        ours_by_name("verify_many", SIGNED, NETWORK, convert=all, units=len(SIGNED)),
        (Contestant("own loop of verify", verify_each, (SIGNED,), convert=all, units=len(SIGNED)),),
    ),
)
