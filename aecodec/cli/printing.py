"""How the command line speaks: one safe line of text, one record of JSON, one line for an error.

Whatever comes from the input may hold escapes that a terminal obeys, and secret keys: nothing of it is
printed but through `printable` and `masked`. JSON needs only `masked`, as it is written in ASCII.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, Final, TextIO, TypeVar

from ..errors import AecodecError
from .inputs import Input

_T = TypeVar("_T")

_SECRET: Final = re.compile("sk_.*", re.IGNORECASE | re.DOTALL)
_SHORT: Final = 24


def printable(text: str) -> str:
    """The text with control characters, direction marks and the like as escapes: safe on one line."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def masked(text: str) -> str:
    """The text without a secret key: what follows `sk_` is not shown."""
    return _SECRET.sub("sk_…", text)


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


def error_form(error: AecodecError) -> dict[str, Any]:
    """An error as it stands in a record."""
    return {"code": error.code, "path": error.path, "offset": error.offset, "message": str(error)}


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
