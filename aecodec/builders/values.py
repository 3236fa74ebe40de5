"""From what a person writes to what a field holds, by the type of the field alone.

Text: of a text field itself; of other bytes their prefixed text (`cb_`, `st_`, `oq_` ..., `ba_` where
there is no other); of an identifier its text or, where a name may stand, the name; of an enumeration the
member's name; of an object its prefixed text. A mapping is a list of pairs. What is none of these goes
on as it is, to the class of the transaction, which judges it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, TypeAlias

from .. import fields as f
from .. import text
from ..codec import Data, decode_object
from ..errors import BuildError, DecodeError, FieldError, format_int, quote
from ..ids import Id
from ..limits import MAX_AMOUNT_BYTES
from ..names import name_hash
from ..objects import ChainObject, SignedTx
from ..protocol import IdKind

#: An identifier or its text; where a name may stand, also the name: `nm_…` or `alice.chain`.
AnyId: TypeAlias = Id | str
#: Text, or its bytes in UTF-8.
AnyText: TypeAlias = str | bytes
#: Bytes, or their prefixed text.
AnyBytes: TypeAlias = bytes | str
#: A transaction with its signatures, typed, as text or as bytes.
AnySigned: TypeAlias = SignedTx | Data


@contextmanager
def naming(argument: str) -> Iterator[None]:
    """An error of decoding that comes up is a BuildError of this argument."""
    try:
        yield
    except DecodeError as error:
        path = error.within(argument).path
        raise BuildError(error.code, path, None, error.expected, error.found) from None


def coerce(kind: f.FieldType, value: Any) -> Any:
    """What a field of this type holds for a value in one of the forms that a person has."""
    match kind:
        case f.Bytes(text=True) if isinstance(value, str):
            return _utf8(value)
        case f.Bytes(api=prefix) if isinstance(value, str):
            return text.decode(value, prefix)
        case f.Identifier(kinds=kinds) if IdKind.NAME in kinds and isinstance(value, str) and "." in value:
            return _name_id(value)
        case f.Enum(cls=cls) if isinstance(value, str):
            return _member(cls, value)
        case f.Object(base=base) if isinstance(value, (str, bytes, bytearray, memoryview)):
            return _opened(value, base)
        case f.List() if isinstance(value, Mapping):
            return coerce(kind, list(value.items()))
        case f.List(of=inner) if isinstance(value, (list, tuple)):
            return tuple(_item(f"[{index}]", inner, item) for index, item in enumerate(value))
        case f.Tuple(cls=cls, items=kinds) if isinstance(value, (list, tuple)) and len(value) == len(kinds):
            names: tuple[str, ...] = getattr(cls, "_fields", ())
            return tuple(map(_item, names, kinds, value))
    return value


def as_number(name: str, value: object) -> int:
    """An unsigned integer of a size that occurs on a network."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise BuildError("field_type", name, None, "an integer", type(value).__name__)
    if value < 0:
        raise BuildError("uint_negative", name, None, "0 or more", format_int(value))
    length = (value.bit_length() + 7) // 8
    if length > MAX_AMOUNT_BYTES:
        raise BuildError("uint_too_long", name, None, f"at most {MAX_AMOUNT_BYTES} bytes", f"{length}")
    return value


def _opened(value: Data, base: type) -> ChainObject:
    try:
        return decode_object(value, base)
    except TypeError as error:  # a prefix that never carries such an object
        raise FieldError("object_not_allowed_here", "", None, f"a {base.__name__}", f"{error}") from None


def _item(place: str, kind: f.FieldType, value: Any) -> Any:
    try:
        return coerce(kind, value)
    except DecodeError as error:
        raise error.within(place) from None


def _utf8(value: str) -> bytes:
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise FieldError("field_type", "", None, "text without lone surrogates", quote(value)) from None


def _name_id(name: str) -> Id:
    try:
        return Id.of(IdKind.NAME, name_hash(name))
    except FieldError as error:
        raise FieldError(error.code, "", None, error.expected, error.found) from None


def _member(cls: type[IntEnum], name: str) -> IntEnum:
    for member in cls:
        if member.name == name.upper():
            return member
    known = " or ".join(member.name.lower() for member in cls)
    raise FieldError("enum_value", "", None, known, quote(name))
