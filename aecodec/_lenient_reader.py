"""Recorder that the node's decoder takes with text and RLP, and how they are noted.

`payload` and `parse` are the lenient counterparts of `text.decode` and of strict RLP: what is no deviation
they refuse with the same code and offset. What the node lets pass in fields is in `decode_lenient`.
"""

from __future__ import annotations

import binascii
import re
from typing import Final, NamedTuple

from . import text
from .errors import DecodeError, FieldError, RlpError, TextError, quote
from .limits import MAX_DEVIATIONS, MAX_PAYLOAD_BYTES, MAX_RLP_DEPTH, MAX_RLP_ITEMS

_SPACE: Final = re.compile("[\t\n\r ]+")
_NO_SPACE: Final = dict.fromkeys(map(ord, "\t\n\r "))
_OF_TEXT: Final = frozenset({"bad_base64", "non_canonical_base64"})


class Deviation(NamedTuple):
    """Something that the node lets pass and strict decoding refuses.

    code: what strict decoding refuses it with, one of RULES. path: the field, as
    `SignedTx.transaction.fee` (empty in text). offset: the byte in the outermost payload as it came, or the
    character of the text. found, expected: what came, and what is canonical in its place.
    """

    code: str
    path: str
    offset: int
    found: str
    expected: str

    def __str__(self) -> str:
        kind = TextError if self.code in _OF_TEXT else DecodeError
        return str(kind(self.code, self.path, self.offset, self.expected, self.found))


class Recorder:
    """The deviations found so far."""

    __slots__ = ("_all",)

    def __init__(self) -> None:
        self._all: list[Deviation] = []

    def add(self, code: str, path: str, offset: int, found: str, expected: str) -> None:
        if len(self._all) == MAX_DEVIATIONS:
            kind = TextError if code in _OF_TEXT else FieldError
            raise kind("too_many_deviations", path, offset, f"at most {MAX_DEVIATIONS}")
        self._all.append(Deviation(code, path, offset, found, expected))

    def in_place(self) -> list[Deviation]:
        return sorted(self._all, key=lambda deviation: deviation.offset)


# --- text ---------------------------------------------------------------------------------------


def payload(data: str, prefix: str, noted: Recorder) -> bytes:
    """The payload of a base64 text, in which white space and unused bits do not matter to the node."""
    try:
        return text.decode(data, prefix)
    except TextError as error:
        if error.code not in _OF_TEXT:
            raise
    spaces = []
    for space in _SPACE.finditer(data):
        noted.add("bad_base64", "", space.start(), quote(space.group()), "no white space")
        spaces.append(space.span())
    dense = data.translate(_NO_SPACE)
    place, right = _unused_bits(dense, prefix)
    if right:
        noted.add("non_canonical_base64", "", _came(place, spaces), quote(dense[place]), quote(right))
        dense = dense[:place] + right + dense[place + 1 :]
    try:
        return text.decode(dense, prefix)
    except TextError as error:
        if error.offset is not None:
            error.offset = _came(error.offset, spaces)
        raise error from None


def _unused_bits(dense: str, prefix: str) -> tuple[int, str]:
    """Where a character has unused bits set, and the one it should be; an empty one if nowhere."""
    try:
        text.decode(dense, prefix)
    except TextError as error:
        if error.code == "non_canonical_base64" and error.offset is not None:
            head = len(prefix) + 1
            body = binascii.b2a_base64(binascii.a2b_base64(dense[head:]), newline=False)
            return error.offset, chr(body[error.offset - head])
    return 0, ""


def _came(place: int, spaces: list[tuple[int, int]]) -> int:
    """Where a character of the text without white space stood in the text as it came."""
    for start, end in spaces:
        if start > place:
            break
        place += end - start
    return place


# --- RLP ----------------------------------------------------------------------------------------


class Node(NamedTuple):
    """An item where it stands: header at `at`, content from `start` to `end`, no `items` if a string."""

    at: int
    start: int
    end: int
    items: list[Node] | None


def parse(wire: bytes, at: int, end: int) -> Node:
    """The one item that fills `wire[at:end]`, whatever form its headers have."""
    if end - at > MAX_PAYLOAD_BYTES:
        raise RlpError("rlp_too_long", "", at, f"at most {MAX_PAYLOAD_BYTES} bytes", f"{end - at}")
    root = _node(wire, at, end)
    open_lists = [] if root.items is None else [root]
    position, count = root.start, 1
    while open_lists:
        inside = open_lists[-1]
        if position == inside.end:
            open_lists.pop()
            continue
        node = _node(wire, position, inside.end)
        count += 1
        if count > MAX_RLP_ITEMS:
            raise RlpError("rlp_too_many_items", "", node.at, f"at most {MAX_RLP_ITEMS}")
        assert inside.items is not None
        inside.items.append(node)
        position = node.end
        if node.items is not None:
            if len(open_lists) == MAX_RLP_DEPTH:
                raise RlpError("rlp_too_deep", "", node.at, f"at most {MAX_RLP_DEPTH} lists")
            open_lists.append(node)
            position = node.start
    if root.end != end:
        raise RlpError("rlp_trailing_bytes", "", root.end, found=f"{end - root.end} bytes")
    return root


def _node(wire: bytes, at: int, end: int) -> Node:
    """The item whose header stands at `at`; it must not reach beyond `end`."""
    if at >= end:
        raise RlpError("rlp_truncated", "", at, "an item", "no bytes")
    first = wire[at]
    if first < 0x80:
        return Node(at, at, at + 1, None)
    items: list[Node] | None = [] if first >= 0xC0 else None
    length = first & 0x3F
    start = at + 1
    if length > 55:
        start += length - 55
        if start > end:
            raise RlpError("rlp_truncated", "", at, f"{length - 55} length bytes", f"{end - at - 1}")
        if wire[at + 1] == 0:
            raise RlpError("rlp_length_leading_zero", "", at, found=wire[at:start].hex(" "))
        length = int.from_bytes(wire[at + 1 : start], "big")
    if length > end - start:
        raise RlpError("rlp_truncated", "", at, f"{length} bytes", f"{end - start}")
    return Node(at, start, start + length, items)
