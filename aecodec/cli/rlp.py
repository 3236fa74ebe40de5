"""`aecodec rlp`: any RLP as JSON, nested lists of hexadecimal text, and back."""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser, Namespace
from base64 import b64decode
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO

from .. import rlp, text
from .._lazy import load
from ..codec import to_bytes
from ..errors import AecodecError, TextError, quote
from ..limits import MAX_JSON_BYTES
from ..objects import ChainObject
from ..protocol import PREFIXES
from ..redaction import redact
from . import inputs, strict
from .inputs import Input
from .printing import each, echo, with_notice, write_error, write_record
from .readings import record, sentence

EXAMPLE: Final = """\
  aecodec rlp c60a01078203e8
  aecodec rlp '["0a", "01", "07", "03e8"]'"""

#: What stands in front of the items if only one direction is allowed.
_DIRECTIONS: Final = ("decode", "encode")
_HEX: Final = re.compile("(?:0[xX])?((?:[0-9a-fA-F]{2})*)")
_BASE64: Final = re.compile("[0-9A-Za-z+/_-]+={0,2}")
_JSON: Final = re.compile(r"\s*+(?:\"|\[\s*+(?:[\"\[\]]|\Z))")
_URL_SAFE: Final = str.maketrans("-_", "+/")
_CHECKSUM_BYTES: Final = 4


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    inputs.configure(parser, "item")
    parser.description = (
        f"{parser.description}\n\n"
        "Hexadecimal, base64 and prefixed text are decoded, JSON is encoded. With the word decode or\n"
        "encode in front of the items, the other direction is an error."
    )
    parser.add_argument(
        "--strict", action="store_true", help="take hexadecimal, base64, prefixed text and JSON only"
    )
    prefixes = sorted(PREFIXES.keys() - {"sk"})
    parser.add_argument("--prefix", choices=prefixes, help="encode to text with this prefix")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Decode or encode every item. Return 1 if one is invalid, 2 if there is none."""
    only = args.items[0] if args.items and args.items[0] in _DIRECTIONS else None
    items = args.items[1:] if only else args.items

    known: list[dict[str, Any]] = []  # what the input at hand was recognized as

    def encodes(source: str) -> bool:
        return only == "encode" or (only is None and _is_json(source))

    def work(source: str) -> Any:
        if encodes(source):
            wire = encode(source)
            return wire.hex() if args.prefix is None else text.encode(args.prefix, wire)
        try:
            return decode(source)
        except TextError:
            reading = None if args.strict or _is_json(source) else _recognized(source)
            if reading is None:
                raise
        print(f"aecodec: recognised {sentence(reading)}", file=err)
        value = reading.value
        decoded = rlp.decode(value if isinstance(value, bytes) else to_bytes(value))
        known.append(record(reading))
        return _to_hex(decoded)

    def show(item: Input, found: Any) -> None:
        if args.json:
            said = {"recognised": known[-1]} if known else {}
            write_record(out, {"input": echo(item, canonical=not known)} | said | {"output": found})
        else:
            print(found if encodes(item.text) else json.dumps(found), file=out)
        known.clear()

    def fail(item: Input, error: AecodecError) -> None:
        write_error(item, error, args.json, out, err)

    return with_notice(each(_values(inputs.read(items, args.trim)), work, show, fail), "rlp", err)


def decode(source: str) -> Any:
    """Decode RLP in hexadecimal, base64 or prefixed text to nested lists of hexadecimal text.

    Raises TextError or RlpError.
    """
    item = rlp.decode(_bytes(source))
    if isinstance(item, bytes) and redact(source) != source:
        raise TextError("secret_given")  # the bytes of a secret key can happen to be RLP
    return _to_hex(item)


def encode(source: str) -> bytes:
    """Encode JSON of nested lists of hexadecimal text as RLP. Raises TextError or RlpError."""
    form = load("aecodec._strict_json").load(source, MAX_JSON_BYTES, error=TextError)
    return rlp.encode(_from_hex(form, ""))


def _recognized(source: str) -> Any:
    """Return the first reading of other text that has bytes: a dump, or bytes as programs print them."""
    readings = load(f"{__package__.rpartition('.')[0]}.recognition").recognize(source)
    if any(one.kind.name in ("SECRET", "DAMAGED") for one in readings):
        return None
    return next((one for one in readings if isinstance(one.value, (bytes, ChainObject))), None)


def _is_json(source: str) -> bool:
    """Tell whether a text begins as JSON of nested lists of text does, and not as a list of numbers."""
    return _JSON.match(source) is not None


def _values(items: Iterable[Input]) -> Iterator[Input]:
    """Yield the items; JSON that was printed over many lines is one item."""
    parts: list[str] = []
    first, depth = Input("", 0), 0
    for item in items:
        if not parts:
            first = item
        if item.fault is not None or not (parts or _is_json(item.text)):
            yield item
            continue
        parts.append(item.text)
        depth += item.text.count("[") - item.text.count("]")
        if depth <= 0:
            yield first._replace(text="\n".join(parts))
            parts, depth = [], 0
    if parts:
        yield first._replace(text="\n".join(parts))


def _bytes(source: str) -> bytes:
    """Return the bytes of hexadecimal, base64 or prefixed text."""
    if source[:3] == "sk_":
        raise TextError("secret_given")
    if strict.is_hex(source):
        return strict.read_bytes(source)
    if source[2:3] == "_" and source[:2] in PREFIXES:
        return text.decode(source)
    if not _BASE64.fullmatch(source):
        raise TextError("bad_base64", "", None, "hexadecimal, base64 or prefixed text")
    body = source.rstrip("=").translate(_URL_SAFE)
    try:
        whole = b64decode(body + "=" * (-len(body) % 4))
    except ValueError:
        raise TextError("bad_base64", "", None, "hexadecimal, base64 or prefixed text") from None
    payload, checksum = whole[:-_CHECKSUM_BYTES], whole[-_CHECKSUM_BYTES:]
    return payload if text.sha256d(payload)[:_CHECKSUM_BYTES] == checksum else whole


def _to_hex(item: rlp.Item) -> Any:
    return item.hex() if isinstance(item, bytes) else [_to_hex(one) for one in item]


def _from_hex(form: Any, path: str) -> rlp.Item:
    if isinstance(form, list):
        return [_from_hex(item, f"{path}[{index}]") for index, item in enumerate(form)]
    if not isinstance(form, str):
        raise TextError("field_type", path, None, "hexadecimal text or a list", type(form).__name__)
    digits = _HEX.fullmatch(form)
    if digits is None:
        raise TextError("bad_hex", path, None, "two digits for each byte", quote(form))
    return bytes.fromhex(digits[1])
