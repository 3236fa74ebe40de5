"""Derived identifiers of channels, contracts, oracles and names."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aecodec import Id, SignedTx, decode_tx, derived, encode_tx, text
from aecodec.errors import FieldError, TextError
from aecodec.objects import Tx, replace
from aecodec.protocol import IdKind
from aecodec.tx import ChannelCreateTx, GAMetaTxV1, GAMetaTxV2, PayingForTx
from aecodec.tx.layers import unwrap

from .conftest import founding
from .recordings import RECORDINGS, needs_recordings
from .shared_vectors import SPEND_TEXT, blake2b_256, known_object
from .signed_txs import bare, meta

FOUNDING = founding()
INITIATOR: str = FOUNDING["initiator_id"]
RESPONDER: str = FOUNDING["responder_id"]
CHANNEL: str = FOUNDING["channel_id"]
CREATE: str = FOUNDING["co_signed"]


def authorization(tx: Tx) -> bytes:
    """Return the bytes of the auth id of a ga_meta."""
    return text.decode(derived.auth_id_of(tx), "ba")


# --- channel id -----------------------------------------------------------------------------------


def test_the_founding_session_s_channel_has_its_id() -> None:
    assert derived.channel_id(INITIATOR, 5, RESPONDER) == CHANNEL
    assert derived.channel_id(Id(INITIATOR), 5, Id(RESPONDER)) == Id(CHANNEL)
    signed = decode_tx(CREATE)
    assert isinstance(signed, SignedTx)
    for form in (CREATE, text.decode(CREATE), signed, signed.transaction, encode_tx(signed.transaction)):
        assert derived.channel_id_of(form) == CHANNEL


def test_the_innermost_ga_meta_of_the_initiator_stands_for_the_nonce() -> None:
    create = replace(decode_tx(CREATE).transaction, nonce=0)  # type: ignore[attr-defined]
    outer, inner = b"\x2b\x11outer", b"\x2b\x11inner"
    once = meta(create, INITIATOR, inner)
    expected = derived.channel_id_ga(INITIATOR, derived.auth_id(INITIATOR, inner), RESPONDER)
    assert derived.channel_id_of(once) == expected
    assert derived.channel_id_of(meta(once.transaction, INITIATOR, outer)) == expected
    assert derived.channel_id_of(meta(once.transaction, RESPONDER, outer)) == expected
    assert derived.channel_id_of(encode_tx(once)) == expected


def test_a_generalized_responder_changes_nothing() -> None:
    create = decode_tx(CREATE)
    assert isinstance(create, SignedTx)
    assert derived.channel_id_of(meta(create.transaction, RESPONDER)) == CHANNEL


@needs_recordings
def test_each_recorded_channel_has_the_id_that_follows_from_its_create() -> None:
    opened = generalized = 0
    for path in RECORDINGS:
        recording = path.read_text(encoding="utf-8")
        for found in sorted(set(re.findall(r'"(tx_[A-Za-z0-9+/]{20,}=*)"', recording))):
            tx = decode_tx(found)
            created = unwrap(tx)
            if not isinstance(created.tx, ChannelCreateTx) or not complete(tx):
                continue
            if str(derived.channel_id_of(tx)) in recording:
                opened += 1
                generalized += bool(created.metas)
            else:
                # An opening that failed: no message has the id.
                assert '"channel_id": "ch_' not in recording, path
    assert opened > 30
    assert generalized


def complete(tx: Tx) -> bool:
    """Tell whether both participants of a channel's create have authorized it."""
    count = 0
    inner: Any = tx
    while isinstance(inner, (SignedTx, GAMetaTxV1, GAMetaTxV2)):
        count += len(inner.signatures) if isinstance(inner, SignedTx) else 1
        inner = inner.transaction if isinstance(inner, SignedTx) else inner.tx
    return count == 2


def test_a_transaction_that_opens_no_channel_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="a SpendTx opens no channel"):
        derived.channel_id_of(SPEND_TEXT)


@pytest.mark.parametrize(
    ("arguments", "code", "path"),
    [
        ((CHANNEL, 5, RESPONDER), "id_tag_not_allowed", "initiator_id"),
        ((INITIATOR, 5, CHANNEL), "id_tag_not_allowed", "responder_id"),
        ((INITIATOR[:-1], 5, RESPONDER), "bad_checksum", "initiator_id"),
        ((INITIATOR, -1, RESPONDER), "uint_negative", "nonce"),
        ((INITIATOR, 2**256, RESPONDER), "uint_too_long", "nonce"),
    ],
)
def test_a_wrong_argument_of_channel_id_is_named(arguments: Any, code: str, path: str) -> None:
    with pytest.raises((TextError, FieldError)) as wrong:
        derived.channel_id(*arguments)
    assert (wrong.value.code, wrong.value.path) == (code, path)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    "arguments", [(INITIATOR, True, RESPONDER), (INITIATOR, 5.0, RESPONDER), (5, 5, RESPONDER)]
)
def test_a_wrong_type_for_channel_id_is_a_type_error(arguments: Any) -> None:
    with pytest.raises(TypeError):
        derived.channel_id(*arguments)


# --- contracts, oracles, names --------------------------------------------------------------------


def test_a_contract_s_id_takes_the_shortest_form_of_the_nonce() -> None:
    owner = Id(INITIATOR)
    for nonce, shortest in ((256, b"\x01\x00"), (0, b"\x00")):
        assert derived.contract_id(owner, nonce).key == blake2b_256(owner.key + shortest)


@pytest.mark.parametrize("name", ["ContractCreateTx", "GAAttachTx"])
def test_a_transaction_makes_the_contract_of_its_owner_and_nonce(name: str) -> None:
    tx = known_object(name)
    made = derived.contract_id(tx.owner_id, tx.nonce)
    assert derived.contract_id_of(tx) == derived.contract_id_of(bare(tx)) == made
    assert derived.contract_call_id_of(tx) == derived.contract_call_id(tx.owner_id, tx.nonce, made)


def test_a_generalized_account_s_contract_and_call_follow_from_its_auth_id() -> None:
    tx = known_object("ContractCreateTx")
    whole = meta(tx, tx.owner_id)
    auth = derived.auth_id_of(whole)
    made = derived.contract_id_ga(tx.owner_id, auth)
    assert derived.contract_id_of(whole) == made
    assert derived.contract_call_id_of(whole) == derived.contract_call_id_ga(auth, made)
    assert derived.contract_id_of(meta(tx, INITIATOR)) == derived.contract_id_of(tx)


def test_a_call_by_name_has_the_name_s_hash_in_its_id() -> None:
    tx = known_object("ContractCallTx")
    named = replace(tx, contract_id=derived.name_id("example.chain"))
    for each in (tx, named):
        expected = blake2b_256(each.caller_id.key + each.nonce.to_bytes(32, "big") + each.contract_id.key)
        assert derived.contract_call_id_of(each) == text.encode("ba", expected)
    whole = meta(tx, tx.caller_id)
    assert derived.contract_call_id_of(whole) == text.encode(
        "ba", blake2b_256(authorization(whole) + tx.contract_id.key)
    )


def test_a_contract_may_call_as_well() -> None:
    contract = Id.of(IdKind.CONTRACT, bytes(32))
    assert derived.contract_call_id(contract, 1, contract) == text.encode(
        "ba", blake2b_256(bytes(63) + b"\x01" + bytes(32))
    )


def test_an_oracle_has_the_key_of_its_account() -> None:
    tx = known_object("OracleRegisterTx")
    assert derived.oracle_id(INITIATOR).key == Id(INITIATOR).key
    assert derived.oracle_id_of(bare(tx)) == Id.of(IdKind.ORACLE, tx.account_id.key)


def test_a_query_s_id_takes_the_name_s_hash_where_the_oracle_is_named() -> None:
    tx = known_object("OracleQueryTx")
    named = replace(tx, oracle_id=derived.name_id("example.chain"))
    for each in (tx, named):
        expected = blake2b_256(each.sender_id.key + each.nonce.to_bytes(32, "big") + each.oracle_id.key)
        assert derived.oracle_query_id_of(each) == text.encode("oq", expected)
    whole = meta(tx, tx.sender_id)
    assert derived.oracle_query_id_of(whole) == text.encode(
        "oq", blake2b_256(authorization(whole) + tx.oracle_id.key)
    )


def test_what_is_paid_for_counts_like_any_other() -> None:
    tx = known_object("OracleQueryTx")
    paid = replace(known_object("PayingForTx"), tx=bare(tx))
    assert isinstance(paid, PayingForTx)
    assert derived.oracle_query_id_of(bare(paid)) == derived.oracle_query_id_of(tx)


@pytest.mark.parametrize("name", ["NameClaimTxV1", "NameClaimTxV2"])
def test_a_claim_names_its_name_and_the_commitment_it_fulfils(name: str) -> None:
    claim = replace(known_object(name), name="Bücher.chain".encode(), name_salt=7)
    assert derived.name_id_of(claim) == derived.name_id("xn--bcher-kva.chain")
    assert derived.commitment_id_of(claim) == derived.commitment_id("bücher.chain", 7)
    with pytest.raises(FieldError) as wrong:
        derived.commitment_id_of(replace(claim, name_salt=0))
    assert (wrong.value.code, wrong.value.path) == ("name_salt", "salt")


# --- generalized accounts -------------------------------------------------------------------------


def test_of_several_layers_the_outermost_counts() -> None:
    inner = meta(known_object("SpendTx"), INITIATOR, b"inner")
    outer = meta(inner.transaction, RESPONDER, b"outer")
    assert derived.auth_id_of(outer) == derived.auth_id(RESPONDER, b"outer")
    assert derived.auth_id_of(inner.transaction) == derived.auth_id(INITIATOR, b"inner")


def test_as_many_layers_as_objects_may_nest_are_unwrapped() -> None:
    tx: Tx = known_object("SpendTx")
    for _ in range(14):
        tx = meta(tx, INITIATOR).transaction
    inner = unwrap(decode_tx(encode_tx(bare(tx))))
    assert (inner.tx, len(inner.metas)) == (known_object("SpendTx"), 14)
