"""Conversion of arguments to what the fields of a transaction take.

The class of the transaction itself takes prefixed text for identifiers and bytes, text for UTF-8 fields and
the names of enumeration members. Builders take in addition: a name such as `alice.chain` where its id may
stand; an identifier as its 33 bytes; an object as its prefixed text or its RLP bytes; a mapping for a list of
pairs. Everything else goes to the class as it is, which checks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from .. import fields as f
from .._validation import AnyId as AnyId
from ..codec import Data, decode_object
from ..errors import BuildError, DecodeError, FieldError, format_int, quote, with_article
from ..ids import Id
from ..limits import MAX_AMOUNT_BYTES
from ..names import name_hash
from ..objects import ChainObject, SignedTx
from ..protocol import IdKind

#: Text, or its bytes in UTF-8.
AnyText: TypeAlias = str | bytes
#: Bytes, or their prefixed text.
AnyBytes: TypeAlias = bytes | str
#: A transaction with its signatures, typed, as text or as bytes.
AnySigned: TypeAlias = SignedTx | Data

_BYTES = (bytes, bytearray, memoryview)


@contextmanager
def argument_errors(argument: str) -> Iterator[None]:
    """Turn a DecodeError into a BuildError of this argument."""
    try:
        yield
    except DecodeError as error:
        path = error.within(argument).path
        raise BuildError(error.code, path, None, error.expected, error.found) from None


def coerce(kind: f.FieldType, value: Any) -> Any:
    """Convert a value to one that the constructor takes for a field of this type."""
    match kind:
        case f.Identifier(kinds=kinds) if IdKind.NAME in kinds and isinstance(value, str) and "." in value:
            return _name_id(value)
        case f.Identifier() if isinstance(value, _BYTES):
            return Id.from_bytes(value)
        case f.Object(base=base) if isinstance(value, (str, *_BYTES)):
            return _as_object(value, base)
        case f.List() if isinstance(value, Mapping):
            return list(value.items())
        case f.List(of=f.Object() | f.Identifier() as inner) if isinstance(value, (list, tuple)):
            return [_item(index, inner, item) for index, item in enumerate(value)]
    return value


def as_number(name: str, value: object) -> int:
    """Check that an argument is an unsigned integer of a size that occurs on a network."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BuildError("field_type", name, None, "an integer", type(value).__name__)
    if value < 0:
        raise BuildError("uint_negative", name, None, "0 or more", format_int(value))
    length = (value.bit_length() + 7) // 8
    if length > MAX_AMOUNT_BYTES:
        raise BuildError("uint_too_long", name, None, f"at most {MAX_AMOUNT_BYTES} bytes", f"{length}")
    return value


def as_utf8(name: str, value: object) -> bytes:
    """Return the UTF-8 bytes of a text."""
    if not isinstance(value, str):
        raise BuildError("field_type", name, None, "text", type(value).__name__)
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise BuildError("field_type", name, None, "text without lone surrogates", quote(value)) from None


def _as_object(value: Data, base: type) -> ChainObject:
    try:
        return decode_object(value, base)
    except TypeError as error:  # a prefix that never carries such an object
        raise FieldError(
            "object_not_allowed_here", "", None, with_article(base.__name__), f"{error}"
        ) from None


def _item(index: int, kind: f.FieldType, value: Any) -> Any:
    try:
        return coerce(kind, value)
    except DecodeError as error:
        raise error.within(f"[{index}]") from None


def _name_id(name: str) -> Id:
    try:
        return Id.of(IdKind.NAME, name_hash(name))
    except FieldError as error:
        raise FieldError(error.code, "", None, error.expected, error.found) from None
