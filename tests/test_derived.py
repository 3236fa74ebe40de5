"""Derived hashes and identifiers: the specification's values, transactions, blocks, wrong arguments."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import Id, SignedTx, decode_header, decode_tx, derived, text, to_bytes
from aecodec.errors import FieldError, TextError
from aecodec.objects import replace
from aecodec.protocol import ID_PREFIXES
from aecodec.state import Pof

from .conftest import VECTORS, founding, json_lines, spec_rows
from .shared_vectors import SPEND_TEXT, WIRES, blake2b_256, known_object

FOUNDING = founding()
INITIATOR: str = FOUNDING["initiator_id"]
RESPONDER: str = FOUNDING["responder_id"]
CHANNEL: str = FOUNDING["channel_id"]
CREATE: str = FOUNDING["co_signed"]
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


# --- the specification's rows ---------------------------------------------------------------------


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


# --- transaction hash -----------------------------------------------------------------------------


def test_the_hash_of_an_unsigned_transaction_is_that_of_its_bytes() -> None:
    assert derived.tx_hash(SPEND_TEXT) == SPEND_HASH
    assert derived.tx_hash(text.decode(SPEND_TEXT)) == SPEND_HASH
    assert derived.tx_hash(decode_tx(SPEND_TEXT)) == SPEND_HASH


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


# --- blocks ---------------------------------------------------------------------------------------


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


# --- wrong arguments ------------------------------------------------------------------------------


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
        function(SPEND_TEXT)


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
    wire = bytearray(text.decode(SPEND_TEXT))
    assert derived.tx_hash(wire) == SPEND_HASH
    assert bytes(wire) == to_bytes(decode_tx(SPEND_TEXT))
