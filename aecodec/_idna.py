"""Internationalized names as the node makes them: UTS 46 mapping and IDNA 2008 labels of Unicode 11.

The node asks the Erlang library `idna` 6.0.0, whose tables never move. Packages and Python versions have
other tables, so that a name would have another id with each of them; hence the table in `_unicode`. The
rules are those of UTS 46 (nontransitional, STD3), RFC 5891, RFC 5892 and RFC 5893, with one deviation that
is a matter of consensus: `nfc`.
"""

from __future__ import annotations

import base64
import re
import unicodedata
import zlib
from bisect import bisect_right
from functools import cache
from itertools import accumulate
from typing import Final, NamedTuple

from ._lazy import load

__all__ = ["to_ascii"]

_DOTS: Final = re.compile("[.\u3002\uff0e\uff61]")
_MAX_LABEL_CHARS: Final = 63
#: Characters of Grapheme_Cluster_Break=Prepend that a label may hold: what follows is of their cluster.
_PREPENDED: Final = frozenset("\u0d4e\U000111c2\U000111c3\U00011a3a\U00011a86\U00011a87\U00011a88\U00011a89")
#: Rules 2 to 4 of RFC 5893 for a label written as its directions; `.ci/unicode_table.py` has the letters.
_RIGHT_TO_LEFT: Final = re.compile("(?!.*e.*n|.*n.*e)[ra](?:[raenmo]*[raen])?m*")
#: Zero width non-joiner between characters that join (RFC 5892, A.1).
_JOINED: Final = re.compile("(?<=[LD])T*~T*[RD]")


class _Properties(NamedTuple):
    """What a label may hold of a character; the letters are explained in `.ci/unicode_table.py`."""

    rule: str
    mark: str
    joining: str
    script: str
    direction: str


class _Table(NamedTuple):
    """Runs of code points: where each starts, and what holds for it."""

    action_starts: list[int]
    actions: list[str]
    first_texts: list[int]
    texts: list[str]
    property_starts: list[int]
    properties: list[_Properties | None]

    def text_of(self, char: str) -> str | None:
        """Map one character by UTS 46; None where it is refused."""
        point = ord(char)
        run = bisect_right(self.action_starts, point) - 1
        if self.actions[run] == "mapped":
            return self.texts[self.first_texts[run] + point - self.action_starts[run]]
        return char if self.actions[run] == "valid" else None

    def properties_of(self, char: str) -> _Properties | None:
        """Look up what a label may hold of a character; None where it may not stand in one."""
        return self.properties[bisect_right(self.property_starts, ord(char)) - 1]


@cache
def _table() -> _Table:
    packed = base64.b85decode(load("aecodec._unicode").DATA.replace("\n", ""))
    actions, classes, texts = zlib.decompress(packed).decode("utf-8").split("\n")
    action_starts, names = _runs(actions)
    ends = [*action_starts[1:], 0]
    mapped = [
        end - start if name == "mapped" else 0
        for start, end, name in zip(action_starts, ends, names, strict=True)
    ]
    property_starts, kinds = _runs(classes)
    properties = [_Properties(*kind) if kind else None for kind in kinds]
    first_texts = list(accumulate(mapped, initial=0))
    return _Table(action_starts, names, first_texts, texts.split("\t"), property_starts, properties)


def _runs(text: str) -> tuple[list[int], list[str]]:
    pairs = [run.split(",") for run in text.split(" ")]
    starts = accumulate((int(length, 16) for length, _ in pairs), initial=0)
    return list(starts)[:-1], [value for _, value in pairs]


def to_ascii(name: str) -> str:
    """Encode a name with its dots: each label beyond ASCII as `xn--` and Punycode.

    As in the node empty labels pass, and those at the beginning vanish. Raises ValueError with the reason,
    which holds nothing of the name but code points.
    """
    labels = [_to_ascii_label(label) for label in _DOTS.split(_map(name))]
    while len(labels) > 1 and not labels[0]:
        del labels[0]
    return ".".join(labels)


def _map(name: str) -> str:
    table = _table()
    texts = []
    for char in name:
        text = table.text_of(char)
        if text is None:
            raise ValueError(f"U+{ord(char):04X} is not allowed")
        texts.append(text)
    return nfc("".join(texts))


def nfc(text: str) -> str:
    """Normalize as Erlang/OTP before 28 does: a character composes only with the first of its cluster.

    Unicode composes it with the last starter. The two differ where a vowel sign of two parts stands behind a
    consonant, in Bengali, Tamil, Malayalam and their like: there the parts stay apart.
    """
    result: list[str] = []
    base = 0  # where the cluster begins
    last_class = 0  # of the characters behind it
    before = ""
    for char in unicodedata.normalize("NFD", text):
        combining = unicodedata.combining(char)
        if not result or (before not in _PREPENDED and not _extends(char)):
            base, last_class = len(result), -1
            result.append(char)
        else:
            composed = unicodedata.normalize("NFC", result[base] + char) if last_class < combining else ""
            if len(composed) == 1:
                result[base] = composed
            else:
                result.append(char)
                last_class = combining or 256  # a starter blocks all that follow
        before = char
    return "".join(result)


def _extends(char: str) -> bool:
    """Tell whether a character stays in the cluster of the one before: marks, joiners, vowels of Hangul."""
    return unicodedata.category(char)[0] == "M" or char in "\u200c\u200d" or "\u1160" <= char <= "\u11ff"


def _to_ascii_label(label: str) -> str:
    if not label:
        return ""
    if label.isascii():
        checked = _decode_punycode(label[4:]) if label.startswith("xn--") else label
        encoded = label
    else:
        checked = label
        encoded = "xn--" + label.encode("punycode").decode("ascii")
    _check_label(checked)
    if len(encoded) > _MAX_LABEL_CHARS:
        raise ValueError(f"{len(encoded)} characters in ASCII form")
    return encoded


def _decode_punycode(encoded: str) -> str:
    try:
        return encoded.encode("ascii").decode("punycode").lower()
    except UnicodeError:
        raise ValueError("no Punycode after xn--") from None


def _check_label(label: str) -> None:
    if not label:
        raise ValueError("no Punycode after xn--")
    if nfc(label) != label:
        raise ValueError("not in normalization form C")
    if label[2:4] == "--" or label[0] == "-" or label[-1] == "-":
        raise ValueError("a hyphen at the beginning, at the end, or third and fourth")
    found = []
    for char in label:
        properties = _table().properties_of(char)
        if properties is None:
            raise ValueError(f"U+{ord(char):04X} is not allowed")
        found.append(properties)
    if found[0].mark == "m":
        raise ValueError("a combining mark at the beginning")
    for place, properties in enumerate(found):
        if properties.rule != "p" and not _fits_context(label, place, found):
            raise ValueError(f"U+{ord(label[place]):04X} is not allowed here")
    directions = "".join(properties.direction for properties in found)
    if re.search("[ran]", directions) and not _RIGHT_TO_LEFT.fullmatch(directions):
        raise ValueError("left-to-right and right-to-left characters mixed")


def _fits_context(label: str, place: int, found: list[_Properties]) -> bool:
    """Check the contextual rules of RFC 5892, appendix A, for the character at a place."""
    before, after = label[place - 1 : place], label[place + 1 : place + 2]
    match label[place]:
        case "\u200c" | "\u200d" if before and unicodedata.combining(before) == 9:  # a virama
            return True
        case "\u200c":
            joining = "".join(properties.joining for properties in found)
            return bool(_JOINED.search(f"{joining[:place]}~{joining[place + 1 :]}"))
        case "\u00b7":  # middle dot, in Catalan
            return before == after == "l"
        case "\u0375":  # Greek numeral sign
            return found[place + 1].script == "g" if after else False
        case "\u05f3" | "\u05f4":  # geresh, gershayim
            return place > 0 and found[place - 1].script == "h"
        case "\u30fb":  # Katakana middle dot
            return any(properties.script == "k" for properties in found)
        case digit if "\u0660" <= digit <= "\u0669":
            return not re.search("[\u06f0-\u06f9]", label)
        case digit if "\u06f0" <= digit <= "\u06f9":
            return not re.search("[\u0660-\u0669]", label)
    return False
