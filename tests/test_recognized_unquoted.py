"""Frames and JSON of nodes as Erlang, Java, Kotlin and Go print them, some of them without any quotes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec.recognition import Kind, Reading

from .growth import assert_linear
from .test_node_json import VECTORS

CHANNEL = "ch_2eYSahMjyrytqyd28iyNGK8ETBTW868yki8pYUxDBd6Akp29k4"
#: Answers of nodes and middlewares with their hashes.
ROWS: list[dict[str, Any]] = [
    row.values[0]
    for row in VECTORS
    if row.values[0]["kind"] == "answer"
    and (not row.values[0].get("lossy") or "encoded_tx" in row.values[0]["json"])
]
#: What a node sends when the other participant has gone.
DIED = {
    "jsonrpc": "2.0",
    "method": "channels.info",
    "params": {"channel_id": CHANNEL, "data": {"event": "died"}},
    "version": 1,
}


def _plain(value: Any, null: str) -> str:
    return {None: null, True: "true", False: "false"}[value] if value in (None, True, False) else f"{value}"


def erlang_text(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return _plain(value, "null")
    return f'<<"{value}">>' if isinstance(value, str) else f"{value}"


def as_proplist(value: Any, key: Callable[[str], str] = erlang_text, around: str = "[]") -> str:
    if isinstance(value, dict):
        pairs = (f"{{{key(name)},{as_proplist(item, key, around)}}}" for name, item in value.items())
        return around.replace("]", f"{','.join(pairs)}]", 1)
    if isinstance(value, list):
        return f"[{','.join(as_proplist(item, key, around) for item in value)}]"
    return erlang_text(value)


def as_proplist_of_atoms(value: Any) -> str:
    return as_proplist(value, key=str)


def as_jiffy(value: Any) -> str:
    return as_proplist(value, around="{[]}")


def as_java(value: Any) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}={as_java(item)}' for name, item in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_java, value))}]"
    return _plain(value, "null") if not isinstance(value, int) or isinstance(value, bool) else f"{value}"


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(map(str.capitalize, others))


def as_kotlin(value: Any) -> str:
    if isinstance(value, dict):
        return f"Data({', '.join(f'{camel(name)}={as_kotlin(item)}' for name, item in value.items())})"
    if isinstance(value, list):
        return f"[{', '.join(map(as_kotlin, value))}]"
    return as_java(value)


def as_go_map(value: Any) -> str:
    """Write as `fmt.Println` does, which sorts the keys."""
    if isinstance(value, dict):
        return f"map[{' '.join(f'{name}:{as_go_map(item)}' for name, item in sorted(value.items()))}]"
    if isinstance(value, list):
        return f"[{' '.join(map(as_go_map, value))}]"
    return "<nil>" if value is None else as_java(value)


def as_go_struct(value: Any) -> str:
    """Write as `%+v` does."""
    if isinstance(value, dict):
        members = (f"{camel(f'_{name}')}:{as_go_struct(item)}" for name, item in value.items())
        return f"&{{{' '.join(members)}}}"
    if isinstance(value, list):
        return f"[{' '.join(map(as_go_struct, value))}]"
    return "<nil>" if value is None else as_java(value)


PRINTERS: dict[str, tuple[Callable[[Any], str], str]] = {
    "proplist": (as_proplist, "Erlang"),
    "proplist of atoms": (as_proplist_of_atoms, "Erlang"),
    "jiffy": (as_jiffy, "Erlang"),
    "Map.toString": (as_java, "Java or Kotlin"),
    "data class": (as_kotlin, "Java or Kotlin"),
    "map": (as_go_map, "Go"),
    "struct": (as_go_struct, "Go"),
}
EACH = pytest.mark.parametrize(("write", "notation"), PRINTERS.values(), ids=PRINTERS)


def of_kind(source: str, kind: Kind) -> list[Reading]:
    return [one for one in aecodec.recognize(source) if one.kind is kind]


@EACH
def test_a_frame_is_read(write: Callable[[Any], str], notation: str) -> None:
    (reading,) = of_kind(f"12:00:01 received {write(DIED)}, and closed", Kind.FRAME)
    assert reading.value.value == DIED
    assert reading.steps == (f"read as {notation}",)
    start = 19 if write is as_jiffy else 18  # the list within the tuple
    assert (reading.start, reading.end) == (start, 36 + len(write(DIED)) - start)


@EACH
def test_answers_of_nodes_are_read_and_their_hashes_checked(
    write: Callable[[Any], str], notation: str
) -> None:
    count = 0
    for row in ROWS:
        readings = of_kind(f"got {write(row['json'])}", Kind.NODE_JSON)
        answers = [one.value for one in readings if one.value is not None and one.value.hash is not None]
        assert {one.hash for one in answers} <= {row["hash"]}
        count += bool(answers)
    # Without quotes, a text with blanks or brackets is none. All others are read.
    assert count >= len(ROWS) - sum(map(_has_signs, ROWS))


def _has_signs(row: dict[str, Any]) -> bool:
    text = json.dumps(row["json"])
    return any(set(word) & set(" ,[]{}()\\") for word in text.split('"')[1::2]) or '""' in text


@EACH
@given(value=st.just("x1") | st.recursive(st.integers() | st.booleans() | st.none(), st.lists, max_leaves=9))
def test_any_parameters_of_a_frame_are_read(write: Callable[[Any], str], notation: str, value: Any) -> None:
    frame = {
        "jsonrpc": "2.0",
        "method": "channels.info",
        "params": {"first": value, "second": {"third": value}},
    }
    (reading,) = of_kind(write(frame), Kind.FRAME)
    assert reading.value.value == frame


@pytest.mark.parametrize(
    "unit",
    [
        "{a=",
        "{a=1, ",
        "A(a=",
        "map[a:",
        "&{A:1 ",
        "{a=1}",
        "map[a:map[",
        "{A:b}",
        "[{a,1},",
        "{[{a,",
        "{a, ",
        "x=",
    ],
)
def test_such_values_are_searched_in_linear_time(unit: str) -> None:
    assert_linear(lambda size: aecodec.recognize(unit * (size // len(unit))), 3_000, 30_000)


@pytest.mark.parametrize(
    "source",
    [
        "if (a=b) { return map[x]; }",
        "f(x=1, y=2) and g(z=3)",
        "{name=superhero, jsonrpc}",
        "map[jsonrpc:2.0 method:channels.info",
        "Point(x=1, y=[1, 2], z={)",
        "{jsonrpc=2.0, method=channels.info, params={a=1)",
    ],
)
def test_what_is_no_whole_value_is_no_frame(source: str) -> None:
    assert of_kind(source, Kind.FRAME) == []
