"""The JSON of nodes and middlewares, both ways, over all vectors of the specification."""

from __future__ import annotations

import copy
import json
from types import ModuleType
from typing import Any

import pytest

import aecodec
from aecodec import FieldError, KeyHeader, SignedTx, from_node_json, read_node_json, schema, to_node_json
from aecodec.json_form import parse_json
from aecodec.node_json import NodeJsonKind, detection, table
from aecodec.node_json.table import Form

from .conftest import spec_rows, spec_text

VECTORS = spec_rows("node_json.jsonl")


def vectors(*kinds: str, **members: Any) -> Any:
    """The vectors of these kinds with these members, as parameters."""
    chosen = [
        row
        for row in VECTORS
        if row.values[0]["kind"] in kinds
        and all(row.values[0].get(name) == value for name, value in members.items())
    ]
    assert chosen
    return pytest.mark.parametrize("row", chosen)


def without_encoded(form: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in form.items() if name != "encoded_tx"}


HEADERS = ("key_header", "micro_header")


# --- from JSON ----------------------------------------------------------------------------------


@vectors("answer", "tx", lossy=None)
def test_members_give_the_transaction_back(row: dict[str, Any], twin: ModuleType) -> None:
    tx = twin.from_node_json(without_encoded(row["json"]))
    assert twin.encode_tx(tx) == row["tx"]


@vectors("answer")
def test_an_answer_with_the_whole_transaction_is_taken_from_it(row: dict[str, Any]) -> None:
    answer = read_node_json(row["json"], candidates=())
    assert aecodec.encode_tx(answer.obj) == row["tx"]  # type: ignore[arg-type]
    assert answer.hash == row["hash"]
    assert answer.from_encoded_tx == ("encoded_tx" in row["json"])


@vectors(*HEADERS)
def test_members_give_the_header_back(row: dict[str, Any], twin: ModuleType) -> None:
    header = twin.from_node_json(row["json"])
    assert bytes(header).hex() == row["bytes"]
    assert twin.block_hash(header) == row["hash"]


@pytest.mark.parametrize("row", VECTORS)
def test_json_text_reads_as_python_reads_it(row: dict[str, Any]) -> None:
    if row.get("lossy"):
        return
    text = json.dumps(row["json"])
    assert from_node_json(parse_json(text)) == from_node_json(row["json"])


@vectors("answer", "tx", lossy=True)
def test_what_does_not_hold_the_whole_transaction_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(FieldError) as caught:
        from_node_json(without_encoded(row["json"]))
    if row["dialect"] == "mdw":
        assert (caught.value.code, caught.value.path) == ("node_json_hash", "tx.ttl")
        assert caught.value.expected == f"0, with which it is {row['hash']}"
    else:
        assert caught.value.code == "node_json_lossy"
        assert caught.value.path.startswith("tx") or row["kind"] == "tx"


@vectors("answer", "tx", lossy=True, dialect="node")
def test_the_refusal_names_what_is_lost(row: dict[str, Any]) -> None:
    lost = {
        "channel_offchain_tx": "updates",
        "name_claim_tx": "name",
        "oracle_query_tx": "query",
        "oracle_response_tx": "response",
        "hc_vote_tx": "",
    }[row["object"]]
    with pytest.raises(FieldError) as caught:
        from_node_json(without_encoded(row["json"]))
    assert caught.value.path.removeprefix("tx").removeprefix(".") == lost


# --- to JSON ------------------------------------------------------------------------------------


@vectors("answer", dialect="node")
def test_an_answer_is_written_as_the_node_writes_it(row: dict[str, Any], twin: ModuleType) -> None:
    form = row["json"]
    blocks = {"block_height": form["block_height"], "block_hash": form["block_hash"]}
    assert twin.to_node_json(twin.decode_tx(row["tx"]), **blocks) == form


@vectors("answer", dialect="int-as-string")
def test_integers_are_written_as_text_where_that_is_asked_for(row: dict[str, Any]) -> None:
    form = row["json"]
    blocks: Any = {"block_height": int(form["block_height"]), "block_hash": form["block_hash"]}
    assert to_node_json(aecodec.decode_tx(row["tx"]), ints="string", **blocks) == form


@vectors("tx", dialect="node")
def test_a_transaction_is_written_as_the_node_writes_it(row: dict[str, Any], twin: ModuleType) -> None:
    assert twin.to_node_json(twin.decode_tx(row["tx"])) == row["json"]


@vectors(*HEADERS, dialect="node")
def test_a_header_is_written_as_the_node_writes_it(row: dict[str, Any], twin: ModuleType) -> None:
    form = row["json"]
    header = twin.decode_header(bytes.fromhex(row["bytes"]))
    previous = "key" if form["prev_hash"].startswith("kh_") else "micro"
    assert twin.to_node_json(header, previous=previous, flags="flags" in form) == form


@vectors(*HEADERS, dialect="int-as-string")
def test_integers_of_headers_are_written_as_text(row: dict[str, Any]) -> None:
    answer = read_node_json(row["json"])
    assert to_node_json(answer.obj, previous=answer.previous, ints="string") == row["json"]


@vectors(*HEADERS)
def test_reading_tells_the_kind_of_the_block_before(row: dict[str, Any]) -> None:
    answer = read_node_json(row["json"])
    prefix = row["json"]["prev_hash"][:2]
    assert answer.previous == {"kh": "key", "mh": "micro"}[prefix]
    # The bytes do not tell it: a writer goes by the hash of the key block before.
    assert isinstance(answer.obj, aecodec.KeyHeader | aecodec.MicroHeader)
    same = answer.obj.prev_hash == answer.obj.prev_key_hash
    assert to_node_json(answer.obj)["prev_hash"].startswith("kh_" if same else "mh_")


def test_a_block_without_proof_of_work_has_no_nonce() -> None:
    (row,) = [one.values[0] for one in VECTORS if one.values[0].get("note") == "no proof of work"]
    header = from_node_json(row["json"])
    assert isinstance(header, KeyHeader)
    assert header.nonce == 0
    assert {"pow", "nonce"}.isdisjoint(to_node_json(header))


def test_members_stand_in_the_order_of_the_node() -> None:
    for row in VECTORS:
        form = row.values[0]["json"]
        if row.values[0]["kind"] == "answer" and row.values[0]["dialect"] == "node":
            written = to_node_json(aecodec.decode_tx(row.values[0]["tx"]))
            assert [*written["tx"]] == [*form["tx"]] == sorted(form["tx"])


# --- signatures ---------------------------------------------------------------------------------


@pytest.mark.parametrize("row", [row for row in VECTORS if "network" in row.values[0]])
def test_signatures_are_valid_on_the_network_of_the_vector(row: dict[str, Any]) -> None:
    several = tuple(row["signers"]) if "signers" in row else None
    answer = read_node_json(row["json"], network_id=row["network"], participants=several, trust_ga=True)
    if isinstance(answer.obj, SignedTx) and several is None:
        assert from_node_json(row["json"], network_id=row["network"]) == answer.obj
    assert answer.network_id == row["network"]
    assert answer.verification is not None
    # A transaction that names other accounts than those of the channel has another reason not to be ok.
    assert {one.code for one in answer.verification.issues} <= {"participants", "not_paid_for"}
    assert all(signature.signer is not None for signature in answer.verification.signatures)


# --- the table ----------------------------------------------------------------------------------

FORMS = {
    "int": Form.INTEGER,
    "ints": Form.INTEGERS,
    "id": Form.IDENTIFIER,
    "ids": Form.IDENTIFIERS,
    "text": Form.TEXT,
    "0x": Form.HEX,
    "ttl": Form.TTL,
    "delegates": Form.DELEGATES,
    "pointers": Form.POINTERS,
    "signed": Form.SIGNED,
    "update": Form.UPDATE,
    "raw_map": Form.VOTE,
    **dict.fromkeys(("tx", "pi", "ss"), Form.SERIALIZED),
    **dict.fromkeys(("ba", "cb", "st", "oq"), Form.BYTES),
}


def members_in_the_table(cls: type) -> dict[str, tuple[Form, list[str]]]:
    """Each member that is written: its form and its fields, as the specification names both."""
    known = {}
    name = schema.describe(cls).name
    for member in filter(lambda one: table.is_written(name, one), table.members_of(cls)):
        fields = [field.removesuffix("_") for field in member.fields]
        if member.form is Form.VERSIONS:
            known |= {one: (Form.INTEGER, [f"ct_version.{one[:-8]}"]) for one in member.names}
        else:
            known[member.name] = member.form, fields
    return known


def specified() -> list[Any]:
    spec = json.loads(spec_text("node_json.json"))
    return [
        pytest.param(row, id=f"{row['object']} {row['version']}") for row in spec["types"] + spec["updates"]
    ]


@pytest.mark.parametrize("row", specified())
def test_the_members_are_those_of_the_specification(row: dict[str, Any]) -> None:
    (cls,) = [
        cls
        for cls in schema.classes()
        if (schema.describe(cls).tag, schema.describe(cls).version) == (row["tag"], row["version"])
    ]
    expected = {}
    for member in row["members"]:
        fields = member["field"] if isinstance(member["field"], list) else [member["field"]]
        expected[member["json"]] = FORMS[member["form"]], fields
        assert ("omitted_when" in member) == (member["json"] == "ttl")
    assert members_in_the_table(cls) == expected
    if "op" in row:
        assert table.updates()[row["op"]] is cls
    else:
        assert cls in table.versions_of(row["type"])
        assert table.json_version(cls) == row["json_version"]
        lossy = row["type"] in table.LOSSY or not all(
            table.is_written(row["type"], member) for member in table.members_of(cls)
        )
        assert lossy is not row["rebuildable"]


def test_every_type_of_the_specification_and_no_other_has_json() -> None:
    rows = [row.values[0] for row in specified()]
    assert {row["type"] for row in rows if "type" in row} == detection.TYPE_NAMES
    assert {*table.updates()} == {row["op"] for row in rows if "op" in row}


def test_what_a_middleware_adds_and_changes_is_what_the_specification_says() -> None:
    spec = json.loads(spec_text("node_json.json"))["middleware"]
    added = {name: {words.split(" ")[0] for words in members} for name, members in spec["added"].items()}
    added["ContractCallTx"].remove("caller_id")  # the member of the node, with the same value
    assert added == table.ADDED
    changed = {(name, member): how for name, member, how, _ in spec["changed"]}
    assert {place for place, how in changed.items() if how == "base64"} == table.BASE64
    assert {place for place, how in changed.items() if how == "text_or_bytes"} == table.BYTE_ARRAYS
    assert {words.split(" ")[0] for words in spec["envelope_added"]} == table.ENVELOPE_ADDED


# --- detection ----------------------------------------------------------------------------------

KINDS = {
    "answer": NodeJsonKind.ANSWER,
    "tx": NodeJsonKind.TRANSACTION,
    "key_header": NodeJsonKind.KEY_HEADER,
    "micro_header": NodeJsonKind.MICRO_HEADER,
}


@pytest.mark.parametrize("row", VECTORS)
def test_the_kind_of_a_value_is_detected(row: dict[str, Any]) -> None:
    form = copy.deepcopy(row["json"])
    assert aecodec.detect_node_json(form) is KINDS[row["kind"]]
    for around in ([form], {"transactions": [form]}, {"key_block": form}, {"data": [form], "next": None}):
        assert aecodec.detect_node_json(around) is NodeJsonKind.LIST


@pytest.mark.parametrize(
    "value",
    [
        *(None, True, 1, "tx_", [], {}, [[]], {"a": []}, {"type": "SpendTx"}, {"type": []}),
        *({"tx": {"type": []}}, {"tx": "tx_", "hash": "th_"}, {"tx_hash": "th_"}),
        {"jsonrpc": "2.0", "method": "x", "params": {}},
    ],
)
def test_other_values_are_not_detected(value: object) -> None:
    assert aecodec.detect_node_json(value) is None


def test_the_lossless_form_is_not_that_of_a_node() -> None:
    for row in VECTORS[:40]:
        form = aecodec.to_json(aecodec.decode_tx(row.values[0]["tx"]))
        assert aecodec.detect_node_json(form) is None
        assert aecodec.detect_node_json(form["transaction"]) is None
        with pytest.raises(FieldError) as caught:
            from_node_json(form)
        assert caught.value.code == "node_json_unknown"
        assert caught.value.found == "the form that from_json reads"
