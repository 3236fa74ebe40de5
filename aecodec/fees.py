"""Gas and the least fee of a transaction, term by term; what running a contract may cost; name fees.

The fee is a field of the transaction, so its own length counts: the least fee is the least fixed point
(fees.md). Amounts are aettos.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from ._validation import ProtocolName, as_protocol, as_uint
from .codec import Data, as_tx, to_bytes
from .errors import FieldError, format_int
from .fields import TtlType
from .names import to_ascii
from .objects import Tx, replace
from .protocol import (
    BASE_GAS,
    BYTE_GAS,
    CALL_GAS,
    CHEAPEST_NAME_LENGTH,
    CURRENT_PROTOCOL,
    DEFAULT_GAS_PRICE,
    EARLY_FORCE_PROGRESS_GAS,
    KEY_BLOCKS_PER_YEAR,
    NAME_FEE_UNIT,
    PAID_TTL,
    STATE_GAS_PER_YEAR,
    Protocol,
)
from .tx import ChannelForceProgressTx, ContractCallTx, GAMetaTxV2, PayingForTx, SignedTx


class Term(NamedTuple):
    """One part of a transaction's gas.

    `base` for its type, `size` for its unsigned bytes; `inner`, negative, for those of them that the
    transaction within pays for itself; `state` for the time that an oracle keeps something in the state.
    """

    name: str
    gas: int


class Execution(NamedTuple):
    """What running a contract may cost on top of the fee: `gas * gas_price` is the `most`."""

    gas: int
    gas_price: int
    most: int


class FeeBreakdown(NamedTuple):
    """How the least fee comes about: the terms add up to `gas`, and `gas * gas_price` is `least`.

    execution: what comes on top where the transaction runs a contract. What a transaction within costs
    is in its own receipt.
    """

    terms: tuple[Term, ...]
    gas: int
    gas_price: int
    min_fee: int
    execution: Execution | None = None


def gas(tx: Tx | Data, *, height: int = 0, protocol: ProtocolName = CURRENT_PROTOCOL) -> int:
    """The gas that the fee of this transaction must pay, the fee as it stands: signatures cost nothing.

    height: that of the chain, from which an oracle's ttl is counted if it is the height of a block; at
    any later one the transaction needs less gas. protocol: a force progress cost less before Fortuna.

    Raises TypeError for a type without a fee, FieldError for a ttl of an oracle that is not above the
    height (`ttl_passed`) or an unknown protocol, and what `decode_tx` raises for text or bytes.
    """
    return sum(term.gas for term in _terms(_unsigned(tx), height, as_protocol(protocol)))


def min_fee(
    tx: Tx | Data,
    gas_price: int = DEFAULT_GAS_PRICE,
    *,
    height: int = 0,
    protocol: ProtocolName = CURRENT_PROTOCOL,
) -> int:
    """The least fee of this transaction in aettos at a gas price in aettos, whatever fee it has now.

    Raises FieldError for a negative gas price, and what `gas` raises.
    """
    return breakdown(tx, gas_price, height=height, protocol=protocol).min_fee


def breakdown(
    tx: Tx | Data,
    gas_price: int = DEFAULT_GAS_PRICE,
    *,
    height: int = 0,
    protocol: ProtocolName = CURRENT_PROTOCOL,
) -> FeeBreakdown:
    """How the least fee of this transaction comes about: its terms are those of the least fee.

    A fee with more digits than the least one makes the transaction longer; `gas` counts that. Errors
    are those of `least`.
    """
    as_uint(gas_price, "gas_price")
    draft = _unsigned(tx)
    rules = as_protocol(protocol)
    fee = 0
    while True:
        # Longer fees need more gas, never less: from 0 upwards the first that suffices is the least.
        terms = _terms(replace(draft, fee=fee), height, rules)
        total = sum(term.gas for term in terms)
        if total * gas_price == fee:
            return FeeBreakdown(terms, total, gas_price, fee, execution(draft))
        fee = total * gas_price


def name_fee(name: str | bytes) -> int:
    """The least that claiming this name costs from Lima on, in aettos; it does not count as fee.

    The length of its ASCII form without the suffix decides. A later bid must be a twentieth higher.

    Raises FieldError for text that is no name (`names.to_ascii`).
    """
    label, _, _ = to_ascii(name).rstrip(".").rpartition(".")
    shorter, price = 2, 3
    for _ in range(len(label), CHEAPEST_NAME_LENGTH):
        shorter, price = price, shorter + price
    return price * NAME_FEE_UNIT


def execution(tx: Tx) -> Execution | None:
    """What a contract that this transaction runs may cost; None if it runs none.

    A force progress says it in its update.
    """
    runs = tx.update if isinstance(tx, ChannelForceProgressTx) else tx
    limit, price = getattr(runs, "gas", None), getattr(runs, "gas_price", None)
    return None if limit is None or price is None else Execution(limit, price, limit * price)


def _unsigned(tx: Tx | Data) -> Tx:
    """The transaction that pays: without signatures, and of a type that has a fee."""
    typed = as_tx(tx)
    unsigned: Tx = typed.transaction if isinstance(typed, SignedTx) else typed
    if unsigned.TAG not in BASE_GAS:
        raise TypeError(f"a {type(unsigned).__name__} has no fee")
    return unsigned


def _terms(tx: Tx, height: int, protocol: Protocol) -> tuple[Term, ...]:
    terms = [Term("base", _base(tx, protocol)), Term("size", BYTE_GAS * len(to_bytes(tx)))]
    if isinstance(tx, (GAMetaTxV2, PayingForTx)):
        terms.append(Term("inner", -BYTE_GAS * len(to_bytes(tx.tx.transaction))))
    if tx.TAG in PAID_TTL:
        blocks = _blocks(tx, PAID_TTL[tx.TAG], height)
        terms.append(Term("state", -(-STATE_GAS_PER_YEAR * blocks // KEY_BLOCKS_PER_YEAR)))
    return tuple(terms)


def _base(tx: Tx, protocol: Protocol) -> int:
    match tx:
        case ContractCallTx(abi_version=abi) if abi in CALL_GAS:
            return CALL_GAS[abi]
        case ChannelForceProgressTx() if protocol < Protocol.FORTUNA:
            return EARLY_FORCE_PROGRESS_GAS
    return BASE_GAS[tx.TAG]


def _blocks(tx: Any, name: str, height: int) -> int:
    """For how many key blocks an oracle transaction pays."""
    value: int = getattr(tx, f"{name}_value")
    if getattr(tx, f"{name}_type") != TtlType.BLOCK:
        return value
    as_uint(height, "height")
    if value <= height:
        path = f"{type(tx).__name__}.{name}_value"
        raise FieldError("ttl_passed", path, None, f"above height {format_int(height)}", format_int(value))
    return value - height
