"""The columns of a table of transactions: the head of each row, then the fields of all classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal, TypeAlias, get_args

from .. import fields as f
from .._column_forms import Form
from ..objects import Tx
from ..schema import describe
from ..tx.unions import UnsignedTx
from ._types import Column

#: How identifiers and hashes are written, and how numbers are.
Ids: TypeAlias = Literal["text", "bytes"]
Ints: TypeAlias = Literal["decimal", "text"]
#: Names of columns, or a class: its fields, behind the head.
Columns: TypeAlias = Sequence[str] | type[Tx] | None

_HEAD: Final = {
    "type": (Form.TYPE, Form.TYPE),
    "version": (Form.VERSION, Form.VERSION),
    "hash": (Form.HASH_TEXT, Form.HASH_BYTES),
    "signatures": (Form.SIGNATURES, Form.SIGNATURES),
    "origin_id": (Form.ORIGIN_TEXT, Form.ORIGIN_BYTES),
    "error_code": (Form.ERROR_CODE, Form.ERROR_CODE),
    "error_path": (Form.ERROR_PATH, Form.ERROR_PATH),
    "error_message": (Form.ERROR_MESSAGE, Form.ERROR_MESSAGE),
    "error_offset": (Form.ERROR_OFFSET, Form.ERROR_OFFSET),
    "unfit": (Form.UNFIT, Form.UNFIT),
}


def plan(columns: Columns, ids: Ids, ints: Ints) -> tuple[Column, ...]:
    """Return the columns that are asked for. Raises ValueError or TypeError for what cannot be."""
    if ids not in get_args(Ids):
        raise ValueError(f"ids is 'text' or 'bytes', not {ids!r}")
    if ints not in get_args(Ints):
        raise ValueError(f"ints is 'decimal' or 'text', not {ints!r}")
    known = _all_columns(ids, ints)
    names = _names(columns, known)
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"columns named twice: {', '.join(twice)}")
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"no transaction has a column {unknown[0]!r}")
    return tuple(Column(name, known[name]) for name in names)


def _names(columns: Columns, known: Iterable[str]) -> list[str]:
    if columns is None:
        return [*known]
    if isinstance(columns, type):
        if not issubclass(columns, Tx) or "TAG" not in columns.__dict__:
            raise TypeError(f"expected a class of transactions with a version of its own, not {columns!r}")
        own = {name for name, _ in describe(columns).fields if name != "transaction"}
        return [name for name in known if name in _HEAD or name in own]
    if isinstance(columns, str):
        raise TypeError(f"expected a list of names, not one name: {columns!r}")
    names = [*columns]
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"expected the name of a column, not {type(name).__name__}")
    return names


def _all_columns(ids: Ids, ints: Ints) -> dict[str, Form]:
    """Return all columns, in their order. A field of one name has one form in all classes."""
    made = {name: forms[ids == "bytes"] for name, forms in _HEAD.items()}
    for cls in get_args(UnsignedTx):
        for name, kind in describe(cls).fields:
            form = form_of(kind, ids, ints)
            before = made.setdefault(name, form)
            if {before, form} == {Form.BINARY, Form.OBJECT}:
                made[name] = Form.OBJECT  # whether empty bytes are none is up to the class
            elif before != form:
                raise TypeError(f"{name} of {cls.__name__} is no {before.name}, as in other classes")
    return made


def form_of(kind: f.FieldType, ids: Ids, ints: Ints) -> Form:
    """Return the form of a column for a field type."""
    found: Any = None
    match kind:
        case f.Uint():
            found = _number(kind, ints)
        case f.Bytes(text=True):
            found = Form.UTF8
        case f.Bytes():
            found = Form.BINARY
        case f.Identifier():
            found = Form.ID_TEXT if ids == "text" else Form.ID_BYTES
        case f.Enum():
            found = Form.ENUM
        case f.PackedVersion():
            found = Form.VERSIONS
        case f.Object():
            found = Form.OBJECT
        case f.List(of=f.Identifier()):
            found = Form.IDS_TEXT if ids == "text" else Form.IDS_BYTES
        case f.List(of=f.Object()):
            found = Form.OBJECTS
        case f.List(of=f.Tuple(items=(f.Bytes(), f.Bytes()))):
            found = Form.PAIRS
        case f.List(of=f.Tuple(items=(f.Bytes(), f.Identifier() | f.PointerTarget()))):
            found = Form.POINTERS_TEXT if ids == "text" else Form.POINTERS_BYTES
    if found is None:
        raise TypeError(f"no form of a column for {kind!r}")
    return Form(found)


def _number(kind: f.Uint, ints: Ints) -> Form:
    if ints == "text":
        return Form.NUMBER_TEXT
    return Form.DECIMAL if kind.unit == "aettos" else Form.INT64
