"""The types of FATE, which are values as well: in the signatures of functions and of oracles.

`aecodec.fate.types` is where they are public.
"""

from __future__ import annotations

from typing import Final

from ._fate_values import check_type
from ._struct import Struct
from .errors import FateError, format_int

__all__ = [
    "ADDRESS",
    "ANY",
    "BITS",
    "BOOLEAN",
    "CHANNEL",
    "CONTRACT",
    "CONTRACT_BYTEARRAY",
    "INTEGER",
    "OBJECT_TYPES",
    "ORACLE",
    "ORACLE_QUERY",
    "PLAIN_TYPES",
    "STRING",
    "UNIT",
    "BytesType",
    "FateType",
    "ListType",
    "MapType",
    "SimpleType",
    "TupleType",
    "TypeVariable",
    "VariantType",
]


class FateType(Struct, frozen=True):
    """The base of all types."""


class SimpleType(FateType, frozen=True):
    """A type without parts, one of the constants of `aecodec.fate.types`."""

    name: str

    def __post_init__(self) -> None:
        if self.name not in _NAMES:
            raise FateError("fate_value", "name", None, "the name of a FATE type")


class BytesType(FateType, frozen=True):
    """Bytes of this size; of any size if it is None, which only VM 8 knows."""

    size: int | None

    def __post_init__(self) -> None:
        if self.size is not None:
            check_type(self.size, int, "size")
            if self.size < 0:
                found = format_int(self.size)
                raise FateError("fate_type_bytes_size", "size", None, "a natural number", found)


class ListType(FateType, frozen=True):
    """A list of elements of one type."""

    element: FateType

    def __post_init__(self) -> None:
        check_fate_type(self.element, "element")


class MapType(FateType, frozen=True):
    """A map from keys of one type to values of one type."""

    key: FateType
    value: FateType

    def __post_init__(self) -> None:
        check_fate_type(self.key, "key")
        check_fate_type(self.value, "value")


class TupleType(FateType, frozen=True):
    """A tuple of items of these types; also a record of Sophia, and the arguments of a function."""

    items: tuple[FateType, ...] = ()

    def __post_init__(self) -> None:
        check_fate_types(self.items, "items")


class VariantType(FateType, frozen=True):
    """A datatype of Sophia: for each constructor the tuple type of its values."""

    variants: tuple[FateType, ...]

    def __post_init__(self) -> None:
        check_fate_types(self.variants, "variants")


class TypeVariable(FateType, frozen=True):
    """A type variable: the same type wherever it stands in a signature."""

    id: int

    def __post_init__(self) -> None:
        check_type(self.id, int, "id")
        if not 0 <= self.id <= 255:
            raise FateError("fate_value", "id", None, "0 to 255", format_int(self.id))


def check_fate_type(given: object, path: str) -> None:
    """Refuse what is no type."""
    if not isinstance(given, FateType):
        raise FateError("fate_value", path, None, "a FATE type", type(given).__name__)


def check_fate_types(given: object, path: str) -> None:
    """Refuse what is no tuple of types."""
    check_type(given, tuple, path)
    assert isinstance(given, tuple)
    for index, one in enumerate(given):
        check_fate_type(one, f"{path}[{index}]")


_NAMES: Final = frozenset(
    [
        "integer",
        "boolean",
        "bits",
        "string",
        "any",
        "contract_bytearray",
        "address",
        "contract",
        "oracle",
        "oracle_query",
        "channel",
    ]
)

INTEGER: Final = SimpleType("integer")
BOOLEAN: Final = SimpleType("boolean")
BITS: Final = SimpleType("bits")
STRING: Final = SimpleType("string")
ANY: Final = SimpleType("any")
CONTRACT_BYTEARRAY: Final = SimpleType("contract_bytearray")
ADDRESS: Final = SimpleType("address")
CONTRACT: Final = SimpleType("contract")
ORACLE: Final = SimpleType("oracle")
ORACLE_QUERY: Final = SimpleType("oracle_query")
CHANNEL: Final = SimpleType("channel")
UNIT: Final = TupleType(())

#: The types that one byte stands for.
PLAIN_TYPES: Final[dict[int, FateType]] = {
    0x07: INTEGER,
    0x17: BOOLEAN,
    0x57: BITS,
    0x77: STRING,
    0xA7: CONTRACT_BYTEARRAY,
    0xF7: ANY,
}
#: The types of addresses, by the byte that stands for them in types and values; 1 is that of bytes.
OBJECT_TYPES: Final[dict[int, FateType]] = {
    0: ADDRESS,
    2: CONTRACT,
    3: ORACLE,
    4: ORACLE_QUERY,
    5: CHANNEL,
}
