"""`aecodec encode`: JSON back to text: the JSON form, records of `decode --json`, answers of a node."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, TextIO

from .. import text
from ..batch import form_encoder
from ..codec import encode_object, prefix_of, to_bytes
from ..errors import AecodecError, FieldError, quote
from ..headers import Header
from ..json_form import from_json, parse_json
from ..limits import MAX_JSON_BYTES
from ..objects import ChainObject
from . import inputs
from .bulk import Bulk, lines_left
from .inputs import Input
from .json_values import Values, place_in_input, split_values
from .printing import each, with_notice, write_error
from .readings import in_order, object_of
from .sources import Found, announce, is_file

if TYPE_CHECKING:
    from ..recognition import Reading

EXAMPLE: Final = """\
  aecodec decode --json @transactions.txt | aecodec encode
  aecodec encode @object.json"""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    inputs.configure(parser, "json")
    parser.add_argument(
        "--strict", action="store_true", help="take nothing but the JSON form and its records"
    )


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Encode every JSON object. Return 1 if one is invalid, 2 if there is none."""

    def show(_: Input, result: str) -> None:
        print(result, file=out)

    def fail(item: Input, error: AecodecError) -> None:
        known = [] if args.strict else _recognize(item.text)
        for reading in known:
            if reading.error is None:
                announce(Found(item, reading.value, reading), err)
                show(item, _write(object_of(reading)))
        wrong = [reading.error for reading in known if reading.error is not None] if known else [error]
        for found in wrong:
            write_error(*place_in_input(item, found), False, out, err)
        failures.extend(wrong)

    failures: list[AecodecError] = []
    lines = _Lines(out, err, args.trim)
    code = each(_values(args.items or ["-"], lines), text_of, show, fail)
    if (code == 1 and not failures) or (code == 2 and lines.written):
        code = 0
    return with_notice(code, "encode", err)


def _recognize(source: str) -> list[Reading]:
    """Find JSON of objects in another notation or of a node."""
    from ..recognition import recognize

    return [one for one in in_order(recognize(source), source) if one.kind.name in ("NODE_JSON", "JSON_FORM")]


class _Lines:
    """The lines of files and of standard input: forms of transactions are encoded at once, many together.

    written: something was.
    """

    def __init__(self, out: TextIO, err: TextIO, trim: bool) -> None:
        self._bulk = Bulk(self._convert, out)
        self._err = err
        self._trim = trim
        self._encode = form_encoder()
        self._values = Values()
        self.written = False

    def values(self, item: str) -> Iterator[Input]:
        """Yield the JSON objects in a source that are left."""
        self._values = Values()
        yield from split_values(self._left(item), self._values)

    def _left(self, item: str) -> Iterator[Input]:
        with inputs.open_source(item) as stream:
            for line in lines_left(stream, MAX_JSON_BYTES, 1, self._bulk, self._err):
                yield line._replace(text=line.text.strip()) if self._trim else line

    def _convert(self, block: bytes) -> tuple[Iterator[str | int], int]:
        parts, count = self._encode(block)
        return self._outside([*parts, count]), count

    def _outside(self, parts: list[str | int]) -> Iterator[str | int]:
        """Yield the parts, but leave all lines that are within an object or an array which goes on."""
        line = 0
        for part, following in pairwise(parts):
            if isinstance(part, int):
                yield part
                line = part + 1
            elif self._values.is_open and isinstance(following, int):
                yield from range(line, following)
            else:
                self.written = True
                yield part


def _values(items: list[str], lines: _Lines) -> Iterator[Input]:
    """Yield the JSON objects in arguments, files and standard input, each of which ends what it begins."""
    for number, item in enumerate(items, 1):
        if item == "-" or item.startswith("@"):
            yield from lines.values(item)
            continue
        if is_file(item):
            yield from lines.values(f"@{item}")
            continue
        own = (Input(line, at) for at, line in enumerate(item.split("\n"), 1) if line.strip())
        found = False
        for value in split_values(own):
            found = True
            yield value._replace(line=number)
        if not found:
            yield Input(item, number)


def text_of(source: str) -> str:
    """Return the text of what a JSON object describes, prefixed; hexadecimal for an object without a prefix.

    Raises TextError or FieldError.
    """
    form = parse_json(source)
    if "type" not in form and isinstance(form.get("object"), dict):
        form = form["object"]
    if "prefix" in form:
        return _identifier(form)
    return _write(from_json(form))


def _write(obj: ChainObject | Header) -> str:
    if isinstance(obj, Header) or prefix_of(type(obj)) is None:
        return to_bytes(obj).hex()
    return encode_object(obj)


def _identifier(form: dict[str, Any]) -> str:
    """Return the text of `{"prefix": …, "payload": hex}`, as `decode --json` writes an identifier."""
    prefix, payload = (_string(form, key) for key in ("prefix", "payload"))
    try:
        content = bytes.fromhex(payload)
    except ValueError:
        found = quote(payload) if prefix != "sk" else None
        raise FieldError("bad_hex", "payload", None, None, found) from None
    return text.encode(prefix, content)


def _string(form: dict[str, Any], key: str) -> str:
    if key not in form:
        raise FieldError("json_key_missing", key)
    value = form[key]
    if not isinstance(value, str):
        raise FieldError(
            "field_type", key, None, "a string", "null" if value is None else type(value).__name__
        )
    return value
