"""Contract code as text: functions, blocks, and instructions with names for what they refer to.

docs/protocol/bytecode.md describes the form.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from .._fate_values import Bytearray, Value
from .._tree import PLAIN, Layout, Row, folded, lines
from .._tree import Value as Cell
from ..errors import printable, quote
from .code import (
    ID_BYTES,
    Argument,
    Code,
    Function,
    Immediate,
    Instruction,
    Operand,
    Register,
    Stack,
    Variable,
)
from .formatting import format_type, format_value
from .names import names_of
from .opcodes import Role

__all__ = ["disassemble", "signature"]

_INDENT: Final = 4  # columns in front of an instruction
_NARROWEST: Final = 24  # columns for operands; where there are fewer, they stand below

#: Instructions whose immediate operands are numbers of blocks.
JUMPS: Final = frozenset({"JUMP", "JUMPIF", "SWITCH_V2", "SWITCH_V3", "SWITCH_VN"})
#: Instructions that call a function of the same contract, by the id in operand 0.
CALLS: Final = frozenset({"CALL", "CALL_T"})
#: Instructions that call a function of another contract, by the id in operand 1.
REMOTE_CALLS: Final = frozenset({"CALL_R", "CALL_GR", "CALL_PGR"})


def disassemble(code: Code) -> str:
    """Return contract code as text, with names for functions where the code has them."""
    return "\n".join(listing(code))


def listing(
    code: Code,
    functions: Sequence[Function] | None = None,
    layout: Layout = PLAIN,
    facts: tuple[Row, ...] = (),
) -> Iterator[str]:
    """Write contract code as lines of text.

    functions: those to be shown; all if they are not given. facts: what else is known of the code.
    """
    names = code.names
    yield from lines(outline_head(code, facts), layout)
    for function in code.functions if functions is None else functions:
        yield ""
        yield from lines(Row("", (title(code, function, names),)), layout)
        yield from _function_lines(function, names, layout)


def signature(function: Function, name: str | None = None) -> str:
    """Return a function's name and types as one line, such as `private transfer(address, int) : bool`.

    The types are those of FATE under their names in Sophia: a record is a tuple, a datatype `variant(...)` of
    the tuples of its constructors, `'a` a type variable. name: if it is not given, the id stands for it.
    """
    words = [word for word in ("private", "payable") if getattr(function, word)]
    arguments = ", ".join(map(format_type, function.arguments))
    shown = function.id.hex() if name is None else printable(name)
    return " ".join([*words, f"{shown}({arguments}) : {format_type(function.result)}"])


# --- what is around functions -------------------------------------------------------------------


def outline_functions(code: Code, facts: tuple[Row, ...] = ()) -> Row:
    """Return the functions alone, each in one line: its id and its signature."""
    names = code.names
    rows = []
    for function in code.functions:
        shown = title(code, function, names)
        rows.append(Row(function.id.hex(), (Cell(shown.text) if function.id in names else shown,)))
    head = outline_head(code, facts)
    below = [row._replace(below=tuple(rows)) if row.name == "functions" else row for row in head.below]
    return head._replace(below=tuple(below))


def outline_head(code: Code, facts: tuple[Row, ...] = ()) -> Row:
    """Return what is known of the code as a whole, `facts` first."""
    rows = [*facts]
    if code.version is not None:
        rows.append(Row("compiler", (Cell(printable(code.compiler_version or "not named")),)))
        rows.append(Row("source hash", (Cell((code.source_hash or b"").hex()),)))
        if code.payable is not None:
            rows.append(Row("payable", (Cell("true" if code.payable else "false"),)))
    if code.is_aevm:
        functions = [Cell(printable(one.fun_name.decode("utf-8", "replace"))) for one in code.type_info]
        size = Cell(f"{len(code.other_bytecode)} bytes", "not opened")
        rows += [Row("functions", tuple(functions)), Row("bytecode", (size,))]
        return Row("", (Cell("code for the AEVM", f"version {code.version}"),), tuple(rows))
    rows.append(Row("functions", (Cell(f"{len(code.functions)}"),)))
    if code.annotations:
        rows.append(Row("annotations", (Cell(format_value(code.annotations)),)))
    note = "bytecode alone" if code.version is None else f"version {code.version}"
    return Row("", (Cell("code for FATE", note),), tuple(rows))


def title(code: Code, function: Function, names: Mapping[bytes, str]) -> Cell:
    """Return the signature of a function, and beside it its id, or the name that it has wrongly."""
    name = names.get(function.id)
    if name is not None:
        return Cell(signature(function, name), f"id {function.id.hex()}")
    said = code.symbols.get(function.id)
    note = "no name" if said is None else f"the code calls it {quote(said)}, which has another id"
    return Cell(signature(function), note)


# --- instructions -------------------------------------------------------------------------------


def _function_lines(function: Function, names: Mapping[bytes, str], layout: Layout) -> Iterator[str]:
    """Write the blocks of a function: each instruction, and beside it in one column what it works on."""
    opcodes = {instruction.opcode for block in function.blocks for instruction in block}
    longest = max((len(opcode.name) for opcode in opcodes), default=0)
    start = _INDENT + longest + 2
    room = None if layout.width is None else layout.width - start
    if room is not None and room < _NARROWEST:  # below the name then
        longest, start = 0, _INDENT + 2
        room = max((layout.width or 0) - start, 1)
    for number, block in enumerate(function.blocks):
        yield layout.dim(f"  block {number}")
        for instruction in block:
            name = f"{'':{_INDENT}}{instruction.opcode.name:{longest}}"
            below = [*folded(_works_on(instruction, names), room, layout)]
            if longest == 0:
                yield name
            elif below:
                yield f"{name}  {below.pop(0)}".rstrip()
            yield from (f"{'':{start}}{line}".rstrip() for line in below if line)


def _works_on(instruction: Instruction, names: Mapping[bytes, str]) -> Cell:
    """Return what an instruction reads, then an arrow and where it writes."""
    sources, target, notes = [], "", []
    for index, (role, operand) in enumerate(
        zip(instruction.opcode.roles, instruction.operands, strict=False)
    ):
        text, note = _operand(instruction, index, operand, names)
        if role is Role.TARGET:
            target = f"-> {text}"
        else:
            sources.append(text)
        if note:
            notes.append(note)
    return Cell(" ".join(filter(None, (", ".join(sources), target))), "; ".join(notes))


def _operand(
    instruction: Instruction, index: int, operand: Operand, names: Mapping[bytes, str]
) -> tuple[str, str]:
    """Return an operand as text, and a remark on it."""
    match operand:
        case Stack():
            return "stack", ""
        case Argument(number):
            return _format_number("arg", number), ""
        case Variable(number):
            return _format_number("var", number), ""
        case Register(number):
            return _format_number("store", number), ""
        case Immediate(value):
            return _immediate(instruction, index, value, names)
    raise TypeError(f"expected an operand, not {type(operand).__name__}")


def _format_number(kind: str, number: Value) -> str:
    return f"{kind}{number}" if type(number) is int and number >= 0 else f"{kind} {format_value(number)}"


def _immediate(
    instruction: Instruction, index: int, value: Value, names: Mapping[bytes, str]
) -> tuple[str, str]:
    """Return an immediate value as text: as the name of what it refers to, if it refers to something."""
    opcode = instruction.opcode
    if opcode.name in JUMPS and opcode.roles[index] is Role.IMMEDIATE:
        if type(value) is int:
            return f"block {value}", ""
        if isinstance(value, list) and all(type(one) is int for one in value):
            return f"[{', '.join(f'block {one}' for one in value)}]", ""
    id_ = _as_id(value)
    if id_ is not None:
        if opcode.name in CALLS and index == 0:
            return (printable(names[id_]), "") if id_ in names else (f"function {id_.hex()}", "")
        if opcode.name in REMOTE_CALLS and index == 1:
            known = names_of(id_, [names[id_]] if id_ in names else [])
            return f"function {id_.hex()}", f"matches {printable(', '.join(known))}" if known else ""
    if isinstance(value, Bytearray):
        return "code of a contract", f"{len(value.data)} bytes"
    return format_value(value), _closure(value, names)


def _closure(value: Value, names: Mapping[bytes, str]) -> str:
    """Say which function a value refers to, as lambdas do: by its id, alone or first in a tuple."""
    id_ = _as_id(value[0] if isinstance(value, tuple) and value else value)
    return f"id of {printable(names[id_])}" if id_ is not None and id_ in names else ""


def _as_id(value: Value) -> bytes | None:
    """Return a string that can be the id of a function as bytes; None for other values."""
    if not isinstance(value, str) or len(value) > ID_BYTES:
        return None
    raw = value.encode("utf-8", "surrogateescape")
    return raw if len(raw) == ID_BYTES else None
