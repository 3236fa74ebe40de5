"""Texts of transactions from lines that hold their JSON form, as `encode` writes them.

A form as `to_json` gives it has its members in the order of the wire. So the rows read them and write RLP;
then the decoder checks that these bytes are an object. It decides alone what is valid: here each value only
gets the meaning that `from_json` gives it, and every line about which there is any doubt is left.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from ..errors import DecodeError
from ..protocol import ID_PREFIXES, Op
from . import decoder, rlp, text
from .check import packed
from .encoder import minimal
from .json_text import MAX_NUMBER_BYTES
from .reader import Reader
from .table import Row, Table

#: Bytes of a line that is read: below all limits of JSON.
LINE_BYTES: Final = 1 << 20

_PLAIN: Final = re.compile(rb"\{[ -\[\]-~]*\}")  # printable ASCII without escapes
_DIGITS: Final = re.compile("0|[1-9][0-9]{0,77}")
_KINDS: Final = {prefix: kind for kind, prefix in ID_PREFIXES.items()}

#: An object of JSON: its members in their order.
_Members = list[tuple[str, Any]]


class _Left(Exception):  # noqa: N818  (no error: the line is left)
    """There is something in a line that is not as `to_json` writes it."""


class FormReader:
    """A reader of forms, which writes the text of each."""

    __slots__ = ("_reader",)

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def texts(self, block: bytes) -> tuple[list[str | int], int]:
        """Write the text of each line's transaction; leave what the slower way has to look at.

        Returns, in the order of the lines, texts with a line feed behind each, and the number of each line
        that is left, counted from 0; then how many lines there are. Between two numbers there is one text.
        """
        lines = block.removesuffix(b"\n").split(b"\n") if block else []
        made: list[str | int] = []
        done: list[str] = []
        for index, line in enumerate(lines):
            found = _text(self._reader, line.removesuffix(b"\r"))
            if found is not None:
                done.append(found)
                continue
            if done:
                made.append("".join(done))
                done = []
            made.append(index)
        return [*made, "".join(done)] if done else made, len(lines)


def _text(reader: Reader, line: bytes) -> str | None:
    if len(line) > LINE_BYTES or not _PLAIN.fullmatch(line):
        return None
    try:
        form = json.loads(line, object_pairs_hook=_Pairs, parse_float=_refuse, parse_constant=_refuse)
        names = [name for name, _ in form]
        wire = _object(reader.table, form[1][1] if names == ["input", "object", "hash"] else form)
        decoder.decode(reader.table, wire, reader.allowed)
        return f"{text.encode(reader.prefix, wire)}\n"
    except (_Left, DecodeError, ValueError, RecursionError):
        return None


class _Pairs(_Members):
    """The members of an object, which a list of JSON is not taken for."""


def _refuse(_: str) -> Any:
    raise _Left


def _object(table: Table, form: Any) -> bytes:
    if type(form) is not _Pairs or [name for name, _ in form[:3]] != ["type", "tag", "version"]:
        raise _Left
    name, tag, version = (value for _, value in form[:3])
    schema = table.find(tag, version) if type(tag) is type(version) is int else None
    if schema is None or schema.name != name:
        raise _Left
    fields = [pair for pair in zip(schema.names, schema.rows, strict=True) if pair[1][0] != Op.HEAD_VERSION]
    items = _values(table, [row for _, row in fields], [name for name, _ in fields], _Pairs(form[3:]))
    return _list([rlp.string(minimal(tag)), rlp.string(minimal(version)), *items])


def _values(table: Table, rows: Any, names: Any, form: Any) -> list[bytes]:
    if type(form) is not _Pairs or [name for name, _ in form] != list(names):
        raise _Left
    return [_value(table, row, value) for row, (_, value) in zip(rows, form, strict=True)]


def _list(items: list[bytes]) -> bytes:
    body = b"".join(items)
    return rlp.header(0xC0, len(body)) + body


def _value(table: Table, row: Row, form: Any) -> bytes:
    match row:
        case (Op.UINT, *_):
            return _number(form)
        case (Op.BYTES, _, prefix, *_):
            return rlp.string(_utf8(form) if prefix is None else _payload(prefix, form))
        case (Op.IDENTIFIER, _):
            return rlp.string(_id(form))
        case (Op.BOOL,) if type(form) is bool:
            return rlp.string(bytes([form]))
        case (Op.ENUM, cls):
            found = [member for member in cls if member.name.lower() == form]
            return rlp.string(minimal(found[0])) if found else _refuse("")
        case (Op.PACKED_VERSION, _):
            return _version(table, form)
        case (Op.POINTER_TARGET,):
            is_data = type(form) is str and form.startswith("ba_")
            return rlp.string(b"\2" + _payload("ba", form) if is_data else b"\1" + _id(form))
        case (Op.LIST, inner, _, _) if type(form) is list:
            return _list([_value(table, inner, item) for item in form])
        case (Op.TUPLE, cls, rows):
            return _list(_values(table, rows, cls._fields, form))
        case (Op.OBJECT, _, empty_ok):
            return rlp.string(b"" if form is None and empty_ok else _object(table, form))
    raise _Left


def _number(form: Any) -> bytes:
    if type(form) is str and _DIGITS.fullmatch(form):
        form = int(form)
    if type(form) is not int or form < 0 or form.bit_length() > 8 * MAX_NUMBER_BYTES:
        raise _Left
    return rlp.string(minimal(form))


def _version(table: Table, form: Any) -> bytes:
    """Write the versions of virtual machine and ABI, which are one number on the wire."""
    if type(form) is not _Pairs or [name for name, _ in form] != ["vm", "abi"]:
        raise _Left
    (_, vm), (_, abi) = form
    if type(vm) is not int or type(abi) is not int or not (0 <= vm <= 0xFFFF and 0 <= abi <= 0xFFFF):
        raise _Left
    if vm == 0 and abi != 0:  # which is read as another version
        raise _Left
    return rlp.string(minimal(packed(vm, abi)))


def _utf8(form: Any) -> bytes:
    if type(form) is not str:
        raise _Left
    return _payload("ba", form) if form.startswith("ba_") else form.encode()


def _payload(prefix: str, form: Any) -> bytes:
    return text.decode(form, prefix) if type(form) is str else _refuse("")


def _id(form: Any) -> bytes:
    kind = _KINDS.get(form[:2]) if type(form) is str else None
    return bytes([kind]) + text.decode(form, form[:2]) if kind is not None else _refuse("")
