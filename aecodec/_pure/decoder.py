"""Wire to object: one interpreter of schema rows.

A Schema is a class and its rows, one per field in wire order (`protocol.Op` says what a row may be).
From these the engine, which is this module with `encoder` and `check`, reads, writes and judges every
chain object; no object has code of its own (SERIALIZATION.md, sections 2 and 3).

Order of judgement, which decides the error: the RLP structure of the whole input, then the object's
head (list, tag, version, allowed here, field count), then fields left to right, nested objects when
reached (section 14).
"""

from __future__ import annotations

from typing import Any

from ..errors import DecodeError, FieldError, format_int, head_words, minimal, sample
from ..limits import MAX_OBJECT_DEPTH, MAX_POINTER_BYTES, MAX_UINT_BYTES
from ..protocol import Op, Order
from . import rlp
from .check import POINTER_KINDS, allowed_id, enum_member, in_order, packed
from .rlp import Buffer, Node
from .table import Allowed, Row, Schema, Table


def decode(table: Table, data: Buffer, allowed: Allowed) -> Any:
    """The object in RLP bytes. Raises RlpError or FieldError, the latter also for one not allowed."""
    wire = rlp.contiguous(data)
    return _object(table, wire, 0, len(wire), allowed, 1)


def _object(table: Table, wire: bytes, at: int, end: int, allowed: Allowed, depth: int) -> Any:
    if depth > MAX_OBJECT_DEPTH:
        raise FieldError("too_deep", "", at, f"at most {MAX_OBJECT_DEPTH} objects")
    root = rlp.parse(wire, at, end)
    if root.items is None or len(root.items) < 2:
        raise FieldError("not_an_object", "", root.at, found=sample(wire[root.at : root.end]))
    schema, version = _head(table, wire, root.items, allowed)
    nodes = root.items[2:]
    if len(nodes) != schema.width:
        error = FieldError("field_count", "", root.at, f"{schema.width}", f"{len(nodes)}")
        raise error.within(schema.name) if depth == 1 else error
    values: dict[str, object] = {}
    remaining = iter(nodes)
    for name, row in zip(schema.names, schema.rows, strict=True):
        try:
            values[name] = (
                version if row[0] == Op.HEAD_VERSION else _value(table, wire, next(remaining), row, depth)
            )
        except DecodeError as error:
            error.within(name)
            raise error.within(schema.name) if depth == 1 else error from None
    return schema.cls(**values)


def _head(table: Table, wire: bytes, nodes: list[Node], allowed: Allowed) -> tuple[Schema, int]:
    numbers = []
    for name, node in zip(("tag", "version"), nodes, strict=False):
        try:
            numbers.append(_uint(wire, node))
        except DecodeError as error:
            raise error.within(name) from None
    tag, version = numbers
    if tag not in table.tags:
        raise FieldError("unknown_tag", "", nodes[0].at, found=format_int(tag))
    if tag not in allowed.tags:
        found = head_words(table.tags[tag], tag, version)
        raise FieldError("object_not_allowed_here", "", nodes[0].at, allowed.words, found)
    schema = table.find(tag, version)
    if schema is None:
        raise FieldError(
            "unknown_version", "", nodes[1].at, found=f"version {format_int(version)} of tag {tag}"
        )
    return schema, version


def _value(table: Table, wire: bytes, node: Node, row: Row, depth: int) -> object:
    """The value of one item by its row."""
    match row:
        case (Op.LIST, inner, most, order):
            return _list(table, wire, node, inner, most, order, depth)
        case (Op.TUPLE, cls, rows):
            return _tuple(table, wire, node, cls, rows, depth)
        case (Op.UINT,):
            return _uint(wire, node)
    content = _content(wire, node)
    match row:
        case (Op.BYTES, length, _):
            if length is not None and len(content) != length:
                raise FieldError("bytes_length", "", node.at, f"{length} bytes", f"{len(content)}")
            return content
        case (Op.IDENTIFIER, kinds):
            return allowed_id(content, kinds, node.at, node.start)
        case (Op.BOOL,):
            if content not in (b"\0", b"\1"):
                raise FieldError("bool_value", "", node.start, "00 or 01", sample(content))
            return content == b"\1"
        case (Op.ENUM, cls):
            return enum_member(_uint(wire, node), cls, node.start)
        case (Op.PACKED_VERSION, cls):
            number = _uint(wire, node)
            vm, abi = number >> 16 or number & 0xFFFF, number & 0xFFFF
            if vm > 0xFFFF or packed(vm, abi) != number:
                raise FieldError("ct_version", "", node.start, found=sample(content))
            return cls(vm, abi)
        case (Op.POINTER_TARGET,):
            if content[:1] == b"\1":
                return allowed_id(content[1:], POINTER_KINDS, node.at, node.start + 1)
            if content[:1] != b"\2" or len(content) > 1 + MAX_POINTER_BYTES:
                found = sample(content)
                raise FieldError("pointer_value", "", node.start, "01 and an id, or 02 and data", found)
            return content[1:]
        case (Op.OBJECT, allowed, empty_ok):
            if empty_ok and not content:
                return None
            return _object(table, wire, node.start, node.end, allowed, depth + 1)
    raise AssertionError(row)


def _content(wire: bytes, node: Node) -> bytes:
    if node.items is not None:
        raise FieldError("expected_bytes", "", node.at, found=f"a list of {len(node.items)}")
    return wire[node.start : node.end]


def _uint(wire: bytes, node: Node) -> int:
    content = _content(wire, node)
    if not content:
        raise FieldError("uint_empty", "", node.start, "00", "no bytes")
    if content[0] == 0 and len(content) > 1:
        raise FieldError("uint_leading_zero", "", node.start, minimal(content), sample(content))
    if len(content) > MAX_UINT_BYTES:
        raise FieldError("uint_too_long", "", node.at, f"at most {MAX_UINT_BYTES} bytes", f"{len(content)}")
    return int.from_bytes(content, "big")


def _list(
    table: Table, wire: bytes, node: Node, row: Row, most: int | None, order: Order, depth: int
) -> tuple[object, ...]:
    nodes = _items(node)
    if most is not None and len(nodes) > most:
        raise FieldError("list_too_long", "", node.at, f"at most {most}", f"{len(nodes)}")
    values: list[Any] = []
    seen: set[bytes] = set()
    for index, item in enumerate(nodes):
        try:
            values.append(_value(table, wire, item, row, depth))
            if order:
                in_order(values, order, seen, item.at)
        except DecodeError as error:
            raise error.within(f"[{index}]") from None
    return tuple(values)


def _tuple(table: Table, wire: bytes, node: Node, cls: Any, rows: tuple[Row, ...], depth: int) -> object:
    nodes = _items(node)
    if len(nodes) != len(rows):
        raise FieldError("tuple_arity", "", node.at, f"{len(rows)}", f"{len(nodes)}")
    values = []
    for name, row, item in zip(cls._fields, rows, nodes, strict=True):
        try:
            values.append(_value(table, wire, item, row, depth))
        except DecodeError as error:
            raise error.within(name) from None
    return cls(*values)


def _items(node: Node) -> list[Node]:
    if node.items is None:
        raise FieldError("expected_list", "", node.at, found=f"{node.end - node.start} bytes")
    return node.items
