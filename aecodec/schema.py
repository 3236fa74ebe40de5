"""The schemas of chain objects, which are compiled from their class bodies.

The annotations of a class are read when its first object is decoded, encoded or constructed. Everything else
follows the schemas: engine, JSON form, reports, checks, documentation.
"""

from __future__ import annotations

from enum import IntEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

from . import _registry
from . import fields as f
from ._backend import table
from ._registry import classes
from ._struct import Struct
from .errors import with_article
from .limits import MAX_DATA_VERSION
from .protocol import Op, Order, Protocol

__all__ = ["Description", "Field", "classes", "describe"]


class Field(NamedTuple):
    """A field of a chain object: its name as attribute and in JSON, and its type."""

    name: str
    type: f.FieldType


class Description(Struct, frozen=True):
    """The facts that a class of chain objects states.

    name: the API type name, the same for all versions. version: None where it is data of the object.
    since, until: the first and the last protocol that has it; None: it is still valid.
    """

    cls: type
    name: str
    tag: int
    version: int | None
    since: Protocol
    until: Protocol | None
    fields: tuple[Field, ...]


_described: dict[type, Description] = {}
_allowed: dict[tuple[type, frozenset[int]], table.Allowed] = {}


def register(cls: type) -> None:
    """Add a class of chain objects, which has a TAG and a VERSION of its own, to the registry."""
    _registry.register(cls)
    _allowed.clear()


def describe(cls: type) -> Description:
    """Return the facts that a class states. Raises TypeError for a class that cannot be constructed."""
    known = _described.get(cls)
    if known is None or known.cls is not cls:  # a metaclass can make a class equal another one
        known = _described[cls] = _describe(cls)
    return known


def _describe(cls: type) -> Description:
    if "TAG" not in cls.__dict__:
        versions: list[type] = cls.__subclasses__()
        hint = f"; construct one of {', '.join(v.__name__ for v in versions)}" if versions else ""
        raise TypeError(f"{cls.__name__} is no object of its own{hint}")
    struct: Any = cls
    if not _registry.is_registered(cls):
        raise TypeError(f"{cls.__name__} is no chain object")
    if struct.__match_args__:
        raise TypeError(f"{cls.__name__} takes positional arguments: give its class kw_only=True")
    hints = get_type_hints(cls, include_extras=True)
    own = tuple(Field(name, read(hints[name])) for name in struct.__struct_fields__)
    version = struct.VERSION
    if (version is None) != any(isinstance(field.type, f.HeadVersion) for field in own):
        raise TypeError(f"{cls.__name__}: VERSION is None exactly where the version is a field")
    name = cls.__name__.removesuffix(f"V{version}")
    return Description(cls, name, struct.TAG, version, struct.SINCE, struct.UNTIL, own)


def read(hint: Any) -> f.FieldType:
    """Return the field type of an annotation. Raises TypeError for one that has none."""
    marks: tuple[Any, ...] = ()
    if get_origin(hint) is Annotated:
        hint, *rest = get_args(hint)
        marks = tuple(rest)
    for mark in marks:
        if isinstance(mark, f.FieldType):
            return mark
    arguments = get_args(hint)
    if get_origin(hint) is tuple:
        order = next((mark.by for mark in marks if isinstance(mark, f.Sorted)), Order.FREE)
        most = next((mark.most for mark in marks if isinstance(mark, f.AtMost)), None)
        return f.List(read(arguments[0]), most, order)
    if get_origin(hint) in (Union, UnionType):
        (base,) = (argument for argument in arguments if argument is not NoneType)
        return f.Object(base, empty_ok=True)
    if hint is bool:
        return f.Bool()
    if issubclass(hint, IntEnum):
        return f.Enum(hint)
    if issubclass(hint, tuple):
        hints = get_type_hints(hint, include_extras=True)
        return f.Tuple(hint, tuple(read(item) for item in hints.values()))
    if hasattr(hint, "__struct_fields__"):
        but = next((mark.tags for mark in marks if isinstance(mark, f.Without)), frozenset())
        return f.Object(hint, but=but)
    raise TypeError(f"annotation has no field type: {hint}")


def allowed(base: type, but: frozenset[int] = frozenset()) -> table.Allowed:
    """Return which objects may stand where one of this class is expected, without the tags of `but`."""
    known = _allowed.get((base, but))
    if known is None:
        words = "an unsigned transaction" if but else with_article(base.__name__)
        known = table.Allowed(frozenset(_registry.tags_of(base)) - but, words)
        _allowed[base, but] = known
    return known


def compile_row(kind: f.FieldType) -> tuple[Any, ...]:
    """Compile a field type into the row that the engine interprets, see `protocol.Op`."""
    match kind:
        case f.Uint():
            return Op.UINT, kind.node_takes_empty
        case f.Bool():
            return (Op.BOOL,)
        case f.Bytes():
            return Op.BYTES, kind.length, None if kind.text else kind.api, kind.node_checks_length
        case f.Identifier():
            return Op.IDENTIFIER, sum(1 << one for one in kind.kinds)
        case f.Enum():
            return Op.ENUM, kind.cls
        case f.PackedVersion():
            return Op.PACKED_VERSION, f.CtVersion
        case f.PointerTarget():
            return (Op.POINTER_TARGET,)
        case f.List():
            return Op.LIST, compile_row(kind.of), kind.most, kind.order
        case f.Tuple():
            return Op.TUPLE, kind.cls, tuple(map(compile_row, kind.items))
        case f.Object():
            return Op.OBJECT, allowed(kind.base, kind.but), kind.empty_ok
    return (Op.HEAD_VERSION,)


def new_table(twin: Any) -> Any:
    """Build the table by which an engine finds every schema, of a twin's `Schema` and `Table`."""

    def compile_schema(cls: type) -> Any:
        known = describe(cls)
        names = tuple(field.name for field in known.fields)
        rows = tuple(compile_row(field.type) for field in known.fields)
        return twin.Schema(cls, known.name, known.tag, known.version, names, rows)

    def find(tag: int, version: int) -> Any:
        versions = _registry.versions(tag)
        cls = versions.get(version) or (versions.get(None) if 0 < version <= MAX_DATA_VERSION else None)
        return None if cls is None else made.of(cls)

    made = twin.Table(_registry.Tags(), find, compile_schema)
    return made


#: The table of the twin that runs.
TABLE: Final[table.Table] = new_table(table)
