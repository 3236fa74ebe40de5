"""ChainObject and Tx: what every serialized object of the chain has in common.

A subclass is its wire layout: one annotated field a line, in wire order, with the node's own names.
"""

from __future__ import annotations

from typing import Any, ClassVar, TypeVar

import msgspec

from . import fields as f
from ._backend import check, text
from .protocol import Protocol
from .schema import TABLE, describe, register

_T = TypeVar("_T", bound="ChainObject")


class ChainObject(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """A serialized object of the chain: frozen, hashable, compared by value, picklable.

    Constructing checks every field and raises FieldError with its path; an invalid object cannot
    exist. Fields are keyword arguments without defaults. Text is taken for an identifier and a list
    for a tuple.

    TAG and VERSION stand at the head of the serialization; SINCE and UNTIL are the first and the last
    protocol (None: still valid) that has this version. Source: the specification's objects.json.
    """

    TAG: ClassVar[int]
    VERSION: ClassVar[int | None]
    SINCE: ClassVar[Protocol] = Protocol.ROMA
    UNTIL: ClassVar[Protocol | None] = None

    # Objects hold only integers, bytes, identifiers, tuples and other objects, never something that
    # can reach back: the garbage collector need not know them (gc=False).

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        if "TAG" in cls.__dict__:
            register(cls)

    def __post_init__(self) -> None:
        check.check(TABLE, self)

    def __repr__(self) -> str:
        known = describe(type(self))
        shown = (f"{name}={_shown(kind, getattr(self, name))}" for name, kind in known.fields)
        return f"{type(self).__name__}({', '.join(shown)})"


class Tx(ChainObject, frozen=True, kw_only=True):
    """A transaction.

    SIGNERS: the fields that name who must sign it. BOTH_PARTICIPANTS: both participants of the channel
    must, though the transaction may name one of them or none.
    """

    SIGNERS: ClassVar[tuple[str, ...]] = ()
    BOTH_PARTICIPANTS: ClassVar[bool] = False


def replace(obj: _T, **changes: Any) -> _T:
    """A copy of a chain object with some fields changed, checked like a new one.

    Raises FieldError for a value that the field does not take, TypeError for an unknown field.
    """
    return msgspec.structs.replace(obj, **changes)


def _shown(kind: f.FieldType, value: Any) -> str:
    """A field's value as it stands in `repr`: identifiers and prefixed bytes as their text."""
    match kind:
        case f.Ref():
            return repr(str(value))
        case f.Bytes(text=False):
            return repr(text.encode(kind.api, value))
        case f.List(of=inner):
            items = [_shown(inner, item) for item in value]
            return f"({', '.join(items)}{',' if len(items) == 1 else ''})"
        case f.Tuple(cls=cls, items=kinds):
            items = [_shown(inner, item) for inner, item in zip(kinds, value, strict=True)]
            return f"{cls.__name__}({', '.join(items)})"
    return repr(value)
