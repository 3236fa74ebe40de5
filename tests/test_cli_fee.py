"""`aecodec fee`: the worked examples of the specification, what is paid against it, and the costs."""

from __future__ import annotations

import json
from typing import Any

import pytest

import aecodec
from aecodec import build, fees

from .command_line import forms, output, run
from .conftest import spec_rows, spec_text
from .shared_vectors import known_object

EXAMPLES: list[dict[str, Any]] = json.loads(spec_text("fees.json"))["examples"]
TEXTS = {
    row.values[0]["hash"]: row.values[0]["tx"] for row in spec_rows("*_tx.jsonl", "*_tx.spec_only.jsonl")
}
ALICE = "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW"
BOB = "ak_2StwPVMjaBggbEbrvLKMBbuLB7gHnazsBKA9pM5yHNbWr3eCPy"


def spend(**changes: Any) -> str:
    tx = build.spend_tx(sender_id=ALICE, recipient_id=BOB, amount=10**18, nonce=7, payload=b"for the coffee")
    return aecodec.encode_tx(aecodec.replace(tx, **changes))


def test_a_spend_is_a_table() -> None:
    # Its 105 bytes: docs/guide/decode.md. 15000 + 20 * 105 = 17100.
    assert output("fee", spend()) == (
        "SpendTx\n"
        "  base    15000 (gas)\n"
        "  size     2100 (gas, 105 bytes)\n"
        "  gas     17100 (in all)\n"
        "  needed  17100000000000 (0.0000171 AE, 1000000000 for each gas)\n"
        "  paid    17100000000000 (0.0000171 AE, 1000000000 for each gas, enough)\n"
        "\n"
        "costs at most\n"
        f"  {ALICE}\n"
        "    fee          17100000000000 (0.0000171 AE)\n"
        "    amount  1000000000000000000 (1 AE)\n"
        "    in all  1000017100000000000 (1.0000171 AE)\n"
    )


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: f"{one['name']}-{one['size']}")
def test_the_worked_examples_of_the_specification(example: dict[str, Any]) -> None:
    text = example.get("tx") or TEXTS[example["tx_hash"]]
    (record,) = forms("fee", "--json", "--gas-price", example["gas_price"], text)
    outer = record["fees"][0]
    assert outer["gas"] == example["gas"]
    assert str(outer["min_fee"]) == example["fee"]
    terms = {
        "base": example["base_gas"],
        "size": 20 * example["size"],
        "inner": -20 * example["inner_size"],
        "state": example["state_gas"],
    }
    shown = {name: gas for name, gas in terms.items() if gas or name in outer["terms"]}
    assert outer["terms"] == shown


def test_each_layer_pays_for_itself() -> None:
    tx = known_object("PayingForTx")
    found = forms("fee", "--json", aecodec.encode_tx(tx))[0]["fees"]
    assert [one["path"] for one in found] == ["PayingForTx", "PayingForTx.tx.transaction"]
    assert found[0]["terms"]["inner"] == -20 * len(aecodec.to_bytes(tx.tx.transaction))


def test_a_fee_below_what_a_block_may_hold_is_an_error() -> None:
    found = run("fee", spend(fee=17_000_000_000 - 1))
    assert found.returncode == 1
    assert "too little" in found.out
    assert "fee is below the minimum at SpendTx.fee: expected at least 17" in found.err
    (record,) = forms("fee", "--json", spend(fee=1), code=1)
    assert record["fees"][0]["error"]["code"] == "fee_too_low"


def test_a_fee_below_what_nodes_relay_is_too_little_and_no_error() -> None:
    shown = output("fee", spend(fee=10**12))
    assert "paid     1000000000000 (0.000001 AE, 58548009 for each gas, too little)" in shown
    assert "enough" in output("fee", "--gas-price", "1000000", spend(fee=10**12))


def test_a_contract_costs_more_than_the_fee() -> None:
    call = known_object("ContractCallTx")
    shown = output("fee", aecodec.encode_tx(call))
    assert f"contract  {call.gas} gas at {call.gas_price} aettos each" in shown
    (record,) = forms("fee", "--json", aecodec.encode_tx(call))
    total = call.fee + call.gas * call.gas_price + call.amount
    assert record["cost"] == {str(call.caller_id): total if total < 2**53 else str(total)}


def test_what_has_no_fee_says_so() -> None:
    assert output("fee", aecodec.encode_tx(known_object("ChannelOffchainTxV2"))) == (
        "ChannelOffchainTx\n  fee  (none)\n"
    )


def test_the_height_counts_for_an_oracle_that_lives_until_one() -> None:
    tx = aecodec.replace(known_object("OracleRegisterTx"), ttl_type="block", ttl_value=1000)
    text = aecodec.encode_tx(tx)
    (high,) = forms("fee", "--json", "--height", "999", text)
    assert high["fees"][0]["terms"]["state"] == 1  # 32000 / 175200, rounded up
    assert high["fees"][0]["gas"] == fees.breakdown(tx, height=999).gas
    found = run("fee", "--height", "1000", text)
    assert (found.returncode, found.err.count("\n")) == (1, 1)
    assert "ttl is not above the current height" in found.err


def test_wrong_usage_is_told_apart() -> None:
    for arguments in ([], ["--gas-price", "x", spend()], ["--height", "-1", spend()]):
        assert run("fee", *arguments).returncode == 2
