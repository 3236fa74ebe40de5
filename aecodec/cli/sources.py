"""The sources of a command, and what is found in them: read strictly where that succeeds, else recognized.

A source is an argument, a file or standard input. Whatever stands in one is yielded in order, with its place.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, BinaryIO, Final, NamedTuple, TextIO, TypeAlias

from ..errors import AecodecError, TextError
from ..limits import MAX_CAPTURE_BYTES
from ..objects import ChainObject, Tx
from ..text import Parts
from . import strict
from .inputs import MAX_LINE_BYTES, Input, lines_of, open_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from .decode import Plain

    Args: TypeAlias = Namespace | Plain

#: Words that a recovery phrase has at least, less one.
_PHRASE_WORDS: Final = 11

#: Bytes of the beginning of a source by which a list of canonical lines is told from other text.
_HEAD_BYTES: Final = 1 << 16


class Wanted(NamedTuple):
    """What a command works on. read: reads a canonical text; classes: what is taken of recognized things."""

    read: Callable[[str], Any]
    classes: type | tuple[type, ...]


#: Whatever has a tree and a JSON form.
ANYTHING: Final = Wanted(strict.read, (ChainObject, Parts))
#: A chain object, as prefixed text or in hexadecimal.
OBJECT: Final = Wanted(strict.read_object, ChainObject)
#: A transaction, likewise.
TRANSACTION: Final = Wanted(strict.read_tx, Tx)


class Found(NamedTuple):
    """A thing in a source, or the error that stands for one.

    item: the text that it was read from, with its place. value: the object, or prefix and payload of another
    text. reading: what recognition says of it; None where it was read strictly. error: why there is no value.
    """

    item: Input
    value: Any = None
    reading: Any = None
    error: AecodecError | None = None


def configure(parser: ArgumentParser, noun: str) -> None:
    """Declare the arguments that `read` works from."""
    words = (
        f"{noun}, or any text that holds some; the name of a file or @FILE; - for standard input"
        " (also if there is none)"
    )
    parser.add_argument("items", nargs="*", metavar=noun.upper(), help=words)
    parser.add_argument(
        "--strict", action="store_true", help="take canonical text only, one item an argument or line"
    )
    parser.add_argument("--trim", action="store_true", help="ignore white space around each item")


def each(
    args: Args,
    wanted: Wanted,
    show: Callable[[Found], None],
    command: str,
    out: TextIO,
    err: TextIO,
) -> int:
    """Show everything that is wanted in the sources, and write what is wrong with the rest.

    Returns the exit code: 0 if all went well, 1 if not, 2 if there was no input.
    """
    code = 2
    for found in read(args, wanted, err):
        code = code % 2  # from now on there is an input
        try:
            if found.error is not None:
                raise found.error
            show(found)
        except AecodecError as error:
            from .printing import write_error

            code = 1
            write_error(found.item, error, getattr(args, "json", False), out, err)
    if code == 2:
        print(f"aecodec {command}: no input", file=err)
    return code


def read(args: Args, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    """Yield everything that is found in the sources. Raises OSError for a file that cannot be read."""
    items = args.items or ["-"]
    if len(items) >= _PHRASE_WORDS:
        from ..redaction import has_recovery_phrase

        if has_recovery_phrase(" ".join(items)):
            items = [" ".join(items)]  # without quotes; one word is not recognized as a secret
    for number, item in enumerate(items, 1):
        if item == "-":
            if sys.stdin is not None:
                yield from _stream(sys.stdin.buffer, args, wanted, err)
        elif item.startswith("@"):
            with open_file(item[1:]) as file:
                yield from _stream(file, args, wanted, err)
        else:
            yield from _argument(Input(item, number), args, wanted, err)


def _argument(item: Input, args: Args, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    found = _strictly(item, args, wanted)
    if found.error is None or args.strict:
        yield found
    elif _is_file(item.text):
        with open_file(item.text) as file:
            yield from _stream(file, args, wanted, err)
    else:
        yield from _recognized(found, wanted, err)


def _is_file(name: str) -> bool:
    try:
        return os.path.isfile(name)
    except ValueError:  # a zero byte
        return False


def _stream(stream: BinaryIO, args: Args, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    """Yield what is in a stream: line by line if it is a list of canonical lines, else taken as a whole."""
    lines = lines_of(stream, MAX_LINE_BYTES)
    head: list[Found] = []
    size = 0
    for line in lines:
        head.append(_strictly(line, args, wanted))
        size += len(line.text)
        if args.strict or size > _HEAD_BYTES:
            break
    if args.strict or 2 * sum(found.error is None for found in head) >= len(head):
        for found in chain(head, (_strictly(line, args, wanted) for line in lines)):
            if found.error is None or args.strict:
                yield found
            else:
                yield from _recognized(found, wanted, err)
        return
    yield from _recognized(_whole(head, lines), wanted, err)


def _whole(head: Iterable[Found], lines: Iterable[Input]) -> Found:
    """Join the lines of a stream to one text."""
    rows: list[str] = []
    size = 0
    first = next(iter(head))
    for line in chain((found.item for found in head), lines):
        rows += [""] * (line.line - 1 - len(rows))  # blank lines count as well
        rows.append(line.text)
        size += len(line.text)
        if size > MAX_CAPTURE_BYTES or line.fault is not None:
            fault = TextError("text_too_long", "", None, f"at most {MAX_CAPTURE_BYTES} bytes in one paste")
            return Found(first.item, error=line.fault or fault)
    whole = first.item if len(rows) == first.item.line else Input("\n".join(rows), 1, first.item.place)
    return Found(whole, error=first.error)


def _strictly(item: Input, args: Args, wanted: Wanted) -> Found:
    if args.trim:
        item = item._replace(text=item.text.strip())
    try:
        return Found(item, wanted.read(item.whole()))
    except AecodecError as error:
        return Found(item, error=error)


def _recognized(refused: Found, wanted: Wanted, err: TextIO) -> Iterator[Found]:
    """Yield what is recognized in a text that strict reading refused; its error if nothing is."""
    from ..recognition import recognize

    source = refused.item.text
    readings = recognize(source)
    known = sorted((one for one in readings if _is_wanted(one, wanted)), key=lambda one: one.start)
    if not known:
        yield refused
    line, done = refused.item.line, 0
    for one in known:
        line += source.count("\n", done, one.start)
        done = one.start
        place = f" (line {line})" if refused.item.place else ""
        text, error = source[one.start : one.end], one.error
        if one.kind.name == "SECRET":
            text, error = _mask(text), TextError("secret_given")
        item = Input(text, line, place)
        if error is None:
            print(f"aecodec: taken for a {one.kind}: {one.why}{place}", file=err)
        yield Found(item, one.value, one, error)


def _mask(secret: str) -> str:
    """Return what may be shown of a secret: that it begins with `sk_`, if it does."""
    from ..redaction import MASK, redact_secret_text

    shown = redact_secret_text(secret)
    return MASK if shown == secret else shown


def _is_wanted(reading: Any, wanted: Wanted) -> bool:
    if reading.kind.name in ("SECRET", "DAMAGED"):
        return True
    return reading.value is not None and isinstance(reading.value, wanted.classes)
