"""The Merkle Patricia tree: its root follows from content alone, and its nodes lead to every value."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import rlp
from aecodec.state_tree import merkle

from .conftest import spec_rows
from .growth import assert_linear
from .shared_vectors import blake2b_256

KEYS = st.lists(st.sampled_from([0x00, 0x01, 0x10, 0x11, 0xFF]), max_size=5).map(bytes) | st.binary(
    max_size=4
)
CONTENTS = st.dictionaries(KEYS, st.binary(min_size=1, max_size=40), max_size=24)


# --- an independent implementation of the specification ------------------------------------------


def written(item: bytes | list[Any]) -> bytes:
    if isinstance(item, bytes):
        body, base = item, 0x80
        if len(body) == 1 and body[0] < 0x80:
            return body
    else:
        body, base = b"".join(map(written, item)), 0xC0
    if len(body) <= 55:
        return bytes([base + len(body)]) + body
    size = len(body).to_bytes(4, "big").lstrip(b"\0")
    return bytes([base + 55 + len(size)]) + size + body


def packed(path: tuple[int, ...], flag: int) -> bytes:
    digits = (flag + 1, *path) if len(path) % 2 else (flag, 0, *path)
    return bytes(16 * high + low for high, low in zip(digits[::2], digits[1::2], strict=True))


def naive_node(content: dict[tuple[int, ...], bytes]) -> list[Any]:
    if len(content) == 1:
        ((path, value),) = content.items()
        return [packed(path, 2), value]
    length = 0
    while len({path[length : length + 1] for path in content}) == 1 and () not in {
        path[length:] for path in content
    }:
        length += 1
    if length:
        child = naive_node({path[length:]: value for path, value in content.items()})
        return [packed(next(iter(content))[:length], 0), blake2b_256(written(child))]
    node: list[Any] = [b""] * 16 + [content.get((), b"")]
    below = sorted((path, value) for path, value in content.items() if path)
    for digit, group in groupby(below, key=lambda entry: entry[0][0]):
        encoded = written(naive_node({path[1:]: value for path, value in group}))
        node[digit] = encoded if len(encoded) < 32 else blake2b_256(encoded)
    return node


def naive_root(content: Mapping[bytes, bytes]) -> bytes | None:
    paths = {
        tuple(digit for byte in key for digit in divmod(byte, 16)): value for key, value in content.items()
    }
    return blake2b_256(written(naive_node(paths))) if paths else None


# --- the rules ----------------------------------------------------------------------------------


def test_an_empty_tree_has_no_root() -> None:
    assert merkle.root_hash({}) is None
    assert merkle.build([]) == (None, {})


# From the specification's mpt.jsonl: one short leaf beside a long one, keys that begin others.
@pytest.mark.parametrize(
    ("content", "root"),
    [
        (
            {
                "00": "5a45b2c0ed36c03ddd956ed187417ea1499e8fac95b7f00a32859ff3782cd24300303bc8061ab5fa",
                "01": "5c",
            },
            "d51b808b2a53bb3a1f747b3ae22a2c4d943f4a93f8b9e3c4f1b6d6e1743cf06d",
        ),
        (
            {
                "20b7ee": "01",
                "20b7ee5630": "fe",
                "20b7eebc": "85074d064aa3468dd0241c9bd422dba9cb47a9085c094a09151589274640f6",
                "75": "d97a",
                "17": "f9b0",
                "76": "f03803",
            },
            "3786f52ce777dd14c36511bf74a74056349a31dde7f647f102adc08989e61d20",
        ),
        (
            {"ce80c80dcdda86f825155cd3b00bab3e176b07891d57c863067a154c18d20c76": "d1"},
            "dbe1dd492f38623a2ce0d840f4b5eb3c42b661f39b19946e712f66382e400b35",
        ),
    ],
    ids=["one digit in common", "keys that begin others", "a single entry"],
)
def test_recorded_trees_have_their_recorded_roots(content: dict[str, str], root: str) -> None:
    entries = {bytes.fromhex(key): bytes.fromhex(value) for key, value in content.items()}
    assert merkle.root_hash(entries) == bytes.fromhex(root)


@pytest.mark.parametrize("row", spec_rows("mpt.jsonl"))
def test_the_specification_s_trees_have_their_roots(row: dict[str, Any]) -> None:
    entries = [(bytes.fromhex(key), bytes.fromhex(value)) for key, value in row["entries"]]
    assert merkle.root_hash(entries) == bytes.fromhex(row["root"])
    assert merkle.build(reversed(entries)).root == bytes.fromhex(row["root"])


@given(CONTENTS)
def test_the_root_is_that_of_a_naive_reference(content: dict[bytes, bytes]) -> None:
    assert merkle.root_hash(content) == naive_root(content)


@given(CONTENTS, st.randoms(use_true_random=False))
def test_the_order_of_entries_does_not_matter(content: dict[bytes, bytes], random: Any) -> None:
    shuffled = list(content.items())
    random.shuffle(shuffled)
    assert merkle.root_hash(shuffled) == merkle.root_hash(content)


@given(CONTENTS, CONTENTS)
def test_storing_the_empty_value_deletes(kept: dict[bytes, bytes], gone: dict[bytes, bytes]) -> None:
    entries = [*gone.items(), *((key, b"") for key in gone), *kept.items()]
    assert merkle.root_hash(entries) == merkle.root_hash(kept)


def test_of_two_entries_with_one_key_the_later_counts() -> None:
    assert merkle.root_hash([(b"k", b"1"), (b"k", b"2")]) == merkle.root_hash({b"k": b"2"})


@given(CONTENTS.filter(bool))
def test_every_value_is_found_through_the_nodes_and_their_hashes(content: dict[bytes, bytes]) -> None:
    tree = merkle.build(content)
    assert all(blake2b_256(rlp.encode(node)) == digest for digest, node in tree.nodes.items())
    assert tree.root is not None
    for key, value in content.items():
        assert walked(tree.nodes, tree.root, key.hex()) == value


def walked(nodes: dict[bytes, merkle.Node], root: bytes, path: str) -> bytes:
    """The value at the end of a path, as a verifier of proofs would look for it."""
    node: Any = nodes[root]
    while True:
        if len(node) == 17:
            if not path:
                return bytes(node[16])
            child, path = node[int(path[0], 16)], path[1:]
            node = nodes[child] if len(child) == 32 else rlp.decode(child)
            continue
        head = node[0].hex()
        way = head[1:] if head[0] in "13" else head[2:]
        assert path.startswith(way)
        path = path[len(way) :]
        if head[0] in "23":
            assert not path
            return bytes(node[1])
        node = nodes[node[1]]


def test_the_nodes_are_only_those_that_a_hash_refers_to() -> None:
    short = merkle.build({b"\x01": b"1", b"\x21": b"2"})
    assert len(short.nodes) == 1
    extension = merkle.build({b"\x11": b"1", b"\x12": b"2"})
    assert len(extension.nodes) == 2


@pytest.mark.parametrize("entries", [{"key": b"value"}, {b"key": "value"}, {b"key": None}, {b"key": 5}])
def test_what_is_not_bytes_is_refused(entries: Any) -> None:
    with pytest.raises(TypeError, match="expected bytes as keys and values"):
        merkle.root_hash(entries)


# --- size ---------------------------------------------------------------------------------------


def test_a_hundred_thousand_entries_take_linear_time() -> None:
    keys = [blake2b_256(number.to_bytes(4, "big")) for number in range(100_000)]
    few, many = dict.fromkeys(keys[:10_000], b"value"), dict.fromkeys(keys, b"value")

    def has_root(entries: dict[bytes, bytes]) -> None:
        assert merkle.root_hash(entries) is not None

    assert_linear(has_root, few, many)


def test_keys_that_each_begin_the_next_are_no_matter_of_stack_depth() -> None:
    chain = {b"\x11" * length: b"value" for length in range(5_000)}
    root = merkle.root_hash(chain)
    assert root is not None
    assert root != merkle.root_hash({**chain, b"": b""})


def test_long_keys_that_differ_at_their_end_are_distinct() -> None:
    one, other = bytes(1_000) + b"\x01", bytes(1_000) + b"\x02"
    leaves = [[bytes([0x20]), b"1"], [bytes([0x20]), b"2"]]
    branch: list[Any] = [b""] * 17
    branch[1], branch[2] = map(written, leaves)
    extension = [b"\x10" + bytes(1_000), blake2b_256(written(branch))]
    assert merkle.root_hash({one: b"1", other: b"2"}) == blake2b_256(written(extension))
