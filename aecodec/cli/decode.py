"""`aecodec decode`: any identifier, transaction or hexadecimal object, as a tree or as JSON lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, TextIO

from .. import text
from ..objects import ChainObject, Tx
from . import sources
from .sources import Found

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Callable

    from ..json_form import Ints

EXAMPLE: Final = """\
  aecodec decode ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW
  aecodec decode --json @transactions.txt"""


class Plain(NamedTuple):
    """The arguments of the command where there is no option: what the parser would return."""

    items: list[str]
    json: bool = False
    ints: Ints = "safe"
    strict: bool = False
    trim: bool = False


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    from .printing import configure_ints

    sources.configure(parser, "item")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    configure_ints(parser)


def run(args: Namespace | Plain, out: TextIO, err: TextIO) -> int:
    """Decode everything in the sources. Return 1 if something is invalid, 2 if there is nothing."""
    write = _write_records(args.ints, out) if args.json else _write_trees(out)
    return sources.each(args, sources.ANYTHING, write, "decode", out, err)


def _write_trees(out: TextIO) -> Callable[[Found], None]:
    from ..display import show

    shown_before = False

    def write(found: Found) -> None:
        nonlocal shown_before
        if shown_before:
            print(file=out)
        shown_before = True
        print(show(found.value), file=out)

    return write


def _write_records(ints: Ints, out: TextIO) -> Callable[[Found], None]:
    from ..derived import tx_hash
    from .printing import echo, write_record

    def write(found: Found) -> None:
        value = found.value
        digest = tx_hash(value) if isinstance(value, Tx) else None
        write_record(out, {"input": echo(found.item), "object": _form(value, ints), "hash": digest})

    return write


def _form(found: ChainObject | text.Parts, ints: Ints) -> dict[str, Any]:
    """Return the JSON form of an object; of another text its prefix and payload, never a secret one."""
    from ..json_form import to_json
    from ..protocol import PREFIXES

    if isinstance(found, ChainObject):
        return to_json(found, ints=ints)
    payload = None if found.prefix == "sk" else found.payload.hex()
    form: dict[str, Any] = {"prefix": found.prefix, "payload": payload}
    kind = PREFIXES[found.prefix].id_kind
    return form if kind is None else form | {"kind": kind.name.lower()}
