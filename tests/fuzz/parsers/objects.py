"""Chain objects and block headers through the schema: wire to typed value, and all that is built on it."""

from __future__ import annotations

import pickle
from typing import Any, Final

from aecodec.schema import classes, describe

from ..checking import DECODING, Checker, Outcome
from ..mutators.text import encode_text
from ..twins import PLAIN
from .bulk import check_record
from .columns import check_columns
from .tables import check_table

#: Tags and versions of all classes, for the mutator.
HEADS: Final = tuple((known.tag, known.version or 1) for known in map(describe, classes()))

#: Texts that carry an object.
_CARRIERS: Final = ("tx", "pi", "ss", "cs")

#: A transaction of another type than a function is for is a TypeError by its documentation.
_FUNCTIONS_OF_A_TX: Final = (
    ("channel", lambda aec, tx: aec.channel_id_of(tx)),
    ("contract", lambda aec, tx: aec.derived.contract_id_of(tx)),
    ("oracle", lambda aec, tx: aec.derived.oracle_id_of(tx)),
    ("fee", lambda aec, tx: aec.fees.breakdown(tx)),
    ("signers", lambda aec, tx: aec.signing.required_signers(tx)),
    ("verify", lambda aec, tx: aec.verify(tx, "ae_uat")),
)


def check(data: bytes) -> set[str]:
    """Check the bytes as an object, a transaction, a header, and within texts that carry an object."""
    checker = Checker(len(data))
    obj = checker.both(lambda aec: aec.decode_object(data), name="object")
    tx = checker.both(lambda aec: aec.decode_tx(data), name="tx")
    checker.require(not tx.good or obj.value == tx.value, "a transaction is an object", tx)
    checker.both(lambda aec: aec.decode_object(bytearray(data)))
    _check_texts(checker, data, obj)
    _check_lenient(checker, data, obj)
    _check_map(checker, data)
    header = checker.both(lambda aec: aec.decode_header(data), name="header")
    if header.good:
        checker.require(bytes(header.value) == data, "a header gives back its bytes", data)
        _check_json(checker, header)
        checker.both(lambda aec, header: aec.block_hash(header), header)
    if obj.good:
        _check_object(checker, data, obj)
    _check_hash(checker, data, tx)
    check_table(checker, data, tx)
    if tx.good:
        for name, work in _FUNCTIONS_OF_A_TX:
            checker.both(work, tx, (*DECODING, "TypeError"), name)
        check_columns(checker, data, tx)
        check_record(checker, data, tx)
    return checker.features


def _check_texts(checker: Checker, data: bytes, obj: Outcome) -> None:
    """Check that decoding a text in one scan gives what decoding its bytes gives."""
    for prefix in _CARRIERS:
        text = encode_text(prefix, data)
        scanned = checker.both(lambda aec, text=text: aec.decode_object(text), name=prefix)
        if scanned.good:
            checker.require(obj.good and scanned.value == obj.value, "the text holds the same object", text)
            checker.require(
                PLAIN.encode_object(scanned.values[0]) == text, "encoding gives back the text", text
            )
        elif not obj.good and scanned.error.code != "object_not_allowed_here":
            fields = [(error.code, error.path, error.offset) for error in (scanned.error, obj.error)]
            checker.require(fields[0] == fields[1], "the error is that of the bytes", *fields)


def _check_lenient(checker: Checker, data: bytes, obj: Outcome) -> None:
    """Check that lenient decoding reports deviations exactly where strict decoding refuses."""
    seen = checker.both(lambda aec: aec.decode_lenient(data), name="decode_lenient")
    if not seen.good:
        checker.require(not obj.good, "what is strict is valid for the node", data)
        fields = [(error.code, error.path, error.offset) for error in (seen.error, obj.error)]
        # Strict decoding may stop earlier, at a deviation; it never says otherwise of what both refuse.
        checker.require(fields[0] == fields[1] or _is_deviation(obj.error.code), "both refuse alike", *fields)
        return
    lenient = seen.value
    checker.require(
        obj.good == (not lenient.deviations), "exactly what is not strict is a deviation", lenient
    )
    odd = [deviation for deviation in lenient.deviations if deviation.code == "bytes_length"]
    for deviation in lenient.deviations:
        checker.features.add(f"deviation {deviation.code}")
        checker.require(
            0 <= deviation.offset <= len(data), "the place of a deviation is in the input", deviation
        )
    again = checker.both(lambda aec, lenient: aec.decode_lenient(lenient.canonical), seen)
    checker.require(
        again.value.canonical == lenient.canonical, "canonical stays canonical", lenient.canonical
    )
    checker.require(
        len(again.value.deviations) == len(odd), "canonical bytes take no deviation", again.value.deviations
    )
    if not odd:
        strict = checker.both(lambda aec, lenient: aec.decode_object(lenient.canonical), seen)
        checker.require(strict.good and strict.value == lenient.obj, "canonical bytes are strict", strict)


def _check_map(checker: Checker, data: bytes) -> None:
    """Check that the map has each byte once, and says of them what lenient decoding says."""
    spans, deviations, error, shown = checker.both(lambda aec: _map(aec, data), name="map_bytes").value
    end = 0
    for offset, length, _, part, *_ in spans:
        checker.require(offset == end and length > 0, "each byte stands in one span", spans)
        checker.features.add(f"span {part}")
        end = offset + length
    checker.require(end == len(data), "no byte is left out", spans)
    checker.require(shown.isprintable() or "\n" in shown, "the lines are safe", shown)
    checker.require(len(shown) < 4000 + 200 * len(data), "the lines are in proportion to the bytes", shown)
    seen = checker.both(lambda aec: aec.decode_lenient(data))
    expected = seen.error and (seen.error.code, seen.error.path, seen.error.offset)
    checker.require(error == expected, "the error is that of lenient decoding", error)
    if seen.good:
        same = deviations == [tuple(one) for one in seen.value.deviations]
        checker.require(same, "the deviations are those of lenient decoding", deviations)


def _map(aec: Any, data: bytes) -> tuple[Any, ...]:
    """Return the map of bytes as plain values, which those of twins equal."""
    found = aec.map_bytes(data)
    error = found.error and (found.error.code, found.error.path, found.error.offset)
    spans = [(*span[:3], str(span.part), span.value, span.note) for span in found.spans]
    return spans, [tuple(one) for one in found.deviations], error, found.show(60)


def _is_deviation(code: str) -> bool:
    return code in (
        *("rlp_single_byte_not_minimal", "rlp_length_not_minimal", "uint_empty"),
        *("not_sorted", "ct_version", "bytes_length"),
    )


def _check_object(checker: Checker, data: bytes, obj: Outcome) -> None:
    """Check what can be done with an object: encode, copy, hash, pickle, write as JSON."""
    wire = checker.both(lambda aec, obj: aec.to_bytes(obj), obj)
    checker.require(wire.value == data, "encoding gives back the bytes", wire.value)
    built = checker.both(lambda aec, obj: aec.replace(obj), obj)
    checker.require(built.good and built.value == obj.value, "the constructor takes what was decoded", built)
    copy = pickle.loads(pickle.dumps(obj.value))
    equal = copy == obj.value and hash(copy) == hash(obj.value)
    checker.require(equal, "a pickle is equal, and so is its hash", obj.value)
    raw = checker.both(lambda aec: aec.decode_raw(data))
    head = (type(obj.value).TAG, type(obj.value).VERSION)
    checker.require(
        raw.good and head in (raw.value[:2], (raw.value.tag, None)), "the raw head is the class's", raw
    )
    text = checker.both(lambda aec, obj: aec.encode_object(obj), obj, ("TypeError",))
    checker.require(
        not text.good or text.value == encode_text(text.value[:2], data), "a text holds the bytes", text
    )
    _check_json(checker, obj)
    kind = type(obj.value).__name__
    if kind in ("StateTrees", "TreesPoi", "CallsMtree"):
        checker.both(lambda aec, obj: list(aec.state_tree.iter_items(obj)), obj, name="items")
    if kind == "TreesPoi":
        checker.both(lambda aec, obj: aec.state_tree.proofs.check(obj), obj, name="proof")


def _check_hash(checker: Checker, data: bytes, tx: Outcome) -> None:
    """Check that hashing bytes or text accepts and refuses what decoding does."""
    for given in (data, encode_text("tx", data)):
        found = checker.both(lambda aec, given=given: aec.tx_hash(given))
        if tx.good:
            known = checker.both(lambda aec, tx: aec.tx_hash(tx), tx)
            checker.require(found.value == known.value, "the hash is that of the object", found)
        else:
            fields = [(error.code, error.path, error.offset) for error in (found.error, tx.error)]
            checker.require(fields[0] == fields[1], "hashing refuses as decoding does", *fields)


def _check_json(checker: Checker, obj: Outcome) -> None:
    for ints in ("number", "string"):
        form = checker.both(lambda aec, obj, ints=ints: aec.to_json(obj, ints=ints), obj)
        back = checker.both(lambda aec, form: _through_text(aec, form), form)
        checker.require(back.good and back.value == obj.value, "the JSON form is lossless", form.value)


def _through_text(aec: Any, form: Any) -> Any:
    return aec.from_json(aec.json_form.parse_json(aec._strict_json.dump(form, 256)))
