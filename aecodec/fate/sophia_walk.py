"""The walk through a value of a Sophia type, between FATE and any form that values have elsewhere.

Here is what holds for all forms: what a type is in FATE, and whether a value fits it. How a form has records,
options or addresses is said by a `ValueForm`: `sophia_values` has Python values, `sophia_json` JSON. No type
holds itself, so the depth of types bounds that of the recursion.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, TypeAlias

from .._fate_values import Bits, Map, OracleQueryId, Value, Variant, check_int, make_map
from ..errors import FateError, quote
from ..ids import Id
from ..protocol import IdKind
from .sophia_types import (
    UNIT,
    BytesOf,
    Datatype,
    Function,
    ListOf,
    MapOf,
    Option,
    Primitive,
    Record,
    SetOf,
    SophiaType,
    TupleOf,
    Unknown,
    join_names,
)

__all__ = ["ValueForm", "from_fate", "to_fate"]

Choice: TypeAlias = Option | Datatype

_ID_KINDS: Final = {
    "address": IdKind.ACCOUNT,
    "contract": IdKind.CONTRACT,
    "oracle": IdKind.ORACLE,
}
_CLASSES: Final[dict[str, type]] = {"int": int, "char": int, "bool": bool, "string": str, "bits": Bits}
#: Names of the constructors of an option.
OPTION_NAMES: Final = ("None", "Some")


class ValueForm(ABC):
    """How values are written and read in one form.

    The functions that read raise FateError for what is not of this form; whether it fits the type is checked
    by the walk.
    """

    @abstractmethod
    def write_leaf(self, kind: Primitive | BytesOf, value: Value) -> Any:
        """Return a value without parts."""

    @abstractmethod
    def write_items(self, kind: ListOf | TupleOf, items: list[Any]) -> Any:
        """Return a list or a tuple."""

    @abstractmethod
    def write_entries(self, kind: MapOf | SetOf, keys: list[Any], values: list[Any]) -> Any:
        """Return a map or a set; the values of a set are units."""

    @abstractmethod
    def write_record(self, kind: Record, items: list[Any]) -> Any:
        """Return a record. items: its fields in order."""

    @abstractmethod
    def write_choice(self, kind: Choice, tag: int, items: list[Any]) -> Any:
        """Return the value of a constructor."""

    @abstractmethod
    def write_untyped(self, value: Value) -> Any:
        """Return a FATE value that has no Sophia type."""

    @abstractmethod
    def read_leaf(self, kind: Primitive | BytesOf, given: Any) -> Value:
        """Return the FATE value of one without parts."""

    @abstractmethod
    def read_items(self, kind: ListOf | TupleOf, given: Any) -> Sequence[Any]:
        """Return the items of a list or a tuple."""

    @abstractmethod
    def read_entries(self, kind: MapOf | SetOf, given: Any) -> Sequence[tuple[Any, Any]]:
        """Return the entries of a map or a set; the values of a set are units."""

    @abstractmethod
    def read_record(self, kind: Record, given: Any) -> Sequence[Any]:
        """Return the fields of a record in order."""

    @abstractmethod
    def read_choice(self, kind: Choice, given: Any) -> tuple[int, Sequence[Any]]:
        """Return the index of a constructor, and its values."""

    @abstractmethod
    def read_untyped(self, given: Any) -> Value:
        """Return the FATE value that stands where there is no Sophia type."""


def at(step: str, function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function, and put the step in front of the path of an error."""
    try:
        return function(*arguments)
    except FateError as error:
        raise error.within(step) from None


def _each(
    name: str,
    convert: Callable[[SophiaType, Any, ValueForm], Any],
    kind: SophiaType,
    items: Iterable[Any],
    form: ValueForm,
) -> list[Any]:
    """Convert all items of one type. name: what stands before their index in a path."""
    done: list[Any] = []
    try:
        for item in items:
            done.append(convert(kind, item, form))  # noqa: PERF401  (the length is the place of a fault)
    except FateError as error:
        raise error.within(f"{name}[{len(done)}]") from None
    return done


# --- FATE to another form -----------------------------------------------------------------------


def from_fate(kind: SophiaType, value: Value, form: ValueForm) -> Any:
    """Return a FATE value of this type in a form. Raises FateError if it is of another type."""
    match kind:
        case Primitive() | BytesOf():
            return form.write_leaf(kind, check_leaf(kind, value, "aci_mismatch"))
        case ListOf():
            items = _expect(kind, value, list)
            return form.write_items(kind, _each("", from_fate, kind.item, items, form))
        case MapOf() | SetOf():
            entries = _expect(kind, value, dict, Map)
            key_type, value_type = (kind.key, kind.value) if isinstance(kind, MapOf) else (kind.item, UNIT)
            keys = _each("key", from_fate, key_type, entries.keys(), form)
            return form.write_entries(
                kind, keys, _each("value", from_fate, value_type, entries.values(), form)
            )
        case TupleOf():
            return form.write_items(kind, _write_product(kind, value, form))
        case Record():
            return form.write_record(kind, _write_product(kind, value, form))
        case Option() | Datatype():
            tag, types = _constructor(kind, value)
            step = _steps_of(kind)[tag]
            return form.write_choice(kind, tag, at(step, _write_all, kind, types, value.values, form))
    return form.write_untyped(_untyped(kind, value))


def _expect(kind: SophiaType, value: Value, *classes: type) -> Any:
    if type(value) not in classes:
        raise FateError("aci_mismatch", "", None, kind.words, describe(value))
    return value


def _write_all(
    kind: SophiaType, types: Sequence[SophiaType], items: Sequence[Value], form: ValueForm
) -> list[Any]:
    steps = [f"[{index}]" for index in range(len(items))] if not isinstance(kind, Record) else kind.steps
    return [
        at(step, from_fate, each, item, form) for step, each, item in zip(steps, types, items, strict=True)
    ]


def _write_product(kind: TupleOf | Record, value: Value, form: ValueForm) -> list[Any]:
    """Write the items of a tuple, or the fields of a record: one alone stands for itself."""
    items = (value,) if len(kind.items) == 1 else _expect(kind, value, tuple)
    if len(items) != len(kind.items):
        raise FateError("aci_mismatch", "", None, f"{len(kind.items)} items", f"{len(items)}")
    return _write_all(kind, kind.items, items, form)


def _constructor(kind: Choice, value: Value) -> tuple[int, Sequence[SophiaType]]:
    """Return the constructor of a value: its index, and the types of its values."""
    variant: Variant = _expect(kind, value, Variant)
    _, constructors = constructors_of(kind)
    arities = tuple(map(len, constructors))
    if variant.arities != arities:
        raise FateError("aci_mismatch", "", None, f"arities {arities}", f"{variant.arities}"[:80])
    return variant.tag, constructors[variant.tag]


def constructors_of(kind: Choice) -> tuple[Sequence[str], Sequence[Sequence[SophiaType]]]:
    """Return the names of all constructors, and the types of their values."""
    if isinstance(kind, Option):
        return OPTION_NAMES, ((), (kind.item,))
    return kind.names, kind.constructors


def _steps_of(kind: Choice) -> Sequence[str]:
    """Return the steps of paths to the values of each constructor."""
    return OPTION_NAMES if isinstance(kind, Option) else kind.steps


def _untyped(kind: SophiaType, value: Value) -> Value:
    if isinstance(kind, Unknown):
        raise FateError("aci_type_unknown", "", None, None, kind.words)
    if isinstance(kind, Function):
        name, _ = _expect(kind, value, tuple) if type(value) is tuple and len(value) == 2 else (None, None)
        if type(name) is not str:
            raise FateError("aci_mismatch", "", None, "a name and a closure", describe(value))
    return value


# --- another form to FATE -----------------------------------------------------------------------


def to_fate(kind: SophiaType, given: Any, form: ValueForm) -> Value:
    """Return the FATE value of this type that stands there in a form.

    Raises FateError, whose path leads to the part that does not fit.
    """
    match kind:
        case Primitive() | BytesOf():
            return check_leaf(kind, form.read_leaf(kind, given), "field_type")
        case ListOf():
            return _each("", to_fate, kind.item, form.read_items(kind, given), form)
        case MapOf() | SetOf():
            return _read_entries(kind, form.read_entries(kind, given), form)
        case TupleOf():
            items = form.read_items(kind, given)
            if len(items) != len(kind.items):
                raise FateError("tuple_arity", "", None, f"{len(kind.items)}", f"{len(items)}")
            return _product(_read_all(kind, kind.items, items, form))
        case Record():
            return _product(_read_all(kind, kind.items, form.read_record(kind, given), form))
        case Option() | Datatype():
            return _read_choice(kind, given, form)
    return _untyped(kind, form.read_untyped(given))


def _read_entries(kind: MapOf | SetOf, entries: Sequence[tuple[Any, Any]], form: ValueForm) -> Value:
    key_type, value_type = (kind.key, kind.value) if isinstance(kind, MapOf) else (kind.item, UNIT)
    keys = _each("key", to_fate, key_type, [key for key, _ in entries], form)
    values: list[Value] = []
    try:
        for _, item in entries:
            values.append(to_fate(value_type, item, form))
    except FateError as error:
        key = entries[len(values)][0]
        raise error.within(f"[{quote(key)}]" if isinstance(key, str) else f"value[{len(values)}]") from None
    return make_map(keys, values)


def _read_all(
    kind: SophiaType, types: Sequence[SophiaType], items: Sequence[Any], form: ValueForm
) -> list[Value]:
    steps = [f"[{index}]" for index in range(len(items))] if not isinstance(kind, Record) else kind.steps
    return [at(step, to_fate, each, item, form) for step, each, item in zip(steps, types, items, strict=True)]


def _product(items: list[Value]) -> Value:
    return items[0] if len(items) == 1 else tuple(items)


def _read_choice(kind: Choice, given: Any, form: ValueForm) -> Variant:
    tag, items = form.read_choice(kind, given)
    _, constructors = constructors_of(kind)
    types = constructors[tag]
    if len(items) != len(types):
        raise FateError("constructor_values", _steps_of(kind)[tag], None, f"{len(types)}", f"{len(items)}")
    values = at(_steps_of(kind)[tag], _read_all, kind, types, items, form)
    return Variant(tuple(map(len, constructors)), tag, tuple(values))


# --- both ---------------------------------------------------------------------------------------


def check_leaf(kind: Primitive | BytesOf, value: Value, code: str) -> Value:
    """Return a FATE value without parts. Raises FateError if it is not of this type."""
    if isinstance(kind, BytesOf):
        if type(value) is not bytes:
            raise FateError(code, "", None, kind.words, describe(value))
        if kind.size not in (None, len(value)):
            raise FateError("bytes_length", "", None, f"{kind.size}", f"{len(value)}")
    elif kind.words in _CLASSES:
        if type(value) is not _CLASSES[kind.words]:
            raise FateError(code, "", None, kind.words, describe(value))
        if type(value) is int:
            check_int(value, "")
    elif describe(value) != kind.words:
        if type(value) in (Id, OracleQueryId) and code == "field_type":
            raise FateError(
                "id_tag_not_allowed", "", None, _KIND_WORDS[kind.words], _KIND_WORDS[describe(value)]
            )
        raise FateError(code, "", None, kind.words, describe(value))
    return value


def describe(value: Value) -> str:
    """Return the word for the type of a FATE value."""
    match value:
        case Id():
            return _ID_WORDS.get(value.kind, value.kind.name.lower())
        case OracleQueryId():
            return "oracle_query"
        case bytes():
            return f"bytes({len(value)})"
    return _WORDS.get(type(value).__name__, type(value).__name__.lower())


def choose(kind: Choice, name: str) -> int:
    """Return the index of the constructor of this name.

    The namespace may be left out where the interface has it, and may be given where it has not. Raises
    FateError.
    """
    names, _ = constructors_of(kind)
    if name in names:
        return names.index(name)
    namespace, _, bare = name.rpartition(".")
    if isinstance(kind, Datatype):
        if namespace and namespace == kind.name.rpartition(".")[0] and bare in names:
            return names.index(bare)
        last = [known.rpartition(".")[2] for known in names]
        if last.count(name) == 1:
            return last.index(name)
    raise FateError(
        "constructor_unknown", "", None, f"one of {join_names(names)}" if names else "none", quote(name)
    )


_ID_WORDS: Final = {kind: words for words, kind in _ID_KINDS.items()}
_KIND_WORDS: Final = {
    "address": "an account (ak_)",
    "contract": "a contract (ct_)",
    "oracle": "an oracle (ok_)",
    "oracle_query": "an oracle query (oq_)",
    "channel": "a channel (ch_)",
    "name": "a name (nm_)",
    "commitment": "a commitment (cm_)",
}
_WORDS: Final = {"str": "string", "dict": "map", "Map": "map", "Variant": "variant"}
