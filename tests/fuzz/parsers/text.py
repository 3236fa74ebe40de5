"""Prefixed text: decoded strictly or not at all, and one text for one payload.

Witnesses: `base58`, and `base64` and `hashlib` of the standard library.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any, Final

import base58

from aecodec.limits import MAX_BASE58_CHARS
from aecodec.protocol import PREFIXES

from ..judging import Judge
from ..mutators.text import written

_KNOWN: Final = sorted(PREFIXES)

#: A good transaction, to stand beside others: a spend of nothing.
_GOOD_BYTES: Final = bytes.fromhex(f"f84b0c01a101{'11' * 32}a101{'22' * 32}0000000180")
_GOOD: Final = written("tx", _GOOD_BYTES)

#: More texts than are opened at one time, in `decode_txs`.
_WINDOWS: Final = 12


def check(data: bytes) -> set[str]:
    """Judges the bytes as the UTF-8 of a text, and as a payload to write."""
    text = data.decode("utf-8", "surrogateescape")
    judge = Judge(len(text))
    payload = judge.both(lambda aec: aec.decode(text), name="text")
    if payload.good:
        prefix = text[:2]
        again = judge.both(lambda aec, payload: aec.encode(prefix, payload), payload)
        judge.require(again.value == text, "encoding gives back the text", again.value, text)
        parts = judge.both(lambda aec: aec.split(text))
        judge.require(parts.value == (prefix, payload.value), "split agrees with decode", parts.value)
    other = _KNOWN[len(text) % len(_KNOWN)]
    expected = judge.both(lambda aec: aec.decode(text, other))
    judge.require(
        expected.good == (payload.good and text[:2] == other), "only the expected prefix", other, text
    )
    judge.both(lambda aec: aec.decode(text, text[:2]))
    _check_witness(judge, text, payload.value if payload.good else None)
    _check_readers(judge, text)
    _check_many(judge, text)
    _check_writing(judge, data)
    return judge.features


def _check_witness(judge: Judge, text: str, payload: bytes | None) -> None:
    """The witnesses take exactly the same texts, where they hold the same rules."""
    prefix, _, body = text.partition("_")
    if prefix in PREFIXES and "_" in text:
        base58_rules = PREFIXES[prefix].base58
        witnessed = _base58(body) if base58_rules else _base64(body)
        length = PREFIXES[prefix].length
        if witnessed is not None and length is not None and len(witnessed) != length:
            witnessed = None
    else:
        witnessed = None
    judge.require(payload == witnessed, "the witnesses read the same", payload, witnessed)


def _base58(body: str) -> bytes | None:
    # The package strips spaces and knows no limit: only what both have rules for is its business.
    if len(body) > MAX_BASE58_CHARS or not body.isascii() or not body.isalnum():
        return None
    try:
        return base58.b58decode_check(body)
    except ValueError:
        return None


def _base64(body: str) -> bytes | None:
    try:
        whole = base64.b64decode(body, validate=True)
    except ValueError:
        return None
    if base64.b64encode(whole).decode() != body or len(whole) < 4:
        return None
    payload, checksum = whole[:-4], whole[-4:]
    return payload if sha256(sha256(payload).digest()).digest()[:4] == checksum else None


def _check_readers(judge: Judge, text: str) -> None:
    """Everything that takes a text takes this one the same way on both twins."""
    known = judge.both(lambda aec: aec.Id(text), name="id")
    if known.good:
        same = judge.both(lambda aec, found: (str(found), aec.Id.from_bytes(bytes(found)) == found), known)
        judge.require(same.value == (text, True), "an identifier is its text and its bytes", same.value)
        judge.require(
            hash(known.value) == hash(text) and known.value == text, "an identifier equals its text"
        )
    tx = judge.both(lambda aec: aec.decode_tx(text), name="tx")
    obj = judge.both(lambda aec: aec.decode_object(text), name="object")
    judge.both(lambda aec: aec.decode_raw(text), name="raw")
    if tx.good:
        judge.require(tx.value == obj.value, "a transaction is the object in its text", tx.value)
        again = judge.both(lambda aec, tx: aec.encode_tx(tx), tx)
        judge.require(again.value == text, "encoding gives back the transaction", again.value)
    seen = judge.both(lambda aec: aec.decode_lenient(text), name="decode_lenient")
    if obj.good:
        judge.require(seen.good and not seen.value.deviations, "strict input takes no deviation", text)
        judge.require(seen.value.canonical == text, "strict input is canonical", seen.value)
    elif seen.good:
        judge.require(bool(seen.value.deviations), "what only the node takes is a deviation", text)


def _check_many(judge: Judge, text: str) -> None:
    """Many at once are what each of them is alone, whoever its neighbours are."""
    half = len(text) // 2
    items: list[Any] = [text, text[:half], _GOOD, text, _GOOD_BYTES, text + text[half:]]
    if half % 8 == 0:
        items *= _WINDOWS
    made = judge.both(lambda aec: [_said(item) for item in aec.decode_txs(items)]).value
    alone = judge.both(lambda aec: [_said(_or_error(aec, item)) for item in items]).value
    judge.require(made == alone, "many are what each is alone", made, alone)


def _or_error(aec: Any, item: Any) -> Any:
    try:
        return aec.decode_tx(item)
    except aec.DecodeError as error:
        return error


def _said(made: Any) -> str:
    """A transaction or an error, as both twins say it."""
    return repr(made) + str(made)


def _check_writing(judge: Judge, payload: bytes) -> None:
    prefix = _KNOWN[sum(payload[:4]) % len(_KNOWN)]
    text = judge.both(lambda aec: aec.encode(prefix, payload), name="write")
    if text.good:
        back = judge.both(lambda aec, text: aec.decode(text, prefix), text)
        judge.require(back.good and back.value == payload, "decoding gives back the payload", text.value)
