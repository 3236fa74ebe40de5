"""The Merkle Patricia tree, which gives a mapping from bytes to bytes one root hash.

Keys are read as hexadecimal digits; lengths may differ and one key may begin another. The root depends on the
content alone (the node's module `aeu_mp_trees`; docs/protocol/serialization.md). A tree is built in one pass
over its sorted keys, without recursion. A proof of inclusion is a selection of its nodes, found by their
hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple, NoReturn, TypeAlias

from .. import rlp
from ..errors import FieldError, RlpError, format_bytes
from ..protocol import HASH_BYTES
from ..text import blake2b256

__all__ = [
    "Entries",
    "Node",
    "Trace",
    "Tree",
    "build",
    "follow",
    "iter_entries",
    "node_hash",
    "references",
    "root_hash",
]

#: Leaf or extension: hex prefix and value or child. Branch: a child for each digit, and a value.
Node: TypeAlias = tuple[bytes, ...]
#: Values by key, or pairs of key and value.
Entries: TypeAlias = Mapping[bytes, bytes] | Iterable[tuple[bytes, bytes]]

_ABOVE_ROOT: Final = -1
_DIGITS: Final = 16
#: What `iter_entries` may spend for each node, and spends on a visit besides the digits of the path: a path
#: of the network has some 100 digits, and hardly any node is on two paths.
_COST_OF_NODE: Final = 4096
_COST_OF_VISIT: Final = 512


class Tree(NamedTuple):
    """A tree as its root and nodes."""

    root: bytes | None
    """The root hash; None of an empty tree."""
    nodes: dict[bytes, Node]
    """The nodes by their hashes, the root included; a child of a branch whose RLP is shorter than 32 bytes is
    not among them but, as those bytes, in its branch."""


def node_hash(node: Node) -> bytes:
    """Return the hash by which a node is referred to."""
    return blake2b256(rlp.encode(node))


def root_hash(entries: Entries) -> bytes | None:
    """Return the root of the tree that holds these entries, or None if it is empty.

    Of two entries with the same key the later one counts; the empty value deletes. Raises TypeError
    for a key or value that is not bytes.
    """
    return _Fold(entries, None).root


def build(entries: Entries) -> Tree:
    """Build the tree that holds these entries. Entries and errors are those of `root_hash`."""
    nodes: dict[bytes, Node] = {}
    return Tree(_Fold(entries, nodes.__setitem__).root, nodes)


# --- reading ------------------------------------------------------------------------------------


class Trace(NamedTuple):
    """The value under a key, and the path to it."""

    value: bytes | None
    """The value; None if the tree has none under the key."""
    hashes: tuple[bytes, ...]
    """The hashes of the nodes on the path that are referred to by hash, the root first."""


def follow(root: bytes, nodes: Mapping[bytes, Node], key: bytes) -> Trace:
    """Follow the path from the root to a key through nodes found by their hashes; some may be missing.

    Each node on the path is checked: it must hash to what refers to it. Raises FieldError: `proof_silent`
    where the path leads to a missing node, `node_hash`, `node_form`.
    """
    path = key.hex()
    at = 0
    hashes = [root]
    node = _fetch(nodes, root)
    while True:
        if len(node) == _DIGITS + 1:
            if at == len(path):
                return Trace(node[_DIGITS] or None, tuple(hashes))
            child = node[int(path[at], 16)]
            at += 1
        else:
            leaf, way = _read_path(node)
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
            node = _fetch(nodes, child)


def iter_entries(root: bytes, nodes: Mapping[bytes, Node]) -> Iterator[tuple[bytes, bytes]]:
    """Yield the entries, by ascending key, that nodes lead to from the root; some nodes may be missing.

    Raises FieldError: `node_hash`, `node_form`, and `proof_paths` where nodes are shared by so many paths
    that the time would not be linear in the number of nodes.
    """
    budget = _COST_OF_NODE * (len(nodes) + 64)
    ahead = [("", root)]
    while ahead:
        path, reference = ahead.pop()
        if len(reference) < HASH_BYTES:
            node = _short(reference)
        elif reference in nodes:
            budget -= _COST_OF_VISIT + len(path)
            if budget < 0:
                raise FieldError("proof_paths")
            node = _fetch(nodes, reference)
        else:
            continue
        way, value, children = _parse(node)
        path += way
        ahead += ((path + digit, child) for digit, child in reversed(children))
        if value:
            if len(path) % 2:
                _refuse(rlp.encode(node))
            yield bytes.fromhex(path), value


def references(node: Node) -> Iterator[bytes]:
    """Yield the hashes that a node refers to, itself or from a short node inside it.

    Raises FieldError, `node_form`, for a malformed node.
    """
    within = [node]
    while within:
        for _, child in _parse(within.pop())[2]:
            if len(child) == HASH_BYTES:
                yield child
            else:
                within.append(_short(child))


def _fetch(nodes: Mapping[bytes, Node], digest: bytes) -> Node:
    """Return the node with this hash, and check the hash."""
    if len(digest) != HASH_BYTES:
        _refuse(digest)
    node = nodes.get(digest)
    if node is None:
        raise FieldError("proof_silent", found=f"no node {digest.hex()}")
    if node_hash(node) != digest:
        raise FieldError("node_hash", "", None, digest.hex(), node_hash(node).hex())
    return node


def _short(encoded: bytes) -> Node:
    """Decode a node that its branch holds as RLP, which is shorter than the branch: so nesting ends."""
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


def _parse(node: Node) -> tuple[str, bytes, list[tuple[str, bytes]]]:
    """Return the digits of a node's path, its value, and its children by the digit that leads to them."""
    if len(node) != _DIGITS + 1:
        leaf, way = _read_path(node)
        return (way, node[1], []) if leaf else (way, b"", [("", node[1])])
    children = [(f"{digit:x}", child) for digit, child in enumerate(node[:_DIGITS]) if child]
    for _, child in children:
        if len(child) > HASH_BYTES:
            _refuse(child)
    return "", node[_DIGITS], children


def _read_path(node: Node) -> tuple[bool, str]:
    """Return of a leaf or extension whether it is a leaf, and the digits of its path."""
    if len(node) != 2 or not node[0]:
        _refuse(rlp.encode(node))
    prefix, content = node
    kind, odd = divmod(prefix[0] >> 4, 2)
    way = prefix.hex()[1 if odd else 2 :]
    well_formed = kind < 2 and (odd or not prefix[0] & 15)
    # An extension of no digits would lead to a node at the same place.
    filled = content if kind else way and len(content) == HASH_BYTES
    if not (well_formed and filled):
        _refuse(rlp.encode(node))
    return bool(kind), way


def _refuse(encoded: bytes) -> NoReturn:
    raise FieldError("node_form", found=format_bytes(encoded))


# --- building -----------------------------------------------------------------------------------


class _Branch(NamedTuple):
    """A branch that is not complete yet; the first `depth` digits lead to it."""

    depth: int
    items: list[bytes]


class _Fold:
    """One pass over sorted keys. The open branches are those on the path of the current key.

    A key belongs to the branch where it differs from the nearer of its neighbours. If the next key differs
    from it higher up, everything below is complete and becomes one reference.
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
        """Add one entry, whose path has `shared` digits in common with the next one."""
        self._open_at(shared)
        depth = self._depth()
        if depth == len(path):
            self._open[-1].items[16] = value
        else:
            self._put(path, depth, (_hex_prefix(path[depth + 1 :], leaf=True), value))
        while self._depth() > shared:
            branch = self._open.pop()
            self._open_at(shared)
            depth = self._depth()
            node: Node = tuple(branch.items)
            if way := path[depth + 1 : branch.depth]:
                node = (_hex_prefix(way, leaf=False), self._hash(node, rlp.encode(node)))
            self._put(path, depth, node)

    def _depth(self) -> int:
        return self._open[-1].depth if self._open else _ABOVE_ROOT

    def _open_at(self, depth: int) -> None:
        """Open a branch at `depth` unless one is open there or below."""
        if self._depth() < depth:
            self._open.append(_Branch(depth, [b""] * 17))

    def _put(self, path: str, depth: int, node: Node) -> None:
        """Put a node where the path leads on from the branch at `depth`."""
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
            raise TypeError(f"expected bytes as keys and values of a tree, found {type(item).__name__}")
    return sorted((key, value) for key, value in content.items() if value)


def _shared(one: bytes, other: bytes) -> int:
    """Count the hexadecimal digits that two keys have in common from their beginning."""
    length = min(len(one), len(other))
    difference = int.from_bytes(one[:length], "big") ^ int.from_bytes(other[:length], "big")
    return 2 * length - (difference.bit_length() + 3) // 4


def _hex_prefix(path: str, *, leaf: bool) -> bytes:
    """Encode a path: a digit for kind and parity, a zero to fill up to whole bytes, then the path."""
    if len(path) % 2:
        return bytes.fromhex(("3" if leaf else "1") + path)
    return bytes.fromhex(("20" if leaf else "00") + path)
