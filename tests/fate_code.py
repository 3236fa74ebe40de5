"""Contract code for tests: the vectors, and generated code."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from aecodec import fate
from aecodec.fate.code import (
    STACK,
    Argument,
    Code,
    Function,
    Immediate,
    Instruction,
    Operand,
    Register,
    Stack,
    Variable,
    function_id,
)
from aecodec.fate.opcodes import OPCODES, Opcode

from .fate_vectors import INTS, STRINGS, TYPES, VALUES, rows

#: The bytes of every code among the vectors: bytecode, and the objects around it.
WIRES = [
    bytes.fromhex(row[name]) for row in rows("bytecode") for name in ("bytecode", "contract") if name in row
]

#: The row `payable`: two functions, init and foo.
SHORT = next(row["bytecode"] for row in rows("bytecode") if row["name"] == "payable")


def neutral(code: Code) -> dict[str, Any]:
    """Return code in the neutral form of the vectors."""
    return {
        "functions": [_function(function) for function in code.functions],
        "symbols": [[id_.hex(), name] for id_, name in code.symbols.items()],
        "annotations": fate.to_json(code.annotations),
    }


def _function(function: Function) -> dict[str, Any]:
    return {
        "id": function.id.hex(),
        "attrs": [name for name in ("payable", "private") if getattr(function, name)],
        "args": [fate.to_json(one)["type"] for one in function.arguments],
        "ret": fate.to_json(function.result)["type"],
        "blocks": [
            [[str(one.opcode), *map(_operand, one.operands)] for one in block] for block in function.blocks
        ],
    }


def _operand(operand: Operand) -> list[Any]:
    match operand:
        case Stack():
            return ["stack"]
        case Argument(number):
            return ["arg", fate.to_json(number)]
        case Variable(number):
            return ["var", fate.to_json(number)]
        case Register(number):
            return ["var", fate.to_json(-number)]
        case Immediate(value):
            return ["immediate", fate.to_json(value)]


OPERANDS = (
    st.just(STACK)
    | st.builds(Argument, INTS)
    | st.builds(Variable, st.integers(0, 100))
    | st.builds(Register, st.integers(1, 100))
    | st.builds(Immediate, VALUES)
)


def instructions(opcode: Opcode) -> st.SearchStrategy[Instruction]:
    """Draw an instruction of this opcode."""
    operands = st.tuples(*[OPERANDS] * opcode.arity)
    return st.builds(Instruction, st.just(opcode), operands)


def _some(ends_block: bool) -> st.SearchStrategy[Instruction]:
    opcodes = [one for one in OPCODES.values() if one.ends_block == ends_block]
    return st.sampled_from(opcodes).flatmap(instructions)


BLOCKS = st.builds(lambda before, last: (*before, last), st.lists(_some(False), max_size=2), _some(True))
FUNCTIONS = st.builds(
    Function,
    id=st.binary(min_size=4, max_size=4),
    private=st.booleans(),
    payable=st.booleans(),
    arguments=st.lists(TYPES, max_size=2).map(tuple),
    result=TYPES,
    blocks=st.lists(BLOCKS, max_size=2).map(tuple),
)


def _sorted(functions: list[Function], names: list[str], annotations: Any) -> Code:
    by_id = {one.id: one for one in functions}
    return Code(
        functions=tuple(by_id[id_] for id_ in sorted(by_id)),
        symbols={function_id(name): name for name in names},
        annotations=annotations,
    )


ANNOTATIONS = st.dictionaries(st.tuples(st.just("comment"), st.integers(0, 99)), STRINGS, max_size=2)
CODES = st.builds(_sorted, st.lists(FUNCTIONS, max_size=2), st.lists(STRINGS, max_size=2), ANNOTATIONS)
