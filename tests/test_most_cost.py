"""The most that a transaction can cost: who pays what, layer by layer."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from aecodec import Id, SignedTx, Tx, build, decode_tx, encode_tx, fees, replace, testing, to_bytes
from aecodec.errors import FieldError
from aecodec.fees import Cost, Payment
from aecodec.protocol import IdKind
from aecodec.tx import GAMetaTx, NameClaimTxV1, PayingForTx
from aecodec.tx.layers import unwrap

from .conftest import VECTORS, examples, json_lines, spec_rows
from .shared_vectors import known_object

ALICE, BOB, CAROL = (Id.of(IdKind.ACCOUNT, bytes([number]) * 32) for number in (1, 2, 3))
CHANNEL = Id.of(IdKind.CHANNEL, bytes(32))
CONTRACT = Id.of(IdKind.CONTRACT, bytes(32))

#: Every transaction of the specification's vectors by its hash.
ROWS = {row.values[0]["hash"]: row.values[0] for row in spec_rows("*_tx.jsonl")}
SDK = [
    pytest.param(row, id=f"{row['name']}-{row['hash'][3:9]}")
    for _, row in json_lines(VECTORS / "costs.jsonl")
]


def signed(tx: Tx) -> SignedTx:
    return SignedTx(signatures=(), transaction=tx)


def spend(**changes: Any) -> Any:
    arguments = {
        "sender_id": ALICE,
        "recipient_id": BOB,
        "amount": 1_000,
        "nonce": 1,
        "fee": 17_000_000_000_000,
    }
    return build.spend_tx(**{**arguments, **changes})


def call(**changes: Any) -> Any:
    return build.contract_call_tx(
        **{
            "caller_id": ALICE,
            "nonce": 1,
            "contract_id": CONTRACT,
            "call_data": b"",
            "amount": 50,
            "gas": 100_000,
            "gas_price": 2_000_000_000,
            "fee": 200_000_000_000_000,
            **changes,
        }
    )


def names(cost: Cost) -> list[tuple[Id, str, int]]:
    return [(payment.account_id, payment.name, payment.amount) for payment in cost.payments]


def accounts_of(tx: Tx) -> dict[Id, int]:
    return fees.cost(tx).accounts


# --- single transactions --------------------------------------------------------------------------


@pytest.mark.parametrize("row", SDK)
def test_the_cost_is_that_of_the_javascript_sdk(row: dict[str, Any]) -> None:
    """The SDK adds up what all accounts pay, but leaves out some of it."""
    tx = decode_tx(bytes.fromhex(ROWS[row["hash"]]["rlp"]))
    left_out = {"initiator_amount", "responder_amount"}
    if isinstance(tx, PayingForTx) and not isinstance(tx.tx.transaction, GAMetaTx):
        left_out.add("amount")  # what the other account sends, though not what else it gives away
    payments = [one for one in fees.cost(tx).payments if one.name not in left_out]
    assert sum(one.amount for one in payments if not one.path.endswith("update.gas")) == int(row["cost"])


def test_a_spend_costs_fee_and_amount() -> None:
    cost = fees.cost(spend())
    assert cost == Cost(
        (
            Payment(ALICE, "fee", 17_000_000_000_000, "SpendTx.fee"),
            Payment(ALICE, "amount", 1_000, "SpendTx.amount"),
        )
    )
    assert cost.total == cost.balance == 17_000_000_001_000
    assert cost.accounts == {ALICE: 17_000_000_001_000}


@pytest.mark.parametrize("kind", [IdKind.ACCOUNT, IdKind.ORACLE, IdKind.CONTRACT])
def test_what_an_account_sends_to_itself_must_be_there_but_costs_nothing(kind: IdKind) -> None:
    cost = fees.cost(spend(recipient_id=Id.of(kind, ALICE.key)))
    assert (cost.total, cost.balance) == (17_000_000_000_000, 17_000_000_001_000)
    assert [payment.returned for payment in cost.payments] == [False, True]


def test_a_name_may_be_somebody_else() -> None:
    assert fees.cost(spend(recipient_id=Id.of(IdKind.NAME, ALICE.key))).total == 17_000_000_001_000


def test_a_contract_may_use_all_of_its_gas() -> None:
    tx = signed(call())
    assert names(fees.cost(tx)) == [
        (ALICE, "fee", 200_000_000_000_000),
        (ALICE, "gas", 100_000 * 2_000_000_000),
        (ALICE, "amount", 50),
    ]
    assert [one.path.removeprefix("SignedTx.transaction.") for one in fees.cost(tx).payments] == [
        "fee",
        "gas",
        "amount",
    ]


def test_both_participants_pay_for_a_channel() -> None:
    tx = build.channel_create_tx(
        initiator_id=ALICE,
        initiator_amount=70,
        responder_id=BOB,
        responder_amount=40,
        channel_reserve=2,
        lock_period=10,
        nonce=1,
        fee=20_000_000_000_000,
        version=2,
    )
    assert accounts_of(tx) == {ALICE: 20_000_000_000_070, BOB: 40}
    assert fees.cost(tx, BOB).payments == (
        Payment(BOB, "responder_amount", 40, "ChannelCreateTx.responder_amount"),
    )


def test_the_fee_of_a_mutual_close_comes_out_of_the_channel() -> None:
    close = build.channel_close_mutual_tx(
        channel_id=CHANNEL,
        from_id=ALICE,
        initiator_amount_final=1,
        responder_amount_final=2,
        nonce=1,
        fee=20_000_000_000_000,
    )
    assert accounts_of(close) == {CHANNEL: 20_000_000_000_000}
    assert fees.cost(close, CHANNEL).total == 20_000_000_000_000
    assert fees.cost(close, ALICE).total == 0
    # A payer pays it instead (module aeprimop, channel_close_mutual).
    paid = build.paying_for_tx(payer_id=CAROL, nonce=1, tx=signed(close), fee=10_000_000_000_000)
    assert accounts_of(paid) == {CAROL: 30_000_000_000_000}


def test_coins_out_of_a_channel_cost_nothing() -> None:
    tx: Any = known_object("ChannelWithdrawTx")
    assert accounts_of(tx) == {tx.to_id: tx.fee}


def test_an_oracle_pays_as_the_account_with_its_key() -> None:
    tx: Any = known_object("OracleExtendTx")
    assert accounts_of(tx) == {Id.of(IdKind.ACCOUNT, tx.oracle_id.key): tx.fee}


def test_before_lima_a_claim_locked_three_aettos() -> None:
    tx: Any = known_object("NameClaimTxV1")
    assert isinstance(tx, NameClaimTxV1)
    assert names(fees.cost(tx)) == [(tx.account_id, "fee", tx.fee), (tx.account_id, "locked", 3)]


@pytest.mark.parametrize("name", ["ChannelOffchainTxV2", "ChannelClientReconnectTx", "HCVoteTx"])
def test_what_never_stands_on_the_chain_costs_nothing(name: str) -> None:
    cost = fees.cost(known_object(name))
    assert (cost.payments, cost.total, cost.accounts) == ((), 0, {})


# --- layers ---------------------------------------------------------------------------------------


def test_a_payer_pays_fees_and_gas_and_the_other_account_what_it_gives_away() -> None:
    inner = call()  # fee 2e14, gas 2e14, amount 50
    tx = build.paying_for_tx(payer_id=BOB, nonce=7, tx=signed(inner), fee=10_000_000_000_000)
    assert names(fees.cost(tx)) == [
        (BOB, "fee", 10_000_000_000_000),
        (BOB, "fee", 200_000_000_000_000),
        (BOB, "gas", 200_000_000_000_000),
        (ALICE, "amount", 50),
    ]
    assert accounts_of(tx) == {BOB: 410_000_000_000_000, ALICE: 50}


def test_a_generalized_account_pays_for_authorization_and_for_what_it_authorizes() -> None:
    inner = spend(nonce=0)
    tx = build.ga_meta_tx(
        ga_id=ALICE,
        auth_data=b"",
        tx=inner,
        gas=5_000,
        gas_price=10**9,
        fee=80_000_000_000_000,
        version=2,
    )
    assert names(fees.cost(tx)) == [
        (ALICE, "fee", 80_000_000_000_000),
        (ALICE, "gas", 5_000_000_000_000),
        (ALICE, "fee", 17_000_000_000_000),
        (ALICE, "amount", 1_000),
    ]
    # Paid for, only the amount is left to the account (module aeprimop, ga_meta and split_payment).
    paid = build.paying_for_tx(payer_id=BOB, nonce=1, tx=tx, fee=10_000_000_000_000)
    assert accounts_of(paid) == {BOB: 112_000_000_000_000, ALICE: 1_000}


def test_a_payer_may_be_authorized_by_a_contract_itself() -> None:
    paid = build.paying_for_tx(payer_id=BOB, nonce=0, tx=signed(spend()), fee=10_000_000_000_000)
    tx = build.ga_meta_tx(
        ga_id=BOB, auth_data=b"", tx=paid, gas=1, gas_price=10**9, fee=80_000_000_000_000, version=2
    )
    assert accounts_of(tx) == {BOB: 80_000_000_000_000 + 10**9 + 27_000_000_000_000, ALICE: 1_000}


@examples(200)
@given(testing.transactions())
def test_whatever_the_layers_no_coin_is_counted_twice_or_for_nobody(tx: Tx) -> None:
    cost = fees.cost(tx)
    assert cost.balance == sum(cost.of(account).balance for account in cost.accounts)
    assert cost.total == sum(cost.accounts.values()) <= cost.balance
    assert all(one.amount > 0 for one in cost.payments)
    assert len({one.path for one in cost.payments}) == len(cost.payments)
    assert fees.cost(signed(tx) if not isinstance(tx, SignedTx) else tx).total == cost.total


@given(testing.transactions())
def test_a_higher_fee_costs_as_much_more(tx: Tx) -> None:
    inner = unwrap(tx)
    if hasattr(inner.tx, "fee") and inner.tx is tx:
        more: Tx = replace(tx, fee=inner.tx.fee + 7)  # type: ignore[union-attr]
        assert fees.cost(more).total == fees.cost(tx).total + 7


# --- arguments ------------------------------------------------------------------------------------


def test_text_and_bytes_are_decoded() -> None:
    for given_ in (encode_tx(spend()), to_bytes(spend()), encode_tx(signed(spend()))):
        assert fees.cost(given_).total == 17_000_000_001_000
    with pytest.raises(FieldError) as wrong:
        fees.cost(spend(), CONTRACT)
    assert (wrong.value.code, wrong.value.path) == ("id_tag_not_allowed", "account_id")
    with pytest.raises(TypeError):
        fees.cost(None)  # type: ignore[arg-type]


def test_a_cost_does_not_change() -> None:
    cost = fees.cost(spend())
    cost.accounts.clear()
    assert cost.accounts == {ALICE: 17_000_000_001_000}
    with pytest.raises(AttributeError):
        cost.payments = ()  # type: ignore[misc]
    assert hash(cost) == hash(fees.cost(spend()))
