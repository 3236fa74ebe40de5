"""Text or bytes to object, one or many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .._lazy import load
from ..errors import DecodeError, unexpected_object
from . import decoder, rlp, text
from .rlp import Buffer
from .table import Allowed, Table


class Reader:
    """A reader of objects of one kind, from the prefixed text that carries them or from RLP bytes."""

    __slots__ = ("allowed", "prefix", "table")

    def __init__(self, table: Table, prefix: str, allowed: Allowed) -> None:
        if len(prefix) != 2:
            raise ValueError(f"a prefix has two letters: {prefix!r}")
        self.table = table
        self.prefix = prefix
        self.allowed = allowed

    def read(self, data: str | Buffer, expect: Any = None) -> Any:
        """Decode prefixed text or RLP bytes into an object. Raises what `decode_tx` raises."""
        obj = decoder.decode(self.table, self._wire(data), self.allowed)
        if expect is not None and not isinstance(obj, expect):
            raise unexpected_object(expect, obj)
        return obj

    def digest(self, data: str | Buffer) -> bytes:
        """Hash an object's bytes by BLAKE2b-256, if they are one. Raises what `read` raises."""
        wire = self._wire(data)
        decoder.decode(self.table, wire, self.allowed)
        return text.blake2b256(wire)

    def read_many(self, items: Iterable[str | Buffer]) -> list[Any]:
        """Decode each, in order, into the object or the error that `read` raises. Other errors are raised."""
        return [self._read_or_error(data) for data in tuple(items)]

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        # By name, for other processes that read.
        return load("pkgutil").resolve_name, (f"aecodec.codec:{self.prefix}_reader",)

    def _read_or_error(self, data: str | Buffer) -> Any:
        try:
            return self.read(data)
        except DecodeError as error:
            return error

    def _wire(self, data: str | Buffer) -> bytes:
        return text.decode(data, self.prefix) if isinstance(data, str) else rlp.contiguous(data)


class TxReader(Reader):
    """A reader of transactions. Its bound method is the public `decode_tx`, and named like it in errors."""

    __slots__ = ()

    def decode_tx(self, data: str | Buffer, expect: Any = None) -> Any:
        """Decode a `tx_` text or RLP bytes into a transaction, with everything nested in it typed as well.

        With `expect` it must be of that class.

        Raises TextError, RlpError or FieldError, each with its place; for an object of another class the code
        is `object_not_allowed_here`.
        """
        return self.read(data, expect)
