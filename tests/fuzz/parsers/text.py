"""Prefixed text: decoded strictly, and one text for one payload.

References: `base58`, and `base64` and `hashlib` of the standard library.
"""

from __future__ import annotations

import base64
from hashlib import sha256
from typing import Any, Final

import base58

from aecodec.limits import MAX_BASE58_CHARS
from aecodec.protocol import PREFIXES

from ..checking import Checker
from ..mutators.text import encode_text

_KNOWN: Final = sorted(PREFIXES)

#: A good transaction, to stand beside others: a spend of nothing.
_GOOD_BYTES: Final = bytes.fromhex(f"f84b0c01a101{'11' * 32}a101{'22' * 32}0000000180")
_GOOD: Final = encode_text("tx", _GOOD_BYTES)

#: More texts than `decode_txs` decodes at one time.
_WINDOWS: Final = 12


def check(data: bytes) -> set[str]:
    """Check the bytes as the UTF-8 of a text, and as a payload to write."""
    text = data.decode("utf-8", "surrogateescape")
    checker = Checker(len(text))
    payload = checker.both(lambda aec: aec.decode(text), name="text")
    if payload.good:
        prefix = text[:2]
        again = checker.both(lambda aec, payload: aec.encode(prefix, payload), payload)
        checker.require(again.value == text, "encoding gives back the text", again.value, text)
        parts = checker.both(lambda aec: aec.split(text))
        checker.require(parts.value == (prefix, payload.value), "split agrees with decode", parts.value)
    other = _KNOWN[len(text) % len(_KNOWN)]
    expected = checker.both(lambda aec: aec.decode(text, other))
    checker.require(
        expected.good == (payload.good and text[:2] == other), "only the expected prefix", other, text
    )
    checker.both(lambda aec: aec.decode(text, text[:2]))
    _check_reference(checker, text, payload.value if payload.good else None)
    _check_readers(checker, text)
    _check_many(checker, text)
    _check_writing(checker, data)
    return checker.features


def _check_reference(checker: Checker, text: str, payload: bytes | None) -> None:
    """Check that the references accept exactly the same texts, where they have the same rules."""
    prefix, _, body = text.partition("_")
    if prefix in PREFIXES and "_" in text:
        base58_rules = PREFIXES[prefix].base58
        expected = _base58(body) if base58_rules else _base64(body)
        length = PREFIXES[prefix].length
        if expected is not None and length is not None and len(expected) != length:
            expected = None
    else:
        expected = None
    checker.require(payload == expected, "the references read the same", payload, expected)


def _base58(body: str) -> bytes | None:
    # The package strips spaces and knows no limit: compare only where both have rules.
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


def _check_readers(checker: Checker, text: str) -> None:
    """Check every function that takes a text on both twins."""
    known = checker.both(lambda aec: aec.Id(text), name="id")
    if known.good:
        same = checker.both(lambda aec, found: (str(found), aec.Id.from_bytes(bytes(found)) == found), known)
        checker.require(same.value == (text, True), "an identifier is its text and its bytes", same.value)
        checker.require(
            hash(known.value) == hash(text) and known.value == text, "an identifier equals its text"
        )
    tx = checker.both(lambda aec: aec.decode_tx(text), name="tx")
    obj = checker.both(lambda aec: aec.decode_object(text), name="object")
    checker.both(lambda aec: aec.decode_raw(text), name="raw")
    if tx.good:
        checker.require(tx.value == obj.value, "a transaction is the object in its text", tx.value)
        again = checker.both(lambda aec, tx: aec.encode_tx(tx), tx)
        checker.require(again.value == text, "encoding gives back the transaction", again.value)
    seen = checker.both(lambda aec: aec.decode_lenient(text), name="decode_lenient")
    if obj.good:
        checker.require(seen.good and not seen.value.deviations, "strict input takes no deviation", text)
        checker.require(seen.value.canonical == text, "strict input is canonical", seen.value)
    elif seen.good:
        checker.require(bool(seen.value.deviations), "what only the node takes is a deviation", text)


def _check_many(checker: Checker, text: str) -> None:
    """Check that many at once are what each of them is alone, whatever its neighbours are."""
    half = len(text) // 2
    items: list[Any] = [text, text[:half], _GOOD, text, _GOOD_BYTES, text + text[half:]]
    if half % 8 == 0:
        items *= _WINDOWS
    made = checker.both(lambda aec: [_words(item) for item in aec.decode_txs(items)]).value
    alone = checker.both(lambda aec: [_words(_or_error(aec, item)) for item in items]).value
    checker.require(made == alone, "many are what each is alone", made, alone)


def _or_error(aec: Any, item: Any) -> Any:
    try:
        return aec.decode_tx(item)
    except aec.DecodeError as error:
        return error


def _words(made: Any) -> str:
    """Return the words of a transaction or an error, without its class."""
    return repr(made) + str(made)


def _check_writing(checker: Checker, payload: bytes) -> None:
    prefix = _KNOWN[sum(payload[:4]) % len(_KNOWN)]
    text = checker.both(lambda aec: aec.encode(prefix, payload), name="write")
    if text.good:
        back = checker.both(lambda aec, text: aec.decode(text, prefix), text)
        checker.require(back.good and back.value == payload, "decoding gives back the payload", text.value)
