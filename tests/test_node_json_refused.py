"""JSON of nodes and middlewares that is refused: the code, the JSON path and the evidence of each error."""

from __future__ import annotations

import copy
import json
from decimal import Decimal
from typing import Any

import pytest

import aecodec
from aecodec import PayingForTx, SignatureError, SignedTx, from_node_json, iter_node_json, to_node_json
from aecodec.json_form import parse_json
from aecodec.limits import MAX_JSON_DEPTH, MAX_OBJECT_DEPTH

from .conftest import spec_rows
from .error_of import Place, check_line

CONTRACT = "ct_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW"
WRONG_ACCOUNT = "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoX"

ROWS = [row.values[0] for row in spec_rows("node_json.jsonl")]


def zeros(prefix: str) -> str:
    return aecodec.encode(prefix, bytes(32))


def vector(name: str, number: int = 0, **members: Any) -> dict[str, Any]:
    """A vector of this type, or kind of header, written by the node."""
    wanted = {"dialect": "node", "lossy": None} | members
    known = [
        row
        for row in ROWS
        if name in (row.get("object"), row["kind"])
        and all(row.get(key) == value for key, value in wanted.items())
    ]
    return copy.deepcopy(known[number])


def bare(name: str, **members: Any) -> Any:
    """The JSON of an answer without the whole transaction in it."""
    form = vector(name, kind="answer", **members)["json"]
    del form["encoded_tx"]
    return form


def refusal(form: Any, **arguments: Any) -> Place:
    with pytest.raises(aecodec.FieldError) as caught:
        from_node_json(form, **arguments)
    place = check_line(caught.value)
    assert place.offset is None
    return place


def changed(form: Any, path: str, value: Any = ...) -> Any:
    """Put a value at a path, or remove what is there."""
    *way, last = [int(step) if step.isdecimal() else step for step in path.split(".")]
    here = form
    for step in way:
        here = here[step]
    if value is ...:
        del here[last]
    else:
        here[last] = value
    return form


# --- what is no JSON of a node ------------------------------------------------------------------


@pytest.mark.parametrize("form", [None, [], "tx_", 1, True])
def test_a_value_that_holds_no_object_is_refused(form: Any) -> None:
    assert refusal(form)[:2] == ("field_type", "")


@pytest.mark.parametrize("form", [{}, {"a": 1}, {"tx_hash": "th_"}, {"balance": 1, "id": "ak_", "nonce": 1}])
def test_an_object_that_is_nothing_known_is_refused(form: Any) -> None:
    assert refusal(form)[:2] == ("node_json_unknown", "")


def test_of_several_none_is_chosen() -> None:
    both = [bare("spend_tx"), bare("name_claim_tx")]
    place = refusal({"transactions": both})
    assert place == ("node_json_several", "", None, "one", "transactions[0] and transactions[1]")
    assert refusal(both).found == "[0] and [1]"


# --- members ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "path", "value", "code"),
    [
        ("spend_tx", "tx.type", "SpendTxV1", "json_type_unknown"),
        ("spend_tx", "tx.type", "ChannelClientReconnectTx", "json_type_unknown"),
        ("spend_tx", "tx.version", ..., "json_key_missing"),
        ("spend_tx", "tx.version", 2, "unknown_version"),
        ("spend_tx", "tx.version", "1.0", "field_type"),
        ("name_claim_tx", "tx.version", 3, "unknown_version"),
        ("spend_tx", "tx.fee", ..., "json_key_missing"),
        ("spend_tx", "tx.payload", ..., "json_key_missing"),
        ("spend_tx", "tx.fee", -1, "uint_negative"),
        ("spend_tx", "tx.fee", True, "field_type"),
        ("spend_tx", "tx.fee", None, "field_type"),
        ("spend_tx", "tx.fee", "0x10", "field_type"),
        ("spend_tx", "tx.fee", "007", "field_type"),
        ("spend_tx", "tx.fee", 1.5, "precision_lost"),
        ("spend_tx", "tx.fee", float("inf"), "precision_lost"),
        ("spend_tx", "tx.fee", float("nan"), "precision_lost"),
        ("spend_tx", "tx.fee", "9" * 5_000, "json_number_too_long"),
        ("spend_tx", "tx.sender_id", CONTRACT, "id_tag_not_allowed"),
        ("spend_tx", "tx.sender_id", WRONG_ACCOUNT, "bad_checksum"),
        ("spend_tx", "tx.sender_id", 7, "field_type"),
        ("spend_tx", "signatures", ..., "json_key_missing"),
        ("spend_tx", "signatures", "sg_", "field_type"),
        ("spend_tx", "signatures.0", "sg_1", "too_short"),
        ("spend_tx", "signatures.0", zeros("th"), "wrong_prefix"),
        ("spend_tx", "hash", 1, "field_type"),
        ("spend_tx", "hash", zeros("kh"), "wrong_prefix"),
        ("spend_tx", "block_height", "x", "field_type"),
        ("spend_tx", "block_hash", "mh_1", "too_short"),
        ("oracle_query_tx", "tx.query_ttl.type", "never", "enum_value"),
        ("oracle_query_tx", "tx.response_ttl.type", "block", "enum_value"),
        ("oracle_query_tx", "tx.response_ttl.value", ..., "json_key_missing"),
        ("oracle_query_tx", "tx.response_ttl", 50, "field_type"),
        ("oracle_query_tx", "tx.query", ["x"], "field_type"),
        ("oracle_register_tx", "tx.query_format", [1, "x"], "field_type"),
        ("oracle_register_tx", "tx.query_format", [256], "uint_too_long"),
        ("oracle_register_tx", "tx.query_format", "\ud800", "json_not_utf8"),
        ("oracle_register_tx", "tx.oracle_ttl.value", -1, "uint_negative"),
        ("name_update_tx", "tx.pointers", {}, "field_type"),
        ("name_update_tx", "tx.pointers.0.id", ..., "json_key_missing"),
        ("name_update_tx", "tx.pointers.0.id", zeros("nm"), "id_tag_not_allowed"),
        ("name_update_tx", "tx.pointers.0.encoded_key", "account_pubkey", "unknown_prefix"),
        ("contract_call_tx", "tx.abi_version", "0x3", "bad_hex"),
        ("contract_create_tx", "tx.vm_version", ..., "json_key_missing"),
        ("contract_create_tx", "tx.vm_version", 0x10000, "ct_version"),
        ("ga_attach_tx", "tx.auth_fun", "0x0", "bad_hex"),
        ("ga_attach_tx", "tx.auth_fun", "0x00", "bytes_length"),
        ("channel_close_solo_tx", "tx.payload", aecodec.encode("tx", b"\0"), "not_an_object"),
        ("channel_close_solo_tx", "tx.poi", "pi_Xfbg4g==", "rlp_truncated"),
        ("channel_close_solo_tx", "tx.poi", "ba_Xfbg4g==", "wrong_prefix"),
        ("channel_force_progress_tx", "tx.update.op", "OffChainNothing", "json_type_unknown"),
        ("channel_force_progress_tx", "tx.update.op", ..., "json_key_missing"),
        ("paying_for_tx", "tx.tx.signatures", ..., "json_key_missing"),
        ("paying_for_tx", "tx.tx.tx", None, "field_type"),
        ("paying_for_tx", "tx.tx.tx.fee", -1, "uint_negative"),
        ("key_header", "nonce", 1 << 64, "uint_too_long"),
        ("key_header", "pow", [1], "tuple_arity"),
        ("key_header", "info", "cb_AA==", "too_short"),
        ("key_header", "beneficiary", ..., "json_key_missing"),
        ("key_header", "prev_hash", zeros("bs"), "wrong_prefix"),
        ("micro_header", "pof_hash", "some", "missing_prefix"),
        ("micro_header", "flags", "ba_Xfbg4g==", "bytes_length"),
        ("micro_header", "flags", aecodec.encode("ba", b"\x40\0\0\0"), "header_flags"),
        ("micro_header", "version", 0, "unknown_version"),
    ],
)  # fmt: skip
def test_a_member_that_is_wrong_is_named(name: str, path: str, value: Any, code: str) -> None:
    form = vector(name)["json"] if name.endswith("header") else bare(name)
    place = refusal(changed(form, path, value))
    steps = path.replace(".0", "[0]")
    assert place.code == code
    assert place.path.startswith(steps) or (name, code) == ("contract_create_tx", "ct_version")


def test_the_place_within_an_array_or_a_pair_is_named() -> None:
    calling = next(
        row["json"]
        for row in ROWS
        if row.get("object") == "channel_force_progress_tx"
        and row["json"].get("tx", {}).get("update", {}).get("op") == "OffChainCallContract"
    )
    form = copy.deepcopy(calling) | {"encoded_tx": None}
    assert refusal(changed(form, "tx.update.call_stack", [1, -1]))[:2] == (
        "uint_negative",
        "tx.update.call_stack[1]",
    )
    form = changed(bare("channel_create_tx", object_version=2), "tx.delegate_ids.responder", ["ak_1"])
    assert refusal(form)[:2] == ("too_short", "tx.delegate_ids.responder[0]")
    form = changed(bare("oracle_query_tx"), "tx.query_ttl.value", -1)
    assert refusal(form)[:2] == ("uint_negative", "tx.query_ttl.value")


def test_the_place_begins_at_the_value_that_was_given() -> None:
    form = {"transactions": [changed(bare("spend_tx"), "tx.fee", -1)]}
    assert refusal(form).path == "transactions[0].tx.fee"
    (error,) = iter_node_json([form])
    assert isinstance(error, aecodec.FieldError)
    assert error.path == "[0].transactions[0].tx.fee"


# --- the hash -----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["tx.nonce", "tx.fee", "tx.amount"])
def test_another_number_does_not_have_the_hash(path: str) -> None:
    form = bare("spend_tx")
    wanted = form["hash"]
    place = refusal(changed(form, path, 77))
    assert place[:3] == ("node_json_hash", "hash", None)
    assert place.found == wanted
    assert place.expected is not None
    assert place.expected.startswith("th_")


def test_a_signature_too_few_does_not_have_the_hash() -> None:
    assert refusal(changed(bare("channel_create_tx"), "signatures.0")).code == "node_json_hash"


def test_a_header_of_another_time_does_not_have_the_hash() -> None:
    form = vector("micro_header")["json"]
    assert refusal(changed(form, "time", form["time"] + 1))[:2] == ("node_json_hash", "hash")


def test_the_whole_transaction_of_another_answer_does_not_have_the_hash() -> None:
    form, other = vector("spend_tx")["json"], vector("spend_tx", 1)["json"]
    form["encoded_tx"] = other["encoded_tx"]
    place = refusal(form)
    assert place == ("node_json_hash", "hash", None, f"{other['hash']} of encoded_tx", form["hash"])


def test_a_whole_transaction_that_does_not_decode_is_refused() -> None:
    form = vector("spend_tx")["json"]
    assert refusal(changed(form, "encoded_tx", "tx_Xfbg4g=="))[:2] == ("rlp_truncated", "encoded_tx")


def test_a_ttl_that_a_middleware_derives_is_named_with_the_one_that_fits() -> None:
    signed = from_node_json(bare("name_claim_tx"))
    assert isinstance(signed, SignedTx)
    signed = aecodec.replace(signed, transaction=aecodec.replace(signed.transaction, ttl=0))
    form: Any = to_node_json(signed) | {"encoded_tx": None}
    changed(form, "tx.ttl", 1_148_903)
    place = refusal(form)
    assert place[:2] == ("node_json_hash", "tx.ttl")
    assert place[3:] == (f"0, with which it is {form['hash']}", "1148903")


def as_javascript_writes(number: int) -> int:
    """The digits that JavaScript prints: the fewest that give the double, then zeros."""
    return int(Decimal(repr(float(number))))


@pytest.mark.parametrize("number", range(6))
def test_a_nonce_that_was_rounded_is_named_with_the_one_that_fits(number: int) -> None:
    form = vector("key_header", number)["json"]
    exact = form["nonce"]
    assert exact > 2**53
    for rounded in {int(float(exact)), as_javascript_writes(exact)} - {exact}:
        place = refusal(form | {"nonce": rounded})
        assert place[:2] == ("node_json_hash", "nonce")
        assert place[3:] == (f"{exact}, with which it is {form['hash']}", f"{rounded}")


def test_an_amount_within_another_transaction_that_was_rounded_is_named() -> None:
    tx = from_node_json(bare("paying_for_tx"))
    assert isinstance(tx, SignedTx)
    assert isinstance(tx.transaction, PayingForTx)
    fee = 123_456_789_012_345_678
    inner = aecodec.replace(tx.transaction.tx.transaction, fee=fee)
    paid = aecodec.replace(tx.transaction, tx=aecodec.replace(tx.transaction.tx, transaction=inner))
    form: Any = to_node_json(aecodec.replace(tx, transaction=paid)) | {"encoded_tx": None}
    assert from_node_json(form) == aecodec.replace(tx, transaction=paid)
    place = refusal(changed(form, "tx.tx.tx.fee", float(fee)))
    assert place[:2] == ("node_json_hash", "tx.tx.tx.fee")
    assert place.expected == f"{fee}, with which it is {form['hash']}"


# --- without a hash -----------------------------------------------------------------------------


@pytest.mark.parametrize("fee", [1e21, 9007199254740994.0])
def test_a_number_in_exponent_form_needs_a_hash(fee: float) -> None:
    form = changed(bare("spend_tx"), "hash")
    assert refusal(changed(form, "tx.fee", fee))[:2] == ("precision_lost", "tx.fee")
    tx = from_node_json(changed(form, "tx.fee", 2e13))
    assert tx.transaction.fee == 20_000_000_000_000  # type: ignore[union-attr]


def test_plain_text_of_early_nodes_needs_a_hash() -> None:
    (row,) = [
        one
        for one in ROWS
        if one["source"] == "derived from node 1.x source, not run" and one["object"] == "spend_tx"
    ]
    assert aecodec.encode_tx(from_node_json(row["json"])) == row["tx"]  # type: ignore[arg-type]
    assert refusal(changed(copy.deepcopy(row["json"]), "hash"))[:2] == ("missing_prefix", "tx.payload")


def test_text_that_is_base64_too_needs_a_hash_where_a_middleware_wrote_it() -> None:
    row = vector("oracle_query_tx", dialect="mdw")
    form = changed(changed(row["json"], "encoded_tx"), "hash")
    assert refusal(form)[:2] == ("node_json_ambiguous", "tx.query")


def test_text_with_replaced_bytes_needs_a_hash() -> None:
    form = changed(changed(bare("name_claim_tx"), "hash"), "tx.name", "a\ufffdb")
    assert refusal(form)[:2] == ("node_json_lossy", "tx.name")


# --- what a middleware has lost -----------------------------------------------------------------


@pytest.mark.parametrize("tx", [None, {"type": "SpendTx"}])
def test_an_answer_whose_transaction_is_missing_is_refused(tx: Any) -> None:
    form = bare("spend_tx") | {"tx": tx, "signatures": [], "encoded_tx": None}
    assert refusal(form).code in ("node_json_lossy", "json_key_missing")
    assert refusal(form).path.startswith("tx")


# --- signatures ---------------------------------------------------------------------------------


def test_signatures_of_another_network_are_refused_where_one_is_given() -> None:
    row = vector("spend_tx", network="ae_mainnet")
    with pytest.raises(SignatureError) as caught:
        from_node_json(row["json"], network_id="ae_uat")
    assert caught.value.code == "signature_stray"
    with pytest.raises(SignatureError) as caught:
        from_node_json(row["json"]["tx"], network_id="ae_mainnet")
    assert caught.value.code == "signed_tx_missing"
    with pytest.raises(SignatureError) as caught:
        from_node_json(row["json"], network_id="not a network")
    assert caught.value.code == "network_id"


# --- limits -------------------------------------------------------------------------------------


def test_transactions_nest_as_deep_as_everywhere() -> None:
    inner: Any = vector("spend_tx")["json"]["tx"]
    meta = bare("ga_meta_tx", object_version=2)["tx"]
    for _ in range(MAX_OBJECT_DEPTH):
        inner = meta | {"tx": {"tx": inner, "signatures": []}}
    assert refusal(inner).code == "too_deep"
    inner = meta | {"tx": {}}
    inner["tx"]["tx"] = inner
    assert refusal(inner).code == "too_deep"


def test_values_nest_as_deep_as_in_json_text() -> None:
    form: Any = bare("spend_tx")
    for _ in range(MAX_JSON_DEPTH):
        form = [form]
    assert len([*iter_node_json(form)]) == 1
    with pytest.raises(aecodec.FieldError) as caught:
        list(iter_node_json([form]))
    assert caught.value.code == "json_too_deep"
    endless: list[Any] = []
    endless += [endless, endless]
    with pytest.raises(aecodec.FieldError) as caught:
        list(iter_node_json(endless))
    assert caught.value.code == "json_too_deep"


@pytest.mark.parametrize("literal", ["1e2500", "1e999999999", "1" + "0" * 2480 + "e30"])
def test_numbers_are_no_longer_than_everywhere(literal: str) -> None:
    text = json.dumps(changed(bare("spend_tx"), "tx.fee", "HERE")).replace('"HERE"', literal)
    assert refusal(parse_json(text))[:2] == ("json_number_too_long", "tx.fee")


# --- to JSON ------------------------------------------------------------------------------------


def test_only_transactions_and_headers_have_this_json() -> None:
    reconnect = aecodec.ChannelClientReconnectTx(
        channel_id=aecodec.Id(zeros("ch")),
        round=1,
        role=b"initiator",
        pub_key=aecodec.Id(zeros("ak")),
    )
    with pytest.raises(aecodec.FieldError) as caught:
        to_node_json(reconnect)
    assert (caught.value.code, caught.value.path) == ("node_json_none", "")
    with pytest.raises(aecodec.FieldError) as caught:
        to_node_json(aecodec.SignedTx(signatures=(), transaction=reconnect))
    assert (caught.value.code, caught.value.path) == ("node_json_none", "tx")
    with pytest.raises(TypeError):
        to_node_json(aecodec.AccountV1(nonce=1, balance=1))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ints"):
        to_node_json(reconnect, ints="float")  # type: ignore[arg-type]
