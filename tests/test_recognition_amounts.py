"""Amounts in other forms than the one that is taken: read, with what was done, and never without a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.recognition import Confidence, Kind, Reading

from .command_line import run


def only(source: str) -> Reading:
    (reading,) = aecodec.recognize(source)
    return reading


@pytest.mark.parametrize(
    ("source", "meant"),
    [
        ("1,000.5 AE", "1000.5 AE"),
        ("1.000,5 AE", "1000.5 AE"),
        ("1 000 000 AE", "1000000 AE"),
        ("1'000'000.25 AE", "1000000.25 AE"),
        ("1_000_000 aettos", "0.000000000001 AE"),
        ("1.000.000 AE", "1000000 AE"),
        ("1,5 AE", "1.5 AE"),
        ("AE 5", "5 AE"),
        ("5   AE", "5 AE"),
        ("1e18 aettos", "1 AE"),
        ("1.5e+21", "1500 AE"),
        ("2.5E3 AE", "2500 AE"),
    ],
)
def test_an_amount_in_another_form_is_suggested_in_the_right_one(source: str, meant: str) -> None:
    reading = only(source)
    assert (reading.kind, reading.confidence) == (Kind.AMOUNT, Confidence.LIKELY)
    assert (reading.text, reading.suggestion) == (meant, meant)
    assert reading.value == aecodec.parse_amount(meant)
    assert reading.error is not None
    assert run("decode", source).returncode == 1


def test_a_comma_that_may_be_either_is_told() -> None:
    reading = only("1,000 AE")
    assert reading.suggestion == "1000 AE"
    assert reading.notes[1] == "if the comma divides the fraction, it is 1.000"
    assert len(only("1,500,000 AE").notes) == 1


def test_a_number_of_javascript_may_have_lost_digits() -> None:
    assert "JavaScript" in only("1e18").notes[1]
    assert len(only("1e18 aettos").notes) == 1


@pytest.mark.parametrize(
    "source",
    [
        "1,23,4 AE",
        "12,34.5 AE",
        "1.2.3 AE",
        "1.5 ETH",
        "1,000",
        "AE 5 AE",
        "1e99 AE",
        "1e-5 AE",
        "1.5e0 aettos",
    ],
)
def test_what_is_no_amount_stays_none(source: str) -> None:
    assert all(one.kind is not Kind.AMOUNT for one in aecodec.recognize(source))


@given(st.integers(0, 10**30), st.sampled_from(",._' \u202f"))
def test_any_whole_number_in_groups_of_three_is_read(number: int, separator: str) -> None:
    grouped = f"{number:,}".replace(",", separator)
    values = [one.value for one in aecodec.recognize(f"{grouped} AE") if one.kind is Kind.AMOUNT]
    # One point before three digits divides the fraction, as in the form that is taken.
    one_point = separator == "." and grouped.count(".") == 1
    assert values == [aecodec.parse_amount(f"{grouped} AE") if one_point else number * 10**18]


def test_a_name_has_one_label() -> None:
    reading = only("www.superhero.chain")
    assert (reading.kind, reading.notes) == (Kind.DAMAGED, ("a name has one label before .chain",))
    assert reading.error is not None
    assert reading.error.code == "name_labels"


def test_bytes_of_sophia_are_likely_a_key_or_hash() -> None:
    key = "13d07897f05ecb130efffdc0371c324fe6472f9da3f67019a2c45efd816e2b87"
    reading = only(f"let owner_hash = #{key} // of the contract")
    assert (reading.kind, reading.confidence) == (Kind.HASH_OR_KEY, Confidence.LIKELY)
