"""Authorization by a generalized account's contract: what it sees as `Auth.tx_hash`.

The rule is that of the node's module `aega_meta_tx`; see docs/protocol/serialization.md. Auth ids are in
`ids`.
"""

from __future__ import annotations

from .. import text
from .._validation import ProtocolName, as_network, as_protocol, as_uint
from ..codec import Data, as_tx, to_bytes
from ..objects import SignedTx, Tx
from ..protocol import Protocol
from ..state import GAMetaTxAuthData
from ..text import blake2b256
from ..tx import ChannelOffchainTx
from ..tx.layers import unwrap


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
