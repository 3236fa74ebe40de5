"""Builders of transactions between accounts."""

from __future__ import annotations

from .._validation import ProtocolName
from ..tx import SpendTx
from .draft import complete
from .values import AnyBytes, AnyId


def spend_tx(
    *,
    sender_id: AnyId,
    recipient_id: AnyId,
    amount: int,
    nonce: int,
    payload: AnyBytes = b"",
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> SpendTx:
    """A transaction that moves coins to an account, name, oracle or contract."""
    return complete(SpendTx, locals())
