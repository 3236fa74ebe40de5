"""RLP changed as a tree: items and whole objects added, removed, exchanged; then wrong headers.

A byte string that is itself RLP of a list is parsed too, so that objects within objects change from within
and all the lengths around them stay right.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Final, TypeAlias

from ...mutated_rlp import Raw, header
from . import plain

#: bytes, or a list of items; an Inner is a list that is written as a byte string, a Raw stands as it is.
Tree: TypeAlias = Any

_DEEPEST: Final = 40
_KINDS: Final = (0, 1, 2, 3, 4, 5, 6, 7)
_LENGTHS: Final = (
    0, 1, 2, 3, 4, 8, 31, 32, 33, 34, 54, 55, 56, 57, 63, 64, 65, 255, 256, 257, 1023, 1024, 1025,
)  # fmt: skip

#: Added to a length it stays just within the eight bytes that a header has for it.
_ALL: Final = (1 << 64) - 100_000


class Inner(list[Any]):
    """A list within a byte string: an object within an object."""


def mutate(
    data: bytes, rng: Random, pool: Sequence[bytes] = (), heads: Sequence[tuple[int, int]] = ()
) -> bytes:
    """Change the tree of RLP bytes one to three times; change what is no RLP byte by byte.

    pool: other inputs, whose parts are put in. heads: tags and versions that objects have.
    """
    tree = parse(data)
    if tree is None or rng.random() < 0.08:
        return plain.mutate(data, rng)
    holder = [tree]
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        _change(holder, rng, pool, heads)
    if rng.random() < 0.1:
        _break_header(holder, rng)
    wire = b"".join(map(encode_tree, holder))
    return plain.mutate(wire, rng) if rng.random() < 0.03 else wire


def parse(wire: bytes, depth: int = 0) -> Tree | None:
    """Parse the item that fills these bytes, canonical or not; return None if they are no RLP."""
    items = _items(wire, depth)
    return items[0] if items is not None and len(items) == 1 else None


def _items(wire: bytes, depth: int) -> list[Tree] | None:
    if depth > _DEEPEST:
        return None
    items: list[Tree] = []
    at = 0
    while at < len(wire):
        first = wire[at]
        length, start = (1, at) if first < 0x80 else ((first - 0x80) % 0x40, at + 1)
        if first >= 0x80 and length > 55:
            start, width = start + length - 55, length - 55
            length = int.from_bytes(wire[start - width : start], "big")
        end = start + length
        if end > len(wire):
            return None
        content = wire[start:end]
        inner = _items(content, depth + 1) if first >= 0xC0 else _object(content, depth + 1)
        if inner is None and first >= 0xC0:
            return None
        items.append(content if inner is None else inner)
        at = end
    return items


def _object(content: bytes, depth: int) -> Tree | None:
    """Parse the object that a byte string may hold: a list that begins with a tag and a version."""
    if content[:1] < b"\xc2":
        return None
    tree = parse(content, depth)
    return Inner(tree) if isinstance(tree, list) and len(tree) >= 2 and isinstance(tree[0], bytes) else None


def encode_tree(item: Tree) -> bytes:
    """Encode an item."""
    if isinstance(item, Raw):
        return bytes(item)
    if isinstance(item, list):
        body = b"".join(map(encode_tree, item))
        whole = header(0xC0, len(body)) + body
        return string(whole) if isinstance(item, Inner) else whole
    return string(item)


def string(content: bytes) -> bytes:
    """Encode a byte string in its shortest form."""
    return content if len(content) == 1 and content < b"\x80" else header(0x80, len(content)) + content


# --- changes ------------------------------------------------------------------------------------


def _places(holder: list[Tree]) -> list[tuple[list[Tree], int]]:
    """List every item below, as the list that holds it and its index there."""
    places: list[tuple[list[Tree], int]] = []
    lists = [holder]
    for inside in lists:
        for index, item in enumerate(inside):
            places.append((inside, index))
            if isinstance(item, list):
                lists.append(item)
    return places


def _change(holder: list[Tree], rng: Random, pool: Sequence[bytes], heads: Sequence[tuple[int, int]]) -> None:
    inside, index = rng.choice(_places(holder))
    item = inside[index]
    match rng.randrange(11):
        case 0 | 1 | 2 if isinstance(item, bytes):
            inside[index] = leaf(item, rng)
        case 3 if inside is not holder:
            del inside[index]
        case 4 if inside is not holder:
            inside.insert(index, item)
        case 5:
            other = rng.randrange(len(inside))
            inside[index], inside[other] = inside[other], inside[index]
        case 6 if inside is not holder:
            inside.insert(index, fresh(rng))
        case 7 if pool:
            _splice(inside, index, rng, pool)
        case 8 if isinstance(item, list) and heads and len(item) >= 2:
            item[0], item[1] = map(number, rng.choice(heads))
        case 9:
            inside[index] = [item] if rng.random() < 0.5 else Inner([item])
        case 10 if isinstance(item, list):
            inside[index] = list(item) if isinstance(item, Inner) else Inner(item)
        case _:
            inside[index] = fresh(rng)


def _splice(inside: list[Tree], index: int, rng: Random, pool: Sequence[bytes]) -> None:
    """Put a part of another input, or all of it, in this place; mostly one of the same form."""
    other = parse(rng.choice(pool))
    if other is None:
        return
    parts = [there[at] for there, at in _places([other])]
    alike = [part for part in parts if type(part) is type(inside[index])]
    chosen = rng.choice(alike if alike and rng.random() < 0.8 else parts)
    inside[index] = Inner(chosen) if isinstance(chosen, list) and isinstance(inside[index], Inner) else chosen


def _break_header(holder: list[Tree], rng: Random) -> None:
    """Give one item a header of another form, or with another length."""
    inside, index = rng.choice(_places(holder))
    whole = encode_tree(inside[index])
    is_list = whole[:1] >= b"\xc0"
    body = whole if whole[:1] < b"\x80" and whole else _body(whole)
    base = 0xC0 if is_list else 0x80
    match rng.randrange(5):
        case 0:
            broken = header(base, len(body), rng.choice((1, 2, 8))) + body
        case 1:
            broken = header(0x80, len(body)) + body
        case 2:
            broken = header(base, max(0, len(body) + rng.choice((1, -1, 55, 1 << 16, 1 << 63, _ALL)))) + body
        case 3:
            broken = header(base ^ 0x40, len(body)) + body
        case _:
            broken = whole[: rng.randint(0, len(whole))]
    inside[index] = Raw(broken)


def _body(whole: bytes) -> bytes:
    size = (whole[0] - 0x80) % 0x40 if whole else 0
    return whole[1 + max(0, size - 55) :]


# --- items --------------------------------------------------------------------------------------


def leaf(content: bytes, rng: Random) -> bytes:
    """Change a byte string a little."""
    match rng.randrange(6):
        case 0:
            return number(max(0, int.from_bytes(content[:1100], "big") + rng.choice((1, -1, 256, 1 << 64))))
        case 1:
            return b"\0" + content
        case 2 if len(content) == 33:
            return bytes([rng.choice(_KINDS)]) + content[1:]
        case 3:
            return (content * 2 + bytes(64))[: rng.choice(_LENGTHS)]
        case 4:
            return fresh_bytes(rng)
    return plain.mutate(content, rng)


def fresh(rng: Random) -> Tree:
    """Make a small new item."""
    if rng.random() < 0.7:
        return fresh_bytes(rng)
    return [fresh_bytes(rng) for _ in range(rng.choice((0, 1, 2, 3)))]


def fresh_bytes(rng: Random) -> bytes:
    """Make a number, an identifier, or bytes of a length at a limit."""
    match rng.randrange(4):
        case 0:
            return bytes([rng.choice(_KINDS)]) + bytes([rng.randrange(4)]) * 32
        case 1:
            return number(rng.choice((0, 1, 2, 7, 255, 256, 1 << 16 | 3, 1 << 32, (1 << 64) - 1, 1 << 256)))
        case 2:
            return plain.byte(rng) * rng.choice(_LENGTHS)
    return plain.byte(rng)


def number(value: int) -> bytes:
    """Encode a number; zero is one zero byte."""
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")
