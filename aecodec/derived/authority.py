"""Authorization by a generalized account's contract, and by delegation to a contract.

A generalized account's contract checks `Auth.tx_hash`; an account signs `delegation_data` so that a contract
may act for it. The rules are those of the node's modules `aega_meta_tx` and `aeser_delegation`; see
docs/protocol/serialization.md. Auth ids are in `ids`.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .. import rlp, text
from .._validation import (
    AnyHash,
    AnyId,
    ProtocolName,
    as_account,
    as_hash,
    as_id,
    as_network,
    as_protocol,
    as_uint,
    minimal,
)
from ..codec import Data, as_tx, to_bytes
from ..errors import FieldError, quote
from ..ids import Id
from ..objects import SignedTx, Tx
from ..protocol import IdKind, Protocol
from ..state import GAMetaTxAuthData
from ..text import blake2b256
from ..tx import ChannelOffchainTx
from ..tx.layers import unwrap

Delegation: TypeAlias = Literal["aens_wildcard", "aens_name", "aens_preclaim", "oracle", "oracle_response"]

#: The number of each kind of delegation, and the arguments that it takes besides the contract.
_DELEGATIONS: Final[dict[str, tuple[int, tuple[str, ...]]]] = {
    "aens_wildcard": (1, ("account_id",)),
    "aens_name": (2, ("account_id", "name_id")),
    "aens_preclaim": (3, ("account_id",)),
    "oracle": (4, ("account_id",)),
    "oracle_response": (5, ("query_id",)),
}
#: No network id begins with the byte 1a, so this is no transaction's message; 1 is the number of delegations.
DELEGATION_HEAD: Final = b"\x1a\x01"
_DELEGATION_VERSION: Final = 1


def auth_tx_hash(tx: Tx | Data, network_id: str, fee: int, gas_price: int, *, protocol: ProtocolName) -> str:
    """Return what the contract of a generalized account sees as `Auth.tx_hash`, as `ba_` text.

    It is not the `th_` hash of the transaction: it covers the network id.
    tx: what the contract authorizes; its signatures do not matter. fee, gas_price: those of the ga_meta; the
    hash covers them from Ceres on. Raises FieldError with the argument's name as path, TypeError for a wrong
    type, and what `decode_tx` raises.
    """
    at = as_protocol(protocol)
    inner = as_tx(tx)
    unsigned = inner.transaction if isinstance(inner, SignedTx) else inner
    fee, gas_price = as_uint(fee, "fee"), as_uint(gas_price, "gas_price")
    digest = blake2b256(as_network(network_id) + to_bytes(unsigned))
    if at >= Protocol.CERES:
        digest = blake2b256(to_bytes(GAMetaTxAuthData(fee=fee, gas_price=gas_price, tx_hash=digest)))
    return text.encode("ba", digest)


def auth_tx_hash_of(tx: Tx | Data, network_id: str, *, protocol: ProtocolName) -> str:
    """Return what the contract of this ga_meta sees as `Auth.tx_hash`, as `ba_` text.

    Where several ga_meta nest, the outermost counts. It authorizes the transaction directly inside; of an
    off-chain transaction of a channel, however deep, the off-chain transaction itself. Raises TypeError for
    what is no ga_meta.
    """
    inner = unwrap(as_tx(tx))
    if not inner.metas:
        raise TypeError(f"a {type(inner.tx).__name__} without a ga_meta is not authorized by a contract")
    meta = inner.metas[0]
    authorized = inner.tx if isinstance(inner.tx, ChannelOffchainTx) else meta.tx
    return auth_tx_hash(authorized, network_id, meta.fee, meta.gas_price, protocol=protocol)


def delegation_data(
    kind: Delegation,
    network_id: str,
    *,
    contract_id: AnyId,
    account_id: AnyId | None = None,
    name_id: AnyId | None = None,
    query_id: AnyHash | None = None,
) -> bytes:
    """Return the message that an account signs so that a contract may act for it, from Ceres on.

    It is signed as it is, without hashing: see `aecodec.signing.sign_delegation`. It contains the account and
    the contract; of kind `aens_name` a name as well, of `oracle_response` a query instead of the account.
    Raises what `auth_tx_hash` raises.
    """
    if kind not in _DELEGATIONS:
        raise FieldError("enum_value", "kind", None, " or ".join(_DELEGATIONS), quote(str(kind)))
    number, needed = _DELEGATIONS[kind]
    given = {"account_id": account_id, "name_id": name_id, "query_id": query_id}
    if needed != tuple(name for name, value in given.items() if value is not None):
        raise TypeError(f"{kind} takes {', '.join(needed)} and contract_id")
    ids = []
    if account_id is not None:
        ids.append(as_account(account_id, "account_id"))
    if name_id is not None:
        ids.append(as_id(name_id, "name_id", IdKind.NAME))
    if query_id is not None:
        # The node serializes a query's id as that of an oracle.
        ids.append(Id.of(IdKind.ORACLE, as_hash(query_id, "query_id", "oq")))
    ids.append(as_id(contract_id, "contract_id", IdKind.CONTRACT))
    items = [minimal(number), minimal(_DELEGATION_VERSION), *map(bytes, ids)]
    return DELEGATION_HEAD + as_network(network_id) + rlp.encode(items)
