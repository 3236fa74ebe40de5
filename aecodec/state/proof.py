"""Proofs of inclusion, as `pi_` text holds them (docs/protocol/serialization.md)."""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple, TypeAlias

from ..fields import AtMost, Hash, Payload
from ..objects import ChainObject


class ProofNode(NamedTuple):
    """A node of a Patricia tree and its hash: 17 items are a branch, 2 an extension or a leaf."""

    hash: Hash  #: The BLAKE2b-256 of the node.
    node: tuple[Payload, ...]  #: Its items: 17 of a branch, 2 of an extension or leaf.


class TreeProof(NamedTuple):
    """The root of a tree, and the nodes on the proven paths; sorted by hash, as nodes write them."""

    root_hash: Hash  #: The root of the tree.
    nodes: tuple[ProofNode, ...]  #: The nodes on the way to what is proven.


Part: TypeAlias = Annotated[tuple[TreeProof, ...], AtMost(1)]  #: none of an empty tree


class TreesPoi(ChainObject, frozen=True, kw_only=True):
    """Proof that some entries are in the state: the root of each tree and the nodes on the way to them."""

    TAG: ClassVar = 60
    VERSION: ClassVar = 1

    accounts: Part  #: Of the tree of accounts.
    calls: Part  #: Of the tree of contract calls.
    channels: Part  #: Of the tree of channels.
    contracts: Part  #: Of the tree of contracts.
    ns: Part  #: Of the tree of names.
    oracles: Part  #: Of the tree of oracles.
