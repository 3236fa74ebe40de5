"""Checks of contract code for what a node does not check: names, jumps and calls."""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import FateError, format_int, quote
from ..text import blake2b256
from .code import ID_BYTES, Code, Function, Immediate, Instruction, function_id
from .disassembly import CALLS, JUMPS
from .opcodes import Role
from .types import BOOLEAN

__all__ = ["auth_function", "check_code"]


def check_code(code: Code, vm: int | None = None) -> tuple[FateError, ...]:
    """Return what is wrong with code though a node takes it, in order of place.

    A name that does not hash to the id beside it, a jump to a block or a call of a function that is not
    there, a function without instructions. vm: the virtual machine of the contract (5, 7 or 8), which may not
    have an instruction yet.
    """
    return (*_wrong_symbols(code), *_wrong_functions(code, vm))


def auth_function(code: Code, auth_fun: bytes) -> Function:
    """Return the function that `auth_fun` of a `ga_attach` transaction names by the hash of its name.

    auth_fun: 32 bytes. Raises FateError if there is none, or if it does not return a boolean.
    """
    function = code.function(auth_fun[:ID_BYTES])
    name = code.names.get(auth_fun[:ID_BYTES])
    named = name is None or blake2b256(name.encode("utf-8", "surrogateescape")) == auth_fun
    if function is None or len(auth_fun) != 32 or not named:
        raise FateError("fate_auth_missing", "auth_fun", None, None, auth_fun.hex()[:64] or "no bytes")
    if function.result != BOOLEAN:
        place = name or function.id.hex()
        raise FateError("fate_auth_result", "auth_fun", None, None, quote(place))
    return function


def _wrong_symbols(code: Code) -> Iterator[FateError]:
    for id_, name in code.symbol_mismatches.items():
        expected = f"a name with the id {id_.hex()}"
        found = f"{quote(name)} with {function_id(name).hex()}"
        yield FateError("fate_symbol_hash_mismatch", f"symbols[{id_.hex()}]", None, expected, found)


def _wrong_functions(code: Code, vm: int | None) -> Iterator[FateError]:
    known = {function.id for function in code.functions}
    for function in code.functions:
        place = f"functions[{function.id.hex()}]"
        if not function.blocks:
            yield FateError("fate_function_empty", place)
        for number, block in enumerate(function.blocks):
            for index, instruction in enumerate(block):
                for error in _wrong_instruction(instruction, len(function.blocks), known, vm):
                    yield error.within(f"{place}.blocks[{number}][{index}]")


def _wrong_instruction(
    instruction: Instruction, blocks: int, known: set[bytes], vm: int | None
) -> Iterator[FateError]:
    opcode = instruction.opcode
    if vm is not None and (opcode.vm is None or opcode.vm > vm):
        since = "debug builds of the node" if opcode.vm is None else f"VM {opcode.vm}"
        yield FateError("fate_opcode_not_in_vm", "", None, f"VM {vm}", f"{opcode.name} of {since}")
    if opcode.name in JUMPS:
        for index, operand in enumerate(instruction.operands):
            if opcode.roles[index] is not Role.IMMEDIATE or not isinstance(operand, Immediate):
                continue
            for target in operand.value if isinstance(operand.value, list) else [operand.value]:
                if type(target) is int and not 0 <= target < blocks:
                    expected, found = f"below {blocks}", f"block {format_int(target)}"
                    yield FateError("fate_block_missing", f"operands[{index}]", None, expected, found)
    if opcode.name in CALLS and isinstance(instruction.operands[0], Immediate):
        value = instruction.operands[0].value
        id_ = value.encode("utf-8", "surrogateescape") if isinstance(value, str) else None
        if id_ is not None and id_ not in known:
            yield FateError("fate_function_missing", "operands[0]", None, None, quote(id_.hex()))
