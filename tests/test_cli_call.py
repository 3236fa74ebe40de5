"""`aecodec call`: the calls of the compiler from the command line, and what is said of wrong ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from aecodec import build, encode_tx, fate
from aecodec.cli.call import ACTIONS
from aecodec.fate.aci import read_aci
from aecodec.fate.sophia_json import is_text

from .aci_vectors import forms as interfaces
from .command_line import forms, one_error, output, run
from .fate_vectors import rows

ACCOUNT = "ak_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj"
CONTRACT = "ct_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj"


@pytest.fixture(scope="module")
def acis(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return files with interfaces of the vectors."""
    found = {}
    for name in ("Zoo", "Test", "identity"):
        path = tmp_path_factory.mktemp("aci") / f"{name}.json"
        path.write_text(json.dumps(interfaces()[name]))
        found[name] = str(path)
    return found


def test_each_call_of_the_compiler_is_made_and_shown_in_the_same_words(acis: dict[str, str]) -> None:
    for row in rows("calls"):
        functions = read_aci(interfaces()[row["aci"]]).contracts[row["contract"]].functions
        function = functions.get(row["function"])
        kinds = [argument.type for argument in function.arguments] if function is not None else []
        given = [
            form if is_text(kind) else json.dumps(form)
            for kind, form in zip(kinds, row["sophia"], strict=True)
        ]
        aci = ("--aci", acis[row["aci"]])
        assert output("call", *aci, "--", "encode", row["function"], *given) == f"{row['cb']}\n"
        (record,) = forms("call", "decode", row["cb"], *aci, "--json")
        assert (record["contract"], record["function"]) == (row["contract"], row["function"])
        assert [*record["arguments"].values()] == row["sophia"]


def test_what_is_shown_can_be_given_again(acis: dict[str, str]) -> None:
    aci = ("--aci", acis["Zoo"])
    animal = json.dumps({"name": "cat", "legs": 4, "owner": {"Some": [ACCOUNT]}})
    made = output("call", "encode", "add", animal, *aci).strip()
    shown = output("call", "decode", made, *aci)
    assert shown.startswith("Zoo.add\n  a  {")
    assert output("call", "encode", "add", shown.split("  a  ")[1].strip(), *aci).strip() == made
    assert output("call", "encode", "add", '{"name": "cat", "legs": "4", "owner": "None"}', *aci)


def test_without_an_interface_names_only_match() -> None:
    made = fate.call("transfer", (fate.OracleQueryId(bytes(32)), 10))
    number = fate.function_id("transfer").hex()
    assert output("call", "decode", made) == (
        f"function {number} (matches transfer)\n"
        f"  1  {fate.format_value(fate.OracleQueryId(bytes(32)))}\n  2  10\n"
    )
    (record,) = forms("call", "decode", fate.call("my_own", ({1: "a"},)), "--json")
    assert record["matches"] == []
    assert record["arguments"] == [{"map": [[{"int": "1"}, {"string": "a"}]]}]


def test_names_are_looked_for_among_those_given(tmp_path: Path) -> None:
    made = fate.call("my_own")
    path = tmp_path / "names"
    path.write_text("other\n my_own \n\n")
    for names in ("my_own", "other, my_own", f"@{path}"):
        assert "(matches my_own)" in output("call", "decode", made, "--names", names)


def test_call_data_is_found_in_transactions_hexadecimal_and_logs(acis: dict[str, str]) -> None:
    aci = ("--aci", acis["Zoo"])
    made = fate.call("coord", ((1, 2),))
    tx = encode_tx(
        build.contract_call_tx(
            caller_id=ACCOUNT,
            contract_id=CONTRACT,
            call_data=made,
            gas=10000,
            nonce=1,
        )
    )
    shown = 'Zoo.coord\n  c  {"lat": "1", "lon": "2"}\n'
    payload = fate.Call(fate.function_id("coord"), ((1, 2),)).to_bytes()
    for source in (made, tx, payload.hex(), f"0x{payload.hex()}"):
        assert output("call", "decode", source, *aci) == shown
    found = run("call", "decode", f"call_data={made} to {CONTRACT}", *aci)
    assert (found.returncode, found.out) == (0, shown)
    assert "recognised" in found.err
    assert run("call", "decode", *aci, given=f"{made}\n{made}\n").out == f"{shown}\n{shown}"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("coord", '{"lat": 1}'), "missing field of a record at argument 1 `c`: expected 'lon'"),
        (("coord", '{"lat": 1, "lat": 2}'), "duplicate key in a JSON object at argument 1 `c`"),
        (("coord", "lat"), "not JSON at argument 1 `c`, byte 0: found 'lat'"),
        (("init", "x", ACCOUNT), "wrong type at argument 1 `n`: expected int in decimal digits, found 'x'"),
        (("init", "1", CONTRACT), "identifier kind is not allowed here at argument 2 `who`"),
        (("init", "1"), "missing argument at argument 2 `who`: expected address"),
        (("init", "1", ACCOUNT, "2"), "wrong number of arguments at init: expected 2, found 3"),
        (("addr",), "unknown function: found 'addr' (did you mean 'addrs'?)"),
    ],
)
def test_a_wrong_argument_is_named(acis: dict[str, str], arguments: tuple[str, ...], said: str) -> None:
    assert said in one_error(run("call", "encode", *arguments, "--aci", acis["Zoo"]))
    (record,) = forms("call", "encode", *arguments, "--aci", acis["Zoo"], "--json", code=1)
    assert said in record["error"]["message"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (fate.call("nobody"), "unknown function: expected a function of Zoo"),
        ("cb_Xfbg4g==", "FATE data is truncated"),
        (ACCOUNT, "wrong prefix"),
    ],
)
def test_what_is_no_call_of_the_contract_is_one_line(acis: dict[str, str], source: str, said: str) -> None:
    assert said in one_error(run("call", "decode", source, "--aci", acis["Zoo"]))


def test_wrong_usage_is_told_in_one_line(acis: dict[str, str], tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.json"
    wrong.write_text('[{"contract": {}}]')
    cases: list[tuple[tuple[Any, ...], str]] = [
        ((), "no action"),
        (("encod",), "unknown action 'encod'. Did you mean encode?"),
        (("encode", "f"), "encode needs --aci"),
        (("encode", "--aci", acis["identity"]), "encode which function? Identity has main_fun"),
        (("encode", "f", "--aci", str(wrong)), "missing JSON member at [0].contract: expected 'name'"),
        (("encode", "f", "--aci", str(tmp_path / "none.json")), "No such file"),
        (("encode", "f", "--aci", acis["Zoo"], "--contract", "Zo"), "expected a contract 'Zo'"),
        (("decode",), "no input"),
    ]
    for arguments, said in cases:
        found = run("call", *arguments)
        assert found.returncode == 2
        assert said in found.err
        assert found.err.count("\n") == 1
    assert ACTIONS == ("encode", "decode")


def test_a_secret_in_a_call_is_not_shown(acis: dict[str, str]) -> None:
    from .secret_key import FORMS, leaks

    for secret in FORMS.values():
        shown = run("call", "decode", fate.call("note", (secret,)), "--json")
        shown_plain = run("call", "decode", fate.call("note", (secret,)))
        wrong = run("call", "encode", "init", secret, ACCOUNT, "--aci", acis["Zoo"])
        texts = [shown_plain.out, *wrong, json.dumps(json.loads(shown.out)["arguments"])]
        assert leaks("".join(map(str, texts))) == []
