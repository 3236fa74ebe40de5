"""The node's eye: what its decoder takes beyond canonical input, told deviation by deviation with its place.

This walks the field types that the engine is compiled from, but in its own way and without haste: it
notes a deviation where the engine refuses. Everything else it refuses as the engine does, with the same
code, path and offset (SERIALIZATION.md, sections 1, 13 and 14).
"""

from __future__ import annotations

from typing import Any, NamedTuple

from . import fields as f
from . import text
from ._lenient_reader import Deviation, Node, Recorder, parse, payload
from .codec import CARRIED, Data, decode_object, to_bytes
from .errors import FieldError, RlpError, format_int, head_words, kind_names, minimal, sample
from .ids import Id
from .limits import MAX_OBJECT_DEPTH, MAX_POINTER_BYTES, MAX_UINT_BYTES
from .objects import ChainObject, Tx
from .protocol import POINTED_KINDS, IdKind, Order
from .schema import TABLE, allowed, describe
from .text import blake2b256

__all__ = ["Deviation", "LenientResult", "decode_lenient"]


class LenientResult(NamedTuple):
    """What the node makes of an input.

    obj: the object, signatures sorted. A field whose length only strict decoding demands is as it came,
    so this object may be one that cannot be constructed. deviations: in order of place, those of the text
    first; none for canonical input. canonical: the text or bytes that the node would write, text for text.
    hash, canonical_hash: of the payload as it came, and of the canonical one, by which the chain knows it;
    `th_` text for a transaction, else 32 bytes.
    """

    obj: ChainObject
    deviations: tuple[Deviation, ...]
    canonical: str | bytes
    hash: str | bytes
    canonical_hash: str | bytes


def decode_lenient(data: Data) -> LenientResult:
    """What the node's decoder makes of a text that carries an object (`tx_`, `pi_` ...) or of RLP bytes.

    Raises TextError, RlpError or FieldError, as strict decoding does, for what the node refuses as well; and
    beyond the limits of `protocol`.
    """
    if not isinstance(data, str):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f"expected text or bytes, not {type(data).__name__}")
        return _examined(None, bytes(data), ChainObject, Recorder())
    prefix = data.partition("_")[0]
    if prefix not in CARRIED:
        decode_object(data)
        raise AssertionError(prefix)  # a text without an object is an error there
    noted = Recorder()
    return _examined(prefix, payload(data, prefix, noted), CARRIED[prefix], noted)


def _examined(prefix: str | None, wire: bytes, base: type[ChainObject], of_text: Recorder) -> LenientResult:
    walk = _Walk(wire)
    obj = walk.obj(0, len(wire), f.Object(base), "", 1)
    canonical = to_bytes(obj)
    return LenientResult(
        obj,
        (*of_text.in_place(), *walk.noted.in_place()),
        canonical if prefix is None else text.encode(prefix, canonical),
        _hash(obj, wire),
        _hash(obj, canonical),
    )


def _hash(obj: ChainObject, wire: bytes) -> str | bytes:
    digest = blake2b256(wire)
    return text.encode("th", digest) if isinstance(obj, Tx) else digest


# --- objects ------------------------------------------------------------------------------------


class _Walk:
    """One payload being read. Each method takes what stands in one place, and the path that leads there.

    Recursion is bounded: MAX_OBJECT_DEPTH objects, and within one as deep as its field types.
    """

    __slots__ = ("noted", "wire")

    def __init__(self, wire: bytes) -> None:
        self.wire = wire
        self.noted = Recorder()

    def obj(self, at: int, end: int, kind: f.Object, path: str, depth: int) -> ChainObject:
        if depth > MAX_OBJECT_DEPTH:
            raise FieldError("too_deep", path, at, f"at most {MAX_OBJECT_DEPTH} objects")
        try:
            root = parse(self.wire, at, end)
        except RlpError as error:
            raise error.within(path) from None
        if root.items is None or len(root.items) < 2:
            raise FieldError("not_an_object", path, root.at, found=sample(self.wire[root.at : root.end]))
        cls, version = self.head(root.items, kind, path)
        known = describe(cls)
        path = path or known.name
        self.header(root, path)
        nodes = iter(root.items[2:])
        count = sum(not isinstance(field.type, f.HeadVersion) for field in known.fields)
        if len(root.items) - 2 != count:
            raise FieldError("field_count", path, root.at, f"{count}", f"{len(root.items) - 2}")
        values: dict[str, Any] = {}
        for name, field in known.fields:
            if isinstance(field, f.HeadVersion):
                values[name] = version
            else:
                values[name] = self.value(next(nodes), field, f"{path}.{name}", depth)
        return _made(cls, values)

    def head(self, nodes: list[Node], kind: f.Object, path: str) -> tuple[type[ChainObject], int]:
        joint = f"{path}." if path else ""
        tag = self.number(nodes[0], f"{joint}tag", may_be_empty=False)
        version = self.number(nodes[1], f"{joint}version")
        here = allowed(kind.base, kind.but)
        if tag not in TABLE.tags:
            raise FieldError("unknown_tag", path, nodes[0].at, found=format_int(tag))
        if tag not in here.tags:
            found = head_words(TABLE.tags[tag], tag, version)
            raise FieldError("object_not_allowed_here", path, nodes[0].at, here.words, found)
        schema = TABLE.find(tag, version)
        if schema is None:
            found = f"version {format_int(version)} of tag {tag}"
            raise FieldError("unknown_version", path, nodes[1].at, found=found)
        return schema.cls, version

    def header(self, node: Node, path: str) -> None:
        """Notes a header that is longer than it need be."""
        size, length = node.start - node.at, node.end - node.start
        whole = self.wire[node.at : node.end]
        if size and length == 1 and node.items is None and whole[-1] < 0x80:
            code = "rlp_length_not_minimal" if size > 1 else "rlp_single_byte_not_minimal"
            self.noted.add(code, path, node.at, whole.hex(" "), whole[-1:].hex())
        elif size > 1 and length <= 55:
            right = bytes([(0x80 if node.items is None else 0xC0) + length])
            self.noted.add("rlp_length_not_minimal", path, node.at, whole[:size].hex(" "), right.hex())

    def content(self, node: Node, path: str) -> bytes:
        if node.items is not None:
            raise FieldError("expected_bytes", path, node.at, found=f"a list of {len(node.items)}")
        self.header(node, path)
        return self.wire[node.start : node.end]

    def items(self, node: Node, path: str) -> list[Node]:
        if node.items is None:
            raise FieldError("expected_list", path, node.at, found=f"{node.end - node.start} bytes")
        self.header(node, path)
        return node.items

    def value(self, node: Node, kind: f.FieldType, path: str, depth: int) -> Any:
        match kind:
            case f.List():
                return self.list_of(node, kind, path, depth)
            case f.Tuple():
                return self.tuple_of(node, kind, path, depth)
            case f.Uint():
                return self.number(node, path, may_be_empty=kind.node_takes_empty)
            case f.Enum():
                return self.member(node, kind, path)
            case f.PackedVersion():
                return self.versions(node, path)
        content = self.content(node, path)
        match kind:
            case f.Bytes():
                return self.sized(node, kind, content, path)
            case f.Identifier():
                return _id(content, kind.kinds, path, node.at, node.start)
            case f.Bool():
                if content not in (b"\0", b"\1"):
                    raise FieldError("bool_value", path, node.start, "00 or 01", sample(content))
                return content == b"\1"
            case f.PointerTarget():
                if content[:1] == b"\1":
                    return _id(content[1:], POINTED_KINDS, path, node.at, node.start + 1)
                if content[:1] != b"\2" or len(content) > 1 + MAX_POINTER_BYTES:
                    found = sample(content)
                    raise FieldError("pointer_value", path, node.start, "01 and an id, or 02 and data", found)
                return content[1:]
            case f.Object():
                if kind.empty_ok and not content:
                    return None
                return self.obj(node.start, node.end, kind, path, depth + 1)
        raise AssertionError(kind)

    def number(self, node: Node, path: str, *, may_be_empty: bool = True) -> int:
        content = self.content(node, path)
        if not content:
            if not may_be_empty:
                raise FieldError("uint_empty", path, node.start, "00", "no bytes")
            self.noted.add("uint_empty", path, node.start, "no bytes", "00")
        elif content[0] == 0 and len(content) > 1:
            raise FieldError("uint_leading_zero", path, node.start, minimal(content), sample(content))
        elif len(content) > MAX_UINT_BYTES:
            most = f"at most {MAX_UINT_BYTES} bytes"
            raise FieldError("uint_too_long", path, node.at, most, f"{len(content)}")
        return int.from_bytes(content, "big")

    def member(self, node: Node, kind: f.Enum, path: str) -> object:
        number = self.number(node, path)
        for known in kind.cls:
            if known == number:
                return known
        expected = " or ".join(f"{int(known)}" for known in kind.cls)
        raise FieldError("enum_value", path, node.start, expected, format_int(number))

    def versions(self, node: Node, path: str) -> f.CtVersion:
        number = self.number(node, path)
        # The node reads the last 32 bits, and knows no VM 0.
        vm, abi = number >> 16 & 0xFFFF, number & 0xFFFF
        vm = vm or abi
        packed = abi if vm == abi <= 2 else vm << 16 | abi
        if packed != number:
            found = sample(self.wire[node.start : node.end])
            right = packed.to_bytes((packed.bit_length() + 7) // 8 or 1, "big")
            self.noted.add("ct_version", path, node.start, found, sample(right))
        return f.CtVersion(vm, abi)

    def sized(self, node: Node, kind: f.Bytes, content: bytes, path: str) -> bytes:
        if kind.length is not None and len(content) != kind.length:
            expected, found = f"{kind.length} bytes", f"{len(content)}"
            if kind.node_checks_length:
                raise FieldError("bytes_length", path, node.at, expected, found)
            self.noted.add("bytes_length", path, node.at, found, expected)
        return content

    def list_of(self, node: Node, kind: f.List, path: str, depth: int) -> tuple[Any, ...]:
        nodes = self.items(node, path)
        if kind.most is not None and len(nodes) > kind.most:
            raise FieldError("list_too_long", path, node.at, f"at most {kind.most}", f"{len(nodes)}")
        values: list[Any] = []
        seen: set[bytes] = set()
        for index, item in enumerate(nodes):
            place = f"{path}[{index}]"
            value = self.value(item, kind.of, place, depth)
            match kind.order:
                case Order.BY_ITEM:
                    # Only signatures are sorted by themselves, and those the node sorts when it writes.
                    if values and value < values[-1]:
                        expected = f"not less than {sample(values[-1])}"
                        self.noted.add("not_sorted", place, item.at, sample(value), expected)
                case Order.BY_KEY | Order.DISTINCT_KEYS:
                    last = _key(values[-1]) if values and kind.order == Order.BY_KEY else b""
                    _check_key(_key(value), last, seen, place, item.at)
            values.append(value)
        return tuple(sorted(values) if kind.order == Order.BY_ITEM else values)

    def tuple_of(self, node: Node, kind: f.Tuple, path: str, depth: int) -> Any:
        nodes = self.items(node, path)
        if len(nodes) != len(kind.items):
            raise FieldError("tuple_arity", path, node.at, f"{len(kind.items)}", f"{len(nodes)}")
        cls: Any = kind.cls
        parts = zip(cls._fields, kind.items, nodes, strict=True)
        return cls(*[self.value(item, inner, f"{path}.{name}", depth) for name, inner, item in parts])


def _key(item: Any) -> bytes:
    key: bytes = item[0] if isinstance(item, tuple) else item.key
    return key


def _check_key(key: bytes, last: bytes, seen: set[bytes], path: str, at: int) -> None:
    """Refuses a key that came before or, where keys are sorted, is less than the last one."""
    if key in seen:
        raise FieldError("key_repeated", path, at, found=sample(key))
    if key < last:
        raise FieldError("not_sorted", path, at, f"not less than {sample(last)}", sample(key))
    seen.add(key)


def _id(content: bytes, kinds: tuple[IdKind, ...], path: str, at: int, start: int) -> Id:
    if len(content) != 33:
        raise FieldError("id_length", path, at, "33 bytes", f"{len(content)}")
    expected = kind_names(sum(1 << kind for kind in kinds))
    if not 1 <= content[0] <= 6:
        raise FieldError("id_tag_unknown", path, start, expected, f"{content[0]}")
    if content[0] not in kinds:
        raise FieldError("id_tag_not_allowed", path, start, expected, kind_names(1 << content[0]))
    return Id.from_bytes(content)


def _made(cls: type[ChainObject], values: dict[str, Any]) -> ChainObject:
    """The object with these values, even if a field has a length that the constructor does not take.

    The constructor sees a stand-in of the right length, and judges all the others; then the field gets its
    value, as the engine sets fields. No class has such a field within a list or a tuple.
    """
    odd = {}
    for name, kind in describe(cls).fields:
        if isinstance(kind, f.Bytes) and not kind.node_checks_length and kind.length is not None:
            odd[name] = bytes(kind.length)
    obj = cls(**{**values, **odd})
    for name in odd:
        getattr(cls, name).__set__(obj, values[name])
    return obj
