"""Tokens of values as languages print them: strings, numbers, words, openings, and what a printer left out.

One set of tokens serves JSON, Python, JavaScript, Elixir, Erlang, Ruby and Rust, whose values look much
alike. A token that only some of them write has a bit of Feature, by which the notation is named afterwards.
No pattern goes back over what it has read, or only over a bounded number of characters.
"""

from __future__ import annotations

import re
from enum import IntFlag
from typing import Final, TypeAlias

from .._strict_json import Float, read_decimal
from ..limits import MAX_JSON_DIGITS
from .strings import read_string

# --- notations ----------------------------------------------------------------------------------


class Feature(IntFlag):
    """What a text has that JSON does not."""

    NONE = 0
    PYTHON = 1
    JAVASCRIPT = 2
    ELIXIR = 4
    ERLANG = 8
    RUST = 16
    ARROWS = 32  #: `=>` between key and value
    ATOMS = 64  #: `nil` and `:name`
    BARE_KEYS = 128
    SINGLE_QUOTES = 256
    WRAPPED = 512  #: a line break within a string
    RELAXED = 1024  #: trailing commas, blanks, numbers and escapes that JSON does not have
    JAVA = 2048
    GO = 4096
    YAML = 8192
    PHP = 16384


#: The first one that a text has names its notation.
_NOTATIONS: Final = (
    (Feature.YAML, "YAML"),
    (Feature.PHP, "PHP"),
    (Feature.JAVA, "Java or Kotlin"),
    (Feature.GO, "Go"),
    (Feature.ELIXIR, "Elixir"),
    (Feature.ERLANG, "Erlang"),
    (Feature.PYTHON, "Python"),
    (Feature.RUST, "Rust"),
    (Feature.JAVASCRIPT, "JavaScript"),
    (Feature.ARROWS, "Ruby or PHP"),
    (Feature.ATOMS, "Elixir or Ruby"),
    (Feature.BARE_KEYS, "JavaScript"),
    (Feature.SINGLE_QUOTES, "Python or JavaScript"),
)


def name_notation(features: Feature) -> str:
    """Name the notation of a text by what it has: `JSON`, `Python`, `Elixir` and so on."""
    return next((name for feature, name in _NOTATIONS if feature in features), "JSON")


# --- patterns -----------------------------------------------------------------------------------

_DOUBLE: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_SINGLE: Final = r"'[^'\\]*+(?:\\.[^'\\]*+)*+'"
_BACKTICK: Final = r"`[^`\\$]*+(?:(?:\\.|\$(?!\{))[^`\\$]*+)*+`"
_WORD: Final = r"[A-Za-z_$@][\w$.]*+[?!]?"
_DIGITS: Final = r"(?:0|[1-9][0-9]*+(?:_[0-9]++)*+)"

#: Blanks between two tokens, those of JSON and all others, colors of a terminal among them; a comment.
JSON_BLANK: Final = re.compile(r"[ \t\n\r]*+")
BLANK: Final = re.compile(r"(?:[\s\u200b\ufeff]|\x1b\[[0-9;]{0,20}m)++|//[^\n]*+")
COMMENT: Final = re.compile(r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+\*/")

#: Where a value, a key or a closing bracket may stand. The first alternative that fits counts.
VALUE: Final = re.compile(
    rf"""
      (?P<close>[\]}})])
    | (?P<string>(?:[bBuU](?=["'])|~[cs](?="))?(?:{_DOUBLE}|{_SINGLE}|{_BACKTICK}))
    | (?P<number>[-+]?(?:0[xX][0-9a-fA-F]++|{_DIGITS}(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)n?)(?![\w.$])
    | (?P<left_out>
          \[(?:Object|Array|Circular|Getter|Setter|class|\w{{0,24}}Function)\b
            [^\[\]{{}}\n]{{0,99}}\](?![ ][{{\[])
        | (?:\.\.\.|…)(?:[ ]?[0-9]++[ ]more[ ]\w++)?
        | \#(?:PID|Reference|Ref|Port|Function|Fun)<[^<>\n]{{0,99}}>
        | <(?!Buffer\b|ref\b)[A-Za-z_][\w.$]{{0,99}}[ ][^<>\n]{{0,99}}>
        | Symbol\([^()\n]{{0,99}}\)
        | [-+]?(?:NaN|Infinity|inf|nan)\b(?!\s*+:))
    | (?P<binary><<[ ]?(?:{_DOUBLE}(?:/utf8)?|[0-9,\s]*+(?:\.\.\.)?)[ ]?>>)
    | (?P<buffer><Buffer(?:[ ][0-9a-f]{{2}})*+(?:[ ]\.\.\.[ ][0-9]++[ ]more[ ]bytes?)?>)
    | (?P<open>%(?:[A-Z][\w.]*+)?\{{|\#\{{|(?:<ref[ ]\*[0-9]++>[ ])?
          (?:\[[A-Za-z_$]\w{{0,99}}:[ ][\w ]{{1,40}}\][ ]|[A-Za-z_$][\w$.]*+
          (?:\([0-9]++\)[ ](?:\[Uint8Array\][ ])?|[ ]?))?[\[{{(])
    | (?P<atom>:(?:{_DOUBLE}|{_WORD}))
    | (?P<word>{_WORD})
    """,
    re.VERBOSE | re.DOTALL | re.ASCII,
)

#: What may stand behind a value.
AFTER: Final = re.compile(
    r"""
      (?P<comma>,)
    | (?P<close>[\]})])
    | (?P<pair>=>|[:=](?!=))
    | (?P<cut>(?:<>[ ])?(?:\.\.\.|…)(?:[ ]?[0-9]++[ ]more[ ]characters?)?)
    | (?P<plus>\+|<>)
    | (?P<quote>["'])
    """,
    re.VERBOSE,
)

# --- values -------------------------------------------------------------------------------------


class LeftOut:
    """The value of something that its printer left out, or that JSON cannot hold; `text` stands there."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


#: A value, and what its token shows of the notation.
Token: TypeAlias = tuple[object, Feature]

_WORDS: Final[dict[str, Token]] = {
    "true": (True, Feature.NONE),
    "false": (False, Feature.NONE),
    "null": (None, Feature.NONE),
    "True": (True, Feature.PYTHON),
    "False": (False, Feature.PYTHON),
    "None": (None, Feature.PYTHON),
    "Null": (None, Feature.RUST),
    "nil": (None, Feature.ATOMS),
    "undefined": (LeftOut("undefined"), Feature.JAVASCRIPT),
}

_PLAIN_STRING: Final = re.compile(r'"[^"\\\x00-\x1f]*+"')
_JSON_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*+"')


def read_token(match: re.Match[str], notation: Feature) -> Token | None:
    """Read the value of a token that is complete in itself; None if it has none.

    notation: what the bracket around it shows.
    """
    text = match[0]
    match match.lastgroup:
        case "string":
            return _read_string(text, octal=Feature.RUST not in notation)
        case "number":
            return _read_number(text)
        case "binary":
            return _read_binary(text)
        case "buffer":
            value = LeftOut(text) if "..." in text else bytes.fromhex(text[7:-1])
            return value, Feature.JAVASCRIPT
        case "atom":
            name = text[1:]
            if name.startswith('"'):
                return read_string(name), Feature.ATOMS
            return _WORDS.get(name, (name, Feature.NONE))[0], Feature.ATOMS
        case "word":
            return _WORDS.get(text)
        case _:
            return LeftOut(text), Feature.RELAXED


def _read_string(text: str, *, octal: bool) -> Token | None:
    if _PLAIN_STRING.fullmatch(text):
        return text[1:-1], Feature.NONE
    if _JSON_STRING.fullmatch(text):
        return read_string(text), Feature.NONE
    features = Feature.WRAPPED if "\n" in text else Feature.RELAXED
    first = text[0]
    if first in "bBuU":
        features |= Feature.PYTHON
    elif first == "~":
        features |= Feature.ELIXIR
    elif first != '"':
        features |= Feature.SINGLE_QUOTES if first == "'" else Feature.JAVASCRIPT
    value = read_string(text if first in "\"'`" else text.lstrip("bBuU~cs"), octal=octal)
    if first not in "bB":
        return value, features
    try:
        return value.encode("latin-1"), features
    except UnicodeEncodeError:
        return None


def _read_number(text: str) -> Token:
    features = Feature.NONE
    if text.endswith("n"):
        text, features = text[:-1], Feature.JAVASCRIPT
    if text.startswith("+") or "_" in text:
        text, features = text.lstrip("+").replace("_", ""), features | Feature.RELAXED
    if len(text) > MAX_JSON_DIGITS:
        return LeftOut(f"a number of {len(text)} characters"), features
    if text[:3].lower().lstrip("-").startswith("0x"):
        return int(text, 16), features | Feature.RELAXED
    if "." in text or "e" in text or "E" in text:
        return Float(text), features
    return read_decimal(text), features


def _read_binary(text: str) -> Token | None:
    """Read a binary of Erlang or Elixir: text in quotes is text, numbers are bytes."""
    inner = text[2:-2].strip()
    if inner.startswith('"'):
        return read_string(inner.removesuffix("/utf8")), Feature.ERLANG
    if inner.endswith("..."):
        return LeftOut(text), Feature.RELAXED
    numbers = [number.strip() for number in inner.split(",")] if inner else []
    if not all(len(number) <= 3 and number.isdecimal() and int(number) < 256 for number in numbers):
        return None
    return bytes(map(int, numbers)), Feature.RELAXED
