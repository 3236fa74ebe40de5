"""A chain object as a tree for a person: one field a line, aligned, nested objects indented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from .. import fields as f
from .. import text
from ..derived import tx_hash
from ..errors import TextError
from ..objects import ChainObject, Tx
from ..schema import describe
from .printing import printable

#: What stands beside a field's name, and what stands below it.
_Block: TypeAlias = tuple[list[str], list[str]]

_AETTOS: Final = 10**18  # of one AE
_WORTH_AE: Final = 10**9  # smaller amounts are easier to read in aettos alone
_LONGEST: Final = 200  # characters of one value


def lines(obj: ChainObject) -> Iterator[str]:
    """The lines of an object's tree; a transaction's hash comes first."""
    yield _title(obj)
    more = [("hash", tx_hash(obj))] if isinstance(obj, Tx) else []
    yield from _indented(_rows([(name, ([value], [])) for name, value in more] + _fields(obj)))


def aligned(rows: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    """Names and their values in two columns, one value a line."""
    return _rows([(name, (values or ["(none)"], [])) for name, values in rows])


def in_ae(aettos: int) -> str:
    """An amount in AE, exactly: `0.00001762 AE`."""
    whole, rest = divmod(aettos, _AETTOS)
    return f"{whole}.{rest:018}".rstrip("0").rstrip(".") + " AE"


def _title(obj: ChainObject) -> str:
    known = describe(type(obj))
    version = "" if known.version is None else f", version {known.version}"
    return f"{known.name} (tag {known.tag}{version})"


def _fields(obj: ChainObject) -> list[tuple[str, _Block]]:
    fields = describe(type(obj)).fields
    return [(name, _block(kind, getattr(obj, name))) for name, kind in fields]


def _rows(blocks: list[tuple[str, _Block]]) -> Iterator[str]:
    width = max((len(name) for name, _ in blocks), default=0)
    for name, (beside, below) in blocks:
        for label, value in zip([name, *[""] * len(beside)], beside or [""], strict=False):
            yield f"{label:{width}}  {value}".rstrip()
        yield from _indented(below)


def _indented(block: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in block)


def _block(kind: f.FieldType, value: Any) -> _Block:
    match kind:
        case f.List(of=inner):
            return _list_block(inner, value)
        case f.Tuple(items=kinds):
            items = zip(value._fields, kinds, value, strict=True)
            return [], list(_rows([(part, _block(inner, item)) for part, inner, item in items]))
        case f.Object():
            return ([_title(value)], list(_rows(_fields(value)))) if value is not None else (["(empty)"], [])
    return [_leaf(kind, value)], []


def _list_block(inner: f.FieldType, items: tuple[Any, ...]) -> _Block:
    blocks = [_block(inner, item) for item in items]
    if not any(below for _, below in blocks):
        return [line for beside, _ in blocks for line in beside] or ["(none)"], []
    return [], list(_rows([(f"[{index}]", block) for index, block in enumerate(blocks)]))


def _leaf(kind: f.FieldType, value: Any) -> str:
    """The value of a field that holds no other field."""
    match kind:
        case f.Uint(unit="aettos") if value >= _WORTH_AE:
            return f"{value} ({in_ae(value)})"
        case f.Bool():
            return "true" if value else "false"
        case f.Enum():
            return f"{value.name.lower()} ({int(value)})"
        case f.PackedVersion():
            return f"VM {value.vm}, ABI {value.abi}"
        case f.Bytes(text=True):
            return _quoted(value)
        case f.Bytes(api=api):
            return _bytes_leaf(api, value)
        case f.PointerTarget():
            return _bytes_leaf("ba", value) if type(value) is bytes else str(value)
    return str(value)


def _bytes_leaf(api: str, value: bytes) -> str:
    try:
        shown = text.encode(api, value)
    except TextError:  # a length that only the node lets pass
        shown = text.encode("ba", value)
    if not value:
        return f"{shown} (empty)"
    if len(shown) > _LONGEST:
        return f"{shown[:_LONGEST]}… ({len(value)} bytes; --json shows all)"
    if api == "ba" and value.isascii() and value.decode().isprintable():
        return f"{shown} ({_quoted(value)})"
    return shown


def _quoted(value: bytes) -> str:
    """Bytes that are text by convention, in quotes; as `ba_` if they are no text."""
    try:
        content = value.decode()
    except UnicodeDecodeError:
        return _bytes_leaf("ba", value)
    content = content.replace("\\", "\\\\").replace('"', '\\"')
    if len(content) > _LONGEST:
        return f'"{printable(content[:_LONGEST])}"… ({len(value)} bytes; --json shows all)'
    return f'"{printable(content)}"'
