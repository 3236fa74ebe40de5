"""`aecodec code`: contract code from anything that holds some, with what is wrong with it."""

from __future__ import annotations

import json
from hashlib import blake2b
from pathlib import Path

import pytest

import aecodec
from aecodec import build, fate, limits
from aecodec.fate.code import Code, Function, Immediate, Instruction, function_id
from aecodec.fate.types import BOOLEAN, INTEGER
from aecodec.state import FunctionType

from .command_line import output, records, run
from .fate_vectors import rows

CONTRACT = {row["name"]: row["contract_cb"] for row in rows("bytecode") if "contract_cb" in row}
PAYABLE = CONTRACT["payable"]
BARE = next(row["bytecode"] for row in rows("bytecode") if row["name"] == "payable")
ALICE = "ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW"
INIT = fate.call("init")

#: Written by hand from the disassembly of the node in the row `payable`.
FUNCTIONS = """\

init() : unit (id 44d6441f)
  block 0
    STORE    () -> store1
    RETURNR  ()

payable foo(int) : unit (id b8fe9f7f)
  block 0
    RETURNR  ()
"""
HEAD = """\
code for FATE (version 3)
  compiler     9.0.0
  source hash  4e549eecb0388cc9df5773eb066901b92b6f606c1854d4bb4dd5ba7ac1c4da41
  payable      true
  functions    2
"""


def cb(code: Code) -> str:
    return aecodec.encode("cb", fate.encode_code(code))


def attach(name: str, code: str = CONTRACT["basic_auth_tx"]) -> str:
    auth_fun = blake2b(name.encode(), digest_size=32).digest()
    tx = build.ga_attach_tx(owner_id=ALICE, nonce=1, code=code, auth_fun=auth_fun, call_data=INIT)
    return aecodec.encode_tx(tx)


CREATE = build.contract_create_tx(owner_id=ALICE, nonce=1, code=PAYABLE, call_data=INIT, ct_version=(7, 3))


def test_code_is_shown_function_by_function() -> None:
    assert output("code", PAYABLE) == HEAD + FUNCTIONS
    wire = aecodec.decode(PAYABLE)
    assert output("code", wire.hex()) == HEAD + FUNCTIONS
    assert output("code", "0x" + wire.hex()) == HEAD + FUNCTIONS


def test_bare_bytecode_is_shown_as_well() -> None:
    head = "code for FATE (bytecode alone)\n  functions  2\n"
    assert output("code", BARE) == head + FUNCTIONS
    assert output("code", aecodec.encode("cb", bytes.fromhex(BARE))) == head + FUNCTIONS


def test_several_inputs_are_shown_one_after_the_other() -> None:
    assert output("code", given=f"{PAYABLE}\n{PAYABLE}\n") == f"{HEAD}{FUNCTIONS}\n{HEAD}{FUNCTIONS}"


def test_the_functions_alone_are_ids_and_signatures() -> None:
    assert output("code", "--functions", PAYABLE) == (
        f"{HEAD}    44d6441f  init() : unit\n    b8fe9f7f  payable foo(int) : unit\n"
    )


@pytest.mark.parametrize("name", ["foo", "b8fe9f7f", "B8FE9F7F"])
def test_one_function_is_shown_by_its_name_or_its_id(name: str) -> None:
    shown = output("code", "--function", name, PAYABLE)
    assert shown == HEAD + FUNCTIONS[FUNCTIONS.index("\npayable") :]


def test_a_function_that_is_not_there_is_an_error_with_the_nearest_one() -> None:
    found = run("code", "--function", "autorize", CONTRACT["basic_auth_tx"])
    assert (found.returncode, found.out) == (1, "")
    assert found.err.endswith("code has no such function: expected authorize, found 'autorize'\n")
    assert run("code", "--function", "f", "--functions", PAYABLE).returncode == 2


def test_a_transaction_says_in_which_machine_its_code_runs() -> None:
    shown = output("code", aecodec.encode_tx(CREATE))
    facts = "  object       ContractCreateTx\n  machine      VM 7 (FATE 2, Iris)\n"
    first, _, rest = HEAD.partition("\n")
    assert shown == f"{first}\n{facts}{rest}{FUNCTIONS}"


def test_code_in_a_transaction_within_others_is_found() -> None:
    signed = build.signed_tx(CREATE) if hasattr(build, "signed_tx") else None
    wrapped = aecodec.SignedTx(signatures=(b"s" * 64,), transaction=CREATE) if signed is None else signed
    paying = build.paying_for_tx(payer_id=ALICE, nonce=2, tx=wrapped)
    outer = aecodec.SignedTx(signatures=(b"t" * 64,), transaction=paying)
    assert "object       ContractCreateTx\n" in output("code", aecodec.encode_tx(outer))


def test_the_function_that_authorizes_is_named() -> None:
    shown = output("code", "--functions", attach("authorize"))
    assert "  object       GAAttachTx\n" in shown
    assert "  authorizes   authorize\n" in shown


@pytest.mark.parametrize(
    ("name", "rule"), [("to_sign", "fate_auth_result"), ("no_such", "fate_auth_missing")]
)
def test_a_function_that_cannot_authorize_is_a_finding(name: str, rule: str) -> None:
    found = run("code", "--functions", attach(name))
    assert (found.returncode, found.err) == (1, "")
    assert f"  findings     {rule}: " in found.out
    (record,) = records(run("code", "--json", attach(name)).out)
    assert [one["code"] for one in record["findings"]] == [rule]
    assert record["auth_function"] is None


def test_a_name_that_is_not_that_of_its_function_is_a_finding() -> None:
    function = Function(id=function_id("mint"), result=INTEGER, blocks=((Instruction.of("RETURN"),),))
    found = run("code", cb(Code(functions=(function,), symbols={function_id("mint"): "burn"})))
    number = function_id("mint").hex()
    assert (found.returncode, found.err) == (1, "")
    assert "fate_symbol_hash_mismatch: name does not hash to the id of its function" in found.out
    assert f"\n{number}() : int (the code calls it 'burn', which has another id)\n" in found.out


def test_an_instruction_that_is_too_new_for_the_machine_is_a_finding() -> None:
    blocks = ((Instruction.of("RETURNR", Immediate(1)),),)
    new = ((Instruction.of("NETWORK_ID", Immediate(1)), *blocks[0]),)
    for body, code in ((blocks, 0), (new, 1)):
        function = Function(id=function_id("f"), result=INTEGER, blocks=body)
        wire = fate.encode_code(
            Code(functions=(function,), version=3, source_hash=bytes(32), compiler_version="8", payable=False)
        )
        tx = aecodec.replace(CREATE, code=wire)
        found = run("code", aecodec.encode_tx(tx))
        assert found.returncode == code
        assert ("fate_opcode_not_in_vm" in found.out) == bool(code)


def test_what_the_node_takes_is_shown_with_its_deviations() -> None:
    found = run("code", "8afe44d6441f8637000700822f00822f00")
    assert (found.returncode, found.err) == (1, "")
    assert "  not canonical  invalid attributes of a function at functions[44d6441f], byte 6" in found.out
    assert "\nprivate payable 44d6441f() : int (no name)\n" in found.out
    (record,) = records(run("code", "--json", "8afe44d6441f8637000700822f00822f00").out)
    assert [one["code"] for one in record["deviations"]] == ["fate_function_attributes"]


def test_code_for_the_aevm_shows_names() -> None:
    functions = (FunctionType(bytes(32), b"main", b"", b""),)
    old = Code(version=1, source_hash=bytes(32), type_info=functions, other_bytecode=b"\x60\x60")
    shown = output("code", cb(old))
    assert "code for the AEVM (version 1)\n" in shown
    assert "  functions    main\n" in shown


# --- what holds no code -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (INIT, "this is call data, not code"),
        (ALICE, "expected cb_, found ak_"),
        ("hello", "no prefix"),
        ("8afe44d6441f00370007ef822f00822f00", "unknown opcode at functions[44d6441f].blocks[0][0], byte 10"),
    ],
)
def test_what_is_no_code_is_one_line_of_error(given: str, words: str) -> None:
    found = run("code", given)
    assert (found.returncode, found.out) == (1, "")
    assert words in found.err
    assert found.err.count("\n") == 1
    (record,) = records(run("code", "--json", given).out)
    assert record["error"]["message"]


def test_a_transaction_without_code_is_an_error() -> None:
    spend = build.spend_tx(sender_id=ALICE, recipient_id=ALICE, amount=1, nonce=1)
    found = run("code", aecodec.encode_tx(spend))
    assert (found.returncode, found.out) == (1, "")
    assert "holds no code of a contract" in found.err
    assert run("code").returncode == 2


def test_code_is_found_in_any_text_and_in_files(tmp_path: Path) -> None:
    text = f'{{"contract": "{ALICE}", "call": "{INIT}", "bytecode":"{PAYABLE}"}}'
    found = run("code", text)
    assert (found.returncode, found.out) == (0, HEAD + FUNCTIONS)
    assert found.err.count("\n") == 1
    assert "recognised" in found.err
    file = tmp_path / "contract.json"
    file.write_text(text)
    assert output("code", "--strict", PAYABLE) == HEAD + FUNCTIONS
    assert run("code", str(file)).out == run("code", f"@{file}").out == HEAD + FUNCTIONS


def test_a_secret_in_code_is_not_shown() -> None:
    hidden = aecodec.encode("sk", bytes(range(32)))
    function = Function(
        id=function_id("f"), result=BOOLEAN, blocks=((Instruction.of("ABORT", Immediate(hidden)),),)
    )
    code = cb(Code(functions=(function,), symbols={function_id("f"): "f"}))
    for options in ([], ["--json"]):
        found = run("code", *options, code)
        assert "sk_…" in found.out or "sk_\\u2026" in found.out
        assert hidden[3:] not in found.out + found.err


def test_names_like_ask_price_are_shown_whole() -> None:
    name = ".MyLongContractName.the_seed_of_task_id_and_ask_price"
    function = Function(id=function_id(name), private=True, result=BOOLEAN)
    shown = run("code", cb(Code(functions=(function,), symbols={function_id(name): name}))).out
    assert f"\nprivate {name}() : bool (id {function.id.hex()})\n" in shown


def test_values_may_nest_to_the_limit() -> None:
    value: object = 7
    for _ in range(limits.MAX_FATE_DEPTH):
        value = fate.Variant((1,), 0, (value,))
    body = ((Instruction.of("RETURNR", Immediate(value)),),)
    function = Function(id=function_id("f"), result=INTEGER, blocks=body)
    code = cb(Code(functions=(function,), symbols={function_id("f"): "f"}))
    assert output("code", code).count("(") == limits.MAX_FATE_DEPTH + 3
    assert output("code", "--json", code).count('"variant"') == limits.MAX_FATE_DEPTH


# --- JSON ---------------------------------------------------------------------------------------


def test_the_record_of_code_has_functions_and_instructions() -> None:
    (record,) = records(output("code", "--json", aecodec.encode_tx(CREATE)))
    assert (record["object"], record["vm"], record["findings"]) == ("ContractCreateTx", 7, [])
    code = record["code"]
    assert (code["version"], code["compiler_version"], code["payable"]) == (3, "9.0.0", True)
    init, foo = code["functions"]
    assert (init["id"], init["name"], init["arguments"]) == ("44d6441f", "init", [])
    assert (foo["signature"], foo["payable"]) == ("payable foo(int) : unit", True)
    store = {"op": "STORE", "operands": [{"store": 1}, {"immediate": {"tuple": []}}]}
    assert init["blocks"] == [[store, {"op": "RETURNR", "operands": [{"immediate": {"tuple": []}}]}]]
    (short,) = records(output("code", "--json", "--functions", PAYABLE))
    assert "blocks" not in short["code"]["functions"][0]
    (one,) = records(output("code", "--json", "--function", "foo", PAYABLE))
    assert [function["name"] for function in one["code"]["functions"]] == ["foo"]
    assert json.loads(json.dumps(record)) == record
