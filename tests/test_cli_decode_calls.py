"""`aecodec decode` of transactions that call contracts: opened, with names from an interface or a list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from aecodec import build, encode_tx, fate

from .aci_vectors import forms as interfaces
from .command_line import forms, output, run
from .fate_vectors import rows

ACCOUNT = "ak_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj"
CONTRACT = "ct_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj"

#: A call of the compiler with several arguments.
CALL = next(row for row in rows("calls") if row["function"] == "test_int")


@pytest.fixture(scope="module")
def aci(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("aci") / "interface.json"
    path.write_text(json.dumps(interfaces()[CALL["aci"]]))
    return str(path)


def calling() -> str:
    return encode_tx(
        build.contract_call_tx(caller_id=ACCOUNT, nonce=1, contract_id=CONTRACT, call_data=CALL["cb"])
    )


def test_a_call_is_opened_below_its_call_data(aci: str) -> None:
    plain = output("decode", calling())
    assert f"    function  {CALL['function_id']}\n" in plain
    assert "    [0]       502448822319\n" in plain
    named = output("decode", calling(), "--aci", aci)
    assert f"    function  Test.test_int (id {CALL['function_id']})\n" in named
    assert "    a         502448822319\n" in named
    assert "(matches test_int)" in output("decode", calling(), "--names", "other,test_int")


def test_records_have_what_is_opened_beside_the_object_on_request(aci: str) -> None:
    (closed,) = forms("decode", "--json", calling())
    (opened,) = forms("decode", "--json", "--open", calling())
    (named,) = forms("decode", "--json", "--open", "--aci", aci, calling())
    assert "opened" not in closed
    assert [one["object"] for one in (opened, named)] == [closed["object"]] * 2
    assert opened["opened"] == [
        {
            "path": "ContractCallTx.call_data",
            "function_id": CALL["function_id"],
            "matches": [],
            "arguments": CALL["args"],
        }
    ]
    (call,) = named["opened"]
    assert [*call["arguments"].values()] == CALL["sophia"]


def test_bytes_of_contracts_that_stand_alone_are_opened() -> None:
    assert f"    function  {CALL['function_id']}\n" in run("decode", CALL["cb"]).out
    (record,) = forms("decode", "--json", "--open", CALL["cb"])
    assert record["opened"]["call_data"]["arguments"] == CALL["args"]


def test_an_interface_that_cannot_be_read_is_wrong_usage(tmp_path: Path) -> None:
    missing = run("decode", calling(), "--aci", str(tmp_path / "missing.json"))
    assert missing.returncode == 2
    assert "missing.json: No such file or directory" in missing.err
    (tmp_path / "wrong.json").write_text('{"contract": 1}')
    wrong = run("decode", calling(), "--aci", str(tmp_path / "wrong.json"))
    assert wrong.returncode == 2
    assert "wrong.json: " in wrong.err


def test_the_interface_of_another_contract_leaves_the_call_as_it_is_without(tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text(json.dumps(interfaces()["identity"]))
    assert output("decode", calling(), "--aci", str(other)) == output("decode", calling())
    assert fate.Contract(interfaces()["identity"]).functions.keys().isdisjoint({CALL["function"]})
