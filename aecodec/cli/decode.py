"""`aecodec decode`: any identifier, transaction or hexadecimal object, as a tree or as JSON lines."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Any, Final, TextIO

from .. import text
from ..derived import tx_hash
from ..display import show
from ..json_form import Ints, to_json
from ..objects import ChainObject, Tx
from ..protocol import PREFIXES
from . import sources
from .printing import configure_ints, echo, write_record
from .sources import Found

EXAMPLE: Final = """\
  aecodec decode ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW
  aecodec decode --json @transactions.txt"""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "item")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    configure_ints(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Decode everything in the sources. Return 1 if something is invalid, 2 if there is nothing."""
    shown_before = False

    def write(found: Found) -> None:
        nonlocal shown_before
        value = found.value
        if args.json:
            digest = tx_hash(value) if isinstance(value, Tx) else None
            write_record(out, {"input": echo(found.item), "object": _form(value, args.ints), "hash": digest})
            return
        if shown_before:
            print(file=out)
        shown_before = True
        print(show(value), file=out)

    return sources.each(args, sources.ANYTHING, write, "decode", out, err)


def _form(found: ChainObject | text.Parts, ints: Ints) -> dict[str, Any]:
    """Return the JSON form of an object; of another text its prefix and payload, never a secret one."""
    if isinstance(found, ChainObject):
        return to_json(found, ints=ints)
    payload = None if found.prefix == "sk" else found.payload.hex()
    form: dict[str, Any] = {"prefix": found.prefix, "payload": payload}
    kind = PREFIXES[found.prefix].id_kind
    return form if kind is None else form | {"kind": kind.name.lower()}
