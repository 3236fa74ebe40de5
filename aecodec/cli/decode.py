"""`aecodec decode`: any identifier, transaction or hexadecimal object, as a tree or as JSON lines."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from typing import Any, Final, TextIO

from .. import text
from ..codec import decode_object
from ..derived import tx_hash
from ..display import show
from ..errors import AecodecError, TextError, quote
from ..json_form import Ints, to_json
from ..limits import MAX_PAYLOAD_BYTES
from ..objects import ChainObject, Tx
from ..protocol import PREFIXES
from . import inputs
from .inputs import Input
from .printing import configure_ints, each, echo, with_notice, write_error, write_record

EXAMPLE: Final = """\
  aecodec decode ak_2Db6fndXyXbHrdq9vEfCS91FJa5PyR4ySHTXSaoHTz14KSLHoW
  aecodec decode --json @transactions.txt"""

_NOT_HEX: Final = re.compile("[^0-9a-fA-F]")


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    inputs.configure(parser, "item")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    configure_ints(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Decode every item. Return 1 if one is invalid, 2 if there is none."""
    shown_before = False

    def write(item: Input, found: ChainObject | text.Parts) -> None:
        nonlocal shown_before
        if args.json:
            digest = tx_hash(found) if isinstance(found, Tx) else None
            write_record(out, {"input": echo(item), "object": _form(found, args.ints), "hash": digest})
            return
        if shown_before:
            print(file=out)
        shown_before = True
        print(show(found), file=out)

    def fail(item: Input, error: AecodecError) -> None:
        write_error(item, error, args.json, out, err)

    return with_notice(each(inputs.read(args.items, args.trim), interpret, write, fail), "decode", err)


def interpret(source: str) -> ChainObject | text.Parts:
    """Return the object in a prefixed text or in hexadecimal, or prefix and payload of any other text.

    Raises TextError, RlpError or FieldError.
    """
    if source[:2] in ("0x", "0X") or (source and not _NOT_HEX.search(source)):
        return decode_object(_hex(source))
    try:
        return decode_object(source)
    except TextError as error:
        # What `decode_object` says of a valid text that carries no object.
        if error.code != "wrong_prefix":
            raise
    return text.split(source)


def _hex(source: str) -> bytes:
    start = 2 if source[:2] in ("0x", "0X") else 0
    length = len(source) - start
    if length > 2 * MAX_PAYLOAD_BYTES:
        raise TextError("text_too_long", "", start, f"at most {2 * MAX_PAYLOAD_BYTES} digits", f"{length}")
    if bad := _NOT_HEX.search(source, start):
        raise TextError("bad_hex", "", bad.start(), "a digit or a to f", quote(bad[0]))
    if length % 2:
        raise TextError("bad_hex", "", len(source), "two digits for each byte", f"{length} digits")
    return bytes.fromhex(source[start:])


def _form(found: ChainObject | text.Parts, ints: Ints) -> dict[str, Any]:
    """Return the JSON form of an object; of another text its prefix and payload, never a secret one."""
    if isinstance(found, ChainObject):
        return to_json(found, ints=ints)
    payload = None if found.prefix == "sk" else found.payload.hex()
    form: dict[str, Any] = {"prefix": found.prefix, "payload": payload}
    kind = PREFIXES[found.prefix].id_kind
    return form if kind is None else form | {"kind": kind.name.lower()}
