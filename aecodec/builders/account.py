"""Builders of transactions between accounts."""

from __future__ import annotations

from .. import text
from .._validation import ProtocolName
from ..errors import BuildError, TextError
from ..tx import SpendTx
from .draft import complete
from .values import AnyBytes, AnyId, as_utf8


def spend_tx(
    *,
    sender_id: AnyId,
    recipient_id: AnyId,
    amount: int,
    nonce: int,
    payload: AnyBytes | None = None,
    memo: str | None = None,
    ttl: int = 0,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> SpendTx:
    """Build a transaction that moves coins to an account, name, oracle or contract.

    payload: bytes or `ba_…`. memo: a payload as text, which is stored as UTF-8; it is never read as prefixed
    text, whatever it begins with. At most one of both; without either the payload is empty.
    """
    arguments = dict(locals())
    del arguments["memo"]
    if memo is None:
        arguments["payload"] = _as_payload(payload)
    elif payload is None:
        arguments["payload"] = as_utf8("memo", memo)
    else:
        raise BuildError("arguments_exclude", "memo", None, "payload or memo", "both")
    return complete(arguments, SpendTx)


def _as_payload(payload: AnyBytes | None) -> AnyBytes:
    """Decode a payload of `ba_` text; the error for other text names the argument that takes it."""
    if not isinstance(payload, str):
        return b"" if payload is None else payload
    try:
        return text.decode(payload, "ba")
    except TextError as error:
        other = error.code in ("missing_prefix", "unknown_prefix", "wrong_prefix")
        expected = "bytes or ba_ text (plain text: memo=, or encode it)" if other else error.expected
        raise BuildError(error.code, "payload", None, expected, error.found) from None
