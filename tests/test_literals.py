"""Values in brackets are found in any text, with their places, whatever language has printed them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import _strict_json
from aecodec._strict_json import Float
from aecodec.limits import MAX_JSON_DEPTH
from aecodec.recognition.brackets import Literal
from aecodec.recognition.json_values import as_json
from aecodec.recognition.literals import find_literals

from . import printers
from .conftest import examples
from .growth import assert_linear

INSPECTED = [
    json.loads(line)
    for line in (Path(__file__).parent / "vectors" / "inspect.jsonl").read_text("utf-8").split("\n")
    if line
]


def only(text: str) -> Literal:
    """The one value that a text holds, which is whole."""
    (found,) = find_literals(text)
    literal = found.literal
    assert literal.fault is None
    return literal


# --- notations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", printers.PRINTERS)
@given(value=printers.containers, before=st.sampled_from(["", "ü: ", "x = "]))
def test_what_a_language_prints_is_read_back(name: str, value: Any, before: str) -> None:
    text = printers.PRINTERS[name](value)
    literal = only(f"{before}{text} and more")
    assert as_json(literal.value) == value
    # A name before the bracket, as in `Array [..]`, is no part of the value.
    assert f"{before}{text}"[literal.start : literal.end] == text.removeprefix("Array ").removeprefix(
        "Object "
    )
    assert (literal.cuts, literal.repeated) == ((), None)


def test_a_zero_character_before_a_digit_is_read_as_its_notation_writes_it() -> None:
    """Rust knows no octal escapes, so its `\\00` is two characters."""
    assert as_json(only(r'Object {"k\07": String("a\00")}').value) == {"k\0" + "7": "a\0" + "0"}
    assert as_json(only(r"{'k\07': 'a\00'}").value) == {"k\a": "a\0"}


@given(value=printers.containers)
def test_pretty_printed_json_is_json(value: Any) -> None:
    text = json.dumps(json.loads(printers.as_json(value)), indent=2, ensure_ascii=False)
    literal = only(text)
    assert literal.is_json
    assert literal.value == _strict_json.load(text)


@given(
    value=st.lists(printers.texts | st.integers(), max_size=6)
    | st.dictionaries(printers.texts, printers.texts)
)
def test_what_pprint_wraps_is_read_back(value: Any) -> None:
    assert only(printers.as_pprint(value)).value == value


@pytest.mark.parametrize("row", INSPECTED, ids=lambda row: row["source"].partition(": ")[2])
def test_what_node_prints_is_read_back_and_what_it_leaves_out_is_said(row: dict[str, Any]) -> None:
    literal = only(row["text"])
    assert literal.value == _strict_json.load(row["value"])
    assert [cut.name for cut in literal.cuts] == row["left_out"]
    assert literal.notation == "JavaScript" or "'" in row["text"] or "jsonrpc" not in row["text"]


@pytest.mark.parametrize(
    ("text", "value", "notation"),
    [
        ("{'a': True, 'b': None}", {"a": True, "b": None}, "Python"),
        ("{'a': (1, 2), 'b': (3,), 'c': ()}", {"a": [1, 2], "b": [3], "c": []}, "Python"),
        (r"{b'a': b'\xff\n', 'c': u'd'}", {"a": b"\xff\n", "c": "d"}, "Python"),
        ("{'a', 'b'}", ["a", "b"], "Python or JavaScript"),
        (
            "{a: 1, $b: [true, ], 2: 0x1F, 'c': `d`, e: 10n,}",
            {"a": 1, "$b": [True], "2": 31, "c": "d", "e": 10},
            "JavaScript",
        ),
        ('{// c\n"a": /* "b": 1 } */ 2}', {"a": 2}, "JavaScript"),
        (
            '%{"a" => 1, b: :c, :d => nil, "e f": [g: 1]}',
            {"a": 1, "b": "c", "d": None, "e f": {"g": 1}},
            "Elixir",
        ),
        ('%Ae.Tx{hash: <<1, 2>>, pid: ~c"x"}', {"hash": b"\1\2", "pid": "x"}, "Elixir"),
        ('#{a => ok,<<"b">> => [<<"c">>|1]}', None, "Erlang"),
        ("#{a => ok,<<\"b\">> => 'c d'}", {"a": "ok", "b": "c d"}, "Erlang"),
        ('{"a"=>1, :b=>nil}', {"a": 1, "b": None}, "Ruby or PHP"),
        ("['a' => 1]", {"a": 1}, "Ruby or PHP"),
        ("{\"a\": 'b'}", {"a": "b"}, "Python or JavaScript"),
    ],
)
def test_the_notation_is_named(text: str, value: Any, notation: str) -> None:
    (found,) = find_literals(text)
    literal = found.literal
    assert literal.notation == notation
    if value is None:
        assert literal.fault == "json_syntax"
    else:
        assert (literal.value, literal.fault, literal.end) == (value, None, len(text))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r'["\ud83d\ude00", "\ud83d", "\/"]', ["😀", "\ud83d", "/"]),
        (r"['\ud83d\ude00\x41\u{1F600}\0']", ["😀A😀\0"]),
        ("['a\\\nb']", ["ab"]),
        ('["tx_+abc\ndef"]', ["tx_+abcdef"]),
        ('["tx_+abc\r\ndef"]', ["tx_+abcdef"]),
        (r"['\q', '\'']", [r"\q", "'"]),
        ("['a' + 'b',\n 'c'\n 'd']", ["ab", "cd"]),
    ],
)
def test_strings_are_what_they_mean(text: str, value: Any) -> None:
    assert only(text).value == value


def test_numbers_are_exact() -> None:
    literal = only('[123456789012345678901234567890, 1.10, -1E5, 1_000, "1.5"]')
    assert literal.value == [123456789012345678901234567890, Float("1.10"), Float("-1E5"), 1000, "1.5"]


@pytest.mark.parametrize(
    "text",
    [
        "[01]",
        "[1 2]",
        '["a" "b"]',
        "[,]",
        "{1:}",
        '{"a":1 "b":2}',
        "[1,,2]",
        "{]",
        "[a]",
        "{a}",
        "[--1]",
        "[1n2]",
    ],
)
def test_what_no_language_prints_is_no_value(text: str) -> None:
    assert next(find_literals(text)).literal.fault == "json_syntax"


# --- places -------------------------------------------------------------------------------------


def test_members_have_places() -> None:
    text = "log: {'a': [1, {'b': 'cd'}], 'e': None} end"
    literal = only(text)
    assert text[slice(*literal.place())] == text[5:-4]
    assert text[slice(*literal.place("a", 1, "b"))] == "'cd'"
    assert text[slice(*literal.place("e"))] == "None"
    assert [(key, text[child.start : child.end]) for key, child in literal.children()] == [
        ("a", "[1, {'b': 'cd'}]")
    ]
    with pytest.raises(LookupError):
        literal.place("f")
    with pytest.raises(LookupError):
        literal.place("e", 0)


@given(printers.containers)
def test_the_place_of_every_member_holds_it(value: Any) -> None:
    text = printers.as_json(value)
    literal = only(text)
    for key in value if isinstance(value, dict) else range(len(value)):
        start, end = literal.place(key)
        assert _strict_json.load(text[start:end]) == value[key]


def test_a_repeated_key_is_said_and_the_last_one_counts() -> None:
    text = '{"x": {"a": [], "b": 2, "a": 3}}'
    literal = only(text)
    assert (literal.repeated, literal.value) == ("a", {"x": {"a": 3, "b": 2}})
    assert text[slice(*literal.place("x", "a"))] == "3"
    assert literal.place("x", "b") == (text.index("2"), text.index("2") + 1)


# --- any text -----------------------------------------------------------------------------------


def test_a_value_that_stops_is_kept_so_far_and_the_search_goes_on() -> None:
    first, second = (found.literal for found in find_literals('{"a": {"b": 1, "c": ; {"d": 2}'))
    assert (first.value, first.fault, first.end) == ({"a": {"b": 1}}, "json_syntax", 20)
    assert (second.value, second.fault) == ({"d": 2}, None)


def test_json_in_quotes_without_escapes_is_found() -> None:
    first, second = (found.literal for found in find_literals('{"data": "{"a": 1}"}'))
    assert (first.fault, second.value) == ("json_syntax", {"a": 1})


def test_words_in_brackets_are_no_values() -> None:
    text = "[info] [2026-01-01 10:00:00] don't (see {file}) f(x){return y[z]} <div> {{name}}"
    assert all(found.literal.fault == "json_syntax" for found in find_literals(text))


def test_strings_that_may_hold_values_are_told() -> None:
    text = '{"a": "{}", "b": ["x", \'[1]\', <<"{2}">>], "c": 1}'
    assert [text[found.start : found.end] for found in next(find_literals(text)).texts] == [
        "{}",
        "[1]",
        "{2}",
    ]


def test_what_is_too_deep_stops() -> None:
    fits, too_deep = "[0," * MAX_JSON_DEPTH, "[0," * (MAX_JSON_DEPTH + 1)
    whole = fits + "0" + "]" * MAX_JSON_DEPTH
    assert (only(whole).is_json, only(whole).end) == (True, len(whole))
    first = next(find_literals(f"{too_deep}0{']' * (MAX_JSON_DEPTH + 1)}")).literal
    assert (first.fault, first.end) == ("json_too_deep", 3 * MAX_JSON_DEPTH)


def test_of_many_brackets_without_anything_between_them_the_last_ones_are_read() -> None:
    assert only("[" * 24 + "7" + "]" * 24).end == 24 + 1 + 8
    assert only("[" * 23 + "7" + "]" * 23).end == 23 + 1 + 23


@examples(300)
@given(st.text(st.sampled_from("{}[]()<>\"'`\\:=>,.%#~ \n/*ab1-_eEnNul…")))
def test_any_text_has_values_in_order(text: str) -> None:
    end = 0
    for literal, texts, _ in find_literals(text):
        assert end <= literal.start < literal.end <= len(text)
        assert all(literal.start < start <= last <= len(text) for start, last, _ in texts)
        end = literal.start + 1


@pytest.mark.parametrize(
    "part",
    [
        *(
            "{",
            "[",
            '{"',
            "{'",
            "{\"{'",
            "[/*",
            "[a",
            "[1,",
            '{"a":1},',
            "[(",
            '[<<"{',
            "[<ref *1> ",
            "[<a b",
            '{"\\"',
        ),
        *(
            '{"a" ',
            "[...",
            "[//",
            "[aaaaaaaa(",
            '{"a":',
            "{\"{'{`",
            "[[Object",
            '["a"+"b"',
            '["a"\n',
            "[:'",
            '[:"',
        ),
        *("[%{", "#{a=>", "[`${", "[-", "[b'", '{"a":1,"a":', "[0x", "[Symbol("),
    ],
)
def test_any_text_takes_linear_time(part: str) -> None:
    small, large = (part * (size // len(part)) for size in (4_000, 40_000))
    assert_linear(lambda text: sum(1 for _ in find_literals(text)), small, large)
