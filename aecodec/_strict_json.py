"""JSON text to Python values and back, exactly and safely.

The standard library's `json` parses. What it would accept or fail on without a place is refused here with a
code and a place: repeated keys, NaN, deep nesting, long numbers. A number with a fraction or an exponent
is a `Float`, its text, because a Python float would change it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from json.encoder import encode_basestring_ascii
from typing import Any, Final, NoReturn, TypeAlias

from .errors import AecodecError, RpcError, format_step, quote
from .limits import MAX_FRAME_BYTES, MAX_JSON_DEPTH, MAX_JSON_DIGITS, MAX_JSON_VALUES

#: None, bool, int, Float, str, list of Json, dict from str to Json.
Json: TypeAlias = Any

_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKET = re.compile(r'(?:[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"?)*+([\[\]{}]|\Z)', re.DOTALL)
_FLOAT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")


class Float:
    """A JSON number with a fraction or an exponent, kept as the text that it is written in. Immutable.

    Raises RpcError for text that is no JSON number.
    """

    __slots__ = ("text",)
    text: str

    def __init__(self, text: str) -> None:
        if len(text) > MAX_JSON_DIGITS:
            raise RpcError("json_number_too_long", found=quote(text))
        if not _FLOAT.fullmatch(text):
            raise RpcError("json_constant", found=quote(text))
        object.__setattr__(self, "text", text)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a Float cannot be changed: {name}")

    def __eq__(self, other: object) -> bool:
        return self.text == other.text if isinstance(other, Float) else NotImplemented

    def __hash__(self) -> int:
        return hash((Float, self.text))

    def __repr__(self) -> str:
        return f"Float({self.text!r})"

    def __reduce__(self) -> tuple[type[Float], tuple[str]]:
        return Float, (self.text,)


def load(
    text: str | bytes | bytearray | memoryview,
    max_bytes: int = MAX_FRAME_BYTES,
    max_depth: int = MAX_JSON_DEPTH,
    error: type[AecodecError] = RpcError,
) -> Json:
    """Parse a JSON text.

    Raises `error` with a `json_` code; `path` is the JSON path, `offset` counts characters if those are
    the unit of `error`, else bytes of the UTF-8 text.
    """
    text = as_text(text, max_bytes, error)
    _check_bounds(text, max_depth, error)
    refused: list[_Refused] = []
    try:
        value = _decoder(refused).decode(text)
    except json.JSONDecodeError as fault:
        found = quote(text[fault.pos : fault.pos + 25]) if fault.pos < len(text) else "end of text"
        raise error("json_syntax", offset=_offset_of(text, fault.pos, error), found=found) from None
    if refused:
        _raise_first(value, error)
    return value


def dump(value: Json, max_depth: int = MAX_JSON_DEPTH) -> str:
    """Write a value as one line of JSON in ASCII; other characters and lone surrogates become escapes.

    Raises RpcError if nested too deep or a number is too long, TypeError for what JSON cannot hold exactly,
    a Python float among them.
    """
    parts: list[str] = []
    _write(value, parts.append, max_depth)
    return "".join(parts)


def as_text(
    text: str | bytes | bytearray | memoryview, max_bytes: int, error: type[AecodecError] = RpcError
) -> str:
    """Return a text as it is, bytes decoded; raise `error` if not UTF-8 or longer than `max_bytes`."""
    if not isinstance(text, str | bytes | bytearray | memoryview):
        raise TypeError(f"JSON text is str or bytes, not {type(text).__name__}")
    size = text.nbytes if isinstance(text, memoryview) else len(text)
    if isinstance(text, str) and size <= max_bytes:
        size = _bytes_before(text, len(text))
    if size > max_bytes:
        raise error("json_too_long", expected=f"at most {max_bytes} bytes")
    if isinstance(text, str):
        return text
    try:
        return str(text, "utf-8")
    except UnicodeDecodeError as fault:
        raise error("json_not_utf8", offset=fault.start) from None


def _bytes_before(text: str, position: int) -> int:
    if text.isascii():
        return position
    return len(text[:position].encode("utf-8", "surrogatepass"))


def _offset_of(text: str, position: int, error: type[AecodecError]) -> int:
    return position if error.unit == "character" else _bytes_before(text, position)


def _check_bounds(text: str, max_depth: int, error: type[AecodecError]) -> None:
    """Refuse text that would exhaust the parser's stack or memory, in linear time and without recursion.

    Counting everywhere, strings included, is cheap and nearly always enough; only then look closer.
    """
    if text.count("[") + text.count("{") > max_depth:
        _check_depth(text, max_depth, error)
    if text.count(",") + text.count("[") + text.count("{") >= MAX_JSON_VALUES:
        bare = _STRING.sub("", text)
        if bare.count(",") + bare.count("[") + bare.count("{") >= MAX_JSON_VALUES:
            raise error("json_too_many_values", expected=f"at most {MAX_JSON_VALUES}")


def _check_depth(text: str, max_depth: int, error: type[AecodecError]) -> None:
    depth = 0
    for match in _BRACKET.finditer(text):
        bracket = match[1]
        if bracket in ("[", "{"):
            depth += 1
            if depth > max_depth:
                offset = _offset_of(text, match.start(1), error)
                raise error("json_too_deep", offset=offset, expected=f"at most {max_depth} levels")
        else:
            depth -= 1
            if depth <= 0:  # the end of the value: what follows is not JSON, and the parser refuses it
                return


class _Refused:
    """A placeholder in the tree for a refused value, by which its path is found afterwards."""

    __slots__ = ("code", "found")

    def __init__(self, code: str, found: str) -> None:
        self.code = code
        self.found = found


def _decoder(refused: list[_Refused]) -> json.JSONDecoder:
    def refuse(code: str, found: str) -> _Refused:
        refused.append(_Refused(code, quote(found)))
        return refused[-1]

    def integer(digits: str) -> int | _Refused:
        return (
            read_decimal(digits) if len(digits) <= MAX_JSON_DIGITS else refuse("json_number_too_long", digits)
        )

    def fraction(literal: str) -> Float | _Refused:
        return Float(literal) if len(literal) <= MAX_JSON_DIGITS else refuse("json_number_too_long", literal)

    def members(pairs: list[tuple[str, Json]]) -> dict[str, Json] | _Refused:
        value = dict(pairs)
        if len(value) == len(pairs):
            return value
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                break
            seen.add(key)
        return refuse("json_repeated_key", key)

    return json.JSONDecoder(
        object_pairs_hook=members,
        parse_int=integer,
        parse_float=fraction,
        parse_constant=lambda name: refuse("json_constant", name),
    )


def _raise_first(value: Json, error: type[AecodecError]) -> NoReturn:
    refused, path = _first_refused(value) or (value, [])
    first = error(refused.code, found=refused.found)
    for key in reversed(path):
        first.within(format_step(key))
    raise first


def _first_refused(value: Json) -> tuple[_Refused, list[str | int]] | None:
    if isinstance(value, _Refused):
        return value, []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if found := _first_refused(item):
            return found[0], [key, *found[1]]
    return None


def _write(value: Json, out: Callable[[str], object], levels: int) -> None:
    if isinstance(value, str):
        out(encode_basestring_ascii(value))
    elif value is None or value is True or value is False:
        out("null" if value is None else "true" if value else "false")
    elif isinstance(value, int):
        out(_write_int(value))
    elif isinstance(value, Float):
        out(value.text)
    elif isinstance(value, dict | list | tuple):
        if not levels:
            raise RpcError("json_too_deep")
        (_write_object if isinstance(value, dict) else _write_array)(value, out, levels - 1)
    else:
        raise TypeError(f"JSON cannot hold a {type(value).__name__} exactly")


def _write_object(value: Json, out: Callable[[str], object], levels: int) -> None:
    mark = "{"
    for key, item in value.items():
        if not isinstance(key, str):
            raise TypeError(f"a key of a JSON object is a str, not a {type(key).__name__}")
        out(f"{mark}{encode_basestring_ascii(key)}:")
        try:
            _write(item, out, levels)
        except RpcError as error:
            raise error.within(format_step(key)) from None
        mark = ","
    out("}" if value else "{}")


def _write_array(value: Json, out: Callable[[str], object], levels: int) -> None:
    mark = "["
    for index, item in enumerate(value):
        out(mark)
        try:
            _write(item, out, levels)
        except RpcError as error:
            raise error.within(format_step(index)) from None
        mark = ","
    out("]" if value else "[]")


def _write_int(value: int) -> str:
    # bit_length first: it costs nothing, and endless numbers take quadratic time.
    if value.bit_length() < 4 * MAX_JSON_DIGITS and len(digits := write_decimal(value)) <= MAX_JSON_DIGITS:
        return digits
    raise RpcError("json_number_too_long", found=f"a number of {value.bit_length()} bits")


# --- numbers, whatever limit the host has set for Python's own conversion ------------------------

#: Digits that Python converts on every host: no limit can be set below 640.
_SURE: Final = 600
_BEYOND: Final = 10**_SURE


def write_decimal(number: int) -> str:
    """Write an integer in decimal digits."""
    number = int.__index__(number)  # the number itself, whatever a subclass makes of its methods
    rest, parts = abs(number), []
    while rest >= _BEYOND:
        rest, low = divmod(rest, _BEYOND)
        parts.append(f"{low:0{_SURE}}")
    return "".join(["-" if number < 0 else "", f"{rest}", *reversed(parts)])


def read_decimal(digits: str) -> int:
    """Read an integer from decimal digits, which a minus may precede."""
    if digits.startswith("-"):
        return -read_decimal(digits[1:])
    number = 0
    for start in range(0, len(digits), _SURE):
        part = digits[start : start + _SURE]
        number = number * 10 ** len(part) + int(part)
    return number
