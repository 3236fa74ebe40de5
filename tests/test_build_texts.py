"""Transactions from text: every published one comes out byte for byte, and what is wrong is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

import aecodec
from aecodec import CtVersion, build, encode, to_bytes
from aecodec.builders.texts import TYPES, arguments_of, build_from_text, find_builder
from aecodec.errors import BuildError
from aecodec.schema import describe

from .builder_arguments import BUILDERS, builder_of
from .builder_arguments import arguments_of as values_of
from .conftest import spec_rows
from .shared_vectors import WIRES, known_object

ALICE = encode("ak", bytes([1]) * 32)
SPEND = {"sender_id": ALICE, "recipient_id": "bob.chain", "amount": "1.5AE", "nonce": "7"}
ROWS = [
    row
    for row in spec_rows("*_tx.jsonl", "*_tx.spec_only.jsonl")
    if row.values[0]["tag"] not in (11, 50)  # the state hash of a new channel is not an argument
]


def as_text(value: Any) -> str:
    """Write an argument as people type it: digits, prefixed text, or JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return f"0x{value.hex()}"
    return (
        json.dumps(as_json(value))
        if isinstance(value, (list, tuple, dict, aecodec.ChainObject))
        else str(value)
    )


def as_json(value: Any) -> Any:
    match value:
        case aecodec.ChainObject():
            return aecodec.to_json(value)
        case bytes():
            return encode("ba", value)
        case list() | tuple():
            return [as_json(item) for item in value]
        case dict():
            return {as_json(key): as_json(item) for key, item in value.items()}
    return str(value) if isinstance(value, aecodec.Id) else value


def rebuilt(tx: aecodec.Tx, convert: Callable[[Any], Any]) -> aecodec.Tx | None:
    """Build at the newest protocol that takes it; None if none does."""
    given = {name: convert(value) for name, value in values_of(tx).items() if value is not None}
    for protocol in reversed(aecodec.protocols_of(tx)):
        try:
            return build_from_text(builder_of(tx), {**given, "protocol": convert(protocol.name.lower())})
        except BuildError:
            continue
    return None


def text_arguments(tx: aecodec.Tx) -> bool:
    """Tell whether all arguments have a text; names and formats that are no UTF-8 have none."""
    return not any(isinstance(value, bytes) for value in values_of(tx).values())


@pytest.mark.parametrize("row", ROWS)
def test_a_published_transaction_comes_out_of_text_as_out_of_its_values(row: dict[str, Any]) -> None:
    tx = aecodec.decode_tx(row["tx"])
    expected = rebuilt(tx, lambda value: value)
    found = rebuilt(tx, as_text)
    if text_arguments(tx):
        assert found == expected
        if found is not None:
            assert to_bytes(found).hex() == row["rlp"]


def test_most_published_transactions_have_a_text() -> None:
    written = [row for row in ROWS if text_arguments(aecodec.decode_tx(row.values[0]["tx"]))]
    assert len(written) > 0.8 * len(ROWS)


@pytest.mark.parametrize("name", [name for name in WIRES if isinstance(known_object(name), aecodec.Tx)])
def test_a_type_is_found_by_all_its_names(name: str) -> None:
    api = describe(type(known_object(name))).name
    if api == "SignedTx":
        assert find_builder(api) is None
        return
    builder = BUILDERS[api.lower()]
    short = builder.__name__.removesuffix("_tx")
    for spelled in (api, short, f"{short}_tx", short.replace("_", "-"), short.upper()):
        assert find_builder(spelled) is builder, spelled
    assert TYPES[short] is builder


def test_all_builders_have_a_name() -> None:
    assert {f"{name}_tx" for name in TYPES} == set(build.__all__)
    assert arguments_of(build.spend_tx)["sender_id"]
    assert not arguments_of(build.spend_tx)["memo"]


def test_text_is_converted_by_what_the_argument_is() -> None:
    tx = build_from_text(build.spend_tx, {**SPEND, "memo": "ba_ is text here", "ttl": "0", "fee": "0.001 AE"})
    assert isinstance(tx, aecodec.SpendTx)
    assert (tx.amount, tx.nonce, tx.fee) == (15 * 10**17, 7, 10**15)
    assert tx.recipient_id == aecodec.name_id("bob.chain")
    assert tx.payload == b"ba_ is text here"
    assert build_from_text(build.spend_tx, {**SPEND, "payload": "0x6869"}) == build_from_text(
        build.spend_tx, {**SPEND, "payload": encode("ba", b"hi")}
    )
    assert build_from_text(build.spend_tx, {**SPEND, "amount": 5, "ttl": None}).amount == 5  # type: ignore[attr-defined]


def test_lists_mappings_and_versions_are_json() -> None:
    create = {
        "initiator_id": ALICE,
        "initiator_amount": "10",
        "responder_id": encode("ak", bytes([2]) * 32),
        "responder_amount": "10",
        "channel_reserve": "1",
        "lock_period": "1",
        "nonce": "1",
        "version": "1",
    }
    ids = [encode("ak", bytes([number]) * 32) for number in (3, 4)]
    for delegates in (", ".join(ids), json.dumps(ids)):
        tx: Any = build_from_text(build.channel_create_tx, {**create, "delegate_ids": delegates})
        assert [str(one) for one in tx.delegate_ids] == ids
    contract = {"owner_id": ALICE, "nonce": "1", "code": encode("cb", b""), "call_data": encode("cb", b"")}
    for version in ("[7, 3]", '{"vm": 7, "abi": 3}'):
        tx = build_from_text(build.contract_create_tx, {**contract, "ct_version": version})
        assert tx.ct_version == CtVersion(7, 3)
    update = {"account_id": ALICE, "nonce": "1", "name_id": "a.chain"}
    tx = build_from_text(build.name_update_tx, {**update, "pointers": json.dumps({"account_pubkey": ALICE})})
    assert tx.pointers == ((b"account_pubkey", aecodec.Id(ALICE)),)
    vote = {
        "voter_id": ALICE,
        "epoch": "1",
        "type_": "1",
        "data": json.dumps({"b": encode("ba", b"2"), "a": "1"}),
    }
    tx = build_from_text(build.hc_vote_tx, vote)
    assert tx.data == ((b"a", b"1"), (b"b", b"2"))


@pytest.mark.parametrize(
    ("changes", "code", "path"),
    [
        ({"nonse": "7"}, "argument_unknown", "nonse"),
        ({"nonce": None}, "argument_missing", "nonce"),
        ({"nonce": "seven"}, "field_type", "nonce"),
        ({"nonce": "1AE"}, "field_type", "nonce"),
        ({"nonce": "-1"}, "field_type", "nonce"),
        ({"nonce": "9" * 200}, "text_too_long", "nonce"),
        ({"amount": "1.5"}, "amount_unit", "amount"),
        ({"amount": "1,5AE"}, "amount_form", "amount"),
        ({"amount": 1.5}, "field_type", "amount"),
        ({"payload": "0x0"}, "bad_hex", "payload"),
        ({"payload": "hello"}, "missing_prefix", "payload"),
        ({"recipient_id": ALICE[:-1]}, "bad_checksum", "recipient_id"),
        ({"protocol": "homestead"}, "protocol_unknown", "protocol"),
        ({"fee": "1"}, "fee_too_low", "fee"),
    ],
)
def test_what_is_wrong_is_named_with_its_argument(changes: dict[str, Any], code: str, path: str) -> None:
    with pytest.raises(BuildError) as caught:
        build_from_text(build.spend_tx, {**SPEND, **changes})
    assert (caught.value.code, caught.value.path) == (code, path)


@pytest.mark.parametrize(
    "wrong", ["[", "[1]", '"x"', "5", '{"a": 1}', "[[]]", '[{"a": 1}]', "null", "", "[{}]"]
)
def test_malformed_json_is_an_error_of_the_argument(wrong: str) -> None:
    update = {"account_id": ALICE, "nonce": "1", "name_id": "a.chain"}
    with pytest.raises(BuildError) as caught:
        build_from_text(build.name_update_tx, {**update, "pointers": wrong})
    assert caught.value.path.startswith("pointers")
    contract = {"owner_id": ALICE, "nonce": "1", "code": "0x", "call_data": "0x"}
    with pytest.raises(BuildError) as caught:
        build_from_text(build.contract_create_tx, {**contract, "ct_version": wrong})
    assert caught.value.path.startswith("ct_version")
