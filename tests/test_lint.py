"""The lint of a transaction: silent where the chain took it, total, and one finding for what is changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import Id, Key, SignedTx, Tx, build, decode_lenient, encode, fees, lint, replace, sign, testing
from aecodec.errors import RULES
from aecodec.linting import Finding
from aecodec.protocol import PROTOCOL_STARTS, IdKind, Protocol
from aecodec.rlp import encode as encode_rlp

from .conftest import VECTORS, founding, json_lines

MAINNET = [
    pytest.param(row, id=f"height-{row['height']}") for _, row in json_lines(VECTORS / "mainnet.jsonl")
]
ALICE, BOB = Key.from_seed(bytes(32)), Key.from_seed(bytes([1]) * 32)
NETWORK = "ae_uat"


def spend(**changes: Any) -> Any:
    arguments = {
        "sender_id": ALICE.address,
        "recipient_id": BOB.address,
        "amount": 10**18,
        "nonce": 7,
        "ttl": 500,
    }
    return build.spend_tx(**{**arguments, **changes})


SIGNED = sign(spend(), ALICE, NETWORK)
#: The account has the nonce and just the balance for this transaction: 1 AE and 16,820 gas at 10^9.
NEEDED = 10**18 + 16_820_000_000_000 + 40_000_000_000
KNOWN: dict[str, Any] = {"height": 500, "next_nonce": 7, "balance": NEEDED, "network_id": NETWORK}


def protocol_at(height: int) -> Protocol:
    return [
        one for one, start in PROTOCOL_STARTS.items() if start.mainnet is not None and start.mainnet <= height
    ][-1]


def codes(tx: Any, **known: Any) -> list[tuple[str, str, str]]:
    return [(finding.severity, finding.code, finding.path) for finding in lint(tx, **known)]


# --- what the chain took ------------------------------------------------------------------------


@pytest.mark.parametrize("row", MAINNET)
def test_what_stands_on_the_mainnet_is_refused_by_no_rule(row: dict[str, Any]) -> None:
    known = {"height": row["height"], "protocol": protocol_at(row["height"]), "network_id": "ae_mainnet"}
    found = lint(row["tx"], participants=row.get("participants"), **known)
    # Early blocks hold transactions of a gas price that nodes no longer relay.
    assert {(finding.severity, finding.code) for finding in found} <= {("warning", "gas_price_not_relayed")}


def test_without_the_participants_of_a_channel_signatures_stay_open() -> None:
    (row,) = [row.values[0] for row in MAINNET if "participants" in row.values[0]]
    known = {"protocol": protocol_at(row["height"]), "network_id": "ae_mainnet"}
    found = {finding.code: finding.severity for finding in lint(row["tx"], **known)}
    del found["gas_price_not_relayed"]
    assert found == {"signers_unknown": "warning", "signature_stray": "warning"}
    wrong = (ALICE.address, BOB.address)
    severities = [finding.severity for finding in lint(row["tx"], participants=wrong, **known)]
    assert severities.count("error") == 5  # two strays, two missing, and an account that is no participant


def test_the_recorded_create_transaction_passes_on_its_network() -> None:
    facts = founding()
    known = {"protocol": "lima", "network_id": facts["network_id"], "height": 1, "next_nonce": 5}
    assert lint(facts["co_signed"], **known) == ()
    assert codes(facts["half_signed"], **known) == [("error", "signature_missing", "SignedTx.signatures")]


def test_a_signed_transaction_that_fits_the_chain_has_no_findings() -> None:
    assert fees.cost(SIGNED).balance == NEEDED
    assert lint(SIGNED, **KNOWN) == lint(aecodec.encode_tx(SIGNED), **KNOWN) == ()


# --- one thing wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("known", "severity", "code", "path"),
    [
        ({"height": 501}, "error", "ttl_expired", "SignedTx.transaction.ttl"),
        ({"next_nonce": 8}, "error", "nonce_used", "SignedTx.transaction.nonce"),
        ({"next_nonce": 6}, "warning", "nonce_too_high", "SignedTx.transaction.nonce"),
        ({"next_nonce": 3}, "warning", "nonce_too_high", "SignedTx.transaction.nonce"),
        ({"next_nonce": 2}, "error", "nonce_too_high", "SignedTx.transaction.nonce"),
        ({"balance": NEEDED - 1}, "error", "balance_too_low", "SignedTx.transaction"),
        ({"balance": {ALICE.address: 0}}, "error", "balance_too_low", "SignedTx.transaction"),
        (
            {"next_nonce": {ALICE.address: 8, BOB.address: 1}},
            "error",
            "nonce_used",
            "SignedTx.transaction.nonce",
        ),
    ],
)
def test_what_the_chain_would_refuse_is_one_finding(known: Any, severity: str, code: str, path: str) -> None:
    assert codes(SIGNED, **{**KNOWN, **known}) == [(severity, code, path)]


def test_numbers_of_other_accounts_do_not_matter() -> None:
    assert lint(SIGNED, **{**KNOWN, "balance": {BOB.address: 0}, "next_nonce": {str(BOB.address): 1}}) == ()


def test_signatures_are_checked_for_the_network_only_if_it_is_given() -> None:
    assert [finding.code for finding in lint(SIGNED, network_id="ae_mainnet")] == [
        "signature_stray",
        "signature_missing",
    ]
    assert lint(spend()) == lint(SIGNED) == ()
    assert [finding.code for finding in lint(spend(), network_id=NETWORK)] == [
        "signed_tx_missing",
        "signature_missing",
    ]


def test_a_finding_is_a_sentence_with_its_place() -> None:
    (finding,) = lint(SIGNED, height=501)
    assert str(finding) == (
        "ttl is below the current height at SignedTx.transaction.ttl: expected height 501 or later, found 500"
    )
    assert finding == Finding(
        "ttl_expired", "error", "SignedTx.transaction.ttl", "height 501 or later", "500"
    )
    with pytest.raises(AttributeError):
        finding.code = "x"  # type: ignore[misc]


def test_a_height_of_the_same_block_is_not_too_late_and_a_ttl_of_zero_never_is() -> None:
    assert lint(SIGNED, height=500) == ()
    assert lint(spend(ttl=0), height=10**9) == ()


# --- layers -------------------------------------------------------------------------------------


def paid(inner: Tx, **changes: Any) -> Any:
    signed = inner if isinstance(inner, SignedTx) else sign(inner, ALICE, NETWORK, inner=True)
    return sign(
        build.paying_for_tx(**{"payer_id": BOB.address, "nonce": 3, "tx": signed, **changes}), BOB, NETWORK
    )


def test_each_account_answers_for_its_own_layer() -> None:
    tx = paid(spend())
    known = {
        "height": 500,
        "network_id": NETWORK,
        "next_nonce": {ALICE.address: 7, BOB.address: 3},
        "balance": {ALICE.address: 10**18, BOB.address: 10**15},
    }
    assert lint(tx, **known) == ()
    assert codes(tx, **{**known, "balance": {ALICE.address: 10**18 - 1, BOB.address: 0}}) == [
        ("error", "balance_too_low", "SignedTx.transaction"),
        ("error", "balance_too_low", "SignedTx.transaction"),
    ]
    inner = "SignedTx.transaction.tx.transaction"
    assert codes(tx, **{**known, "next_nonce": {ALICE.address: 8, BOB.address: 4}, "height": 501}) == [
        ("error", "nonce_used", "SignedTx.transaction.nonce"),
        ("error", "ttl_expired", f"{inner}.ttl"),
        ("error", "nonce_used", f"{inner}.nonce"),
    ]


def test_a_single_number_is_that_of_the_account_that_sends() -> None:
    assert codes(paid(spend()), next_nonce=4, balance=0) == [
        ("error", "nonce_used", "SignedTx.transaction.nonce"),
        ("error", "balance_too_low", "SignedTx.transaction"),
    ]


def meta(inner: Tx, **changes: Any) -> Any:
    arguments = {"ga_id": ALICE.address, "auth_data": b"", "tx": inner, "protocol": "ceres"}
    return build.ga_meta_tx(**{**arguments, **changes})


def test_what_a_generalized_account_authorizes_has_no_nonce() -> None:
    tx = meta(spend(nonce=0))
    assert lint(tx, next_nonce=5) == ()
    wrong = replace(tx, tx=SignedTx(signatures=(), transaction=spend()))
    assert codes(wrong) == [("error", "nonce_not_zero", "GAMetaTx.tx.transaction.nonce")]
    assert codes(spend(nonce=0)) == [("error", "nonce_zero", "SpendTx.nonce")]


def test_a_generalized_account_authorizes_only_what_it_would_sign() -> None:
    foreign = meta(spend(nonce=0, sender_id=BOB.address))
    assert codes(foreign) == [
        ("error", "ga_not_signer", "GAMetaTx.ga_id"),
        ("error", "nonce_zero", "GAMetaTx.tx.transaction.nonce"),
    ]


def test_within_a_paying_for_only_the_payer_s_gas_price_counts() -> None:
    cheap = spend(gas_price=10**6)
    assert codes(cheap) == [("warning", "gas_price_not_relayed", "SpendTx.fee")]
    assert lint(paid(cheap), network_id=NETWORK) == ()


# --- total --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tx", "known", "code", "path"),
    [
        ("tx_", {}, "too_short", ""),
        ("ak_11111111111111111111111111111111273Yts", {}, "wrong_prefix", ""),
        (b"", {}, "rlp_truncated", ""),
        (encode_rlp([b"\x0c", b"\x01"]), {}, "field_count", "SpendTx"),
        (None, {}, "field_type", "tx"),
        (5, {}, "field_type", "tx"),
        (SIGNED, {"protocol": 9}, "protocol_unknown", "protocol"),
        (SIGNED, {"protocol": None}, "field_type", "protocol"),
        (SIGNED, {"height": -1}, "uint_negative", "height"),
        (SIGNED, {"height": 1.5}, "field_type", "height"),
        (SIGNED, {"next_nonce": "7"}, "field_type", "next_nonce"),
        (SIGNED, {"next_nonce": -7}, "uint_negative", "next_nonce"),
        (SIGNED, {"balance": True}, "field_type", "balance"),
        (SIGNED, {"balance": {"ak_": 7}}, "too_short", "balance"),
        (SIGNED, {"balance": {encode("ct", bytes(32)): 7}}, "id_tag_not_allowed", "balance"),
        (SIGNED, {"network_id": "ae uat"}, "network_id", "network_id"),
        (SIGNED, {"network_id": 1}, "field_type", "network_id"),
        (SIGNED, {"participants": (ALICE.address, ALICE.address)}, "participants", "participants"),
    ],
)
def test_what_cannot_be_checked_is_the_only_finding(tx: Any, known: Any, code: str, path: str) -> None:
    assert codes(tx, **{**KNOWN, **known}) == [("error", code, path)]


NUMBERS = st.none() | st.integers(0, 2**70)


@given(
    testing.transactions(), NUMBERS, NUMBERS, NUMBERS, st.sampled_from(Protocol), st.none() | st.just(NETWORK)
)
def test_any_transaction_is_checked(
    tx: Tx, height: Any, nonce: Any, balance: Any, protocol: Protocol, network: str | None
) -> None:
    known = {
        "height": height,
        "next_nonce": nonce,
        "balance": balance,
        "protocol": protocol,
        "network_id": network,
    }
    for finding in lint(tx, **known):
        assert finding.code in RULES
        assert finding.severity in ("error", "warning")
        assert str(finding).isprintable()
        assert finding.path.startswith(aecodec.to_json(tx)["type"])


@given(st.text() | st.binary() | st.integers() | st.none(), *[st.text() | st.integers() | st.none()] * 4)
def test_any_arguments_are_answered(tx: Any, height: Any, nonce: Any, network: Any, protocol: Any) -> None:
    found = lint(tx, height=height, next_nonce=nonce, network_id=network, protocol=protocol)
    assert [finding.severity for finding in found].count("error") >= 1


def test_objects_that_only_lenient_decoding_gives_are_checked() -> None:
    """A response whose query id has 31 bytes, which the node's decoder does not mind."""
    oracle = Id.of(IdKind.ORACLE, bytes(32))
    items = [b"\x18", b"\x01", bytes(oracle), b"\x01", bytes(31), b"", b"\x00", b"\x05", b"\x00", b"\x00"]
    tx: Any = decode_lenient(encode_rlp(items)).obj
    assert len(tx.query_id) == 31
    assert [finding.code for finding in lint(tx, network_id=NETWORK)] == [
        "fee_too_low",
        "signed_tx_missing",
        "signature_missing",
    ]


def test_the_vectors_name_their_source() -> None:
    rows = [json.loads(line) for line in (VECTORS / "mainnet.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == 22
    assert all(row["source"].startswith("real answer printed in aeternity/") for row in rows)
