"""Contract code as JSON: functions with names and types, blocks, operands; values in their neutral form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .code import Argument, Code, Function, Immediate, Operand, Register, Variable
from .disassembly import signature
from .neutral_json import to_json

__all__ = ["code_to_json"]


def code_to_json(
    code: Code, *, functions: Sequence[Function] | None = None, blocks: bool = True
) -> dict[str, Any]:
    """Return contract code as JSON.

    An operand is an object with one member: `stack`, `arg`, `var`, `store` or `immediate`. functions: those
    to be shown; all if they are not given. blocks: leave out the instructions if it is false.
    """
    names = code.names
    shown = code.functions if functions is None else functions
    return {
        "version": code.version,
        "source_hash": None if code.source_hash is None else code.source_hash.hex(),
        "compiler_version": code.compiler_version,
        "payable": code.payable,
        "functions": [_function(one, names, blocks) for one in shown],
        "symbols": {id_.hex(): name for id_, name in code.symbols.items()},
        "annotations": to_json(code.annotations),
        "aevm_functions": [one.fun_name.decode("utf-8", "surrogateescape") for one in code.type_info],
    }


def _function(function: Function, names: Mapping[bytes, str], blocks: bool) -> dict[str, Any]:
    name = names.get(function.id)
    form: dict[str, Any] = {
        "id": function.id.hex(),
        "name": name,
        "signature": signature(function, name),
        "private": function.private,
        "payable": function.payable,
        "arguments": [to_json(one)["type"] for one in function.arguments],
        "result": to_json(function.result)["type"],
    }
    if blocks:
        form["blocks"] = [
            [
                {"op": one.opcode.name, "operands": [_operand(operand) for operand in one.operands]}
                for one in block
            ]
            for block in function.blocks
        ]
    return form


def _operand(operand: Operand) -> dict[str, Any]:
    match operand:
        case Argument(number):
            return {"arg": _number(number)}
        case Variable(number):
            return {"var": _number(number)}
        case Register(number):
            return {"store": _number(number)}
        case Immediate(value):
            return {"immediate": to_json(value)}
    return {"stack": None}


def _number(number: Any) -> Any:
    """Return the number of an operand; one that JSON readers round, or that is no integer, as a value."""
    return number if type(number) is int and abs(number) < 1 << 53 else to_json(number)
