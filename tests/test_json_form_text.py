"""The text of a JSON form: exact numbers, no repeated keys, limits."""

import json

import pytest

from aecodec import FieldError, TextError
from aecodec.json_form import from_json, parse_json, to_json
from aecodec.limits import MAX_JSON_BYTES, MAX_JSON_DEPTH

from .json_forms import spend


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ('{"type": "SpendTx", "fee": 1, "fee": 1}', "json_repeated_key", ""),
        ('{"a": [0, {"b": {"c": 1, "c": 2}}]}', "json_repeated_key", "a[1].b"),
        ('{"a": 1, "a": {"b": 1.5}}', "json_repeated_key", ""),
        ('{"a": [1, NaN]}', "json_constant", "a[1]"),
        ('{"a": -Infinity}', "json_constant", "a"),
        ('{"a": ' + "9" * 5_000 + "}", "json_number_too_long", "a"),
    ],
    ids=range(6),
)
def test_parts_of_a_text_that_no_value_can_hold_are_refused(text: str, code: str, path: str) -> None:
    with pytest.raises(TextError) as caught:
        parse_json(text)
    assert (caught.value.code, caught.value.path) == (code, path)


@pytest.mark.parametrize("text", ["[]", '"text"', "1.5", "null", "true"])
def test_json_that_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(FieldError) as caught:
        parse_json(text)
    assert (caught.value.code, caught.value.path, caught.value.expected) == ("field_type", "", "an object")


@pytest.mark.parametrize("literal", ["1.0", "1e18", "7.42e+76", "-0.0"])
def test_a_fraction_or_exponent_is_no_integer(literal: str) -> None:
    text = json.dumps(spend(fee="HERE")).replace('"HERE"', literal)
    with pytest.raises(FieldError) as caught:
        from_json(parse_json(text))
    assert (caught.value.code, caught.value.path) == ("precision_lost", "SpendTx.fee")
    assert caught.value.found == repr(literal)


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("", "json_syntax", 0),
        ("{", "json_syntax", 1),
        ('{"a": 1}}', "json_syntax", 8),
        ('{"ä": x}', "json_syntax", 6),
        ('{"a": 01}', "json_syntax", 7),
        ('{"a": "\n"}', "json_syntax", 7),
        ("\ufeff{}", "json_syntax", 0),
        ('"' + "\\" * 100_001, "json_syntax", 0),
        ('"\\"' * 50_000, "json_syntax", 4),
        ('"' + '\\"' * 50_000, "json_syntax", 0),
        ("[" * 100_000, "json_too_deep", MAX_JSON_DEPTH),
        ('{"a":' * 100_000, "json_too_deep", 5 * MAX_JSON_DEPTH),
        ("[" + "0," * (1 << 21), "json_too_many_values", 1 << 21),
        (" " * (MAX_JSON_BYTES + 1), "json_too_long", None),
    ],
    ids=range(14),
)
def test_what_is_no_json_or_too_much_is_refused_with_its_character(
    text: str, code: str, offset: int | None
) -> None:
    with pytest.raises(TextError) as caught:
        parse_json(text)
    assert caught.value.code == code
    if code != "json_too_many_values":
        assert caught.value.offset == offset
    assert len(str(caught.value)) < 200


def test_brackets_within_strings_do_not_count() -> None:
    form = parse_json(json.dumps({"a": "[" * 1_000 + '\\"{', "b": ["]"]}))
    assert form == {"a": "[" * 1_000 + '\\"{', "b": ["]"]}


def test_the_largest_integer_of_the_codec_passes_through_text() -> None:
    amount = (1 << 8 * 1024) - 1
    tx = from_json(spend(amount=amount))
    assert from_json(parse_json(json.dumps(to_json(tx)))) == tx
    assert from_json(parse_json(json.dumps(to_json(tx, ints="string")))) == tx


def test_parse_takes_text_only() -> None:
    with pytest.raises(TypeError):
        parse_json(b"{}")  # type: ignore[arg-type]
