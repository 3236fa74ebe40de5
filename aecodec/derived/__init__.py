"""Values that follow from others: hashes and ids, state roots, proofs of inclusion, what authorises.

`ids`: hashes, and the ids of what transactions make. `entries`: what stands under which key in the six
state trees. `roots`: of trees and of whole states. `proofs`: of inclusion, checked, read and made.
`authority`: what generalized accounts and delegations sign. Functions are also named here; modules of
entries and proofs are used by name: `derived.proofs.lookup(...)`.
"""

from __future__ import annotations

from . import entries, proofs
from .authority import auth_tx_hash, auth_tx_hash_of, delegation_data
from .ids import (
    auction_key,
    auth_id,
    auth_id_of,
    block_hash,
    channel_id,
    channel_id_ga,
    channel_id_of,
    commitment_id,
    commitment_id_of,
    contract_call_id,
    contract_call_id_ga,
    contract_call_id_of,
    contract_id,
    contract_id_ga,
    contract_id_of,
    name_id,
    name_id_of,
    oracle_id,
    oracle_id_of,
    oracle_query_id,
    oracle_query_id_ga,
    oracle_query_id_of,
    peeled,
    pof_hash,
    tx_hash,
)
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
    "auction_key",
    "auth_id",
    "auth_id_of",
    "auth_tx_hash",
    "auth_tx_hash_of",
    "block_hash",
    "channel_id",
    "channel_id_ga",
    "channel_id_of",
    "commitment_id",
    "commitment_id_of",
    "contract_call_id",
    "contract_call_id_ga",
    "contract_call_id_of",
    "contract_id",
    "contract_id_ga",
    "contract_id_of",
    "delegation_data",
    "entries",
    "entries_of",
    "name_id",
    "name_id_of",
    "oracle_id",
    "oracle_id_of",
    "oracle_query_id",
    "oracle_query_id_ga",
    "oracle_query_id_of",
    "peeled",
    "pof_hash",
    "proofs",
    "root_of_accounts",
    "roots_of",
    "state_hash",
    "state_hash_of",
    "state_hash_of_roots",
    "state_trees",
    "tree_root",
    "tx_hash",
    "txs_root",
]
