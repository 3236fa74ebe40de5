"""`aecodec hex`: the bytes of an object, each with its field, and what is wrong with them where it stands."""

from __future__ import annotations

import re
from argparse import ArgumentParser, Namespace
from binascii import a2b_base64
from typing import Any, Final, TextIO

from .. import text
from .._byte_lines import lines
from ..byte_map import ByteMap, map_bytes
from ..codec import READABLE, to_bytes
from ..errors import AecodecError, error_to_json
from ..objects import ChainObject
from ..redaction import redact
from ..schema import describe
from . import sources, strict, terminal
from .printing import write_error, write_record
from .sources import Found, Wanted

EXAMPLE: Final = """\
  aecodec hex c60a01078203e8
  aecodec hex @broken-transaction.txt"""

_BASE64: Final = re.compile("[0-9A-Za-z+/]+")
_CHECKSUM_BYTES: Final = 4
#: What is wrong with a text whose bytes can be shown all the same.
_DAMAGES: Final = ("bad_checksum", "bad_base64", "non_canonical_base64")


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "object")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")
    terminal.configure(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Show the bytes of every object. Return 1 if one is not canonical, 2 if there is none."""
    code = 2
    layout = terminal.layout(out, not args.no_units)
    for found in sources.read(args, Wanted(_read, (ChainObject, text.Parts, bytes)), err):
        first, code = code == 2, code % 2
        try:
            shown = _map(found)
            if shown.error is not None and redact(found.item.text) != found.item.text:
                raise shown.error  # no object, but perhaps a secret key in hexadecimal
        except AecodecError as error:
            code = 1
            damaged = _damaged(found.item.text) if error.code in _DAMAGES and not args.json else None
            if damaged is not None:
                print(*([] if first else [""]), *lines(damaged, layout), sep="\n", file=out)
            write_error(found.item, error, args.json, out, err)
            continue
        if args.json:
            write_record(out, found.record() | _record(shown))
        else:
            print(*([] if first else [""]), *lines(shown, layout), sep="\n", file=out)
        if shown.error is not None or shown.deviations:
            code = 1
            _write_fault(found, shown, args.json, out, err)
    if code == 2:
        print("aecodec hex: no input", file=err)
    return code


def _read(source: str) -> ByteMap:
    return map_bytes(strict.read_bytes(source) if strict.is_hex(source) else source)


def _map(found: Found) -> ByteMap:
    """Return the map of what was found. Raises the error of what has no bytes of an object."""
    value = found.value
    if isinstance(value, ByteMap):
        return value
    if isinstance(value, ChainObject):
        return map_bytes(to_bytes(value))
    if isinstance(value, bytes):
        return map_bytes(value)
    if isinstance(value, text.Parts) and (found.error is None or value.prefix in READABLE):
        return map_bytes(text.encode(*value))  # of a text without an object it says what is expected
    assert found.error is not None
    raise found.error


def _damaged(source: str) -> ByteMap | None:
    """Return the map of a text that has lost its checksum or its end; None if there are no bytes in it."""
    prefix, body = source[:2], source[3:].rstrip("=")
    if source[2:3] != "_" or prefix not in READABLE or not _BASE64.fullmatch(body):
        return None
    body = body[:-1] if len(body) % 4 == 1 else body
    whole = a2b_base64(body + "=" * (-len(body) % 4))
    if len(whole) <= _CHECKSUM_BYTES:
        return None
    without = map_bytes(text.encode(prefix, whole[:-_CHECKSUM_BYTES]))
    cut_off = without.error is not None and (without.error.code, without.error.offset) == ("rlp_truncated", 0)
    return map_bytes(text.encode(prefix, whole)) if cut_off else without


def _write_fault(found: Found, shown: ByteMap, as_json: bool, out: TextIO, err: TextIO) -> None:
    if as_json:
        return  # it is in the record
    if shown.error is not None:
        write_error(found.item, shown.error, False, out, err)
        return
    count = len(shown.deviations)
    words = "1 deviation" if count == 1 else f"{count} deviations"
    print(f"aecodec: not canonical: {words}, which the node takes{found.item.place}", file=err)


def _record(shown: ByteMap) -> dict[str, Any]:
    return {
        "type": None if shown.obj is None else describe(type(shown.obj)).name,
        "size": len(shown.wire),
        "spans": [
            {
                "offset": span.offset,
                "length": span.length,
                "bytes": shown.wire[span.offset : span.end].hex(),
                "path": span.path,
                "part": span.part,
                "value": span.value,
                "note": span.note,
            }
            for span in shown.spans
        ],
        "deviations": [one._asdict() | {"message": str(one)} for one in shown.deviations],
        "error": None if shown.error is None else error_to_json(shown.error),
    }
