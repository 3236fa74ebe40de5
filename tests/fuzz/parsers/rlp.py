"""Bare RLP: canonical or refused. The witness is the PyPI package `rlp`."""

from __future__ import annotations

import warnings
from typing import Any

from aecodec.limits import MAX_RLP_DEPTH

from ..judging import Judge

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the packages that it is built on
    import rlp as witness

#: What the witness has no limit or rule for.
_OWN_LIMITS = ("rlp_too_deep", "rlp_too_many_items", "rlp_too_long")


def check(data: bytes) -> set[str]:
    """Judges the bytes as one RLP item."""
    judge = Judge(len(data))
    item = judge.both(lambda aec: aec.rlp.decode(data), refusals=("RlpError",), name="rlp")
    for kind in (bytearray, memoryview):
        same = judge.both(lambda aec, kind=kind: aec.rlp.decode(kind(data)), refusals=("RlpError",))
        judge.require(same.good == item.good, "any bytes-like object is the same", kind)
        judge.require(not item.good or same.value == item.value, "any bytes-like object is the same", kind)
    if item.good:
        wire = judge.both(lambda aec, item: aec.rlp.encode(item), item)
        judge.require(wire.value == data, "encoding gives back the bytes", wire.value, data)
        judge.require(_kinds(item.value) <= {bytes, list}, "items are bytes and lists", item.value)
    if item.good or item.error.code not in _OWN_LIMITS:
        _check_witness(judge, data, item.value if item.good else None)
    judge.both(lambda aec: aec.decode_raw(data), name="raw")
    nested: Any = data
    for _ in range(MAX_RLP_DEPTH + len(data) % 2):
        nested = [nested]
    judge.both(lambda aec: aec.rlp.encode(nested), refusals=("RlpError",), name="deep")
    return judge.features


def _check_witness(judge: Judge, data: bytes, item: Any) -> None:
    witnessed = None
    try:
        # Its own reader: `decode` leaves the work to rusty-rlp where that is installed, and that one takes
        # lengths of nearly 2^64 for short ones.
        found, _, end = witness.codec.consume_item(data, 0)
    except (witness.DecodingError, IndexError):
        pass
    except RecursionError:  # it recurses where we count
        return
    else:
        witnessed = found if end == len(data) else None
    judge.require(item == witnessed, "the witness reads the same", item, witnessed)
    if item is not None:
        judge.require(witness.encode(item) == data, "the witness writes the same", item)


def _kinds(item: Any) -> set[type]:
    kinds, pending = set(), [item]
    while pending:
        value = pending.pop()
        kinds.add(type(value))
        pending += value if isinstance(value, list) else ()
    return kinds
