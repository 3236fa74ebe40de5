"""Gas and the least fee of a transaction, term by term.

The fee is a field of the transaction, so its own length counts: the least fee is the least fixed point
(fees.md). Amounts are aettos. What running a contract costs comes on top and is not in here.
"""

from __future__ import annotations

from typing import NamedTuple

from .codec import Data, to_bytes
from .derived import opened
from .errors import FieldError, counted
from .objects import Tx, replace
from .protocol import BASE_GAS, BYTE_GAS, USUAL_GAS_PRICE
from .tx import SignedTx


class Term(NamedTuple):
    """One part of a transaction's gas: `base` for its type, `size` for its unsigned bytes."""

    name: str
    gas: int


class Receipt(NamedTuple):
    """How the least fee comes about: the terms add up to `gas`, and `gas * gas_price` is `least`."""

    terms: tuple[Term, ...]
    gas: int
    gas_price: int
    least: int


def gas(tx: Tx | Data) -> int:
    """The gas that the fee of this transaction must pay, the fee as it stands: signatures cost nothing.

    Raises TypeError for a type without a fee, and what `decode_tx` raises for text or bytes.
    """
    return sum(term.gas for term in _terms(_unsigned(tx)))


def least(tx: Tx | Data, gas_price: int = USUAL_GAS_PRICE) -> int:
    """The least fee of this transaction in aettos at a gas price in aettos, whatever fee it has now.

    Raises FieldError for a negative gas price, and what `gas` raises.
    """
    return receipt(tx, gas_price).least


def receipt(tx: Tx | Data, gas_price: int = USUAL_GAS_PRICE) -> Receipt:
    """How the least fee of this transaction comes about: its terms are those of the least fee.

    A fee with more digits than the least one makes the transaction longer; `gas` counts that. Errors
    are those of `least`.
    """
    if not isinstance(gas_price, int) or isinstance(gas_price, bool):
        raise TypeError(f"gas_price: expected an integer, not {type(gas_price).__name__}")
    if gas_price < 0:
        raise FieldError("uint_negative", "gas_price", None, "0 or more", counted(gas_price))
    draft = _unsigned(tx)
    fee = 0
    while True:
        # Longer fees need more gas, never less: from 0 upwards the first that suffices is the least.
        terms = _terms(replace(draft, fee=fee))
        total = sum(term.gas for term in terms)
        if total * gas_price == fee:
            return Receipt(terms, total, gas_price, fee)
        fee = total * gas_price


def _unsigned(tx: Tx | Data) -> Tx:
    """The transaction that pays: without signatures, and of a type that has a fee."""
    typed = opened(tx)
    unsigned: Tx = typed.transaction if isinstance(typed, SignedTx) else typed
    if unsigned.TAG not in BASE_GAS:
        raise TypeError(f"no fee is known for a {type(unsigned).__name__}")
    return unsigned


def _terms(tx: Tx) -> tuple[Term, ...]:
    return Term("base", BASE_GAS[tx.TAG]), Term("size", BYTE_GAS * len(to_bytes(tx)))
