"""Python values for what FATE has and Python does not: bits, variants, maps with any keys, types ...

The rest are plain Python values: `int`, `bool`, `str`, `bytes`, `list`, `tuple`, `dict`, and `Id` for the
address of an account, contract, oracle or channel. Both twins of the decoder make these classes, so they
stand below them; `aecodec.fate` is where they are public.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, TypeAlias

from . import text
from ._struct import Struct
from .errors import FateError, format_int
from .limits import MAX_FATE_INT_BYTES

__all__ = ["Address", "Bits", "Bytearray", "Map", "OracleQueryId", "StoreMap", "Value", "Variant", "make_map"]

#: Any FATE value. Its kinds are told apart at run time.
Value: TypeAlias = Any

#: A map of at most so many entries is never tested for keys of equal hash.
FEW_KEYS: Final = 256
#: More keys of one hash than this make a map a `Map`: each costs a dict a comparison with all others.
_MOST_OF_ONE_HASH: Final = 16


class Bits(Struct, frozen=True):
    """A bit field: bit n of `number` is bit n of the field. A negative number has infinitely many ones."""

    number: int

    def __post_init__(self) -> None:
        check_int(self.number, "number")

    def __contains__(self, bit: int) -> bool:
        """Tell whether a bit is set."""
        return bit >= 0 and self.number >> bit & 1 == 1


class Bytearray(Struct, frozen=True):
    """The code of a contract as a value: the bytes of a whole contract object (tag 70)."""

    data: bytes

    def __post_init__(self) -> None:
        check_type(self.data, bytes, "data")


class OracleQueryId(Struct, frozen=True, order=True):
    """The id of an oracle query, `oq_` as text. The protocol has no `Id` of this kind."""

    key: bytes

    def __post_init__(self) -> None:
        check_type(self.key, bytes, "key")
        if len(self.key) != 32:
            raise FateError("fate_address_length", "key", None, "32 bytes", f"{len(self.key)}")

    @classmethod
    def from_text(cls, given: str) -> OracleQueryId:
        """Read its `oq_` text. Raises TextError."""
        return cls(text.decode(given, "oq"))

    def __str__(self) -> str:
        return text.encode("oq", self.key)


class Address(Struct, frozen=True):
    """An address that is not 32 bytes long, which only lenient decoding gives.

    kind: account, contract, oracle, oracle_query or channel. payload: its bytes; those of the items if it is
    an RLP list.
    """

    kind: str
    payload: bytes
    is_list: bool = False


class StoreMap(Struct, frozen=True):
    """The place of a large map in the store of a contract: its entries stand under keys of their own."""

    id: int

    def __post_init__(self) -> None:
        check_int(self.id, "id")
        if self.id < 0:
            raise FateError("fate_value", "id", None, "a natural number", format_int(self.id))


class Variant(Struct, frozen=True):
    """A value of a datatype of Sophia: which constructor, and its values.

    arities: how many values each constructor of the datatype has. tag: the index of the constructor.
    """

    arities: tuple[int, ...]
    tag: int
    values: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        check_type(self.arities, tuple, "arities")
        for index, arity in enumerate(self.arities):
            check_type(arity, int, f"arities[{index}]")
            if not 0 <= arity <= 255:
                found = format_int(arity)
                raise FateError("fate_value", f"arities[{index}]", None, "0 to 255", found)
        check_type(self.tag, int, "tag")
        check_type(self.values, tuple, "values")
        if not 0 <= self.tag < min(len(self.arities), 256):
            raise wrong_tag(len(self.arities), self.tag, None, "tag")
        if len(self.values) != self.arities[self.tag]:
            expected, found = f"{self.arities[self.tag]}", f"{len(self.values)}"
            raise FateError("fate_variant_arity", "values", None, expected, found)


class Map(Struct, frozen=True):
    """A map whose keys no dict can hold: its entries, in key order.

    Decoding gives a dict wherever it can. It cannot where keys are lists or hold some, where keys that
    differ in FATE are equal in Python (`1` and `True`, an address and its text), and where many keys have
    one hash, which a dict would take quadratic time for. Encoding takes either, with any keys.
    """

    entries: tuple[tuple[Value, Value], ...]

    def __post_init__(self) -> None:
        check_type(self.entries, tuple, "entries")
        for index, entry in enumerate(self.entries):
            check_type(entry, tuple, f"entries[{index}]")
            if len(entry) != 2:
                raise FateError(
                    "fate_value", f"entries[{index}]", None, "key and value", f"{len(entry)} items"
                )

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Value]:
        return iter(self.keys())

    def items(self) -> tuple[tuple[Value, Value], ...]:
        """Return the entries, as `dict.items` does."""
        return self.entries

    def keys(self) -> tuple[Value, ...]:
        """Return the keys, as `dict.keys` does."""
        return tuple(key for key, _ in self.entries)

    def values(self) -> tuple[Value, ...]:
        """Return the values, as `dict.values` does."""
        return tuple(value for _, value in self.entries)


def make_map(keys: list[Value], values: list[Value]) -> dict[Value, Value] | Map:
    """Make a dict of keys that differ in FATE, or a `Map` where a dict would lose some or take too long."""
    try:
        if len(keys) <= FEW_KEYS or type(keys[0]) in (str, bytes) or not _share_hashes(keys):
            found = dict(zip(keys, values, strict=True))
            if len(found) == len(keys):
                return found
    except TypeError:  # a key that cannot be hashed
        pass
    return Map(tuple(zip(keys, values, strict=True)))


def _share_hashes(keys: list[Value]) -> bool:
    """Tell whether many keys have one hash: anybody can choose such numbers, which Python hashes openly."""
    return max(Counter(map(hash, keys)).values()) > _MOST_OF_ONE_HASH


def check_type(value: object, expected: type, path: str) -> None:
    """Refuse a value that is not exactly of this class; True is no int."""
    if type(value) is not expected:
        raise FateError("fate_value", path, None, f"{expected.__name__}", type(value).__name__)


def check_int(value: object, path: str) -> None:
    """Refuse what is no int, or is longer than the limit."""
    check_type(value, int, path)
    assert isinstance(value, int)
    if value.bit_length() > 8 * MAX_FATE_INT_BYTES:
        raise FateError("fate_int_too_long", path, None, f"at most {MAX_FATE_INT_BYTES} bytes")


def wrong_tag(count: int, tag: int, offset: int | None, path: str = "") -> FateError:
    """Return the error of a constructor that a variant does not have."""
    expected = f"0 to {count - 1}" if count else "a constructor"
    return FateError("fate_variant_tag", path, offset, expected, format_int(tag))
