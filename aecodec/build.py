"""From what a person has to complete transactions: defaults, what follows from other values, the fee.

Every value is judged before any byte exists; BuildError names the argument in `path`. Fields are judged
by the class of the transaction, what only a builder knows here. Amounts are aettos.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, TypeAlias, TypeVar

from . import fees
from .derived import state_hash
from .errors import BuildError, FieldError, counted, quoted
from .fields import Uint
from .ids import Id
from .objects import Tx, replace
from .protocol import LEAST_GAS_PRICES, USUAL_GAS_PRICE, Protocol
from .schema import describe
from .tx import ChannelCreateTxV1, ChannelCreateTxV2

_T = TypeVar("_T", bound=Tx)
Delegates: TypeAlias = Sequence[Id | str]
#: A consensus protocol as member, number or name.
ProtocolName: TypeAlias = Protocol | int | str

_CHANNEL_CREATE: Final[tuple[type[ChannelCreateTxV1 | ChannelCreateTxV2], ...]] = (
    ChannelCreateTxV1,
    ChannelCreateTxV2,
)

#: Bytes of the longest number that a builder takes; no amount on any network needs more.
_MAX_NUMBER_BYTES: Final = 32


def channel_create_tx(
    *,
    initiator_id: Id | str,
    initiator_amount: int,
    responder_id: Id | str,
    responder_amount: int,
    channel_reserve: int,
    lock_period: int,
    nonce: int,
    push_amount: int = 0,
    ttl: int = 0,
    delegate_ids: Delegates | None = None,
    initiator_delegate_ids: Delegates | None = None,
    responder_delegate_ids: Delegates | None = None,
    version: int | None = None,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> ChannelCreateTxV1 | ChannelCreateTxV2:
    """A transaction that opens a channel, with its state hash and the least fee.

    initiator_amount, responder_amount: what each locks, before `push_amount` of the initiator's goes to
    the responder. After it each must have `channel_reserve`. lock_period: in key blocks. nonce: the next
    of the initiator. ttl: the last height that may take it in, 0 for any.
    delegate_ids: for version 1; initiator_delegate_ids, responder_delegate_ids: for version 2.
    version (1 or 2) or protocol: exactly one. A version stands for the first protocol that has it.
    fee, or gas_price (10^9 where neither is given), which makes the least fee: the consensus asks for a
    gas price of 1 in Roma and of 10^6 from Minerva on, and less is refused.

    Raises BuildError, with the name of the argument as path.
    """
    cls, since = _version(_CHANNEL_CREATE, version, protocol)
    draft = _draft(
        cls,
        initiator_id=initiator_id,
        initiator_amount=initiator_amount,
        responder_id=responder_id,
        responder_amount=responder_amount,
        channel_reserve=channel_reserve,
        lock_period=lock_period,
        ttl=ttl,
        fee=0,
        **_only(
            cls,
            delegate_ids=delegate_ids,
            initiator_delegate_ids=initiator_delegate_ids,
            responder_delegate_ids=responder_delegate_ids,
        ),
        state_hash=bytes(32),
        nonce=nonce,
    )
    _number("push_amount", push_amount)
    if draft.initiator_id == draft.responder_id:
        raise BuildError("same_participants", "responder_id", found=str(draft.responder_id))
    _check_reserve(draft, push_amount)
    balances = {
        draft.initiator_id: draft.initiator_amount - push_amount,
        draft.responder_id: draft.responder_amount + push_amount,
    }
    return _with_fee(replace(draft, state_hash=state_hash(balances)), since, fee, gas_price)


def _check_reserve(draft: ChannelCreateTxV1 | ChannelCreateTxV2, push: int) -> None:
    """Both participants can afford the push and keep the reserve."""
    if push > draft.initiator_amount:
        most = counted(draft.initiator_amount)
        raise BuildError("push_too_large", "push_amount", None, f"at most {most}", counted(push))
    for name, amount, least in (
        ("initiator_amount", draft.initiator_amount, draft.channel_reserve + push),
        ("responder_amount", draft.responder_amount, draft.channel_reserve - push),
    ):
        if amount < least:
            raise BuildError("below_reserve", name, None, f"at least {counted(least)}", counted(amount))


# --- what all builders share ---------------------------------------------------------------------


def _version(
    versions: tuple[type[_T], ...], version: int | None, protocol: ProtocolName | None
) -> tuple[type[_T], Protocol]:
    """The class that is asked for, and the protocol that it is built for."""
    if version is not None and protocol is not None:
        raise BuildError("arguments_exclude", "version", None, "version or protocol", "both")
    if version is not None:
        _number("version", version)
        for cls in versions:
            if version == cls.VERSION:
                return cls, cls.SINCE
        known = " or ".join(str(cls.VERSION) for cls in versions)
        raise BuildError("unknown_version", "version", None, known, counted(version))
    if protocol is None:
        raise BuildError("argument_missing", "version", None, "version or protocol", "neither")
    chosen = _protocol(protocol)
    # The versions of a transaction follow one another without a gap.
    return next(cls for cls in versions if cls.UNTIL is None or chosen <= cls.UNTIL), chosen


def _protocol(protocol: ProtocolName) -> Protocol:
    if isinstance(protocol, str):
        found = Protocol.__members__.get(protocol.upper())
        shown = quoted(protocol)
    else:
        _number("protocol", protocol)
        found = Protocol(protocol) if protocol in set(Protocol) else None
        shown = counted(protocol)
    if found is None:
        names = ", ".join(f"{member.name.lower()} ({member})" for member in Protocol)
        raise BuildError("protocol_unknown", "protocol", None, f"one of {names}", shown)
    return found


def _only(cls: type[Tx], **lists: Delegates | None) -> dict[str, Delegates]:
    """Of these optional lists the ones that the class has, empty by default; the others may not be given."""
    fields = {field.name for field in describe(cls).fields}
    for name, value in lists.items():
        if value is not None and name not in fields:
            raise BuildError("argument_not_in_version", name, None, found=f"version {cls.VERSION}")
    return {name: () if value is None else value for name, value in lists.items() if name in fields}


def _draft(cls: type[_T], **fields: Any) -> _T:
    """The object with these fields, with every error of theirs as BuildError."""
    try:
        draft = cls(**fields)
    except FieldError as error:
        name = error.path.partition(".")[2]
        raise BuildError(error.code, name, None, error.expected, error.found) from None
    for field in describe(cls).fields:
        if isinstance(field.type, Uint):
            _number(field.name, getattr(draft, field.name))
    return draft


def _with_fee(draft: _T, since: Protocol, fee: int | None, gas_price: int | None) -> _T:
    """The draft with this fee, or with the least one at this gas price."""
    lowest = LEAST_GAS_PRICES[since]
    if fee is None:
        price = USUAL_GAS_PRICE if gas_price is None else gas_price
        _number("gas_price", price)
        if price < lowest:
            raise BuildError("gas_price_too_low", "gas_price", None, f"at least {lowest}", counted(price))
        return replace(draft, fee=fees.least(draft, price))
    if gas_price is not None:
        raise BuildError("arguments_exclude", "fee", None, "fee or gas_price", "both")
    _number("fee", fee)
    complete = replace(draft, fee=fee)
    least = fees.gas(complete) * lowest
    if fee < least:
        raise BuildError("fee_too_low", "fee", None, f"at least {least}", counted(fee))
    return complete


def _number(name: str, value: object) -> None:
    """An unsigned integer of a size that occurs on a network."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BuildError("field_type", name, None, "an integer", type(value).__name__)
    if value < 0:
        raise BuildError("uint_negative", name, None, "0 or more", counted(value))
    length = (value.bit_length() + 7) // 8
    if length > _MAX_NUMBER_BYTES:
        raise BuildError("uint_too_long", name, None, f"at most {_MAX_NUMBER_BYTES} bytes", f"{length}")
