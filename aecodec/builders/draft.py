"""The way of every builder: choose the version, fill and judge the fields, find the fee.

A builder's arguments are the fields of its transaction by their own names, so `locals()` is the whole
wish. Not fields are `version`, `protocol`, `height` and, except in transactions that run a contract,
`gas_price`: they say what to build for, and what to pay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from .. import fees
from .._validation import ProtocolName, as_protocol
from ..errors import BuildError, DecodeError, FieldError, format_int
from ..fields import CtVersion, List, Uint
from ..objects import Tx, fields_invalid_at, protocols_of, replace
from ..protocol import (
    BASE_GAS,
    BLOCK_GAS,
    CURRENT_PROTOCOL,
    DEFAULT_GAS_PRICE,
    DEFAULT_VM_ABI,
    MAX_NAME_TTLS,
    MIN_GAS_PRICES,
    Protocol,
)
from ..schema import describe
from ..tx import ChannelForceProgressTx
from .values import as_number, coerce, naming

_T = TypeVar("_T", bound=Tx)
#: The arguments of a builder by their names.
Wish: TypeAlias = Mapping[str, Any]

_NO_FIELDS: Final = frozenset({"version", "protocol", "height", "fee", "gas_price", "fee_gas_price"})


class Choice(NamedTuple, Generic[_T]):
    """The class to build, and the protocol to build for; None: the first at which the result is valid."""

    cls: type[_T]
    protocol: Protocol | None


class Draft(NamedTuple, Generic[_T]):
    """A judged transaction whose fee is still 0, and the protocol that it is for."""

    tx: _T
    protocol: Protocol


def complete(cls: type[_T], wish: Wish) -> _T:
    """The transaction of this class that these arguments ask for."""
    return complete_of((cls,), wish)


def complete_of(versions: tuple[type[_T], ...], wish: Wish) -> _T:
    """The transaction of one of these versions, oldest first, that these arguments ask for."""
    return with_fee(draft_tx(choose(versions, wish), wish), wish)


def choose(versions: tuple[type[_T], ...], wish: Wish) -> Choice[_T]:
    """The class that is asked for, by version or by protocol; the only one needs neither."""
    version, protocol = wish.get("version"), wish.get("protocol")
    if version is not None and protocol is not None:
        raise BuildError("arguments_exclude", "version", None, "version or protocol", "both")
    if version is not None:
        return Choice(_by_version(versions, version), None)
    if protocol is None and len(versions) > 1:
        raise BuildError("argument_missing", "version", None, "version or protocol", "neither")
    chosen = CURRENT_PROTOCOL if protocol is None else _protocol(protocol)
    # Of two versions at one protocol the newer one.
    for cls in reversed(versions):
        if chosen in protocols_of(cls):
            return Choice(cls, chosen)
    since = versions[0].SINCE.name.lower()
    raise BuildError("not_at_protocol", "protocol", None, f"{since} or later", chosen.name.lower())


def draft_tx(choice: Choice[_T], wish: Wish) -> Draft[_T]:
    """The transaction with all but its fee, every field judged, every error named by its argument."""
    cls, protocol = choice
    tx = _made(cls, _values(cls, protocol or cls.SINCE, wish))
    if protocol is None:
        # Where there is none, the last one of its version tells what does not fit.
        protocol = (protocols_of(tx) or protocols_of(cls)[-1:])[0]
    for name in fields_invalid_at(tx, protocol):
        raise BuildError("not_at_protocol", name, found=protocol.name.lower())
    return Draft(tx, protocol)


def with_fee(draft: Draft[_T], wish: Wish) -> _T:
    """The draft with the fee that is asked for, or the least one, and with what gas is left for it."""
    tx, protocol = draft
    if tx.TAG not in BASE_GAS:
        return tx
    complete = _with_fee(tx, protocol, wish)
    if "gas" in wish and wish["gas"] is None:
        left = BLOCK_GAS - _gas(complete, protocol, wish)
        complete = _with_fee(replace(tx, gas=max(left, 0)), protocol, wish)
    _judge_execution(complete, protocol, _gas(complete, protocol, wish))
    return complete


def require_min_fee(name: str, fee: int, least: int) -> None:
    """Refuses a fee that no block may hold."""
    if fee < least:
        raise BuildError("fee_too_low", name, None, f"at least {format_int(least)}", format_int(fee))


# --- version and protocol -----------------------------------------------------------------------


def _by_version(versions: tuple[type[_T], ...], version: int) -> type[_T]:
    as_number("version", version)
    for cls in versions:
        if version == cls.VERSION:
            return cls
    known = " or ".join(str(cls.VERSION) for cls in versions)
    raise BuildError("unknown_version", "version", None, known, format_int(version))


def _protocol(protocol: ProtocolName) -> Protocol:
    if isinstance(protocol, int) and not isinstance(protocol, Protocol):
        as_number("protocol", protocol)
    try:
        return as_protocol(protocol)
    except FieldError as error:
        raise BuildError(error.code, "protocol", None, error.expected, error.found) from None
    except TypeError:
        found = type(protocol).__name__
        raise BuildError("field_type", "protocol", None, "a number or name", found) from None


# --- fields -------------------------------------------------------------------------------------


def _values(cls: type[Tx], protocol: Protocol, wish: Wish) -> dict[str, Any]:
    """What the fields of the class hold; an argument for another version's field must not be given."""
    kinds = {field.name: field.type for field in describe(cls).fields}
    values: dict[str, Any] = {"fee": 0} if "fee" in kinds else {}
    for name, value in wish.items():
        if name in kinds and name != "fee":
            kind = kinds[name]
            if value is None:
                values[name] = () if isinstance(kind, List) else _default(name, protocol)
            else:
                with naming(name):
                    values[name] = coerce(kind, value)
        elif value is not None and name not in _NO_FIELDS:
            raise BuildError("argument_not_in_version", name, None, found=f"version {cls.VERSION}")
    return values


def _default(name: str, protocol: Protocol) -> Any:
    """What an argument that was left out stands for, if it may be."""
    vm, abi = DEFAULT_VM_ABI[protocol]
    # The largest gas has as many bytes as what will be left of it.
    usual: dict[str, Any] = {"ct_version": CtVersion(vm, abi), "abi_version": abi, "ttl": 0, "gas": BLOCK_GAS}
    usual.update(name_fee=0, name_ttl=MAX_NAME_TTLS[protocol])
    return usual.get(name)


def _made(cls: type[_T], values: dict[str, Any]) -> _T:
    try:
        tx = cls(**values)
    except FieldError as error:
        name = error.path.partition(".")[2]
        raise BuildError(error.code, name, None, error.expected, error.found) from None
    for field in describe(cls).fields:
        if isinstance(field.type, Uint):
            as_number(field.name, getattr(tx, field.name))
    return tx


# --- fee and gas --------------------------------------------------------------------------------


def _with_fee(tx: _T, protocol: Protocol, wish: Wish) -> _T:
    """The transaction with the fee of the wish, or with the least one at its gas price."""
    priced = "fee_gas_price" if "fee_gas_price" in wish else "gas_price"
    fee, price = wish["fee"], wish[priced]
    lowest = MIN_GAS_PRICES[protocol]
    if fee is not None:
        if price is not None:
            raise BuildError("arguments_exclude", "fee", None, f"fee or {priced}", "both")
        complete = replace(tx, fee=as_number("fee", fee))
        require_min_fee("fee", fee, _gas(complete, protocol, wish) * lowest)
        return complete
    _judge_price(priced, DEFAULT_GAS_PRICE if price is None else price, lowest)
    return replace(tx, fee=_gas(tx, protocol, wish, DEFAULT_GAS_PRICE if price is None else price))


def _gas(tx: Tx, protocol: Protocol, wish: Wish, price: int | None = None) -> int:
    """The gas of the transaction, or with a gas price its least fee."""
    height = as_number("height", wish.get("height", 0))
    try:
        if price is None:
            return fees.gas(tx, height=height, protocol=protocol)
        return fees.min_fee(tx, price, height=height, protocol=protocol)
    except DecodeError as error:
        path = error.path.partition(".")[2]
        raise BuildError(error.code, path, None, error.expected, error.found) from None


def _judge_price(name: str, price: int, lowest: int) -> None:
    if as_number(name, price) < lowest:
        raise BuildError("gas_price_too_low", name, None, f"at least {lowest}", format_int(price))


def _judge_execution(tx: Tx, protocol: Protocol, fee_gas: int) -> None:
    """The transaction, with what its contract may use, fits into a block, and is paid for."""
    execution = fees.execution(tx)
    where = "update." if isinstance(tx, ChannelForceProgressTx) else ""
    if execution is None:
        if fee_gas > BLOCK_GAS:
            raise BuildError("block_gas", "", None, f"at most {BLOCK_GAS}", format_int(fee_gas))
        return
    left = BLOCK_GAS - fee_gas
    if execution.gas > left or left < 0:
        raise BuildError(
            "block_gas", f"{where}gas", None, f"at most {max(left, 0)}", format_int(execution.gas)
        )
    _judge_price(f"{where}gas_price", execution.gas_price, MIN_GAS_PRICES[protocol])
