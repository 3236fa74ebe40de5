"""Types of Sophia, as the interface of a contract declares them and without its names for other types.

A type is made once for each form that it has, however often it is named: a short interface can name a type of
a million parts. So two equal types of one interface are the same object, and are compared by identity.
`sophia_values` and `sophia_json` turn values of them into FATE and back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from .. import _fate_types as fate
from .._fate_types import FateType
from ..errors import quote

__all__ = [
    "UNIT",
    "BytesOf",
    "Datatype",
    "Function",
    "ListOf",
    "MapOf",
    "Option",
    "Primitive",
    "Record",
    "SetOf",
    "SophiaType",
    "TupleOf",
    "Unknown",
    "Variable",
]

#: Names that stand in an error as they are: one or two identifiers, not too long.
_PLAIN_NAME: Final = re.compile(r"'?[A-Za-z_][\w']{0,39}(\.[A-Za-z_][\w']{0,39})?", re.ASCII)

#: So many names are listed in an error.
_MOST_NAMES: Final = 8

#: Type variables beyond this number have none in FATE.
_LAST_VARIABLE: Final = 255


class SophiaType:
    """The base of all types.

    words: what a value of it is called in errors. fate: the type of its values in FATE. parts: the types
    that it is made of. depth: how many types are within one another, itself included.
    """

    __slots__ = ("depth", "fate", "parts", "words")
    fate: FateType
    depth: int

    def __init__(self, words: str, parts: tuple[SophiaType, ...] = ()) -> None:
        self.words = words
        self.parts = parts
        self.depth = 1 + max((part.depth for part in parts), default=0)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.words}>"


class Primitive(SophiaType):
    """A type without parts: int, char, bool, string, bits, or an address of some kind."""

    __slots__ = ()

    def __init__(self, words: str, form: FateType) -> None:
        super().__init__(words)
        self.fate = form


class BytesOf(SophiaType):
    """Bytes of this size, of any size if it is None; hashes and signatures, too."""

    __slots__ = ("size",)

    def __init__(self, size: int | None) -> None:
        super().__init__("bytes()" if size is None else f"bytes({size})")
        self.size = size
        self.fate = fate.BytesType(size)


class ListOf(SophiaType):
    """A list of elements of one type."""

    __slots__ = ("item",)

    def __init__(self, item: SophiaType) -> None:
        super().__init__("list", (item,))
        self.item = item
        self.fate = fate.ListType(item.fate)


class MapOf(SophiaType):
    """A map from keys of one type to values of one type."""

    __slots__ = ("key", "value")

    def __init__(self, key: SophiaType, value: SophiaType) -> None:
        super().__init__("map", (key, value))
        self.key = key
        self.value = value
        self.fate = fate.MapType(key.fate, value.fate)


class SetOf(SophiaType):
    """The type `Set.set` of the standard library: a record whose one field is a map to units."""

    __slots__ = ("item",)

    def __init__(self, item: SophiaType) -> None:
        super().__init__("Set.set", (item,))
        self.item = item
        self.fate = fate.MapType(item.fate, fate.UNIT)


class TupleOf(SophiaType):
    """A tuple; without items it is the unit. One item stands for itself in FATE."""

    __slots__ = ("items",)

    def __init__(self, items: tuple[SophiaType, ...]) -> None:
        super().__init__(f"tuple of {len(items)}" if items else "unit", items)
        self.items = items
        self.fate = _product(items)


class Record(SophiaType):
    """A record. Its one field stands for itself in FATE, several are a tuple.

    name: that of its definition, with the namespace.
    """

    __slots__ = ("fields", "items", "name", "steps")

    def __init__(self, name: str, fields: tuple[str, ...], items: tuple[SophiaType, ...]) -> None:
        super().__init__(format_name(name) if name else "record", items)
        self.name = name
        self.fields = fields
        self.steps = tuple(map(step_to, fields))
        self.items = items
        self.fate = _product(items)


class Option(SophiaType):
    """None or some value of one type."""

    __slots__ = ("item",)

    def __init__(self, item: SophiaType) -> None:
        super().__init__("option", (item,))
        self.item = item
        self.fate = fate.VariantType((fate.UNIT, fate.TupleType((item.fate,))))


class Datatype(SophiaType):
    """A choice of constructors, each with the types of its values.

    name: that of its definition, with the namespace.
    """

    __slots__ = ("arities", "constructors", "name", "names", "steps")

    def __init__(
        self, name: str, names: tuple[str, ...], constructors: tuple[tuple[SophiaType, ...], ...]
    ) -> None:
        super().__init__(
            format_name(name) if name else "datatype", tuple(part for parts in constructors for part in parts)
        )
        self.name = name
        self.names = names
        self.steps = tuple(map(step_to, names))
        self.constructors = constructors
        self.arities = tuple(map(len, constructors))
        self.fate = fate.VariantType(
            tuple(fate.TupleType(tuple(part.fate for part in parts)) for parts in constructors)
        )


class Variable(SophiaType):
    """A type variable, for whose values any FATE value stands. number: it differs in each of an interface."""

    __slots__ = ()

    def __init__(self, name: str, number: int) -> None:
        super().__init__(format_name(name))
        self.fate = fate.TypeVariable(number) if number <= _LAST_VARIABLE else fate.ANY


class Function(SophiaType):
    """A function, which only private code and the state of a contract can hold: its name and its closure."""

    __slots__ = ()

    def __init__(self, parts: tuple[SophiaType, ...]) -> None:
        super().__init__("function", parts)
        self.fate = fate.TupleType((fate.STRING, fate.ANY))


class Unknown(SophiaType):
    """A name that the interface does not define. It is an error where a value of it is needed."""

    __slots__ = ()

    def __init__(self, name: str) -> None:
        super().__init__(format_name(name))
        self.fate = fate.ANY


def format_name(name: str) -> str:
    """Return a name of an interface as it stands in an error: quoted unless it is a plain one."""
    return name if _PLAIN_NAME.fullmatch(name) else quote(name)


def join_names(names: Iterable[str]) -> str:
    """Return names as an error lists them: the first ones of many."""
    known = [*names]
    more = ", …" if len(known) > _MOST_NAMES else ""
    return ", ".join(map(format_name, known[:_MOST_NAMES])) + more or "none"


def step_to(name: str) -> str:
    """Return the step of a path to a field, a constructor or a function of this name."""
    return name if _PLAIN_NAME.fullmatch(name) else f"[{quote(name)}]"


def _product(items: tuple[SophiaType, ...]) -> FateType:
    return items[0].fate if len(items) == 1 else fate.TupleType(tuple(item.fate for item in items))


#: The types that need no definition and have no parts, by their names in an interface.
PRIMITIVES: Final[dict[str, SophiaType]] = {
    "int": Primitive("int", fate.INTEGER),
    "char": Primitive("char", fate.INTEGER),
    "bool": Primitive("bool", fate.BOOLEAN),
    "string": Primitive("string", fate.STRING),
    "bits": Primitive("bits", fate.BITS),
    "address": Primitive("address", fate.ADDRESS),
    "contract": Primitive("contract", fate.CONTRACT),
    "oracle": Primitive("oracle", fate.ORACLE),
    "oracle_query": Primitive("oracle_query", fate.ORACLE_QUERY),
}

UNIT: Final = TupleOf(())
