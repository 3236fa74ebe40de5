"""The types of values, and the node's check of them at each call and return (docs/protocol/fate.md).

The node infers a type from the value alone, and then matches it with the declared one.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from .._fate_types import (
    ADDRESS,
    ANY,
    BITS,
    BOOLEAN,
    CONTRACT,
    INTEGER,
    ORACLE,
    ORACLE_QUERY,
    STRING,
    BytesType,
    FateType,
    ListType,
    MapType,
    TupleType,
    TypeVariable,
    VariantType,
)
from .._fate_values import Address, Bits, Map, OracleQueryId, StoreMap, Value, Variant
from ..errors import FateError
from ..ids import Id
from ..protocol import IdKind
from ._fold import Split, fold

__all__ = ["matches", "type_of"]

#: The first virtual machine that knows bytes of any size, FATE_03 of Ceres.
_VM_ANY_SIZE: Final = 8
_SIMPLE: Final[dict[type, FateType]] = {
    bool: BOOLEAN,
    int: INTEGER,
    str: STRING,
    Bits: BITS,
    OracleQueryId: ORACLE_QUERY,
    StoreMap: MapType(ANY, ANY),
}
_IDS: Final = {IdKind.ACCOUNT: ADDRESS, IdKind.CONTRACT: CONTRACT, IdKind.ORACLE: ORACLE}
_ADDRESSES: Final = {
    "account": ADDRESS,
    "contract": CONTRACT,
    "oracle": ORACLE,
    "oracle_query": ORACLE_QUERY,
}


def type_of(value: Value) -> FateType:
    """Infer the type of a value as the node does.

    An empty list is a list of any. A variant shows the types of the values it holds; of the other
    constructors it shows how many values they have, each of which is any.

    Raises FateError for a value that passes no check: elements of a list, keys or values of a map that have
    no type in common, a channel, a type, a contract bytearray.
    """
    return fold(value, _split)


def matches(value: Value, declared: FateType, *, vm: int = _VM_ANY_SIZE) -> bool:
    """Check a value against a declared type as the node does at a call or return.

    vm: the version of the virtual machine; before 8, bytes of any size match nothing. A type variable stands
    for one type in all of `declared`: to check a call, give its arguments as one tuple.
    """
    try:
        return _match(declared, type_of(value), vm)
    except FateError:
        return False


@cache
def _any_values(count: int) -> TupleType:
    """Return what is known of the values of a constructor: their number. One object for each number."""
    return TupleType((ANY,) * count)


def _leaf(found: FateType) -> Split[FateType]:
    return (), lambda _: found


def _split(value: Value) -> Split[FateType]:
    simple = _SIMPLE.get(type(value))
    if simple is not None:
        return _leaf(simple)
    match value:
        case bytes():
            return _leaf(BytesType(len(value)))
        case list():
            return value, lambda parts: ListType(_common(parts))
        case tuple():
            return value, lambda parts: TupleType(tuple(parts))
        case dict() | Map():
            flat = [part for entry in value.items() for part in entry]
            return flat, lambda parts: MapType(_common(parts[::2]), _common(parts[1::2]))
        case Variant(arities, tag, values):
            return values, lambda parts: _variant_type(arities, tag, parts)
        case Id() if value.kind in _IDS:
            return _leaf(_IDS[value.kind])
        case Address(kind) if kind in _ADDRESSES:
            return _leaf(_ADDRESSES[kind])
    raise FateError("fate_untyped", "", None, None, type(value).__name__)


def _variant_type(arities: tuple[int, ...], tag: int, parts: list[FateType]) -> VariantType:
    variants: list[FateType] = [_any_values(arity) for arity in arities]
    variants[tag] = TupleType(tuple(parts))
    return VariantType(tuple(variants))


def _common(found: list[FateType]) -> FateType:
    """Return the one type in which all meet."""
    common: FateType = ANY
    for one in found:
        if one is not common and one != common:
            common = _meet(common, one)
    return common


def _meet(one: FateType, other: FateType) -> FateType:
    """Return the type of values that are of both; any is either. Raises FateError if there is none."""
    return fold((one, other), _split_pair)


def _split_pair(pair: tuple[FateType, FateType]) -> Split[FateType]:
    one, other = pair
    if other == ANY or one is other:
        return _leaf(one)
    if one == ANY:
        return _leaf(other)
    match one, other:
        case ListType(element), ListType(another):
            return [(element, another)], lambda parts: ListType(parts[0])
        case MapType(key, item), MapType(key_of_other, item_of_other):
            return [(key, key_of_other), (item, item_of_other)], lambda parts: MapType(*parts)
        case TupleType(items), TupleType(others) if len(items) == len(others):
            for known, vague in ((one, other), (other, one)):
                if vague is _any_values(len(items)):
                    return _leaf(known)
            return [*zip(items, others, strict=True)], lambda parts: TupleType(tuple(parts))
        case VariantType(variants), VariantType(others) if len(variants) == len(others):
            return [*zip(variants, others, strict=True)], lambda parts: VariantType(tuple(parts))
    if one == other:
        return _leaf(one)
    raise FateError("fate_untyped")


def _match(declared: FateType, inferred: FateType, vm: int) -> bool:
    """Tell whether an inferred type passes for a declared one."""
    variables: dict[int, FateType] = {}
    pending: list[tuple[Any, Any]] = [(declared, inferred)]
    while pending:
        want, got = pending.pop()
        if want is got or want == ANY or got == ANY:
            continue
        match want, got:
            case TypeVariable(number), _:
                variables[number] = _meet(variables.get(number, ANY), got)
            case BytesType(size), BytesType(found):
                if size != found and not (size is None and vm >= _VM_ANY_SIZE):
                    return False
            case ListType(element), ListType(another):
                pending.append((element, another))
            case MapType(key, item), MapType(key_of_other, item_of_other):
                pending += (item, item_of_other), (key, key_of_other)
            case TupleType(items), TupleType(others) if len(items) == len(others):
                pending += zip(items, others, strict=True)
            case VariantType(variants), VariantType(others) if len(variants) == len(others):
                if not all(isinstance(variant, TupleType) for variant in variants):
                    return False
                pending += zip(variants, others, strict=True)
            case _:
                if want != got:
                    return False
    return True
