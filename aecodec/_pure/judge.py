"""Checks of bytes for a valid object. In plain Python that takes decoding it."""

from __future__ import annotations

from ..errors import DecodeError
from . import decoder
from .rlp import Buffer
from .table import Allowed, Table


class Judge:
    """A check whether bytes are an object that is allowed, or what nests in one.

    allowed: which objects the outermost one may be.
    """

    __slots__ = ("_allowed", "_table")

    def __init__(self, table: Table, allowed: Allowed) -> None:
        self._table = table
        self._allowed = allowed

    def is_valid(self, data: Buffer) -> bool:
        """Tell whether the decoder would read these bytes. Raises TypeError for what is not bytes."""
        try:
            decoder.decode(self._table, data, self._allowed)
        except DecodeError:
            return False
        return True
