"""Text or bytes to object, one or many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..errors import DecodeError
from . import decoder, rlp, text
from .rlp import Buffer
from .table import Allowed, Table

_F = TypeVar("_F", bound=Callable[..., Any])


def direct(method: Callable[[Any], Any]) -> Callable[[_F], _F]:
    """Decorates a function that only calls this method with its one argument.

    The compiled twin puts the method in its place, under the function's name and docstring.
    """
    return lambda function: function


class Reader:
    """Reads objects of one kind, from the prefixed text that carries them or from RLP bytes."""

    __slots__ = ("allowed", "prefix", "table")

    def __init__(self, table: Table, prefix: str, allowed: Allowed) -> None:
        if len(prefix) != 2:
            raise ValueError(f"a prefix has two letters: {prefix!r}")
        self.table = table
        self.prefix = prefix
        self.allowed = allowed

    def read(self, data: str | Buffer) -> Any:
        """The object. Raises TextError, RlpError or FieldError, the latter also for one not allowed."""
        return decoder.decode(self.table, self._wire(data), self.allowed)

    def digest(self, data: str | Buffer) -> bytes:
        """The BLAKE2b-256 of the object's bytes, when they are one. Raises what `read` raises."""
        wire = self._wire(data)
        decoder.decode(self.table, wire, self.allowed)
        return text.blake2b256(wire)

    def read_many(self, items: Iterable[str | Buffer]) -> list[Any]:
        """The object of each, in order, or the error that `read` raises for it. Other errors are raised."""
        return [self._read_or_error(data) for data in tuple(items)]

    def _read_or_error(self, data: str | Buffer) -> Any:
        try:
            return self.read(data)
        except DecodeError as error:
            return error

    def _wire(self, data: str | Buffer) -> bytes:
        return text.decode(data, self.prefix) if isinstance(data, str) else rlp.contiguous(data)
