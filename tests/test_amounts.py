"""Amounts as people write them: exact both ways, and refused by code and place where they are not clear."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aecodec.amounts import UNITS, format_amount, parse_amount
from aecodec.errors import FieldError, TextError
from aecodec.limits import MAX_AMOUNT_CHARS

AETTOS = st.integers(0, 2**256 - 1)
UNIT = st.sampled_from(list(UNITS))

#: What tests/test_utils.py of aepp-sdk-python 7 expects of its `format_amount`.
PYTHON_SDK = [
    (1_000_000_000_000_000_000, "1"),
    (20_100_000_000_000_000_000, "20.1"),
    (2_000_000_000_000_000, "0.002"),
    (1_116_270_000_000_000_000_000, "1116.27"),
    (28_000_000_001_760, "0.00002800000000176"),
    (0, "0"),
]
#: One unit in aettos, by the magnitudes of `AE_AMOUNT_FORMATS` in aepp-sdk-js 14.
JS_SDK = [
    ("ae", 18),
    ("miliAE", 15),
    ("microAE", 12),
    ("nanoAE", 9),
    ("picoAE", 6),
    ("femtoAE", 3),
    ("aettos", 0),
]


@pytest.mark.parametrize(("aettos", "number"), PYTHON_SDK)
def test_amounts_in_ae_are_those_of_the_python_sdk(aettos: int, number: str) -> None:
    assert format_amount(aettos) == f"{number} AE"
    assert parse_amount(f"{number}AE") == parse_amount(number, unit="AE") == aettos


@pytest.mark.parametrize(("unit", "magnitude"), JS_SDK)
def test_units_are_those_of_the_javascript_sdk(unit: str, magnitude: int) -> None:
    assert parse_amount(f"1 {unit}") == parse_amount("1", unit) == 10**magnitude
    assert format_amount(25 * 10**magnitude, unit).startswith("25 ")


def test_there_is_a_unit_for_each_of_the_javascript_sdk_and_no_other() -> None:
    assert sorted(UNITS.values()) == sorted(magnitude for _, magnitude in JS_SDK)


@pytest.mark.parametrize(
    ("text", "aettos"),
    [
        ("1.5 AE", 1_500_000_000_000_000_000),
        ("1.5AE", 1_500_000_000_000_000_000),
        ("1.50 ae", 1_500_000_000_000_000_000),
        ("007 aettos", 7),
        ("1 aetto", 1),
        ("12.0 aettos", 12),
        ("0.000000000000000001 AE", 1),
        ("1.000000000000000000000 AE", 10**18),
        ("1500 MILLIAE", 1_500_000_000_000_000_000),
        ("2.5 femtoAE", 2_500),
    ],
)
def test_an_amount_is_read_by_its_unit(text: str, aettos: int) -> None:
    assert parse_amount(text) == aettos
    assert parse_amount(text, unit="nanoAE") == aettos  # only for a number without a unit


@given(AETTOS, UNIT)
@example(2**256 - 1, "AE")
def test_what_is_formatted_is_parsed_again(aettos: int, unit: str) -> None:
    shown = format_amount(aettos, unit)
    assert parse_amount(shown) == aettos
    number, label = shown.split(" ")
    assert (Fraction(number), label) == (Fraction(aettos, 10 ** UNITS[unit]), unit)


@given(st.integers(0, 10**9), st.integers(0, 18))
def test_the_number_is_that_of_decimal_arithmetic(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    assert parse_amount(f"{number:f} AE") == int(number.scaleb(18))


@pytest.mark.parametrize(
    ("text", "code", "offset"),
    [
        ("", "amount_form", 0),
        ("AE", "amount_form", 0),
        ("-1 AE", "amount_form", 0),
        ("+1 AE", "amount_form", 0),
        (".5 AE", "amount_form", 0),
        (" 1 AE", "amount_form", 0),
        ("١ AE", "amount_form", 0),
        ("1. AE", "amount_form", 1),
        ("1,5 AE", "amount_form", 1),
        ("1_000 AE", "amount_form", 1),
        ("1.000.000 AE", "amount_form", 5),
        ("1 000 AE", "amount_form", 1),
        ("1  AE", "amount_form", 1),
        ("1\xa0AE", "amount_form", 1),
        ("1 AE ", "amount_form", 4),
        ("1 AE!", "amount_form", 4),
        ("1 AE2", "amount_form", 4),
        ("1e18 aettos", "amount_form", 1),
        ("1.5E3", "amount_form", 3),
        ("1e-3 AE", "amount_form", 1),
        ("1", "amount_unit", 1),
        ("1.5", "amount_unit", 3),
        ("1 ETH", "amount_unit", 2),
        ("1mAE", "amount_unit", 1),
        ("1 e AE", "amount_form", 3),
        ("1.5 aettos", "amount_precision", 2),
        ("0.0000000000000000001 AE", "amount_precision", 20),
        ("1.2345 femtoAE", "amount_precision", 5),
        (f"{2**256} aettos", "uint_too_long", 0),
        (f"{'1' * MAX_AMOUNT_CHARS} aettos", "text_too_long", None),
    ],
)
def test_what_is_no_clear_amount_is_refused_at_its_place(text: str, code: str, offset: int | None) -> None:
    with pytest.raises(TextError) as wrong:
        parse_amount(text)
    assert (wrong.value.code, wrong.value.offset) == (code, offset)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("value", [1.5, 1, True, None, b"1 AE", Decimal(1)], ids=repr)
def test_only_text_is_parsed(value: Any) -> None:
    with pytest.raises(TypeError, match=type(value).__name__):
        parse_amount(value)


@pytest.mark.parametrize("value", [1.5, True, None, "1", Decimal(1)], ids=repr)
def test_only_integers_are_formatted(value: Any) -> None:
    with pytest.raises(TypeError, match="aettos"):
        format_amount(value)


@pytest.mark.parametrize(
    ("arguments", "code", "path"),
    [
        ((-1,), "uint_negative", "aettos"),
        ((1, "wei"), "amount_unit", "unit"),
        ((1, "ÆTTOS"), "amount_unit", "unit"),
    ],
)
def test_a_wrong_argument_of_format_amount_is_named(arguments: Any, code: str, path: str) -> None:
    with pytest.raises(FieldError) as wrong:
        format_amount(*arguments)
    assert (wrong.value.code, wrong.value.path) == (code, path)


def test_a_wrong_default_unit_is_refused_even_where_the_text_has_one() -> None:
    with pytest.raises(FieldError) as wrong:
        parse_amount("1 AE", "AEs")
    assert (wrong.value.code, wrong.value.path) == ("amount_unit", "unit")
    with pytest.raises(TypeError, match="unit"):
        parse_amount("1", 18)  # type: ignore[arg-type]


@given(st.text() | st.text("0123456789.eE+-aAtofmnip "))
def test_any_text_is_an_amount_or_one_error(text: str) -> None:
    try:
        aettos, place = parse_amount(text, "AE"), None
    except TextError as error:
        aettos, place = 0, error.offset
    assert format_amount(aettos, "aettos") == f"{aettos} aettos"
    assert place is None or 0 <= place <= len(text)
