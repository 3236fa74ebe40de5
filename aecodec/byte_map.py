"""A map of an object's bytes: every byte once, with the field that it belongs to.

The map is recorded by the decoder itself while it reads. Of bytes that are no valid object it shows what was
read up to the fault; of bytes that are cut off, all that is left.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final, NamedTuple, TypeVar

from . import fields as f
from . import text
from ._lazy import load
from ._pure import table as pure_table
from ._pure.rlp import Node, parse, read_node
from ._pure.table import Allowed, Schema
from ._tree import Layout, Value
from .codec import READABLE, Data, decode_object
from .display import leaf
from .errors import DecodeError, FieldError, RlpError, format_int
from .lenient import TABLE, Deviation, LenientDecoder, in_place
from .limits import MAX_PAYLOAD_BYTES
from .objects import ChainObject
from .protocol import Order
from .schema import allowed, describe

__all__ = ["ByteMap", "Part", "Span", "map_bytes"]

_T = TypeVar("_T")

#: The longest RLP header. As many zero bytes behind the end let the parser read every header that begins
#: before it.
_PADDING: Final = bytes(9)


class Part(enum.StrEnum):
    """What a span of bytes is."""

    HEADER = "RLP header"
    TAG = "tag"
    VERSION = "version"
    FIELD = "field"
    ITEM = "RLP item"  #: parsed, but not read as a field
    REST = "not read"


class Span(NamedTuple):
    """Some bytes of a payload, and what they are.

    path: the field, as `SignedTx.transaction.fee`; empty where none is known. value, note: what the bytes
    say, and a remark on it, as `show` writes them. A header says the type of an object, the number of items
    of a list, and the value of a field that has no other bytes.
    """

    offset: int
    length: int
    path: str
    part: Part
    value: str = ""
    note: str = ""

    @property
    def end(self) -> int:
        """The offset behind the last byte."""
        return self.offset + self.length


class ByteMap(NamedTuple):
    """A payload with its spans, which cover every byte once and in order.

    obj: the object, if the node takes the bytes. deviations: what strict decoding refuses of it, as
    `decode_lenient` reports it. error: why the bytes are no object.
    """

    wire: bytes
    spans: tuple[Span, ...]
    obj: ChainObject | None
    deviations: tuple[Deviation, ...]
    error: DecodeError | None

    def show(self, width: int | None = None) -> str:
        """Write the map as lines of text: offset, RLP headers, content, field and value.

        What is wrong stands under the byte that it is about. width: the columns of a terminal, in which long
        values are broken into lines.
        """
        return "\n".join(load(f"{__package__}._byte_lines").lines(self, Layout(width)))


def map_bytes(data: Data) -> ByteMap:
    """Map each byte of an object in prefixed text or RLP bytes to the field that it belongs to.

    Raises TextError for a text that is not valid or carries no object. What is wrong with the bytes is not
    raised, it is the `error` of the map.
    """
    base: type[ChainObject] = ChainObject
    if isinstance(data, str):
        prefix = data.partition("_")[0]
        if prefix not in READABLE:
            decode_object(data)
            raise AssertionError(prefix)  # a text without an object is an error there
        wire, base = text.decode(data, prefix), READABLE[prefix]
    elif isinstance(data, (bytes, bytearray, memoryview)):
        wire = bytes(data)
    else:
        raise TypeError(f"expected text or bytes, not {type(data).__name__}")
    decoder = _MappingDecoder(TABLE, wire)
    obj, error = None, None
    try:
        obj = decoder.read_object(0, len(wire), allowed(base), 1)
    except DecodeError as fault:
        error = fault.with_traceback(None)
    except _NoItemLeftError:
        pass
    if decoder.fault is not None:
        obj, error = None, decoder.fault
    return ByteMap(wire, tuple(decoder.finish()), obj, in_place(decoder.found), error)


class _NoItemLeftError(Exception):
    """All items in front of a fault of the RLP are read."""


class _MappingDecoder(LenientDecoder):
    """Records a span for every header and content that is read.

    All items of an object are parsed before its first field is read. Where parsing fails, the items in front
    of the fault are kept, so that their fields are read before the decoder stops.

    unread: what is parsed but not yet read, by place. kinds: what stands in each place of `path`: a field
    type, the fields of an object by name, or the part of its head. fault: the first error of parsing.
    """

    __slots__ = ("fault", "kinds", "path", "spans", "unread")

    def __init__(self, table: pure_table.Table, wire: bytes) -> None:
        super().__init__(table, wire)
        self.spans: list[Span] = []
        self.unread: dict[int, Node] = {}
        self.path: list[str] = []
        self.kinds: list[Any] = [None]
        self.fault: DecodeError | None = None

    # --- items ----------------------------------------------------------------------------------

    def parse(self, at: int, end: int) -> Node:
        """Find the items between two places, or those in front of a fault."""
        found: list[Node] = []
        try:
            self._parse(at, end, found)
        except _NoItemLeftError:
            pass
        except RlpError as error:
            self._keep(error)
            if not found and error.code == "rlp_truncated" and at < end == len(self.wire):
                with suppress(RlpError, _NoItemLeftError):
                    self._parse(at, self._claimed_end(at), found)
            if not found:
                raise _NoItemLeftError from None  # the path of the error is whole
        return found[0]

    def _parse(self, at: int, end: int, found: list[Node]) -> None:
        """Append the items between two places, of which the second may be beyond the end."""
        size = len(self.wire)

        def note(node: Node) -> None:
            if node.at < size:
                self.unread[node.at] = node
            found.append(node)
            if (node.end if node.items is None else node.start) > size:
                raise _NoItemLeftError

        parse(self.wire if end <= size else self.wire + _PADDING, at, end, strict=False, note=note)

    def _claimed_end(self, at: int) -> int:
        """Return where the item at a place would end if nothing were cut off."""
        return read_node(self.wire + _PADDING, at, at + MAX_PAYLOAD_BYTES, strict=False).end

    def _keep(self, error: RlpError) -> None:
        if self.fault is None:
            for place in reversed(self.path):
                error.within(place)
            self.fault = error.with_traceback(None)

    def fields_of(self, root: Node, nodes: list[Node], schema: Schema) -> Iterator[Node]:
        """Return the items of an object; of one with a fault those that there are."""
        return super().fields_of(root, nodes, schema) if self.fault is None else _until_fault(nodes[2:])

    def deviate(self, error: FieldError) -> None:
        """Record a deviation; behind a fault there is nothing to compare with."""
        if self.fault is None:
            super().deviate(error)

    def make(self, schema: Schema, values: dict[str, Any]) -> Any:
        """Construct the object; with a fault there is none, and nothing is compared with it."""
        return super().make(schema, values) if self.fault is None else None

    def check_order(self, values: list[Any], order: Order, seen: set[bytes], at: int) -> None:
        """Check the last value of a list by those before it."""
        if self.fault is None:
            super().check_order(values, order, seen, at)

    # --- spans ----------------------------------------------------------------------------------

    def visit(self, node: Node) -> None:
        """Record the spans of an item whose place is reached."""
        if node.at >= len(self.wire):
            raise _NoItemLeftError
        super().visit(node)
        del self.unread[node.at]
        part = self.kinds[-1] if isinstance(self.kinds[-1], Part) else Part.FIELD
        self.spans += self._spans_of(node, part, self._path())

    def begin(self, root: Node, schema: Schema) -> None:
        """Record the header of an object."""
        known = describe(schema.cls)
        self.kinds[-1] = dict(known.fields)
        super().begin(root, schema)
        self._say(len(self.spans) - 1, Value(known.name))

    def read_object(self, at: int, end: int, allowed: Allowed, depth: int) -> Any:
        """Read an object; one within another takes the place of the bytes that hold it."""
        if self.spans and self.spans[-1].offset == at:
            self.spans.pop()
        return super().read_object(at, end, allowed, depth)

    def read_at(self, place: str, read: Callable[..., _T], *arguments: Any) -> _T:
        """Read what stands in a place, and record its value."""
        self.path.append(place)
        self.kinds.append(_kind_at(self.kinds[-1], place))
        first = len(self.spans)
        value = super().read_at(place, read, *arguments)
        self._say_value(first, self.kinds.pop(), value)
        self.path.pop()
        return value

    def _say_value(self, first: int, kind: Any, value: Any) -> None:
        """Say what the spans from a first one on are."""
        match kind:
            case Part():
                self._say(-1, Value(format_int(value)))
            case f.List() if self.fault is None:
                self._say(first, Value(f"{len(value)} {'item' if len(value) == 1 else 'items'}"))
            case f.Object() if value is None and len(self.spans) == first + 1:
                self._say(first, Value("(empty)"))
            case None | dict() | f.List() | f.Tuple() | f.Object():
                pass
            case _:
                self._say(-1, _words(kind, value))

    def _say(self, index: int, value: Value) -> None:
        if not self.spans[index].value:
            self.spans[index] = self.spans[index]._replace(value=value.text, note=value.note)

    def _path(self) -> str:
        return "".join(place if place[0] == "[" else f".{place}" for place in self.path).removeprefix(".")

    def _spans_of(self, node: Node, part: Part, path: str) -> Iterator[Span]:
        """Yield the spans of an item, as far as they are not cut off."""
        size = len(self.wire)
        if node.at < node.start:
            yield Span(node.at, min(node.start, size) - node.at, path, Part.HEADER)
        if node.items is None and node.start < min(node.end, size):
            length, left = node.end - node.start, size - node.start
            value = f"{left} of {length} bytes, the others are cut off" if left < length else ""
            yield Span(node.start, min(length, left), path, part, value)

    def finish(self) -> Iterator[Span]:
        """Yield the spans of all bytes in order."""
        spans = list(self.spans)
        for node in self.unread.values():
            spans += self._spans_of(node, Part.ITEM, "")
        end = 0
        for span in sorted(spans, key=lambda span: span.offset):
            if span.offset > end:
                yield Span(end, span.offset - end, "", Part.REST)
            yield span
            end = span.end
        if end < len(self.wire):
            yield Span(end, len(self.wire) - end, "", Part.REST)


def _until_fault(nodes: list[Node]) -> Iterator[Node]:
    yield from nodes
    raise _NoItemLeftError


def _kind_at(kind: Any, place: str) -> Any:
    """Return what stands in a place of something of this kind."""
    match kind:
        case dict():
            return kind[place]
        case f.List(of=of):
            return of
        case f.Tuple(cls=cls, items=items):
            return items[cls._fields.index(place)]
    return {"tag": Part.TAG, "version": Part.VERSION}.get(place)


def _words(kind: f.FieldType, value: Any) -> Value:
    """Write a value; of bytes without a meaning of their own only those that are text."""
    match kind, value:
        case f.Bytes(length=None, text=False) | f.PointerTarget(), bytes(content):
            if not content:
                return Value("(empty)")
            if not content.isascii() or not content.decode().isprintable():
                return Value(f"{len(content)} {'byte' if len(content) == 1 else 'bytes'}")
            kind = f.Bytes(text=True)
    return leaf(kind, value)
