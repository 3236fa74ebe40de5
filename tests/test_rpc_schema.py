"""The JSON Schema of the channel API takes what the reader takes, and refuses what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import rpc
from aecodec.node_json import table
from aecodec.rpc import METHODS, RESULTS, Error, Notification, Params, Result, UnknownParams
from aecodec.rpc.json_schema import json_schema

from .command_line import run
from .conftest import examples
from .test_rpc_messages import EXAMPLES
from .test_rpc_values import CLASSES, params

SCHEMA = json_schema()
TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
#: Keywords that only explain.
NOTES = {"$schema", "$defs", "title", "description", "examples", "then"}


def faults(schema: dict[str, Any], value: Any, texts: bool = True) -> Iterator[str]:
    """Yield the keywords by which a schema refuses a value: a validator of the keywords that ours has.

    texts: prefixes of texts count.
    """
    for word, rule in schema.items():
        if word == "$ref":
            yield from faults(SCHEMA["$defs"][rule.removeprefix("#/$defs/")], value, texts)
        elif word == "type":
            kinds = tuple(TYPES[kind] for kind in ([rule] if isinstance(rule, str) else rule))
            if type(value) not in kinds:
                yield "type"
        elif word == "const":
            yield from () if value == rule else ("const",)
        elif word == "enum":
            yield from () if value in rule else ("enum",)
        elif word == "anyOf":
            yield from () if any(not any(faults(one, value, texts)) for one in rule) else ("anyOf",)
        elif word == "allOf":
            for one in rule:
                yield from faults(one, value, texts)
        elif word == "if":
            yield from () if any(faults(rule, value, texts)) else faults(schema["then"], value, texts)
        elif word == "minimum":
            yield from () if type(value) is not int or value >= rule else ("minimum",)
        elif word == "pattern":
            yield from (
                () if not texts or not isinstance(value, str) or re.search(rule, value) else ("pattern",)
            )
        elif word == "items":
            for item in value if isinstance(value, list) else ():
                yield from faults(rule, item, texts)
        elif word == "required":
            yield from (name for name in rule if isinstance(value, dict) and name not in value)
        elif word in ("properties", "additionalProperties"):
            for name, item in value.items() if isinstance(value, dict) else ():
                inner = rule.get(name, {}) if word == "properties" else rule
                yield from faults(inner, item, texts)
        else:
            assert word in NOTES, word


def fits(name: str, value: Any) -> bool:
    return not any(faults(SCHEMA["$defs"][name], value))


def name_of(row: dict[str, Any]) -> str:
    frame = rpc.from_json(row["frame"])
    if isinstance(frame, Error):
        return "error"
    return f"result:{row['method']}" if isinstance(frame, Result) else f"{row['direction']}:{frame.method}"


def test_there_is_a_definition_of_each_message_and_of_each_class() -> None:
    names = {f"{direction}:{method}" for direction, method in METHODS}
    names |= {f"result:{method}" for method in RESULTS}
    names |= {"error", "Update", *table.updates(), *(cls.__name__ for cls in CLASSES)}
    assert set(SCHEMA["$defs"]) == names
    references = set(re.findall(r'"#/\$defs/([^"]*)"', json.dumps(SCHEMA)))
    assert references == names
    assert all(re.fullmatch(r"[\w:.]+", name) for name in names)


@pytest.mark.parametrize("row", EXAMPLES, ids=name_of)
def test_an_example_fits_its_schema_and_the_whole(row: dict[str, Any]) -> None:
    assert list(faults(SCHEMA["$defs"][name_of(row)], row["frame"])) == []
    assert not any(faults(SCHEMA, row["frame"]))


@pytest.mark.parametrize("row", EXAMPLES, ids=name_of)
def test_an_example_without_a_member_fits_only_if_it_can_still_be_read(row: dict[str, Any]) -> None:
    name, frame = name_of(row), row["frame"]
    place = frame.get("params", frame)
    place = place["data"] if row["direction"] == "receive" and "params" in frame else place
    for member in list(place) if isinstance(place, dict) else ():
        if place is frame or member == "event":
            continue
        removed = place.pop(member)
        read = rpc.params_of(rpc.from_json(frame), row["direction"])  # type: ignore[arg-type]
        assert fits(name, frame) is not isinstance(read, UnknownParams), member
        place[member] = removed


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
@examples(10)
@given(data=st.data())
def test_what_the_reader_takes_has_no_fault_but_of_prefixes(cls: type[Params], data: st.DataObject) -> None:
    typed = data.draw(params(cls))
    # Text is not decoded in reading, and may have any prefix.
    assert list(faults(SCHEMA["$defs"][cls.__name__], rpc.to_json(typed), texts=False)) == []


@pytest.mark.parametrize(
    ("method", "data"),
    [
        ("channels.info", {"event": "fsm_up"}),
        ("channels.info", {"event": 7}),
        ("channels.conflict", {"round": "1"}),
        ("channels.on_chain_tx", {"info": "can_slash", "type": "channel_offchain_tx"}),
        ("channels.sign.update", {"signed_tx": "tx_a", "updates": [{"op": "OffChainMeta"}]}),
        ("channels.sign.update", {"signed_tx": "tx_a", "updates": [{"op": "OffChainDeposit", "amount": -1}]}),
        ("channels.get.balances.reply", [{"account": "ak_a", "balance": True}]),
        ("channels.system.pong", {"action": "system", "tag": "ping"}),
    ],
)
def test_what_the_reader_refuses_has_a_fault(method: str, data: Any) -> None:
    frame = Notification(method=method, params={"channel_id": None, "data": data})
    assert isinstance(rpc.params_of(frame, "receive"), UnknownParams)
    assert not fits(f"receive:{method}", frame.value)


def test_every_member_has_a_sentence() -> None:
    for cls in CLASSES:
        definition = SCHEMA["$defs"][cls.__name__]
        assert definition["description"].endswith((".", ":"))
        assert all(member["description"] for member in definition["properties"].values())


def test_the_command_line_prints_it() -> None:
    found = run("schema", "--rpc")
    assert (found.returncode, found.err) == (0, "")
    assert json.loads(found.out) == SCHEMA
    refused = run("schema", "--rpc", "SpendTx")
    assert (refused.returncode, refused.out) == (2, "")
    assert refused.err == "aecodec schema: --rpc takes no names\n"
