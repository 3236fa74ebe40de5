"""Chain objects and block headers through the schema: wire to typed value, and all that is built on it."""

from __future__ import annotations

import pickle
from typing import Any, Final

from aecodec.schema import classes, describe

from ..judging import DECODING, Judge, Outcome
from ..mutators.text import written
from ..twins import PLAIN
from .columns import check_columns

#: Tags and versions of all classes, for the mutator.
HEADS: Final = tuple((known.tag, known.version or 1) for known in map(describe, classes()))

#: Texts that carry an object.
_CARRIERS: Final = ("tx", "pi", "ss", "cs")

#: A type that a function is not for is a TypeError by its documentation; so are derived ids of strangers.
_ASKED_OF_A_TX: Final = (
    ("channel", lambda aec, tx: aec.channel_id_of(tx)),
    ("contract", lambda aec, tx: aec.derived.contract_id_of(tx)),
    ("oracle", lambda aec, tx: aec.derived.oracle_id_of(tx)),
    ("fee", lambda aec, tx: aec.fees.breakdown(tx)),
    ("signers", lambda aec, tx: aec.signing.required_signers(tx)),
    ("verify", lambda aec, tx: aec.verify(tx, "ae_uat")),
)


def check(data: bytes) -> set[str]:
    """Judges the bytes as an object, a transaction, a header, and within texts that carry an object."""
    judge = Judge(len(data))
    obj = judge.both(lambda aec: aec.decode_object(data), name="object")
    tx = judge.both(lambda aec: aec.decode_tx(data), name="tx")
    judge.require(not tx.good or obj.value == tx.value, "a transaction is an object", tx)
    judge.both(lambda aec: aec.decode_object(bytearray(data)))
    _check_texts(judge, data, obj)
    _check_lenient(judge, data, obj)
    header = judge.both(lambda aec: aec.decode_header(data), name="header")
    if header.good:
        judge.require(bytes(header.value) == data, "a header gives back its bytes", data)
        _check_json(judge, header)
        judge.both(lambda aec, header: aec.block_hash(header), header)
    if obj.good:
        _check_object(judge, data, obj)
    _check_hash(judge, data, tx)
    if tx.good:
        for name, work in _ASKED_OF_A_TX:
            judge.both(work, tx, (*DECODING, "TypeError"), name)
        check_columns(judge, data, tx)
    return judge.features


def _check_texts(judge: Judge, data: bytes, obj: Outcome) -> None:
    """From a text in one scan comes what comes from its bytes."""
    for prefix in _CARRIERS:
        text = written(prefix, data)
        scanned = judge.both(lambda aec, text=text: aec.decode_object(text), name=prefix)
        if scanned.good:
            judge.require(obj.good and scanned.value == obj.value, "the text holds the same object", text)
            judge.require(
                PLAIN.encode_object(scanned.values[0]) == text, "encoding gives back the text", text
            )
        elif not obj.good and scanned.error.code != "object_not_allowed_here":
            fields = [(error.code, error.path, error.offset) for error in (scanned.error, obj.error)]
            judge.require(fields[0] == fields[1], "the error is that of the bytes", *fields)


def _check_lenient(judge: Judge, data: bytes, obj: Outcome) -> None:
    """The node's eye takes what is strict without a deviation, and the rest with one."""
    seen = judge.both(lambda aec: aec.decode_lenient(data), name="decode_lenient")
    if not seen.good:
        judge.require(not obj.good, "what is strict is valid for the node", data)
        fields = [(error.code, error.path, error.offset) for error in (seen.error, obj.error)]
        # Strict decoding may stop earlier, at a deviation; it never says otherwise of what both refuse.
        judge.require(fields[0] == fields[1] or _is_liberty(obj.error.code), "both refuse alike", *fields)
        return
    lenient = seen.value
    judge.require(obj.good == (not lenient.deviations), "exactly what is not strict is a deviation", lenient)
    odd = [deviation for deviation in lenient.deviations if deviation.code == "bytes_length"]
    for deviation in lenient.deviations:
        judge.features.add(f"deviation {deviation.code}")
        judge.require(
            0 <= deviation.offset <= len(data), "the place of a deviation is in the input", deviation
        )
    again = judge.both(lambda aec, lenient: aec.decode_lenient(lenient.canonical), seen)
    judge.require(again.value.canonical == lenient.canonical, "canonical stays canonical", lenient.canonical)
    judge.require(
        len(again.value.deviations) == len(odd), "canonical bytes take no deviation", again.value.deviations
    )
    if not odd:
        strict = judge.both(lambda aec, lenient: aec.decode_object(lenient.canonical), seen)
        judge.require(strict.good and strict.value == lenient.obj, "canonical bytes are strict", strict)


def _is_liberty(code: str) -> bool:
    return code in (
        *("rlp_single_byte_not_minimal", "rlp_length_not_minimal", "uint_empty"),
        *("not_sorted", "ct_version", "bytes_length"),
    )


def _check_object(judge: Judge, data: bytes, obj: Outcome) -> None:
    """What an object is good for: written, copied, hashed, pickled, shown as JSON."""
    wire = judge.both(lambda aec, obj: aec.to_bytes(obj), obj)
    judge.require(wire.value == data, "encoding gives back the bytes", wire.value)
    built = judge.both(lambda aec, obj: aec.replace(obj), obj)
    judge.require(built.good and built.value == obj.value, "the constructor takes what was decoded", built)
    copy = pickle.loads(pickle.dumps(obj.value))
    equal = copy == obj.value and hash(copy) == hash(obj.value)
    judge.require(equal, "a pickle is equal, and so is its hash", obj.value)
    raw = judge.both(lambda aec: aec.decode_raw(data))
    head = (type(obj.value).TAG, type(obj.value).VERSION)
    judge.require(
        raw.good and head in (raw.value[:2], (raw.value.tag, None)), "the raw head is the class's", raw
    )
    text = judge.both(lambda aec, obj: aec.encode_object(obj), obj, ("TypeError",))
    judge.require(
        not text.good or text.value == written(text.value[:2], data), "a text holds the bytes", text
    )
    _check_json(judge, obj)
    kind = type(obj.value).__name__
    if kind in ("StateTrees", "TreesPoi", "CallsMtree"):
        judge.both(lambda aec, obj: list(aec.state_tree.iter_items(obj)), obj, name="items")
    if kind == "TreesPoi":
        judge.both(lambda aec, obj: aec.state_tree.proofs.check(obj), obj, name="proof")


def _check_hash(judge: Judge, data: bytes, tx: Outcome) -> None:
    """A transaction's hash comes from its bytes or text without the object, after the same judgement."""
    for given in (data, written("tx", data)):
        found = judge.both(lambda aec, given=given: aec.tx_hash(given))
        if tx.good:
            known = judge.both(lambda aec, tx: aec.tx_hash(tx), tx)
            judge.require(found.value == known.value, "the hash is that of the object", found)
        else:
            fields = [(error.code, error.path, error.offset) for error in (found.error, tx.error)]
            judge.require(fields[0] == fields[1], "hashing judges as decoding does", *fields)


def _check_json(judge: Judge, obj: Outcome) -> None:
    for ints in ("number", "string"):
        form = judge.both(lambda aec, obj, ints=ints: aec.to_json(obj, ints=ints), obj)
        back = judge.both(lambda aec, form: _through_text(aec, form), form)
        judge.require(back.good and back.value == obj.value, "the JSON form is lossless", form.value)


def _through_text(aec: Any, form: Any) -> Any:
    return aec.from_json(aec.json_form.parse_json(aec._strict_json.dump(form, 256)))
