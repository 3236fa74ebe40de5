"""The state trees: Merkle Patricia trees, their keys and roots, and proofs of inclusion."""

from __future__ import annotations

from . import keys, merkle, proofs
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
    "entries_of",
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
