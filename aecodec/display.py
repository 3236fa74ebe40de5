"""Chain objects as trees for people: text for terminals, HTML for notebooks.

`outline` makes the tree of an object, a list of rows; `show` writes it as text and `_html` as HTML. State
trees and proofs of inclusion appear by what they hold: accounts, channels, names, not nodes.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from . import fields as f
from . import text
from ._lazy import load
from ._parts import outline_parts
from ._tree import Row, Value, lines
from .codec import Raw, tx_digest
from .errors import FieldError, printable
from .ids import Id
from .objects import ChainObject, Tx, bytes_text
from .protocol import FATE_FIELDS, FATE_PREFIXES, VM_NAMES
from .schema import describe

if TYPE_CHECKING:
    from .fate import Contract

__all__ = ["show"]

_WORTH_AE: Final = 10**9  # smaller amounts are easier to read in aettos alone
_LONGEST: Final = 200  # characters of one value
_TREES: Final = range(621, 627)  # tags of the state trees, from ContractsMtree to AccountsMtree
_STATES: Final = (60, 62, *_TREES)  # with TreesPoi and StateTrees, which hold all of them


#: What `show` takes.
Shown: TypeAlias = Any


def show(obj: Shown, *, contracts: Iterable[Contract] = (), names: Iterable[str] = ()) -> str:
    """Write an object as a tree of text: one field a line, aligned, nested objects indented.

    obj: a chain object, block header, `Raw`, `LenientResult`, `Delegation`, `Id` or the parts of a text
    (`split`). A secret key is not shown. Calls of contracts, their code, results and events are opened, with
    the names in the interfaces `contracts`, or else with those that match: the usual ones, and `names`.
    Raises TypeError for anything else; text and bytes are to be decoded first.
    """
    known = (
        load(f"{__package__}.fate.opening").Known(tuple(contracts), tuple(names))
        if contracts or names
        else None
    )
    return "\n".join(lines(outline(obj, known)))


def outline(obj: Shown, known: Any = None) -> Row:
    """Return the tree of an object: its title and its fields. Raises TypeError as `show` does.

    known: what is known of contracts, a `fate.opening.Known`.
    """
    if isinstance(obj, ChainObject):
        digest = (text.encode("th", tx_digest(obj)),) if isinstance(obj, Tx) else ()
        rows = tuple(Row("hash", (Value(shown),)) for shown in digest)
        return Row("", (_title(obj),), rows + _content(obj, known))
    if _is(obj, "headers", "Header"):
        return _header(obj)
    if isinstance(obj, Id):
        obj = text.split(str(obj))
    if isinstance(obj, text.Parts):
        return _parts(obj, known)
    if _is(obj, "derived.delegation", "Delegation"):
        given = {name: value for name, value in obj._asdict().items() if name != "kind" and value is not None}
        below = tuple(Row(name, (Value(str(value)),)) for name, value in given.items())
        return Row("", (Value("Delegation", obj.kind),), below)
    if isinstance(obj, Raw):
        below = tuple(_item(f"[{index}]", item) for index, item in enumerate(obj.items))
        return Row("", (Value("unknown object", f"tag {obj.tag}, version {obj.version}"),), below)
    if _is(obj, "lenient", "LenientResult"):
        return _lenient(obj, known)
    raise TypeError(f"expected an object such as decode_object returns, not {type(obj).__name__}")


def _is(obj: object, module: str, name: str) -> bool:
    """Tell whether a value is of a class, whose module need not be imported to see that."""
    home = f"{__package__}.{module}"
    return any(cls.__name__ == name and cls.__module__ == home for cls in type(obj).__mro__)


# --- the kinds of objects -----------------------------------------------------------------------


def _parts(parts: text.Parts, known: Any) -> Row:
    shown = outline_parts(parts)
    if parts.prefix not in FATE_PREFIXES:
        return shown
    opening = load(f"{__package__}.fate.opening")
    opened = opening.open_bytes(parts.payload, known or opening.NOTHING)
    return shown if opened is None else shown._replace(below=(*shown.below, *opened.rows))


def _title(obj: ChainObject) -> Value:
    known = describe(type(obj))
    version = "" if known.version is None else f", version {known.version}"
    return Value(known.name, f"tag {known.tag}{version}")


def _content(obj: ChainObject, known: Any) -> tuple[Row, ...]:
    """Return what stands below the title of an object: its fields, or the entries of state trees."""
    if obj.TAG not in _STATES:
        return _fields(obj, known)
    try:
        items = list(load(f"{__package__}.state_tree").iter_items(obj))  # not needed for other objects
    except FieldError as error:  # a proof of malformed nodes
        return (Row("unreadable", (Value(str(error)),)), *_fields(obj, known))
    entries = {
        tree: tuple(_entry(item, known) for item in group)
        for tree, group in groupby(items, lambda one: one.tree)
    }
    if obj.TAG in _TREES:
        return next(iter(entries.values()), ())
    # The six trees in the order of the fields, the empty ones, too.
    return tuple(
        Row(name, _root(getattr(obj, name), entries.get(name, ())), entries.get(name, ()))
        for name, _ in describe(type(obj)).fields
    )


def _fields(obj: ChainObject, known: Any) -> tuple[Row, ...]:
    """Return the fields of an object, and below each what it holds in FATE."""
    fields = describe(type(obj)).fields
    rows = (field_row(name, kind, getattr(obj, name), known) for name, kind in fields)
    if FATE_FIELDS.isdisjoint(name for name, _ in fields):
        return tuple(rows)
    opening = load(f"{__package__}.fate.opening")  # not needed for other objects
    opened = opening.open_fields(obj, known or opening.NOTHING)
    return tuple(
        row._replace(below=(*row.below, *opened[row.name].rows)) if row.name in opened else row
        for row in rows
    )


def _root(content: Any, entries: tuple[Row, ...]) -> tuple[Value, ...]:
    """Return what stands beside the name of a state tree: the number of its entries, the root of a proof."""
    count = f"{len(entries)} {'entry' if len(entries) == 1 else 'entries'}" if entries else ""
    if not isinstance(content, tuple):
        return (Value(count or "(empty)"),)
    return tuple(Value(text.encode("ba", part.root_hash), count or "no entry shown") for part in content) or (
        Value("(empty)"),
    )


def _entry(item: Any, known: Any) -> Row:
    if isinstance(item.value, str):
        return Row(item.key, (_cut(item.value, len(item.value)),))
    return Row(item.key, (_title(item.value),), _content(item.value, known))


def _header(header: Any) -> Row:
    headers = load(f"{__package__}.headers")
    kind = "kh" if type(header).__name__ == "KeyHeader" else "mh"
    fields = (
        Row(name, (Value("(none)"),)) if value in (None, b"") else field_row(name, field, value)
        for name, field in headers.header_fields(type(header))
        for value in (getattr(header, name),)
    )
    known = Row("hash", (Value(text.encode(kind, headers.header_hash(header))),))
    return Row("", (Value(type(header).__name__),), (known, *fields))


def _item(name: str, item: Any) -> Row:
    """Return an RLP item: its bytes, or the items of a list."""
    if isinstance(item, (list, tuple)):
        below = tuple(_item(f"[{index}]", one) for index, one in enumerate(item))
        return Row(name, () if below else (Value("(none)"),), below)
    shown = bytes(item).hex()
    return Row(name, (_cut(shown, len(item)) if shown else Value("(empty)"),))


def _lenient(result: Any, known: Any) -> Row:
    shown = outline(result.obj, known)
    rows = [
        Row(f"[{index}]", (Value(printable(str(deviation))),))
        for index, deviation in enumerate(result.deviations)
    ]
    if not rows:
        return Row("", (*shown.values,), (*shown.below, Row("deviations", (Value("(none)"),))))
    wire, canonical = (
        value if isinstance(value, str) else value.hex() for value in (result.hash, result.canonical_hash)
    )
    below = [row for row in shown.below if row.name != "hash"]
    hashes = [Row("hash", (Value(canonical),)), Row("hash as given", (Value(wire),))]
    return Row("", shown.values, (*hashes, *below, Row("deviations", (), tuple(rows))))


# --- fields -------------------------------------------------------------------------------------


def field_row(name: str, kind: f.FieldType, value: Any, known: Any = None) -> Row:
    """Return the row of a field. known: what is known of contracts."""
    match kind:
        case f.List(of=inner):
            rows = tuple(field_row(f"[{index}]", inner, item, known) for index, item in enumerate(value))
            if any(row.below for row in rows):
                return Row(name, (), rows)
            return Row(name, tuple(one for row in rows for one in row.values) or (Value("(none)"),))
        case f.Tuple(items=kinds):
            items = zip(value._fields, kinds, value, strict=True)
            return Row(name, (), tuple(field_row(*item, known) for item in items))
        case f.Object():
            if value is None:
                return Row(name, (Value("(empty)"),))
            return Row(name, (_title(value),), _content(value, known))
    return Row(name, (leaf(kind, value),))


def leaf(kind: f.FieldType, value: Any) -> Value:
    """Return the value of a field that holds no other field."""
    match kind:
        case f.Uint():
            return Value(f"{value}", _note(kind, value))
        case f.Bool():
            return Value("true" if value else "false")
        case f.Enum():
            return Value(value.name.lower(), f"{int(value)}")
        case f.PackedVersion():
            return Value(f"VM {value.vm}, ABI {value.abi}", VM_NAMES.get(value.vm, ""))
        case f.Bytes(text=True):
            return _quote(value)
        case f.Bytes(api=api):
            return _bytes_leaf(api, value)
        case f.PointerTarget():
            return _bytes_leaf("ba", value) if type(value) is bytes else Value(str(value))
    return Value(str(value))


def _note(kind: f.Uint, value: int) -> str:
    """Return what a number means, an amount in AE, or else the unit."""
    if value == 0 and kind.zero:
        return kind.zero
    if kind.unit == "aettos" and value >= _WORTH_AE:
        return str(load(f"{__package__}.amounts").format_amount(value))
    return dict(kind.names).get(value, kind.unit)


def _bytes_leaf(api: str, value: bytes) -> Value:
    shown = bytes_text(api, value)
    if not value:
        return Value(shown, "empty")
    if len(shown) <= _LONGEST and api == "ba" and value.isascii() and value.decode().isprintable():
        return Value(shown, str(_quote(value)))
    return _cut(shown, len(value))


def _cut(shown: str, size: int) -> Value:
    return Value(shown) if len(shown) <= _LONGEST else Value(f"{shown[:_LONGEST]}…", f"{size} bytes in all")


def _quote(value: bytes) -> Value:
    """Return bytes that are text by convention, in quotes; as `ba_` if they are no text."""
    try:
        content = value.decode()
    except UnicodeDecodeError:
        return _bytes_leaf("ba", value)
    content = content.replace("\\", "\\\\").replace('"', '\\"')
    if len(content) > _LONGEST:
        return Value(f'"{printable(content[:_LONGEST])}"…', f"{len(value)} bytes in all")
    return Value(f'"{printable(content)}"')
