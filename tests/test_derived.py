"""Derived values: hashes and ids that the specification and the captured sessions agree with."""

from __future__ import annotations

import re
from typing import Any

import pytest

from aecodec import Id, SignedTx, decode_header, decode_tx, derived, encode_tx, text, to_bytes
from aecodec.errors import FieldError, TextError
from aecodec.objects import Tx, replace
from aecodec.protocol import ID_PREFIXES, IdKind
from aecodec.state import Pof
from aecodec.tx import ChannelCreateTx, GAMetaTxV1, GAMetaTxV2, PayingForTx
from aecodec.tx.layers import unwrap

from .conftest import VECTORS, founding, json_lines, spec_rows
from .recordings import RECORDINGS, needs_recordings
from .shared_vectors import WIRES, blake2b_256, known_object

FOUNDING = founding()
INITIATOR: str = FOUNDING["initiator_id"]
RESPONDER: str = FOUNDING["responder_id"]
CHANNEL: str = FOUNDING["channel_id"]
CREATE: str = FOUNDING["co_signed"]

# The first row of the specification's spend_tx.jsonl, which gives its hash.
SPEND = (
    "tx_+HUMAaEBAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAChAcf4TzffQ8w3cqILTDBqnbCAmiLDnbF+HOa8T0t4WMyDkHZ5"
    "SkhanMxvW7mkoffKleeGD86YuegAZJQdnHxomgKimH6NNN2rwWtwasc0A4AI+2Sj"
)
SPEND_HASH = "th_2TTpFGNZKtwLE6djbbPM7NDcMmbfZ7TmTnpdsF2xWRbg5LyAH4"

#: The specification's rows, and a pick of them that stands in this repository.
OWN = [pytest.param(row, id=name) for name, row in json_lines(VECTORS / "derived.jsonl")]
#: The node's name rule, see test_names.py, refuses the only row with two labels before `.test`.
ROWS = [row for row in OWN + spec_rows("derived.jsonl") if row.values[0].get("name") != "x.y.test"]
AUTH = bytes(range(32))

IDS: dict[str, Any] = {
    "channel_id": lambda row: derived.channel_id(row["initiator_id"], row["nonce"], row["responder_id"]),
    "channel_id_ga": lambda row: derived.channel_id_ga(
        row["initiator_id"], row["auth_id"], row["responder_id"]
    ),
    "contract_id": lambda row: derived.contract_id(row["owner_id"], row["nonce"]),
    "contract_id_ga": lambda row: derived.contract_id_ga(row["owner_id"], row["auth_id"]),
    "contract_call_id": lambda row: derived.contract_call_id(
        row["caller_id"], row["nonce"], row["contract_id"]
    ),
    "ga_call_id": lambda row: derived.contract_call_id_ga(row["auth_id"], row["contract_id"]),
    "oracle_query_id": lambda row: derived.oracle_query_id(row["sender_id"], row["nonce"], row["oracle_id"]),
    "ga_auth_id": lambda row: derived.auth_id(row["ga_id"], row["auth_data"]),
    "name_id": lambda row: derived.name_id(row["name"]),
    "commitment_id": lambda row: derived.commitment_id(row["name"], row["salt"]),
}


def authorization(tx: Tx) -> bytes:
    """Return the bytes of the auth id of a ga_meta."""
    return text.decode(derived.auth_id_of(tx), "ba")


def signed(tx: Tx) -> SignedTx:
    return SignedTx(signatures=(), transaction=tx)


def meta(inner: Tx, ga_id: Id | str, auth_data: bytes = b"\x2b\x11") -> SignedTx:
    """Wrap a transaction in a ga_meta of this account."""
    layer = replace(known_object("GAMetaTxV2"), ga_id=ga_id, auth_data=auth_data, tx=signed(inner))
    assert isinstance(layer, GAMetaTxV2)
    return signed(layer)


# --- the specification's rows -------------------------------------------------------------------


@pytest.mark.parametrize("row", [row for row in ROWS if row.values[0]["kind"] in IDS])
def test_the_specification_s_values_follow_from_their_inputs(row: dict[str, Any]) -> None:
    numbers = {name: int(row[name]) for name in ("nonce", "salt") if name in row}
    data = {name: bytes.fromhex(row[name]) for name in ("auth_id", "auth_data") if name in row}
    result = IDS[row["kind"]]({**row, **numbers, **data})
    # The specification gives as hex what has no prefix of its own.
    expected = row["result"] if "_" in row["result"] else text.encode("ba", bytes.fromhex(row["result"]))
    assert result == expected
    assert isinstance(result, Id) == (expected[:2] in ID_PREFIXES.values())


@pytest.mark.parametrize(
    "row", [row for row in OWN if row.values[0]["kind"] in IDS and "salt" not in row.values[0]]
)
def test_ids_and_hashes_are_taken_as_objects_text_and_bytes(row: dict[str, Any]) -> None:
    if "nonce" in row:
        row = {**row, "nonce": int(row["nonce"])}
    given = {name: value for name, value in row.items() if name.endswith("_id")}
    ids = {name: Id(value) for name, value in given.items() if "_" in value}
    hashes = {name: bytes.fromhex(value) for name, value in given.items() if "_" not in value}
    texts = {**ids, **{name: text.encode("ba", value) for name, value in hashes.items()}}
    data = {"auth_data": bytes.fromhex(row["auth_data"])} if "auth_data" in row else {}
    texts |= {name: text.encode("cb", value) for name, value in data.items()}
    derive = IDS[row["kind"]]
    expected = derive({**row, **ids, **hashes, **data})
    assert derive({**row, **texts}) == expected
    assert derive({**row, **{name: str(value) for name, value in texts.items()}}) == expected
    for form in (bytes, bytearray, memoryview):
        raw = {name: form(bytes(value)) for name, value in {**ids, **hashes, **data}.items()}
        assert derive({**row, **raw}) == expected


def test_no_row_is_left_out() -> None:
    elsewhere = {"delegation_data", "ga_auth_tx_hash"}  # tests/test_authority.py
    assert {row.values[0]["kind"] for row in ROWS} == IDS.keys() | elsewhere


# --- transaction hash ---------------------------------------------------------------------------


def test_the_hash_of_an_unsigned_transaction_is_that_of_its_bytes() -> None:
    assert derived.tx_hash(SPEND) == SPEND_HASH
    assert derived.tx_hash(text.decode(SPEND)) == SPEND_HASH
    assert derived.tx_hash(decode_tx(SPEND)) == SPEND_HASH


def test_the_hash_of_a_signed_transaction_covers_its_signatures() -> None:
    signed = blake2b_256(text.decode(CREATE))
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


# --- contracts, oracles, names ------------------------------------------------------------------


def test_a_contract_s_id_takes_the_shortest_form_of_the_nonce() -> None:
    owner = Id(INITIATOR)
    for nonce, shortest in ((256, b"\x01\x00"), (0, b"\x00")):
        assert derived.contract_id(owner, nonce).key == blake2b_256(owner.key + shortest)


@pytest.mark.parametrize("name", ["ContractCreateTx", "GAAttachTx"])
def test_a_transaction_makes_the_contract_of_its_owner_and_nonce(name: str) -> None:
    tx = known_object(name)
    made = derived.contract_id(tx.owner_id, tx.nonce)
    assert derived.contract_id_of(tx) == derived.contract_id_of(signed(tx)) == made
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
    assert derived.oracle_id_of(signed(tx)) == Id.of(IdKind.ORACLE, tx.account_id.key)


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
    paid = replace(known_object("PayingForTx"), tx=signed(tx))
    assert isinstance(paid, PayingForTx)
    assert derived.oracle_query_id_of(signed(paid)) == derived.oracle_query_id_of(tx)


@pytest.mark.parametrize("name", ["NameClaimTxV1", "NameClaimTxV2"])
def test_a_claim_names_its_name_and_the_commitment_it_fulfils(name: str) -> None:
    claim = replace(known_object(name), name="Bücher.chain".encode(), name_salt=7)
    assert derived.name_id_of(claim) == derived.name_id("xn--bcher-kva.chain")
    assert derived.commitment_id_of(claim) == derived.commitment_id("bücher.chain", 7)
    with pytest.raises(FieldError) as wrong:
        derived.commitment_id_of(replace(claim, name_salt=0))
    assert (wrong.value.code, wrong.value.path) == ("name_salt", "salt")


# --- blocks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=name) for name, row in json_lines(VECTORS / "headers.jsonl")]
    + spec_rows("headers.jsonl"),
)
def test_the_hash_of_a_block_is_that_of_its_header(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["bytes"])
    assert derived.block_hash(wire) == derived.block_hash(decode_header(wire)) == row["hash"]


def test_the_hash_of_a_proof_of_fraud_is_that_of_its_bytes() -> None:
    pof = known_object("Pof")
    assert isinstance(pof, Pof)
    assert derived.pof_hash(pof) == text.encode("bf", blake2b_256(WIRES["Pof"]))
    with pytest.raises(TypeError):
        derived.pof_hash(WIRES["Pof"])  # type: ignore[arg-type]


# --- generalized accounts -----------------------------------------------------------------------


def test_of_several_layers_the_outermost_counts() -> None:
    inner = meta(known_object("SpendTx"), INITIATOR, b"inner")
    outer = meta(inner.transaction, RESPONDER, b"outer")
    assert derived.auth_id_of(outer) == derived.auth_id(RESPONDER, b"outer")
    assert derived.auth_id_of(inner.transaction) == derived.auth_id(INITIATOR, b"inner")


def test_as_many_layers_as_objects_may_nest_are_unwrapped() -> None:
    tx: Tx = known_object("SpendTx")
    for _ in range(14):
        tx = meta(tx, INITIATOR).transaction
    inner = unwrap(decode_tx(encode_tx(signed(tx))))
    assert (inner.tx, len(inner.metas)) == (known_object("SpendTx"), 14)


# --- wrong arguments ----------------------------------------------------------------------------

OTHERS = [
    derived.auth_id_of,
    derived.commitment_id_of,
    derived.contract_call_id_of,
    derived.contract_id_of,
    derived.name_id_of,
    derived.oracle_id_of,
    derived.oracle_query_id_of,
]


@pytest.mark.parametrize("function", OTHERS)
def test_a_transaction_of_another_kind_is_refused_by_name(function: Any) -> None:
    with pytest.raises(TypeError, match="a SpendTx "):
        function(SPEND)


@pytest.mark.parametrize(
    ("call", "code", "path"),
    [
        (lambda: derived.contract_id(CHANNEL, 1), "id_tag_not_allowed", "owner_id"),
        (lambda: derived.contract_id(INITIATOR, -1), "uint_negative", "nonce"),
        (lambda: derived.contract_id_ga(INITIATOR, AUTH[1:]), "bytes_length", "auth_id"),
        (lambda: derived.channel_id_ga(INITIATOR, b"", RESPONDER), "bytes_length", "auth_id"),
        (lambda: derived.channel_id_ga(INITIATOR, "ba_Xfbg4g==", RESPONDER), "bytes_length", "auth_id"),
        (lambda: derived.channel_id_ga(INITIATOR, SPEND_HASH, RESPONDER), "wrong_prefix", "auth_id"),
        (lambda: derived.oracle_id(bytes(32)), "id_length", "account_id"),
        (lambda: derived.oracle_id(bytes(33)), "id_tag_unknown", "account_id"),
        (lambda: derived.oracle_id(b"\2" + bytes(32)), "id_tag_not_allowed", "account_id"),
        (lambda: derived.contract_call_id(CHANNEL, 1, CHANNEL), "id_tag_not_allowed", "caller_id"),
        (lambda: derived.contract_call_id(INITIATOR, 1, CHANNEL), "id_tag_not_allowed", "contract_id"),
        (lambda: derived.contract_call_id(INITIATOR, 2**256, CHANNEL), "uint_too_long", "nonce"),
        (lambda: derived.oracle_id(CHANNEL), "id_tag_not_allowed", "account_id"),
        (lambda: derived.oracle_query_id(INITIATOR, 1, INITIATOR), "id_tag_not_allowed", "oracle_id"),
        (lambda: derived.oracle_query_id_ga(AUTH, "ok_1"), "too_short", "oracle_id"),
        (lambda: derived.auth_id(CHANNEL, b""), "id_tag_not_allowed", "ga_id"),
        (lambda: derived.name_id("example"), "name_labels", "name"),
        (lambda: derived.commitment_id("example.chain", 0), "name_salt", "salt"),
        (lambda: derived.block_hash(b""), "bytes_length", ""),
    ],
)
def test_a_wrong_argument_is_named(call: Any, code: str, path: str) -> None:
    with pytest.raises((TextError, FieldError)) as wrong:
        call()
    assert (wrong.value.code, wrong.value.path) == (code, path)
    assert "\n" not in str(wrong.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda: derived.contract_id(INITIATOR, 1.0),  # type: ignore[arg-type]
        lambda: derived.contract_id(None, 1),  # type: ignore[arg-type]
        lambda: derived.contract_id_ga(INITIATOR, [0] * 32),  # type: ignore[arg-type]
        lambda: derived.auth_id(INITIATOR, None),  # type: ignore[arg-type]
        lambda: derived.block_hash("kh_"),  # type: ignore[arg-type]
        lambda: derived.contract_id_of(None),  # type: ignore[arg-type]
    ],
)
def test_a_wrong_type_is_a_type_error(call: Any) -> None:
    with pytest.raises(TypeError):
        call()


def test_bytes_are_not_changed_by_deriving_from_them() -> None:
    wire = bytearray(text.decode(SPEND))
    assert derived.tx_hash(wire) == SPEND_HASH
    assert bytes(wire) == to_bytes(decode_tx(SPEND))
