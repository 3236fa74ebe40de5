"""Prefixed texts (`tx_`, `ak_` and 25 others) anywhere in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from .. import text
from ..codec import decode_object
from ..errors import DecodeError, TextError
from ..objects import Tx
from ..protocol import PREFIXES
from .reading import Confidence, Kind, Reading
from .view import View

_START: Final = re.compile(rf"(?<![0-9A-Za-z])(?:{'|'.join(PREFIXES)})_[0-9A-Za-z+/]+={{0,2}}")


def find(view: View) -> Iterator[Reading]:
    """Find the prefixed texts of a view whose checksum is right."""
    for match in _START.finditer(view.text):
        try:
            parts = text.split(match[0])
        except TextError:
            continue
        yield view.reading(*match.span(), **read(match[0], parts))


def read(source: str, parts: text.Parts) -> dict[str, Any]:
    """Return the members of the reading of a prefixed text whose checksum is right."""
    why = f"the checksum of a {parts.prefix}_ text is right"
    members: dict[str, Any] = {"confidence": Confidence.CERTAIN, "why": why, "text": source}
    if parts.prefix == "sk":
        return {"kind": Kind.SECRET, "confidence": Confidence.CERTAIN, "why": why}
    try:
        obj = decode_object(source)
    except TextError:
        return members | {"kind": Kind.IDENTIFIER, "value": parts}
    except DecodeError as error:
        return members | {"kind": Kind.IDENTIFIER, "value": parts, "error": error}
    return members | {"kind": Kind.TRANSACTION if isinstance(obj, Tx) else Kind.OBJECT, "value": obj}
