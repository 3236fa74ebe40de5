"""The types of FATE: constants for those without parts, classes for the others."""

from __future__ import annotations

from .._fate_types import (
    ADDRESS,
    ANY,
    BITS,
    BOOLEAN,
    CHANNEL,
    CONTRACT,
    CONTRACT_BYTEARRAY,
    INTEGER,
    ORACLE,
    ORACLE_QUERY,
    STRING,
    UNIT,
    BytesType,
    FateType,
    ListType,
    MapType,
    SimpleType,
    TupleType,
    TypeVariable,
    VariantType,
)

__all__ = [
    "ADDRESS",
    "ANY",
    "BITS",
    "BOOLEAN",
    "CHANNEL",
    "CONTRACT",
    "CONTRACT_BYTEARRAY",
    "INTEGER",
    "ORACLE",
    "ORACLE_QUERY",
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
