"""FATE bytes to Python values (docs/protocol/fate.md).

A value is a tag and a body. What holds other values is a frame on a stack of its own while its parts are
read, so nesting costs no stack of Python; a count is compared with the bytes that are left before anything
is made. What the node takes and strict decoding refuses goes through `deviate`, which lenient decoding
overrides; everything else is `refuse`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NoReturn

from .._fate_rules import ID_KINDS, OBJECT_KINDS, order_key, path_to
from .._fate_types import (
    OBJECT_TYPES,
    PLAIN_TYPES,
    BytesType,
    ListType,
    MapType,
    TupleType,
    TypeVariable,
    VariantType,
)
from .._fate_values import Bits, Bytearray, OracleQueryId, StoreMap, Value, Variant, make_map, wrong_tag
from ..errors import FateError, format_bytes, format_int
from ..ids import Id
from ..limits import MAX_FATE_BYTES, MAX_FATE_DEPTH, MAX_FATE_INT_BYTES, MAX_FATE_VALUES

#: Stands for a value whose parts are still to be read.
_OPEN: Final[Any] = object()
_RESERVED: Final = frozenset({0x0F, 0xB7, 0xC7, 0xD7, 0xDF})
_TYPE_KINDS: Final = frozenset({"list type", "map type", "tuple type", "variant type"})


def decode(wire: bytes, store: bool = False) -> Value:
    """Decode the one value that fills the bytes. Raises FateError.

    store: take store maps, which only the store of a contract holds.
    """
    value, end = decode_prefix(wire, 0, store)
    if end != len(wire):
        raise FateError("fate_trailing_bytes", "", end, found=f"{len(wire) - end} bytes")
    return value


def decode_prefix(wire: bytes, at: int, store: bool = False) -> tuple[Value, int]:
    """Decode the value that begins at `at`; return it and where it ends."""
    return Decoder(wire, store).read(at)


class Frame:
    """A value whose parts are being read: how many are left, and those that are there."""

    __slots__ = ("at", "build", "in_key", "kind", "last", "left", "parts")

    def __init__(self, kind: str, left: int, build: Callable[[list[Value]], Value], in_key: bool) -> None:
        self.kind = kind
        self.left = left
        self.build = build
        self.in_key = in_key
        self.parts: list[Value] = []
        self.at = 0  # where the part begins that is being read
        self.last: list[Any] | None = None  # the order key of the last key of a map


class Decoder:
    """A walk through the bytes of one input."""

    def __init__(self, wire: bytes, store: bool) -> None:
        self.wire = wire
        self.end = len(wire)
        self.store = store
        self.frames: list[Frame] = []
        self.count = 0

    def read(self, at: int) -> tuple[Value, int]:
        """Read the value that begins at `at`; return it and where it ends."""
        if self.end - at > MAX_FATE_BYTES:
            self.refuse("fate_too_long", at, f"at most {MAX_FATE_BYTES} bytes", f"{self.end - at}")
        while True:
            if self.frames:
                self.frames[-1].at = at
            value, at = self.read_head(at)
            if value is _OPEN:
                continue
            while self.frames:
                frame = self.frames[-1]
                if frame.kind == "map" and len(frame.parts) % 2 == 0:
                    self.check_order(frame, value)
                frame.parts.append(value)
                frame.left -= 1
                if frame.left:
                    break
                self.frames.pop()
                value = frame.build(frame.parts)
            else:
                return value, at

    def read_head(self, at: int) -> tuple[Value, int]:
        """Read a value without parts, or open the frame of one that has some."""
        self.count += 1
        if self.count > MAX_FATE_VALUES:
            self.refuse("fate_too_many_values", at, f"at most {MAX_FATE_VALUES}")
        tag = self.byte(at)
        if self.in_type():
            return self.read_type(tag, at)
        if tag & 1 == 0:
            return self.small_int(tag, at), at + 1
        if tag & 3 == 1:
            start, end = self.string(tag, at)
            return self.wire[start:end].decode("utf-8", "surrogateescape"), end
        if tag & 15 == 3:
            return self.open("list", tag >> 4, list, at, at + 1)
        if tag & 15 == 11 or tag == 0x3F:
            count, start = self.tuple_size(tag, at)
            return self.open("tuple", count, tuple, at, start)
        if tag & 15 == 7:
            if self.in_key():
                self.deviate("fate_map_key_type", at)
            return self.read_type(tag, at)
        return self.read_other(tag, at)

    def read_other(self, tag: int, at: int) -> tuple[Value, int]:
        """Read a value whose tag is a byte of its own, which ends in 1111."""
        match tag:
            case 0x1F:
                count, start = self.number(at + 1)
                return self.open("list", count + 16, list, at, start)
            case 0x2F:
                return self.read_map(at)
            case 0x4F | 0xCF:
                number, end = self.number(at + 1)
                if tag == 0xCF and number == 0:
                    self.refuse("fate_negative_zero_bits", at)
                return Bits(-number if tag == 0xCF else number), end
            case 0x5F:
                return "", at + 1
            case 0x6F | 0xEF:
                number, end = self.number(at + 1)
                return (number + 64 if tag == 0x6F else -number - 64), end
            case 0x7F | 0xFF:
                return tag == 0xFF, at + 1
            case 0x8F:
                start, end = self.sized_bytes(at, at + 1, 0)
                return Bytearray(self.wire[start:end]), end
            case 0x9F:
                return self.read_object(at)
            case 0xAF:
                return self.read_variant(at)
            case 0xBF:
                return self.read_store_map(at)
        return self.refuse("fate_unknown_tag", at, "the tag of a value", f"{tag:02x}")

    def read_map(self, at: int) -> tuple[Value, int]:
        if self.in_key():
            self.refuse("fate_map_key_map", at)
        count, start = self.number(at + 1)
        return self.open("map", 2 * count, lambda parts: make_map(parts[::2], parts[1::2]), at, start)

    def read_store_map(self, at: int) -> tuple[Value, int]:
        if self.in_key():
            self.refuse("fate_map_key_map", at)
        if not self.store:
            self.deviate("fate_store_map_outside_store", at)
        number, end = self.number(at + 1)
        return StoreMap(number), end

    def read_object(self, at: int) -> tuple[Value, int]:
        """Read bytes, or an address."""
        kind = self.byte(at + 1, at)
        if kind == 1:
            tag = self.byte(at + 2)
            if tag & 3 != 1 and tag != 0x5F:
                code = "fate_unknown_tag" if tag in _RESERVED else "fate_bytes_not_string"
                self.refuse(code, at + 2, "a string", f"{tag:02x}")
            start, end = (at + 3, at + 3) if tag == 0x5F else self.string(tag, at + 2)
            return self.wire[start:end], end
        start, end, is_list, shortest = self.rlp(at + 2)
        if kind not in OBJECT_KINDS:
            self.refuse("fate_unknown_object", at + 1, "0 to 5", f"{kind}")
        if not shortest:
            self.deviate("fate_rlp_not_canonical", at + 2, None, format_bytes(self.wire[at + 2 : start + 1]))
        if is_list or end - start != 32:
            return self.odd_address(kind, at + 2, start, end, is_list), end
        key = self.wire[start:end]
        return OracleQueryId(key) if kind == 4 else Id.of(ID_KINDS[kind], key), end

    def odd_address(self, kind: int, at: int, start: int, end: int, is_list: bool) -> Value:
        """Refuse an address that is not 32 bytes long."""
        found = "a list" if is_list else f"{end - start}"
        self.refuse("fate_address_length", at, "32 bytes", found)

    def read_variant(self, at: int) -> tuple[Value, int]:
        start, end, is_list, shortest = self.rlp(at + 1)
        if is_list:
            self.refuse("fate_arities_not_bytes", at + 1)
        if not shortest:
            self.deviate("fate_rlp_not_canonical", at + 1, None, format_bytes(self.wire[at + 1 : start + 1]))
        arities = tuple(self.wire[start:end])
        tag = self.byte(end)
        if tag >= len(arities):
            self.raise_here(wrong_tag(len(arities), tag, end))
        head = self.byte(end + 1)
        if head & 15 != 11 and head != 0x3F:
            code = "fate_unknown_tag" if head in _RESERVED else "fate_variant_not_tuple"
            self.refuse(code, end + 1, "a tuple", f"{head:02x}")
        count, first = self.tuple_size(head, end + 1)
        if count != arities[tag]:
            self.refuse("fate_variant_arity", end + 1, f"{arities[tag]}", format_int(count))
        return self.open("variant", count, lambda parts: Variant(arities, tag, tuple(parts)), at, first)

    def read_type(self, tag: int, at: int) -> tuple[Value, int]:
        """Read a type, of which types are made as well."""
        plain = PLAIN_TYPES.get(tag)
        if plain is not None:
            return plain, at + 1
        match tag:
            case 0x27:
                return self.open("list type", 1, lambda parts: ListType(parts[0]), at, at + 1)
            case 0x67:
                return self.open("map type", 2, lambda parts: MapType(*parts), at, at + 1)
            case 0x97:
                return self.read_bytes_type(at)
            case 0x37 | 0x47 | 0x87 | 0xE7:
                number = self.byte(at + 1, at)
            case _:
                self.refuse(
                    "fate_unknown_tag",
                    at,
                    "the tag of a type" if self.in_type() else "the tag of a value",
                    f"{tag:02x}",
                )
        if tag == 0x37:
            return self.open("tuple type", number, lambda parts: TupleType(tuple(parts)), at, at + 2)
        if tag == 0x87:
            return self.open("variant type", number, lambda parts: VariantType(tuple(parts)), at, at + 2)
        if tag == 0xE7:
            return TypeVariable(number), at + 2
        if number not in OBJECT_TYPES:
            self.refuse("fate_unknown_object", at + 1, "0 or 2 to 5", f"{number}")
        return OBJECT_TYPES[number], at + 2

    def read_bytes_type(self, at: int) -> tuple[Value, int]:
        number, end = self.size(at + 1, "fate_type_bytes_size")
        if number < -1:
            self.refuse("fate_type_bytes_size", at + 1, "-1 or a natural number", format_int(number))
        return BytesType(None if number == -1 else number), end

    def open(
        self, kind: str, count: int, build: Callable[[list[Value]], Value], at: int, start: int
    ) -> tuple[Value, int]:
        """Open the frame of a value with `count` parts from `start` on, each of which needs a byte."""
        if count > self.end - start:
            self.refuse("fate_truncated", at, f"{format_int(count)} values", f"{self.end - start} bytes")
        if count == 0:
            return build([]), start
        if len(self.frames) == MAX_FATE_DEPTH:
            self.refuse("fate_too_deep", at, f"at most {MAX_FATE_DEPTH}")
        self.frames.append(Frame(kind, count, build, self.in_key()))
        return _OPEN, start

    def check_order(self, frame: Frame, key: Value) -> None:
        """Refuse a key that does not stand above the last one."""
        order = order_key(key)
        if frame.last is not None and not frame.last < order:
            code = "fate_map_key_duplicate" if frame.last == order else "fate_map_key_order"
            self.refuse(code, frame.at)
        frame.last = order

    def in_key(self) -> bool:
        """Tell whether the next value is a key, or within one."""
        if not self.frames:
            return False
        frame = self.frames[-1]
        return frame.in_key or (frame.kind == "map" and len(frame.parts) % 2 == 0)

    def in_type(self) -> bool:
        """Tell whether the next value is a part of a type."""
        return bool(self.frames) and self.frames[-1].kind in _TYPE_KINDS

    def byte(self, at: int, begin: int | None = None) -> int:
        """Return the byte at `at`, which belongs to what stands at `begin`."""
        if at >= self.end:
            self.refuse("fate_truncated", at if begin is None else begin, "more bytes", "the end")
        return self.wire[at]

    def small_int(self, tag: int, at: int) -> int:
        """Return the integer that is in its tag."""
        if tag == 0x80:
            self.refuse("fate_negative_zero", at)
        magnitude = tag >> 1 & 63
        return -magnitude if tag & 0x80 else magnitude

    def string(self, tag: int, at: int) -> tuple[int, int]:
        """Return where the bytes of a string begin and end that is not empty."""
        if tag == 0x01:
            return self.sized_bytes(at, at + 1, 64)
        return self.take(at, at + 1, tag >> 2)

    def sized_bytes(self, at: int, size_at: int, more: int) -> tuple[int, int]:
        """Return where bytes begin and end that follow their size, an integer to which `more` is added."""
        size, start = self.size(size_at, "fate_size_not_natural")
        if size < 0:
            self.refuse("fate_size_not_natural", size_at, "a natural number", format_int(size))
        return self.take(at, start, size + more)

    def take(self, at: int, start: int, size: int) -> tuple[int, int]:
        """Return where the bytes from `start` on end, if they are all there."""
        if size > self.end - start:
            self.refuse("fate_truncated", at, f"{format_int(size)} bytes", f"{self.end - start}")
        return start, start + size

    def size(self, at: int, code: str) -> tuple[int, int]:
        """Read an integer; `code` is that of anything else in its place."""
        tag = self.byte(at)
        if tag & 1 == 0:
            return self.small_int(tag, at), at + 1
        if tag not in (0x6F, 0xEF):
            found = "fate_unknown_tag" if tag in _RESERVED else code
            self.refuse(found, at, "an integer", f"{tag:02x}")
        number, end = self.number(at + 1)
        return (number + 64 if tag == 0x6F else -number - 64), end

    def tuple_size(self, tag: int, at: int) -> tuple[int, int]:
        """Return the number of items of a tuple, and where they begin."""
        if tag == 0x0B:
            count, start = self.number(at + 1)
            return count + 16, start
        return (0 if tag == 0x3F else tag >> 4), at + 1

    def number(self, at: int) -> tuple[int, int]:
        """Read a natural number: RLP of its shortest bytes, of which zero has one."""
        start, end, is_list, shortest = self.rlp(at, "fate_int_not_canonical")
        content = self.wire[start : min(end, start + MAX_FATE_INT_BYTES)]
        if is_list or not shortest or not content or (content[0] == 0 and end - start > 1):
            self.refuse("fate_int_not_canonical", at, None, format_bytes(self.wire[at : min(end, at + 12)]))
        if end - start > MAX_FATE_INT_BYTES:
            self.refuse("fate_int_too_long", at, f"at most {MAX_FATE_INT_BYTES} bytes", f"{end - start}")
        return int.from_bytes(content, "big"), end

    def rlp(self, at: int, code: str = "fate_rlp_size_leading_zero") -> tuple[int, int, bool, bool]:
        """Return where the content of an RLP item begins and ends, if it is a list, and if it is shortest.

        code: that of a leading zero byte in its length.
        """
        first = self.byte(at)
        if first < 0x80:
            return at, at + 1, False, True
        is_list = first >= 0xC0
        length = first - (0xC0 if is_list else 0x80)
        start, shortest = at + 1, True
        if length > 55:
            _, start = self.take(at, start, length - 55)
            if self.wire[at + 1] == 0:
                self.refuse(code, at, None, format_bytes(self.wire[at:start]))
            length = int.from_bytes(self.wire[at + 1 : start], "big")
            shortest = length > 55
        self.take(at, start, length)
        if length == 1 and not is_list and self.wire[start] < 0x80:
            shortest = False
        return start, start + length, is_list, shortest

    def path(self) -> str:
        """Return the path to the part that is being read."""
        return path_to((frame.kind, len(frame.parts)) for frame in self.frames)

    def deviate(self, code: str, at: int, expected: str | None = None, found: str | None = None) -> None:
        """Refuse what the node would take."""
        self.refuse(code, at, expected, found)

    def refuse(self, code: str, at: int, expected: str | None = None, found: str | None = None) -> NoReturn:
        """Raise the error of a fault in what is being read."""
        self.raise_here(FateError(code, "", at, expected, found))

    def raise_here(self, error: FateError) -> NoReturn:
        """Raise an error with the path to what is being read."""
        error.path = self.path()
        raise error
