"""Derived values: hashes, identifiers of what transactions create, and what contracts authorize.

`ids` has the hashes and identifiers, `effects` all those of one transaction, `authority` what contracts of
generalized accounts authorize, `delegation` what accounts sign for other contracts. Keys, roots and proofs of
the state trees are in `aecodec.state_tree`.
"""

from __future__ import annotations

from .authority import auth_tx_hash, auth_tx_hash_of
from .delegation import Delegation, decode_delegation, delegation_data
from .effects import ids_of
from .ids import (
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
    pof_hash,
    tx_hash,
)

__all__ = [
    "Delegation",
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
    "decode_delegation",
    "delegation_data",
    "ids_of",
    "name_id",
    "name_id_of",
    "oracle_id",
    "oracle_id_of",
    "oracle_query_id",
    "oracle_query_id_ga",
    "oracle_query_id_of",
    "pof_hash",
    "tx_hash",
]
