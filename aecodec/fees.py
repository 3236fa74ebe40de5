"""Gas and minimum fee of a transaction, the most that it can cost each account, and name fees.

The fee is a field of the transaction, so its own length counts: the minimum fee is the smallest one that pays
for a transaction which holds it (docs/protocol/fees.md). Amounts are in aettos.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ._validation import AnyId, ProtocolName, as_id, as_protocol, as_uint
from .codec import Data, as_tx, to_bytes
from .errors import FieldError, format_int, with_article
from .fields import TtlType
from .ids import Id
from .names import label_length
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
    LOCKED_NAME_FEE,
    NAME_FEE_UNIT,
    PAID_TTL,
    STATE_GAS_PER_YEAR,
    IdKind,
    Protocol,
)
from .tx import (
    ChannelCloseMutualTx,
    ChannelCreateTx,
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ChannelDepositTx,
    ChannelForceProgressTx,
    ContractCallTx,
    ContractCreateTx,
    GAMetaTxV2,
    NameClaimTxV1,
    NameClaimTxV2,
    OracleQueryTx,
    PayingForTx,
    SignedTx,
    SpendTx,
)
from .tx.layers import TxLayer, iter_layers, origin

__all__ = [
    "Cost",
    "Execution",
    "FeeBreakdown",
    "Payment",
    "Term",
    "breakdown",
    "breakdown_or_error",
    "cost",
    "execution",
    "gas",
    "min_fee",
    "name_fee",
    "size_gas",
]


class Term(NamedTuple):
    """One part of a transaction's gas.

    name: `base` for the type; `size` for the bytes without signatures; `inner`, negative, for those of these
    bytes that a wrapped transaction pays for itself; `state` for the time that an oracle's object is stored.
    """

    name: str
    gas: int


class Execution(NamedTuple):
    """Cost of running a contract, which is charged in addition to the fee.

    gas: the limit. gas_price: in aettos. max_cost: `gas * gas_price`, if all gas is used.
    """

    gas: int
    gas_price: int
    max_cost: int


class FeeBreakdown(NamedTuple):
    """Terms of the minimum fee: they add up to `gas`, and `gas * gas_price` is `min_fee`.

    execution: the cost of running a contract, if the transaction does. A wrapped transaction has a fee of its
    own, which is not included.
    """

    terms: tuple[Term, ...]
    gas: int
    gas_price: int
    min_fee: int
    execution: Execution | None = None


class Payment(NamedTuple):
    """An amount that a transaction takes from an account, at most.

    name: the field, such as `fee` or `amount`; `gas` for running a contract, `locked` for what a claim locked
    before Lima. path: where it stands. account_id: who pays; where the fee of a close comes out of a channel,
    the channel. returned: the account gets it back at once, as it sends to itself.
    """

    account_id: Id
    name: str
    amount: int
    path: str
    returned: bool = False


class Cost(NamedTuple):
    """What a transaction takes at most, payment by payment."""

    payments: tuple[Payment, ...]

    @property
    def total(self) -> int:
        """The most that it can cost: all payments but those that are returned."""
        return sum(payment.amount for payment in self.payments if not payment.returned)

    @property
    def balance(self) -> int:
        """What must be there beforehand: all payments."""
        return sum(payment.amount for payment in self.payments)

    @property
    def accounts(self) -> dict[Id, int]:
        """The most that it can cost each account that pays."""
        return {account: self.of(account).total for account in dict.fromkeys(one[0] for one in self.payments)}

    def of(self, account_id: AnyId) -> Cost:
        """Return the part that an account pays, or a channel. Raises FieldError for another identifier."""
        payer = as_id(account_id, "account_id", IdKind.ACCOUNT, IdKind.CHANNEL)
        return Cost(tuple(payment for payment in self.payments if payment.account_id == payer))


def gas(tx: Tx | Data, *, height: int = 0, protocol: ProtocolName = CURRENT_PROTOCOL) -> int:
    """Return the gas that the fee of a transaction must pay, with the fee that it has now.

    height: the height of the chain, which counts if the ttl of an oracle transaction is the height of a
    block. The higher the chain, the less gas. Signatures cost nothing. protocol: before Fortuna, a force
    progress cost less.

    Raises TypeError for a type without a fee, FieldError for a ttl that is not above the height
    (`ttl_passed`) and an unknown protocol (`protocol_unknown`), and what `decode_tx` raises for text or
    bytes.
    """
    return sum(term.gas for term in _terms(_paying(tx), height, as_protocol(protocol)))


def size_gas(tx: Tx | Data) -> int:
    """Return the gas of the bytes of a transaction, without signatures, which is a part of `gas`.

    Raises what `decode_tx` raises.
    """
    return BYTE_GAS * len(to_bytes(_unsigned(as_tx(tx))))


def min_fee(
    tx: Tx | Data,
    gas_price: int = DEFAULT_GAS_PRICE,
    *,
    height: int = 0,
    protocol: ProtocolName = CURRENT_PROTOCOL,
) -> int:
    """Return the minimum fee of a transaction at a gas price, whatever fee it has now.

    Raises what `breakdown` raises.
    """
    return breakdown(tx, gas_price, height=height, protocol=protocol).min_fee


def breakdown(
    tx: Tx | Data,
    gas_price: int = DEFAULT_GAS_PRICE,
    *,
    height: int = 0,
    protocol: ProtocolName = CURRENT_PROTOCOL,
) -> FeeBreakdown:
    """Return the minimum fee of a transaction at a gas price, term by term.

    The terms are those of a transaction with the minimum fee. A longer fee makes the transaction longer,
    for which it needs more gas: see `gas`.

    Raises FieldError for a negative gas price and for a minimum fee that is too long for a transaction
    (`uint_too_long`), and what `gas` raises.
    """
    as_uint(gas_price, "gas_price")
    draft = _paying(tx)
    rules = as_protocol(protocol)
    fee = 0
    while True:
        # A longer fee needs more gas, never less: from 0 upwards, the first that suffices is the smallest.
        terms = _terms(replace(draft, fee=fee), height, rules)
        total = sum(term.gas for term in terms)
        if total * gas_price == fee:
            return FeeBreakdown(terms, total, gas_price, fee, execution(draft))
        fee = total * gas_price


def breakdown_or_error(
    tx: Tx,
    gas_price: int = DEFAULT_GAS_PRICE,
    *,
    height: int = 0,
    protocol: ProtocolName = CURRENT_PROTOCOL,
) -> FeeBreakdown | FieldError:
    """Return the minimum fee of any transaction, or as a value the error why it has none.

    Such a transaction is of a type without a fee (`no_fee`), its ttl is not above the height
    (`ttl_passed`), or it pays for so long a time that the fee does not fit (`uint_too_long`). Other
    arguments that are wrong raise what `breakdown` raises.
    """
    as_uint(gas_price, "gas_price")
    as_uint(height, "height")
    rules = as_protocol(protocol)
    if _unsigned(tx).TAG not in BASE_GAS:
        return FieldError("no_fee", found=with_article(type(_unsigned(tx)).__name__))
    try:
        return breakdown(tx, gas_price, height=height, protocol=rules)
    except FieldError as error:
        return error.with_traceback(None)


def name_fee(name: str | bytes) -> int:
    """Return the minimum name fee of a claim from Lima on; it is charged in addition to the fee.

    It depends on the length of the name's ASCII form without the suffix. Of an auctioned name it is the first
    bid; later ones are higher (`auctions.min_bid`).

    Raises FieldError for text that is not a name (`names.to_ascii`).
    """
    shorter, price = 2, 3
    for _ in range(label_length(name), CHEAPEST_NAME_LENGTH):
        shorter, price = price, shorter + price
    return price * NAME_FEE_UNIT


def execution(tx: Tx) -> Execution | None:
    """Return the maximum cost of the contract that a transaction runs; None if it runs none.

    For a force progress, the limits stand in its update.
    """
    runs = tx.update if isinstance(tx, ChannelForceProgressTx) else tx
    limit, price = getattr(runs, "gas", None), getattr(runs, "gas_price", None)
    return None if limit is None or price is None else Execution(limit, price, limit * price)


def cost(tx: Tx | Data, account_id: AnyId | None = None) -> Cost:
    """Return the most that a transaction can cost: fees, amounts, deposits and all gas of its contracts.

    It includes everything that the transaction wraps. A paying_for pays the fees and the gas of what is in
    it, but no amounts; the account of a ga_meta pays for its authorization as well. What accounts receive is
    not counted, and a transaction without a fee costs nothing.

    account_id: only what this account pays, or this channel. Raises what `decode_tx` and `Cost.of` raise.
    """
    payer: Id | None = None
    payments: list[Payment] = []
    for layer in iter_layers(as_tx(tx)):
        payments += (payment for payment in _payments(layer, payer) if payment.amount)
        if isinstance(layer.tx, PayingForTx):
            payer = layer.tx.payer_id
    whole = Cost(tuple(payments))
    return whole if account_id is None else whole.of(account_id)


#: The fields of coins that an account gives away, whoever pays the fee.
_GIVEN: Final[dict[type[Tx], tuple[str, ...]]] = {
    SpendTx: ("amount",),
    OracleQueryTx: ("query_fee",),
    NameClaimTxV2: ("name_fee",),
    ContractCreateTx: ("deposit", "amount"),
    ContractCallTx: ("amount",),
    ChannelCreateTxV1: ("initiator_amount",),
    ChannelCreateTxV2: ("initiator_amount",),
    ChannelDepositTx: ("amount",),
}


def _payments(layer: TxLayer, payer: Id | None) -> Iterator[Payment]:
    """Yield what one layer takes, without what it wraps; a payer pays its fee and gas."""
    tx: Any = layer.tx
    path, own = layer.tx_path, origin(layer.tx)
    if tx.TAG not in BASE_GAS or own is None:
        return
    # The node takes the fee of a mutual close from the channel, unless a paying_for pays.
    charged = payer or (tx.channel_id if isinstance(tx, ChannelCloseMutualTx) else own)
    yield Payment(charged, "fee", tx.fee, f"{path}.fee")
    run = execution(tx)
    if run is not None:
        where = "update.gas" if isinstance(tx, ChannelForceProgressTx) else "gas"
        yield Payment(charged, "gas", run.max_cost, f"{path}.{where}")
    back = isinstance(tx, SpendTx) and tx.recipient_id.kind != IdKind.NAME and tx.recipient_id.key == own.key
    for name in _GIVEN.get(type(tx), ()):
        yield Payment(own, name, getattr(tx, name), f"{path}.{name}", back)
    if isinstance(tx, ChannelCreateTx):
        yield Payment(tx.responder_id, "responder_amount", tx.responder_amount, f"{path}.responder_amount")
    if isinstance(tx, NameClaimTxV1):
        yield Payment(own, "locked", LOCKED_NAME_FEE, path)


def _unsigned(tx: Tx) -> Tx:
    return tx.transaction if isinstance(tx, SignedTx) else tx


def _paying(tx: Tx | Data) -> Tx:
    """Return the transaction that has the fee, without signatures; raise TypeError if its type has none."""
    unsigned = _unsigned(as_tx(tx))
    if unsigned.TAG not in BASE_GAS:
        raise TypeError(f"a {type(unsigned).__name__} has no fee")
    return unsigned


def _terms(tx: Tx, height: int, protocol: Protocol) -> tuple[Term, ...]:
    terms = [Term("base", _base(tx, protocol)), Term("size", size_gas(tx))]
    if isinstance(tx, (GAMetaTxV2, PayingForTx)):
        terms.append(Term("inner", -size_gas(tx.tx)))
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
    """Return the number of key blocks that an oracle transaction pays for."""
    value: int = getattr(tx, f"{name}_value")
    if getattr(tx, f"{name}_type") != TtlType.BLOCK:
        return value
    as_uint(height, "height")
    if value <= height:
        path = f"{type(tx).__name__}.{name}_value"
        raise FieldError("ttl_passed", path, None, f"above height {format_int(height)}", format_int(value))
    return value - height
