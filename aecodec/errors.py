"""Every exception of aecodec; the rules that an input can break are listed in `_codes`.

    AecodecError
    ├── DecodeError (ValueError)     the input breaks a rule of the wire format
    │   ├── TextError                of a prefixed string or an amount: place is a character
    │   ├── RlpError                 of RLP: place is a byte
    │   ├── FieldError               of an object or one of its fields
    │   └── FateError                of the data of a contract: place is a byte of it
    ├── BuildError (ValueError)      a builder was given a value that makes no valid transaction
    ├── SignatureError               a key or signature cannot be used as asked
    ├── RpcError                     a text is not a JSON-RPC frame
    ├── CaptureError                 a captured session cannot be read
    └── ChannelError                 a channel does not allow what was asked

Few classes, detailed instances: `code` is one of RULES, `path` and `offset` are the place, `expected` and
`found` the evidence. The message is always one line: rule, place, evidence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, TypeVar

from ._codes import RULES as RULES
from .protocol import IdKind

__all__ = [
    "AecodecError",
    "BuildError",
    "CaptureError",
    "ChannelError",
    "DecodeError",
    "FateError",
    "FieldError",
    "RlpError",
    "RpcError",
    "SignatureError",
    "TextError",
]

_E = TypeVar("_E", bound="AecodecError")

#: Printable to Python, but shows nothing: letters and marks among Unicode's Default_Ignorable_Code_Point,
#: and the blank of the braille patterns.
_BLANK: Final = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)


class AecodecError(Exception):
    """The base of all errors: which rule is broken, where, and with what evidence.

    code: one of RULES. path: the field, as `SignedTx.transaction.fee` (empty where there is none).
    offset: the position, counted from 0 (None where there is none). expected, found: short texts or None.
    """

    unit = "byte"

    def __init__(
        self,
        code: str,
        path: str = "",
        offset: int | None = None,
        expected: str | None = None,
        found: str | None = None,
    ) -> None:
        super().__init__(code, path, offset, expected, found)
        self.code = code
        self.path = path
        self.offset = offset
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        place = [self.path] if self.path else []
        if self.offset is not None:
            place.append(f"{self.unit} {self.offset}")
        evidence = []
        if self.expected is not None:
            evidence.append(f"expected {self.expected}")
        if self.found is not None:
            evidence.append(f"found {self.found}")
        line = RULES[self.code]
        if place:
            line += " at " + ", ".join(place)
        if evidence:
            line += ": " + ", ".join(evidence)
        return printable(line)

    def within(self: _E, name: str) -> _E:
        """Put `name`, the field around the place, in front of the path. Returns the error itself."""
        joint = "." if self.path and not self.path.startswith("[") else ""
        self.path = f"{name}{joint}{self.path}"
        return self

    def __reduce__(self) -> tuple[type[AecodecError], tuple[object, ...]]:
        return type(self), (self.code, self.path, self.offset, self.expected, self.found)


class DecodeError(AecodecError, ValueError):
    """The input breaks a rule of the wire format. `offset` counts bytes of the outermost payload."""


class TextError(DecodeError):
    """A prefixed string or an amount is not valid. `offset` counts characters of the whole text."""

    unit = "character"


class RlpError(DecodeError):
    """Bytes are not canonical RLP, or go beyond a limit of `protocol`."""


class FieldError(DecodeError):
    """An object or one of its fields breaks a rule, on the wire or when constructed."""


class FateError(DecodeError):
    """Data of a contract breaks a rule of FATE, or a Python value is none of FATE.

    `offset` counts bytes of the FATE data, and is None for a Python value. `path` leads from the outermost
    value to the place: `[1]`, `key[0]` and `value[0]` of a map, `values[0]` of a variant.
    """


class BuildError(AecodecError, ValueError):
    """A builder was given a value that makes no valid transaction. `path` is the argument's name."""


class SignatureError(AecodecError):
    """A key or signature cannot be used as asked."""


class RpcError(AecodecError):
    """Text is not a JSON-RPC 2.0 frame. `path` is the JSON path."""


class CaptureError(AecodecError):
    """A captured session cannot be read. `offset` is the line, counted from 1."""

    unit = "line"


class ChannelError(AecodecError):
    """A channel, or the simulated chain, does not allow what was asked of it.

    Its subclasses are in `aecodec.channel`.
    """


def printable(text: str) -> str:
    """Return the text with whatever does not print as Python's escapes: safe on one line of a terminal.

    That holds for line ends, control characters and direction marks, and for characters that show nothing,
    with which one name could pass for another.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return _BLANK.sub(lambda blank: ascii(blank[0])[1:-1], text)


def format_bytes(data: bytes | bytearray | memoryview) -> str:
    """Format the first bytes as evidence for an error: `00 05`, `8b 0e … (33 bytes)`, `no bytes`."""
    if not data:
        return "no bytes"
    shown = bytes(data[:8]).hex(" ")
    return shown if len(data) <= 8 else f"{shown} … ({len(data)} bytes)"


def format_minimal(content: bytes) -> str:
    """Format an integer without its leading zeros, as the evidence of what was expected."""
    return format_bytes(content.lstrip(b"\0") or b"\0")


def quote(text: str) -> str:
    """Quote the beginning of an input as evidence, with escapes for all but ASCII, and no secret key."""
    shown, more = text[:24], "…" if len(text) > 24 else ""
    at = shown.lower().find("sk_")
    if at >= 0 and not shown[at - 1 : at].isalnum() and len(shown) > at + 3:  # `task_id` is none
        shown, more = shown[: at + 3], "…"
    return ascii(shown) + more


def format_int(number: int) -> str:
    """Format a number as evidence; a long one by its size."""
    return f"{number}" if -(1 << 64) < number < 1 << 64 else f"a number of {number.bit_length()} bits"


def format_step(key: str | int) -> str:
    """Format one step of a JSON path: `amount`, `[3]`, or `['a key']` for a key that is no plain name."""
    if isinstance(key, int):
        return f"[{key}]"
    return key if key.isidentifier() and key.isascii() and len(key) <= 40 else f"[{quote(key)}]"


def error_to_json(error: AecodecError) -> dict[str, str | int | None]:
    """Return an error as it stands in JSON output: code, path, offset and message."""
    return {"code": error.code, "path": error.path, "offset": error.offset, "message": str(error)}


def with_article(name: str) -> str:
    """Put the article before the name of a class, as evidence: `an AccountV1`; common ones in plain words."""
    words = {"ChainObject": "a chain object", "Tx": "a transaction", "SignedTx": "a signed transaction"}
    return words.get(name, f"{'an' if name[0] in 'AEIO' else 'a'} {name}")


def head_words(versions: Mapping[int | None, type], tag: int, version: int) -> str:
    """Name an object by its tag and version, as evidence: `AccountV1 (tag 10)`."""
    cls = versions.get(version, versions.get(None))
    return f"tag {format_int(tag)}" if cls is None else f"{cls.__name__} (tag {tag})"


def unexpected_object(expect: type, obj: object, offset: int | None = 0) -> FieldError:
    """Return the error for an object that is not of the expected class."""
    expected = with_article(getattr(expect, "__name__", str(expect)))
    return FieldError("object_not_allowed_here", "", offset, expected, type(obj).__name__)


def kind_names(kinds: int) -> str:
    """Name the identifier kinds of a bit mask, as evidence: `account or contract`."""
    return " or ".join(kind.name.lower() for kind in IdKind if kinds >> kind & 1)
