"""Every rule that builders check: its code, and the argument that breaks it."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import SignedTx, Tx, build, encode_tx, fees, replace, to_bytes
from aecodec.errors import BuildError
from aecodec.protocol import BLOCK_GAS

from .builder_arguments import (
    ALICE,
    BOB,
    CHANNEL,
    FORCE,
    META,
    OFFCHAIN,
    PAYING,
    ROUND,
    SIGNED,
    SPEND,
    arguments_of,
    built,
)
from .shared_vectors import known_object

CHEAP = replace(SIGNED, transaction=replace(SIGNED.transaction, fee=1))
LONG = bytes(300_000)
GREEDY = replace(FORCE["update"], gas=BLOCK_GAS)
STINGY = replace(FORCE["update"], gas_price=1)
TRANSFER = known_object("OffChainTransfer")
AROUND_SIGNED = build.ga_meta_tx(**{**META, "ga_id": BOB, "tx": SIGNED})
AROUND_PAYING = build.ga_meta_tx(**{**META, "tx": build.paying_for_tx(**PAYING)})


def around(tx: Tx) -> SignedTx:
    return SignedTx(signatures=(), transaction=tx)


@pytest.mark.parametrize(
    ("name", "changes", "code", "path"),
    [
        # protocols
        ("ga_attach", {"protocol": "minerva"}, "not_at_protocol", "protocol"),
        ("ga_meta", {"protocol": "roma"}, "not_at_protocol", "protocol"),
        ("paying_for", {"protocol": 4}, "not_at_protocol", "protocol"),
        ("hc_vote", {"protocol": "iris"}, "not_at_protocol", "protocol"),
        ("name_update", {"protocol": "iris", "pointers": {"a": b""}}, "not_at_protocol", "protocol"),
        ("oracle_query", {"protocol": "lima", "oracle_id": "a.chain"}, "not_at_protocol", "oracle_id"),
        ("contract_call", {"protocol": "iris", "contract_id": "a.chain"}, "not_at_protocol", "contract_id"),
        ("contract_call", {"protocol": "roma", "abi_version": 3}, "not_at_protocol", "abi_version"),
        ("contract_create", {"protocol": "iris", "ct_version": (8, 3)}, "not_at_protocol", "ct_version"),
        ("channel_snapshot_solo", {"protocol": "minerva"}, "not_at_protocol", "payload"),
        ("paying_for", {"tx": around(known_object("ChannelCreateTxV1"))}, "not_at_protocol", "tx"),
        ("ga_meta", {"protocol": "lima", "tx": known_object("ChannelCreateTxV2")}, "not_at_protocol", "tx"),
        ("ga_meta", {"protocol": None}, "argument_missing", "version"),
        ("ga_meta", {"version": 2}, "arguments_exclude", "version"),
        ("ga_meta", {"ttl": 5}, "argument_not_in_version", "ttl"),
        ("name_claim", {"protocol": "roma", "name_fee": 1}, "argument_not_in_version", "name_fee"),
        # fees and gas
        ("spend", {"fee": 10**18, "gas_price": 5}, "gas_price_too_low", "gas_price"),
        ("contract_call", {"fee": -1, "fee_gas_price": 10**9}, "uint_negative", "fee"),
        ("spend", {"fee": 10**9}, "fee_too_low", "fee"),
        ("spend", {"gas_price": 999_999}, "gas_price_too_low", "gas_price"),
        ("contract_call", {"gas_price": 999_999}, "gas_price_too_low", "gas_price"),
        ("contract_call", {"fee_gas_price": 999_999}, "gas_price_too_low", "fee_gas_price"),
        ("ga_meta", {"gas_price": 0}, "gas_price_too_low", "gas_price"),
        ("contract_call", {"gas": BLOCK_GAS}, "block_gas", "gas"),
        ("contract_create", {"code": LONG}, "block_gas", "gas"),
        ("ga_meta", {"gas": BLOCK_GAS}, "block_gas", "gas"),
        ("spend", {"payload": LONG}, "block_gas", ""),
        ("channel_force_progress", {"update": GREEDY}, "block_gas", "update.gas"),
        ("channel_force_progress", {"update": STINGY}, "gas_price_too_low", "update.gas_price"),
        # oracles
        ("oracle_register", {"ttl_type": "block", "height": 500}, "ttl_passed", "ttl_value"),
        ("oracle_query", {"query_ttl_type": "block", "height": 50}, "ttl_passed", "query_ttl_value"),
        ("oracle_register", {"height": -1}, "uint_negative", "height"),
        ("oracle_register", {"ttl_type": "blocks"}, "enum_value", "ttl_type"),
        ("oracle_query", {"response_ttl_type": "block"}, "enum_value", "response_ttl_type"),
        ("oracle_register", {"query_format": "\ud800"}, "field_type", "query_format"),
        # names
        ("name_claim", {"name": "fiver.test"}, "name_registrar", "name"),
        ("name_claim", {"name": "fiver.org"}, "name_registrar", "name"),
        ("name_claim", {"name": "fi ver.chain"}, "name_label", "name"),
        ("name_claim", {"name": b"\xff.chain"}, "name_not_utf8", "name"),
        ("name_claim", {"name_fee": 83_203_999_999_999_999_999}, "name_fee_too_low", "name_fee"),
        ("name_update", {"name_ttl": 180_001}, "name_ttl_too_long", "name_ttl"),
        ("name_update", {"name_ttl": 50_001, "protocol": "lima"}, "name_ttl_too_long", "name_ttl"),
        ("name_update", {"pointers": {f"{n}": ALICE for n in range(33)}}, "list_too_long", "pointers"),
        ("name_update", {"pointers": {"a" * 257: ALICE}}, "pointer_key_too_long", "pointers[0].key"),
        ("name_update", {"pointers": [("a", ALICE), ("a", BOB)]}, "pointer_repeated", "pointers[1].key"),
        ("name_update", {"pointers": {"a": bytes(1025)}}, "pointer_value", "pointers[0].value"),
        ("name_update", {"pointers": {"a": "alice.chain"}}, "missing_prefix", "pointers[0].id"),
        ("name_update", {"pointers": {"a": "ba_Xfbg4g"}}, "bad_base64", "pointers[0].value"),
        ("name_update", {"pointers": {"a": "cb_Xfbg4g=="}}, "wrong_prefix", "pointers[0].id"),
        ("name_update", {"version": 2}, "pointer_value", "pointers"),
        ("name_update", {"version": 1, "pointers": {"a": "ba_Xfbg4g=="}}, "pointer_value", "pointers"),
        ("name_update", {"version": 3}, "unknown_version", "version"),
        ("name_update", {"version": 1, "protocol": 3}, "arguments_exclude", "version"),
        ("name_update", {"name_id": "fiver.org"}, "name_registrar", "name_id"),
        ("name_update", {"name_id": ALICE}, "id_tag_not_allowed", "name_id"),
        ("name_preclaim", {}, "argument_missing", "name"),
        ("name_preclaim", {"name": "a.chain"}, "argument_missing", "name_salt"),
        ("name_preclaim", {"name": "a.chain", "name_salt": 0}, "name_salt", "name_salt"),
        ("name_preclaim", {"commitment_id": "cm_", "name": "a.chain"}, "arguments_exclude", "name"),
        ("name_preclaim", {"commitment_id": "cm_", "name_salt": 5}, "arguments_exclude", "name_salt"),
        # channels
        ("channel_snapshot_solo", {"payload": None}, "argument_missing", "payload"),
        (
            "channel_close_solo",
            {"payload": SIGNED},
            "object_not_allowed_here",
            "payload.transaction",
        ),
        ("channel_close_solo", {"payload": encode_tx(OFFCHAIN)}, "object_not_allowed_here", "payload"),
        ("channel_close_solo", {"poi": encode_tx(ROUND)}, "object_not_allowed_here", "poi"),
        ("channel_close_solo", {"poi": "pi_Xfbg4g=="}, "rlp_truncated", "poi"),
        ("channel_force_progress", {"update": TRANSFER}, "object_not_allowed_here", "update"),
        ("channel_force_progress", {"update": to_bytes(TRANSFER)}, "object_not_allowed_here", "update"),
        # generalized accounts and wrappers
        ("ga_attach", {"nonce": 2}, "account_not_new", "nonce"),
        ("ga_meta", {"tx": build.spend_tx(**SPEND)}, "nonce_not_zero", "tx.transaction.nonce"),
        (
            "ga_meta",
            {"tx": AROUND_SIGNED},
            "nonce_not_zero",
            "tx.transaction.tx.transaction.nonce",
        ),
        ("ga_meta", {"tx": CHEAP, "ga_id": BOB}, "fee_too_low", "tx.transaction.fee"),
        ("paying_for", {"tx": CHEAP}, "fee_too_low", "tx.transaction.fee"),
        ("paying_for", {"tx": SIGNED.transaction}, "signatures_missing", "tx"),
        ("paying_for", {"tx": encode_tx(SIGNED.transaction)}, "signatures_missing", "tx"),
        ("paying_for", {"tx": "tx_"}, "too_short", "tx"),
        ("paying_for", {"tx": 5}, "field_type", "tx"),
        (
            "paying_for",
            {"tx": around(build.paying_for_tx(**PAYING))},
            "object_not_allowed_here",
            "tx.transaction",
        ),
        (
            "paying_for",
            {"tx": AROUND_PAYING},
            "object_not_allowed_here",
            "tx.transaction.tx.transaction",
        ),
        ("paying_for", {"tx": ROUND}, "object_not_allowed_here", "tx.transaction"),
        (
            "paying_for",
            {"tx": around(known_object("ChannelClientReconnectTx"))},
            "object_not_allowed_here",
            "tx.transaction",
        ),
        # values
        ("spend", {"recipient_id": CHANNEL}, "id_tag_not_allowed", "recipient_id"),
        ("spend", {"recipient_id": "al ice.chain"}, "name_label", "recipient_id"),
        ("spend", {"sender_id": "alice.chain"}, "missing_prefix", "sender_id"),
        ("spend", {"payload": "hello"}, "missing_prefix", "payload"),
        ("spend", {"payload": "cb_Xfbg4g=="}, "wrong_prefix", "payload"),
        ("spend", {"payload": "ba_Xfbg4g"}, "bad_base64", "payload"),
        ("spend", {"payload": b"", "memo": ""}, "arguments_exclude", "memo"),
        ("spend", {"memo": b"hello"}, "field_type", "memo"),
        ("spend", {"memo": "\ud800"}, "field_type", "memo"),
        ("spend", {"amount": 1.0}, "field_type", "amount"),
        ("spend", {"nonce": None}, "field_type", "nonce"),
        ("contract_create", {"ct_version": (70_000, 3)}, "ct_version", "ct_version"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_with_its_argument(
    name: str, changes: dict[str, Any], code: str, path: str
) -> None:
    with pytest.raises(BuildError) as wrong:
        built(name, **changes)
    assert (wrong.value.code, wrong.value.path) == (code, path)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize("payload", ["hello", "hello_world", "cb_Xfbg4g==", "", "_"])
def test_text_that_is_no_payload_is_refused_with_the_argument_that_takes_it(payload: str) -> None:
    with pytest.raises(BuildError, match="memo="):
        built("spend", payload=payload)
    assert built("spend", memo=payload).payload == payload.encode()


def test_the_nonce_is_another_s_where_the_generalized_account_only_answers() -> None:
    arguments = arguments_of(known_object("ChannelCreateTxV2"), fee=False)
    create = build.channel_create_tx(
        **{**arguments, "initiator_amount": 9, "channel_reserve": 1, "responder_amount": 9, "nonce": 5},
        protocol=6,
    )
    assert built("ga_meta", ga_id=create.responder_id, tx=create).tx.transaction.nonce == 5
    with pytest.raises(BuildError) as wrong:
        built("ga_meta", ga_id=create.initiator_id, tx=create)
    assert wrong.value.code == "nonce_not_zero"


def test_before_iris_what_is_wrapped_pays_for_its_type_alone() -> None:
    bare = replace(META["tx"], fee=15_000 * 10**6)
    early = built("ga_meta", protocol="lima", tx=bare)
    assert early.fee == fees.min_fee(early)
    with pytest.raises(BuildError) as wrong:
        built("ga_meta", protocol="iris", tx=bare)
    assert (wrong.value.code, wrong.value.path) == ("fee_too_low", "tx.transaction.fee")
    with pytest.raises(BuildError) as wrong:
        built("ga_meta", protocol="lima", tx=replace(bare, fee=15_000 * 10**6 - 1))
    assert wrong.value.code == "fee_too_low"
