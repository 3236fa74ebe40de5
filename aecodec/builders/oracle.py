"""Builders of transactions of oracles.

A ttl is a number of key blocks after the one that includes the transaction (type `delta`), or the height of a
key block (`block`). Then the fee depends on `height`, the current one of the chain; the fee for a height of 0
is enough at any.
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
    """Build a transaction that registers an account as oracle until `ttl_value`.

    query_fee: the least fee of a query. abi_version: 0 where the formats are free text; 1 (AEVM) or 3 (FATE)
    where they are types.
    """
    return complete(locals(), OracleRegisterTx)


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
    """Build a transaction that extends the ttl of an oracle by `oracle_ttl_value` key blocks."""
    return complete(locals(), OracleExtendTx)


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
    """Build a transaction that sends a query to an oracle, from Iris on also by its name.

    query_ttl_value: until when the oracle may respond. response_ttl_value: for how many key blocks the
    response is kept.
    """
    return complete(locals(), OracleQueryTx)


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
    """Build a transaction that responds to a query.

    query_id: its 32 bytes or `oq_…`. response_ttl_value: that of the query.
    """
    return complete(locals(), OracleRespondTx)
