"""Proofs of inclusion: check them, look up what they prove, and make them.

A proof is a selection of a tree's nodes, as the node's module `aec_poi` makes it; see
docs/protocol/serialization.md. It proves something about the state that has its roots: compare
`roots.state_hash_of(poi)` with the hash that both participants signed or the chain has.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._validation import AnyId, as_bytes, as_id
from ..codec import Data, decode_object
from ..errors import DecodeError, FieldError, quote
from ..protocol import IdKind
from ..state import Account, ProofNode, TreeProof, TreesPoi
from . import merkle
from .keys import account_key, store_key
from .roots import TREES, TreeName

__all__ = ["account", "check", "contract_keys", "lookup", "prove"]


def check(poi: TreesPoi | Data) -> None:
    """Check that each node of a proof hashes to its key and is referred to from the root on.

    The nodes must be sorted, each once. A tree of which nothing is proven has its root and no nodes.

    Raises FieldError with the node as path (`TreesPoi.accounts[0].nodes[2]`): `not_sorted`,
    `node_repeated`, `node_hash`, `node_form`, `proof_rootless` or `node_unreachable`; and what
    `decode_object` raises.
    """
    typed = _as_poi(poi)
    for tree in TREES:
        for part in getattr(typed, tree):
            try:
                _check_part(part)
            except FieldError as error:
                raise error.within(f"TreesPoi.{tree}[0]") from None


def lookup(poi: TreesPoi | Data, tree: TreeName, key: bytes) -> bytes | None:
    """Return the value under a key, or None if the proof shows that there is none.

    key: one of `keys`. Every node on the way is checked. Raises FieldError: `proof_silent` if the proof does
    not cover the key, and so says nothing about it; `node_hash` or `node_form` for a malformed node; and what
    `decode_object` raises.
    """
    typed = _as_poi(poi)
    if tree not in TREES:
        raise FieldError("enum_value", "tree", None, " or ".join(TREES), quote(str(tree)))
    key = as_bytes(key, "key")
    for part in getattr(typed, tree):
        nodes = {node.hash: node.node for node in part.nodes}
        try:
            return merkle.follow(part.root_hash, nodes, key).value
        except FieldError as error:
            raise error.within(f"TreesPoi.{tree}[0]") from None
    return None


def account(poi: TreesPoi | Data, account_id: AnyId) -> Account | None:
    """Return the account with this id, also that of a contract; None if the proof shows that there is none.

    Raises what `lookup` raises, and what `decode_object` raises if the value is no account.
    """
    key = account_key(account_id)
    value = lookup(poi, "accounts", key)
    try:
        return None if value is None else decode_object(value, Account)
    except DecodeError as error:
        raise error.within(f"TreesPoi.accounts[{as_id(account_id, 'account_id', *IdKind)}]") from None


def prove(entries: merkle.Entries, keys: Iterable[bytes]) -> tuple[TreeProof, ...]:
    """Return the part of a TreesPoi that proves for each key what is under it, or that nothing is.

    entries: all that the tree holds. An empty tree has no part: ().
    """
    tree = merkle.build(entries)
    if tree.root is None:
        return ()
    passed: set[bytes] = set()
    for key in keys:
        passed.update(merkle.follow(tree.root, tree.nodes, as_bytes(key, "key")).hashes)
    nodes = tuple(ProofNode(hash=digest, node=tree.nodes[digest]) for digest in sorted(passed))
    return (TreeProof(root_hash=tree.root, nodes=nodes),)


def contract_keys(entries: merkle.Entries, contract_id: AnyId) -> tuple[bytes, ...]:
    """Return the keys in a contracts tree of a contract and of all its store, for `prove`.

    The node refuses a proof of a contract without its whole store.
    """
    mark = store_key(contract_id, b"")
    return tuple(key for key in dict(entries) if key == mark[:-1] or key.startswith(mark))


def _as_poi(poi: TreesPoi | Data) -> TreesPoi:
    return poi if isinstance(poi, TreesPoi) else decode_object(poi, TreesPoi)


def _check_part(part: TreeProof) -> None:
    places = {node.hash: f"nodes[{index}]" for index, node in enumerate(part.nodes)}
    last = b""
    for index, (digest, node) in enumerate(part.nodes):
        place = f"nodes[{index}]"
        if digest < last:
            raise FieldError("not_sorted", place, found=digest.hex())
        if digest == last:
            raise FieldError("node_repeated", place, found=digest.hex())
        actual = merkle.node_hash(node)
        if actual != digest:
            raise FieldError("node_hash", place, None, digest.hex(), actual.hex())
        last = digest
    if part.nodes and part.root_hash not in places:
        raise FieldError("proof_rootless", "root_hash", found=part.root_hash.hex())
    for digest in sorted(places.keys() - _reached(part, places)):
        raise FieldError("node_unreachable", places[digest], found=digest.hex())


def _reached(part: TreeProof, places: dict[bytes, str]) -> set[bytes]:
    """Return the nodes that references lead to from the root. Raises FieldError for a malformed node."""
    nodes = {node.hash: node.node for node in part.nodes}
    reached: set[bytes] = set()
    ahead = [part.root_hash]
    while ahead:
        digest = ahead.pop()
        if digest not in nodes or digest in reached:
            continue
        reached.add(digest)
        try:
            ahead.extend(merkle.references(nodes[digest]))
        except FieldError as error:
            raise error.within(places[digest]) from None
    return reached
