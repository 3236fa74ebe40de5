"""Fees: the least fixed point, whatever the present fee, and the terms that make it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, SignedTx, SpendTx, decode_object, decode_tx, fees, testing, to_bytes
from aecodec.errors import FieldError
from aecodec.objects import replace
from aecodec.protocol import BASE_GAS, CALL_GAS, IdKind
from aecodec.tx import (
    ChannelForceProgressTx,
    ChannelOffchainTxV2,
    ContractCallTx,
    GAMetaTxV1,
    GAMetaTxV2,
    OracleExtendTx,
    OracleRegisterTx,
    PayingForTx,
    TtlType,
)

from .conftest import VECTORS, json_lines, spec_rows, spec_text
from .shared_vectors import WIRES

OWN = [pytest.param(row, id=f"{row['name']}:{row['gas']}") for _, row in json_lines(VECTORS / "fees.jsonl")]
#: Every transaction of the specification's vectors by its hash.
ROWS = {row.values[0]["hash"]: row.values[0] for row in spec_rows("*_tx.jsonl", "*_tx.spec_only.jsonl")}


def published() -> dict[str, Any]:
    """Read the specification's facts about fees."""
    facts: dict[str, Any] = json.loads(spec_text("fees.json"))
    return facts


def examples() -> list[Any]:
    """The worked examples, of which the longer ones are found among the vectors."""
    return [pytest.param(row, id=f"{row['name']}-{row['size']}") for row in published()["examples"]]


def minimal() -> list[Any]:
    """The vectors whose fee is the least at 10^9 a gas; of an AEVM call it is not (docs/protocol/fees.md)."""
    rows = [row for row in ROWS.values() if row["min_fee"]]
    aevm = [row for row in rows if row["name"] == "contract_call_tx" and row["params"]["abi_version"] != "3"]
    return [pytest.param(row, id=f"{row['name']}-{row['hash'][:8]}") for row in rows if row not in aevm]


def spend(**changes: Any) -> SpendTx:
    account = Id.of(IdKind.ACCOUNT, bytes(range(32)))
    fields = {"amount": 1, "fee": 0, "ttl": 0, "nonce": 1, "payload": b""}
    return SpendTx(**{"sender_id": account, "recipient_id": account, **fields, **changes})


@pytest.mark.parametrize("row", OWN)
def test_a_transaction_of_each_type_costs_what_the_specification_says(row: dict[str, Any]) -> None:
    breakdown = fees.breakdown(row["tx"])
    assert (breakdown.gas, breakdown.min_fee) == (row["gas"], row["fee"])
    if "terms" in row:
        assert dict(breakdown.terms) == row["terms"]
    assert fees.gas(row["tx"]) == row["gas"]
    typed = decode_tx(row["tx"])
    assert fees.min_fee(typed) == fees.min_fee(to_bytes(typed)) == row["fee"]


def test_every_type_with_a_fee_is_among_our_own_vectors() -> None:
    tags = {decode_tx(row.values[0]["tx"]).TAG for row in OWN}
    assert tags == BASE_GAS.keys() - {501}  # a change of delegates, which no published example builds


@pytest.mark.parametrize("row", examples())
def test_every_worked_example_comes_out_term_by_term(row: dict[str, Any]) -> None:
    breakdown = fees.breakdown(ROWS[row["tx_hash"]]["tx"], int(row["gas_price"]))
    terms = dict(breakdown.terms)
    assert (terms["base"], terms["size"]) == (row["base_gas"], 20 * row["size"])
    assert (terms.get("inner", 0), terms.get("state", 0)) == (-20 * row["inner_size"], row["state_gas"])
    assert (breakdown.gas, breakdown.min_fee) == (row["gas"], int(row["fee"]))
    assert sum(terms.values()) == fees.gas(ROWS[row["tx_hash"]]["tx"]) == row["gas"]


def test_the_worked_examples_and_the_least_fees_are_all_there() -> None:
    assert (len(examples()), len(minimal())) == (72, 174)


@pytest.mark.parametrize("row", minimal())
def test_the_least_fee_is_what_the_network_s_own_builder_takes(row: dict[str, Any]) -> None:
    assert fees.min_fee(row["tx"]) == int(row["params"]["fee"])


def test_the_gas_table_is_that_of_the_specification() -> None:
    theirs, first = published()["base_gas"], {row["name"]: row["tag"] for row in ROWS.values()}
    call = theirs.pop("contract_call_tx")
    assert {first[name]: gas for name, gas in theirs.items() if gas} == {
        tag: gas for tag, gas in BASE_GAS.items() if tag != 43
    }
    assert (CALL_GAS, BASE_GAS[43]) == ({3: call["abi_3"]}, call["other"])
    assert first.keys() - theirs.keys() == {"contract_call_tx", "signed_tx"}


def test_the_receipt_adds_up() -> None:
    breakdown = fees.breakdown(spend(), gas_price=10**6)
    assert breakdown.gas == sum(term.gas for term in breakdown.terms)
    assert breakdown.gas * breakdown.gas_price == breakdown.min_fee
    assert [term.name for term in breakdown.terms] == ["base", "size"]
    assert breakdown.execution is None


def test_signatures_cost_nothing() -> None:
    signed = SignedTx(signatures=(bytes(64), b"\x01" * 64), transaction=spend(fee=5))
    assert fees.gas(signed) == fees.gas(spend(fee=5))
    assert fees.breakdown(signed) == fees.breakdown(spend())


@given(st.integers(0, 2**300))
def test_the_least_fee_does_not_depend_on_the_present_one(fee: int) -> None:
    assert fees.min_fee(spend(fee=fee)) == fees.min_fee(spend())


@given(st.integers(1, 10**60), st.integers(0, 300))
def test_no_smaller_fee_suffices(gas_price: int, payload: int) -> None:
    tx = spend(payload=bytes(payload))
    sufficient = []
    for length in range(1, 33):
        largest = 256**length - 1
        needed = fees.gas(replace(tx, fee=largest)) * gas_price
        shortest = 256 ** (length - 1) if length > 1 else 0
        if max(needed, shortest) <= largest:
            sufficient.append(max(needed, shortest))
    least = fees.min_fee(tx, gas_price)
    assert least == min(sufficient)
    assert fees.gas(replace(tx, fee=least)) * gas_price == least


def test_a_fee_with_more_digits_needs_more_gas() -> None:
    assert fees.gas(spend(fee=2**64)) - fees.gas(spend(fee=0x80)) == 20 * 8


def test_a_transaction_without_a_fee_is_refused_by_name() -> None:
    offchain = ChannelOffchainTxV2(channel_id=Id.of(IdKind.CHANNEL, bytes(32)), round=2, state_hash=bytes(32))
    for call in (fees.gas, fees.min_fee, fees.breakdown):
        with pytest.raises(TypeError, match="ChannelOffchainTxV2"):
            call(offchain)
        with pytest.raises(TypeError, match="ChannelOffchainTxV2"):
            call(SignedTx(signatures=(), transaction=offchain))


def test_a_negative_gas_price_is_refused() -> None:
    with pytest.raises(FieldError) as wrong:
        fees.min_fee(spend(), -1)
    assert (wrong.value.code, wrong.value.path) == ("uint_negative", "gas_price")


@pytest.mark.parametrize("gas_price", [True, 1e9, "1000000000", None])
def test_a_gas_price_is_an_integer(gas_price: Any) -> None:
    with pytest.raises(TypeError, match="gas_price"):
        fees.breakdown(spend(), gas_price)


def test_a_gas_price_that_no_fee_can_pay_is_refused() -> None:
    with pytest.raises(FieldError) as wrong:
        fees.min_fee(spend(), 256**1024)
    assert (wrong.value.code, wrong.value.path) == ("uint_too_long", "SpendTx.fee")


def test_a_reason_for_no_fee_is_a_value() -> None:
    offchain = ChannelOffchainTxV2(channel_id=Id.of(IdKind.CHANNEL, bytes(32)), round=2, state_hash=bytes(32))
    passed = replace(golden("OracleRegisterTx"), ttl_type=TtlType.BLOCK, ttl_value=0)
    endless = replace(golden("OracleExtendTx"), oracle_ttl_value=256**1024 - 1)
    for tx, code, path in (
        (offchain, "no_fee", ""),
        (passed, "ttl_passed", "OracleRegisterTx.ttl_value"),
        (endless, "uint_too_long", "OracleExtendTx.fee"),
    ):
        for whole in (tx, SignedTx(signatures=(), transaction=tx)):
            found = fees.breakdown_or_error(whole)
            assert isinstance(found, FieldError)
            assert (found.code, found.path, found.__traceback__) == (code, path, None)
            with pytest.raises(TypeError if code == "no_fee" else FieldError):
                fees.min_fee(whole)
    assert fees.breakdown_or_error(spend()) == fees.breakdown(spend())


@given(testing.transactions(), st.integers(0, 2**70), st.integers(0, 2**70))
def test_every_transaction_has_a_fee_or_a_reason(tx: Any, gas_price: int, height: int) -> None:
    found = fees.breakdown_or_error(tx, gas_price, height=height)
    if isinstance(found, FieldError):
        assert found.code in ("no_fee", "ttl_passed", "uint_too_long")
    else:
        assert found.min_fee == found.gas * gas_price


@pytest.mark.parametrize("wrong", [{"gas_price": -1}, {"height": -1}, {"protocol": "rome"}])
def test_a_wrong_argument_is_no_reason(wrong: dict[str, Any]) -> None:
    with pytest.raises(FieldError):
        fees.breakdown_or_error(spend(), **wrong)


# --- what only some types have ------------------------------------------------------------------


def golden(name: str) -> Any:
    return decode_object(WIRES[name])


def terms(tx: Any, **rules: Any) -> dict[str, int]:
    return dict(fees.breakdown(tx, **rules).terms)


def test_a_wrapper_does_not_pay_for_the_bytes_of_what_it_wraps_from_iris_on() -> None:
    inner = spend(fee=17_000 * 10**9)
    signed = SignedTx(signatures=(bytes(64),), transaction=inner)
    account = inner.sender_id
    payer = PayingForTx(payer_id=account, nonce=1, fee=0, tx=signed)
    meta = {"ga_id": account, "auth_data": b"", "abi_version": 3, "fee": 0, "gas": 1, "gas_price": 10**9}
    second, first = GAMetaTxV2(**meta, tx=signed), GAMetaTxV1(**meta, ttl=0, tx=signed)
    for outer, base in ((payer, 3_000), (second, 75_000)):
        assert terms(outer)["base"] == base
        assert terms(outer)["inner"] == -20 * len(to_bytes(inner))
    assert set(terms(first)) == {"base", "size"}
    # With layers the one directly within counts, and all that is in it.
    nested = PayingForTx(
        payer_id=account, nonce=1, fee=0, tx=SignedTx(signatures=(), transaction=replace(second, fee=10**14))
    )
    assert terms(nested)["inner"] == -20 * len(to_bytes(replace(second, fee=10**14)))
    assert fees.gas(SignedTx(signatures=(), transaction=nested)) == fees.gas(nested)


@pytest.mark.parametrize(
    ("blocks", "gas"), [(0, 0), (1, 1), (5, 1), (6, 2), (175_200, 32_000), (175_201, 32_001)]
)
def test_an_oracle_pays_for_its_time_in_full_or_begun_gas(blocks: int, gas: int) -> None:
    extend = replace(golden("OracleExtendTx"), oracle_ttl_value=blocks)
    assert isinstance(extend, OracleExtendTx)
    assert terms(extend, height=10**9)["state"] == gas  # the height says nothing to a relative time


def test_the_height_is_taken_off_a_time_that_is_the_height_of_a_block() -> None:
    register = replace(golden("OracleRegisterTx"), ttl_type=TtlType.BLOCK, ttl_value=1_175_200)
    assert isinstance(register, OracleRegisterTx)
    assert terms(register, height=1_000_000)["state"] == 32_000
    assert terms(register, height=1_175_199)["state"] == 1
    assert fees.min_fee(register) > fees.min_fee(register, height=1_000_000)
    for height in (1_175_200, 2_000_000):
        with pytest.raises(FieldError) as wrong:
            fees.gas(register, height=height)
        assert (wrong.value.code, wrong.value.path) == ("ttl_passed", "OracleRegisterTx.ttl_value")
    with pytest.raises(FieldError) as wrong:
        fees.gas(register, height=-1)
    assert (wrong.value.code, wrong.value.path) == ("uint_negative", "height")


def test_a_call_costs_by_its_abi_and_a_force_progress_by_its_protocol() -> None:
    call = golden("ContractCallTx")
    assert isinstance(call, ContractCallTx)
    costs = {abi: terms(replace(call, abi_version=abi))["base"] for abi in (0, 1, 2, 3, 4)}
    assert costs == {0: 450_000, 1: 450_000, 2: 450_000, 3: 180_000, 4: 450_000}
    force = golden("ChannelForceProgressTx")
    assert isinstance(force, ChannelForceProgressTx)
    for protocol, base in (("roma", 15_000), (2, 15_000), ("fortuna", 450_000), ("salus", 450_000)):
        assert terms(force, protocol=protocol)["base"] == base
    assert terms(force)["base"] == 450_000
    with pytest.raises(FieldError) as wrong:
        fees.gas(force, protocol="rome")
    assert (wrong.value.code, wrong.value.path) == ("protocol_unknown", "protocol")
    with pytest.raises(TypeError, match="protocol"):
        fees.gas(force, protocol=5.0)  # type: ignore[arg-type]


def test_what_running_a_contract_may_cost_stands_beside_the_fee() -> None:
    call = replace(golden("ContractCallTx"), gas=1_000, gas_price=10**9)
    assert fees.breakdown(call).execution == (1_000, 10**9, 10**12)
    assert fees.breakdown(call).min_fee == fees.breakdown(replace(call, gas=1_001)).min_fee
    force = golden("ChannelForceProgressTx")
    update = golden("OffChainCallContract")
    force = replace(force, update=replace(update, gas=5, gas_price=7))
    assert fees.breakdown(force).execution == fees.execution(force) == (5, 7, 35)
    assert fees.execution(spend()) is None


# --- names --------------------------------------------------------------------------------------


def test_name_fees_are_those_of_the_specification() -> None:
    table = published()["name_fee"]["by_length"]
    assert len(table) == 31
    for length, price in table.items():
        assert fees.name_fee(f"{'a' * int(length)}.chain") == int(price)


@pytest.mark.parametrize(
    ("name", "fee"),
    [
        ("a.chain", 570_288_700_000_000_000_000),
        ("A.chain", 570_288_700_000_000_000_000),
        (b"fiver.chain", 83_204_000_000_000_000_000),
        ("twelvechars1.chain", 2_865_700_000_000_000_000),
        (f"{'x' * 30}.chain", 500_000_000_000_000),
        (f"{'x' * 31}.chain", 300_000_000_000_000),
        (f"{'x' * 63}.chain", 300_000_000_000_000),
    ],
)
def test_the_shorter_the_name_the_higher_the_fee(name: str | bytes, fee: int) -> None:
    assert fees.name_fee(name) == fee  # docs/protocol/fees.md, Names


def test_a_name_beyond_ascii_costs_by_its_ascii_form() -> None:
    assert (
        fees.name_fee("bücher.chain")
        == fees.name_fee("xn--bcher-kva.chain")
        == fees.name_fee(f"{'x' * 13}.chain")
    )


def test_what_is_no_name_has_no_fee() -> None:
    with pytest.raises(FieldError) as wrong:
        fees.name_fee("aeternity.org")
    assert (wrong.value.code, wrong.value.path) == ("name_registrar", "name")
