"""How the command line speaks: one safe line of text, one record of JSON, one line for an error.

Whatever comes from the input may hold escapes that a terminal obeys, and secret keys: nothing of it is
printed but through `printable` and `masked` or its siblings. JSON needs no `printable`: it is in ASCII.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TextIO, TypeVar

from ..errors import AecodecError, error_form
from .inputs import Input

_T = TypeVar("_T")

#: A secret key in an input: nobody knows where it ends, so all that follows belongs to it.
_SECRET: Final = re.compile("sk_.*", re.IGNORECASE | re.DOTALL)
#: A secret key within what people and nodes wrote; `task_id` is none. One that is glued to a word is told
#: by its length and its mixed letters.
_SECRET_WITHIN: Final = re.compile(
    r"(?<![0-9A-Za-z])(?i:sk_)[0-9A-Za-z]+|(?i:sk_)(?=[a-z]*[0-9A-Z])[0-9A-Za-z]{16,}", re.ASCII
)
_MASK: Final = "sk_…"
_SHORT: Final = 24


def printable(text: str) -> str:
    """The text with control characters, direction marks and the like as escapes: safe on one line."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def masked(text: str) -> str:
    """An input without a secret key: what follows `sk_` is not shown."""
    return _SECRET.sub(_MASK, text)


def masked_within(text: str) -> str:
    """A longer text without the secret keys in it; all else in it is shown."""
    return _SECRET_WITHIN.sub(_MASK, text)


def masked_form(form: Any) -> Any:
    """A JSON value whose strings and keys are masked; a mask in finished JSON could break it."""
    if isinstance(form, str):
        return masked_within(form)
    if isinstance(form, dict):
        return {masked_within(key): masked_form(item) for key, item in form.items()}
    return [masked_form(item) for item in form] if isinstance(form, (list, tuple)) else form


def short(text: str) -> str:
    """The beginning of an input, to recognise it by."""
    if not text:
        return "(empty)"
    start = masked(text[: _SHORT + 1])
    return printable(start if len(start) <= _SHORT else f"{start[:_SHORT]}…")


def write_record(out: TextIO, record: dict[str, Any]) -> None:
    """One JSON object on one line."""
    print(json.dumps(record), file=out)


def echo(item: Input) -> str:
    """An input as it stands in a record: whole, but for secrets and bytes that are no text."""
    return masked(item.text).encode("utf-8", "backslashreplace").decode()


def write_error(item: Input, error: AecodecError, as_json: bool, out: TextIO, err: TextIO) -> None:
    """Says what is wrong with an input: a record on `out`, or one line on `err`."""
    if _SECRET.search(item.text):
        error = type(error)(error.code, masked(error.path), error.offset)
    if as_json:
        write_record(out, {"input": echo(item), "line": item.line, "error": error_form(error)})
    else:
        print(f"aecodec: {short(item.text)}: {printable(str(error))}{item.place}", file=err)


def each(
    items: Iterable[Input],
    work: Callable[[str], _T],
    show: Callable[[Input, _T], None],
    fail: Callable[[Input, AecodecError], None],
) -> bool:
    """Works on every input and shows the result, or the error and goes on; true if all went well."""
    good = True
    for item in items:
        try:
            result = work(item.whole())
        except AecodecError as error:
            good = False
            fail(item, error)
        else:
            show(item, result)
    return good
