"""What is wrong with contract code that a node takes, and the function that authorizes."""

from __future__ import annotations

from hashlib import blake2b

import pytest

from aecodec import FateError, fate
from aecodec.fate.code import Argument, Code, Function, Immediate, Instruction, function_id
from aecodec.fate.types import BOOLEAN, INTEGER

from .error_of import check_line, error_of
from .fate_vectors import rows

PLACE = "functions[61626364].blocks[0][0]"
RETURN = Instruction.of("RETURN")


def code_of(*instructions: Instruction, **more: object) -> Code:
    function = Function(id=b"abcd", result=INTEGER, blocks=(instructions,))
    return Code(functions=(function,), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "rule", "path"),
    [
        (code_of(Instruction.of("JUMP", Immediate(1))), "fate_block_missing", f"{PLACE}.operands[0]"),
        (code_of(Instruction.of("JUMP", Immediate(-1))), "fate_block_missing", f"{PLACE}.operands[0]"),
        (
            code_of(Instruction.of("SWITCH_VN", Argument(0), Immediate([0, 7]))),
            "fate_block_missing",
            f"{PLACE}.operands[1]",
        ),
        (
            code_of(Instruction.of("CALL_T", Immediate("wxyz"))),
            "fate_function_missing",
            f"{PLACE}.operands[0]",
        ),
        (
            Code(functions=(Function(id=b"abcd", result=INTEGER),)),
            "fate_function_empty",
            "functions[61626364]",
        ),
        (
            code_of(RETURN, symbols={b"abcd": "abcd"}),
            "fate_symbol_hash_mismatch",
            "symbols[61626364]",
        ),
    ],
)
def test_each_fault_is_named_with_its_place(code: Code, rule: str, path: str) -> None:
    (found,) = fate.check_code(code)
    assert (found.code, found.path, found.offset) == (rule, path, None)
    check_line(found)
    # The node takes it, and so does decoding.
    assert fate.encode_code(fate.decode_code(fate.encode_code(code))) == fate.encode_code(code)


def test_sound_code_has_no_faults() -> None:
    sound = [
        code_of(Instruction.of("JUMP", Immediate(0))),
        code_of(Instruction.of("CALL_T", Immediate("abcd"))),
        code_of(Instruction.of("CALL_T", Argument(0))),
        code_of(RETURN, symbols={function_id("abcd"): "abcd"}),
    ]
    assert [fate.check_code(code) for code in sound] == [(), (), (), ()]
    for row in rows("bytecode"):
        if "contract" in row:
            assert fate.check_code(fate.decode_code(bytes.fromhex(row["bytecode"])), vm=8) == ()


def test_an_instruction_may_be_too_new_for_the_machine() -> None:
    code = code_of(Instruction.of("NETWORK_ID", Argument(0)), RETURN)
    assert fate.check_code(code) == fate.check_code(code, vm=8) == ()
    (found,) = fate.check_code(code, vm=7)
    assert (found.code, found.path) == ("fate_opcode_not_in_vm", PLACE)
    debug = code_of(Instruction.of("DBG_CONTRACT", Immediate("C")), RETURN)
    assert [one.code for one in fate.check_code(debug, vm=8)] == ["fate_opcode_not_in_vm"]


# --- authentication -----------------------------------------------------------------------------


def hash_of(name: str) -> bytes:
    return blake2b(name.encode(), digest_size=32).digest()


AUTH = fate.decode_code(
    next(row["contract_cb"] for row in rows("bytecode") if row["name"] == "basic_auth_tx")
)


def test_the_function_that_authorizes_is_found_by_the_hash_of_its_name() -> None:
    function = fate.auth_function(AUTH, hash_of("authorize"))
    assert AUTH.names[function.id] == "authorize"
    assert function.result == BOOLEAN


@pytest.mark.parametrize(
    ("auth_fun", "code"),
    [
        (hash_of("no_such_function"), "fate_auth_missing"),
        (hash_of("to_sign"), "fate_auth_result"),  # it returns bytes
        (hash_of("authorize")[:4] + bytes(28), "fate_auth_missing"),  # its id, but not its hash
        (hash_of("authorize")[:31], "fate_auth_missing"),
        (b"", "fate_auth_missing"),
    ],
)
def test_a_function_that_cannot_authorize_is_refused(auth_fun: bytes, code: str) -> None:
    error = error_of(FateError, fate.auth_function, AUTH, auth_fun)
    assert (error.code, error.path) == (code, "auth_fun")
