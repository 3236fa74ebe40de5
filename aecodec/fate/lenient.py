"""FATE data as the node takes it, with each deviation from canonical form.

This is the decoder in plain Python with a recorder: what it overrides is all that the node takes and strict
decoding refuses. Everything else it refuses with the same code, path and offset.
"""

from __future__ import annotations

from typing import NamedTuple

from .._fate_rules import OBJECT_KINDS
from .._fate_values import Address, Value
from .._pure import rlp
from .._pure.fate_decoder import Decoder, Frame
from .._pure.fate_encoder import Encoder
from ..errors import FateError, RlpError
from ..lenient import Deviation
from .codec import Data, as_bytes

__all__ = ["LenientValue", "decode_lenient"]

#: The codes of faults in the RLP lists that the node takes for an address.
_OF_RLP = {
    "rlp_truncated": "fate_truncated",
    "rlp_length_leading_zero": "fate_rlp_size_leading_zero",
    "rlp_too_deep": "fate_too_deep",
    "rlp_too_many_items": "fate_too_many_values",
}


class LenientValue(NamedTuple):
    """FATE data as the node reads them.

    value: the value; an address that is not 32 bytes long is an `Address`. deviations: in order of place,
    none for canonical data. original: the bytes as they came. canonical: those that the node would write, or
    None where it cannot write the value again.
    """

    value: Value
    deviations: tuple[Deviation, ...]
    original: bytes
    canonical: bytes | None


def decode_lenient(data: Data, *, store: bool = False) -> LenientValue:
    """Decode bytes, or a text such as `cb_…`, as the node's decoder does.

    Raises FateError for what the node refuses as well, and beyond the limits of `aecodec.limits`.
    """
    wire = as_bytes(data)
    decoder = LenientDecoder(wire, store)
    value, end = decoder.read(0)
    if end != len(wire):
        raise FateError("fate_trailing_bytes", "", end, found=f"{len(wire) - end} bytes")
    return LenientValue(value, tuple(decoder.found), wire, write_again(value))


def write_again(value: Value) -> bytes | None:
    """Return the bytes that the node writes for a value that it took, or None where it cannot."""
    try:
        return _NodeEncoder(store=True).run(value)
    except FateError as error:
        if error.code != "fate_address_length":
            raise
        return None


class LenientDecoder(Decoder):
    """A walk that records what the node takes."""

    def __init__(self, wire: bytes, store: bool) -> None:
        super().__init__(wire, store)
        self.found: list[Deviation] = []

    def deviate(self, code: str, at: int, expected: str | None = None, found: str | None = None) -> None:
        """Record what strict decoding refuses."""
        self.found.append(Deviation(code, self.path(), at, found or "", expected or ""))

    def odd_address(self, kind: int, at: int, start: int, end: int, is_list: bool) -> Value:
        """Take an address of any length, even an RLP list."""
        if is_list:
            try:
                rlp.parse(self.wire, at, end, strict=False)
            except RlpError as error:
                self.refuse(_OF_RLP[error.code], error.offset or 0, error.expected, error.found)
        found = "a list" if is_list else f"{end - start}"
        self.deviate("fate_address_length", at, "32 bytes", found)
        return Address(OBJECT_KINDS[kind], self.wire[start:end], is_list)

    def check_order(self, frame: Frame, key: Value) -> None:
        """Refuse a key out of order; types have no order, so a map has one key of them at most."""
        try:
            super().check_order(frame, key)
        except FateError as error:
            if error.offset is None:  # raised by the comparison itself
                self.refuse(error.code, frame.at)
            raise


class _NodeEncoder(Encoder):
    """A walk that writes whatever the node writes."""

    def deviate(self, code: str) -> None:
        """Write what strict encoding refuses."""

    def odd_address(self, value: Address) -> None:
        """Write an address of any length but an RLP list."""
        if value.is_list:
            self.refuse("fate_address_length", "32 bytes", "a list")
        kind = next(number for number, name in OBJECT_KINDS.items() if name == value.kind)
        self.parts += bytes([0x9F, kind]), rlp.string(value.payload)
