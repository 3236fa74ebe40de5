"""JSON values as other languages print them, written from the documentation of each; Float is a number."""

from __future__ import annotations

import json
import pprint
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from aecodec._strict_json import Float

#: Text without lone surrogates, which not every language can hold.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "",
        "it's",
        'say "hi"',
        "a\\b",
        "one\ntwo",
        "\x00\x1b\x7f",
        "#{x}",
        "`${y}`",
        "ünïcödé 😀",
        "{[(",
        "// no",
        "...",
    ]
)
numbers = (
    st.integers()
    | st.integers(-(10**80), 10**80)
    | st.sampled_from([Float("1.5"), Float("-0.25"), Float("1e+21"), Float("1E-7")])
)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
#: What stands in brackets.
containers = st.lists(values, max_size=5) | st.dictionaries(texts, values, max_size=5)


def _print(value: Any, words: tuple[str, str, str], text: Callable[[str], str], dict_: str, pair: str) -> str:
    """Print a value: words for None, True and False, how text is written, brackets and sign of a dict."""
    match value:
        case None:
            return words[0]
        case bool():
            return words[1] if value else words[2]
        case int():
            return str(value)
        case Float():
            return value.text
        case str():
            return text(value)
        case list():
            return "[" + ", ".join(_print(item, words, text, dict_, pair) for item in value) + "]"
    items = (f"{text(key)}{pair}{_print(item, words, text, dict_, pair)}" for key, item in value.items())
    return dict_ + ", ".join(items) + "}"


def as_json(value: Any) -> str:
    """Print as JSON in ASCII."""
    return _print(value, ("null", "true", "false"), json.dumps, "{", ": ")


def as_pretty_json(value: Any) -> str:
    """Print as JSON over lines, other letters as they are."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=_no_float)


def as_python(value: Any) -> str:
    """Print as Python's `repr`."""
    return _print(value, ("None", "True", "False"), repr, "{", ": ")


def as_pprint(value: Any) -> str:
    """Print as Python's `pprint`, which wraps long lines and strings."""
    return pprint.pformat(value, width=40)


def as_javascript(value: Any) -> str:
    """Print as a literal of JavaScript, with bare keys where they can be."""
    if isinstance(value, dict):
        members = (
            f"{key if key.isidentifier() and key.isascii() else _single(key)}: {as_javascript(item)}"
            for key, item in value.items()
        )
        return "{ " + "".join(f"{member}, " for member in members) + "}"
    if isinstance(value, list):
        return "[ " + "".join(f"{as_javascript(item)}, " for item in value) + "]"
    return _print(value, ("null", "true", "false"), _single, "", "")


def as_elixir(value: Any) -> str:
    """Print as Elixir's `inspect`."""
    return _print(value, ("nil", "true", "false"), _elixir_text, "%{", " => ")


def as_erlang(value: Any) -> str:
    """Print as Erlang's `io:format("~p")` without line breaks."""
    return _print(value, ("null", "true", "false"), _erlang_text, "#{", " => ")


def as_ruby(value: Any) -> str:
    """Print as Ruby's `inspect`."""
    return _print(value, ("nil", "true", "false"), _ruby_text, "{", "=>")


def as_rust(value: Any) -> str:
    """Print as `{:?}` of a `serde_json::Value`."""
    match value:
        case None:
            return "Null"
        case bool():
            return f"Bool({str(value).lower()})"
        case int() | Float():
            return f"Number({value.text if isinstance(value, Float) else value})"
        case str():
            return f"String({_rust_text(value)})"
        case list():
            return f"Array [{', '.join(map(as_rust, value))}]"
    members = (f"{_rust_text(key)}: {as_rust(item)}" for key, item in value.items())
    return "Object {" + ", ".join(members) + "}"


def _no_float(value: object) -> float:
    raise TypeError(value)


def _single(text: str) -> str:
    return "'" + json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def _escaped(text: str, table: dict[str, str]) -> str:
    return "".join(table.get(char, char) for char in text)


_COMMON = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_ELIXIR = _COMMON | {"\a": "\\a", "\b": "\\b", "\x7f": "\\d", "\x1b": "\\e", "\f": "\\f", "\v": "\\v"}


def _elixir_text(text: str) -> str:
    if all(char.isprintable() or char in _ELIXIR for char in text):
        return '"' + _escaped(text, _ELIXIR).replace("#{", "\\#{") + '"'
    return f"<<{', '.join(map(str, text.encode()))}>>"


def _erlang_text(text: str) -> str:
    if all(char.isprintable() or char in _ELIXIR for char in text):
        table = {key: value for key, value in _ELIXIR.items() if key != "\a"} | {"\a": "\\x{7}"}
        return f'<<"{_escaped(text, table)}"{"" if text.isascii() else "/utf8"}>>'
    return f"<<{','.join(map(str, text.encode()))}>>"


def _ruby_text(text: str) -> str:
    table = _COMMON | {"\a": "\\a", "\b": "\\b", "\x1b": "\\e", "\f": "\\f", "\v": "\\v"}
    body = "".join(table.get(char) or (char if char.isprintable() else _ruby_escape(char)) for char in text)
    return '"' + body.replace("#{", "\\#{") + '"'


def _ruby_escape(char: str) -> str:
    return f"\\u{ord(char):04X}" if ord(char) < 0x10000 else f"\\u{{{ord(char):X}}}"


def _rust_text(text: str) -> str:
    table = _COMMON | {"\0": "\\0"}
    body = "".join(
        table.get(char) or (char if char.isprintable() else f"\\u{{{ord(char):x}}}") for char in text
    )
    return f'"{body}"'


#: The printers by the name that the notation gets for a value that shows it.
PRINTERS: dict[str, Callable[[Any], str]] = {
    "JSON": as_json,
    "Python": as_python,
    "JavaScript": as_javascript,
    "Elixir": as_elixir,
    "Erlang": as_erlang,
    "Ruby": as_ruby,
    "Rust": as_rust,
}
