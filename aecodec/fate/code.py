"""Contract code of FATE as Python values: functions, basic blocks, instructions, operands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from .._fate_types import FateType
from .._fate_values import Value
from .._struct import Struct
from ..state import FunctionType, PayableFunctionType
from ..text import blake2b256
from .opcodes import Opcode, opcode

__all__ = [
    "STACK",
    "Argument",
    "Block",
    "Code",
    "Function",
    "Immediate",
    "Instruction",
    "Operand",
    "Register",
    "Stack",
    "Variable",
    "function_id",
]

#: Bytes of the id of a function.
ID_BYTES = 4


class Stack(Struct, frozen=True, gc=False):
    """The stack as an operand: read from the top, which is removed, or written to the top."""


class Argument(Struct, frozen=True, gc=False):
    """An argument of the function, counted from 0. Only lenient decoding gives a number that is no int."""

    number: Any


class Variable(Struct, frozen=True, gc=False):
    """A local variable of the function, counted from 0. Only lenient decoding gives one that is no int."""

    number: Any


class Register(Struct, frozen=True, gc=False):
    """A register of the contract's store, counted from 1: a part of the state."""

    number: int


class Immediate(Struct, frozen=True, gc=False):
    """A value that stands in the code itself."""

    value: Value


Operand: TypeAlias = Stack | Argument | Variable | Register | Immediate
STACK = Stack()


class Instruction(Struct, frozen=True, gc=False):
    """An instruction and its operands, the target first."""

    opcode: Opcode
    operands: tuple[Operand, ...] = ()

    @classmethod
    def of(cls, name: str, *operands: Operand) -> Instruction:
        """Make an instruction by its name. Raises KeyError for a name that none has."""
        return cls(opcode(name), operands)


#: A basic block: instructions of which only the last one ends a block. Blocks are counted from 0.
Block: TypeAlias = tuple[Instruction, ...]


class Function(Struct, frozen=True, kw_only=True):
    """A function: its id, the types of arguments and result, and its blocks.

    id: the first 4 bytes of the BLAKE2b-256 hash of its name. private: not callable from outside. payable:
    may be called with coins.
    """

    id: bytes
    private: bool = False
    payable: bool = False
    arguments: tuple[FateType, ...] = ()
    result: FateType
    blocks: tuple[Block, ...] = ()


class Code(Struct, frozen=True, kw_only=True):
    """The code of a contract.

    functions: in ascending order of their ids. symbols: what the code says are the names of its functions, by
    id; `names` has those that are true. annotations: a FATE map, empty in code of known compilers.

    The rest is what the object of tag 70 says around the bytecode, and None for bare bytecode: version of the
    object, hash of the source text, version of the compiler, whether the contract takes coins. type_info and
    other_bytecode are those of code for the AEVM, which has no functions here.
    """

    functions: tuple[Function, ...] = ()
    symbols: Mapping[bytes, str] = {}
    annotations: Value = {}  # noqa: RUF012  (each object gets its own)
    version: int | None = None
    source_hash: bytes | None = None
    compiler_version: str | None = None
    payable: bool | None = None
    type_info: tuple[FunctionType | PayableFunctionType, ...] = ()
    other_bytecode: bytes = b""

    @property
    def is_aevm(self) -> bool:
        """True for code of the AEVM, which is not opened."""
        return bool(self.type_info)

    @property
    def names(self) -> dict[bytes, str]:
        """The names of functions, by id, without those that do not hash to the id."""
        return {id_: name for id_, name in self.symbols.items() if function_id(name) == id_}

    @property
    def symbol_mismatches(self) -> dict[bytes, str]:
        """The names that do not hash to the id of their function: they are not its name."""
        return {id_: name for id_, name in self.symbols.items() if function_id(name) != id_}

    def function(self, name: str | bytes) -> Function | None:
        """Return the function of this name or id; None if there is none."""
        wanted = function_id(name) if isinstance(name, str) else name
        return next((one for one in self.functions if one.id == wanted), None)


def function_id(name: str) -> bytes:
    """Return the id of the function of this name: the first 4 bytes of its BLAKE2b-256 hash."""
    return blake2b256(name.encode("utf-8", "surrogateescape"))[:ID_BYTES]
