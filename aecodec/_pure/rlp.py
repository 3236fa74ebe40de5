"""RLP: byte strings and nested lists of them, canonical form only (docs/protocol/serialization.md).

`parse` finds the items and where they stand; `decode` and `encode` are the plain pair above it.
Iterative throughout: nesting costs no stack.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias, Union

from ..errors import RlpError
from ..limits import MAX_PAYLOAD_BYTES, MAX_RLP_DEPTH, MAX_RLP_ITEMS

Item: TypeAlias = Union[bytes, "list[Item]"]
Buffer: TypeAlias = bytes | bytearray | memoryview


class Node(NamedTuple):
    """An item where it stands: header at `at`, content from `start` to `end`, no `items` if a string."""

    at: int
    start: int
    end: int
    items: list[Node] | None


def decode(data: Buffer) -> Item:
    """Decode RLP bytes into their item: `bytes`, or a list of items.

    Raises RlpError for bytes that are not one canonical item or go beyond a limit of `limits`.
    """
    wire = contiguous(data)
    root = parse(wire, 0, len(wire))
    if root.items is None:
        return wire[root.start : root.end]
    top: list[Item] = []
    pending = [(root.items, top)]
    while pending:
        nodes, values = pending.pop()
        for node in nodes:
            if node.items is None:
                values.append(wire[node.start : node.end])
            else:
                inner: list[Item] = []
                values.append(inner)
                pending.append((node.items, inner))
    return top


def encode(item: object) -> bytes:
    """Encode `bytes` (or bytes-like) and nested lists or tuples of them as RLP.

    Raises RlpError for lists nested beyond the limit, TypeError for anything else in them.
    """
    # Lists are opened on the way down and closed, innermost first, on the way up.
    open_lists: list[tuple[list[object], list[bytes]]] = []
    values: list[object] = [item]
    parts: list[bytes] = []
    while True:
        while values:
            value = values.pop()
            if isinstance(value, (bytes, bytearray, memoryview)):
                parts.append(string(contiguous(value)))
            elif isinstance(value, (list, tuple)):
                if len(open_lists) == MAX_RLP_DEPTH:
                    raise RlpError("rlp_too_deep", expected=f"at most {MAX_RLP_DEPTH} lists")
                open_lists.append((values, parts))
                values, parts = _backwards(value), []
            else:
                raise TypeError(f"RLP holds bytes and lists of bytes, not {type(value).__name__}")
        if not open_lists:
            return parts[0]
        body = b"".join(parts)
        values, parts = open_lists.pop()
        parts.append(header(0xC0, len(body)) + body)


def _backwards(items: list[object] | tuple[object, ...]) -> list[object]:
    """Return what a list or tuple holds, last first, whatever a subclass makes of its methods."""
    kind: Any = list if isinstance(items, list) else tuple
    return list(kind.__getitem__(items, slice(None, None, -1)))


def string(content: bytes) -> bytes:
    """RLP bytes of one byte string."""
    if len(content) == 1 and content[0] < 0x80:
        return content
    return header(0x80, len(content)) + content


def header(base: int, length: int) -> bytes:
    """Make the header of `length` content bytes; `base` is 0x80 for a string and 0xC0 for a list."""
    if length <= 55:
        return bytes([base + length])
    digits = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes([base + 55 + len(digits)]) + digits


def parse(
    wire: bytes, at: int, end: int, strict: bool = True, note: Callable[[Node], object] | None = None
) -> Node:
    """Find the one item that fills `wire[at:end]`, with everything in it. Raises RlpError.

    strict: refuse headers that are longer than they need be, which only lenient decoding takes. note: is
    called with each item, in order of place, when its header is read.
    """
    if end - at > MAX_PAYLOAD_BYTES:
        raise RlpError("rlp_too_long", "", at, f"at most {MAX_PAYLOAD_BYTES} bytes", f"{end - at}")
    root = read_node(wire, at, end, strict)
    if note is not None:
        note(root)
    open_lists = [root] if root.items is not None else []
    position, count = root.start, 1
    while open_lists:
        inside = open_lists[-1]
        if position == inside.end:
            open_lists.pop()
            continue
        node = read_node(wire, position, inside.end, strict)
        count += 1
        if count > MAX_RLP_ITEMS:
            raise RlpError("rlp_too_many_items", "", node.at, f"at most {MAX_RLP_ITEMS}")
        assert inside.items is not None
        inside.items.append(node)
        if note is not None:
            note(node)
        position = node.end
        if node.items is not None:
            if len(open_lists) == MAX_RLP_DEPTH:
                raise RlpError("rlp_too_deep", "", node.at, f"at most {MAX_RLP_DEPTH} lists")
            open_lists.append(node)
            position = node.start
    if root.end != end:
        raise RlpError("rlp_trailing_bytes", "", root.end, found=f"{end - root.end} bytes")
    return root


def read_node(wire: bytes, at: int, end: int, strict: bool = True) -> Node:
    """Read the header at `at`; the item must not reach beyond `end`."""
    if at >= end:
        raise RlpError("rlp_truncated", "", at, "an item", "no bytes")
    first = wire[at]
    if first < 0x80:
        return Node(at, at, at + 1, None)
    is_list = first >= 0xC0
    length = first - (0xC0 if is_list else 0x80)
    start = at + 1
    if length > 55:
        start += length - 55
        if start > end:
            raise RlpError("rlp_truncated", "", at, f"{length - 55} length bytes", f"{end - at - 1}")
        if wire[at + 1] == 0:
            raise RlpError("rlp_length_leading_zero", "", at, found=wire[at:start].hex(" "))
        length = int.from_bytes(wire[at + 1 : start], "big")
        if strict and length <= 55:
            raise RlpError("rlp_length_not_minimal", "", at, "a length above 55", f"{length}")
    if length > end - start:
        raise RlpError("rlp_truncated", "", at, f"{length} bytes", f"{end - start}")
    if strict and not is_list and length == 1 and wire[start] < 0x80:
        raise RlpError("rlp_single_byte_not_minimal", "", at, found=wire[at : at + 2].hex(" "))
    return Node(at, start, start + length, [] if is_list else None)


def contiguous(data: Buffer) -> bytes:
    """Return `data` as `bytes` itself, which nobody can change. Raises TypeError if it is not bytes-like."""
    if type(data) is bytes:
        return data
    if isinstance(data, (bytes, bytearray, memoryview)):
        return bytes(memoryview(data))  # whatever a subclass makes of its methods
    raise TypeError(f"expected a bytes-like object, not {type(data).__name__}")
