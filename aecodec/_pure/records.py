"""Records of canonical transactions, as `decode --json` writes them: text and hash beside the JSON form.

The characters are those that `json.dumps` gives for what `json_form.to_json` returns, but no dicts are made.
Lines that are no canonical text are left, and numbers beyond 32 bytes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..errors import DecodeError
from ..protocol import Op
from . import text
from .encoder import encode
from .ids import Id
from .json_text import MAX_NUMBER_BYTES, NUMBERS, prefixed, utf8
from .reader import Reader
from .table import Row, Table


class RecordWriter:
    """A writer of records. ints: how numbers are written: "number", "string" or "safe", as for `to_json`."""

    __slots__ = ("_number", "_reader")

    def __init__(self, reader: Reader, ints: str) -> None:
        self._reader = reader
        self._number = NUMBERS[ints]

    def write(self, block: bytes) -> tuple[list[str | int], int]:
        """Write the record of each line in JSON; leave what the slower way has to look at.

        Returns, in the order of the lines, records as text that ends with a line feed, and the number of each
        line that is left, counted from 0; then how many lines there are.
        """
        lines = block.removesuffix(b"\n").split(b"\n") if block else []
        made: list[str | int] = []
        for index, line in enumerate(lines):
            data = line.removesuffix(b"\r").decode("latin-1")
            record = _record(self._reader, data, self._number)
            made.append(index if record is None else record)
        return made, len(lines)


def _record(reader: Reader, data: str, number: Callable[[int], str]) -> str | None:
    if not data.startswith(f"{reader.prefix}_"):  # saves the error for it
        return None
    try:
        obj = reader.read(data)
        form = _object(reader.table, obj, number)
    except (DecodeError, OverflowError):
        return None
    digest = text.encode("th", text.blake2b256(encode(reader.table, obj)))
    return f'{{"input": "{data}", "object": {form}, "hash": "{digest}"}}\n'


def _object(table: Table, obj: Any, number: Callable[[int], str]) -> str:
    schema = table.of(type(obj))
    version, fields = schema.values(obj)
    members = "".join([f', "{name}": {_value(table, row, value, number)}' for name, row, value in fields])
    return f'{{"type": "{schema.name}", "tag": {schema.tag}, "version": {version}{members}}}'


def _value(table: Table, row: Row, value: Any, number: Callable[[int], str]) -> str:
    match row:
        case (Op.UINT, *_):
            if value.bit_length() > 8 * MAX_NUMBER_BYTES:
                raise OverflowError
            return number(value)
        case (Op.BYTES, _, prefix, *_):
            return utf8(value) if prefix is None else prefixed(prefix, value)
        case (Op.IDENTIFIER, _):
            return f'"{value}"'
        case (Op.BOOL,):
            return "true" if value else "false"
        case (Op.ENUM, _):
            return f'"{value.name.lower()}"'
        case (Op.PACKED_VERSION, _):
            return f'{{"vm": {value.vm}, "abi": {value.abi}}}'
        case (Op.POINTER_TARGET,):
            return f'"{value}"' if type(value) is Id else prefixed("ba", value)
        case (Op.LIST, inner, _, _):
            return f"[{', '.join(_value(table, inner, item, number) for item in value)}]"
        case (Op.TUPLE, _, rows):
            items = zip(value._fields, rows, value, strict=True)
            members = (f'"{name}": {_value(table, inner, item, number)}' for name, inner, item in items)
            return f"{{{', '.join(members)}}}"
        case (Op.OBJECT, *_):
            return "null" if value is None else _object(table, value, number)
    raise AssertionError(row)
