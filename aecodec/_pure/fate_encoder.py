"""Python values to FATE bytes (docs/protocol/fate.md).

Each class of Python values stands for one kind of FATE: a subclass stands for none, so `True` is never an
integer. The entries of a map are written in the node's order of keys, whatever their order in Python, where
it has no meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Final, NoReturn, TypeAlias, Union

from .._fate_rules import ID_OBJECTS, order_key, path_to
from .._fate_types import (
    OBJECT_TYPES,
    PLAIN_TYPES,
    BytesType,
    FateType,
    ListType,
    MapType,
    SimpleType,
    TupleType,
    TypeVariable,
    VariantType,
)
from .._fate_values import Address, Bits, Bytearray, Map, OracleQueryId, StoreMap, Value, Variant
from ..errors import FateError
from ..ids import Id
from ..limits import MAX_FATE_BYTES, MAX_FATE_DEPTH, MAX_FATE_INT_BYTES, MAX_FATE_VALUES
from . import rlp

#: Bytes in order; those of a map are a list of their own until its entries are sorted.
Parts: TypeAlias = list[Union[bytes, "Parts"]]

_SIMPLE_TAGS: Final = {
    **{kind: bytes([tag]) for tag, kind in PLAIN_TYPES.items()},
    **{kind: bytes([0x47, number]) for number, kind in OBJECT_TYPES.items()},
}


def encode(value: Value, store: bool = False) -> bytes:
    """Encode a Python value. Raises FateError for one that is no FATE value.

    store: take store maps, which only the store of a contract holds.
    """
    return Encoder(store).run(value)


class Frame:
    """A value whose parts are being written."""

    __slots__ = ("entries", "in_key", "index", "kind", "outer", "values")

    def __init__(self, kind: str, values: Sequence[Value], in_key: bool, outer: Parts) -> None:
        self.kind = kind
        self.values = values
        self.in_key = in_key
        self.outer = outer
        self.index = 0
        self.entries: list[Parts] = []  # of a map: the bytes of each entry, as they come


class Encoder:
    """A walk through one Python value."""

    def __init__(self, store: bool) -> None:
        self.store = store
        self.frames: list[Frame] = []
        self.parts: Parts = []
        self.count = 0

    def run(self, value: Value) -> bytes:
        """Return the bytes of a value."""
        whole = self.parts
        self.write(value)
        while self.frames:
            frame = self.frames[-1]
            if frame.index == len(frame.values):
                self.close(frame)
                continue
            if frame.kind == "map" and frame.index % 2 == 0:
                self.parts = []
                frame.entries.append(self.parts)
            value = frame.values[frame.index]
            frame.index += 1
            self.write(value)
        wire = _join(whole)
        if len(wire) > MAX_FATE_BYTES:
            raise FateError("fate_too_long", "", None, f"at most {MAX_FATE_BYTES} bytes", f"{len(wire)}")
        return wire

    def close(self, frame: Frame) -> None:
        """Leave a value behind whose parts are written; the entries of a map get their order."""
        self.frames.pop()
        if frame.kind != "map":
            return
        orders = [order_key(key) for key in frame.values[::2]]
        indices = sorted(range(len(orders)), key=orders.__getitem__)
        for before, after in pairwise(indices):
            if orders[before] == orders[after]:
                frame.index = 2 * after + 1
                self.frames.append(frame)
                self.refuse("fate_map_key_duplicate")
        frame.outer += [frame.entries[index] for index in indices]
        self.parts = frame.outer

    def write(self, value: Value) -> None:
        """Write a value without parts, or the head of one that has some."""
        self.count += 1
        if self.count > MAX_FATE_VALUES:
            self.refuse("fate_too_many_values", f"at most {MAX_FATE_VALUES}")
        if self.frames and self.frames[-1].kind.endswith("type"):
            self.write_type(value)
            return
        writer = _WRITERS.get(type(value))
        if writer is not None:
            writer(self, value)
        elif isinstance(value, FateType):
            if self.in_key():
                self.deviate("fate_map_key_type")
            self.write_type(value)
        else:
            self.refuse("fate_value", "a FATE value", type(value).__name__)

    def write_bool(self, value: bool) -> None:
        self.parts.append(b"\xff" if value else b"\x7f")

    def write_int(self, value: int) -> None:
        self.parts.append(self.int_bytes(value))

    def write_string(self, value: str) -> None:
        self.parts += self.string_parts(self.string_bytes(value))

    def string_bytes(self, value: str) -> bytes:
        """Return the bytes of a string, in which escapes stand for those that are not UTF-8."""
        try:
            raw = value.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            self.refuse("fate_string", "Unicode, or bytes as surrogate escapes", "another surrogate")
        if not value.isascii() and raw.decode("utf-8", "surrogateescape") != value:
            self.refuse("fate_string", "escapes of bytes that are not UTF-8", "escapes of a character")
        return raw

    def string_parts(self, raw: bytes) -> list[bytes]:
        """Return head and bytes of a string."""
        if not raw:
            return [b"\x5f"]
        if len(raw) < 64:
            return [bytes([len(raw) << 2 | 1]), raw]
        return [b"\x01", self.int_bytes(len(raw) - 64), raw]

    def write_bytes(self, value: bytes) -> None:
        self.parts.append(b"\x9f\x01")
        self.parts += self.string_parts(value)

    def write_bytearray(self, value: Bytearray) -> None:
        self.parts += b"\x8f", self.int_bytes(len(value.data)), value.data

    def write_bits(self, value: Bits) -> None:
        self.parts += b"\xcf" if value.number < 0 else b"\x4f", self.number(abs(value.number))

    def write_id(self, value: Id) -> None:
        number = ID_OBJECTS.get(value.kind)
        if number is None:
            expected = "an account, contract, oracle or channel"
            self.refuse("fate_value", expected, f"a {value.kind.name.lower()}")
        self.parts.append(bytes([0x9F, number, 0xA0]) + value.key)

    def write_query_id(self, value: OracleQueryId) -> None:
        self.parts.append(b"\x9f\x04\xa0" + value.key)

    def write_address(self, value: Address) -> None:
        self.odd_address(value)

    def odd_address(self, value: Address) -> None:
        """Refuse an address that is not 32 bytes long."""
        self.refuse("fate_address_length", "32 bytes", f"{len(value.payload)}")

    def write_store_map(self, value: StoreMap) -> None:
        if self.in_key():
            self.refuse("fate_map_key_map")
        if not self.store:
            self.deviate("fate_store_map_outside_store")
        self.parts += b"\xbf", self.number(value.id)

    def write_list(self, value: list[Value]) -> None:
        self.parts.append(self.head(len(value), 0x03, b"\x1f"))
        self.open("list", value)

    def write_tuple(self, value: tuple[Value, ...], kind: str = "tuple") -> None:
        self.parts.append(self.head(len(value), 0x0B, b"\x0b") if value else b"\x3f")
        self.open(kind, value)

    def write_variant(self, value: Variant) -> None:
        self.parts += b"\xaf", rlp.string(bytes(value.arities)), bytes([value.tag])
        self.write_tuple(value.values, "variant")

    def write_map(self, value: dict[Value, Value] | Map) -> None:
        if self.in_key():
            self.refuse("fate_map_key_map")
        self.parts += b"\x2f", self.number(len(value))
        self.open("map", [part for entry in value.items() for part in entry])

    def write_type(self, value: Value) -> None:
        """Write a type, of which types are made as well."""
        match value:
            case SimpleType():
                self.parts.append(_SIMPLE_TAGS[value])
            case TypeVariable(number):
                self.parts.append(bytes([0xE7, number]))
            case BytesType(size):
                self.parts += b"\x97", self.int_bytes(-1 if size is None else size)
            case ListType(element):
                self.parts.append(b"\x27")
                self.open("list type", (element,))
            case MapType(key, item):
                self.parts.append(b"\x67")
                self.open("map type", (key, item))
            case TupleType(items):
                self.parts += b"\x37", self.count_byte(items)
                self.open("tuple type", items)
            case VariantType(variants):
                self.parts += b"\x87", self.count_byte(variants)
                self.open("variant type", variants)
            case _:
                self.refuse("fate_value", "a FATE type", type(value).__name__)

    def count_byte(self, types: tuple[FateType, ...]) -> bytes:
        """Return the number of parts of a type, which has one byte."""
        if len(types) > 255:
            self.refuse("fate_value", "at most 255 types", f"{len(types)}")
        return bytes([len(types)])

    def open(self, kind: str, values: Sequence[Value]) -> None:
        """Open the frame of a value whose head is written."""
        if not values:
            return
        if len(self.frames) == MAX_FATE_DEPTH:
            self.refuse("fate_too_deep", f"at most {MAX_FATE_DEPTH}")
        self.frames.append(Frame(kind, values, self.in_key(), self.parts))

    def in_key(self) -> bool:
        """Tell whether the value that is being written is a key, or within one."""
        if not self.frames:
            return False
        frame = self.frames[-1]
        return frame.in_key or (frame.kind == "map" and frame.index % 2 == 1)

    def head(self, count: int, low: int, long: bytes) -> bytes:
        """Return the head of a list or tuple."""
        return bytes([count << 4 | low]) if count < 16 else long + self.number(count - 16)

    def int_bytes(self, value: int) -> bytes:
        """Return the bytes of an integer."""
        magnitude = abs(value)
        if magnitude < 64:
            return bytes([(0x80 if value < 0 else 0) | magnitude << 1])
        return (b"\xef" if value < 0 else b"\x6f") + self.number(magnitude - 64)

    def number(self, value: int) -> bytes:
        """Return RLP of the shortest bytes of a natural number, of which zero has one."""
        size = (value.bit_length() + 7) // 8 or 1
        if size > MAX_FATE_INT_BYTES:
            self.refuse("fate_int_too_long", f"at most {MAX_FATE_INT_BYTES} bytes", f"{size}")
        return rlp.string(value.to_bytes(size, "big"))

    def deviate(self, code: str) -> None:
        """Refuse what the node would take."""
        self.refuse(code)

    def refuse(self, code: str, expected: str | None = None, found: str | None = None) -> NoReturn:
        """Raise the error of the value that is being written."""
        path = path_to((frame.kind, frame.index - 1) for frame in self.frames)
        raise FateError(code, path, None, expected, found)


_WRITERS: Final[dict[type, Callable[[Encoder, Any], None]]] = {
    bool: Encoder.write_bool,
    int: Encoder.write_int,
    str: Encoder.write_string,
    bytes: Encoder.write_bytes,
    list: Encoder.write_list,
    tuple: Encoder.write_tuple,
    dict: Encoder.write_map,
    Map: Encoder.write_map,
    Id: Encoder.write_id,
    Bits: Encoder.write_bits,
    Variant: Encoder.write_variant,
    Bytearray: Encoder.write_bytearray,
    OracleQueryId: Encoder.write_query_id,
    Address: Encoder.write_address,
    StoreMap: Encoder.write_store_map,
}


def _join(parts: Parts) -> bytes:
    """Return the bytes of parts within parts."""
    flat: list[bytes] = []
    pending: list[Any] = [parts]
    while pending:
        part = pending.pop()
        if type(part) is bytes:
            flat.append(part)
        else:
            pending += reversed(part)
    return b"".join(flat)
