"""Builders of calls take a function and its arguments in place of call data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec import build, fate
from aecodec.builders.texts import build_from_text
from aecodec.errors import BuildError

from .aci_vectors import forms
from .fate_vectors import params, rows

ACCOUNT = "ak_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj"
CONTRACT = "ct_8WwpJCixn9cKe3jAyXvxNeo5JrBFKj43ULkUeTfeLMqLiZPjj"
CALLED: dict[str, Any] = {"caller_id": ACCOUNT, "nonce": 1, "contract_id": CONTRACT, "gas": 1}


@pytest.mark.parametrize("row", params("calls"))
def test_a_function_with_arguments_is_the_call_data_of_the_compiler(row: dict[str, Any]) -> None:
    wanted = build.contract_call_tx(**CALLED, call_data=row["cb"])
    values = [fate.from_json(form) for form in row["args"]]
    assert build.contract_call_tx(**CALLED, function=row["function"], arguments=values) == wanted
    contract = fate.Contract(forms()[row["aci"]], row["contract"]).json
    ordered = build.contract_call_tx(
        **CALLED, function=row["function"], arguments=row["sophia"], aci=contract
    )
    by_name = contract.decode_call(row["cb"]).arguments
    named = build.contract_call_tx(**CALLED, function=row["function"], arguments=by_name, aci=contract)
    assert ordered == named == wanted


CODE = next(row["contract_cb"] for row in rows("bytecode") if "contract_cb" in row)


def test_what_creates_a_contract_calls_its_init() -> None:
    created = {"owner_id": ACCOUNT, "nonce": 1, "code": CODE, "ct_version": (8, 3), "gas": 1}
    wanted = build.contract_create_tx(**created, call_data=fate.call("init", (7, "a")))
    assert build.contract_create_tx(**created, arguments=[7, "a"]) == wanted
    attached = created | {"auth_fun": "authorize"}
    wanted_too = build.ga_attach_tx(**attached, call_data=fate.call("init"))
    assert build.ga_attach_tx(**attached, arguments=()) == wanted_too


def test_what_authorizes_is_a_call_as_well() -> None:
    spend = build.spend_tx(sender_id=ACCOUNT, recipient_id=CONTRACT, amount=1, nonce=0)
    wanted = build.ga_meta_tx(ga_id=ACCOUNT, tx=spend, auth_data=fate.call("authorize", (3,)), version=2)
    made = build.ga_meta_tx(ga_id=ACCOUNT, tx=spend, function="authorize", arguments=[3], version=2)
    assert made == wanted


ACI = [
    {
        "contract": {
            "name": "Token",
            "functions": [
                {
                    "name": "transfer",
                    "returns": "unit",
                    "arguments": [{"name": "to", "type": "address"}, {"name": "amount", "type": "int"}],
                }
            ],
        }
    }
]


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({}, "argument_missing", "call_data"),
        ({"call_data": fate.call("a"), "function": "a"}, "arguments_exclude", "function"),
        ({"call_data": fate.call("a"), "arguments": ()}, "arguments_exclude", "arguments"),
        ({"arguments": (1,)}, "argument_missing", "call_data"),
        ({"function": "transfer", "arguments": {"to": 1}}, "argument_missing", "aci"),
        ({"function": "transfer", "arguments": [1.5]}, "fate_value", "arguments[0]"),
        (
            {"function": "transfer", "arguments": [ACCOUNT], "aci": ACI},
            "argument_missing",
            "argument 2 `amount`",
        ),
        (
            {"function": "transfer", "arguments": [ACCOUNT, "1"], "aci": ACI},
            "field_type",
            "argument 2 `amount`",
        ),
        ({"function": 5}, "field_type", "function"),
        ({"function": "transfer", "arguments": 5}, "field_type", "arguments"),
        ({"function": "transfer", "arguments": "ab"}, "field_type", "arguments"),
        ({"function": "transfer", "arguments": {2: 10}, "aci": ACI}, "field_type", "arguments"),
        ({"function": "transfre", "aci": ACI}, "function_unknown", "function"),
        ({"function": "transfer", "aci": "no JSON"}, "json_syntax", "function"),
    ],
)
def test_what_makes_no_call_is_refused_with_the_argument(given: dict[str, Any], code: str, path: str) -> None:
    with pytest.raises(BuildError) as caught:
        build.contract_call_tx(**CALLED, **given)
    assert (caught.value.code, caught.value.path) == (code, path)


def test_the_command_line_takes_arguments_and_interface_as_json() -> None:
    given = {name: str(value) for name, value in CALLED.items()}
    for arguments in (f'["{ACCOUNT}", 10]', f'{{"to": "{ACCOUNT}", "amount": 10}}'):
        call = {"function": "transfer", "arguments": arguments, "aci": json.dumps(ACI)}
        made = build_from_text(build.contract_call_tx, given | call)
        wanted = fate.Contract(ACI).call("transfer", ACCOUNT, 10)
        assert made == build.contract_call_tx(**CALLED, call_data=wanted)
