"""The JSON form: what it looks like, and which forms are refused."""

import json
from typing import Any

import pytest

import aecodec
from aecodec import FieldError, schema
from aecodec import fields as f
from aecodec.json_form import from_json, parse_json, to_json

from .conftest import spec_rows
from .json_forms import ACCOUNT, FACTS, refusal, spend
from .shared_vectors import WIRES


def signed(inner: Any, signatures: Any = ()) -> dict[str, Any]:
    return {
        "type": "SignedTx",
        "tag": 11,
        "version": 1,
        "signatures": list(signatures),
        "transaction": inner,
    }


# --- what the form looks like ---------------------------------------------------------------------


def test_the_founding_transaction_has_the_form_of_the_design() -> None:
    form = to_json(aecodec.decode_tx(FACTS["co_signed"]))
    assert list(form) == ["type", "tag", "version", "signatures", "transaction"]
    assert [text[:3] for text in form["signatures"]] == ["sg_", "sg_"]
    inner = form["transaction"]
    assert inner.pop("state_hash").startswith("st_")
    assert inner == {
        "type": "ChannelCreateTx",
        "tag": 50,
        "version": 1,
        "initiator_id": FACTS["initiator_id"],
        "initiator_amount": FACTS["initiator_amount"],
        "responder_id": FACTS["responder_id"],
        "responder_amount": FACTS["responder_amount"],
        "channel_reserve": FACTS["channel_reserve"],
        "lock_period": FACTS["lock_period"],
        "ttl": 0,
        "fee": FACTS["fee"],
        "delegate_ids": [],
        "nonce": FACTS["nonce"],
    }


@pytest.mark.parametrize("name", ["unsigned", "half_signed", "co_signed"])
def test_the_founding_transactions_come_back_letter_by_letter_through_json_text(name: str) -> None:
    text = json.dumps(to_json(aecodec.decode_tx(FACTS[name])))
    tx = from_json(parse_json(text))
    assert aecodec.encode_object(tx) == FACTS[name]


@pytest.mark.parametrize("row", spec_rows("spend_tx.jsonl", "channel_create_tx*.jsonl"))
def test_integers_and_identifiers_are_those_of_the_specification(row: dict[str, Any]) -> None:
    tx = aecodec.decode_tx(row["tx"])
    form = to_json(tx, ints="string")
    for name, kind in schema.describe(type(tx)).fields:
        if isinstance(kind, f.Uint | f.Identifier):
            assert form[name] == row["params"][name]
    assert aecodec.encode_object(from_json(form)) == row["tx"]


def test_integers_as_strings_are_exact_and_taken_back() -> None:
    tx = from_json(spend(amount=2**200 + 1))
    form = to_json(tx, ints="string")
    assert form["amount"] == "1606938044258990275541962092341162602522202993782792835301377"
    assert form["tag"] == 12
    assert from_json(form) == tx


def test_only_chain_objects_have_a_json_form() -> None:
    with pytest.raises(TypeError):
        to_json({"type": "SpendTx"})  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ints"):
        to_json(from_json(spend()), ints="float")  # type: ignore[arg-type]


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "code", "path"),
    [
        (None, "field_type", ""),
        ([], "field_type", ""),
        ({}, "json_key_missing", "type"),
        ({"type": "NoSuchTx", "tag": 12, "version": 1}, "json_type_unknown", "type"),
        ({"type": 12, "tag": 12, "version": 1}, "field_type", "type"),
        (spend(type="SpendTxV1"), "json_type_unknown", "type"),
        (spend(tag=13), "json_tag", "SpendTx.tag"),
        (spend(tag="12"), "field_type", "SpendTx.tag"),
        (spend(tag=True), "field_type", "SpendTx.tag"),
        (spend(version=2), "unknown_version", "SpendTx.version"),
        (spend(version=1.0), "field_type", "SpendTx.version"),
        (spend(fee=...), "json_key_missing", "SpendTx.fee"),
        (spend(feee=1), "json_key_unknown", "SpendTx.feee"),
        (spend(**{"\x1b[31m": 1}), "json_key_unknown", "SpendTx['\\x1b[31m']"),
        (spend(fee=1.0), "precision_lost", "SpendTx.fee"),
        (spend(fee=float("nan")), "precision_lost", "SpendTx.fee"),
        (spend(fee=True), "field_type", "SpendTx.fee"),
        (spend(fee=None), "field_type", "SpendTx.fee"),
        (spend(fee=-1), "uint_negative", "SpendTx.fee"),
        (spend(fee="-1"), "field_type", "SpendTx.fee"),
        (spend(fee="007"), "field_type", "SpendTx.fee"),
        (spend(fee="1_000"), "field_type", "SpendTx.fee"),
        (spend(fee="٣"), "field_type", "SpendTx.fee"),
        (spend(fee=""), "field_type", "SpendTx.fee"),
        (spend(fee="9" * 5_000), "json_number_too_long", "SpendTx.fee"),
        (spend(fee=1 << 8 * 1024), "uint_too_long", "SpendTx.fee"),
        (spend(sender_id=ACCOUNT[:-1]), "bad_checksum", "SpendTx.sender_id"),
        (spend(sender_id=FACTS["channel_id"]), "id_tag_not_allowed", "SpendTx.sender_id"),
        (spend(payload="hello"), "missing_prefix", "SpendTx.payload"),
        (spend(payload=b"hello"), "field_type", "SpendTx.payload"),
        (signed(spend(nonce="x")), "field_type", "SignedTx.transaction.nonce"),
        (signed(spend(nonce=-5)), "uint_negative", "SignedTx.transaction.nonce"),
        (signed(None), "field_type", "SignedTx.transaction"),
        (signed(signed(spend())), "object_not_allowed_here", "SignedTx.transaction"),
        (signed(spend(), [7]), "field_type", "SignedTx.signatures[0]"),
        (
            signed(spend(), [aecodec.encode("sg", bytes(64)), ACCOUNT]),
            "wrong_prefix",
            "SignedTx.signatures[1]",
        ),
        (
            signed(spend(), [aecodec.encode("sg", bytes([digit]) * 64) for digit in (2, 1)]),
            "not_sorted",
            "SignedTx.signatures[1]",
        ),
    ],
)
def test_what_is_no_exact_form_is_refused_with_its_code_and_path(form: Any, code: str, path: str) -> None:
    assert refusal(form) == (code, path)


@pytest.mark.parametrize("name", WIRES)
def test_tag_and_version_may_be_left_out_where_the_type_has_one(name: str) -> None:
    obj = aecodec.decode_object(WIRES[name])
    form = to_json(obj)
    del form["tag"]
    assert from_json(form) == obj
    del form["version"]
    versions = [cls for cls in aecodec.schema.classes() if aecodec.schema.describe(cls).tag == obj.TAG]
    if len(versions) == 1 and obj.VERSION is not None:
        assert from_json(form) == obj
    else:
        assert refusal(form) == ("json_key_missing", f"{aecodec.schema.describe(type(obj)).name}.version")


def texts(form: Any) -> Any:
    """A form with every integer but tags and versions as decimal text."""
    if isinstance(form, dict):
        return {key: form[key] if key in ("tag", "version") else texts(form[key]) for key in form}
    if isinstance(form, list):
        return [texts(item) for item in form]
    return str(form) if type(form) is int else form


@pytest.mark.parametrize("name", WIRES)
def test_every_unsigned_integer_is_taken_as_decimal_text(name: str) -> None:
    obj = aecodec.decode_object(WIRES[name])
    assert from_json(texts(to_json(obj))) == obj


def test_an_unknown_key_is_answered_with_the_one_that_is_missing() -> None:
    with pytest.raises(FieldError, match=r"unknown key at SpendTx\.fees: expected fee"):
        from_json(spend(fee=..., fees=1))
