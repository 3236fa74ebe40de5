"""Entries: each object of the state under the key that the specification gives it, and back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from aecodec import Id, decode, encode, encode_object, to_bytes
from aecodec.errors import FieldError, TextError
from aecodec.protocol import IdKind
from aecodec.state import TreesPoi
from aecodec.state_tree import iter_items, keys, proofs, roots

from .shared_vectors import WIRES, known_object

KEY = bytes(range(32))
OTHER = bytes(32)


def named(kind: IdKind) -> Id:
    return Id.of(kind, KEY)


PLAIN = [
    (keys.account_entry, IdKind.ACCOUNT, "AccountV1"),
    (keys.account_entry, IdKind.ACCOUNT, "AccountV2"),
    (keys.account_entry, IdKind.ACCOUNT, "AccountV3"),
    (keys.channel_entry, IdKind.CHANNEL, "ChannelV1"),
    (keys.channel_entry, IdKind.CHANNEL, "ChannelV2"),
    (keys.channel_entry, IdKind.CHANNEL, "ChannelV3"),
    (keys.name_entry, IdKind.NAME, "NameEntryV1"),
    (keys.name_entry, IdKind.NAME, "NameEntryV2"),
    (keys.commitment_entry, IdKind.COMMITMENT, "NameCommitment"),
    (keys.oracle_entry, IdKind.ORACLE, "RegisteredOracle"),
]


@pytest.mark.parametrize(("entry", "kind", "name"), PLAIN)
def test_an_object_with_an_id_stands_under_its_key(entry: Any, kind: IdKind, name: str) -> None:
    for form in (named(kind), str(named(kind)), bytes(named(kind))):
        assert entry(form, known_object(name)) == (KEY, WIRES[name])


def test_an_auction_stands_beside_its_name() -> None:
    expected = KEY + b"\0", WIRES["NameAuction"]
    assert keys.auction_entry(named(IdKind.NAME), known_object("NameAuction")) == expected
    assert keys.auction_key(named(IdKind.NAME)) == keys.auction_key(str(named(IdKind.NAME))) == KEY + b"\0"


def test_a_query_stands_below_its_oracle() -> None:
    oracle = named(IdKind.ORACLE)
    assert keys.query_entry(oracle, OTHER, known_object("OracleQuery")) == (KEY + OTHER, WIRES["OracleQuery"])
    assert keys.query_key(oracle, OTHER) == KEY + OTHER


@pytest.mark.parametrize("kind", [IdKind.CONTRACT, IdKind.NAME, IdKind.ACCOUNT])
@pytest.mark.parametrize("name", ["ContractCallObjectV2", "ContractCallObjectV3"])
def test_a_call_stands_below_what_was_called(kind: IdKind, name: str) -> None:
    assert keys.call_entry(named(kind), OTHER, known_object(name)) == (KEY + OTHER, WIRES[name])


@pytest.mark.parametrize("name", ["ContractObjectV1", "ContractObjectV2"])
def test_a_contract_brings_a_mark_and_its_store(name: str) -> None:
    contract = named(IdKind.CONTRACT)
    assert keys.contract_entries(contract, known_object(name), {b"a": b"1", b"ab": b"2"}) == {
        KEY: WIRES[name],
        KEY + b"\x10": b"\0",
        KEY + b"\x10a": b"1",
        KEY + b"\x10ab": b"2",
    }
    assert keys.store_key(contract, b"ab") == KEY + b"\x10ab"
    assert len(keys.contract_entries(contract, known_object(name), {})) == 2


def stored() -> dict[str, dict[str, tuple[keys.Entry, Any]]]:
    """For each tree, by the key that `iter_items` shows: the entry, and the object or text."""
    account, commitment, other_name = (
        Id.of(kind, OTHER) for kind in (IdKind.ACCOUNT, IdKind.COMMITMENT, IdKind.NAME)
    )
    contract, oracle, name = named(IdKind.CONTRACT), named(IdKind.ORACLE), named(IdKind.NAME)
    call, by_name = known_object("ContractCallObjectV2"), known_object("ContractCallObjectV3")
    auction, query = known_object("NameAuction"), known_object("OracleQuery")
    hidden, generalized = known_object("NameCommitment"), known_object("AccountV2")
    plain = {cls: (entry(named(kind), known_object(cls)), known_object(cls)) for entry, kind, cls in PLAIN}
    other = encode("ba", OTHER)
    stored_key, stored_value = keys.store_key(contract, b"key"), encode("cv", b"value")
    return {
        "accounts": {
            str(contract): plain["AccountV3"],
            str(account): (keys.account_entry(account, generalized), generalized),
        },
        "calls": {
            f"{call.contract_id}:{other}": (keys.call_entry(call.contract_id, OTHER, call), call),
            f"{call.caller_id}:{other}": (keys.call_entry(call.caller_id, OTHER, call), call),
            f"{name}:{other}": (keys.call_entry(name, OTHER, by_name), by_name),
        },
        "channels": {str(named(IdKind.CHANNEL)): plain["ChannelV3"]},
        "contracts": {
            str(contract): ((KEY, WIRES["ContractObjectV2"]), known_object("ContractObjectV2")),
            f"{contract}:{encode('ck', b'key')}": ((stored_key, b"value"), stored_value),
        },
        "ns": {
            str(name): plain["NameEntryV2"],
            str(commitment): (keys.commitment_entry(commitment, hidden), hidden),
            str(other_name): (keys.auction_entry(other_name, auction), auction),
            encode("ba", b"key"): ((b"key", b"no object"), encode("ba", b"no object")),
        },
        "oracles": {
            str(oracle): plain["RegisteredOracle"],
            f"{oracle}:{encode('oq', OTHER)}": (keys.query_entry(oracle, OTHER, query), query),
        },
    }


def test_what_trees_hold_is_shown_by_id_and_as_object() -> None:
    expected = {(tree, key): value for tree, items in stored().items() for key, (_, value) in items.items()}
    contents: dict[str, Any] = {tree: dict(e for e, _ in items.values()) for tree, items in stored().items()}
    contents["contracts"][keys.store_key(named(IdKind.CONTRACT), b"")] = b"\0"
    trees = roots.state_trees(**contents)
    proof = TreesPoi(**{tree: proofs.prove(each, each) for tree, each in contents.items()})
    for form in (trees, to_bytes(trees), encode_object(trees), proof, to_bytes(proof), encode_object(proof)):
        items = list(iter_items(form))
        assert {(tree, key): value for tree, key, value in items} == expected
        assert len(items) == len(expected)
        assert [item.tree for item in items] == [tree for tree in roots.TREES for _ in stored()[tree]]
    (calls,) = {tuple(iter_items(form)) for form in (trees.calls, encode_object(trees.calls))}
    assert {key: value for _, key, value in calls} == {
        key: value for key, (_, value) in stored()["calls"].items()
    }


@given(st.sampled_from(roots.TREES), st.binary(max_size=70), st.binary(min_size=1, max_size=3))
@example("contracts", KEY + b"\x10key", b"v")
@example("oracles", KEY + KEY, b"v")
def test_any_key_and_value_is_shown(tree: str, key: bytes, value: bytes) -> None:
    (item,) = iter_items(roots.state_trees(**{tree: {key: value}}))  # type: ignore[arg-type]
    assert item.tree == tree
    assert key in text_key(item.key)


def text_key(key: str) -> tuple[bytes, ...]:
    """The keys that a shown key may stand for."""
    first, _, rest = key.partition(":")
    parts = decode(first), decode(rest) if rest else b""
    return b"".join(parts), b"\x10".join(parts)


@pytest.mark.parametrize("other", [None, 5, {}, known_object("AccountV1"), WIRES["AccountV1"]])
def test_only_trees_and_proofs_hold_objects(other: Any) -> None:
    with pytest.raises(TypeError, match="expected state trees or a proof of inclusion"):
        iter_items(other)


def test_entries_make_a_tree() -> None:
    one = keys.account_entry(named(IdKind.ACCOUNT), known_object("AccountV1"))
    other = keys.account_entry(Id.of(IdKind.ACCOUNT, OTHER), known_object("AccountV1"))
    assert roots.tree_root([one, other]) == roots.tree_root(dict([other, one]))


@pytest.mark.parametrize(
    ("call", "code", "path"),
    [
        (
            lambda: keys.account_entry(named(IdKind.NAME), known_object("AccountV1")),
            "id_tag_not_allowed",
            "account_id",
        ),
        (lambda: keys.account_entry("ak_1", known_object("AccountV1")), "too_short", "account_id"),
        (lambda: keys.store_key(named(IdKind.NAME), b""), "id_tag_not_allowed", "contract_id"),
        (lambda: keys.call_key(named(IdKind.CHANNEL), OTHER), "id_tag_not_allowed", "called_id"),
        (lambda: keys.call_key(named(IdKind.NAME), b""), "bytes_length", "call_id"),
        (lambda: keys.query_key(named(IdKind.ORACLE), b""), "bytes_length", "query_id"),
        (lambda: keys.query_key(named(IdKind.ORACLE), "ba_Xfbg4g=="), "wrong_prefix", "query_id"),
        (lambda: keys.auction_key(named(IdKind.ACCOUNT)), "id_tag_not_allowed", "name_id"),
        (
            lambda: keys.name_entry(named(IdKind.COMMITMENT), known_object("NameEntryV1")),
            "id_tag_not_allowed",
            "name_id",
        ),
    ],
)
def test_a_wrong_argument_is_named(call: Any, code: str, path: str) -> None:
    with pytest.raises((TextError, FieldError)) as wrong:
        call()
    assert (wrong.value.code, wrong.value.path) == (code, path)


def test_an_object_of_another_tree_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="expected Account, found ChannelV1"):
        keys.account_entry(named(IdKind.ACCOUNT), known_object("ChannelV1"))
    with pytest.raises(TypeError):
        keys.contract_entries(named(IdKind.CONTRACT), known_object("ContractObjectV1"), {b"k": "v"})  # type: ignore
