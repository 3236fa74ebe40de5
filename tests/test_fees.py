"""Fees: the least fixed point, whatever the present fee, and the terms that make it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, SignedTx, SpendTx, decode_tx, fees, to_bytes
from aecodec.errors import FieldError
from aecodec.objects import replace
from aecodec.protocol import IdKind
from aecodec.tx import ChannelOffchainTxV2

from .conftest import SHARED, needs_spec, spec_rows

DESCRIBED = {"spend_tx", "channel_create_tx", "channel_close_mutual_tx"}


def examples() -> list[Any]:
    """The worked examples of fees.json whose types are described."""
    path = SHARED / "spec" / "fees.json"
    rows = json.loads(path.read_text(encoding="utf-8"))["examples"] if path.is_file() else []
    return [pytest.param(row, id=f"{row['name']}-{row['size']}") for row in rows if row["name"] in DESCRIBED]


def minimal() -> list[Any]:
    """The vectors whose fee is the least at a gas price of 10^9."""
    rows = spec_rows(*(f"{name}.jsonl" for name in sorted(DESCRIBED)))
    return [row for row in rows if row.values[0]["min_fee"]]


def spend(**changes: Any) -> SpendTx:
    account = Id.of(IdKind.ACCOUNT, bytes(range(32)))
    fields = {"amount": 1, "fee": 0, "ttl": 0, "nonce": 1, "payload": b""}
    return SpendTx(**{"sender_id": account, "recipient_id": account, **fields, **changes})


# Worked examples of fees.md, from fees.json.
@pytest.mark.parametrize(
    ("tx", "gas"),
    [
        (
            (
                "tx_+HUMAaEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAChAcf4TzffQ8w3cqILTDBqnbCAmiLDnbF+HOa8T0t4WMyD"
                "kHZ5SkhanMxvW7mkoffKleeGD86YuegAZJQdnHxomgKimH6NNN2rwWtwasc0A4AI+2Sj"
            ),
            17_380,
        ),
        (
            (
                "tx_+L8yAqEBFVRO7DKP5aN6Q3wyHpE3u95+DKJn0ODrq9c6+1FUKa2ggAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACh"
                "ATIddkgZmNnKVutGa+PtZ/bgB1Zn5JWaX0f6QhrpbEJPiA3gtrOnZAAAihUANnQVGWZvGGiSCEtCFyUDkW2FEVN5zP8rKPgAZIYR"
                "Jy+ZuADAwKBO3Nqbtjy9xXo+1Hf03ev4OPDIyfaFGCNpUCYDMoD+f4UxuIpu3sLHbiM="
            ),
            18_860,
        ),
        (
            (
                "tx_+Gc1AaEG8SIhec7dRCNdhXvLNbdJO1yu0MHDqmXh98ksLaZXDIyhAeceayj1RD6VPPqejn3eqBe1Gp7QAhv36800wPLhIeoQ"
                "iFeLUAXcPxIDBYcf////////hg+NZ2z4AIcf////////RvSpeg=="
            ),
            17_100,
        ),
    ],
    ids=["spend", "channel_create", "channel_close_mutual"],
)
def test_worked_examples_come_out_as_documented(tx: str, gas: int) -> None:
    assert fees.gas(tx) == gas
    assert fees.least(tx) == gas * 10**9
    assert fees.least(decode_tx(tx)) == fees.least(to_bytes(decode_tx(tx))) == gas * 10**9


@needs_spec
@pytest.mark.parametrize("row", examples())
def test_every_worked_example_comes_out_term_by_term(row: dict[str, Any]) -> None:
    receipt = fees.receipt(row["tx"], int(row["gas_price"]))
    assert receipt.terms == (("base", row["base_gas"]), ("size", 20 * row["size"]))
    assert (receipt.gas, receipt.least) == (row["gas"], int(row["fee"]))
    assert fees.gas(row["tx"]) == row["gas"]


@needs_spec
@pytest.mark.parametrize("row", minimal())
def test_the_least_fee_is_what_the_network_s_own_builder_takes(row: dict[str, Any]) -> None:
    assert fees.least(row["tx"]) == int(row["params"]["fee"])


def test_the_receipt_adds_up() -> None:
    receipt = fees.receipt(spend(), gas_price=10**6)
    assert receipt.gas == sum(term.gas for term in receipt.terms)
    assert receipt.gas * receipt.gas_price == receipt.least
    assert [term.name for term in receipt.terms] == ["base", "size"]


def test_signatures_cost_nothing() -> None:
    signed = SignedTx(signatures=(bytes(64), b"\x01" * 64), transaction=spend(fee=5))
    assert fees.gas(signed) == fees.gas(spend(fee=5))
    assert fees.receipt(signed) == fees.receipt(spend())


@given(st.integers(0, 2**300))
def test_the_least_fee_does_not_depend_on_the_present_one(fee: int) -> None:
    assert fees.least(spend(fee=fee)) == fees.least(spend())


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
    least = fees.least(tx, gas_price)
    assert least == min(sufficient)
    assert fees.gas(replace(tx, fee=least)) * gas_price == least


def test_a_fee_with_more_digits_needs_more_gas() -> None:
    assert fees.gas(spend(fee=2**64)) - fees.gas(spend(fee=0x80)) == 20 * 8


def test_a_transaction_without_a_fee_is_refused_by_name() -> None:
    offchain = ChannelOffchainTxV2(channel_id=Id.of(IdKind.CHANNEL, bytes(32)), round=2, state_hash=bytes(32))
    for call in (fees.gas, fees.least, fees.receipt):
        with pytest.raises(TypeError, match="ChannelOffchainTxV2"):
            call(offchain)
        with pytest.raises(TypeError, match="ChannelOffchainTxV2"):
            call(SignedTx(signatures=(), transaction=offchain))


def test_a_negative_gas_price_is_refused() -> None:
    with pytest.raises(FieldError) as wrong:
        fees.least(spend(), -1)
    assert (wrong.value.code, wrong.value.path) == ("uint_negative", "gas_price")


@pytest.mark.parametrize("gas_price", [True, 1e9, "1000000000", None])
def test_a_gas_price_is_an_integer(gas_price: Any) -> None:
    with pytest.raises(TypeError, match="gas_price"):
        fees.receipt(spend(), gas_price)


def test_a_gas_price_that_no_fee_can_pay_is_refused() -> None:
    with pytest.raises(FieldError) as wrong:
        fees.least(spend(), 256**1024)
    assert (wrong.value.code, wrong.value.path) == ("uint_too_long", "SpendTx.fee")
