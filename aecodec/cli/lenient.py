"""`aecodec lenient`: what the node makes of an input, with each deviation from the canonical form."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any, Final, TextIO

from .._tree import Row, Value, lines
from ..codec import to_bytes
from ..errors import printable
from ..lenient import LenientResult, decode_lenient
from ..objects import ChainObject
from ..schema import describe
from . import sources, strict, terminal
from .printing import write_record
from .sources import Found, Wanted

EXAMPLE: Final = """\
  aecodec lenient tx_+GgMAaEBoEdIG/kzzGUOBvnz30V4…
  aecodec lenient --json @transactions.txt"""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "object")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show what the node makes of every input. Return 1 if it refuses one, 2 if there is none."""
    shown_before = False

    def show(found: Found) -> None:
        nonlocal shown_before
        value = found.value
        result = value if isinstance(value, LenientResult) else decode_lenient(to_bytes(value))
        if args.json:
            write_record(out, found.record() | _record(result))
            return
        print(
            *([""] if shown_before else []), *lines(_tree(result), terminal.layout(out)), sep="\n", file=out
        )
        shown_before = True

    return sources.each(args, Wanted(_read, ChainObject), show, "lenient", out, err)


def _read(source: str) -> LenientResult:
    return decode_lenient(strict.read_bytes(source) if strict.is_hex(source) else source)


def _tree(result: LenientResult) -> Row:
    name = describe(type(result.obj)).name
    count = len(result.deviations)
    if not count:
        return Row("", (Value(f"{name}: canonical"),), tuple(_facts(result)))
    words = "1 deviation" if count == 1 else f"{count} deviations"
    sentences = tuple(Value(printable(str(one))) for one in result.deviations)
    title = Value(f"{name}: taken by the node, with {words}")
    return Row("", (title,), (Row("deviations", sentences), *_facts(result)))


def _facts(result: LenientResult) -> Iterator[Row]:
    canonical, given, right = map(_text, (result.canonical, result.hash, result.canonical_hash))
    yield Row("canonical", (Value(canonical),))
    if given == right:
        yield Row("hash", (Value(right),))
    else:
        yield Row("hash", (Value(right, "of the canonical form, by which the chain knows it"),))
        yield Row("hash as given", (Value(given),))


def _text(value: str | bytes) -> str:
    return value if isinstance(value, str) else value.hex()


def _record(result: LenientResult) -> dict[str, Any]:
    return {
        "type": describe(type(result.obj)).name,
        "deviations": [one._asdict() | {"message": str(one)} for one in result.deviations],
        "canonical": _text(result.canonical),
        "hash": _text(result.hash),
        "canonical_hash": _text(result.canonical_hash),
    }
