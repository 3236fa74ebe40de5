"""The rules of field values: what an object may be constructed from, before any byte exists.

The rules that also hold on the wire stand at the end, where decoder and encoder take them from.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from operator import index
from typing import Any, NoReturn

from .. import _field_rules as wrong
from .._rules import PAYING_FOR_TAG, check_payable
from ..errors import FieldError, TextError
from ..limits import MAX_DATA_VERSION, MAX_OBJECT_DEPTH, MAX_POINTER_BYTES, MAX_UINT_BYTES
from ..protocol import POINTED_KINDS, Op, Order
from . import text
from .ids import Id
from .rlp import contiguous
from .table import Allowed, Row, Table

#: What a name may point to, as a bit mask.
POINTER_KINDS = sum(1 << kind for kind in POINTED_KINDS)


def check(table: Table, obj: Any) -> None:
    """Validate the fields of a newly constructed object and put them in their one form.

    Text becomes an Id, bytes or an enum member, a list a tuple, a number an enum member. Raises
    FieldError with the field's path.
    """
    schema = table.of(type(obj))
    for name, slot, row in zip(schema.names, schema.slots, schema.rows, strict=True):
        value = slot.__get__(obj)
        try:
            valid = validate_value(table, row, value)
        except FieldError as error:
            raise error.within(name).within(schema.name) from None
        if valid is not value:
            slot.__set__(obj, valid)
    if schema.tag == PAYING_FOR_TAG:
        try:
            check_payable(obj)
        except FieldError as error:
            raise error.within(schema.name) from None


def validate_value(table: Table, row: Row, value: Any) -> Any:
    """Return `value` in its one form. Raises FieldError if the row does not allow it."""
    match row:
        case (Op.UINT, *_):
            return _validate_uint(value)
        case (Op.BYTES, length, prefix, _):
            content = _validate_bytes(value, prefix)
            if length is not None and len(content) != length:
                raise wrong.wrong_length(length, len(content))
            return content
        case (Op.IDENTIFIER, kinds):
            return _validate_id(value, kinds)
        case (Op.BOOL,):
            return value if type(value) is bool else _refuse("a bool", value)
        case (Op.ENUM, cls):
            return (
                _named_member(str.__str__(value), cls)
                if _is(value, str)
                else enum_member(_validate_uint(value), cls, None)
            )
        case (Op.PACKED_VERSION, cls):
            return _validate_ct_version(value, cls)
        case (Op.POINTER_TARGET,):
            return _validate_pointer(value)
        case (Op.LIST, inner, most, order):
            return _validate_list(table, value, inner, most, order)
        case (Op.TUPLE, cls, rows):
            return _validate_tuple(table, value, cls, rows)
        case (Op.OBJECT, allowed, empty_ok):
            return None if value is None and empty_ok else _validate_object(table, value, allowed)
        case (Op.HEAD_VERSION,):
            version = _validate_uint(value)
            if not 0 < version <= MAX_DATA_VERSION:
                raise wrong.wrong_data_version(version)
            return version
    raise AssertionError(row)


def _refuse(expected: str, value: object) -> NoReturn:
    raise wrong.wrong_type(expected, value)


def _is(value: object, *kinds: type) -> bool:
    """Tell whether it is what it says it is: `isinstance` also believes a property `__class__`."""
    return issubclass(type(value), kinds)


def _validate_uint(value: Any) -> int:
    if type(value) is bool:
        _refuse("an integer", value)
    try:
        # The number itself, whatever a subclass makes of its methods; other integers, as numpy's, convert.
        number = int.__index__(value) if _is(value, int) else index(value)
    except TypeError:
        _refuse("an integer", value)
    if number < 0 or number.bit_length() > 8 * MAX_UINT_BYTES:
        raise wrong.wrong_number(number)
    return number


def _validate_bytes(value: Any, prefix: str | None) -> bytes:
    if _is(value, str):
        return _bytes_of(str.__str__(value), prefix)
    if not _is(value, bytes, bytearray, memoryview):
        _refuse("bytes", value)
    return contiguous(value)


def _bytes_of(value: str, prefix: str | None) -> bytes:
    """Convert text to the bytes it stands for: prefixed text, or UTF-8 where there is no prefix."""
    try:
        return value.encode() if prefix is None else text.decode(value, prefix)
    except UnicodeEncodeError:
        raise wrong.no_utf8(value) from None
    except TextError as error:
        raise wrong.wrong_text(error) from None


def _named_member(name: str, cls: type[IntEnum]) -> IntEnum:
    """Find a member by its name in any case."""
    for member in cls:
        if member.name == name.upper():
            return member
    raise wrong.no_member_name(cls, name)


def _validate_id(value: Any, kinds: int) -> Id:
    if _is(value, str):
        try:
            value = Id(value)
        except TextError as error:
            raise wrong.wrong_text(error) from None
    if type(value) is not Id:
        _refuse("an Id or its text", value)
    valid: Id = value
    if not kinds >> valid.kind & 1:
        raise wrong.wrong_id_kind(valid.kind, kinds)
    return valid


def _validate_ct_version(value: Any, cls: Any) -> object:
    if not _is(value, tuple) or len(items := tuple(value)) != 2:
        _refuse("a CtVersion", value)
    vm, abi = map(_validate_uint, items)
    if vm > 0xFFFF or abi > 0xFFFF or (vm == 0 != abi):
        raise wrong.wrong_versions(vm, abi)
    return value if type(value) is cls and _same(items, [vm, abi]) else cls(vm, abi)


def _validate_pointer(value: Any) -> Id | bytes:
    if type(value) is Id or (_is(value, str) and not str.startswith(value, "ba_")):
        return _validate_id(value, POINTER_KINDS)
    content = _validate_bytes(value, "ba")
    if len(content) > MAX_POINTER_BYTES:
        raise wrong.long_pointer(len(content))
    return content


def _validate_list(table: Table, value: Any, row: Row, most: int | None, order: Order) -> tuple[Any, ...]:
    if not _is(value, tuple, list):
        _refuse("a list or tuple", value)
    items = tuple(value)  # validating may run code of the items, which may change a list
    if most is not None and len(items) > most:
        raise wrong.too_long(most, len(items))
    valid: list[Any] = []
    seen: set[bytes] = set()
    for at, item in enumerate(items):
        try:
            valid.append(validate_value(table, row, item))
            if order:
                in_order(valid, order, seen, None)
        except FieldError as error:
            raise error.within(f"[{at}]") from None
    return items if _same(items, valid) else tuple(valid)


def _validate_tuple(table: Table, value: Any, cls: Any, rows: tuple[Row, ...]) -> Any:
    if not _is(value, tuple, list):
        _refuse(f"a {cls.__name__}", value)
    items = tuple(value)
    if len(items) != len(rows):
        raise wrong.wrong_arity(len(rows), len(items))
    valid = []
    for name, row, item in zip(cls._fields, rows, items, strict=True):
        try:
            valid.append(validate_value(table, row, item))
        except FieldError as error:
            raise error.within(name) from None
    return value if type(value) is cls and _same(items, valid) else cls(*valid)


def _same(items: tuple[Any, ...], valid: list[Any]) -> bool:
    """Tell whether validating changed nothing in it."""
    return all(a is b for a, b in zip(items, valid, strict=True))


def _validate_object(table: Table, value: Any, allowed: Allowed) -> Any:
    tag = getattr(type(value), "TAG", None)
    # Not `in`: a metaclass can make a class equal another one.
    if type(tag) is not int or all(cls is not type(value) for cls in table.tags.get(tag, {}).values()):
        _refuse(allowed.words, value)
    if tag not in allowed.tags:
        raise wrong.wrong_object(allowed, type(value))
    if _depth(table, value, 2) > MAX_OBJECT_DEPTH:
        raise wrong.too_deep()
    return value


def _depth(table: Table, obj: Any, depth: int) -> int:
    """Count how deep the objects within `obj`, which stands at `depth`, go; stops beyond the limit."""
    if depth > MAX_OBJECT_DEPTH:
        return depth
    deepest = depth
    schema = table.of(type(obj))
    for slot, row in zip(schema.slots, schema.rows, strict=True):
        value = slot.__get__(obj)
        if row[0] == Op.LIST and row[1][0] == Op.OBJECT:
            inner = value
        elif row[0] == Op.OBJECT and value is not None:
            inner = (value,)
        else:
            continue
        deepest = max([deepest, *(_depth(table, item, depth + 1) for item in inner)])
    return deepest


# --- rules that hold on the wire as well ---------------------------------------------------------


def allowed_id(
    content: bytes,
    kinds: int,
    at: int | None,
    start: int | None,
    make_id: Callable[[bytes], Any] = Id.from_bytes,
) -> Any:
    if len(content) != 33 or not 1 <= content[0] <= 6 or not kinds >> content[0] & 1:
        raise wrong.wrong_id(content, kinds, at, start)
    return make_id(content)


def enum_member(number: int, cls: type[IntEnum], at: int | None) -> IntEnum:
    try:
        return cls(number)
    except ValueError:
        raise wrong.no_member(cls, number, at) from None


def in_order(values: list[Any], order: Order, seen: set[bytes], at: int | None) -> None:
    """Check the last value against those before it; `seen` are their keys."""
    value = values[-1]
    if order != Order.BY_ITEM:
        value = value[0] if isinstance(value, tuple) else value.key
        if value in seen:
            raise wrong.repeated_key(value, at)
        seen.add(value)
    if order != Order.DISTINCT_KEYS and len(values) > 1:
        before = values[-2] if order == Order.BY_ITEM else values[-2][0]
        if value < before:
            raise wrong.unsorted(before, value, at)


def packed(vm: int, abi: int) -> int:
    """Pack a ct_version into its one number; equal versions up to 2 keep their Roma form."""
    return abi if vm == abi <= 2 else vm << 16 | abi
