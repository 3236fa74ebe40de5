"""Every transaction passes through the JSON of nodes, in any dress; other JSON is refused with a place."""

from __future__ import annotations

import base64
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import FieldError, Header, KeyHeader, SignedTx, Tx, schema, testing
from aecodec import fields as f
from aecodec.node_json import (
    NodeAnswer,
    NodeJsonKind,
    detect_node_json,
    from_node_json,
    iter_node_json,
    read_node_json,
    table,
    to_node_json,
)
from aecodec.node_json.detection import TYPE_NAMES
from aecodec.tx.layers import iter_layers

from .conftest import examples, spec_rows

ROWS = [row.values[0] for row in spec_rows("node_json.jsonl")]
HEADERS = [aecodec.decode_header(bytes.fromhex(row["bytes"])) for row in ROWS if "bytes" in row]


def is_utf8(content: Any) -> bool:
    return not isinstance(content, bytes) or content.decode("utf-8", "replace").encode() == content


def is_complete(tx: Tx) -> bool:
    """Check that the JSON of nodes can hold the whole transaction."""
    if not has_json(tx):
        return False
    for layer in iter_layers(tx):
        name = schema.describe(type(layer.tx)).name
        if name in table.LOSSY or isinstance(layer.tx, aecodec.ChannelOffchainTxV1):
            return False
        if layer.signatures and isinstance(layer.tx, aecodec.GAMetaTx):
            return False
        update = getattr(layer.tx, "update", None)
        for obj in filter(None, (layer.tx, update)):
            for field, kind in schema.describe(type(obj)).fields:
                if isinstance(kind, f.Bytes) and kind.text and not is_utf8(getattr(obj, field)):
                    return False
    return True


complete = testing.transactions().filter(is_complete)
signed = testing.objects(SignedTx).filter(is_complete)


def has_json(tx: Tx) -> bool:
    return all(table.versions_of(schema.describe(type(layer.tx)).name) for layer in iter_layers(tx))


def without_encoded(tx: SignedTx) -> dict[str, Any]:
    form = to_node_json(tx)
    assert aecodec.decode_tx(form.pop("encoded_tx")) == tx
    return form


def outcome(form: Any) -> Tx | Header | FieldError:
    """What reading gives, or the error that says why it gives nothing."""
    try:
        return from_node_json(form)
    except FieldError as error:
        return error


# --- round trips --------------------------------------------------------------------------------


@examples(400)
@given(complete)
def test_every_transaction_comes_back_from_its_members(tx: Tx) -> None:
    form = without_encoded(tx) if isinstance(tx, SignedTx) else to_node_json(tx)
    assert from_node_json(form) == tx
    assert from_node_json(aecodec.parse_json(json.dumps(form))) == tx


def transaction_classes() -> list[type[Tx]]:
    versions = [cls for name in sorted(TYPE_NAMES) for cls in table.versions_of(name)]
    return [cls for cls in versions if cls is not aecodec.HCVoteTx]


@pytest.mark.parametrize("cls", transaction_classes(), ids=lambda cls: cls.__name__)
@given(st.data())
@examples(25)
def test_a_transaction_of_each_class_comes_back(cls: type[Tx], data: st.DataObject) -> None:
    tx = data.draw(testing.objects(cls))
    if not isinstance(tx, aecodec.ChannelOffchainTxV1) and is_complete(tx):
        assert from_node_json(to_node_json(tx)) == tx
    whole = SignedTx(signatures=(), transaction=tx)  # type: ignore[arg-type]
    if has_json(whole):
        assert from_node_json(to_node_json(whole)) == whole


@given(testing.objects(SignedTx), st.data())
def test_what_is_lost_is_never_something_else(tx: SignedTx, data: st.DataObject) -> None:
    if not has_json(tx):
        return
    found = outcome(without_encoded(tx))
    if isinstance(found, FieldError):
        assert found.code in ("node_json_lossy", "node_json_hash")
        assert not is_complete(tx)
    else:
        assert found == tx


uint32 = st.integers(0, (1 << 32) - 1)
uint64 = st.integers(0, (1 << 64) - 1)
hashes = st.binary(min_size=32, max_size=32)


@given(st.sampled_from(HEADERS), hashes, uint64, uint64, st.booleans(), st.data())
def test_every_header_comes_back_from_its_members(
    header: Any, state_hash: bytes, height: int, time: int, flags: bool, data: st.DataObject
) -> None:
    header = aecodec.replace(header, state_hash=state_hash, height=height, time=time)
    if isinstance(header, KeyHeader):
        words = data.draw(st.lists(uint32, min_size=42, max_size=42))
        header = aecodec.replace(header, pow=words, nonce=data.draw(uint64) if any(words) else 0)
    previous = data.draw(st.sampled_from(["key", "micro"]))
    answer = read_node_json(to_node_json(header, flags=flags, previous=previous))
    assert (answer.obj, answer.previous) == (header, previous)


# --- in any dress -------------------------------------------------------------------------------


def dressed(draw: Any, form: Any, type_name: str = "") -> Any:
    """The same JSON with members in another order, others added, integers as text or in exponent form."""
    if isinstance(form, dict):
        name = form.get("type", type_name)
        items = [(key, dressed(draw, form[key], name if isinstance(name, str) else "")) for key in form]
        items = draw(st.permutations(items))
        return dict(items) | draw(st.sampled_from([{}, {"colour": 1}, {"": [None]}, {"micro_index": 0}]))
    if isinstance(form, list):
        return [dressed(draw, item, type_name) for item in form]
    if type(form) is int:
        exact = form < 1 << 1000 and int(Decimal(repr(float(form)))) == form
        return draw(st.sampled_from([form, str(form), float(form) if exact else form]))
    return form


def as_middleware(form: dict[str, Any]) -> dict[str, Any]:
    """The form of a transaction as a middleware writes it."""
    form = dict(form)
    for name in ("query", "response"):
        if (form["type"], name) in table.BASE64:
            form[name] = base64.b64encode(form[name].encode()).decode()
    if form["type"] == "NameUpdateTx":
        form["pointers"] = [
            {
                "id": pointer["id"],
                "key": pointer["key"]
                if pointer["key"] in table.PLAIN_KEYS
                else base64.b64encode(aecodec.decode(pointer["encoded_key"])).decode(),
            }
            for pointer in form["pointers"]
        ]
    if isinstance(form.get("tx"), dict):
        form["tx"] = form["tx"] | {"tx": as_middleware(form["tx"]["tx"])}
    return form


@given(signed, st.data())
def test_every_signed_transaction_comes_back_in_any_dress(tx: SignedTx, data: st.DataObject) -> None:
    assert from_node_json(dressed(data.draw, without_encoded(tx))) == tx


@given(signed, st.data())
def test_every_signed_transaction_comes_back_from_a_middleware(tx: SignedTx, data: st.DataObject) -> None:
    form = without_encoded(tx)
    form["tx"] = as_middleware(form["tx"])
    assert from_node_json(dressed(data.draw, form)) == tx
    answers = list(iter_node_json({"data": [form, {"last_bid": form}], "next": None}, candidates=()))
    assert [one.obj for one in answers if isinstance(one, NodeAnswer)] == [tx, tx]


@given(signed, st.data())
def test_one_changed_member_is_never_taken_for_the_same(tx: SignedTx, data: st.DataObject) -> None:
    form = without_encoded(tx)
    names = [name for name, value in form["tx"].items() if type(value) is int and name != "version"]
    if names:
        name = data.draw(st.sampled_from(names))
        form["tx"][name] += data.draw(st.integers(1, 1000))
        with pytest.raises(FieldError):
            from_node_json(form)


# --- any JSON -----------------------------------------------------------------------------------

ACCOUNT = aecodec.encode("ak", bytes(32))
atoms = st.one_of(
    *(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    st.sampled_from([ACCOUNT, "ba_Xfbg4g==", "tx_Xfbg4g==", "12", "0x01", "none", "no_fraud", "\ud800"]),
)
NAMES = [
    "tx",
    "type",
    "version",
    "signatures",
    "hash",
    "encoded_tx",
    "prev_key_hash",
    "txs_hash",
    "miner",
    "x",
]
anything = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=8,
)


def check_outcome(form: Any) -> None:
    """Check that a value gives an object or an error of one line, from each function."""
    assert detect_node_json(form) is None or isinstance(detect_node_json(form), NodeJsonKind)
    whole = outcome(form)
    assert isinstance(whole, Tx | Header | FieldError)
    assert not isinstance(whole, FieldError) or (str(whole).isprintable() and whole.offset is None)
    for found in iter_node_json(form):
        assert isinstance(found, NodeAnswer | FieldError)
        if isinstance(found, NodeAnswer) and found.hash is not None:
            derived = (
                aecodec.tx_hash(found.obj) if isinstance(found.obj, Tx) else aecodec.block_hash(found.obj)
            )
            assert derived == found.hash


@examples(300)
@given(anything)
def test_any_json_value_gives_an_object_or_an_error(form: Any) -> None:
    check_outcome(form)


@examples(300)
@given(st.data())
def test_an_answer_with_any_value_anywhere_gives_an_object_or_an_error(data: st.DataObject) -> None:
    form = json.loads(json.dumps(data.draw(st.sampled_from(ROWS))["json"]))
    if data.draw(st.booleans()):
        form.pop("encoded_tx", None)
    place = form
    while True:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else list(range(len(place)))))
        if not place[key] or not isinstance(place[key], dict | list) or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(anything)
    check_outcome(form)
