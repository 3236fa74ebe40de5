"""The forms of columns: what a table of transactions keeps of a head or of a field, for both twins."""

from __future__ import annotations

import enum

__all__ = ["Form", "origin_field"]


class Form(enum.IntEnum):
    """The content of a column and its form. Each is a type of Arrow, which `arrow` states."""

    # --- of the row ---
    TYPE = 1  # utf8: the type's name
    VERSION = 2  # int16
    HASH_TEXT = 3  # utf8
    HASH_BYTES = 4  # binary
    SIGNATURES = 5  # list<binary>, null without a SignedTx
    ORIGIN_TEXT = 6  # utf8: the account that acts
    ORIGIN_BYTES = 7  # binary
    ERROR_CODE = 8  # utf8
    ERROR_PATH = 9  # utf8
    ERROR_MESSAGE = 10  # utf8
    ERROR_OFFSET = 11  # int64
    UNFIT = 12  # list<utf8>
    # --- of a field ---
    INT64 = 13
    DECIMAL = 14  # decimal128(38, 0)
    NUMBER_TEXT = 15  # utf8: decimal digits
    BINARY = 16
    OBJECT = 17  # binary: RLP, null for none
    UTF8 = 18
    ID_TEXT = 19  # utf8
    ID_BYTES = 20  # binary: kind and key
    ENUM = 21  # utf8: the member's name
    VERSIONS = 22  # struct<vm: int32, abi: int32>
    IDS_TEXT = 23  # list<utf8>
    IDS_BYTES = 24  # list<binary>
    OBJECTS = 25  # list<binary>: RLP of each
    POINTERS_TEXT = 26  # list<struct<key: binary, id: utf8, data: binary>>
    POINTERS_BYTES = 27  # the same, id as binary
    PAIRS = 28  # list<struct<key: binary, value: binary>>


def origin_field(cls: type, names: tuple[str, ...]) -> str | None:
    """Name the field of a transaction that says who acts: the first signer, or a generalized account."""
    signers: tuple[str, ...] = getattr(cls, "SIGNERS", ())
    return signers[0] if signers else "ga_id" if "ga_id" in names else None
