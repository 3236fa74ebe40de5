"""What is wrong with an object or with the value of a field: both twins take their errors from here.

A twin decides by its own means whether a value is valid; where it is not, it raises what one of these
functions returns. `at` and `start` are bytes of the payload, where an item and where its content begins; they
are None for a value that does not come from bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from ._rules import PAYABLE
from .errors import (
    FieldError,
    TextError,
    format_bytes,
    format_int,
    format_minimal,
    head_words,
    kind_names,
    quote,
)
from .limits import MAX_DATA_VERSION, MAX_OBJECT_DEPTH, MAX_POINTER_BYTES, MAX_UINT_BYTES

# --- objects ------------------------------------------------------------------------------------


def too_deep(at: int | None = None) -> FieldError:
    """Return the error of an object within too many others."""
    return FieldError("too_deep", "", at, f"at most {MAX_OBJECT_DEPTH} objects")


def no_object(content: bytes, at: int) -> FieldError:
    """Return the error of an item that is no list of tag, version and fields."""
    return FieldError("not_an_object", "", at, found=format_bytes(content))


def wrong_head(table: Any, allowed: Any, tag: int, version: int, at: int, version_at: int) -> FieldError:
    """Return the error of a tag or version that is unknown or not allowed in this place."""
    if tag not in table.tags:
        return FieldError("unknown_tag", "", at, found=format_int(tag))
    if tag not in allowed.tags:
        return FieldError(
            "object_not_allowed_here", "", at, allowed.words, head_words(table.tags[tag], tag, version)
        )
    if table.find(tag, version) is None:
        found = f"version {format_int(version)} of tag {tag}"
        return FieldError("unknown_version", "", version_at, found=found)
    return FieldError("object_not_allowed_here", "", at, PAYABLE, head_words(table.tags[tag], tag, version))


def wrong_field_count(width: int, count: int, at: int) -> FieldError:
    """Return the error of an object with `count` fields, where its type has `width`."""
    return FieldError("field_count", "", at, f"{width}", f"{count}")


def wrong_object(allowed: Any, cls: type) -> FieldError:
    """Return the error of an object of a class that a field does not allow."""
    return FieldError("object_not_allowed_here", "", None, allowed.words, cls.__name__)


# --- numbers ------------------------------------------------------------------------------------


def is_uint(content: bytes) -> bool:
    """Tell whether bytes are an unsigned integer in its shortest form, and not too long."""
    return len(content) == 1 or (1 < len(content) <= MAX_UINT_BYTES and content[0] != 0)


def wrong_uint(content: bytes, at: int | None, start: int | None) -> FieldError:
    """Return the error of bytes that are no unsigned integer in its shortest form."""
    if not content:
        return FieldError("uint_empty", "", start, "00", "no bytes")
    if content[0] == 0 and len(content) > 1:
        return FieldError("uint_leading_zero", "", start, format_minimal(content), format_bytes(content))
    return FieldError("uint_too_long", "", at, f"at most {MAX_UINT_BYTES} bytes", f"{len(content)}")


def wrong_number(number: int) -> FieldError:
    """Return the error of a number that is negative or too long."""
    if number < 0:
        return FieldError("uint_negative", "", None, "0 or more", format_int(number))
    length = (number.bit_length() + 7) // 8
    return FieldError("uint_too_long", "", None, f"at most {MAX_UINT_BYTES} bytes", f"{length}")


def wrong_data_version(number: int) -> FieldError:
    """Return the error of a number that is no version of a block."""
    return FieldError("unknown_version", "", None, f"1 to {MAX_DATA_VERSION}", format_int(number))


def wrong_bool(content: bytes, start: int) -> FieldError:
    """Return the error of bytes that are no boolean."""
    return FieldError("bool_value", "", start, "00 or 01", format_bytes(content))


def no_member(members: Iterable[IntEnum], number: int, at: int | None) -> FieldError:
    """Return the error of a number that no member of an enumeration has."""
    expected = " or ".join([f"{int(member)}" for member in members])
    return FieldError("enum_value", "", at, expected, format_int(number))


def no_member_name(members: Iterable[IntEnum], name: str) -> FieldError:
    """Return the error of a name that no member of an enumeration has."""
    return FieldError(
        "enum_value", "", None, " or ".join([member.name.lower() for member in members]), quote(name)
    )


def wrong_packed_version(content: bytes, start: int) -> FieldError:
    """Return the error of bytes that are no packed versions of virtual machine and ABI."""
    return FieldError("ct_version", "", start, found=format_bytes(content))


def wrong_versions(vm: int, abi: int) -> FieldError:
    """Return the error of two numbers that cannot be packed as versions of virtual machine and ABI."""
    return FieldError("ct_version", "", None, "numbers below 65536", f"{format_int(vm)}, {format_int(abi)}")


# --- bytes --------------------------------------------------------------------------------------


def wrong_type(expected: str, value: object) -> FieldError:
    """Return the error of a Python value of a type that a field cannot take."""
    return FieldError("field_type", "", None, expected, type(value).__name__)


def no_utf8(value: str) -> FieldError:
    """Return the error of a text that has no bytes in UTF-8."""
    return FieldError("field_type", "", None, "text without lone surrogates", quote(value))


def wrong_text(error: TextError) -> FieldError:
    """Return the error of a field that was given a prefixed text which is not valid."""
    return FieldError(error.code, "", None, error.expected, error.found)


def wrong_length(length: int, size: int, at: int | None = None) -> FieldError:
    """Return the error of `size` bytes, where a field has `length`."""
    return FieldError("bytes_length", "", at, f"{length} bytes", f"{size}")


def wrong_id(content: bytes, kinds: int, at: int | None, start: int | None) -> FieldError:
    """Return the error of bytes that are no identifier of these kinds."""
    if len(content) != 33:
        return FieldError("id_length", "", at, "33 bytes", f"{len(content)}")
    if not 1 <= content[0] <= 6:
        return FieldError("id_tag_unknown", "", start, kind_names(kinds), f"{content[0]}")
    return wrong_id_kind(content[0], kinds, start)


def wrong_id_kind(kind: int, kinds: int, start: int | None = None) -> FieldError:
    """Return the error of an identifier of another kind than these."""
    return FieldError("id_tag_not_allowed", "", start, kind_names(kinds), kind_names(1 << kind))


def wrong_pointer(content: bytes, start: int) -> FieldError:
    """Return the error of bytes that are no target of a name pointer."""
    return FieldError("pointer_value", "", start, "01 and an id, or 02 and data", format_bytes(content))


def long_pointer(size: int) -> FieldError:
    """Return the error of too many bytes for a name to point to."""
    return FieldError("pointer_value", "", None, f"at most {MAX_POINTER_BYTES} bytes", f"{size}")


# --- lists --------------------------------------------------------------------------------------


def too_long(most: int, count: int, at: int | None = None) -> FieldError:
    """Return the error of a list with more items than it may have."""
    return FieldError("list_too_long", "", at, f"at most {most}", f"{count}")


def wrong_arity(arity: int, count: int, at: int | None = None) -> FieldError:
    """Return the error of a tuple with too many or too few items."""
    return FieldError("tuple_arity", "", at, f"{arity}", f"{count}")


def repeated_key(key: bytes, at: int | None) -> FieldError:
    """Return the error of a key that a list has already."""
    return FieldError("key_repeated", "", at, found=format_bytes(key))


def unsorted(before: bytes, value: bytes, at: int | None) -> FieldError:
    """Return the error of an item that is less than the one before it."""
    return FieldError("not_sorted", "", at, f"not less than {format_bytes(before)}", format_bytes(value))
