"""Derived values: hashes and ids that the chain and the captured sessions agree with."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import Id, SignedTx, decode_tx, derived, encode_tx, text, to_bytes
from aecodec.errors import FieldError, TextError
from aecodec.objects import replace
from aecodec.protocol import IdKind

from .conftest import founding, needs_spec, spec_rows

FOUNDING = founding()
INITIATOR: str = FOUNDING["initiator_id"]
RESPONDER: str = FOUNDING["responder_id"]
CHANNEL: str = FOUNDING["channel_id"]
CREATE: str = FOUNDING["co_signed"]
# SERIALIZATION.md, section 8.
ALL_EMPTY = "st_kCIU/onk7EHlJQ99t2XbaK4EtFSsdCkZZNT0nLgW7ANw9bu9"

# The first row of the specification's spend_tx.jsonl, which gives its hash.
SPEND = (
    "tx_+HUMAaEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAChAcf4TzffQ8w3cqILTDBqnbCAmiLDnbF+HOa8T0t4WMyDkHZ5"
    "SkhanMxvW7mkoffKleeGD86YuegAZJQdnHxomgKimH6NNN2rwWtwasc0A4AI+2Sj"
)
SPEND_HASH = "th_2TTpFGNZKtwLE6djbbPM7NDcMmbfZ7TmTnpdsF2xWRbg5LyAH4"

ACCOUNTS = st.binary(min_size=32, max_size=32).map(lambda key: Id.of(IdKind.ACCOUNT, key))


# --- transaction hash ---------------------------------------------------------------------------


def test_the_hash_of_an_unsigned_transaction_is_that_of_its_bytes() -> None:
    assert derived.tx_hash(SPEND) == SPEND_HASH
    assert derived.tx_hash(text.decode(SPEND)) == SPEND_HASH
    assert derived.tx_hash(decode_tx(SPEND)) == SPEND_HASH


def test_the_hash_of_a_signed_transaction_covers_its_signatures() -> None:
    signed = blake2b(text.decode(CREATE), digest_size=32).digest()
    assert derived.tx_hash(CREATE) == text.encode("th", signed)
    draft = decode_tx(CREATE)
    assert isinstance(draft, SignedTx)
    assert derived.tx_hash(replace(draft, signatures=())) != derived.tx_hash(draft)


def test_what_is_no_transaction_has_no_hash() -> None:
    with pytest.raises(TextError) as wrong:
        derived.tx_hash(INITIATOR)
    assert wrong.value.code == "wrong_prefix"
    with pytest.raises(TypeError):
        derived.tx_hash(5)  # type: ignore[arg-type]


@needs_spec
@pytest.mark.parametrize(
    "row", spec_rows("spend_tx.jsonl", "channel_create_tx.jsonl", "channel_close_mutual_tx.jsonl")
)
def test_the_specification_s_transactions_have_their_hashes(row: dict[str, Any]) -> None:
    assert derived.tx_hash(row["tx"]) == row["hash"]


# --- channel id ---------------------------------------------------------------------------------


def test_the_founding_session_s_channel_has_its_id() -> None:
    assert derived.channel_id(INITIATOR, 5, RESPONDER) == CHANNEL
    assert derived.channel_id(Id(INITIATOR), 5, Id(RESPONDER)) == Id(CHANNEL)
    signed = decode_tx(CREATE)
    assert isinstance(signed, SignedTx)
    for form in (CREATE, text.decode(CREATE), signed, signed.transaction, encode_tx(signed.transaction)):
        assert derived.channel_id_of(form) == CHANNEL


@needs_spec
@pytest.mark.parametrize(
    "row", [row for row in spec_rows("derived.jsonl") if row.values[0]["kind"] == "channel_id"]
)
def test_the_specification_s_channels_have_their_ids(row: dict[str, Any]) -> None:
    assert derived.channel_id(row["initiator_id"], int(row["nonce"]), row["responder_id"]) == row["result"]


def test_a_transaction_that_opens_no_channel_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match="a SpendTx opens no channel"):
        derived.channel_id_of(SPEND)


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


# --- state hash ---------------------------------------------------------------------------------


def test_the_founding_session_s_balances_give_its_state_hash() -> None:
    signed = decode_tx(CREATE)
    assert isinstance(signed, SignedTx)
    create: Any = signed.transaction
    assert derived.state_hash(FOUNDING["balances"]) == create.state_hash


def test_a_state_of_nothing_has_the_documented_hash() -> None:
    assert text.encode("st", derived.state_hash({})) == ALL_EMPTY
    assert text.encode("st", derived.state_hash_of_roots()) == ALL_EMPTY


@needs_spec
@pytest.mark.parametrize("row", spec_rows("state_hash.jsonl"))
def test_the_specification_s_balances_have_their_state_hashes(row: dict[str, Any]) -> None:
    balances = {account: int(amount) for account, amount in row["balances"].items()}
    assert text.encode("st", derived.state_hash(balances)) == row["state_hash"]


@given(st.dictionaries(ACCOUNTS, st.integers(0, 2**200), max_size=5))
def test_ids_and_their_text_in_any_order_give_the_same_state_hash(balances: dict[Id, int]) -> None:
    as_text = {str(account): amount for account, amount in reversed(balances.items())}
    assert derived.state_hash(as_text) == derived.state_hash(balances)


def test_the_roots_are_hashed_in_the_documented_order() -> None:
    names = ("accounts", "calls", "channels", "contracts", "ns", "oracles")
    roots = {name: bytes([number]) * 32 for number, name in enumerate(names, 1)}
    joined = b"".join(roots.values())
    expected = blake2b(bytes(7) + b"\x01" + joined, digest_size=32).digest()
    assert derived.state_hash_of_roots(**dict(reversed(roots.items()))) == expected


@pytest.mark.parametrize(
    ("balances", "code", "path"),
    [
        ({CHANNEL: 1}, "id_tag_not_allowed", "balances"),
        ({"ak_": 1}, "too_short", "balances"),
        ({INITIATOR: -1}, "uint_negative", f"balances[{INITIATOR}]"),
    ],
)
def test_a_wrong_balance_is_named(balances: Any, code: str, path: str) -> None:
    with pytest.raises((TextError, FieldError)) as wrong:
        derived.state_hash(balances)
    assert (wrong.value.code, wrong.value.path) == (code, path)


@pytest.mark.parametrize("amount", [True, 1.0, "1", None])
def test_a_balance_is_an_integer(amount: Any) -> None:
    with pytest.raises(TypeError, match=INITIATOR):
        derived.state_hash({INITIATOR: amount})


def test_a_root_is_32_bytes() -> None:
    with pytest.raises(FieldError) as wrong:
        derived.state_hash_of_roots(ns=bytes(31))
    assert (wrong.value.code, wrong.value.path) == ("bytes_length", "ns")
    with pytest.raises(TypeError):
        derived.state_hash_of_roots(ns="00" * 32)  # type: ignore[arg-type]


def test_bytes_are_not_changed_by_deriving_from_them() -> None:
    wire = bytearray(text.decode(SPEND))
    assert derived.tx_hash(wire) == SPEND_HASH
    assert bytes(wire) == to_bytes(decode_tx(SPEND))
