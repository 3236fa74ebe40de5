"""The steps of every builder: choose the version, fill in and check the fields, compute the fee.

The arguments of a builder have the names of the fields, so that `locals()` is the mapping from names to
arguments that the functions here take. `version`, `protocol`, `height` and, but for transactions that run a
contract, `gas_price` are not fields: they determine what is built and what is paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Generic, NamedTuple, TypeAlias, TypeVar

from .. import fees
from .._consensus import Violation, check_costs, check_gas_price, check_protocol
from .._validation import ProtocolName, as_protocol
from ..errors import BuildError, DecodeError, FieldError, format_int
from ..fields import CtVersion, List, Uint
from ..objects import Tx, protocols_of, replace
from ..protocol import (
    BASE_GAS,
    BLOCK_GAS,
    CURRENT_PROTOCOL,
    DEFAULT_GAS_PRICE,
    DEFAULT_VM_ABI,
    MAX_NAME_TTLS,
    Protocol,
)
from ..schema import describe
from .values import argument_errors, as_number, coerce

_T = TypeVar("_T", bound=Tx)
#: The arguments of a builder by their names.
Arguments: TypeAlias = Mapping[str, Any]

_NO_FIELDS: Final = frozenset({"version", "protocol", "height", "fee", "gas_price", "fee_gas_price"})


class Draft(NamedTuple, Generic[_T]):
    """A checked transaction with a fee of 0, and the protocol that it is for."""

    tx: _T
    protocol: Protocol


def complete(arguments: Arguments, *versions: type[_T]) -> _T:
    """Build a transaction of one of these versions, which are given oldest first."""
    return with_fee(draft_tx(arguments, *versions), arguments)


def draft_tx(arguments: Arguments, *versions: type[_T]) -> Draft[_T]:
    """Build the transaction with a fee of 0. Raises BuildError with the argument as path.

    The argument `version` or `protocol` chooses the version; a single one needs neither.
    """
    cls, protocol = _choose(versions, arguments.get("version"), arguments.get("protocol"))
    tx = _construct(cls, _fields(cls, protocol or cls.SINCE, arguments))
    if protocol is None:
        # Without a valid protocol, the last one of the version shows which field is invalid.
        protocol = (protocols_of(tx) or protocols_of(cls)[-1:])[0]
    require(check_protocol(tx, protocol))
    return Draft(tx, protocol)


def with_fee(draft: Draft[_T], arguments: Arguments) -> _T:
    """Return the draft with its fee and, where `gas` is not given, the gas that a block has left for it."""
    tx, protocol = draft
    if tx.TAG not in BASE_GAS:
        return tx
    complete = _with_fee(tx, protocol, arguments)
    if "gas" in arguments and arguments["gas"] is None:
        left = BLOCK_GAS - _gas(complete, protocol, arguments)
        complete = _with_fee(replace(tx, gas=max(left, 0)), protocol, arguments)
    require(check_costs(complete, protocol, height=_height(arguments)))
    return complete


def require(violations: Iterable[Violation], place: str = "") -> None:
    """Raise the first violation as BuildError; its path is below this place."""
    for code, path, expected, found in violations:
        raise BuildError(code, ".".join(filter(None, (place, path))), None, expected, found)


# --- version and protocol -----------------------------------------------------------------------


def _choose(
    versions: tuple[type[_T], ...], version: int | None, protocol: ProtocolName | None
) -> tuple[type[_T], Protocol | None]:
    """Return the class to build, and the protocol; None: the first at which the result is valid."""
    if version is not None and protocol is not None:
        raise BuildError("arguments_exclude", "version", None, "version or protocol", "both")
    if version is not None:
        return _by_version(versions, version), None
    if protocol is None and len(versions) > 1:
        raise BuildError("argument_missing", "version", None, "version or protocol", "neither")
    chosen = CURRENT_PROTOCOL if protocol is None else _protocol(protocol)
    # Of two versions at one protocol the newer one.
    for cls in reversed(versions):
        if chosen in protocols_of(cls):
            return cls, chosen
    since = versions[0].SINCE.name.lower()
    raise BuildError("not_at_protocol", "protocol", None, f"{since} or later", chosen.name.lower())


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


def _fields(cls: type[Tx], protocol: Protocol, arguments: Arguments) -> dict[str, Any]:
    """Return the values of the class's fields; an argument for a field of another version is an error."""
    kinds = {field.name: field.type for field in describe(cls).fields}
    values: dict[str, Any] = {"fee": 0} if "fee" in kinds else {}
    for name, value in arguments.items():
        if name in kinds and name != "fee":
            kind = kinds[name]
            if value is None:
                values[name] = () if isinstance(kind, List) else _default(name, protocol)
            else:
                with argument_errors(name):
                    values[name] = coerce(kind, value)
        elif value is not None and name not in _NO_FIELDS:
            raise BuildError("argument_not_in_version", name, None, found=f"version {cls.VERSION}")
    return values


def _default(name: str, protocol: Protocol) -> Any:
    """Return the value of a field whose argument may be left out, else None."""
    vm, abi = DEFAULT_VM_ABI[protocol]
    # The largest gas has as many bytes as what will be left of it.
    usual: dict[str, Any] = {"ct_version": CtVersion(vm, abi), "abi_version": abi, "ttl": 0, "gas": BLOCK_GAS}
    usual.update(name_fee=0, name_ttl=MAX_NAME_TTLS[protocol])
    return usual.get(name)


def _construct(cls: type[_T], values: dict[str, Any]) -> _T:
    try:
        tx = cls(**values)
    except FieldError as error:
        raise _argument_error(error) from None
    for field in describe(cls).fields:
        if isinstance(field.type, Uint):
            as_number(field.name, getattr(tx, field.name))
    return tx


def _argument_error(error: DecodeError) -> BuildError:
    """Convert an error of a transaction's field: the path begins with the field, not the type."""
    return BuildError(error.code, error.path.partition(".")[2], None, error.expected, error.found)


# --- fee and gas --------------------------------------------------------------------------------


def _with_fee(tx: _T, protocol: Protocol, arguments: Arguments) -> _T:
    """Return the transaction with the larger of the given fee and the least fee at the gas price."""
    priced = "fee_gas_price" if "fee_gas_price" in arguments else "gas_price"
    fee, price = arguments["fee"], arguments[priced]
    if fee is None or price is not None:
        price = DEFAULT_GAS_PRICE if price is None else as_number(priced, price)
        require(check_gas_price(priced, price, protocol))
        fee = max(0 if fee is None else as_number("fee", fee), _gas(tx, protocol, arguments, price))
    return replace(tx, fee=as_number("fee", fee))


def _gas(tx: Tx, protocol: Protocol, arguments: Arguments, price: int | None = None) -> int:
    """Return the gas of the transaction, or with a gas price its least fee."""
    height = _height(arguments)
    try:
        if price is None:
            return fees.gas(tx, height=height, protocol=protocol)
        return fees.min_fee(tx, price, height=height, protocol=protocol)
    except DecodeError as error:
        raise _argument_error(error) from None


def _height(arguments: Arguments) -> int:
    return as_number("height", arguments.get("height", 0))
