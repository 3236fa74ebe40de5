"""The table of opcodes against that of the node."""

from __future__ import annotations

import pickle
import re
from typing import Any

import pytest

from aecodec.fate.opcodes import OPCODES, Role, opcode

from .fate_vectors import params, rows

#: The node's table counts for these what they take from the stack, and for `POP` what it removes there.
WITHOUT_OPERANDS = ("DUPA", "INCA", "DECA", "POP")
NAMES = {"typerep": "type", "int": "integer", "bool": "boolean", "char": "integer"}
MACHINES = {"FATE_01": 5, "FATE_02": 7, "FATE_03": 8, "debug builds only": None}


def types_of(row: dict[str, Any]) -> list[str]:
    names = re.sub(r"\{list, .*\}", "list", row["operand_types"]).split(", ")
    return [NAMES.get(name, name) for name in names if name]


@pytest.mark.parametrize("row", params("opcodes"))
def test_each_opcode_is_that_of_the_node(row: dict[str, Any]) -> None:
    ours = OPCODES[row["op"]]
    gas = row["gas"] if isinstance(row["gas"], dict) else {"before_iris": row["gas"], "iris_on": row["gas"]}
    assert ours.name == str(ours) == row["name"]
    assert ours.arity == len(row["args"])
    assert (ours.gas_before_iris, ours.gas) == (gas["before_iris"], gas["iris_on"])
    assert ours.vm == MACHINES[row["since"]]
    assert ours.result == NAMES.get(row["result"], row["result"])
    flags = [ours.ends_block, ours.allowed_in_auth, ours.allowed_off_chain]
    assert flags == [row["ends_block"], row["allowed_in_auth"], row["allowed_offchain"]]
    assert opcode(row["name"]) is ours


@pytest.mark.parametrize("row", params("opcodes"))
def test_each_operand_has_the_role_and_the_type_of_the_node(row: dict[str, Any]) -> None:
    ours = OPCODES[row["op"]]
    immediate = [arg.startswith("immediate") for arg in row["args"]]
    assert [role is Role.IMMEDIATE for role in ours.roles] == immediate
    targets = [index for index, role in enumerate(ours.roles) if role is Role.TARGET]
    assert targets in ([], [0])
    sources = [name for name, role in zip(ours.types, ours.roles, strict=True) if role is not Role.TARGET]
    if row["name"] not in WITHOUT_OPERANDS:
        assert sources == types_of(row)
    assert [ours.types[index] for index in targets] == [ours.result for _ in targets]


def test_the_table_holds_nothing_else_and_is_in_order() -> None:
    assert [*OPCODES] == [row["op"] for row in rows("opcodes")]
    assert len(OPCODES) == 191


def test_only_what_ends_no_block_may_be_followed_in_it() -> None:
    ends = {one.name for one in OPCODES.values() if one.ends_block}
    jumps = {"JUMP", "JUMPIF", "SWITCH_V2", "SWITCH_V3", "SWITCH_VN"}
    calls = {"CALL", "CALL_R", "CALL_T", "CALL_GR", "CALL_PGR", "CREATE", "CLONE", "CLONE_G"}
    assert ends == jumps | calls | {"RETURN", "RETURNR", "ABORT", "EXIT"}


def test_an_opcode_is_named_where_it_is_printed() -> None:
    assert repr(opcode("ADD")) == "opcode('ADD')"
    assert pickle.loads(pickle.dumps(opcode("ADD"))) == opcode("ADD")


def test_an_unknown_name_is_no_opcode() -> None:
    with pytest.raises(KeyError):
        opcode("ADDD")
