"""Typing errors: what a prefixed text was probably meant to be. It is suggested and never put in its place.

A checksum tells a right text from a wrong one, and so it also tells what one typing error has changed: of all
texts that are one error away, one at most has a right checksum, as a rule. That one is the suggestion. If
there are none or several, there is no suggestion, and never is there one for a secret key.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from .._struct import Struct
from .._text_rules import BASE58, BASE64
from ..codec import READABLE, decode_object
from ..errors import DecodeError
from ..predicates import is_valid
from ..protocol import HASH_BYTES, PREFIXES
from . import base58_search, base64_search, miscoded
from .edits import Edit, Error
from .secrets import is_secret_text

__all__ = ["Suggestion", "is_of_one_case", "suggest"]

#: Longer texts are not searched. The search of a base64 body ends earlier, with its budget.
MAX_CHARS: Final = 1 << 14
_BODY: Final = 3  # where the body begins: all prefixes have two letters

#: Characters that base58 has not, because people take them for these.
_LOOK_ALIKES: Final = {"0": "oDQ", "O": "oDQ", "I": "1iJ", "l": "1Li"}
#: So many of them are looked for at once: 3 characters for each are 2,187 texts.
_MAX_LOOK_ALIKES: Final = 7

#: Different letters of which some are upper case and some lower case in any text that is right.
_CASE_LETTERS: Final = 10


class Suggestion(Struct, frozen=True, kw_only=True):
    """A text that was probably meant, and how it differs from the one that was given.

    position: the first character of the given text that is wrong. change: what is wrong there. sentence: all
    of it for people.
    """

    text: str
    position: int
    change: str
    sentence: str


def suggest(source: str) -> Suggestion | None:
    """Suggest the text that was meant by a prefixed text that is wrong by one error.

    One character is substituted, missing, one too many, in the wrong case or swapped with the next; or base58
    and base64, the prefix or its separator are those of another text (`miscoded`). Returns None if the text
    is right, if none or several texts fit, for a secret key, and for a base64 body beyond the budget of
    `base64_search`. Takes less than a tenth of a second, whatever the text.
    """
    if is_secret_text(source):
        return None
    if (wrong := miscoded.read(source)) is not None:
        if len(wrong.texts) != 1:
            return None
        return _suggestion(wrong.texts[0], wrong.position, "; ".join(wrong.sentences))
    prefix, _, body = source.partition("_")
    if len(source) > MAX_CHARS or prefix not in PREFIXES or not body or is_valid(source):
        return None
    edits = _base58_edits(prefix, body) if PREFIXES[prefix].base58 else _base64_edits(prefix, body)
    found = {candidate: edit for edit in edits if is_valid(candidate := f"{prefix}_{edit.apply(body)}")}
    if len(found) != 1:
        return None
    ((right, edit),) = found.items()
    return _suggestion(right, _BODY + edit.start, _describe(edit, body))


def is_of_one_case(source: str) -> bool:
    """Return True if all letters of a body have one case: then the letters of the other case are lost."""
    letters = {char for char in source[_BODY:] if char.isalpha()}
    return len(letters) >= _CASE_LETTERS and len({char.isupper() for char in letters}) == 1


def _base58_edits(prefix: str, body: str) -> Iterator[Edit]:
    length = PREFIXES[prefix].length or HASH_BYTES
    unknown = [place for place, char in enumerate(body) if char not in BASE58]
    if len(unknown) <= 1:
        yield from base58_search.search(body, length, next(iter(unknown), None))
    elif len(unknown) <= _MAX_LOOK_ALIKES and all(body[place] in _LOOK_ALIKES for place in unknown):
        first, end = unknown[0], unknown[-1] + 1
        for chars in itertools.product(*(_LOOK_ALIKES[body[place]] for place in unknown)):
            new = list(body[first:end])
            for place, char in zip(unknown, chars, strict=True):
                new[place - first] = char
            yield Edit(Error.SUBSTITUTED, first, end, "".join(new))


def _base64_edits(prefix: str, body: str) -> Iterator[Edit]:
    digits = body.rstrip("=")
    unknown = [place for place, char in enumerate(digits) if char not in BASE64]
    if len(unknown) <= 1 and len(body) - len(digits) <= 2:
        suspect = _suspect if prefix in READABLE else None
        yield from base64_search.search(body, next(iter(unknown), None), suspect)
    yield from base64_search.padding_edits(body)


def _suspect(payload: bytes) -> int | None:
    """Return the byte of a payload where its object stops making sense."""
    try:
        decode_object(payload)
    except DecodeError as error:
        return error.offset
    return None


def _suggestion(right: str, position: int, change: str) -> Suggestion:
    sentence = f"Did you mean {right}? {change[0].upper()}{change[1:]}. Compare it with where it came from."
    return Suggestion(text=right, position=position, change=change, sentence=sentence)


def _describe(edit: Edit, body: str) -> str:
    """Return what is wrong in a body, with places in the whole text."""
    place, old = _BODY + edit.start, _show(body[edit.start : edit.end])
    if edit.error is Error.MISSING:
        return f"{edit.new} is missing at character {place}"
    if edit.error is Error.SWAPPED:
        return f"characters {place} and {place + 1} ({old}) are swapped"
    if edit.error is Error.EXTRA:
        twice = body[edit.end : edit.end + 1] == body[edit.start]
        return f"character {place} ({old}) is {'there twice' if twice else 'one too many'}"
    return ", ".join(
        f"character {at} is {_show(was)} instead of {new}{' (wrong case)' if was.swapcase() == new else ''}"
        for at, (was, new) in enumerate(zip(body[edit.start : edit.end], edit.new, strict=True), place)
        if was != new
    )


def _show(chars: str) -> str:
    """Return characters as they are if they can be seen, else quoted and escaped."""
    return chars if chars.isascii() and chars.isprintable() and " " not in chars else ascii(chars)
