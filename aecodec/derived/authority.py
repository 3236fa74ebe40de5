"""What authorises besides a plain signature: a generalized account's contract, and delegation to a contract.

Here is what the contract judges and what a delegation signature covers (SERIALIZATION.md, sections 5
and 6); auth ids are in `ids`.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .. import rlp, text
from .._validation import (
    Bytes,
    ProtocolName,
    as_account,
    as_bytes,
    as_id,
    as_network,
    as_protocol,
    as_uint,
    minimal,
)
from ..codec import Data, as_tx, to_bytes
from ..errors import FieldError, TextError, quote
from ..ids import Id
from ..objects import SignedTx, Tx
from ..protocol import HASH_BYTES, IdKind, Protocol
from ..state import GAMetaTxAuthData
from ..text import blake2b256
from ..tx import ChannelOffchainTx
from ..tx.layers import unwrap

Delegation: TypeAlias = Literal["aens_wildcard", "aens_name", "aens_preclaim", "oracle", "oracle_response"]

#: What a delegation signature covers: its number, and what it names before the contract.
_DELEGATIONS: Final[dict[str, tuple[int, tuple[str, ...]]]] = {
    "aens_wildcard": (1, ("account_id",)),
    "aens_name": (2, ("account_id", "name_id")),
    "aens_preclaim": (3, ("account_id",)),
    "oracle": (4, ("account_id",)),
    "oracle_response": (5, ("query_id",)),
}
#: The byte 1a, with which no network id begins, and a number for what follows.
DELEGATION_HEAD: Final = b"\x1a\x01"
_DELEGATION_VERSION: Final = 1


def auth_tx_hash(
    tx: Tx | Data, network_id: str, fee: int, gas_price: int, *, protocol: ProtocolName
) -> bytes:
    """What the contract of a generalized account sees as `Auth.tx_hash`.

    tx: what it authorises; its signatures do not matter. fee, gas_price: those of the ga_meta; the hash
    covers them from Ceres on. Raises FieldError with the argument's name as path, TypeError for a wrong
    type, and what `decode_tx` raises.
    """
    at = as_protocol(protocol)
    inner = as_tx(tx)
    unsigned = inner.transaction if isinstance(inner, SignedTx) else inner
    paid = as_uint(fee, "fee"), as_uint(gas_price, "gas_price")
    seen = blake2b256(as_network(network_id) + to_bytes(unsigned))
    if at < Protocol.CERES:
        return seen
    return blake2b256(to_bytes(GAMetaTxAuthData(fee=paid[0], gas_price=paid[1], tx_hash=seen)))


def auth_tx_hash_of(tx: Tx | Data, network_id: str, *, protocol: ProtocolName) -> bytes:
    """What the contract sees as `Auth.tx_hash` when it judges this ga_meta, the outermost where several nest.

    That is the transaction right inside; of a channel's round, however deep, the round itself. Raises
    TypeError for what is no ga_meta.
    """
    inner = unwrap(as_tx(tx))
    if not inner.metas:
        raise TypeError(f"a {type(inner.tx).__name__} without a ga_meta is judged by no contract")
    meta = inner.metas[0]
    judged = inner.tx if isinstance(inner.tx, ChannelOffchainTx) else meta.tx
    return auth_tx_hash(judged, network_id, meta.fee, meta.gas_price, protocol=protocol)


def delegation_data(
    kind: Delegation,
    network_id: str,
    *,
    contract_id: Id | str,
    account_id: Id | str | None = None,
    name_id: Id | str | None = None,
    query_id: Bytes | str | None = None,
) -> bytes:
    """The bytes that an account signs so that a contract may act for it (from Ceres). They are not hashed.

    They name the account and the contract; of kind `aens_name` a name as well, of `oracle_response` a
    query (32 bytes or `oq_` text) instead of the account. Errors are those of `auth_tx_hash`.
    """
    if kind not in _DELEGATIONS:
        raise FieldError("enum_value", "kind", None, " or ".join(_DELEGATIONS), quote(str(kind)))
    number, wanted = _DELEGATIONS[kind]
    given = {"account_id": account_id, "name_id": name_id, "query_id": query_id}
    if wanted != tuple(name for name, value in given.items() if value is not None):
        raise TypeError(f"{kind} takes {', '.join(wanted)} and contract_id")
    named = []
    if account_id is not None:
        named.append(as_account(account_id, "account_id"))
    if name_id is not None:
        named.append(as_id(name_id, "name_id", IdKind.NAME))
    if query_id is not None:
        # A query is named like the oracle that it goes to.
        named.append(Id.of(IdKind.ORACLE, _query_key(query_id)))
    named.append(as_id(contract_id, "contract_id", IdKind.CONTRACT))
    items = [minimal(number), minimal(_DELEGATION_VERSION), *map(bytes, named)]
    return DELEGATION_HEAD + as_network(network_id) + rlp.encode(items)


def _query_key(query_id: Bytes | str) -> bytes:
    if not isinstance(query_id, str):
        return as_bytes(query_id, "query_id", HASH_BYTES)
    try:
        return text.decode(query_id, "oq")
    except TextError as error:
        raise error.within("query_id") from None
