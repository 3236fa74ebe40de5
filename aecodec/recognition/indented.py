"""Frames that are printed a member a line: block mappings of YAML, and `print_r` and `var_dump` of PHP.

Only what has a member `jsonrpc` is read, and only what programs print of JSON: maps, lists, and scalars on
the line of their key. A text is read line by line, once: linear time, without recursion.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from ..limits import MAX_JSON_DEPTH, MAX_JSON_DIGITS
from .brackets import Literal
from .strings import read_string
from .tokens import Feature

__all__ = ["find_indented"]

_MEMBER: Final = "jsonrpc"


class _Line(NamedTuple):
    """A line of a value. opens: the value is a bracket, whose members follow; closes: a bracket ends."""

    key: str | None
    value: object = None
    opens: bool = False
    closes: bool = False


def find_indented(text: str) -> Iterator[Literal]:
    """Yield the values with a member `jsonrpc` in these notations, in order of place for each of them."""
    if _MEMBER in text:
        yield from _find_yaml(text)
        yield from _find_brackets(text, _PRINT_R, Feature.PHP)
        yield from _find_brackets(text, _VAR_DUMP, Feature.PHP)


# --- YAML ---------------------------------------------------------------------------------------

_YAML: Final = re.compile(
    r"""([ ]{0,200})(-[ ]+)?(?:["']?([\w.-]{1,64})["']?:(?=\s|\Z))?[ ]*([^\n]*?)[ ]*\r?(?:\n|\Z)"""
)
_START: Final = re.compile(rf"""^([ ]{{0,200}})["']?{_MEMBER}["']?:[ ]""", re.MULTILINE)
#: What a line of a value in brackets ends with.
_ENDS: Final = (",", "{", "[", "(")
#: Characters beside lines in which a bracket is looked for.
_NEAR: Final = 200
_WORDS: Final[dict[str, Any]] = {"true": True, "false": False, "null": None, "~": None, "[]": [], "{}": {}}
_INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")


def _find_yaml(text: str) -> Iterator[Literal]:
    done = 0
    for match in _START.finditer(text):
        if match.start() < done:
            continue
        start = _first_line(text, match.start(), len(match[1]), done)
        value, end = _read_yaml(text, start, len(match[1]))
        done = max(end, match.end())
        if _MEMBER in value and len(value) > 1 and not _is_in_brackets(text, start, end):
            yield Literal.of(value, start + len(match[1]), end, Feature.YAML)


def _is_in_brackets(text: str, start: int, end: int) -> bool:
    """Tell whether lines are members of a value in brackets, as JSON and JavaScript print them."""
    before, behind = text[max(0, start - _NEAR) : start].rstrip(), text[end : end + _NEAR].lstrip()
    return before.endswith(_ENDS) or behind.startswith((",", "}", "]", ")"))


def _first_line(text: str, start: int, depth: int, done: int) -> int:
    """Return where the mapping begins that a line of it belongs to: lines before may be its members."""
    while start > done:
        before = text.rfind("\n", 0, start - 1) + 1
        line = _YAML.match(text, max(before, done))
        indented = line is not None and (len(line[1]) > depth or (len(line[1]) == depth and line[3]))
        if before < done or not indented or (line is not None and line[4].endswith(_ENDS)):
            break
        start = before
    return start


def _read_yaml(text: str, at: int, depth: int) -> tuple[dict[str, Any], int]:
    """Read a block mapping, up to a line that is something else. Returns it and where it ends."""
    top: dict[str, Any] = {}
    stack: list[tuple[int, Any]] = [(depth, top)]
    pending: tuple[dict[str, Any], str, int] | None = None  # a key whose value begins on the next line
    end = at
    while at < len(text) and (line := _YAML.match(text, at)) is not None:
        indent, dash, key, rest = len(line[1]), line[2], line[3], line[4]
        if not (dash or key) or indent < depth or len(stack) > MAX_JSON_DEPTH or rest.endswith(_ENDS):
            break
        if pending is not None:
            around, name, outer = pending
            if indent > outer or (dash and indent == outer):
                inner: Any = [] if dash else {}
                around[name] = inner
                stack.append((indent, inner))
            pending = None
        while len(stack) > 1 and (
            indent < stack[-1][0] or (indent == stack[-1][0] and bool(dash) != isinstance(stack[-1][1], list))
        ):
            stack.pop()
        level, value = stack[-1]
        if indent != level or bool(dash) != isinstance(value, list):
            break
        if dash:
            if key is None:
                value.append(_scalar(rest))
            else:
                member: dict[str, Any] = {}
                value.append(member)
                stack.append((indent + len(dash), member))
                value = member
        if key is not None:
            value[key] = _scalar(rest)
            pending = (value, key, stack[-1][0]) if not rest else None
        at = line.end()
        end = line.end(4)
    return top, end


def _scalar(text: str) -> object:
    if text[:1] == '"' == text[-1:] and len(text) > 1:
        return read_string(text)
    if text[:1] == "'" == text[-1:] and len(text) > 1:
        return text[1:-1].replace("''", "'")
    if text in _WORDS:
        found = _WORDS[text]
        return type(found)() if isinstance(found, list | dict) else found
    if not text:
        return None
    return int(text) if len(text) <= MAX_JSON_DIGITS and _INTEGER.fullmatch(text) else text


# --- PHP ----------------------------------------------------------------------------------------


class _Form(NamedTuple):
    """How brackets are printed. first: the line that begins a value; read: reads a line behind it."""

    first: re.Pattern[str]
    line: re.Pattern[str]
    read: Callable[[re.Match[str]], _Line | None]


def _read_print_r(match: re.Match[str]) -> _Line | None:
    if match["close"]:
        return _Line(None, closes=True)
    if match["key"] is None:
        return None
    return _Line(match["key"], _scalar(match["value"] or ""), opens=match["open"] is not None)


def _read_var_dump(match: re.Match[str]) -> _Line | None:
    if match["close"]:
        return _Line(None, closes=True)
    if match["key"] is None:
        return None
    if match["open"]:
        return _Line(match["key"], opens=True)
    if match["string"] is not None:
        return _Line(match["key"], match["string"])
    if match["int"] is not None:
        return _Line(match["key"], int(match["int"]))
    return _Line(match["key"], {"bool(true)": True, "bool(false)": False}.get(match["word"]))


_PRINT_R: Final = _Form(
    re.compile(r"^[ ]*(?:Array|\w{1,60} Object)\r?\n[ ]*\(\r?\n", re.MULTILINE),
    re.compile(
        r"\s{0,300}(?:(?P<close>\))[ ]*(?:\r?\n|\Z)|\[(?P<key>[\w.-]{1,64})\][ ]=>[ ]?"
        r"(?:(?P<open>(?:Array|\w{1,60}[ ]Object)\r?\n\s{0,200}\(\r?\n)|(?P<value>[^\n]*?)\r?(?:\n|\Z)))"
    ),
    _read_print_r,
)
_VAR_DUMP: Final = _Form(
    re.compile(r"^[ ]*(?:array|object)\([^()\n]{0,60}\)[^\n{]{0,20}\{\r?\n", re.MULTILINE),
    re.compile(
        r"\s{0,300}(?:(?P<close>\})|\[\"?(?P<key>[\w.-]{1,64})\"?\]=>\s{0,200}(?:"
        r"(?P<open>(?:array|object)\([^()\n]{0,60}\)[^\n{]{0,20}\{)"
        r"|string\([0-9]{1,9}\)[ ]\"(?P<string>[^\n]*)\""
        r"|(?P<word>NULL|bool\((?:true|false)\)|int\((?P<int>-?[0-9]{1,20})\))))\s{0,9}?(?:\r?\n|\Z)"
    ),
    _read_var_dump,
)


def _find_brackets(text: str, form: _Form, feature: Feature) -> Iterator[Literal]:
    position = 0
    while (match := form.first.search(text, position)) is not None:
        value, position = _read_brackets(text, match.end(), form)
        if value is not None and _MEMBER in value:
            start = match.start() + len(match[0]) - len(match[0].lstrip(" "))
            yield Literal.of(_with_lists(value), start, position, feature)


def _read_brackets(text: str, at: int, form: _Form) -> tuple[dict[str, Any] | None, int]:
    """Read the members up to the bracket that closes. Returns None if it does not, and where to go on."""
    stack: list[dict[str, Any]] = [{}]
    while (match := form.line.match(text, at)) is not None and (line := form.read(match)) is not None:
        at = match.end()
        if line.closes:
            value = stack.pop()
            if not stack:
                return value, match.end("close")
        elif line.key is not None:
            inner: dict[str, Any] = {}
            stack[-1][line.key] = inner if line.opens else line.value
            if line.opens:
                stack.append(inner)
                if len(stack) > MAX_JSON_DEPTH:
                    break
    return None, at


def _with_lists(value: Any) -> Any:
    """Return a value with a list for each map whose keys are 0, 1, 2 and so on, as PHP has no other lists."""
    if not isinstance(value, dict):
        return value
    items = [_with_lists(item) for item in value.values()]
    return (
        items if [*value] == [f"{at}" for at in range(len(value))] else dict(zip(value, items, strict=True))
    )
