"""`aecodec encode`: JSON back to text, however it is laid out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import aecodec
from aecodec.cli.inputs import Input
from aecodec.cli.json_values import split_values

from .command_line import one_error, records, run
from .conftest import founding, spec_rows
from .growth import assert_linear
from .shared_vectors import WIRES

FACTS = founding()
CO_SIGNED: str = FACTS["co_signed"]
TX_NAMES = ["unsigned", "half_signed", "co_signed"]
SECRET = aecodec.encode("sk", bytes(range(32)))


@pytest.mark.parametrize("ints", ["safe", "number", "string"])
def test_what_decode_shows_as_json_encode_takes_back(ints: str) -> None:
    items = [FACTS[name] for name in TX_NAMES] + [FACTS["channel_id"], FACTS["initiator_id"]]
    shown = run("decode", "--json", "--ints", ints, given="\n".join(items))
    back = run("encode", given=shown.out)
    assert (back.returncode, back.err) == (0, "")
    assert back.out.splitlines() == items


def through_doubles(line: str) -> str:
    """The line as a program rewrites it that keeps every JSON number as a double, such as jq 1.6."""
    return json.dumps(json.loads(line, parse_int=lambda digits: int(float(digits)))["object"])


def test_a_reader_that_rounds_numbers_to_doubles_changes_no_transaction() -> None:
    texts = sorted({row.values[0]["tx"] for row in spec_rows("*_tx*.jsonl") if "tx" in row.values[0]})
    wires = [wire.hex() for wire in WIRES.values()]
    large = aecodec.replace(aecodec.decode_tx(CO_SIGNED).transaction, fee=2**53 + 1, ttl=2**53 - 1)
    items = [*texts, *wires, aecodec.encode_tx(large)]
    shown = run("decode", "--json", given="\n".join(items))
    assert (shown.returncode, shown.err) == (0, "")
    back = run("encode", given="\n".join(map(through_doubles, shown.out.splitlines())))
    assert (back.returncode, back.err) == (0, "")
    given = [aecodec.encode_object(one) for one in map(aecodec.decode_object, texts)]
    assert back.out.splitlines()[: len(texts)] == given == texts
    assert back.out.splitlines()[-1] == items[-1]
    form = records(shown.out)[-1]["object"]
    assert (form["fee"], form["ttl"]) == (f"{2**53 + 1}", 2**53 - 1)
    unsafe = run("decode", "--json", "--ints", "number", items[-1]).out
    assert run("encode", given=through_doubles(unsafe)).out != f"{items[-1]}\n"


def test_a_bare_form_is_encoded_from_an_argument_or_a_file(tmp_path: Path) -> None:
    (record,) = records(run("decode", "--json", CO_SIGNED).out)
    form = json.dumps(record["object"])
    (tmp_path / "form.json").write_text(form)
    assert run("encode", form, f"@{tmp_path / 'form.json'}").out == f"{CO_SIGNED}\n{CO_SIGNED}\n"


def test_an_object_without_a_prefix_goes_through_hexadecimal() -> None:
    # An account with nonce 1 and balance 2: tag 10, version 1.
    form = {"type": "Account", "tag": 10, "version": 1, "nonce": 1, "balance": 2}
    assert run("encode", json.dumps(form)).out == "c40a010102\n"
    assert records(run("decode", "--json", "c40a010102").out)[0]["object"] == form


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("{", "not JSON at character 1: found end of text"),
        (
            '{"type": "SpendTx", "tag": 1e18, "version": 1}',
            "wrong type at SpendTx.tag: expected an integer, found a number",
        ),
        ('{"input": "ak_", "line": 1, "error": {}}', "missing key at type"),
        (
            '{"type": "SpendTx", "tag": 12, "version": 9}',
            "unknown object version at SpendTx.version: expected 1",
        ),
        ('{"prefix": "ak", "payload": "00"}', "wrong payload length: expected 32 bytes, found 1"),
        ('{"prefix": "ak", "payload": null}', "wrong type at payload: expected a string, found null"),
        ('{"prefix": "ak", "payload": "zz"}', "malformed hexadecimal at payload: found 'zz'"),
        ('{"prefix": "ak"}', "missing key at payload"),
        ("[" * 100_000, "JSON values are nested too deeply at character 64"),
    ],
    ids=range(9),
)
def test_what_is_no_json_form_is_one_line(form: str, message: str) -> None:
    found = run("encode", given=form)
    assert message in one_error(found)
    assert found.out == ""


FORM = json.dumps(aecodec.to_json(aecodec.decode_tx(CO_SIGNED)))
PRETTY = json.dumps(json.loads(FORM), indent=2)
LAYOUTS = {
    "a line each": f"{FORM}\n{FORM}\n{FORM}",
    "many lines each": f"{PRETTY}\n{PRETTY}\r\n\n{PRETTY}\n",
    "in a row": f"{FORM}{FORM} {PRETTY}",
    "all kinds": f"{FORM}\n{PRETTY}{FORM}",
    "without indentation": f"{json.dumps(json.loads(FORM), indent=0)}\n" * 3,
    "an array": json.dumps([json.loads(FORM)] * 3),
    "an array over many lines": json.dumps([json.loads(FORM)] * 3, indent=4),
    "an array, an object a line": f"[\n{FORM},\n{FORM},\n{FORM}\n]",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_objects_are_encoded_however_they_are_laid_out(tmp_path: Path, layout: str) -> None:
    (tmp_path / "forms.json").write_text(LAYOUTS[layout], newline="")
    for found in (run("encode", given=LAYOUTS[layout]), run("encode", f"@{tmp_path / 'forms.json'}")):
        assert (found.returncode, found.err) == (0, "")
        assert found.out == f"{CO_SIGNED}\n" * 3
    assert run("encode", LAYOUTS[layout]).out == f"{CO_SIGNED}\n" * 3


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (PRETTY.replace('"fee": ', '"fee": x'), "not JSON at character 11: found 'x"),
        (FORM[: len(FORM) // 2], "not JSON at character "),
        ("\n".join(PRETTY.splitlines()[:9]), "not JSON at character "),
        ("nonsense", "not JSON at character 0"),
        (PRETTY.replace('"nonce": ', '"nounce": '), "unknown key at SignedTx.transaction.nounce"),
    ],
    ids=range(5),
)
def test_a_broken_object_is_named_with_its_line_and_the_others_are_encoded(broken: str, message: str) -> None:
    for before, after in ((FORM, FORM), (PRETTY, PRETTY)):
        found = run("encode", given=f"{before}\n{broken}\n{after}\n")
        assert found.out == f"{CO_SIGNED}\n" * 2
        said = one_error(found)
        assert message in said
        line = int(said.rpartition("(line ")[2].removesuffix(")"))
        first = before.count("\n") + 2
        assert first <= line <= first + broken.count("\n")
        if "11: found" in message:
            assert '"fee"' in f"{before}\n{broken}".splitlines()[line - 1]


def test_a_cut_array_is_no_success() -> None:
    found = run("encode", given=f"[{FORM},\n{FORM},\n")
    assert found.out == f"{CO_SIGNED}\n" * 2
    assert "not JSON: expected ], found end of text" in one_error(found)


@pytest.mark.parametrize("unit", ["{\n", "[{", '{"a":\n', "{}", '"', "[]\n", '{"a": 1\n', "]\n"])
def test_any_rows_of_brackets_are_read_in_linear_time(unit: str) -> None:
    def lines(count: int) -> list[Input]:
        return [Input(line, at) for at, line in enumerate((unit * count).split("\n"), 1) if line]

    def read(lines: list[Input]) -> None:
        for value in split_values(iter(lines)):
            assert value.text

    assert_linear(read, lines(2_000), lines(32_000), times=16)
