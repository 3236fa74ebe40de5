"""Object to wire: one interpreter of schema rows, the other direction of `decoder`."""

from __future__ import annotations

from typing import Any

from .._lazy import load
from ..protocol import Op
from . import rlp, text
from .check import packed
from .ids import Id
from .table import Allowed, Row, Table


def encode(table: Table, obj: Any) -> bytes:
    """Encode a chain object as RLP."""
    schema = table.of(type(obj))
    version, fields = schema.values(obj)
    items = [encoded(table, row, value) for _, row, value in fields]
    body = b"".join([rlp.string(minimal(schema.tag)), rlp.string(minimal(version)), *items])
    return rlp.header(0xC0, len(body)) + body


class Writer:
    """A writer of objects of one kind, as the prefixed text that carries them."""

    __slots__ = ("allowed", "prefix", "table")

    def __init__(self, table: Table, prefix: str, allowed: Allowed) -> None:
        if len(prefix) != 2:
            raise ValueError(f"a prefix has two letters: {prefix!r}")
        self.table = table
        self.prefix = prefix
        self.allowed = allowed

    def write(self, obj: Any) -> str:
        """Encode an object as its prefixed text. Raises TypeError for one of another kind."""
        return text.encode(self.prefix, self._encoded(obj))

    def digest(self, obj: Any) -> bytes:
        """Hash an object's bytes by BLAKE2b-256. Raises TypeError for one of another kind."""
        return text.blake2b256(self._encoded(obj))

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return load("pkgutil").resolve_name, (f"aecodec.codec:{self.prefix}_writer",)  # as in `Reader`

    def _encoded(self, obj: Any) -> bytes:
        try:
            tag: int | None = self.table.of(type(obj)).tag
        except TypeError:
            tag = None  # no class of chain objects
        if tag not in self.allowed.tags:
            raise TypeError(f"expected {self.allowed.words}, not {type(obj).__name__}")
        return encode(self.table, obj)


class TxWriter(Writer):
    """A writer of transactions. Its bound method is the public `encode_tx`, and named like it in errors."""

    __slots__ = ()

    def encode_tx(self, tx: Any, /) -> str:
        """Encode a transaction as its `tx_` text. Raises TypeError for anything else."""
        return self.write(tx)


def minimal(number: int) -> bytes:
    """Return the big-endian bytes of a number without leading zeros; one byte for 0."""
    return number.to_bytes((number.bit_length() + 7) // 8 or 1, "big")


def encoded(table: Table, row: Row, value: Any) -> bytes:
    """Encode a field's value as an RLP item."""
    match row:
        case (Op.UINT | Op.ENUM, *_):
            return rlp.string(minimal(value))
        case (Op.BYTES, *_):
            return rlp.string(value)
        case (Op.IDENTIFIER, _):
            return rlp.string(bytes(value))
        case (Op.BOOL,):
            return b"\1" if value else b"\0"
        case (Op.PACKED_VERSION, _):
            return rlp.string(minimal(packed(*value)))
        case (Op.POINTER_TARGET,):
            return rlp.string(b"\1" + bytes(value) if type(value) is Id else b"\2" + value)
        case (Op.OBJECT, *_):
            return rlp.string(b"" if value is None else encode(table, value))
        case (Op.LIST, inner, _, _):
            body = b"".join(encoded(table, inner, item) for item in value)
        case (Op.TUPLE, _, rows):
            body = b"".join(encoded(table, inner, item) for inner, item in zip(rows, value, strict=True))
        case _:
            raise AssertionError(row)
    return rlp.header(0xC0, len(body)) + body
