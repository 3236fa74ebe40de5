"""Prefixed texts that are not whole: damaged, shortened with dots, or cut at their end."""

from __future__ import annotations

import binascii
import re
from typing import Final

from .. import text
from ..codec import CARRIED
from ..errors import TextError, with_article
from ..protocol import HASH_BYTES, PREFIXES
from . import binary, truncated
from .binary import Members
from .bodies import Body, checked_base64, find_sized_body, looks_random, padding_end
from .reading import Confidence, Kind

#: The characters of a body. A strange one may stand between many others, in the place of one of them.
_STRANGE: Final = r"(?:[!#$^*~@]|[^\W\x00-\x7f])"
_BASE58: Final = re.compile(rf"[0-9A-Za-z]*+(?:{_STRANGE}[0-9A-Za-z]{{8,}}+)*+")
_BASE64: Final = re.compile(rf"[0-9A-Za-z+/]*+(?:{_STRANGE}[0-9A-Za-z+/]{{8,}}+)*+={{0,2}}")
_ELLIPSIS: Final = re.compile(
    r"\u2026|\u22ef|\.{2,}|\*{3,}|[\[(<]{1,2}(?:\u2026|\.{2,}|truncated|snip)[\])>]{0,2}"
)

#: Characters of a body that is long enough to be meant as one, whatever its checksum; of a shortened one.
_MEANT_CHARS: Final = 20
_SHOWN_CHARS: Final = 3
#: Fewer characters than these are less than 32 or 64 bytes in base58: the text was cut.
_LEAST_BASE58: Final = {32: 40, 64: 80}
#: A longer difference in length is no typing error.
_MOST_TYPED: Final = 2


def read(source: str, prefix: str, at: int, limit: int) -> tuple[int, Members] | None:
    """Return where a text ends that is not whole, and what it is; None for a word, or if little is there.

    at, limit: where its body begins, and where the next text begins.
    """
    chars = _piece(prefix, source, at, limit)
    body = Body(chars, at + len(chars))
    ellipsis = _ELLIPSIS.match(source, body.end)
    if ellipsis is not None:
        tail = _piece(prefix, source, ellipsis.end(), len(source))
        if not _is_part(chars + tail):
            return None
        note = f"it is shortened: {ellipsis[0]} stands for the rest"
        return ellipsis.end() + len(tail), _beginning(prefix, chars, note) or _shortened(prefix, None, note)
    sized = find_sized_body(source, at, limit) if prefix in CARRIED else None
    if sized is not None and len(sized[0].chars) >= len(chars.rstrip("=")):
        end, signs = padding_end(source, sized[0].end)
        body = Body(sized[0].chars + "=" * signs, end, sized[0].steps)
    if len(body.chars) < _MEANT_CHARS or not looks_random(body.chars):
        return None
    if sized is not None and sized[1] > _MOST_TYPED:
        note = f"it is cut short: {sized[1]} characters are missing at the end"
        return body.end, _beginning(prefix, body.chars, note) or _shortened(prefix, body.chars, note)
    rule = PREFIXES[prefix]
    if rule.base58 and len(body.chars) < _LEAST_BASE58[rule.length or HASH_BYTES]:
        return body.end, _shortened(prefix, body.chars, f"it is cut short: all {prefix}_ texts are longer")
    return body.end, _damaged(prefix, body)


def _piece(prefix: str, source: str, at: int, limit: int) -> str:
    """Return the characters of a body that stand in one piece.

    Where base58 belongs, that is base64 if this has a right checksum.
    """
    match = _BASE64.match(source, at, limit)
    assert match is not None
    if not PREFIXES[prefix].base58 or checked_base64(match[0].rstrip("=")) is not None:
        return match[0]
    match = _BASE58.match(source, at, limit)
    assert match is not None
    return match[0]


def _is_part(chars: str) -> bool:
    """Tell whether the characters left of a shortened text are no word."""
    if len(chars) < _SHOWN_CHARS or not any(map(str.isalpha, chars)):
        return False
    return not (chars.isalpha() and (chars.islower() or chars.isupper() or chars.istitle()))


def _shortened(prefix: str, chars: str | None, note: str) -> Members:
    """Return the members of the reading of a text that is not whole; chars: its body, cut at its end."""
    if prefix == "sk":
        return binary.secret("it begins like the text of a secret key")
    found = None if chars is None else f"{prefix}_{chars}"
    return {
        "kind": Kind.SHORTENED,
        "value": found,
        "confidence": Confidence.LIKELY,
        "why": f"it begins like a text of {prefix}_ and ends before it is one",
        "error": found and error_of(found),
        "notes": (note,),
    }


def _beginning(prefix: str, chars: str, note: str) -> Members | None:
    """Return the members of the reading of a text whose object is cut off; None where it tells nothing."""
    if prefix not in CARRIED:
        return None
    digits = chars.rstrip("=")
    try:
        found = truncated.read(binascii.a2b_base64(digits[: len(digits) // 4 * 4]))
    except ValueError:  # a strange character
        return None
    if found is None:
        return None
    name = found["value"].type.partition(" ")[0]
    why = f"this {prefix}_ text begins as that of {with_article(name)} does, and ends before it is whole"
    return {**found, "confidence": Confidence.LIKELY, "why": why, "notes": (note, *found["notes"])}


def _damaged(prefix: str, body: Body) -> Members:
    """Return the members of the reading of a text that is wrong somewhere."""
    if prefix == "sk":
        return binary.secret("it looks like the text of a secret key")
    found = f"{prefix}_{body.chars}"
    return {
        "kind": Kind.DAMAGED,
        "value": found,
        "confidence": Confidence.LIKELY,
        "why": f"it begins like a text of {prefix}_ and is as long as one, but it is not right",
        "error": error_of(found),
        "steps": body.steps,
    }


def error_of(found: str) -> TextError | None:
    """Return what strict decoding says of a text."""
    try:
        text.decode(found)
    except TextError as error:
        return error
    return None
