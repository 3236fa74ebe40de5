"""Output of the commands: a safe line of text, a record of JSON, a line for an error.

Whatever comes from the input may hold escapes that a terminal obeys, and secret keys: nothing of it is
printed but through `printable` and what `redaction` has. JSON needs no `printable`: it is in ASCII.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

from ..errors import AecodecError, error_to_json, printable, quote
from .inputs import Input

if TYPE_CHECKING:
    from argparse import ArgumentParser

_T = TypeVar("_T")

_SHORT: Final = 24
_LONGEST_TYPO: Final = 40  # characters


def short(text: str) -> str:
    """Return the beginning of an input, to recognize it by."""
    if not text:
        return "(empty)"
    return printable(text if len(text) <= _SHORT else f"{text[:_SHORT]}…")


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a question that names what was probably meant by a mistyped word; "" if nothing is near."""
    from difflib import get_close_matches

    word = word.partition("=")[0]
    by_form = {name.lower(): name for name in known}
    near = get_close_matches(word.lower(), by_form, 1) if len(word) <= _LONGEST_TYPO else []
    return f". Did you mean {by_form[near[0]]}?" if near else ""


def configure_ints(parser: ArgumentParser) -> None:
    """Add the option that says how JSON shows integers."""
    parser.add_argument(
        "--ints",
        choices=("safe", "number", "string"),
        default="safe",
        help="how JSON shows the integers of objects: as numbers, as text, or (safe, the default) as numbers"
        " up to 2^53-1 and as text beyond, because many readers round larger numbers",
    )


def write_record(out: TextIO, record: dict[str, Any]) -> None:
    """Write a JSON object on one line, however deep its values nest."""
    import json

    try:
        line = json.dumps(record)
    except RecursionError:
        from .._deep_json import dumps

        line = dumps(record)
    print(line, file=out)


def echo(item: Input, canonical: bool = True) -> str:
    """Return an input for a record: whole, but for secrets and bytes that are no text.

    A canonical text holds no secret but a secret key; in what was recognized, all are redacted.
    """
    from ..redaction import redact, redact_secret_text

    return _recorded(redact_secret_text(item.text) if canonical else redact(item.text))


def _recorded(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode()


def write_error(
    item: Input,
    error: AecodecError,
    as_json: bool,
    out: TextIO,
    err: TextIO,
    reading: Any = None,
    *,
    hint: str = "",
) -> None:
    """Write what is wrong with an input: a record on `out`, or one line on `err`.

    reading: what the input was recognized as, with what was probably meant. hint: more words for people.
    """
    from ..redaction import MASK, redact

    secret = error.code == "secret_given"
    shown = redact(item.text) if not secret or item.text[:3] == "sk_" else MASK
    error = without_secret(error, item.text)
    if item.text and error.found == quote(item.text):  # the line begins with it
        error = type(error)(error.code, error.path, error.offset, error.expected)
    if as_json:
        from . import readings

        known = {} if reading is None else {"recognised": readings.record(reading)}
        record = {"input": _recorded(shown), "line": item.line, "error": error_to_json(error)}
        write_record(out, record | known)
        return
    said = str(error)
    if reading is not None and (shown == item.text or secret):
        from . import readings

        said = readings.complaint(reading, error)
    print(f"aecodec: {short(shown)}: {printable(said + hint)}{item.place}", file=err)


def without_secret(error: AecodecError, text: str) -> AecodecError:
    """Return an error about an input without any piece of the input if there is a secret key in it."""
    from ..redaction import redact

    if redact(text) == text:
        return error
    path = redact(error.path).partition("['")[0]  # a key of the input is quoted
    return type(error)(error.code, path, error.offset)


def each(
    items: Iterable[Input],
    work: Callable[[str], _T],
    show: Callable[[Input, _T], None],
    fail: Callable[[Input, AecodecError], None],
) -> int:
    """Work on every input and show the result, or the error and go on.

    Return the exit code: 0 if all went well, 1 if not, 2 if there was no input.
    """
    code = 2
    for item in items:
        code = code % 2  # from now on there is an input
        try:
            result = work(item.whole())
        except AecodecError as error:
            code = 1
            fail(item, error)
        else:
            show(item, result)
    return code


def with_notice(code: int, command: str, err: TextIO) -> int:
    """Return the exit code of `each`; say so if there was no input, which is no success."""
    if code == 2:
        print(f"aecodec {command}: no input", file=err)
    return code
