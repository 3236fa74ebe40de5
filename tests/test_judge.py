"""Judging without objects: it holds exactly for what the decoder reads."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .arrow_rows import mixed
from .conftest import TWINS, examples, needs_both_twins
from .shared_vectors import WIRES, with_item

SPEND = WIRES["SpendTx"]


def judge_of(twin: ModuleType) -> Any:
    return twin._backend.later("judge").Judge(twin.schema.TABLE, twin.schema.allowed(twin.Tx))


def is_read(twin: ModuleType, wire: bytes) -> bool:
    try:
        twin.decode_tx(wire)
    except twin.DecodeError:
        return False
    return True


def test_all_known_objects(twin: ModuleType) -> None:
    judge = judge_of(twin)
    wires = [*WIRES.values(), *(item for item in mixed(twin) if isinstance(item, bytes))]
    found = [judge.is_valid(wire) for wire in wires]
    assert found == [is_read(twin, wire) for wire in wires]
    assert 50 < sum(found) < len(found) - 50


@examples(600)
@given(
    st.sampled_from(sorted(WIRES)),
    st.lists(st.tuples(st.sampled_from("=+-^"), st.integers(0, 1 << 20), st.integers(0, 255)), max_size=3),
)
def test_changed_bytes(name: str, changes: list[tuple[str, int, int]]) -> None:
    wire = bytearray(WIRES[name])
    for how, place, byte in changes:
        at = place % len(wire)
        match how:
            case "=":
                wire[at] = byte
            case "+":
                wire.insert(at, byte)
            case "-" if len(wire) > 1:
                del wire[at]
            case "^":
                wire[at] ^= 1 << byte % 8
    for twin in TWINS.values():
        assert judge_of(twin).is_valid(bytes(wire)) == is_read(twin, bytes(wire))


def tree_of(twin: ModuleType, keys: list[bytes]) -> bytes:
    """State trees in a transaction, one of them with entries of these keys."""
    entries = [twin.rlp.encode([b"\x40", b"\1", key, b"v"]) for key in keys]
    tree = twin.rlp.encode([b"\x3f", b"\1", entries])
    mtree = twin.rlp.encode([b"\x02\x6d", b"\1", tree])  # 621, of contracts
    trees = twin.rlp.decode(twin.rlp.decode(WIRES["ChannelForceProgressTx"])[8])
    trees[2] = mtree
    return with_item(twin, "ChannelForceProgressTx", "offchain_trees", twin.rlp.encode(trees))


@pytest.mark.parametrize(
    ("keys", "valid"),
    [
        ([], True),
        ([b"b"], True),
        ([b"a", b"b", b"c"], True),
        ([b"c", b"b", b"a"], True),
        ([b"b", b"c", b"a", b"ab", b""], True),
        ([b"b", b"b"], False),
        ([b"b", b"c", b"a", b"b"], False),
        ([b"", b"c", b""], False),
        ([b"c", b"a", b"a"], False),
    ],
)
def test_keys_in_any_order_but_each_once(twin: ModuleType, keys: list[bytes], valid: bool) -> None:
    wire = tree_of(twin, keys)
    assert is_read(twin, wire) is valid
    assert judge_of(twin).is_valid(wire) is valid


#: Equal versions up to 2 are one number for both, all others two numbers of two bytes.
VERSIONS = [(0, True), (2, True), (3, False), (0x10001, False), (0x30003, True), (0x70003, True)]


@pytest.mark.parametrize(("number", "valid"), [*VERSIONS, (1 << 32, False), (1 << 64, False)])
def test_versions_of_machine_and_abi(twin: ModuleType, number: int, valid: bool) -> None:
    item = number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")
    wire = with_item(twin, "ContractCreateTx", "ct_version", item)
    assert judge_of(twin).is_valid(wire) is is_read(twin, wire) is valid


@needs_both_twins
def test_more_items_than_allowed_are_refused() -> None:
    twin = TWINS["fast"]
    many = b"\x80" * ((1 << 20) + 1)
    large = b"\xfa" + len(many).to_bytes(3, "big") + many
    assert judge_of(twin).is_valid(large) is is_read(twin, large) is False


@pytest.mark.parametrize("wrong", [None, 1, "tx_"])
def test_only_bytes_are_judged(twin: ModuleType, wrong: Any) -> None:
    with pytest.raises(TypeError):
        judge_of(twin).is_valid(wrong)
