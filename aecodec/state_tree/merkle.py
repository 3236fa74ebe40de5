"""The Merkle Patricia tree, which makes one hash of a mapping from bytes to bytes.

Keys are read as hexadecimal digits; lengths may differ and one key may begin another. The root depends
on the content alone (SERIALIZATION.md, section 8). A tree is built in one pass over its sorted keys,
without recursion. Its nodes, found by their hashes, are what a proof of inclusion is a selection of.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple, NoReturn, TypeAlias

from .. import rlp
from ..errors import FieldError, RlpError, sample
from ..protocol import HASH_BYTES
from ..text import blake2b256

#: Leaf or extension: hex prefix and value or child. Branch: a child for each digit, and a value.
Node: TypeAlias = tuple[bytes, ...]
Entries: TypeAlias = Mapping[bytes, bytes] | Iterable[tuple[bytes, bytes]]

_ABOVE_ROOT: Final = -1
_DIGITS: Final = 16


class Tree(NamedTuple):
    """The root hash (None when empty) and every node that is referred to by its hash, the root included.

    A child whose RLP is shorter than 32 bytes stands as those bytes in its branch and not here, unless
    an extension refers to it.
    """

    root: bytes | None
    nodes: dict[bytes, Node]


def node_hash(node: Node) -> bytes:
    """The hash by which a node is referred to."""
    return blake2b256(rlp.encode(node))


def root_hash(entries: Entries) -> bytes | None:
    """The root of the tree that holds these entries, or None if it is empty.

    Of two entries with the same key the later one counts; the empty value deletes. Raises TypeError
    for a key or value that is not bytes.
    """
    return _Fold(entries, None).root


def build(entries: Entries) -> Tree:
    """The tree that holds these entries, with its nodes. Entries and errors are those of `root_hash`."""
    nodes: dict[bytes, Node] = {}
    return Tree(_Fold(entries, nodes.__setitem__).root, nodes)


# --- reading ------------------------------------------------------------------------------------


class Trace(NamedTuple):
    """What the way down to a key came to: its value, None if the tree has none.

    hashes: of the nodes passed that are referred to by hash, the root first.
    """

    value: bytes | None
    hashes: tuple[bytes, ...]


def follow(root: bytes, nodes: Mapping[bytes, Node], key: bytes) -> Trace:
    """The way from the root to a key through nodes found by their hashes, of which some may be missing.

    Nothing is believed of the nodes: each that is passed must hash to what refers to it. Raises
    FieldError: `proof_silent` where the way leads to a missing node, `node_hash`, `node_form`.
    """
    path = key.hex()
    at = 0
    hashes = [root]
    node = _fetched(nodes, root)
    while True:
        if len(node) == _DIGITS + 1:
            if at == len(path):
                return Trace(node[_DIGITS] or None, tuple(hashes))
            child = node[int(path[at], 16)]
            at += 1
        else:
            leaf, way = _way(node)
            if leaf:
                return Trace(node[1] if path[at:] == way else None, tuple(hashes))
            child = node[1] if path.startswith(way, at) else b""
            at += len(way)
        if not child:
            return Trace(None, tuple(hashes))
        if len(child) < HASH_BYTES:
            node = _short(child)
        else:
            hashes.append(child)
            node = _fetched(nodes, child)


def references(node: Node) -> Iterator[bytes]:
    """The hashes that a node refers to, itself or from a short node inside it.

    Raises FieldError, `node_form`, for what is no node of a tree.
    """
    within = [node]
    while within:
        one = within.pop()
        if len(one) == _DIGITS + 1:
            children: Node = one[:_DIGITS]
        else:
            leaf, _ = _way(one)
            children = () if leaf else one[1:]
        for child in children:
            if len(child) > HASH_BYTES:
                _refuse(child)
            elif len(child) == HASH_BYTES:
                yield child
            elif child:
                within.append(_short(child))


def _fetched(nodes: Mapping[bytes, Node], digest: bytes) -> Node:
    """The node with this hash."""
    if len(digest) != HASH_BYTES:
        _refuse(digest)
    node = nodes.get(digest)
    if node is None:
        raise FieldError("proof_silent", found=f"no node {digest.hex()}")
    if node_hash(node) != digest:
        raise FieldError("node_hash", "", None, digest.hex(), node_hash(node).hex())
    return node


def _short(encoded: bytes) -> Node:
    """The node that stands in its branch as its RLP. It is shorter than that, so this ends."""
    try:
        node = rlp.decode(encoded)
    except RlpError:
        _refuse(encoded)
    if not isinstance(node, list):
        _refuse(encoded)
    items = tuple(item for item in node if isinstance(item, bytes))
    if len(items) != len(node):
        _refuse(encoded)
    return items


def _way(node: Node) -> tuple[bool, str]:
    """Of a leaf or extension: whether it is a leaf, and the digits that it stands for."""
    if len(node) != 2 or not node[0]:
        _refuse(rlp.encode(node))
    prefix, content = node
    kind, odd = divmod(prefix[0] >> 4, 2)
    way = prefix.hex()[1 if odd else 2 :]
    well_formed = kind < 2 and (odd or not prefix[0] & 15)
    # An extension of no digits would lead on without getting anywhere.
    filled = content if kind else way and len(content) == HASH_BYTES
    if not (well_formed and filled):
        _refuse(rlp.encode(node))
    return bool(kind), way


def _refuse(encoded: bytes) -> NoReturn:
    raise FieldError("node_form", found=sample(encoded))


# --- building -----------------------------------------------------------------------------------


class _Branch(NamedTuple):
    """A branch that keys are still being put into; the first `depth` digits lead to it."""

    depth: int
    items: list[bytes]


class _Fold:
    """One pass over sorted keys. The open branches are those on the path of the present key.

    A key hangs from the branch where it parts from the nearer of its neighbours. Once the next one
    parts from it further up, everything below is complete and folds into one reference.
    """

    def __init__(self, entries: Entries, keep: Callable[[bytes, Node], None] | None) -> None:
        self.root: bytes | None = None
        self._keep = keep
        self._open: list[_Branch] = []
        ordered = _sorted(entries)
        # The last entry has nothing in common with a next one, not even the root.
        common = [_shared(one, other) for (one, _), (other, _) in pairwise(ordered)]
        for (key, value), shared in zip(ordered, [*common, _ABOVE_ROOT], strict=False):
            self._add(key.hex(), value, shared)

    def _add(self, path: str, value: bytes, shared: int) -> None:
        """Takes in one entry, whose path has `shared` digits in common with the next one."""
        self._reach(shared)
        depth = self._depth()
        if depth == len(path):
            self._open[-1].items[16] = value
        else:
            self._hang(path, depth, (_hex_prefix(path[depth + 1 :], leaf=True), value))
        while self._depth() > shared:
            branch = self._open.pop()
            self._reach(shared)
            depth = self._depth()
            node: Node = tuple(branch.items)
            if way := path[depth + 1 : branch.depth]:
                node = (_hex_prefix(way, leaf=False), self._hash(node, rlp.encode(node)))
            self._hang(path, depth, node)

    def _depth(self) -> int:
        return self._open[-1].depth if self._open else _ABOVE_ROOT

    def _reach(self, depth: int) -> None:
        """Opens a branch at `depth` unless one is open there or below."""
        if self._depth() < depth:
            self._open.append(_Branch(depth, [b""] * 17))

    def _hang(self, path: str, depth: int, node: Node) -> None:
        """Puts a node where the path leads on from the branch at `depth`."""
        encoded = rlp.encode(node)
        if depth == _ABOVE_ROOT:
            self.root = self._hash(node, encoded)
        else:
            short = len(encoded) < HASH_BYTES
            self._open[-1].items[int(path[depth], 16)] = encoded if short else self._hash(node, encoded)

    def _hash(self, node: Node, encoded: bytes) -> bytes:
        digest = blake2b256(encoded)
        if self._keep is not None:
            self._keep(digest, node)
        return digest


def _sorted(entries: Entries) -> list[tuple[bytes, bytes]]:
    content = dict(entries)
    for item in (*content.keys(), *content.values()):
        if not isinstance(item, bytes):
            raise TypeError(f"a tree holds bytes under bytes, not {type(item).__name__}")
    return sorted((key, value) for key, value in content.items() if value)


def _shared(one: bytes, other: bytes) -> int:
    """How many hexadecimal digits two keys have in common from their beginning."""
    length = min(len(one), len(other))
    difference = int.from_bytes(one[:length], "big") ^ int.from_bytes(other[:length], "big")
    return 2 * length - (difference.bit_length() + 3) // 4


def _hex_prefix(path: str, *, leaf: bool) -> bytes:
    """A path as bytes: a digit for kind and parity, then the path, filled up to whole bytes by a zero."""
    if len(path) % 2:
        return bytes.fromhex(("3" if leaf else "1") + path)
    return bytes.fromhex(("20" if leaf else "00") + path)
