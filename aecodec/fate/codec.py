"""FATE values from bytes or text, and back."""

from __future__ import annotations

from typing import Final, TypeAlias

from .. import text
from .._backend import BACKEND, later
from .._fate_values import Value
from .._pure import fate_decoder, fate_encoder
from .._pure.rlp import Buffer, contiguous
from ..errors import TextError
from ..protocol import FATE_PREFIXES

__all__ = ["decode", "decode_prefix", "encode"]

#: Text of call data, a result or oracle data, or the bytes it stands for.
Data: TypeAlias = str | Buffer

#: The prefixes of texts that may hold FATE: call data and results, queries and responses of oracles, bytes.
_PREFIXES: Final = FATE_PREFIXES | {"ba"}
#: The compiled twins, which read and write what is plainly right; None where the plain ones do all.
_fast_decoder: Final = later("fate_decoder") if BACKEND == "fast" else None
_fast_encoder: Final = later("fate_encoder") if BACKEND == "fast" else None


def decode(data: Data, *, store: bool = False) -> Value:
    """Decode the one FATE value that fills bytes, or a text such as `cb_…`.

    store: take store maps (`StoreMap`), which only the store of a contract holds.

    Raises FateError for what is not the canonical form of one value, TextError for a text that is not valid.
    """
    wire = as_bytes(data)
    found = None if _fast_decoder is None else _fast_decoder.decode_prefix(wire, 0, store)
    if found is not None and found[1] == len(wire):
        value: Value = found[0]
        return value
    return fate_decoder.decode(wire, store)


def decode_prefix(data: Data, offset: int = 0, *, store: bool = False) -> tuple[Value, int]:
    """Decode the FATE value that begins at `offset`; return it and where it ends.

    Raises FateError for what is not the canonical form of a value, ValueError for a negative offset.
    """
    if offset < 0:
        raise ValueError("the offset is negative")
    wire = as_bytes(data)
    found: tuple[Value, int] | None = None
    if _fast_decoder is not None:
        found = _fast_decoder.decode_prefix(wire, offset, store)
    return fate_decoder.decode_prefix(wire, offset, store) if found is None else found


def encode(value: Value, *, store: bool = False) -> bytes:
    """Encode a FATE value. The entries of a dict are written in the node's order of keys.

    store: take store maps (`StoreMap`), which only the store of a contract holds.

    Raises FateError, with the path, for what is no FATE value.
    """
    wire: bytes | None = None if _fast_encoder is None else _fast_encoder.encode(value, store)
    return fate_encoder.encode(value, store) if wire is None else wire


def as_bytes(data: Data) -> bytes:
    """Return bytes as `bytes`, or the payload of a text. Raises TextError."""
    if not isinstance(data, str):
        return contiguous(data)
    parts = text.split(data)
    if parts.prefix not in _PREFIXES:
        raise TextError("wrong_prefix", "", 0, "cb_, ov_, or_ or ba_", f"{parts.prefix}_")
    return parts.payload
