"""Reading of single JSON values, for the forms that objects have in JSON.

Every function raises FieldError for what it does not take; whoever calls it puts the place in front.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from . import text
from ._lazy import load
from .errors import DecodeError, FieldError, format_step, quote
from .limits import MAX_JSON_DIGITS

#: A JSON value in Python: None, bool, int, str, list or dict.
Json: TypeAlias = Any

_DIGITS: Final = re.compile("0|[1-9][0-9]*")


def call_at(place: str, read: Callable[..., Any], *arguments: Any) -> Any:
    """Call `read(*arguments)`, and put the place in front of the path of an error."""
    try:
        return read(*arguments)
    except FieldError as error:
        raise error.within(place) from None


def read_integer(form: Json) -> int:
    """Read a JSON integer or canonical decimal text."""
    if type(form) is int:
        return form
    if isinstance(form, str):
        if len(form) > MAX_JSON_DIGITS:
            expected = f"at most {MAX_JSON_DIGITS} digits"
            raise FieldError("json_number_too_long", "", None, expected, f"{len(form)} characters")
        if not _DIGITS.fullmatch(form):
            raise FieldError("field_type", "", None, "an integer", quote(form))
        number: int = load("aecodec._strict_json").read_decimal(form)
        return number
    fraction = load("aecodec._strict_json").Float  # what `parse_json` makes of a fraction
    if isinstance(form, float | fraction):
        literal = form.text if isinstance(form, fraction) else repr(form)
        raise FieldError("precision_lost", "", None, None, quote(literal))
    return int(refuse("an integer", form))


def decode_text(form: str, prefix: str) -> bytes:
    """Decode prefixed text. The error has no offset."""
    try:
        return text.decode(form, prefix)
    except DecodeError as error:
        # Its offset counts characters of this one string, not bytes of the whole.
        raise FieldError(error.code, "", None, error.expected, error.found) from None


def encode_utf8(form: str) -> bytes:
    """Return the UTF-8 bytes of a string; a lone surrogate has none."""
    try:
        return form.encode()
    except UnicodeEncodeError as error:
        raise FieldError("json_not_utf8", "", None, None, quote(form[error.start])) from None


def as_mapping(form: Json, expected: str) -> dict[str, Json]:
    """Return a JSON object; `expected` says in an error what should stand there."""
    if not isinstance(form, dict):
        raise wrong_type(expected, form)
    return form


def as_string(form: Json, expected: str) -> str:
    """Return a JSON string."""
    if not isinstance(form, str):
        raise wrong_type(expected, form)
    return form


def as_array(form: Json) -> list[Json]:
    """Return a JSON array."""
    if not isinstance(form, list):
        raise wrong_type("an array", form)
    return form


def refuse(expected: str, form: Json) -> Any:
    """Raise the error for a value of the wrong JSON type, within an expression."""
    raise wrong_type(expected, form)


def wrong_type(expected: str, form: Json) -> FieldError:
    """Return the error for a value of the wrong JSON type."""
    return FieldError("field_type", "", None, expected, describe_json(form))


def describe_json(form: Json) -> str:
    """Say in the words of JSON what a value is."""
    if form is None or form is True or form is False:
        return "null" if form is None else "true" if form else "false"
    words = dict.fromkeys(("int", "float", "Float"), "a number")
    words |= {"str": "a string", "list": "an array", "dict": "an object"}
    return words.get(type(form).__name__, type(form).__name__)


def path_step(key: object) -> str:
    """Write a key as a step of a path; a dict of Python may have keys that no JSON object has."""
    return format_step(key) if isinstance(key, str) else f"[{type(key).__name__}]"
