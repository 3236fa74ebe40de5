"""Comparison of the functions of an interface with those of code, and of their types."""

from __future__ import annotations

from collections.abc import Iterator

from .._fate_types import FateType, ListType, MapType, TupleType, TypeVariable, VariantType
from .aci import ContractInterface, FunctionInterface
from .code import Code, Function
from .formatting import format_type

__all__ = ["differences"]


def differences(interface: ContractInterface, code: Code) -> Iterator[str]:
    """Yield a sentence for each function of the interface that the code does not have as it is there.

    `init` may be missing: nodes removed it from the stored code of the first contracts, and it has no result.
    """
    for function in interface.functions.values():
        found = code.function(function.name)
        if found is None:
            if function.name != "init":
                yield f"{function.name}: not in the code"
            continue
        if found.private:
            yield f"{function.name}: private in the code"
        if found.payable != function.payable:
            yield f"{function.name}: {'payable' if found.payable else 'not payable'} in the code"
        wanted = _signature(function, found)
        if not _equal_types(wanted, (*found.arguments, found.result)):
            expected, other = _words(wanted), _words((*found.arguments, found.result))
            yield f"{function.name}: expected {expected}, found {other}"


def _signature(function: FunctionInterface, found: Function) -> tuple[FateType, ...]:
    arguments = (argument.type.fate for argument in function.arguments)
    return (*arguments, found.result if function.name == "init" else function.returns.fate)


def _words(types: tuple[FateType, ...]) -> str:
    *arguments, result = map(format_type, types)
    return f"({', '.join(arguments)}) => {result}"


def _equal_types(wanted: tuple[FateType, ...], found: tuple[FateType, ...]) -> bool:
    """Compare types that may name their variables differently."""
    names: dict[int, int] = {}
    todo: list[tuple[FateType, FateType]] = [(TupleType(wanted), TupleType(found))]
    while todo:
        one, other = todo.pop()
        if type(one) is not type(other):
            return False
        if isinstance(one, TypeVariable) and isinstance(other, TypeVariable):
            if names.setdefault(one.id, other.id) != other.id:
                return False
            continue
        ours, theirs = _parts(one), _parts(other)
        if len(ours) != len(theirs) or (not ours and one != other):
            return False
        todo += zip(ours, theirs, strict=True)
    return len({*names.values()}) == len(names)


def _parts(kind: FateType) -> tuple[FateType, ...]:
    match kind:
        case ListType(element):
            return (element,)
        case MapType(key, value):
            return key, value
        case TupleType(items):
            return items
        case VariantType(variants):
            return variants
    return ()
