"""Lenient decoding, as the node does it. Each deviation from canonical form is reported with its place.

This is the decoder in plain Python with a recorder: what it overrides here is all that the node takes and
strict decoding refuses (docs/protocol/strictness.md). Everything else it refuses with the same code, path
and offset.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeVar

from . import text
from ._lazy import load
from ._pure import table as pure_table
from ._pure.decoder import Decoder
from ._pure.rlp import Node, parse
from ._pure.table import Row, Schema
from .codec import READABLE, Data, decode_object, to_bytes
from .errors import DecodeError, FieldError, TextError, format_bytes, quote
from .ids import Id
from .limits import MAX_DEVIATIONS
from .objects import ChainObject, Tx
from .protocol import Op, Order
from .schema import allowed, new_table
from .text import blake2b256

__all__ = ["Deviation", "LenientResult", "decode_lenient"]

_T = TypeVar("_T")
_SPACE: Final = re.compile("[\t\n\r ]+")
_NO_SPACE: Final = dict.fromkeys(map(ord, "\t\n\r "))
_OF_TEXT: Final = frozenset({"bad_base64", "non_canonical_base64"})
TABLE: Final = new_table(pure_table)


class Deviation(NamedTuple):
    """Something that the node takes and strict decoding refuses.

    code: what strict decoding refuses it with, one of RULES. path: the field, as
    `SignedTx.transaction.fee` (empty in text). offset: the byte in the outermost payload as it came, or the
    character of the text. found, expected: what came, and what is canonical in its place.
    """

    code: str
    path: str
    offset: int
    found: str
    expected: str

    def __str__(self) -> str:
        kind = TextError if self.code in _OF_TEXT else DecodeError
        return str(kind(self.code, self.path, self.offset, self.expected, self.found))


class LenientResult(NamedTuple):
    """What the node makes of an input.

    obj: the object, signatures sorted. A field whose length only strict decoding checks is as it came, so
    this object may be one that cannot be constructed. deviations: in order of place, those of the text
    first; none for canonical input. canonical: the text or bytes that the node would write, text for text.
    hash, canonical_hash: of the payload as it came, and of the canonical one, by which the chain knows it;
    `th_` text for a transaction, else 32 bytes.
    """

    obj: ChainObject
    deviations: tuple[Deviation, ...]
    canonical: str | bytes
    hash: str | bytes
    canonical_hash: str | bytes

    def _repr_html_(self) -> str:
        """Return the object and its deviations as HTML, for notebooks."""
        return str(load(f"{__package__}._html").to_html(self))


def decode_lenient(data: Data) -> LenientResult:
    """Decode a text that carries an object (`tx_`, `pi_` ...) or RLP bytes as the node's decoder does.

    Raises TextError, RlpError or FieldError, as strict decoding does, for what the node refuses as well; and
    beyond the limits of `aecodec.limits`.
    """
    if not isinstance(data, str):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"expected text or bytes, not {type(data).__name__}")
        return _decode(None, bytes(data), ChainObject, [])
    prefix = data.partition("_")[0]
    if prefix not in READABLE:
        decode_object(data)
        raise AssertionError(prefix)  # a text without an object is an error there
    found: list[DecodeError] = []
    return _decode(prefix, _decode_text(data, prefix, found), READABLE[prefix], found)


def _decode(
    prefix: str | None, wire: bytes, base: type[ChainObject], of_text: list[DecodeError]
) -> LenientResult:
    decoder = LenientDecoder(TABLE, wire)
    obj = decoder.read_object(0, len(wire), allowed(base), 1)
    canonical = to_bytes(obj)
    return LenientResult(
        obj,
        (*in_place(of_text), *in_place(decoder.found)),
        canonical if prefix is None else text.encode(prefix, canonical),
        _hash(obj, wire),
        _hash(obj, canonical),
    )


def _hash(obj: ChainObject, wire: bytes) -> str | bytes:
    digest = blake2b256(wire)
    return text.encode("th", digest) if isinstance(obj, Tx) else digest


def in_place(errors: list[DecodeError]) -> tuple[Deviation, ...]:
    """Turn the errors of strict decoding that were taken into deviations, in order of place."""
    found = [
        Deviation(error.code, error.path, error.offset or 0, error.found or "", error.expected or "")
        for error in errors
    ]
    return tuple(sorted(found, key=lambda deviation: deviation.offset))


def _record(found: list[DecodeError], error: DecodeError) -> None:
    if len(found) == MAX_DEVIATIONS:
        raise type(error)("too_many_deviations", error.path, error.offset, f"at most {MAX_DEVIATIONS}")
    found.append(error)


# --- objects ------------------------------------------------------------------------------------


class LenientDecoder(Decoder):
    """Records what strict decoding refuses and the node takes, each as the error that it would be."""

    __slots__ = ("found",)

    # The objects are those of the twin that runs, and so are their identifiers.
    make_id = staticmethod(Id.from_bytes)

    def __init__(self, table: pure_table.Table, wire: bytes) -> None:
        super().__init__(table, wire)
        self.found: list[DecodeError] = []

    def parse(self, at: int, end: int) -> Node:
        return parse(self.wire, at, end, strict=False)

    def deviate(self, error: FieldError) -> None:
        _record(self.found, error)

    def read_at(self, place: str, read: Callable[..., _T], *arguments: Any) -> _T:
        before = len(self.found)
        value = super().read_at(place, read, *arguments)
        for error in self.found[before:]:
            error.within(place)
        return value

    def visit(self, node: Node) -> None:
        """Record a header that is longer than it need be."""
        size, length = node.start - node.at, node.end - node.start
        whole = self.wire[node.at : node.end]
        if size and length == 1 and node.items is None and whole[-1] < 0x80:
            code = "rlp_length_not_minimal" if size > 1 else "rlp_single_byte_not_minimal"
            self.deviate(FieldError(code, "", node.at, whole[-1:].hex(), whole.hex(" ")))
        elif size > 1 and length <= 55:
            right = bytes([(0x80 if node.items is None else 0xC0) + length])
            self.deviate(
                FieldError("rlp_length_not_minimal", "", node.at, right.hex(), whole[:size].hex(" "))
            )

    def read_packed_version(self, node: Node, cls: Any) -> Any:
        """Read the last 32 bits, as the node does, which knows no virtual machine 0."""
        number = self.read_uint(node)
        vm, abi = number >> 16 & 0xFFFF, number & 0xFFFF
        vm = vm or abi
        right = abi if vm == abi <= 2 else vm << 16 | abi
        if right != number:
            digits = right.to_bytes((right.bit_length() + 7) // 8 or 1, "big")
            found = format_bytes(self.wire[node.start : node.end])
            self.deviate(FieldError("ct_version", "", node.start, format_bytes(digits), found))
        return cls(vm, abi)

    def read_list(self, node: Node, row: Row, depth: int) -> tuple[Any, ...]:
        values = super().read_list(node, row, depth)
        return tuple(sorted(values)) if row[3] == Order.BY_ITEM else values

    def check_order(self, values: list[Any], order: Order, seen: set[bytes], at: int) -> None:
        """Record signatures that are not sorted: the node sorts them when it writes."""
        try:
            super().check_order(values, order, seen, at)
        except FieldError as error:
            if order != Order.BY_ITEM:
                raise
            self.deviate(error)

    def make(self, schema: Schema, values: dict[str, Any]) -> ChainObject:
        """Construct the object even if a field has a length that the constructor does not take.

        The constructor sees a stand-in of the right length and checks all the others; then the field gets
        its value, as the engine sets fields.
        """
        stand_ins = {}
        for name, row in zip(schema.names, schema.rows, strict=True):
            if _has_free_length(row):
                stand_ins[name] = () if row[0] == Op.LIST else bytes(row[1])
        obj: ChainObject = schema.cls(**{**values, **stand_ins})
        for name in stand_ins:
            getattr(schema.cls, name).__set__(obj, values[name])
        return obj


def _has_free_length(row: Row) -> bool:
    """Tell whether a row holds bytes of a fixed length that the node does not check."""
    match row:
        case (Op.BYTES, int(), _, node_checks_length):
            return not node_checks_length
        case (Op.LIST, inner, _, _):
            return _has_free_length(inner)
        case (Op.TUPLE, _, rows):
            return any(map(_has_free_length, rows))
    return False


# --- text ---------------------------------------------------------------------------------------


def _decode_text(data: str, prefix: str, found: list[DecodeError]) -> bytes:
    """Decode a base64 text, in which white space and unused bits do not matter to the node.

    Strict decoding is asked again after each deviation is mended, so that there is no second decoder.
    """
    try:
        return text.decode(data, prefix)
    except TextError as error:
        if error.code not in _OF_TEXT:
            raise
    spaces = []
    for space in _SPACE.finditer(data):
        _record(found, TextError("bad_base64", "", space.start(), "no white space", quote(space.group())))
        spaces.append(space.span())
    dense = data.translate(_NO_SPACE)
    place, right = _find_unused_bits(dense, prefix)
    if right:
        before = _place_before(place, spaces)
        _record(found, TextError("non_canonical_base64", "", before, quote(right), quote(dense[place])))
        dense = dense[:place] + right + dense[place + 1 :]
    try:
        return text.decode(dense, prefix)
    except TextError as error:
        if error.offset is not None:
            error.offset = _place_before(error.offset, spaces)
        raise error from None


def _find_unused_bits(dense: str, prefix: str) -> tuple[int, str]:
    """Find a character with unused bits set, and the one it should be; an empty one if there is none."""
    try:
        text.decode(dense, prefix)
    except TextError as error:
        if error.code == "non_canonical_base64" and error.offset is not None:
            head = len(prefix) + 1
            body = binascii.b2a_base64(binascii.a2b_base64(dense[head:]), newline=False)
            return error.offset, chr(body[error.offset - head])
    return 0, ""


def _place_before(place: int, spaces: list[tuple[int, int]]) -> int:
    """Return where a character stood before white space was taken out."""
    for start, end in spaces:
        if start > place:
            break
        place += end - start
    return place
