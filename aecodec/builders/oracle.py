"""Builders of transactions of oracles.

A time to live counts key blocks from the one that takes the transaction in (`delta`), or is the height of
a key block (`block`): then `height`, that of the chain, says for how long the fee pays. With 0 it is
enough at any height.
"""

from __future__ import annotations

from .._validation import ProtocolName
from ..fields import DeltaTtlType, TtlType
from ..tx import OracleExtendTx, OracleQueryTx, OracleRegisterTx, OracleRespondTx
from .draft import complete
from .values import AnyBytes, AnyId, AnyText


def oracle_register_tx(
    *,
    account_id: AnyId,
    nonce: int,
    query_format: AnyText,
    response_format: AnyText,
    query_fee: int,
    ttl_value: int,
    ttl_type: TtlType | str = TtlType.DELTA,
    abi_version: int = 0,
    ttl: int = 0,
    height: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> OracleRegisterTx:
    """A transaction that makes an account an oracle until `ttl_value`.

    query_fee: the least that it answers for. abi_version: 0 where the formats are any text; 1 (AEVM) or
    3 (FATE) where they are types.
    """
    return complete(OracleRegisterTx, locals())


def oracle_extend_tx(
    *,
    oracle_id: AnyId,
    nonce: int,
    oracle_ttl_value: int,
    oracle_ttl_type: DeltaTtlType | str = DeltaTtlType.DELTA,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> OracleExtendTx:
    """A transaction that lets an oracle live `oracle_ttl_value` key blocks longer."""
    return complete(OracleExtendTx, locals())


def oracle_query_tx(
    *,
    sender_id: AnyId,
    nonce: int,
    oracle_id: AnyId,
    query: AnyText,
    query_fee: int,
    query_ttl_value: int,
    response_ttl_value: int,
    query_ttl_type: TtlType | str = TtlType.DELTA,
    response_ttl_type: DeltaTtlType | str = DeltaTtlType.DELTA,
    ttl: int = 0,
    height: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> OracleQueryTx:
    """A transaction that asks an oracle, which may be named from Iris on.

    query_ttl_value: until when it may answer. response_ttl_value: key blocks that the answer is kept.
    """
    return complete(OracleQueryTx, locals())


def oracle_response_tx(
    *,
    oracle_id: AnyId,
    nonce: int,
    query_id: AnyBytes,
    response: AnyText,
    response_ttl_value: int,
    response_ttl_type: DeltaTtlType | str = DeltaTtlType.DELTA,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> OracleRespondTx:
    """A transaction that answers a query.

    query_id: its 32 bytes or `oq_…`. response_ttl_value: what the query asked for.
    """
    return complete(OracleRespondTx, locals())
