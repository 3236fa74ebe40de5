"""Bytecode to functions, blocks and instructions (docs/protocol/bytecode.md).

One walk from the first byte to the last; the decoder of values reads those among the operands. What the node
takes and strict decoding refuses goes through `deviate`, which lenient decoding overrides.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Final, NamedTuple, NoReturn, TypeVar

from .._fate_types import FateType, TupleType
from .._fate_values import Map, Value, Variant
from .._pure.rlp import read_node
from ..errors import FateError, RlpError, format_bytes, format_int
from ..limits import MAX_CODE_PARTS
from .code import (
    ID_BYTES,
    STACK,
    Argument,
    Block,
    Function,
    Immediate,
    Instruction,
    Operand,
    Register,
    Variable,
)
from .codec import decode_prefix, encode
from .opcodes import FUNCTION_MARKER, OPCODES, Opcode

_T = TypeVar("_T")
_ARGUMENT: Final = 1
_VARIABLE: Final = 2
_TYPE_BITS: Final = 7  # how the tag of a type ends
_PRIVATE: Final = 1
_PAYABLE: Final = 2

#: What the errors of RLP are called here.
_RLP_CODES: Final = {
    "rlp_truncated": "fate_truncated",
    "rlp_length_leading_zero": "fate_rlp_size_leading_zero",
    "rlp_length_not_minimal": "fate_rlp_not_canonical",
    "rlp_single_byte_not_minimal": "fate_rlp_not_canonical",
}


class Parts(NamedTuple):
    """The three parts of bytecode as they stand in it. names: the entries of `symbols` in right form."""

    functions: list[Function]
    symbols: Value
    names: dict[bytes, str]
    annotations: Value


def make_operand(mode: int, number: Value) -> Operand:
    """Make the operand of a mode and the value that stands in the code for it."""
    if mode == _ARGUMENT:
        return Argument(number)
    if mode == _VARIABLE:
        return Register(-number) if type(number) is int and number < 0 else Variable(number)
    return Immediate(number)


#: The operand of each mode for each number of one byte: nearly all operands are among them.
_SMALL: Final[list[dict[int, Operand]]] = [
    {
        tag: make_operand(mode, -(tag >> 1 & 63) if tag & 0x80 else tag >> 1)
        for tag in range(0, 256, 2)
        if tag != 0x80
    }
    for mode in range(4)
]
#: Of each byte the opcode, how many operands it has, and in how many bytes their modes stand.
_SHAPES: Final[list[tuple[Opcode, int, int] | None]] = [
    (one, one.arity, (one.arity + 3) // 4) if (one := OPCODES.get(code)) is not None else None
    for code in range(256)
]
#: Of each byte of modes how many of the four operands are not on the stack.
_IN_CODE: Final = [sum(modes >> shift & 3 != 0 for shift in (0, 2, 4, 6)) for modes in range(256)]


class CodeReader:
    """A walk through the bytecode of one contract, which knows the path to what it reads."""

    def __init__(self, wire: bytes) -> None:
        self.whole = wire
        self.wire = wire  # the part that is read
        self.base = 0  # where it begins
        self.left = MAX_CODE_PARTS
        self.known: dict[bytes, Instruction] = {}  # by their bytes; most come again and again
        self.part = ""
        # The function, its blocks, the block and the operands that are read; None outside of them.
        self.function: bytes | None = None
        self.blocks: list[Block] = []
        self.block: list[Instruction] | None = None
        self.operands: list[Operand] | None = None

    # --- values and faults

    def value(self, at: int) -> tuple[Value, int]:
        """Read the FATE value that begins at `at`; return it and where it ends."""
        try:
            return decode_prefix(self.wire, at)
        except FateError as error:
            raise self.with_place(error) from None

    def with_place(self, error: FateError) -> FateError:
        """Return the error of a value with its place in the whole."""
        if error.offset is not None:
            error.offset += self.base
        return error.within(self.path())

    def deviate(self, code: str, at: int, expected: str | None = None, found: str | None = None) -> None:
        """Refuse what the node takes."""
        self.refuse(code, at, expected, found)

    def refuse(self, code: str, at: int, expected: str | None = None, found: str | None = None) -> NoReturn:
        """Refuse the bytes at `at` of the part that is read."""
        raise FateError(code, self.path(), self.base + at, expected, found)

    def path(self) -> str:
        """Return the path to what is read, such as `functions[44d6441f].blocks[0][2].operands[1]`."""
        path = self.part
        if self.function is not None:
            path += f"[{self.function.hex()}]"
        if self.block is not None:
            path += f".blocks[{len(self.blocks)}][{len(self.block)}]"
        if self.operands is not None:
            path += f".operands[{len(self.operands)}]"
        return path

    def spend(self, parts: int, at: int) -> None:
        """Count functions, instructions and what costs as much as them."""
        self.left -= parts
        if self.left < 0:
            self.refuse("fate_code_too_large", at, f"at most {MAX_CODE_PARTS}")

    # --- the parts

    def read(self) -> Parts:
        """Read the three parts. Raises FateError."""
        functions, at = self.read_part("functions", 0, self.read_functions)
        (symbols, names), at = self.read_part("symbols", at, self.read_symbols)
        annotations, at = self.read_part("annotations", at, self.read_table)
        if at != len(self.whole):
            raise FateError("fate_trailing_bytes", "", at, found=f"{len(self.whole) - at} bytes")
        return Parts(functions, symbols, names, annotations)

    def read_part(self, name: str, at: int, read: Callable[[], _T]) -> tuple[_T, int]:
        """Read the part that begins at `at`; return what is in it and where it ends."""
        self.part, self.wire, self.base = name, self.whole, 0
        start, end = self.rlp_string(at)
        self.wire, self.base = self.whole[start:end], start
        return read(), end

    def rlp_string(self, at: int) -> tuple[int, int]:
        """Find where the content of an RLP string begins and ends."""
        try:
            node = read_node(self.wire, at, len(self.wire))
        except RlpError as error:
            code = _RLP_CODES[error.code]
            if code != "fate_rlp_not_canonical":
                self.refuse(code, at, error.expected, error.found)
            node = read_node(self.wire, at, len(self.wire), False)
            self.deviate(code, at, error.expected, format_bytes(self.wire[at : node.start]))
        if node.items is not None:
            self.refuse("fate_code_part_not_bytes", at)
        return node.start, node.end

    def read_table(self) -> Value:
        """Read symbols or annotations: the value that fills the part, which should be a map."""
        value, end = self.value(0)
        if end != len(self.wire):
            self.refuse("fate_trailing_bytes", end, found=f"{len(self.wire) - end} bytes")
        if not isinstance(value, (dict, Map)):
            self.deviate("fate_code_table_not_map", 0, "a map", type(value).__name__)
        return value

    def read_symbols(self) -> tuple[Value, dict[bytes, str]]:
        """Read the symbol table, and the names in it by the ids of functions."""
        table = self.read_table()
        names: dict[bytes, str] = {}
        offsets: list[int] = []
        for index, (key, name) in enumerate(table.items() if isinstance(table, (dict, Map)) else ()):
            id_ = key.encode("utf-8", "surrogateescape") if isinstance(key, str) else b""
            if len(id_) == ID_BYTES and isinstance(name, str):
                names[id_] = name
                continue
            offsets = offsets or _entry_offsets(table)
            both = f"{type(key).__name__} and {type(name).__name__}"
            found = f"an id of {len(id_)} bytes" if both == "str and str" else both
            self.deviate("fate_symbol_entry", offsets[index], f"an id of {ID_BYTES} bytes and a name", found)
        return table, names

    # --- functions

    def read_functions(self) -> list[Function]:
        """Read all functions, in the order in which they stand."""
        functions: list[Function] = []
        at, highest = 0, b""
        while at < len(self.wire):
            if self.wire[at] != FUNCTION_MARKER:
                self.refuse("fate_code_without_function", at, "fe", f"{self.wire[at]:02x}")
            head = self.wire[at + 1 : at + 1 + ID_BYTES]
            if len(head) < ID_BYTES:
                self.refuse("fate_truncated", at, f"{1 + ID_BYTES} bytes", f"{1 + len(head)}")
            self.function = head
            if head <= highest:
                self.deviate("fate_function_order", at, f"an id above {highest.hex()}", head.hex())
            function, at = self.read_function(head, at)
            self.function = None
            functions.append(function)
            highest = max(highest, head)
        return functions

    def read_function(self, id_: bytes, start: int) -> tuple[Function, int]:
        """Read what follows the id of a function: attributes, types and blocks."""
        at = start + 1 + ID_BYTES
        attributes, types = self.value(at)
        if type(attributes) is not int or abs(attributes) > _PRIVATE + _PAYABLE:
            found = format_int(attributes) if type(attributes) is int else type(attributes).__name__
            self.refuse("fate_function_attributes", at, "0 to 3", found)
        if attributes < 0:
            self.deviate("fate_function_attributes", at, "0 to 3", f"{attributes}")
        arguments, result_at = self.read_type(types)
        if not isinstance(arguments, TupleType):
            self.refuse("fate_function_arguments", types, "a tuple type", type(arguments).__name__)
        result, body = self.read_type(result_at)
        self.spend(1 + (body - start) // 2, start)
        blocks, end = self.read_blocks(body)
        function = Function(
            id=id_,
            private=abs(attributes) & _PRIVATE != 0,
            payable=abs(attributes) & _PAYABLE != 0,
            arguments=arguments.items,
            result=result,
            blocks=blocks,
        )
        return function, end

    def read_type(self, at: int) -> tuple[FateType, int]:
        """Read a type of a signature."""
        if at < len(self.wire) and self.wire[at] & 15 != _TYPE_BITS:
            self.refuse("fate_unknown_tag", at, "the tag of a type", f"{self.wire[at]:02x}")
        value, end = self.value(at)
        assert isinstance(value, FateType)
        return value, end

    # --- instructions

    def read_blocks(self, at: int) -> tuple[tuple[Block, ...], int]:
        """Read the blocks of a function, up to the next function or the end."""
        wire, end = self.wire, len(self.wire)
        blocks = self.blocks = []
        block = self.block = []
        while at < end and wire[at] != FUNCTION_MARKER:
            self.spend(1, at)
            instruction, at = self.read_instruction(at)
            block.append(instruction)
            if instruction.opcode.ends_block:
                blocks.append(tuple(block))
                block = self.block = []
        if block:
            self.refuse("fate_block_not_ended", at, "an instruction that ends the block")
        self.block = None
        return tuple(blocks), at

    def read_instruction(self, at: int) -> tuple[Instruction, int]:
        """Read an instruction: opcode, modes and operands."""
        wire, start = self.wire, at
        shape = _SHAPES[wire[at]]
        if shape is None:
            self.refuse("fate_unknown_opcode", at, None, f"{wire[at]:02x}")
        opcode, arity, width = shape
        at += 1 + width
        modes = int.from_bytes(wire[start + 1 : at], "big")
        shortest = at + _IN_CODE[modes & 0xFF] + _IN_CODE[modes >> 8]  # its end if each operand is a byte
        known = self.known.get(wire[start:shortest])
        if known is not None:
            return known, shortest
        if at > len(wire):
            self.refuse("fate_truncated", start, f"{width} bytes of modes", f"{len(wire) - start - 1}")
        if modes >> 2 * arity:
            found = wire[start + 1 : at].hex(" ")
            self.refuse("fate_operand_mode_unused", start + 1, f"modes of {arity} operands", found)
        operands = self.operands = []
        small_only = True
        for _ in range(arity):
            mode = modes & 3
            modes >>= 2
            if mode == 0:
                operands.append(STACK)
                continue
            small = _SMALL[mode].get(wire[at]) if at < len(wire) else None
            if small is not None:
                operands.append(small)
                at += 1
            else:
                operand, at = self.read_operand(mode, at)
                operands.append(operand)
                small_only = False  # it may deviate, which is said each time
        self.operands = None
        instruction = Instruction(opcode, tuple(operands))
        if small_only:
            self.known[wire[start:at]] = instruction
        return instruction, at

    def read_operand(self, mode: int, at: int) -> tuple[Operand, int]:
        """Read an operand that is not on the stack."""
        value, end = self.value(at)
        if mode in (_ARGUMENT, _VARIABLE):
            if type(value) is not int:
                self.deviate("fate_operand_not_int", at, "an integer", type(value).__name__)
        elif isinstance(value, (list, tuple, dict, Map, Variant, FateType)):
            self.spend(end - at, at)  # values in it cost about as much as instructions
        return make_operand(mode, value), end


def _entry_offsets(table: Mapping[Value, Value] | Map) -> list[int]:
    """Return where each entry of a map begins in its bytes."""
    sizes = [len(encode(key)) + len(encode(value)) for key, value in table.items()]
    return [*accumulate(sizes[:-1], initial=len(encode(table)) - sum(sizes))]
