"""Transactions to columns, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from .._column_forms import Form, origin_field
from ..errors import DecodeError
from ..protocol import IdKind
from . import text
from .reader import Reader
from .rlp import Buffer, contiguous
from .row_values import FIELDS, Array, Unfit, build

SIGNED: Final = 11  # the tag of a SignedTx, which may stand around an object


class Filler:
    """A writer of the columns of rows.

    columns: name and form of each. fields: the type of each: name, format, children.
    """

    __slots__ = ("_columns", "_fields", "_reader")

    def __init__(self, reader: Reader, columns: Sequence[tuple[str, int]], fields: Sequence[Any]) -> None:
        self._reader = reader
        self._columns = [(name, Form(form)) for name, form in columns]
        self._fields = fields

    def fill(self, texts: Sequence[str | Buffer | None]) -> list[Array]:
        """Make the columns of some rows, null for None. A row that is not valid says what is wrong."""
        rows = [self._row(data) for data in texts]
        return [
            build(field, [row.get(name) for row in rows], True)
            for (name, _), field in zip(self._columns, self._fields, strict=True)
        ]

    def _row(self, data: str | Buffer | None) -> dict[str, Any]:
        if data is None:
            return {}
        try:
            wire = text.decode(data, self._reader.prefix) if isinstance(data, str) else contiguous(data)
            obj = self._reader.read(wire)
        except DecodeError as error:
            values = {
                Form.ERROR_CODE: error.code.encode(),
                Form.ERROR_PATH: error.path.encode("utf-8", "backslashreplace"),
                Form.ERROR_MESSAGE: str(error).encode("utf-8", "backslashreplace"),
                Form.ERROR_OFFSET: error.offset,
            }
            return {name: values.get(form) for name, form in self._columns}
        return self._sound_row(wire, obj)

    def _sound_row(self, wire: bytes, obj: Any) -> dict[str, Any]:
        table = self._reader.table
        signed = obj.TAG == SIGNED
        tx = obj.transaction if signed else obj
        schema = table.of(type(tx))
        forms = dict(self._columns)
        row: dict[str, Any] = {}
        unfit: list[bytes] = []
        for name in schema.names:
            if name in forms:
                try:
                    row[name] = FIELDS[forms[name]](table, getattr(tx, name))
                except Unfit:
                    unfit.append(name.encode())
        for name, form in self._columns:
            match form:
                case Form.TYPE:
                    row[name] = schema.name.encode()
                case Form.VERSION:
                    row[name] = schema.version
                case Form.HASH_TEXT:
                    row[name] = text.encode("th", text.blake2b256(wire)).encode()
                case Form.HASH_BYTES:
                    row[name] = text.blake2b256(wire)
                case Form.SIGNATURES if signed:
                    row[name] = obj.signatures
                case Form.ORIGIN_TEXT | Form.ORIGIN_BYTES:
                    row[name] = _origin(tx, schema.names, form)
                case Form.UNFIT:
                    row[name] = unfit or None
        return row


def _origin(tx: Any, names: tuple[str, ...], form: Form) -> bytes | None:
    named = origin_field(type(tx), names)
    if named is None:
        return None
    key = bytes(getattr(tx, named))[1:]
    return text.encode("ak", key).encode() if form == Form.ORIGIN_TEXT else bytes([IdKind.ACCOUNT]) + key
