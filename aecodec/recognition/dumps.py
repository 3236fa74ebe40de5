"""Bytes as people and programs print them, wherever they stand in a text; and the bytes of a file."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from ..protocol import PREFIXES
from . import binary, byte_strings, hexadecimal, hexdump, numbers, prefixed, truncated, unprefixed
from .binary import Members
from .context import Context
from .dump import Dump
from .reading import Confidence, Kind, Reading
from .view import View

#: Fewer bytes are read only if there is nothing else.
_LEAST_BYTES: Final = 8
_LEAST_SHORTENED: Final = 16
#: Text whose bytes are dumped, with a prefixed text in it.
_INNER: Final = re.compile(rb"[\t\n\r -~]*+\Z")
_INNER_PREFIX: Final = re.compile(rf"\b(?:{'|'.join(PREFIXES)})_".encode())


def read_file(source: bytes) -> Members | None:
    """Return what the bytes of a file are that is no text, maybe with a line end behind them."""
    found = binary.read(source)
    if found is None and source.endswith(b"\n"):
        found = binary.read(source.rstrip(b"\r\n"))
    return found


def _find(finder: Callable[[str], Iterator[Dump]], view: View) -> Iterator[Reading]:
    """Find the things whose bytes are written in one of the ways."""
    context = Context(view)
    done = 0
    for dump in finder(view.text):
        if dump.start < done:
            continue
        for members in _read(dump, context):
            done = dump.end
            members["steps"] = (*dump.steps, *members.get("steps", ()))
            yield view.reading(dump.start, dump.end, **members)


def _read(dump: Dump, context: Context) -> list[Members]:
    """Return what the bytes of a dump are: one thing, the texts in them, or nothing that is known."""
    whole = context.is_whole(dump.start, dump.end)
    if len(dump.data) < _LEAST_BYTES and not whole:
        return []
    hint = context.hint(dump.start, dump.end)
    if dump.loose:
        hint = hint._replace(whole=False)
    if hint.secret and dump.sure and len(dump.data) >= _LEAST_SHORTENED:
        return [binary.secret("bytes beside a word for secrets", Confidence.LIKELY)]
    if dump.shortened:
        return _shortened(dump.data)
    found = binary.read(dump.data, hint)
    if found is not None:
        return [found]
    inner = _texts(dump.data)
    if inner:
        return inner
    if dump.sure or whole:
        return [_bytes(dump)]
    return []


def _texts(data: bytes) -> list[Members]:
    """Return the prefixed texts in bytes that are a text."""
    if _INNER_PREFIX.search(data) is None or _INNER.match(data) is None:
        return []
    names = set(Reading.__struct_fields__) - {"start", "end"}
    readings = prefixed.find(View(data.decode("ascii")))
    return [
        {name: getattr(reading, name) for name in names}
        for reading in readings
        if reading.confidence is Confidence.CERTAIN
    ]


def _shortened(data: bytes) -> list[Members]:
    """Return what bytes are of which a program has left some out."""
    if len(data) < _LEAST_SHORTENED:
        return []
    note = f"only the first {len(data)} bytes are here"
    if (found := truncated.read(data)) is not None:
        return [found]
    return [
        {
            "kind": Kind.SHORTENED,
            "confidence": Confidence.LIKELY,
            "why": "bytes of which the program that printed them left some out",
            "notes": (note,),
        }
    ]


def _bytes(dump: Dump) -> Members:
    members: dict[str, Any] = {"kind": Kind.BYTES, "value": dump.data}
    if dump.sure:
        return {**members, "confidence": Confidence.LIKELY, "why": "bytes as a program prints them"}
    return {**members, "confidence": Confidence.UNLIKELY, "why": "the whole can be read as bytes"}


#: A recognizer for each way of writing bytes, the more particular ones first.
RECOGNIZERS: Final = tuple(
    functools.partial(_find, finder)
    for finder in (
        numbers.find,
        numbers.find_keyed,
        numbers.find_bare,
        numbers.find_buffers,
        hexdump.find,
        byte_strings.find_python,
        byte_strings.find,
        byte_strings.find_bare,
        byte_strings.find_whole,
        hexadecimal.find,
        hexadecimal.find_cut,
        unprefixed.find_rlp,
        unprefixed.find_base58,
        unprefixed.find_base64,
    )
)
