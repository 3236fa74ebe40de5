"""One reader and one writer for all classes, made from their annotations on first use."""

from __future__ import annotations

import functools
import types
from collections.abc import Callable
from typing import Any, Final, Literal, TypeAlias, Union, get_args, get_origin, get_type_hints

from .._strict_json import Json
from ..errors import RpcError
from ..state.update import OffChainUpdate
from .frames import Frame, UnknownFrame
from .params import ABSENT, Params, UnknownParams, UnsetType
from .updates import read_update, write_update
from .values import mismatch, read_items, read_literal, read_members, read_plain

__all__ = ["Shape", "keep", "read_first_match", "read_or_keep", "reader", "to_json", "variants"]

#: An annotation: a class of params, a Literal, a tuple of one shape, a plain type.
Shape: TypeAlias = Any

_Reader: TypeAlias = Callable[[Json], Any]
_Plan: TypeAlias = tuple[tuple[str, str, bool, _Reader], ...]

_UNIONS: Final = (Union, types.UnionType)


def read_first_match(shapes: tuple[Shape, ...], value: Json, path: str) -> Any:
    """Read a value as the first of these shapes that it has. Raises RpcError below `path`."""
    errors = []
    for shape in shapes:
        try:
            return reader(shape)(value)
        except RpcError as error:
            errors.append(error)
    # A wrong member says more than a missing one, which may belong to another type.
    best = next((error for error in errors if error.code != "member_missing"), errors[0])
    raise best.within(path)


def read_or_keep(shapes: tuple[Shape, ...], value: Json, path: str) -> Any:
    """Read a value as the first of these shapes that it has; keep another one as UnknownParams."""
    try:
        return read_first_match(shapes, value, path)
    except RpcError as error:
        return keep(value, error)


def keep(value: Json | UnsetType, error: RpcError) -> UnknownParams:
    """Keep a value that cannot be read, with the reason."""
    return UnknownParams(value=value, code=error.code, path=error.path, reason=str(error))


@functools.cache
def reader(shape: Shape) -> _Reader:
    """Make the function that reads a JSON value as the annotation `shape`, or raises RpcError."""
    origin: Any = get_origin(shape)
    arguments = get_args(shape)
    if origin is tuple:
        return functools.partial(read_items, reader(arguments[0]))
    if origin is dict:
        return functools.partial(read_members, reader(arguments[1]))
    if origin is Literal:
        return functools.partial(read_literal, arguments)
    if origin in _UNIONS:
        return _union_reader(tuple(kind for kind in arguments if kind is not UnsetType))
    if shape is Any:
        return _keep
    if issubclass(shape, Params):
        plans = {name: (cls, _plan(cls)) for name, cls in variants(shape).items()}
        return functools.partial(_read_object, plans, (shape, _plan(shape)))
    return functools.partial(read_plain, (shape,))


def _union_reader(kinds: tuple[Any, ...]) -> _Reader:
    if OffChainUpdate in kinds:
        return read_update
    if len(kinds) == 1:
        return reader(kinds[0])
    return functools.partial(read_plain, kinds)


def _keep(value: Json) -> Json:
    return value


@functools.cache
def variants(cls: type[Params]) -> dict[str, type[Params]]:
    """Return the subclasses that the text of the class's TAG_MEMBER chooses, by that text."""
    tag = cls.TAG_MEMBER
    return {
        text: known
        for known in (cls.__subclasses__() if tag else ())
        for text in get_args(get_type_hints(known)[tag])
    }


def _plan(shape: type[Params]) -> _Plan:
    """List attribute, JSON name, whether it is required, and reader of each member."""
    hints = get_type_hints(shape)
    return tuple(
        (name, name.rstrip("_"), UnsetType not in get_args(hints[name]), reader(hints[name]))
        for name in shape.__struct_fields__
        if name != "extra"
    )


def _read_object(
    chosen: dict[str, tuple[type[Params], _Plan]], otherwise: tuple[type[Params], _Plan], value: Json
) -> Params:
    if not isinstance(value, dict):
        raise mismatch("object", value)
    shape, plan = otherwise
    if chosen:
        tag = value.get(shape.TAG_MEMBER)
        shape, plan = chosen.get(tag, otherwise) if isinstance(tag, str) else otherwise
    rest, members = dict(value), {}
    for name, key, required, read in plan:
        if key in rest:
            try:
                members[name] = read(rest.pop(key))
            except RpcError as error:
                raise error.within(key) from None
        elif required:
            raise RpcError("member_missing", key)
    return shape(**members, extra=rest)


def to_json(value: Any) -> Json:
    """Return the JSON value of a frame, typed params or a typed result, with every member. Not to be changed.

    Raises RpcError for an update whose text is not UTF-8; nothing that was read has one.
    """
    if isinstance(value, Frame | UnknownFrame | UnknownParams):
        return value.value
    if isinstance(value, OffChainUpdate):
        return write_update(value)
    if isinstance(value, Params):
        members = {name.rstrip("_"): getattr(value, name) for name in value.__struct_fields__}
        extra = members.pop("extra")
        return {name: to_json(item) for name, item in members.items() if item is not ABSENT} | extra
    return [to_json(item) for item in value] if isinstance(value, tuple) else value
