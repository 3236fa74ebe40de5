"""Contract code as text: each column, names for what instructions refer to, and nothing that lies."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from aecodec import fate
from aecodec._tree import Layout
from aecodec.fate.code import (
    STACK,
    Argument,
    Code,
    Function,
    Immediate,
    Instruction,
    Register,
    Variable,
    function_id,
)
from aecodec.fate.disassembly import listing
from aecodec.fate.types import (
    ADDRESS,
    ANY,
    BOOLEAN,
    INTEGER,
    STRING,
    BytesType,
    ListType,
    MapType,
    TupleType,
    TypeVariable,
    VariantType,
)
from aecodec.state import FunctionType

from .conftest import examples
from .fate_code import CODES
from .fate_vectors import rows

CODE = {row["name"]: fate.decode_code(bytes.fromhex(row["bytecode"])) for row in rows("bytecode")}
CONTRACT = {row["name"]: row["contract_cb"] for row in rows("bytecode") if "contract_cb" in row}


def test_a_contract_is_shown_as_the_parts_that_it_has() -> None:
    # Written by hand from the disassembly of the node in the row `payable`.
    assert fate.disassemble(fate.decode_code(CONTRACT["payable"])) == (
        "code for FATE (version 3)\n"
        "  compiler     9.0.0\n"
        "  source hash  4e549eecb0388cc9df5773eb066901b92b6f606c1854d4bb4dd5ba7ac1c4da41\n"
        "  payable      true\n"
        "  functions    2\n"
        "\n"
        "init() : unit (id 44d6441f)\n"
        "  block 0\n"
        "    STORE    () -> store1\n"
        "    RETURNR  ()\n"
        "\n"
        "payable foo(int) : unit (id b8fe9f7f)\n"
        "  block 0\n"
        "    RETURNR  ()"
    )


def text_of(instruction: Instruction, **symbols: str) -> str:
    """Return an instruction as it is shown in code with these symbols."""
    blocks = (
        ((instruction,),) if instruction.opcode.ends_block else ((instruction, Instruction.of("RETURN")),)
    )
    function = Function(id=function_id("f"), result=ANY, blocks=blocks)
    names = {function_id(name): name for name in symbols.values()}
    shown = fate.disassemble(Code(functions=(function,), symbols=names)).splitlines()[5]
    return " ".join(shown.split())


def id_text(name: str) -> str:
    return function_id(name).decode("utf-8", "surrogateescape")


@pytest.mark.parametrize(
    ("instruction", "shown"),
    [
        (Instruction.of("ADD", Variable(1), Argument(0), Immediate(2)), "ADD arg0, 2 -> var1"),
        (Instruction.of("STORE", Register(3), Immediate("a")), 'STORE "a" -> store3'),
        (Instruction.of("CALLER", STACK), "CALLER -> stack"),
        (Instruction.of("INC", Register(1)), "INC store1"),
        (Instruction.of("NOP"), "NOP"),
        (Instruction.of("SPEND", Argument(0), Argument(1)), "SPEND arg0, arg1"),
        (Instruction.of("PUSH", Immediate({1: True})), "PUSH {[1] = true}"),
        (Instruction.of("PUSH", Immediate(ListType(INTEGER))), "PUSH list(int)"),
        (Instruction.of("PUSH", Argument(-1)), "PUSH arg -1"),
        (Instruction.of("JUMP", Immediate(4)), "JUMP block 4"),
        (Instruction.of("JUMPIF", STACK, Immediate(1)), "JUMPIF stack, block 1"),
        (Instruction.of("JUMPIF", Immediate(1), Immediate(1)), "JUMPIF 1, block 1"),
        (Instruction.of("SWITCH_VN", Argument(0), Immediate([1, 2])), "SWITCH_VN arg0, [block 1, block 2]"),
        (Instruction.of("TUPLE", STACK, Immediate(2)), "TUPLE 2 -> stack"),
        (Instruction.of("PUSH", Immediate(fate.Bytearray(bytes(9)))), "PUSH code of a contract (9 bytes)"),
        (Instruction.of("PUSH", Immediate("\x1b[2J")), 'PUSH "\\x1b[2J"'),
        (Instruction.of("PUSH", Immediate("\udcff")), 'PUSH "\\xff"'),
    ],
)
def test_an_instruction_shows_what_it_reads_and_where_it_writes(instruction: Instruction, shown: str) -> None:
    assert text_of(instruction) == shown


def test_a_call_shows_the_name_only_if_the_code_has_it() -> None:
    call = Instruction.of("CALL_T", Immediate(id_text("transfer")))
    assert text_of(call, a="transfer") == "CALL_T transfer"
    assert text_of(call) == f"CALL_T function {function_id('transfer').hex()}"
    # An id that is no id of a function is a value.
    assert text_of(Instruction.of("CALL_T", Immediate("abc"))) == 'CALL_T "abc"'
    assert text_of(Instruction.of("CALL", STACK)) == "CALL stack"


def test_a_call_of_another_contract_says_which_names_match() -> None:
    call = Instruction.of("CALL_R", STACK, Immediate(id_text("x_y_z")), STACK, STACK, Immediate(0))
    number = function_id("x_y_z").hex()
    assert text_of(call) == f"CALL_R stack, function {number}, stack, stack, 0"
    assert text_of(call, a="x_y_z") == f"CALL_R stack, function {number}, stack, stack, 0 (matches x_y_z)"


def test_a_value_that_is_a_function_says_which_one() -> None:
    lambda_ = ".f.%lambda.1.2.0"
    pair = Instruction.of("PUSH", Immediate((id_text(lambda_), ())))
    assert text_of(pair, a=lambda_).endswith(f"(id of {lambda_})")
    assert "id of" not in text_of(pair)


def test_a_name_that_does_not_hash_to_the_id_is_not_used() -> None:
    function = Function(id=function_id("mint"), result=INTEGER)
    code = Code(functions=(function,), symbols={function_id("mint"): "burn"})
    number = function_id("mint").hex()
    assert (code.names, code.symbol_mismatches) == ({}, {function_id("mint"): "burn"})
    assert fate.disassemble(code).splitlines()[-1] == (
        f"{number}() : int (the code calls it 'burn', which has another id)"
    )
    (found, _) = fate.check_code(code)
    assert (found.code, found.path) == ("fate_symbol_hash_mismatch", f"symbols[{number}]")
    assert code.function("burn") is None
    assert code.function("mint") is function


@pytest.mark.parametrize(
    ("function", "shown"),
    [
        (Function(id=b"abcd", result=INTEGER, arguments=(ADDRESS, STRING)), "f(address, string) : int"),
        (Function(id=b"abcd", result=BOOLEAN, private=True), "private f() : bool"),
        (Function(id=b"abcd", result=ANY, private=True, payable=True), "private payable f() : 'any"),
        (
            Function(
                id=b"abcd",
                arguments=(MapType(STRING, BytesType(32)), ListType(TypeVariable(0)), BytesType(None)),
                result=TupleType((INTEGER, TypeVariable(1))),
            ),
            "f(map(string, bytes(32)), list('a), bytes()) : (int * 'b)",
        ),
        (
            Function(id=b"abcd", result=VariantType((TupleType(()), TupleType((INTEGER,))))),
            "f() : variant(unit, (int))",
        ),
    ],
)
def test_a_signature_has_attributes_and_types(function: Function, shown: str) -> None:
    assert fate.signature(function, "f") == shown
    assert fate.signature(function) == shown.replace("f(", "61626364(", 1)


def test_every_function_of_compiled_contracts_has_a_name_that_is_true() -> None:
    for name in CONTRACT:
        shown = fate.disassemble(CODE[name])
        for function in CODE[name].functions:
            assert (
                f"{fate.signature(function, CODE[name].names[function.id])} (id {function.id.hex()})" in shown
            )


def test_events_are_the_argument_of_a_function_of_their_own() -> None:
    function = CODE["events"].function("Chain.event")
    assert function is not None
    assert function.id.hex() == "65a5e00f"
    (constructors,) = function.arguments
    assert isinstance(constructors, VariantType)


def test_code_for_the_aevm_shows_the_names_that_its_object_has() -> None:
    functions = tuple(FunctionType(b"", name, b"", b"") for name in (b"init", b"vote\x1b"))
    code = Code(version=2, compiler_version="4.1.0", source_hash=bytes(32), type_info=functions)
    assert fate.disassemble(code).splitlines() == [
        "code for the AEVM (version 2)",
        "  compiler     4.1.0",
        f"  source hash  {'00' * 32}",
        "  functions    init",
        "               vote\\x1b",
        "  bytecode     0 bytes (not opened)",
    ]


@examples(100)
@given(CODES)
def test_any_code_can_be_shown_and_checked(code: Code) -> None:
    code = fate.decode_code(fate.encode_code(code))
    shown = fate.disassemble(code)
    assert all(line.isprintable() for line in shown.split("\n"))
    names = [one.opcode.name for function in code.functions for block in function.blocks for one in block]
    assert [line.split()[0] for line in shown.split("\n") if line.startswith("    ")] == names
    assert len(fate.code_to_json(code)["functions"]) == len(code.functions)
    for error in fate.check_code(code, vm=5):
        assert str(error).isprintable()


# --- JSON ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows("bytecode"), ids=lambda row: row["name"])
def test_the_json_form_has_what_the_node_has(row: dict[str, Any]) -> None:
    form = fate.code_to_json(CODE[row["name"]])
    for ours, theirs in zip(form["functions"], row["disassembly"]["functions"], strict=True):
        assert (ours["id"], ours["arguments"], ours["result"]) == (
            theirs["id"],
            theirs["args"],
            theirs["ret"],
        )
        assert [name for name in ("payable", "private") if ours[name]] == theirs["attrs"]
        assert [[as_in_vectors(one) for one in block] for block in ours["blocks"]] == theirs["blocks"]
    assert [*form["symbols"].items()] == [tuple(pair) for pair in row["disassembly"]["symbols"]]
    assert form["annotations"] == row["disassembly"]["annotations"]
    short = fate.code_to_json(CODE[row["name"]], blocks=False)
    assert all("blocks" not in one for one in short["functions"])


def as_in_vectors(instruction: dict[str, Any]) -> list[Any]:
    operands = []
    for operand in instruction["operands"]:
        ((mode, value),) = operand.items()
        if mode == "stack":
            operands.append(["stack"])
        elif mode == "immediate":
            operands.append([mode, value])
        else:
            number = {"int": str(-value if mode == "store" else value)} if type(value) is int else value
            operands.append(["var" if mode == "store" else mode, number])
    return [instruction["op"], *operands]


# --- layout -------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [24, 30, 34, 40, 60, 80, 200])
def test_what_is_longer_than_a_line_is_folded_below_itself(width: int) -> None:
    code = CODE["basic_auth_tx"]
    long = next(function for function in code.functions if code.names[function.id] == "authorize")
    whole = [*listing(code, [long])]
    shown = [*listing(code, [long], Layout(width=width))]
    start = shown.index("  block 0")
    assert max(map(len, shown[start:])) <= width
    assert "".join("".join(shown[start:]).split()) == "".join(
        "".join(whole[whole.index("  block 0") :]).split()
    )
    indents = {len(line) - len(line.lstrip()) for line in shown[start:]}
    assert len(indents) == (3 if len(shown) > len(whole) else 2)


def test_only_what_is_beside_instructions_is_dim() -> None:
    dim = [*listing(CODE["payable"], layout=Layout(colors=True))]
    assert dim[3] == "\x1b[1minit() : unit\x1b[22m\x1b[2m (id 44d6441f)\x1b[22m"
    assert dim[4:7] == ["\x1b[2m  block 0\x1b[22m", "    STORE    () -> store1", "    RETURNR  ()"]
