"""`aecodec unit`: amounts in AE and aettos, by the denominations of the specification."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .command_line import forms, output, run
from .conftest import spec_text

DENOMINATIONS: dict[str, str] = json.loads(spec_text("fees.json"))["denominations"]


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("1.5AE", "1500000000000000000 aettos = 1.5 AE\n"),
        ("1.5 ae", "1500000000000000000 aettos = 1.5 AE\n"),
        ("17620000000000 aettos", "17620000000000 aettos = 0.00001762 AE\n"),
        ("0AE", "0 aettos = 0 AE\n"),
        (
            "123456789.000000000000000001 AE",
            "123456789000000000000000001 aettos = 123456789.000000000000000001 AE\n",
        ),
    ],
)
def test_an_amount_is_shown_in_both_units(given_: str, shown: str) -> None:
    assert output("unit", given_) == shown


@pytest.mark.parametrize("name", DENOMINATIONS)
def test_each_unit_is_so_many_aettos(name: str) -> None:
    unit = "aettos" if name == "aetto" else name.replace("_a", "A").replace("ae", "AE").replace("Ae", "AE")
    assert output("unit", "--to", "aettos", f"1 {unit}") == f"{DENOMINATIONS[name]}\n"
    assert output("unit", "--to", unit, f"{DENOMINATIONS[name]} aettos") == "1\n"


@given(st.integers(0, 10**40))
def test_no_digit_is_lost_between_the_units(aettos: int) -> None:
    in_ae = output("unit", "--to", "AE", f"{aettos} aettos").rstrip("\n")
    assert output("unit", "--to", "aettos", "--unit", "AE", in_ae) == f"{aettos}\n"


def test_number_and_unit_may_be_two_arguments() -> None:
    assert output("unit", "--to", "aettos", "1.5", "AE", "2aettos", "3", "nanoAE") == (
        "1500000000000000000\n2\n3000000000\n"
    )


def test_a_number_alone_is_aettos_and_that_is_said() -> None:
    found = run("unit", "5", given="")
    assert (found.returncode, found.out) == (0, "5 aettos = 0.000000000000000005 AE\n")
    assert found.err == "aecodec unit: a number without a unit is taken for aettos; --unit names another\n"
    assert output("unit", "--unit", "AE", "5") == "5000000000000000000 aettos = 5 AE\n"


def test_programs_get_numbers_that_no_reader_rounds() -> None:
    assert forms("unit", "--json", given="1AE\n7 aettos\n") == [
        {"input": "1AE", "aettos": "1000000000000000000", "ae": "1"},
        {"input": "7 aettos", "aettos": 7, "ae": "0.000000000000000007"},
    ]


@pytest.mark.parametrize(
    ("wrong", "code", "offset"),
    [
        ("1.5", "amount_unit", 3),
        ("1,5 AE", "amount_form", 1),
        ("-1 AE", "amount_form", 0),
        ("1e18", "amount_form", 1),
        ("1 ETH", "amount_unit", 2),
        ("0.0000000000000000001 AE", "amount_precision", 20),
        ("", "amount_form", 0),
    ],
)
def test_what_is_no_exact_amount_is_refused(wrong: str, code: str, offset: int) -> None:
    (record,) = forms("unit", "--json", "--strict", "--", wrong, code=1)
    assert (record["error"]["code"], record["error"]["offset"]) == (code, offset)
    found = run("unit", "--strict", "--", wrong)
    assert (found.returncode, found.out, found.err.count("\n")) == (1, "", 1)


def test_no_amount_is_wrong_usage() -> None:
    assert run("unit").returncode == 2
    assert run("unit", "--to", "ETH", "1AE").returncode == 2


@pytest.mark.parametrize(("given_", "meant"), [("1,000.5 AE", "1000.5 AE"), ("1e9 AE", "1000000000 AE")])
def test_an_amount_in_another_form_is_shown_but_is_no_success(given_: str, meant: str) -> None:
    found = run("unit", given_)
    assert found.returncode == 1
    assert found.out.endswith(f" aettos = {meant}\n")
    assert found.err.startswith("aecodec: recognised amount: ")
    assert "; strict reading: not an amount at character 1" in found.err
    assert found.err.count("\n") == 1


def test_amounts_are_found_in_other_text_with_their_place() -> None:
    line = "2026-11-02 balance of alice: 1.5 AE, of bob 17620000000000 aettos, of 12 others 3 ETH"
    assert [
        (one["input"], one["aettos"]) for one in map(json.loads, run("unit", "--json", line).out.splitlines())
    ] == [
        ("1.5 AE", "1500000000000000000"),
        ("17620000000000 aettos", 17620000000000),
    ]
    assert "(column 30)" in run("unit", line).err
    assert run("unit", "--strict", line).out == ""
