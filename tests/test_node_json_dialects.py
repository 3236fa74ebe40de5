"""Earlier nodes, middlewares and other JSON writers: what they change is undone, and that is reported."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import pytest

import aecodec
from aecodec import (
    FieldError,
    NameUpdateTxV1,
    NodeAnswer,
    OracleQueryTx,
    SignedTx,
    build,
    from_node_json,
    iter_node_json,
    read_node_json,
    to_node_json,
)
from aecodec.node_json import NodeJsonKind

from .conftest import spec_rows

ROWS = [row.values[0] for row in spec_rows("node_json.jsonl")]


def vector(name: str, **members: Any) -> dict[str, Any]:
    """The first vector of this type, or kind of header, with these members."""
    known = [
        row
        for row in ROWS
        if name in (row.get("object"), row["kind"])
        and all(row.get(key) == value for key, value in members.items())
    ]
    return copy.deepcopy(known[0])


def answered(tx: Any, **changes: Any) -> dict[str, Any]:
    """The answer of a node for a transaction without signatures, without the whole transaction."""
    form = to_node_json(SignedTx(signatures=(), transaction=tx))
    del form["encoded_tx"]
    return form | {"tx": form["tx"] | changes}


def query(content: bytes) -> OracleQueryTx:
    tx = from_node_json(vector("oracle_query_tx", dialect="node", lossy=None)["json"])
    assert isinstance(tx, SignedTx)
    assert isinstance(tx.transaction, OracleQueryTx)
    return aecodec.replace(tx.transaction, query=content)


# --- text or base64 -----------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"hello", b"", b"aGVsbG8=", b"\xff\x00", "æternity".encode()])
def test_the_hash_tells_base64_from_text(content: bytes) -> None:
    encoded = base64.b64encode(content).decode()
    answer = read_node_json(answered(query(content), query=encoded))
    assert isinstance(answer.obj, SignedTx)
    assert answer.obj.transaction == query(content)
    note = ("tx.query is read in base64, as a middleware writes it",)
    assert answer.notes == (note if encoded != content.decode("latin-1") else ())


def test_text_that_happens_to_be_base64_stays_text() -> None:
    answer = read_node_json(answered(query(b"aGVsbG8=")))
    assert answer.notes == ()
    assert answer.obj.transaction.query == b"aGVsbG8="  # type: ignore[union-attr]


def test_without_a_hash_text_of_a_node_stays_text_and_that_is_reported() -> None:
    tx = read_node_json(to_node_json(query(b"aGVsbG8=")))
    assert tx.obj.query == b"aGVsbG8="  # type: ignore[union-attr]
    assert tx.notes[1] == "query is read as nodes write it, though it is base64, too"
    assert len(read_node_json(to_node_json(query(b"hello"))).notes) == 1


@pytest.mark.parametrize("added", [{"query_id": "oq_1"}, {"name_id": "nm_1"}])
def test_without_a_hash_a_member_of_a_middleware_makes_base64_ambiguous(added: dict[str, Any]) -> None:
    form = to_node_json(query(b"aGVsbG8=")) | added
    if "query_id" in added:
        with pytest.raises(FieldError) as caught:
            from_node_json(form)
        assert (caught.value.code, caught.value.path) == ("node_json_ambiguous", "query")
    else:
        assert read_node_json(form).unknown == ("name_id",)


def test_keys_of_pointers_are_read_in_base64_but_for_the_known_ones() -> None:
    row = vector("name_update_tx", dialect="mdw", object_version=1)
    tx = from_node_json(row["json"]).transaction  # type: ignore[union-attr]
    assert isinstance(tx, NameUpdateTxV1)
    keys = [b"account_pubkey", b"\xff\xfe", b"channel"]
    pointers = [(key, tx.account_id) for key in keys]
    tx = aecodec.replace(tx, pointers=pointers)
    written = [
        {"key": "account_pubkey", "id": str(tx.account_id)},
        {"key": "//4=", "id": str(tx.account_id)},
        {"key": "channel", "id": str(tx.account_id)},
    ]
    answer = read_node_json(answered(tx, pointers=written))
    assert [key for key, _ in answer.obj.transaction.pointers] == keys  # type: ignore[union-attr]


def test_the_bytes_of_a_key_are_taken_before_its_text() -> None:
    row = next(one for one in ROWS if one.get("note") == "bytes that are not UTF-8" and not one.get("lossy"))
    form = copy.deepcopy(row["json"]) | {"encoded_tx": None}
    assert "\ufffd" in form["tx"]["pointers"][0]["key"]
    assert aecodec.encode_tx(from_node_json(form)) == row["tx"]  # type: ignore[arg-type]


# --- numbers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "literal", ["1e18", "1E+18", "10.0e17", "1000000000000000000.0", "1.000e18", "10e+017"]
)
def test_a_number_in_exponent_form_is_taken_where_the_hash_tells_that_it_is_right(literal: str) -> None:
    account = aecodec.Id(aecodec.encode("ak", bytes(32)))
    tx = build.spend_tx(sender_id=account, recipient_id=account, amount=10**18, nonce=1)
    text = json.dumps(answered(tx, amount="HERE")).replace('"HERE"', literal)
    signed = from_node_json(aecodec.parse_json(text))
    assert signed == SignedTx(signatures=(), transaction=tx)


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row["dialect"] == "node" and "encoded_tx" in row["json"]]
)
def test_every_integer_is_taken_as_decimal_text(row: dict[str, Any]) -> None:
    tx = from_node_json(row["json"])
    form = to_node_json(tx, ints="string")
    if not row.get("lossy"):
        del form["encoded_tx"]
    assert from_node_json(form) == tx


# --- what is reported ---------------------------------------------------------------------------


def test_members_that_others_derive_are_not_taken_for_unknown_ones() -> None:
    row = vector("contract_call_tx", dialect="mdw")
    row["json"]["colour"] = 1
    row["json"]["tx"]["taste"] = {}
    answer = read_node_json(row["json"])
    assert {"block_hash", "block_height", "micro_index", "tx.function", "tx.gas_used"} <= {*answer.derived}
    assert answer.unknown == ("colour", "tx.taste")
    assert answer.kind is NodeJsonKind.ANSWER
    assert (answer.block_height, answer.block_hash) == (1, row["json"]["block_hash"])


@pytest.mark.parametrize("name", ["key_header", "micro_header"])
def test_a_member_with_the_name_of_a_flag_is_no_flag(name: str) -> None:
    row = vector(name, dialect="node")
    answer = read_node_json(row["json"] | {"hole": True, "end_of_epoch": "no", "gas": 7})
    assert bytes(answer.obj).hex() == row["bytes"]  # type: ignore[arg-type]
    assert (answer.unknown, answer.derived) == (("hole", "end_of_epoch"), ("gas",))


@pytest.mark.parametrize("name", ["hole", "end_of_epoch"])
def test_flags_of_hyperchains_are_read_and_written(name: str) -> None:
    header = from_node_json(vector("key_header", dialect="node")["json"])
    flagged = aecodec.replace(header, **{name: True})
    form = to_node_json(flagged, flags=True)
    assert from_node_json(form) == flagged
    del form["flags"]
    with pytest.raises(FieldError) as caught:
        from_node_json(form)
    assert caught.value.code == "node_json_hash"


def test_what_is_pending_has_no_block() -> None:
    row = next(one for one in ROWS if one["json"].get("block_hash") == "none")
    answer = read_node_json(row["json"], candidates=())
    assert (answer.block_height, answer.block_hash) == (None, None)


def test_members_that_differ_from_the_whole_transaction_are_named() -> None:
    row = next(one for one in ROWS if one.get("note", "").startswith("auction bid"))
    answer = read_node_json(row["json"])
    assert aecodec.encode_tx(answer.obj) == row["tx"]  # type: ignore[arg-type]
    assert answer.differing == ("tx.ttl",)
    assert answer.notes == ("encoded_tx has another tx.ttl",)


@pytest.mark.parametrize(
    ("name", "path", "value", "differing"),
    [
        ("spend_tx", "tx.fee", 1, "tx.fee"),
        ("spend_tx", "tx.type", "NameClaimTx", "tx.type"),
        ("spend_tx", "tx.type", "None", "tx.type"),
        ("spend_tx", "tx.payload", "ba_", "tx.payload"),
        ("spend_tx", "signatures", ["sg_"], "signatures"),
        ("name_claim_tx", "tx.name_fee", ..., "tx.version"),
        ("contract_create_tx", "tx.abi_version", 9, "tx.vm_version"),
        ("paying_for_tx", "tx.tx.signatures", [], ""),
        ("paying_for_tx", "tx.tx.tx.nonce", 10**9, "tx.tx.tx.nonce"),
    ],
)
def test_a_member_that_differs_is_named_by_its_path(name: str, path: str, value: Any, differing: str) -> None:
    version = 2 if name == "name_claim_tx" else 1
    row = vector(name, dialect="node", lossy=None, object_version=version)
    *way, last = path.split(".")
    here = row["json"]
    for step in way:
        here = here[step]
    here.pop(last) if value is ... else here.update({last: value})
    assert read_node_json(row["json"]).differing == ((differing,) if differing else ())


@pytest.mark.parametrize("row", [row for row in ROWS if "encoded_tx" in row["json"] and not row.get("note")])
def test_members_in_any_dialect_do_not_differ(row: dict[str, Any]) -> None:
    assert read_node_json(row["json"], candidates=()).differing == ()


# --- lists, blocks and other JSON around --------------------------------------------------------


def test_lists_of_transactions_are_read_in_order() -> None:
    rows = [row for row in ROWS if row["kind"] == "answer"]
    found = list(iter_node_json({"transactions": [row["json"] for row in rows]}, candidates=()))
    answers = [one for one in found if isinstance(one, NodeAnswer)]
    assert [one.path for one in answers] == [f"transactions[{index}]" for index in range(len(rows))]
    assert [one.hash for one in answers] == [row["hash"] for row in rows]


def test_an_invalid_one_of_several_is_an_error_in_its_place() -> None:
    good = vector("spend_tx", dialect="node")["json"]
    bad = good | {"encoded_tx": None, "signatures": []}
    first, second, third = iter_node_json([good, bad, good])
    assert isinstance(first, NodeAnswer)
    assert isinstance(second, FieldError)
    assert (second.code, second.path) == ("node_json_hash", "[1].hash")
    assert isinstance(third, NodeAnswer)
    assert (third.path, third.obj) == ("[2]", first.obj)


def test_a_block_of_a_middleware_comes_with_all_that_it_holds() -> None:
    row = next(one for one in ROWS if "micro_blocks" in one["json"])
    key, *rest = iter_node_json(row["json"])
    assert isinstance(key, NodeAnswer)
    assert bytes(key.obj).hex() == row["bytes"]  # type: ignore[arg-type]
    kinds = [one.kind for one in rest if isinstance(one, NodeAnswer)]
    blocks = row["json"]["micro_blocks"]
    assert len(kinds) == len(rest) == len(blocks) + sum(len(one["transactions"]) for one in blocks.values())
    assert kinds.count(NodeJsonKind.MICRO_HEADER) == len(blocks)
    networks = {one.network_id for one in rest if isinstance(one, NodeAnswer)} - {None}
    assert networks == {"ae_mainnet"}


@pytest.mark.parametrize("name", ["key_block", "micro_block"])
def test_a_block_of_the_node_is_read(name: str) -> None:
    row = vector(f"{name[:-6]}_header", dialect="node")
    generation = {
        name: row["json"],
        "micro_blocks": ["mh_2aw4KGSWLq7opXT796a5QZx8Hd7BDaGRSwEcyqzNQMii7MrGrv"],
    }
    header = from_node_json(generation)
    assert bytes(header).hex() == row["bytes"]  # type: ignore[arg-type]
    assert read_node_json(generation).path == name


def test_the_bid_of_an_auction_is_found_by_its_whole_transaction() -> None:
    row = next(one for one in ROWS if one.get("note", "").startswith("auction bid"))
    bid = {name: row["json"][name] for name in ("encoded_tx", "hash")}
    answer = read_node_json({"name": "tank.chain", "last_bid": bid})
    assert (answer.path, answer.hash, answer.from_encoded_tx) == ("last_bid", row["hash"], True)
    assert aecodec.encode_tx(answer.obj) == row["tx"]  # type: ignore[arg-type]


def test_what_is_posted_to_a_node_is_read() -> None:
    row = vector("spend_tx", dialect="node")
    answer = read_node_json({"tx": row["tx"]})
    assert aecodec.encode_tx(answer.obj) == row["tx"]  # type: ignore[arg-type]
    assert answer.from_encoded_tx
    with pytest.raises(FieldError) as caught:
        read_node_json({"tx": row["tx"][:-8]})
    assert caught.value.path == "tx"


def test_updates_that_early_nodes_wrote_are_read() -> None:
    row = vector("channel_offchain_tx", kind="answer", object_version=1)
    updates = from_node_json(row["json"]).transaction.updates  # type: ignore[union-attr]
    progress = from_node_json(vector("channel_force_progress_tx", dialect="node")["json"])
    update = progress.transaction.update  # type: ignore[union-attr]
    written = to_node_json(progress)["tx"]["update"]
    tx = aecodec.replace(from_node_json(row["json"]).transaction, updates=(update,))  # type: ignore[union-attr]
    assert updates
    assert from_node_json(answered(tx, updates=[written])) == SignedTx(signatures=(), transaction=tx)
