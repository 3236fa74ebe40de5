"""The JSON of nodes and middlewares, and the JSON form, are recognised in any notation and surroundings."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import _strict_json, recognize, testing
from aecodec.node_json import NodeJsonKind, read_node_json
from aecodec.recognition import Confidence, Kind, Reading

from . import printers
from .conftest import examples
from .test_node_json import VECTORS

KINDS = (Kind.NODE_JSON, Kind.JSON_FORM)
#: Numbers in exponent form are `Float`, as in all JSON that is read here.
ROWS: list[dict[str, Any]] = [
    {**row.values[0], "json": _strict_json.load(json.dumps(row.values[0]["json"]))} for row in VECTORS
]
SOUND = [row for row in ROWS if not row.get("lossy") or "encoded_tx" in row["json"]]

#: Answers whose hash was checked.
ANSWERS = [row["json"] for row in SOUND if row["kind"] == "answer"]
FORMS = [
    (aecodec.decode_object(vector.wire), aecodec.to_json(aecodec.decode_object(vector.wire)))
    for vector in testing.vectors()
]


def readings(source: str) -> list[Reading]:
    """The readings of a source as JSON of a node or as JSON form, in order."""
    return sorted((one for one in recognize(source) if one.kind in KINDS), key=lambda one: one.start)


def only(source: str) -> Reading:
    (reading,) = readings(source)
    return reading


@pytest.mark.parametrize("number", range(len(SOUND)))
def test_every_vector_is_recognised(number: int) -> None:
    row = SOUND[number]
    name, printer = list(printers.PRINTERS.items())[number % len(printers.PRINTERS)]
    for source in (_strict_json.dump(row["json"]), f"Node says: {printer(row['json'])} (see above)"):
        # Beside the header of a block, a middleware puts transactions.
        reading, *others = readings(source)
        assert others == [] or row["kind"].endswith("header")
        expected = read_node_json(row["json"], candidates=())
        assert reading.error is None
        assert reading.value == expected
        assert reading.confidence is (Confidence.CERTAIN if expected.hash else Confidence.LIKELY)
        assert (reading.text is None) == row["kind"].endswith("header")
    assert bool(reading.steps) == (name != "JSON")


def test_a_checked_hash_is_said() -> None:
    form = next(form for form in ANSWERS if "encoded_tx" in form)
    reading = only(json.dumps(form))
    assert "its hash is right" in reading.why
    assert reading.notes[0].endswith(", hash checked")
    assert "decoded from encoded_tx" in reading.notes
    bare = {name: value for name, value in form.items() if name not in ("hash", "encoded_tx")}
    assert only(json.dumps(bare)).confidence is Confidence.LIKELY


@pytest.mark.parametrize(("name", "code"), [("fee", "node_json_hash"), ("nonce", "node_json_hash")])
def test_a_member_that_does_not_fit_the_hash_is_named(name: str, code: str) -> None:
    form = next(form for form in ANSWERS if "encoded_tx" not in form and form["tx"].get("type") == "SpendTx")
    changed = {**form, "tx": {**form["tx"], name: int(form["tx"][name]) + 1}}
    reading = only(printers.as_python(changed))
    assert reading.error is not None
    assert (reading.error.code, reading.value, reading.confidence) == (code, None, Confidence.LIKELY)


@examples(50)
@given(
    st.lists(st.sampled_from(ANSWERS), min_size=1, max_size=3),
    st.sampled_from(["transactions", "data", "last_bid", "x"]),
    st.sampled_from(list(printers.PRINTERS)),
)
def test_answers_are_found_wherever_they_are_nested(forms: list[Any], key: str, name: str) -> None:
    nested = {"next": None, key: forms if len(forms) > 1 else forms[0], "prev": 1}
    source = printers.PRINTERS[name](nested)
    found = readings(source)
    assert [one.value for one in found] == [read_node_json(form, candidates=()) for form in forms]
    assert all(source[one.start] in "{%#" for one in found)


def test_the_transactions_beside_a_header_are_found() -> None:
    header = next(row["json"] for row in SOUND if row["kind"] == "micro_header")
    block = {**header, "transactions": {form["hash"]: form for form in ANSWERS[:2]}}
    first, *others = readings(json.dumps(block))
    assert first.value.kind is NodeJsonKind.MICRO_HEADER
    assert [one.value.hash for one in others] == list(block["transactions"])


def test_an_answer_within_a_log_line_is_found() -> None:
    source = json.dumps({"level": "info", "message": json.dumps(ANSWERS[0])})
    assert only(source).value == read_node_json(ANSWERS[0], candidates=())
    assert only(source).steps == ("decoded backslash escapes",)


def test_what_a_printer_left_out_is_said() -> None:
    reading = only(
        f"{{ tx: {{ type: 'SpendTx', version: 1, fee: [Object] }}, hash: '{ANSWERS[0]['hash']}' }}"
    )
    assert reading.error is not None
    assert "tx.fee is left out: [Object]" in reading.notes


def test_a_repeated_key_is_an_error() -> None:
    reading = only('{"type": "SpendTx", "version": 1, "fee": 1, "fee": 2}')
    assert reading.error is not None
    assert reading.error.code == "json_repeated_key"


# --- our own form -------------------------------------------------------------------------------


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_the_json_form_of_every_object_is_recognised(number: int) -> None:
    obj, form = FORMS[number]
    for name, printer in printers.PRINTERS.items():
        reading = only(f"see {printer(form)}")
        assert (reading.kind, reading.value, reading.error) == (Kind.JSON_FORM, obj, None), name
        assert reading.confidence is Confidence.CERTAIN
    without_tag = {key: value for key, value in form.items() if key != "tag"}
    found = only(json.dumps(without_tag))
    assert (found.value if found.kind is Kind.JSON_FORM else found.value.obj) == obj


def test_a_form_that_is_not_right_is_told_by_its_tag() -> None:
    _, form = FORMS[0]
    reading = only(json.dumps({**form, "more": 1}))
    assert reading.error is not None
    assert (reading.error.code, reading.kind) == ("json_key_unknown", Kind.JSON_FORM)


# --- what is none of these ----------------------------------------------------------------------


@examples(200)
@given(printers.containers)
def test_random_values_are_none_of_these(value: Any) -> None:
    assert readings(printers.as_json(value)) == []


@pytest.mark.parametrize(
    "value",
    [
        {"type": "Account", "name": "x", "version": 2},
        {"type": "send", "tag": 12, "version": 1},
        {"tx": "0xabcdef", "hash": "0x1234"},
        {"hash": "0x1", "height": 5, "miner": "0x2", "prev_hash": "0x3", "nonce": 1},
        {"version": "1.0", "type": "module", "transactions": []},
    ],
)
def test_what_only_resembles_them_is_none(value: Any) -> None:
    assert readings(json.dumps(value)) == []
