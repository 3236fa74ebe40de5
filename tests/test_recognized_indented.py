"""Frames that are printed a member a line: YAML, and print_r and var_dump of PHP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.recognition import Kind

from .conftest import examples, founding
from .growth import assert_linear

FACTS = founding()
FRAME: dict[str, Any] = {
    "jsonrpc": "2.0",
    "method": "channels.sign.responder_sign",
    "params": {
        "channel_id": FACTS["channel_id"],
        "data": {"signed_tx": FACTS["co_signed"], "updates": [], "round": 7},
    },
    "version": 1,
}


def yaml(value: dict[str, Any], indent: int = 0) -> str:
    rows = ""
    for key, one in value.items():
        before = f"{' ' * indent}{key}:"
        if isinstance(one, dict) and one:
            rows += f"{before}\n{yaml(one, indent + 2)}"
        elif isinstance(one, list) and one:
            rows += f"{before}\n" + "".join(f"{' ' * indent}- {scalar(item)}\n" for item in one)
        else:
            rows += f"{before} {scalar(one)}\n"
    return rows


def scalar(value: object) -> str:
    return f"'{value}'" if value == "2.0" else value if isinstance(value, str) else json.dumps(value)


def pairs(value: dict[str, Any] | list[Any]) -> list[tuple[Any, Any]]:
    return list(value.items()) if isinstance(value, dict) else list(enumerate(value))


def print_r(value: dict[str, Any] | list[Any], indent: int = 0) -> str:
    before = " " * indent
    rows = f"Array\n{before}(\n"
    for key, one in pairs(value):
        shown = print_r(one, indent + 8) if isinstance(one, dict | list) else "" if one is None else f"{one}"
        rows += f"{before}    [{key}] => {shown}\n"
    return f"{rows}{before})\n"


def var_dump(value: Any, indent: int = 0) -> str:
    before = " " * indent
    if isinstance(value, dict | list):
        inner = "".join(
            f"{before}  [{json.dumps(key)}]=>\n{var_dump(one, indent + 2)}" for key, one in pairs(value)
        )
        return f"{before}array({len(value)}) {{\n{inner}{before}}}\n"
    if isinstance(value, str):
        return f'{before}string({len(value)}) "{value}"\n'
    return f"{before}NULL\n" if value is None else f"{before}int({value})\n"


PRINTERS = {"YAML": yaml, "print_r": print_r, "var_dump": var_dump}
NAMES = {"YAML": "YAML", "print_r": "PHP", "var_dump": "PHP"}


def frames_in(source: str) -> list[Any]:
    return [one for one in aecodec.recognize(source) if one.kind is Kind.FRAME]


@pytest.mark.parametrize("name", PRINTERS)
@pytest.mark.parametrize("around", ["{}", "10:11:12 received\n{}\n\nnext line", "a: 1\n\n{}---\n"])
def test_a_frame_in_lines_is_read_as_a_frame(name: str, around: str) -> None:
    frame = FRAME if name == "YAML" else {**FRAME, "params": {**FRAME["params"], "data": {"round": 7}}}
    (reading,) = frames_in(around.replace("{}", PRINTERS[name](frame)))
    assert reading.value.value == frame
    assert (reading.error, reading.steps) == (None, (f"read as {NAMES[name]}",))


SCALARS = st.one_of(
    st.integers(0, 10**18),
    st.sampled_from([FACTS["channel_id"], FACTS["co_signed"], "own_funding_locked", None]),
)
MEMBERS = st.dictionaries(
    st.sampled_from(["event", "state", "round", "tx", "fee"]),
    st.one_of(SCALARS, st.dictionaries(st.sampled_from(["a", "b_c"]), SCALARS, min_size=1)),
    min_size=1,
)


@examples(100)
@given(name=st.sampled_from(sorted(PRINTERS)), data=MEMBERS, first=st.booleans())
def test_any_members_come_out_as_they_were(name: str, data: dict[str, Any], first: bool) -> None:
    head, params = {"jsonrpc": "2.0"}, {"method": "channels.info", "params": {"data": data}}
    frame = {**head, **params} if first else {**params, **head}
    (reading,) = frames_in(PRINTERS[name](frame))
    assert reading.value.value == frame


@pytest.mark.parametrize("last", [False, True])
@pytest.mark.parametrize("indent", [0, 1, 2, 8])
def test_json_over_many_lines_is_no_yaml(last: bool, indent: int) -> None:
    head = {"jsonrpc": "2.0"}
    rest = {"method": "channels.info", "params": {"data": {"event": "died"}}}
    frame = {**rest, **head} if last else {**head, **rest}
    printed = json.dumps(frame, indent=indent)
    without_quotes = printed.replace('"jsonrpc"', "jsonrpc").replace('"method"', "method")
    for source in (printed, without_quotes, without_quotes.replace('"', "'")):
        assert [one.value.value for one in frames_in(f"received\n{source}\nthen closed")] == [frame]


def test_several_frames_are_several_readings() -> None:
    source = f"{yaml(FRAME)}---\n{yaml({**FRAME, 'version': 2})}"
    assert [one.value.value["version"] for one in frames_in(source)] == [1, 2]


@pytest.mark.parametrize(
    "source",
    [
        "jsonrpc: 2.0 is what we speak",
        "the jsonrpc: \n",
        "Array\n(\n    [jsonrpc] => 2.0\n",
        "method: x\nparams: y\n",
    ],
)
def test_what_is_no_whole_frame_is_no_certain_one(source: str) -> None:
    assert all(one.error is not None or one.value is not None for one in frames_in(source))
    assert [one for one in frames_in(source) if one.confidence.name == "CERTAIN"] == []


@pytest.mark.parametrize(
    "unit",
    [
        "jsonrpc: 2.0\n",
        " jsonrpc: 1\n",
        "a:\n",
        "  - a: jsonrpc\n",
        "Array\n(\n[jsonrpc] => ",
        'array(1) {\n["a"]=>\n',
        "- ",
    ],
)
def test_lines_take_linear_time(unit: str) -> None:
    assert_linear(lambda size: aecodec.recognize("jsonrpc\n" + unit * (size // len(unit))), 3_000, 30_000)


@pytest.mark.parametrize("indent", [1, 2, 4])
@pytest.mark.parametrize("last", ["jsonrpc", "version"])
def test_the_lines_of_json_are_no_yaml(indent: int, last: str) -> None:
    frame = {name: FRAME[name] for name in FRAME if name != last} | {last: FRAME[last]}
    found = aecodec.recognize(f"sent:\n{json.dumps(frame, indent=indent)}\n")
    (one,) = [one for one in found if one.kind is Kind.FRAME]
    assert one.value.value == frame
