"""Roots: of each tree from its entries, of all six, of a block; as recorded sessions carry them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import (
    Id,
    SignedTx,
    decode_object,
    decode_tx,
    derived,
    encode_object,
    encode_tx,
    text,
    to_bytes,
)
from aecodec.errors import FieldError, TextError
from aecodec.protocol import IdKind
from aecodec.state import CallsMtree, ContractObject, StateTrees
from aecodec.state_tree import keys as e
from aecodec.state_tree import roots
from aecodec.tx import ChannelForceProgressTx
from aecodec.tx.layers import unwrap

from .conftest import VECTORS, founding, spec_rows
from .recordings import needs_recordings, recorded_objects, within
from .shared_vectors import WIRES, blake2b_256

FOUNDING = founding()
INITIATOR: str = FOUNDING["initiator_id"]
CHANNEL: str = FOUNDING["channel_id"]
CREATE: str = FOUNDING["co_signed"]
# docs/protocol/serialization.md.
ALL_EMPTY = "st_kCIU/onk7EHlJQ99t2XbaK4EtFSsdCkZZNT0nLgW7ANw9bu9"

#: Trees with a contract, its store and a call; a proof of some of it; the hash that was signed for both.
RECORDED: dict[str, str] = json.loads((VECTORS / "trees.json").read_text(encoding="utf-8"))

# Recorded session sc_ws_snapshot_solo.md: two accounts in round 2, and what its off-chain transaction says.
ACCOUNTS_ONLY = (
    "ss_+Ks+AIrJggJtAYTDPwHAismCAm4BhMM/AcCKyYICbwGEwz8BwIrJggJwAYTDPwHAismCAnEBhMM/AcC4cPhuggJyAbho+GY/AfhisO9A"
    "AaCQsy4wyp2ngByD9p0uw1DZWKZADIqFC92lFO6uDCpwoYvKCgEAhiRhOcqAArDvQAGgZK4OCGLe00s6e+4hWbkUhsL0iSh2Tb8TgIqJqYuV"
    "r4GLygoBAIY/qiUiX/6cxp+Z"
)
ACCOUNTS_ONLY_HASH = "st_pmJq1CPFri4Tx6sjPeMkKVJP5uTXrnGSB3mrLt0HQsodl+Ud"

ACCOUNTS = st.binary(min_size=32, max_size=32).map(lambda key: Id.of(IdKind.ACCOUNT, key))
CONTENTS = st.dictionaries(st.binary(max_size=4), st.binary(min_size=1, max_size=40), max_size=8)


# --- balances and roots -------------------------------------------------------------------------


def test_the_founding_session_s_balances_give_its_state_hash() -> None:
    signed = decode_tx(CREATE)
    assert isinstance(signed, SignedTx)
    create: Any = signed.transaction
    assert roots.state_hash(FOUNDING["balances"]) == text.encode("st", create.state_hash)


def test_a_state_of_nothing_has_the_documented_hash() -> None:
    assert roots.state_hash({}) == ALL_EMPTY
    assert roots.state_hash_of_roots() == ALL_EMPTY


@pytest.mark.parametrize("row", spec_rows("state_hash.jsonl"))
def test_the_specification_s_balances_have_their_state_hashes(row: dict[str, Any]) -> None:
    balances = {account: int(amount) for account, amount in row["balances"].items()}
    assert roots.state_hash(balances) == row["state_hash"]


@given(st.dictionaries(ACCOUNTS, st.integers(0, 2**200), max_size=5))
def test_ids_and_their_text_in_any_order_give_the_same_state_hash(balances: dict[Id, int]) -> None:
    as_text = {str(account): amount for account, amount in reversed(balances.items())}
    assert roots.state_hash(as_text) == roots.state_hash(balances)


def test_the_roots_are_hashed_in_the_documented_order() -> None:
    names = ("accounts", "calls", "channels", "contracts", "ns", "oracles")
    given_ = {name: bytes([number]) * 32 for number, name in enumerate(names, 1)}
    joined = b"".join(given_.values())
    expected = blake2b_256(bytes(7) + b"\x01" + joined)
    as_text = {name: text.encode("ba", root) for name, root in given_.items()}
    for form in (given_, as_text):
        assert roots.state_hash_of_roots(**dict(reversed(form.items()))) == text.encode("st", expected)


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
        roots.state_hash(balances)
    assert (wrong.value.code, wrong.value.path) == (code, path)


@pytest.mark.parametrize("amount", [True, 1.0, "1", None])
def test_a_balance_is_an_integer(amount: Any) -> None:
    with pytest.raises(TypeError, match=INITIATOR):
        roots.state_hash({INITIATOR: amount})


def test_a_root_is_32_bytes() -> None:
    with pytest.raises(FieldError) as wrong:
        roots.state_hash_of_roots(ns=bytes(31))
    assert (wrong.value.code, wrong.value.path) == ("bytes_length", "ns")
    with pytest.raises(TypeError):
        roots.state_hash_of_roots(ns=32)  # type: ignore[arg-type]


# --- state trees --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trees", "hash_text"),
    [(ACCOUNTS_ONLY, ACCOUNTS_ONLY_HASH), (RECORDED["trees"], RECORDED["state_hash"])],
    ids=["accounts only", "with a contract"],
)
def test_recorded_trees_have_the_state_hash_that_was_signed_for_them(trees: str, hash_text: str) -> None:
    typed = decode_object(trees, StateTrees)
    for form in (trees, typed, to_bytes(typed)):
        assert roots.state_hash_of(form) == hash_text


def test_a_recorded_proof_is_about_the_state_of_its_trees() -> None:
    assert roots.state_hash_of(RECORDED["poi"]) == RECORDED["state_hash"]
    assert roots.roots_of(RECORDED["poi"]) == roots.roots_of(RECORDED["trees"])


def test_trees_of_nothing_have_the_documented_hash() -> None:
    assert roots.state_hash_of(roots.state_trees()) == ALL_EMPTY
    assert roots.roots_of(roots.state_trees()) == roots.Roots()


def test_trees_are_written_as_the_node_writes_them() -> None:
    for trees in (ACCOUNTS_ONLY, RECORDED["trees"]):
        typed = decode_object(trees, StateTrees)
        contents = {name: roots.entries_of(getattr(typed, name)) for name in roots.TREES}
        assert encode_object(roots.state_trees(**contents)) == trees


@given(CONTENTS, CONTENTS, st.sampled_from(roots.TREES))
def test_the_hash_of_trees_is_that_of_the_roots_of_their_entries(
    some: dict[bytes, bytes], other: dict[bytes, bytes], name: str
) -> None:
    contents = {"accounts": some, name: other}
    expected = roots.state_hash_of_roots(**{tree: roots.tree_root(each) for tree, each in contents.items()})
    assert roots.state_hash_of(roots.state_trees(**contents)) == expected


def test_the_root_of_a_tree_follows_from_any_form_of_it() -> None:
    typed = decode_object(RECORDED["trees"], StateTrees)
    for name in roots.TREES:
        wrapper = getattr(typed, name)
        contents = roots.entries_of(wrapper)
        forms = [wrapper, to_bytes(wrapper), contents, list(reversed(contents.items()))]
        assert {roots.tree_root(form) for form in forms} == {getattr(roots.roots_of(typed), name)}
    assert isinstance(typed.calls, CallsMtree)
    assert roots.tree_root(encode_object(typed.calls)) == roots.tree_root(typed.calls.calls)


@pytest.mark.parametrize("given_", ["pi", "tx", "other bytes"])
def test_what_is_no_tree_is_refused_by_name(given_: str) -> None:
    data: Any = {"pi": RECORDED["poi"], "tx": CREATE, "other bytes": WIRES["AccountV1"]}[given_]
    with pytest.raises(TypeError, match="expected a state tree"):
        roots.tree_root(data)
    if given_ != "pi":
        with pytest.raises(TypeError, match="expected state trees or a proof"):
            roots.state_hash_of(data)


@pytest.mark.parametrize("trees", [None, 5, {}])
def test_a_state_hash_is_of_trees_or_a_proof(trees: Any) -> None:
    with pytest.raises(TypeError, match="state trees or a proof"):
        roots.state_hash_of(trees)


@pytest.mark.parametrize("tree", [None, 5, {"key": b"value"}, [(b"key", None)]])
def test_a_tree_s_entries_are_bytes(tree: Any) -> None:
    with pytest.raises(TypeError):
        roots.tree_root(tree)


# --- the recorded sessions ----------------------------------------------------------------------


@needs_recordings
def test_every_recorded_state_is_one_that_a_transaction_carries_the_hash_of() -> None:
    objects = [obj for _, outer in recorded_objects() for obj in within(outer)]
    carried = {text.encode("st", obj.state_hash) for obj in objects if hasattr(obj, "state_hash")}
    states = [obj for obj in objects if isinstance(obj, StateTrees)]
    assert len(states) > 20
    for trees in states:
        assert roots.state_hash_of(trees) in carried
        contents = {name: roots.entries_of(getattr(trees, name)) for name in roots.TREES}
        assert roots.state_trees(**contents) == trees


@needs_recordings
def test_every_forced_progress_starts_from_the_state_of_its_payload() -> None:
    forced = 0
    for _, outer in recorded_objects():
        for obj in within(outer):
            if isinstance(obj, ChannelForceProgressTx) and obj.payload is not None:
                before: Any = unwrap(obj.payload).tx
                assert roots.state_hash_of(obj.offchain_trees) == text.encode("st", before.state_hash)
                assert roots.state_hash_of(obj.offchain_trees) != text.encode("st", obj.state_hash)
                forced += 1
    assert forced


@needs_recordings
def test_every_recorded_contract_and_call_stands_where_its_entry_says() -> None:
    contracts = calls = 0
    for _, outer in recorded_objects():
        for trees in within(outer):
            if not isinstance(trees, StateTrees):
                continue
            contents = roots.entries_of(trees.contracts)
            for key in [key for key in contents if len(key) == 32]:
                made = Id.of(IdKind.CONTRACT, key)
                contract = decode_object(contents[key], ContractObject)
                store = {k[33:]: v for k, v in contents.items() if k.startswith(key + b"\x10") and k[33:]}
                assert e.contract_entries(made, contract, store).items() <= contents.items()
                owner: Any = contract
                assert made in {derived.contract_id(owner.owner_id, round_) for round_ in range(1, 20)}
                contracts += 1
            for key, value in roots.entries_of(trees.calls).items():
                call: Any = decode_object(value)
                call_id = derived.contract_call_id(call.caller_id, call.caller_nonce, call.contract_id)
                assert e.call_entry(call.contract_id, call_id, call) == (key, value)
                calls += 1
    assert contracts
    assert calls


# --- transactions of a block --------------------------------------------------------------------


def test_a_block_without_transactions_has_zeros_for_a_root() -> None:
    assert roots.txs_root([]) == text.encode("bx", bytes(32))


def test_transactions_stand_under_their_position_from_zero() -> None:
    wire = text.decode(CREATE)
    signed = decode_tx(CREATE)
    assert isinstance(signed, SignedTx)
    assert roots.txs_root([CREATE]) == roots.txs_root([signed]) == roots.txs_root([wire])
    value = b"\xb9" + len(wire).to_bytes(2, "big") + wire
    leaf = b"\xf9" + (len(wire) + 6).to_bytes(2, "big") + b"\x82\x20\x00" + value
    assert roots.txs_root([CREATE]) == text.encode("bx", blake2b_256(leaf))
    many = {(n.to_bytes(2, "big").lstrip(b"\0") or b"\0"): wire for n in range(300)}
    assert text.decode(roots.txs_root([CREATE] * 300)) == text.decode(roots.tree_root(many) or "")


def test_a_block_holds_signed_transactions() -> None:
    with pytest.raises(TypeError, match="found ChannelCreateTx"):
        roots.txs_root([encode_tx(unwrap(decode_tx(CREATE)).tx)])
