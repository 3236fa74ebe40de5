"""Wire to object: one interpreter of schema rows.

A Schema is a class and its rows, one per field in wire order (`protocol.Op` says what a row may be).
From these the engine, which is this module with `encoder` and `check`, reads, writes and checks every
chain object; no object has code of its own.

The order of checks decides which error is raised: the RLP structure of the whole input, then the object's
head (list, tag, version, allowed here, field count), then fields left to right, nested objects when
reached.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from .. import _field_rules as wrong
from .._field_rules import is_uint
from .._rules import PAYING_FOR_TAG, WRAPPER_TAGS
from ..errors import DecodeError, FieldError
from ..limits import MAX_OBJECT_DEPTH, MAX_POINTER_BYTES
from ..protocol import Op, Order
from . import rlp
from .check import POINTER_KINDS, allowed_id, enum_member, in_order, packed
from .ids import Id
from .rlp import Buffer, Node
from .table import Allowed, Row, Schema, Table

_T = TypeVar("_T")


def decode(table: Table, data: Buffer, allowed: Allowed) -> Any:
    """Decode the object in RLP bytes. Raises RlpError or FieldError, the latter also for one not allowed."""
    wire = rlp.contiguous(data)
    return Decoder(table, wire).read_object(0, len(wire), allowed, 1)


class Decoder:
    """One payload being decoded.

    `lenient` overrides what the node takes beyond canonical form: `parse`, `visit`, `deviate` and what
    comes of them. `byte_map` overrides `begin` and `fields_of` as well, to record what stands where. All else
    stands here once.
    """

    __slots__ = ("paid_for", "table", "wire")

    make_id: Callable[[bytes], Any] = staticmethod(Id.from_bytes)

    def __init__(self, table: Table, wire: bytes) -> None:
        self.table = table
        self.wire = wire
        self.paid_for = False  # what is being read is within a paying_for

    # --- what `lenient` and `byte_map` override -------------------------------------------------

    def parse(self, at: int, end: int) -> Node:
        """Find the items between two places."""
        return rlp.parse(self.wire, at, end)

    def visit(self, node: Node) -> None:
        """Look at the header of an item whose place is reached."""

    def begin(self, root: Node, schema: Schema) -> None:
        """Look at the header of an object whose fields come next."""
        self.visit(root)

    def fields_of(self, root: Node, nodes: list[Node], schema: Schema) -> Iterator[Node]:
        """Return the items behind tag and version, which must be one for each field."""
        if len(nodes) - 2 != schema.width:
            raise wrong.wrong_field_count(schema.width, len(nodes) - 2, root.at)
        return iter(nodes[2:])

    def deviate(self, error: FieldError) -> None:
        """Refuse something that the node takes."""
        raise error

    def read_at(self, place: str, read: Callable[..., _T], *arguments: Any) -> _T:
        """Read what stands in a place, which goes to the front of the path of an error."""
        try:
            return read(*arguments)
        except DecodeError as error:
            raise error.within(place) from None

    def make(self, schema: Schema, values: dict[str, Any]) -> Any:
        """Construct the object, which checks its values once more."""
        return schema.cls(**values)

    # --- objects --------------------------------------------------------------------------------

    def read_object(self, at: int, end: int, allowed: Allowed, depth: int) -> Any:
        """Read the object between two places; `depth` is 1 for the outermost."""
        if depth > MAX_OBJECT_DEPTH:
            raise wrong.too_deep(at)
        root = self.parse(at, end)
        if root.items is None or len(root.items) < 2:
            raise wrong.no_object(self.wire[root.at : root.end], root.at)
        schema, version = self._read_head(root.items, allowed)
        if depth == 1:
            return self.read_at(schema.name, self._read_fields, root, root.items, schema, version, depth)
        return self._read_fields(root, root.items, schema, version, depth)

    def _read_head(self, nodes: list[Node], allowed: Allowed) -> tuple[Schema, int]:
        tag = self.read_at("tag", self.read_uint, nodes[0], False)
        version = self.read_at("version", self.read_uint, nodes[1])
        schema = self.table.find(tag, version) if tag in allowed.tags else None
        if schema is None or (self.paid_for and not schema.payable):
            raise wrong.wrong_head(self.table, allowed, tag, version, nodes[0].at, nodes[1].at)
        return schema, version

    def _read_fields(self, root: Node, nodes: list[Node], schema: Schema, version: int, depth: int) -> Any:
        self.begin(root, schema)
        remaining = self.fields_of(root, nodes, schema)
        around = self.paid_for
        self.paid_for = schema.tag == PAYING_FOR_TAG or (around and schema.tag in WRAPPER_TAGS)
        values: dict[str, object] = {}
        for name, row in zip(schema.names, schema.rows, strict=True):
            if row[0] == Op.HEAD_VERSION:
                values[name] = version
            else:
                values[name] = self.read_at(name, self._read_value, next(remaining), row, depth)
        self.paid_for = around
        return self.make(schema, values)

    # --- values ---------------------------------------------------------------------------------

    def _read_value(self, node: Node, row: Row, depth: int) -> object:
        """Read one item by its row."""
        match row:
            case (Op.LIST, *_):
                return self.read_list(node, row, depth)
            case (Op.TUPLE, cls, rows):
                return self._read_tuple(node, cls, rows, depth)
            case (Op.UINT, node_takes_empty):
                return self.read_uint(node, node_takes_empty)
            case (Op.ENUM, cls):
                return enum_member(self.read_uint(node), cls, node.start)
            case (Op.PACKED_VERSION, cls):
                return self.read_packed_version(node, cls)
        content = self._read_content(node)
        match row:
            case (Op.BYTES, length, _, node_checks_length):
                if length is not None and len(content) != length:
                    error = wrong.wrong_length(length, len(content), node.at)
                    if node_checks_length:
                        raise error
                    self.deviate(error)
                return content
            case (Op.IDENTIFIER, kinds):
                return allowed_id(content, kinds, node.at, node.start, self.make_id)
            case (Op.BOOL,):
                if content not in (b"\0", b"\1"):
                    raise wrong.wrong_bool(content, node.start)
                return content == b"\1"
            case (Op.POINTER_TARGET,):
                if content[:1] == b"\1":
                    return allowed_id(content[1:], POINTER_KINDS, node.at, node.start + 1, self.make_id)
                if content[:1] != b"\2" or len(content) > 1 + MAX_POINTER_BYTES:
                    raise wrong.wrong_pointer(content, node.start)
                return content[1:]
            case (Op.OBJECT, allowed, empty_ok):
                if empty_ok and not content:
                    return None
                return self.read_object(node.start, node.end, allowed, depth + 1)
        raise AssertionError(row)

    def _read_content(self, node: Node) -> bytes:
        if node.items is not None:
            raise FieldError("expected_bytes", "", node.at)
        self.visit(node)
        return self.wire[node.start : node.end]

    def read_uint(self, node: Node, node_takes_empty: bool = True) -> int:
        """Read an unsigned integer in its shortest form."""
        content = self._read_content(node)
        if not is_uint(content):
            error = wrong.wrong_uint(content, node.at, node.start)
            if content or not node_takes_empty:
                raise error
            self.deviate(error)
        return int.from_bytes(content, "big")

    def read_packed_version(self, node: Node, cls: Any) -> Any:
        """Read the packed versions of virtual machine and ABI."""
        number = self.read_uint(node)
        vm, abi = number >> 16 or number & 0xFFFF, number & 0xFFFF
        if vm > 0xFFFF or packed(vm, abi) != number:
            raise wrong.wrong_packed_version(self.wire[node.start : node.end], node.start)
        return cls(vm, abi)

    def read_list(self, node: Node, row: Row, depth: int) -> tuple[Any, ...]:
        """Read a list, whose items may have to be sorted or to have different keys."""
        _, inner, most, order = row
        nodes = self._read_items(node)
        if most is not None and len(nodes) > most:
            raise wrong.too_long(most, len(nodes), node.at)
        values: list[Any] = []
        seen: set[bytes] = set()
        for index, item in enumerate(nodes):
            self.read_at(f"[{index}]", self._read_item, values, item, inner, order, seen, depth)
        return tuple(values)

    def _read_item(
        self, values: list[Any], node: Node, row: Row, order: Order, seen: set[bytes], depth: int
    ) -> object:
        values.append(self._read_value(node, row, depth))
        if order:
            self.check_order(values, order, seen, node.at)
        return values[-1]

    def check_order(self, values: list[Any], order: Order, seen: set[bytes], at: int) -> None:
        """Check the last value of a list by those before it."""
        in_order(values, order, seen, at)

    def _read_tuple(self, node: Node, cls: Any, rows: tuple[Row, ...], depth: int) -> object:
        nodes = self._read_items(node)
        if len(nodes) != len(rows):
            raise wrong.wrong_arity(len(rows), len(nodes), node.at)
        parts = zip(cls._fields, rows, nodes, strict=True)
        return cls(*[self.read_at(name, self._read_value, item, row, depth) for name, row, item in parts])

    def _read_items(self, node: Node) -> list[Node]:
        if node.items is None:
            raise FieldError("expected_list", "", node.at)
        self.visit(node)
        return node.items
