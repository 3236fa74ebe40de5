"""`aecodec schema`: the layout of any object, from the table that decodes it."""

from __future__ import annotations

import json
import re
from typing import get_args

import pytest

from aecodec import fields, schema
from aecodec._sentences import sentences
from aecodec.protocol import BASE_GAS, Op

from .command_line import run


def test_without_a_name_every_version_of_every_object_is_listed() -> None:
    found = run("schema")
    assert (found.returncode, found.err) == (0, "")
    assert len(found.out.splitlines()) == len(list(schema.classes()))
    assert "  50    2  ChannelCreateTx" in found.out


@pytest.mark.parametrize("name", ["ChannelCreateTxV2", "ChannelCreateTx", "50"])
def test_fields_stand_in_wire_order_with_kind_and_unit(name: str) -> None:
    found = run("schema", name).out
    names = [field.name for field in schema.describe(_cls("ChannelCreateTxV2")).fields]
    last = found.rpartition("ChannelCreateTx (tag 50, version 2)")[2]
    assert [line.split()[0] for line in last.partition("fields\n")[2].splitlines()] == names
    assert "initiator_id            identifier: account" in last
    assert "lock_period             unsigned integer, in key blocks" in last
    assert "protocols  from iris" in last
    assert "base gas   15000" in last
    assert "signed by  initiator_id and responder_id" in last


def test_gas_that_depends_on_more_than_the_type_says_on_what() -> None:
    assert "base gas   450000, 180000 (ABI 3)" in run("schema", "ContractCallTx").out
    assert "base gas   450000, 15000 (before fortuna)" in run("schema", "ChannelForceProgressTx").out


def test_records_say_the_same_for_every_object() -> None:
    records = [json.loads(line) for line in run("schema", "--json").out.splitlines()]
    assert [(one["tag"], one["version"]) for one in records] == [
        (cls.TAG, cls.VERSION) for cls in schema.classes()
    ]
    for one in records:
        known = schema.describe(_cls(one["class"]))
        assert [field["name"] for field in one["fields"]] == [field.name for field in known.fields]
        assert one["base_gas"] == BASE_GAS.get(one["tag"])
    (call,) = (one for one in records if one["type"] == "ContractCallTx")
    assert call["base_gas_where"] == {"ABI 3": 180000}
    assert call["signers"] == "caller_id"


def test_every_field_has_a_sentence_that_says_what_it_means() -> None:
    for cls in schema.classes():
        known = schema.describe(cls)
        means = sentences(cls)
        assert list(means) == [field.name for field in known.fields], cls
        for sentence in means.values():
            assert re.fullmatch(r"[A-Z0-9`].{3,70}\.", sentence), sentence
    assert "amount        unsigned integer, in aettos  # Coins to move." in run("schema", "SpendTx").out


def test_kinds_of_fields_have_one_name_everywhere() -> None:
    kinds = {cls.__name__: cls for cls in get_args(fields.FieldType)}
    names = {re.sub("(?<!^)(?=[A-Z])", "_", name).upper() for name in kinds}
    assert names == {op.name for op in Op}
    shown = {
        field["type"]["kind"]
        for line in run("schema", "--json").out.splitlines()
        for field in json.loads(line)["fields"]
    }
    assert {kind.upper() for kind in shown} <= names


def test_an_unknown_name_is_one_line_and_exit_code_1() -> None:
    found = run("schema", "Nope\x1b[31m", "SpendTx")
    assert found.returncode == 1
    assert len(found.err.splitlines()) == 1
    assert "\x1b" not in found.err
    assert found.out.startswith("SpendTx (tag 12, version 1)")


def _cls(name: str) -> type:
    return next(cls for cls in schema.classes() if cls.__name__ == name)
