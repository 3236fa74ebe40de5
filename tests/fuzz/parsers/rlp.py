"""Bare RLP: canonical or refused. The reference is the PyPI package `rlp`."""

from __future__ import annotations

import warnings
from typing import Any

from aecodec.limits import MAX_RLP_DEPTH

from ..checking import Checker

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of the packages that it is built on
    import rlp as reference

#: Limits that the reference does not have.
_OWN_LIMITS = ("rlp_too_deep", "rlp_too_many_items", "rlp_too_long")


def check(data: bytes) -> set[str]:
    """Check the bytes as one RLP item."""
    checker = Checker(len(data))
    item = checker.both(lambda aec: aec.rlp.decode(data), refusals=("RlpError",), name="rlp")
    for kind in (bytearray, memoryview):
        same = checker.both(lambda aec, kind=kind: aec.rlp.decode(kind(data)), refusals=("RlpError",))
        checker.require(same.good == item.good, "any bytes-like object is the same", kind)
        checker.require(not item.good or same.value == item.value, "any bytes-like object is the same", kind)
    if item.good:
        wire = checker.both(lambda aec, item: aec.rlp.encode(item), item)
        checker.require(wire.value == data, "encoding gives back the bytes", wire.value, data)
        checker.require(_kinds(item.value) <= {bytes, list}, "items are bytes and lists", item.value)
    if item.good or item.error.code not in _OWN_LIMITS:
        _check_reference(checker, data, item.value if item.good else None)
    checker.both(lambda aec: aec.decode_raw(data), name="raw")
    nested: Any = data
    for _ in range(MAX_RLP_DEPTH + len(data) % 2):
        nested = [nested]
    checker.both(lambda aec: aec.rlp.encode(nested), refusals=("RlpError",), name="deep")
    return checker.features


def _check_reference(checker: Checker, data: bytes, item: Any) -> None:
    expected = None
    try:
        # Its own reader: `decode` leaves the work to rusty-rlp where that is installed, and that one takes
        # lengths of nearly 2^64 for short ones.
        found, _, end = reference.codec.consume_item(data, 0)
    except (reference.DecodingError, IndexError):
        pass
    except RecursionError:  # it recurses, aecodec counts
        return
    else:
        expected = found if end == len(data) else None
    checker.require(item == expected, "the reference reads the same", item, expected)
    if item is not None:
        checker.require(reference.encode(item) == data, "the reference writes the same", item)


def _kinds(item: Any) -> set[type]:
    kinds, pending = set(), [item]
    while pending:
        value = pending.pop()
        kinds.add(type(value))
        pending += value if isinstance(value, list) else ()
    return kinds
