"""All that follows from one transaction: its hash, and the ids of what it creates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..codec import Data, as_tx
from ..ids import Id
from ..objects import Tx
from ..tx import (
    ChannelCreateTx,
    ContractCallTx,
    ContractCreateTx,
    GAAttachTx,
    NameClaimTx,
    OracleQueryTx,
    OracleRegisterTx,
)
from ..tx.layers import unwrap
from . import ids

_Derive = Callable[[Tx], Id | str]

_BY_TYPE: Final[tuple[tuple[type[Tx], dict[str, _Derive]], ...]] = (
    (ChannelCreateTx, {"channel_id": ids.channel_id_of}),
    (ContractCreateTx, {"contract_id": ids.contract_id_of, "contract_call_id": ids.contract_call_id_of}),
    (GAAttachTx, {"contract_id": ids.contract_id_of, "contract_call_id": ids.contract_call_id_of}),
    (ContractCallTx, {"contract_call_id": ids.contract_call_id_of}),
    (OracleRegisterTx, {"oracle_id": ids.oracle_id_of}),
    (OracleQueryTx, {"oracle_query_id": ids.oracle_query_id_of}),
    (NameClaimTx, {"name_id": ids.name_id_of, "commitment_id": ids.commitment_id_of}),
)


def ids_of(tx: Tx | Data) -> dict[str, Id | str]:
    """Return the hash of a transaction and every id that follows from it, by the name of its function.

    `auth_id` is there if a generalized account authorizes the transaction, `commitment_id` if a claim has a
    salt. Raises what `decode_tx` raises, and what the functions raise: for a claim of what is no name, and a
    nonce of more than 32 bytes.
    """
    typed = as_tx(tx)
    layer = unwrap(typed)
    found: dict[str, Id | str] = {"tx_hash": ids.tx_hash(typed)}
    if layer.metas:
        found["auth_id"] = ids.auth_id_of(typed)
    for cls, functions in _BY_TYPE:
        if isinstance(layer.tx, cls):
            found |= {name: derive(typed) for name, derive in functions.items() if _applies(name, layer.tx)}
    return found


def _applies(name: str, tx: Tx) -> bool:
    """Tell whether the transaction has what the id follows from: a claim without a salt reveals none."""
    return name != "commitment_id" or (isinstance(tx, NameClaimTx) and tx.name_salt != 0)
