"""Functions, blocks and instructions to bytecode: what reading gives, byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

from .._fate_types import FateType, TupleType
from .._fate_values import Value
from .._pure.rlp import string
from ..errors import FateError, format_int
from .code import ID_BYTES, Argument, Block, Code, Function, Immediate, Instruction, Register, Stack, Variable
from .codec import encode
from .opcodes import FUNCTION_MARKER, Opcode

#: Writes a value that stands among the operands.
Write: TypeAlias = Callable[[Value], bytes]

_MARKER: Final = bytes([FUNCTION_MARKER])
_MOST_TYPES: Final = 255
_PRIVATE: Final = 1
_PAYABLE: Final = 2
#: The bytes of the integers from 0 to 63: nearly all operands are among them.
_SMALL: Final = [bytes([2 * number]) for number in range(64)]


def write_code(code: Code) -> bytes:
    """Return the bytecode. Raises FateError, with the path, for what reading would not give."""
    try:
        symbols = {_id(id_).decode("utf-8", "surrogateescape"): name for id_, name in code.symbols.items()}
        for name in symbols.values():
            _check(name, str, "a name")
        table = encode(symbols)
    except FateError as error:
        raise error.within("symbols") from None
    try:
        annotations = encode(code.annotations)
        if annotations[:1] != b"\x2f":
            raise FateError("fate_code_table_not_map", "", None, "a map", type(code.annotations).__name__)
    except FateError as error:
        raise error.within("annotations") from None
    return join(write_functions(code.functions), table, annotations)


def join(functions: bytes, symbols: bytes, annotations: bytes) -> bytes:
    """Join the three parts of bytecode."""
    return string(functions) + string(symbols) + string(annotations)


def write_functions(functions: Sequence[Function], write: Write | None = None) -> bytes:
    """Return the first part of bytecode.

    write: writes the values among the operands as the node does, numbers of arguments that are no integers
    among them; if it is not given, values must be canonical.
    """
    out = bytearray()
    last = b""
    for index, function in enumerate(functions):
        place = f"[{index}]"
        try:
            _check(function, Function, "a function")
            id_ = _id(function.id)
            place = f"[{id_.hex()}]"
            if id_ <= last:
                expected = f"an id above {last.hex()}" if last else "an id"
                raise FateError("fate_function_order", "id", None, expected, id_.hex())
            _write_function(function, out, write)
        except FateError as error:
            raise error.within(f"functions{place}") from None
        last = id_
    return bytes(out)


def _write_function(function: Function, out: bytearray, write: Write | None) -> None:
    out += _MARKER + function.id
    out += encode(_PRIVATE * bool(function.private) + _PAYABLE * bool(function.payable))
    out += _type(TupleType(function.arguments), "arguments") + _type(function.result, "result")
    for number, block in enumerate(function.blocks):
        try:
            _write_block(block, out, write)
        except FateError as error:
            raise error.within(f"blocks[{number}]") from None


def _write_block(block: Block, out: bytearray, write: Write | None) -> None:
    if not block:
        raise FateError("fate_block_not_ended", "", None, "an instruction that ends the block", "none")
    last = len(block) - 1
    for index, instruction in enumerate(block):
        try:
            _check(instruction, Instruction, "an instruction")
            opcode = instruction.opcode
            _check(opcode, Opcode, "an opcode", "opcode")
            if opcode.ends_block != (index == last):
                expected = "an instruction that ends the block" if index == last else "none before the last"
                raise FateError("fate_block_not_ended", "", None, expected, opcode.name)
            _write_instruction(instruction, out, write)
        except FateError as error:
            raise error.within(f"[{index}]") from None


def _write_instruction(instruction: Instruction, out: bytearray, write: Write | None) -> None:
    opcode, operands = instruction.opcode, instruction.operands
    if len(operands) != opcode.arity:
        raise FateError("fate_operands", "operands", None, f"{opcode.arity}", f"{len(operands)}")
    modes, values = 0, []
    for index, operand in enumerate(operands):
        try:
            mode, value = _parts(operand, write is None)
            modes |= mode << 2 * index
            if mode:
                small = type(value) is int and 0 <= value < 64
                values.append(_SMALL[value] if small else (write or encode)(value))
        except FateError as error:
            raise error.within(f"operands[{index}]") from None
    out.append(opcode.code)
    if operands:
        out += modes.to_bytes(1 if len(operands) <= 4 else 2, "big")
    out += b"".join(values)


def _parts(operand: Any, strict: bool) -> tuple[int, Value]:
    """Return the mode of an operand, and the value that stands for it in the code."""
    if strict and isinstance(operand, (Argument, Variable, Register)):
        _check(operand.number, int, "an integer")
    match operand:
        case Stack():
            return 0, None
        case Argument(number):
            return 1, number
        case Variable(number):
            if strict and number < 0:
                raise FateError("fate_value", "", None, "a natural number, or a Register", format_int(number))
            return 2, number
        case Register(number):
            if number < 1:
                raise FateError("fate_value", "", None, "a number above 0", format_int(number))
            return 2, -number
        case Immediate(value):
            return 3, value
    raise FateError("fate_value", "", None, "an operand", type(operand).__name__)


def _type(given: Any, path: str) -> bytes:
    _check(given, FateType, "a FATE type", path)
    return encode(given)


def _id(given: Any) -> bytes:
    _check(given, bytes, f"an id of {ID_BYTES} bytes", "id")
    if len(given) != ID_BYTES:
        raise FateError("fate_value", "id", None, f"an id of {ID_BYTES} bytes", f"{len(given)} bytes")
    return bytes(given)


def _check(given: object, expected: type, words: str, path: str = "") -> None:
    if not isinstance(given, expected) or (expected is int and type(given) is bool):
        raise FateError("fate_value", path, None, words, type(given).__name__)
