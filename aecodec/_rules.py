"""Rules about a whole object, beyond its fields, that both twins ask for."""

from __future__ import annotations

from typing import Any, Final

from .errors import FieldError

__all__ = ["PAYABLE", "PAYING_FOR_TAG", "WRAPPER_TAGS", "check_payable"]

PAYING_FOR_TAG: Final = 82
#: What may stand between a paying_for and the transaction that it pays for: SignedTx and GAMetaTx.
WRAPPER_TAGS: Final = frozenset({11, 81})
#: What a paying_for may wrap, in words.
PAYABLE: Final = "a transaction that another account can pay for"


def check_payable(paying: Any) -> None:
    """Refuse a `PayingForTx` around what nobody can pay for, directly or within any number of `GAMetaTx`.

    Source: the node's module aec_paying_for_tx (`check_tx` in `deserialize`). Raises FieldError with the path
    of the transaction within.
    """
    path, inner = "tx", paying.tx
    while hasattr(inner, "signatures") or hasattr(inner, "auth_data"):
        name = "transaction" if hasattr(inner, "signatures") else "tx"
        path, inner = f"{path}.{name}", getattr(inner, name)
    if not inner.CAN_BE_PAID_FOR:
        raise FieldError("object_not_allowed_here", path, None, PAYABLE, type(inner).__name__)
