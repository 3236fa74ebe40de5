"""The inputs of a command: arguments, the lines of files (`@file`) or of standard input, one at a time."""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple

from ..errors import FieldError, TextError
from ..limits import MAX_PAYLOAD_BYTES

if TYPE_CHECKING:
    from argparse import ArgumentParser

#: Bytes of one line: the largest payload in hexadecimal with its `0x`, which base64 stays well below.
MAX_LINE_BYTES: Final = 2 * MAX_PAYLOAD_BYTES + 2

_CHUNK: Final = 1 << 16
_BLOCK: Final = 1 << 15  # bytes of many lines together
_DOTTED: Final = re.compile(r"\w\.\w")  # a name such as alice.chain, which is no word of a phrase
_LONGEST_NETWORK_ID: Final = 20  # of those that begin like a secret key
_SHOWN: Final = 256  # characters that are kept of a line that is too long


class Input(NamedTuple):
    """One input. line: its line, or its place among the arguments, counted from 1.

    place: words on where it stands, for those that were read from somewhere. fault: why there is more of it
    than was read. column: the characters before it in its line.
    """

    text: str
    line: int
    place: str = ""
    fault: TextError | None = None
    column: int = 0

    def whole(self) -> str:
        """Return the text. Raises TextError if there was more of it than is ever read."""
        if self.fault is not None:
            raise self.fault
        return self.text


def configure(parser: ArgumentParser, noun: str, most: int = MAX_LINE_BYTES) -> None:
    """Add the arguments that `read` works from."""
    words = f"{noun}, @FILE for the lines of a file, - for those of standard input (also if there is none)"
    parser.add_argument("items", nargs="*", metavar=noun.upper(), help=words)
    parser.add_argument("--trim", action="store_true", help="ignore white space around each item")
    parser.set_defaults(most=most)


def network(text: str) -> str:
    """Return a network id among the arguments. Raises ArgumentTypeError for another text and for a secret."""
    from argparse import ArgumentTypeError

    from .._validation import as_network
    from ..redaction import redact

    try:
        as_network(text)
    except FieldError:
        raise ArgumentTypeError(
            "a network id is printable ASCII without spaces, such as ae_mainnet"
        ) from None
    if len(text) > _LONGEST_NETWORK_ID and redact(text) != text:
        raise ArgumentTypeError("this is a secret key, not a network id")
    return text


def read(items: Sequence[str], trim: bool = False, most: int = MAX_LINE_BYTES) -> Iterator[Input]:
    """Yield every input that the items stand for; blank lines are left out.

    Raises OSError for a file that cannot be read.
    """
    from ..redaction import has_recovery_phrase

    if has_recovery_phrase(" ".join(item for item in items if not _DOTTED.search(item))):
        items = [" ".join(items)]  # without quotes; one word is not recognized as a secret
    for each in _read(items or ["-"], most):
        yield each._replace(text=each.text.strip()) if trim else each


def _read(items: Sequence[str], most: int) -> Iterator[Input]:
    for number, item in enumerate(items, 1):
        if item == "-" or item.startswith("@"):
            with open_source(item) as stream:
                yield from lines_of(stream, most)
        else:
            yield Input(item, number)


def open_source(item: str) -> AbstractContextManager[BinaryIO]:
    """Open standard input for `-`, which stays open, or a file for its name behind `@`."""
    if item != "-":
        return open_file(item[1:])
    return nullcontext(io.BytesIO() if sys.stdin is None else sys.stdin.buffer)


def open_file(name: str) -> BinaryIO:
    """Open a file to read. Raises OSError if that cannot be, whatever its name."""
    try:
        return open(name, "rb")
    except ValueError:  # a zero byte or a lone surrogate
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), name) from None


def lines_of(stream: BinaryIO, most: int) -> Iterator[Input]:
    """Yield the lines of a stream without their ends, none of them held in memory beyond the limit."""
    number = 0
    while line := _read_line(stream, most):
        number += 1
        item = _input(line.removeprefix(codecs.BOM_UTF8) if number == 1 else line, number, most)
        if item.fault is not None or item.text.strip():
            yield item


def blocks_of(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Yield the lines of a stream, with their ends, many together.

    The memory that this takes does not depend on how many lines there are. A line of more than `most` bytes
    comes alone, and is cut.
    """
    read = getattr(stream, "read1", stream.read)  # which does not wait for more than there is
    rest = b""
    while block := read(_BLOCK):
        block = rest + block
        if end := block.rfind(b"\n") + 1:
            yield block[:end]
            rest = block[end:]
        elif len(block) < _BLOCK:
            rest = block
        else:
            yield _read_line(stream, most, block)
            rest = b""
    if rest:
        yield rest


def inputs_of(block: bytes, first: int, most: int) -> list[Input]:
    """Return the lines of a block without their ends. first: the number of the first one, counted from 1."""
    lines = block.removesuffix(b"\n").split(b"\n")
    return [_input(line, number, most) for number, line in enumerate(lines, first)]


def _read_line(stream: BinaryIO, most: int, begin: bytes = b"") -> bytes:
    """Read the line that begins so; one that is too long is cut, and the rest passed over."""
    line = part = begin + stream.readline(most + 2)
    while len(line) > most and part and not part.endswith(b"\n"):
        part = stream.readline(_CHUNK)
    return line


def _input(line: bytes, number: int, most: int) -> Input:
    place = f" (line {number})"
    content = line.removesuffix(b"\n").removesuffix(b"\r")
    if len(content) <= most:
        return Input(content.decode("utf-8", "surrogateescape"), number, place)
    fault = TextError("text_too_long", "", None, f"at most {most} bytes in a line")
    return Input(content[:_SHOWN].decode("utf-8", "surrogateescape"), number, place, fault)
