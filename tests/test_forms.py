"""Lines that hold the JSON form of a transaction, encoded many at once: what one by one gives, or left."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import batch, testing
from aecodec.cli.encode import text_of
from aecodec.json_form import to_json

from .conftest import TWINS, examples
from .shared_vectors import WIRES

TXS: list[Any] = [aecodec.decode_object(wire) for wire in WIRES.values()]
TXS = [tx for tx in TXS if isinstance(tx, aecodec.Tx)]
ALL_INTS: list[Any] = ["safe", "number", "string"]


def line_of(tx: Any, ints: Any = "safe", record: bool = False) -> str:
    form: dict[str, Any] = to_json(tx, ints=ints)
    if record:
        form = {"input": aecodec.encode_tx(tx), "object": form, "hash": aecodec.tx_hash(tx)}
    return json.dumps(form)


#: Those without a character that JSON escapes.
PLAIN = [tx for tx in TXS if "\\" not in line_of(tx)]
TEXTS = list(map(aecodec.encode_tx, PLAIN))


def encode_lines(*lines: str | bytes) -> list[str | int]:
    """Return what is made of lines: a text for each, or its number if it is left."""
    block = b"\n".join(line if isinstance(line, bytes) else line.encode() for line in lines)
    parts, count = batch.form_encoder()(block)
    found: list[str | int] = []
    for part in parts:
        found += [part] if isinstance(part, int) else part.splitlines()
    assert (len(found), count) == (len(lines), len(lines))
    return found


def outcome(line: str) -> str:
    """Return what the slower way makes of a line, or the error that it has."""
    try:
        return text_of(line)
    except aecodec.AecodecError as error:
        return f"error {error.code}"


@pytest.mark.parametrize("ints", ALL_INTS)
@pytest.mark.parametrize("name", sorted(TWINS))
def test_the_form_and_the_record_of_every_class_are_encoded(name: str, ints: Any) -> None:
    for record in False, True:
        block = "".join(f"{line_of(tx, ints, record)}\n" for tx in PLAIN)
        parts, count = TWINS[name].batch.form_encoder()(block.encode())
        assert (parts, count) == (["".join(f"{text}\n" for text in TEXTS)], len(PLAIN))


def test_what_json_escapes_is_left() -> None:
    escaped = [line_of(tx) for tx in TXS if tx not in PLAIN]
    assert escaped
    assert encode_lines(*escaped) == [*range(len(escaped))]


@examples(300)
@given(testing.objects(aecodec.Tx), st.sampled_from(ALL_INTS), st.booleans())
def test_the_form_of_any_transaction_is_encoded_or_left(tx: Any, ints: Any, record: bool) -> None:
    (found,) = encode_lines(line_of(tx, ints, record))
    assert found in (0, aecodec.encode_tx(tx))


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ":"), (" ,  ", " : ")])
def test_blanks_between_values_do_not_matter(separators: tuple[str, str]) -> None:
    lines = [json.dumps(to_json(tx), separators=separators) for tx in PLAIN]
    assert encode_lines(*lines) == TEXTS
    assert encode_lines(*(line + "\r" for line in lines)) == TEXTS


#: What may stand in place of any piece of a line.
PIECES = [
    *(
        '"',
        "\\",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        " ",
        "0",
        "1",
        "-1",
        "1.0",
        "1e3",
        "00",
        "true",
        "null",
        '""',
        "{}",
    ),
    *(
        '"1"',
        '"01"',
        '"-1"',
        f"{2**256 - 1}",
        f"{2**256}",
        f'"{2**64}"',
        "9" * 78,
        "9" * 400,
        "\x7f",
        "\t",
        "\x00",
        "é",
    ),
    *('"ba_Xfbg4g=="', '"ba_"', '"ak_"', '"delta"', '"DELTA"', '"type"', '"x"', '"vm": 0', '"abi": 0', "NaN"),
]
TOKEN = re.compile(r'"[^"]*"|[0-9]+|[{}\[\]:,]|[a-z]+')


@examples(1500)
@given(st.data())
def test_a_changed_line_is_left_or_is_what_the_slower_way_makes_of_it(data: st.DataObject) -> None:
    tx = data.draw(st.sampled_from(TXS))
    line = line_of(tx, data.draw(st.sampled_from(ALL_INTS)), data.draw(st.booleans()))
    for _ in range(data.draw(st.integers(1, 2))):
        tokens = list(TOKEN.finditer(line))
        one, other = (data.draw(st.sampled_from(tokens)) for _ in range(2))
        new = data.draw(
            st.one_of(st.sampled_from(PIECES), st.just(other[0]), st.just(one[0] * 2), st.just(""))
        )
        line = line[: one.start()] + new + line[one.end() :]
        if not TOKEN.search(line):
            break
    (found,) = encode_lines(line)
    assert isinstance(found, int) or found == outcome(line)


@examples(400)
@given(st.data())
def test_one_wrong_character_of_a_text_in_a_line_leaves_it(data: st.DataObject) -> None:
    tx = data.draw(st.sampled_from(TXS))
    line = line_of(tx)
    at = data.draw(st.integers(0, len(line) - 1))
    line = line[:at] + data.draw(st.sampled_from('aZ09_=+é\\"')) + line[at + 1 :]
    (found,) = encode_lines(line)
    assert isinstance(found, int) or found == outcome(line)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda form: form | {"fee": 1.0}, "precision_lost"),
        (lambda form: form | {"fee": -1}, "uint_negative"),
        (lambda form: form | {"fee": True}, "field_type"),
        (lambda form: form | {"fee": "01"}, "field_type"),
        (lambda form: form | {"more": 1}, "json_key_unknown"),
        (lambda form: {name: form[name] for name in form if name != "ttl"}, "json_key_missing"),
        (lambda form: form | {"sender_id": form["sender_id"][:-1] + "1"}, "bad_checksum"),
        (lambda form: form | {"sender_id": form["sender_id"].replace("ak_", "ct_")}, "id_tag_not_allowed"),
        (lambda form: form | {"tag": 13}, "json_tag"),
        (lambda form: form | {"version": 2}, "unknown_version"),
        (lambda form: form | {"type": "SpendTX"}, "json_type_unknown"),
    ],
)
def test_a_wrong_form_is_left_to_its_error(change: Any, code: str) -> None:
    form = to_json(aecodec.decode_object(WIRES["SpendTx"]))
    line = json.dumps(change(form))
    assert encode_lines(line) == [0]
    assert outcome(line) == f"error {code}"


def test_keys_that_repeat_or_change_places_are_left() -> None:
    form = to_json(aecodec.decode_object(WIRES["SpendTx"]))
    line = json.dumps(form)
    assert outcome(repeated := line.replace('"ttl"', '"ttl": 1, "ttl"')) == "error json_repeated_key"
    assert encode_lines(repeated, repeated.replace('"ttl": 1, ', "", 1)) == [0, text_of(line)]
    turned = json.dumps(dict(reversed(form.items())))
    assert encode_lines(turned) == [0]
    assert text_of(turned) == text_of(line)


def test_objects_that_are_no_transactions_are_left() -> None:
    account = json.dumps(to_json(aecodec.decode_object(WIRES["AccountV1"])))
    assert encode_lines(
        account, "", "{}", "[]", '{"prefix": "ak", "payload": "00"}', "nonsense", "{" * 99
    ) == [*range(7)]


def test_a_line_of_more_than_a_mebibyte_is_left() -> None:
    tx = aecodec.decode_object(WIRES["SpendTx"])
    long = line_of(aecodec.replace(tx, payload=bytes(1 << 20)))
    assert encode_lines(line_of(tx), long, line_of(tx)) == [aecodec.encode_tx(tx), 1, aecodec.encode_tx(tx)]


def test_versions_of_which_the_wire_has_another_reading_are_left() -> None:
    tx = aecodec.decode_object(WIRES["ContractCreateTx"])
    for vm, abi in ((0, 1), (0, 5), (65536, 1), (1, 65536)):
        line = json.dumps(to_json(tx) | {"ct_version": {"vm": vm, "abi": abi}})
        (found,) = encode_lines(line)
        assert isinstance(found, int) or found == outcome(line)


@pytest.mark.parametrize("number", [0, 9, 10**9, 2**63, 2**64 - 1, 10**19, 10**20, 2**96, 10**27, 2**256 - 1])
@pytest.mark.parametrize("ints", ALL_INTS)
def test_numbers_of_up_to_32_bytes_are_exact(number: int, ints: Any) -> None:
    tx = aecodec.replace(aecodec.decode_tx(WIRES["SpendTx"], aecodec.SpendTx), amount=number)
    assert encode_lines(line_of(tx, ints)) == [aecodec.encode_tx(tx)]


def test_one_encoder_serves_many_blocks() -> None:
    encode = batch.form_encoder()
    for tx, text in zip(PLAIN, TEXTS, strict=True):
        assert encode(line_of(tx).encode()) == ([f"{text}\n"], 1)
        assert encode(b"nonsense") == ([0], 1)
    assert encode(b"") == ([], 0)
