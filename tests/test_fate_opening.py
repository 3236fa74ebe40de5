"""What objects hold in FATE: calls, code and results are opened in trees and beside JSON."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import build, fate
from aecodec.fate.opening import Known, open_bytes, open_fields, open_object
from aecodec.state import ContractCallObjectV2, ContractObjectV1, OffChainCallContract, ReturnType
from aecodec.tx import ContractCallTx, GAMetaTx

from .aci_vectors import forms
from .conftest import examples
from .fate_vectors import params, rows

ACCOUNT = "ak_2swhLkgBPeeADxVTAVCJnZLY5NZtCFiM93JxsEaMuC59euuFRQ"
CONTRACT = "ct_2swhLkgBPeeADxVTAVCJnZLY5NZtCFiM93JxsEaMuC59euuFRQ"
ACIS = forms()


def calling(data: str | bytes, abi_version: int = 3) -> ContractCallTx:
    return build.contract_call_tx(
        caller_id=ACCOUNT, nonce=1, contract_id=CONTRACT, call_data=data, abi_version=abi_version, gas=1
    )


def interface(row: dict[str, Any]) -> fate.Contract:
    return fate.Contract(ACIS[row["aci"]], row["contract"])


@pytest.mark.parametrize("row", params("calls"))
def test_a_call_is_opened_with_the_names_of_its_interface_or_by_position(row: dict[str, Any]) -> None:
    tx = calling(row["cb"])
    (plain,) = open_object(tx)
    assert plain.path == "ContractCallTx.call_data"
    assert plain.form["function_id"] == row["function_id"]
    assert plain.form["arguments"] == row["args"]
    contract = interface(row)
    (named,) = open_object(tx, Known((contract,)))
    assert (named.form["contract"], named.form["function"]) == (row["contract"], row["function"])
    assert list(named.form["arguments"].values()) == row["sophia"]
    assert [one.name for one in named.rows[1:]] == list(named.form["arguments"])
    shown = aecodec.show(tx, contracts=[contract])
    assert "function" in shown
    assert f"{row['contract']}.{row['function']} (id {row['function_id']})" in shown


def test_names_that_match_are_said_to_match() -> None:
    tx = calling(fate.call("transfer", (5,)))
    assert "(matches transfer)" in aecodec.show(tx)
    unusual = calling(fate.call("an_unusual_name", ()))
    assert "matches" not in aecodec.show(unusual)
    assert "(matches an_unusual_name)" in aecodec.show(unusual, names=["another", "an_unusual_name"])


@pytest.mark.parametrize("row", [one for one in params("bytecode") if "contract_cb" in one.values[0]])
def test_code_is_opened_and_names_the_function_that_is_called_beside_it(row: dict[str, Any]) -> None:
    code = aecodec.decode(row["contract_cb"])
    functions = fate.decode_code(code).functions
    tx = build.contract_create_tx(
        owner_id=ACCOUNT, nonce=1, code=code, call_data=fate.call("init"), ct_version=(8, 3), gas=1
    )
    by_path = {one.path: one for one in open_object(tx)}
    assert len(by_path["ContractCreateTx.code"].form["functions"]) == len(functions)
    shown = aecodec.show(tx)
    assert all(function.id.hex() in shown for function in functions)
    if "init" in fate.decode_code(code).names.values():
        assert by_path["ContractCreateTx.call_data"].form["function"] == "init"
    alone = open_bytes(code)
    assert alone is not None
    assert [*alone.form] == ["code"]


def test_what_other_machines_are_called_with_stays_closed() -> None:
    data = fate.call("transfer", (5,))
    assert [*open_object(calling(data, abi_version=1))] == []
    assert "function" not in aecodec.show(calling(data, abi_version=1))


def test_call_data_of_updates_and_of_generalized_accounts_is_opened_where_it_stands() -> None:
    data = aecodec.decode(fate.call("balance", ()))
    update = OffChainCallContract(
        caller=ACCOUNT,
        contract=CONTRACT,
        abi_version=3,
        amount=0,
        gas=1,
        gas_price=1,
        call_data=data,
        call_stack=(),
    )
    (opened,) = open_object(update)
    assert (opened.path, opened.form["matches"]) == ("OffChainCallContract.call_data", ["balance"])
    inner = aecodec.sign(aecodec.replace(calling(data), nonce=0), aecodec.Key.from_seed(bytes(32)), "ae_uat")
    meta = build.ga_meta_tx(ga_id=ACCOUNT, auth_data=data, tx=inner, version=2)
    assert isinstance(meta, GAMetaTx)
    paths = [one.path for one in open_object(meta)]
    assert [path.rpartition(".")[2] for path in paths] == ["auth_data", "call_data"]
    assert len(set(paths)) == 2


def returning(value: bytes, kind: ReturnType) -> ContractCallObjectV2:
    return ContractCallObjectV2(
        caller_id=ACCOUNT,
        caller_nonce=1,
        height=1,
        contract_id=CONTRACT,
        gas_price=1,
        gas_used=1,
        return_value=value,
        return_type=kind,
        log=(),
    )


def test_a_result_is_a_value_or_a_message_by_how_the_call_ended() -> None:
    wire = bytes.fromhex("0d616263")  # the string "abc"
    for kind, form in (
        (ReturnType.OK, {"value": {"string": "abc"}}),
        (ReturnType.REVERT, {"message": "abc"}),
        (ReturnType.ERROR, {"message": "\rabc"}),
    ):
        opened = open_fields(returning(wire, kind))
        assert {name: one.form for name, one in opened.items()} == {"return_value": form}


def test_a_contract_whose_log_is_not_empty_is_opened_all_the_same() -> None:
    contract = ContractObjectV1(
        owner_id=ACCOUNT,
        ct_version=(8, 3),
        code=aecodec.decode(CODE),
        log=b"not empty",
        active=True,
        referrer_ids=(),
        deposit=0,
    )
    assert [*open_fields(contract, Known((fate.Contract(forms()["Test"]),)))] == ["code"]


@given(st.binary(max_size=80))
@examples(300)
def test_what_does_not_decode_is_said_in_its_place(data: bytes) -> None:
    (opened,) = open_object(calling(data))
    refusal = None
    try:
        fate.decode_call_lenient(data)
    except fate.FateError as error:
        refusal = str(error)
    assert opened.form.get("error") == refusal
    assert ("function_id" in opened.form) == (refusal is None)
    assert (opened.rows[0].name == "unreadable") == (refusal is not None)
    assert json.loads(json.dumps(opened.form)) == opened.form


CODE = next(row["contract_cb"] for row in rows("bytecode") if "contract_cb" in row)


def test_very_long_code_is_shown_by_its_first_functions() -> None:
    code = fate.decode_code(CODE)
    numbers = [number.to_bytes(4, "big") for number in range(300)]
    functions = tuple(msgspec.structs.replace(code.functions[0], id=number) for number in numbers)
    opened = open_bytes(fate.encode_code(msgspec.structs.replace(code, functions=functions, symbols={})))
    assert opened is not None
    (shown,) = [row for row in opened.rows[0].below if row.name == "functions"]
    assert len(shown.below) == 201
    assert shown.below[-1].values[0].text == "and 100 more: `aecodec code` shows all"
    assert len(opened.form["code"]["functions"]) == 300
