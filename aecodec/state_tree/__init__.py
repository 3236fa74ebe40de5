"""The state trees: Merkle Patricia trees, their keys and roots, and proofs of inclusion."""

from __future__ import annotations

from . import keys, merkle, proofs
from .contents import StateItem, iter_items
from .roots import (
    TREES,
    Roots,
    entries_of,
    root_of_accounts,
    roots_of,
    state_hash,
    state_hash_of,
    state_hash_of_roots,
    state_trees,
    tree_root,
    txs_root,
)

__all__ = [
    "TREES",
    "Roots",
    "StateItem",
    "entries_of",
    "iter_items",
    "keys",
    "merkle",
    "proofs",
    "root_of_accounts",
    "roots_of",
    "state_hash",
    "state_hash_of",
    "state_hash_of_roots",
    "state_trees",
    "tree_root",
    "txs_root",
]
