"""Bytes as lists of numbers, as Erlang, Elixir, JavaScript, Go, Rust, Java, C and Python print them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .dump import BLANK, NEW_LINE, Dump, joined

_GAP: Final = rf"(?:{BLANK}|{BLANK}{NEW_LINE})"
_NUMBER: Final = r"(?:0[xX][0-9a-fA-F]{1,2}|-?[0-9]{1,3})(?:u8)?"
_SEPARATOR: Final = rf"(?:{_GAP},{_GAP}|{_GAP}(?<=\s))"
#: What some programs print in the place of numbers that they leave out.
_REST: Final = r"(?:\.{2,3}|\u2026)(?:[ ]?(?:and[ ])?[0-9]+[ ]more[ ](?:items?|bytes?|elements?))?"
#: What makes clear that the numbers are bytes.
_NAMES: Final = (
    r"Uint8Array|Uint8ClampedArray|Int8Array|Buffer|bytearray|bytes|\[\d{0,9}\](?:byte|uint8)|vec!|byte\[\]"
)
_LIST: Final = re.compile(
    rf"(?P<name>(?:{_NAMES})(?:\.from|\.of)?[ ]?(?:\([0-9]{{1,9}}\)[ ]?)?\(?)?(?P<open><<|[\[{{(]){_GAP}"
    rf"(?P<numbers>{_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{3,}}+)"
    rf"(?P<rest>{_SEPARATOR}{_REST})?{_GAP},?{_GAP}(?P<close>>>|[\]}})])"
)
_BARE: Final = re.compile(rf"\s*(?P<numbers>{_NUMBER}(?:{_SEPARATOR}{_NUMBER}){{15,}}+)\s*")
_ITEM: Final = re.compile(_NUMBER)
_KEY: Final = r"[\"']?([0-9]{1,7})[\"']?"
#: The same with a key before each number, as JSON of typed arrays has it.
_KEYED_ITEM: Final = rf"{_KEY}{_GAP}(?::|=>){_GAP}([0-9]{{1,3}})"
_KEYED: Final = re.compile(rf"\{{{_GAP}{_KEYED_ITEM}(?:{_GAP},{_GAP}{_KEYED_ITEM}){{3,}}+{_GAP},?{_GAP}\}}")
_PAIR: Final = re.compile(_KEYED_ITEM)
_BUFFER: Final = re.compile(
    rf"<(?:Buffer|SlowBuffer|Uint8Array)((?:[ ][0-9a-fA-F]{{2}}){{4,}}+)(?P<rest>[ ]?{_REST})?[ ]?>"
)
_CLOSED_BY: Final = {"<<": ">>", "[": "]", "{": "}", "(": ")"}


def find(text: str) -> Iterator[Dump]:
    """Find lists of four or more numbers of a byte each."""
    for match in _LIST.finditer(text):
        if _CLOSED_BY[match["open"]] != match["close"]:
            continue
        data = _to_bytes(_ITEM.findall(match["numbers"]))
        if data is not None:
            sure = match["name"] is not None or match["open"] == "<<"
            yield _dump(text, match, data, sure, match["rest"] is not None)


def find_keyed(text: str) -> Iterator[Dump]:
    """Find objects whose keys count from 0 and whose values are numbers of a byte each."""
    for match in _KEYED.finditer(text):
        pairs = _PAIR.findall(match[0])
        if [int(key) for key, _ in pairs] == list(range(len(pairs))):
            data = _to_bytes([number for _, number in pairs])
            if data is not None:
                yield _dump(text, match, data, True, False)


def find_bare(text: str) -> Iterator[Dump]:
    """Take the whole text for numbers without brackets, as `od -t u1` and spreadsheets have them."""
    if (match := _BARE.fullmatch(text)) is not None:
        data = _to_bytes(_ITEM.findall(match["numbers"]))
        if data is not None:
            steps = (*joined(text, *match.span()), "read a list of bytes")
            yield Dump(*match.span("numbers"), data, steps, loose=True)


def find_buffers(text: str) -> Iterator[Dump]:
    """Find buffers as Node.js prints them."""
    for match in _BUFFER.finditer(text):
        yield _dump(text, match, bytes.fromhex(match[1]), True, match["rest"] is not None)


def _dump(text: str, match: re.Match[str], data: bytes, sure: bool, shortened: bool) -> Dump:
    steps = (*joined(text, *match.span()), "read a list of bytes")
    return Dump(*match.span(), data, steps, sure=sure, loose=not sure, shortened=shortened)


def _to_bytes(items: list[str]) -> bytes | None:
    """Return the bytes that numbers are, signed ones as Java prints them; None if one is too large."""
    numbers = [int(item.removesuffix("u8"), 16 if item[1:2] in "xX" and item[1:2] else 10) for item in items]
    if not all(-128 <= number < 256 for number in numbers):
        return None
    return bytes([number & 0xFF for number in numbers])
