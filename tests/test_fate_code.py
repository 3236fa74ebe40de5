"""Contract code read and written: vectors of compilers and of the node, generated code, changed bytes."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import FateError, FieldError, RlpError, TextError, encode, fate, to_bytes
from aecodec.fate.code import Argument, Code, Function, Immediate, Instruction, Register, Variable
from aecodec.fate.types import INTEGER
from aecodec.state import CompilerSophiaV1, FunctionType

from .both_twins import mutated
from .conftest import examples
from .error_of import check_line, error_of
from .fate_code import CODES, SHORT, WIRES, neutral
from .fate_vectors import params, rows
from .recordings import RECORDINGS, needs_recordings


@pytest.mark.parametrize("row", params("bytecode"))
def test_bytecode_opens_as_in_the_node_and_is_written_back_to_the_byte(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["bytecode"])
    code = fate.decode_code(wire)
    assert neutral(code) == row["disassembly"]
    assert fate.encode_code(code) == wire
    assert fate.encode_code(fate.without_init(code)).hex() == row["without_init"]
    assert code.names == code.symbols
    assert (code.version, code.source_hash, code.compiler_version, code.payable) == (None,) * 4


CONTRACTS = [row for row in rows("bytecode") if "contract" in row]


@pytest.mark.parametrize("row", CONTRACTS, ids=lambda row: row["name"])
def test_the_object_of_a_contract_opens_as_text_and_as_bytes(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["contract"])
    code = fate.decode_code(row["contract_cb"])
    assert code == fate.decode_code(wire) == fate.decode_code(memoryview(wire))
    assert fate.encode_code(code) == wire
    bare = fate.decode_code(bytes.fromhex(row["bytecode"]))
    assert (code.functions, code.symbols, code.annotations) == (
        bare.functions,
        bare.symbols,
        bare.annotations,
    )
    assert code.version == row["contract_version"]
    assert code.source_hash == wire[wire.index(b"\xa0") + 1 :][:32]
    assert not code.is_aevm


def test_the_object_says_what_made_it_and_whether_it_takes_coins() -> None:
    by_name = {row["name"]: fate.decode_code(row["contract_cb"]) for row in CONTRACTS}
    assert by_name["payable"].payable is True
    assert by_name["counter"].payable is False
    assert by_name["counter"].compiler_version == "9.0.0"  # `85 39 2e 30 2e 30` before the last byte


@pytest.mark.parametrize("row", [param for param in params("invalid") if param.values[0]["as"] == "code"])
def test_each_invalid_vector_is_refused_by_the_rule_that_it_breaks(row: dict[str, Any]) -> None:
    wire = bytes.fromhex(row["hex"])
    error = error_of(FateError, fate.decode_code, wire)
    assert error.code == "fate_" + row["strict"].replace("-", "_")
    assert error.offset is not None
    assert 0 <= error.offset <= len(wire)


@pytest.mark.parametrize(
    ("wire", "code", "path", "offset"),
    [
        (
            "8a fe44d6441f00370007ff 822f00 822f00",
            "fate_unknown_opcode",
            "functions[44d6441f].blocks[0][0]",
            10,
        ),
        (
            "8f fe44d6441f00370007 010302 0c03b7 822f00 822f00",
            "fate_unknown_tag",
            "functions[44d6441f].blocks[1][0].operands[0]",
            15,
        ),
        ("88 fe44d6441f002707 822f00 822f00", "fate_function_arguments", "functions[44d6441f]", 7),
        ("80 822f00 862f0204000200", "fate_map_key_order", "annotations.key[1]", 9),
        ("80 832f0000 822f00", "fate_trailing_bytes", "symbols", 4),
        ("80 852f01116162 822f00", "fate_truncated", "symbols.key[0]", 4),
        ("80 872f011161626364 822f00", "fate_truncated", "symbols.value[0]", 9),
        ("01 822f00 822f00", "fate_code_without_function", "functions", 0),
        ("8100 822f00 822f00", "fate_rlp_not_canonical", "functions", 0),
        ("b80100 822f00 822f00", "fate_rlp_not_canonical", "functions", 0),
        ("b900 822f00 822f00", "fate_rlp_size_leading_zero", "functions", 0),
        ("", "fate_truncated", "functions", 0),
    ],
)
def test_an_error_names_path_and_byte(wire: str, code: str, path: str, offset: int) -> None:
    error = error_of(FateError, fate.decode_code, bytes.fromhex(wire))
    assert (error.code, error.path, error.offset) == (code, path, offset)


def test_an_error_in_an_object_counts_from_its_first_byte() -> None:
    row = next(row for row in CONTRACTS if row["name"] == "payable")
    wire = bytearray.fromhex(row["contract"])
    at = wire.index(bytes.fromhex("fe44d6441f00370037001a0e82")) + 10
    wire[at] = 0xEF
    error = error_of(FateError, fate.decode_code, bytes(wire))
    path = "CompilerSophia.byte_code.functions[44d6441f].blocks[0][0]"
    assert (error.code, error.path, error.offset) == ("fate_unknown_opcode", path, at)


def test_what_is_around_bytecode_is_refused_by_its_own_rules() -> None:
    wire = bytes.fromhex(CONTRACTS[0]["contract"])
    assert error_of(RlpError, fate.decode_code, wire + b"\0").code == "rlp_trailing_bytes"
    assert error_of(FieldError, fate.decode_code, b"\xc2\x0a\x01").code == "object_not_allowed_here"
    assert error_of(TextError, fate.decode_code, "ba_Xfbg4g==").code == "wrong_prefix"
    with pytest.raises(TypeError):
        fate.decode_code(7)  # type: ignore[arg-type]


def test_code_for_the_aevm_shows_its_functions_and_keeps_its_bytes() -> None:
    functions = (FunctionType(b"\x01" * 32, b"main", b"", b""),)
    wire = fate.encode_code(
        Code(version=1, source_hash=bytes(32), type_info=functions, other_bytecode=b"\x62\0\0")
    )
    code = fate.decode_code(wire)
    assert code.is_aevm
    assert (code.functions, code.symbols, code.type_info) == ((), {}, functions)
    assert (code.other_bytecode, code.compiler_version, code.payable) == (b"\x62\0\0", None, None)
    assert fate.encode_code(code) == wire
    obj = CompilerSophiaV1(source_hash=bytes(32), type_info=functions, byte_code=b"\x62\0\0")
    assert wire == to_bytes(obj)


@examples(200)
@given(CODES)
def test_generated_code_comes_back(code: Code) -> None:
    wire = fate.encode_code(code)
    again = fate.decode_code(wire)
    assert fate.encode_code(again) == wire
    assert [one.id for one in again.functions] == [one.id for one in code.functions]
    assert neutral(again) == neutral(fate.decode_code(fate.encode_code(again)))
    assert again.symbols.items() == code.symbols.items()


def flipped(draw: st.DrawFn) -> bytes:
    wire = draw(st.sampled_from([one for one in WIRES if len(one) < 500]))
    return bytes(mutated(draw, list(wire), st.integers(0, 255)))


@examples(1500)
@given(st.composite(flipped)() | st.binary(max_size=40))
def test_changed_bytes_give_an_error_or_code_that_becomes_the_same_bytes(wire: bytes) -> None:
    try:
        code = fate.decode_code(wire)
    except (FateError, FieldError, RlpError) as refused:
        error = refused
    else:
        assert fate.encode_code(code) == wire
        return
    check_line(error)
    assert error.offset is not None
    assert 0 <= error.offset <= len(wire)


def test_every_cut_of_bytecode_is_refused() -> None:
    wire = bytes.fromhex(SHORT)
    for length in range(len(wire)):
        error = error_of(FateError, fate.decode_code, wire[:length])
        assert error.offset is not None
        assert 0 <= error.offset <= length


def test_printed_code_is_the_expression_that_makes_it() -> None:
    code = fate.decode_code(CONTRACTS[-1]["contract_cb"])
    names = {**vars(fate.code), **vars(fate.types), **vars(fate), "opcode": fate.opcodes.opcode}
    assert eval(repr(code), names) == code
    assert pickle.loads(pickle.dumps(code)) == code


# --- writing ------------------------------------------------------------------------------------


def code_of(*instructions: Instruction, **more: Any) -> Code:
    function = Function(id=b"abcd", result=INTEGER, blocks=(instructions,))
    return Code(functions=(function,), **more)


RETURN = Instruction.of("RETURN")
PLACE = "functions[61626364].blocks[0]"


@pytest.mark.parametrize(
    ("code", "error", "path"),
    [
        (code_of(Instruction.of("ADD"), RETURN), "fate_operands", f"{PLACE}[0].operands"),
        (code_of(RETURN, RETURN), "fate_block_not_ended", f"{PLACE}[0]"),
        (code_of(Instruction.of("NOP")), "fate_block_not_ended", f"{PLACE}[0]"),
        (code_of(), "fate_block_not_ended", PLACE),
        (code_of(Instruction.of("RETURNR", Variable(-1))), "fate_value", f"{PLACE}[0].operands[0]"),
        (code_of(Instruction.of("RETURNR", Register(0))), "fate_value", f"{PLACE}[0].operands[0]"),
        (
            code_of(Instruction.of("RETURNR", Argument("1"))),
            "fate_value",
            f"{PLACE}[0].operands[0]",
        ),
        (code_of(Instruction.of("RETURNR", Immediate([None]))), "fate_value", f"{PLACE}[0].operands[0][0]"),
        (code_of(Instruction.of("RETURNR", 7)), "fate_value", f"{PLACE}[0].operands[0]"),  # type: ignore[arg-type]
        (code_of(Instruction("RETURN")), "fate_value", f"{PLACE}[0].opcode"),  # type: ignore[arg-type]
        (code_of("RETURN"), "fate_value", f"{PLACE}[0]"),  # type: ignore[arg-type]
        (code_of(RETURN, symbols={b"abc": "x"}), "fate_value", "symbols.id"),
        (code_of(RETURN, symbols={b"abcd": 7}), "fate_value", "symbols"),
        (code_of(RETURN, annotations=7), "fate_code_table_not_map", "annotations"),
        (Code(version=4), "unknown_version", "version"),
    ],
)
def test_code_that_reading_would_not_give_is_not_written(code: Code, error: str, path: str) -> None:
    refused = error_of(FateError, fate.encode_code, code)
    assert (refused.code, refused.path) == (error, path)


def test_functions_are_never_sorted_silently() -> None:
    functions = tuple(Function(id=id_, result=INTEGER) for id_ in (b"bbbb", b"aaaa"))
    error = error_of(FateError, fate.encode_code, Code(functions=functions))
    assert (error.code, error.path) == ("fate_function_order", "functions[61616161].id")
    twice = Code(functions=functions[:1] * 2)
    assert error_of(FateError, fate.encode_code, twice).code == "fate_function_order"


# --- sizes --------------------------------------------------------------------------------------


def bytecode(functions: bytes) -> bytes:
    return b"\xb9" + len(functions).to_bytes(2, "big") + functions + b"\x82\x2f\x00" * 2


HEAD = bytes.fromhex("fe44d6441f00370007")


def test_code_has_a_greatest_number_of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aecodec.fate.code_reading.MAX_CODE_PARTS", 400)
    spent = 1 + len(HEAD) // 2
    fate.decode_code(bytecode(HEAD + bytes(400 - spent)))
    error = error_of(FateError, fate.decode_code, bytecode(HEAD + bytes(401 - spent)))
    assert (error.code, error.offset) == ("fate_code_too_large", 3 + len(HEAD) + 400 - spent)
    nested = HEAD + bytes.fromhex("01031f8201e4") + bytes(500)
    assert error_of(FateError, fate.decode_code, bytecode(nested)).code == "fate_code_too_large"
    text = HEAD + bytes.fromhex("0103016f820174") + bytes(500)
    fate.decode_code(bytecode(text))


# --- recordings ---------------------------------------------------------------------------------


@needs_recordings
def test_all_code_of_the_recordings_opens_and_comes_back() -> None:
    texts = set()
    for path in RECORDINGS:
        texts |= set(re.findall(r'"code": ?"(cb_[A-Za-z0-9+/]+=*)"', path.read_text(encoding="utf-8")))
    assert len(texts) > 0
    for one in texts:
        code = fate.decode_code(one)
        assert encode("cb", fate.encode_code(code)) == one
        assert code.is_aevm or (code.functions and not code.symbol_mismatches)
