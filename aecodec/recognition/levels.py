"""The source as it is, and with escapes decoded, level by level.

Each level decodes one kind of escapes once: those of URLs, of HTML, or of JSON and programming languages; or
removes characters that show nothing, or the sequences by which a terminal changes colors. One kind at a
time, as what is plain after one may look like another: bytes that Python prints are decoded from a link, but
not taken for JSON.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Final

from .source import read_text
from .view import View

#: Levels beyond the source itself: links that hold links are encoded twice, their JSON once more.
_MOST: Final = 6

_PERCENT: Final = re.compile(
    "%(?:[2-7][0-9A-Fa-f]|0[9AaDd])|(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])+)"
)
#: `\x..` of what is no ASCII stays, but for blanks: it is a byte. Backslashes in a row are one match.
_BACKSLASH: Final = re.compile(
    r"((?:\\\\){2,}+)|\\(?:([\"'\\/`bfnrt])|u(0[0-9A-Fa-f]{3}|[1-9A-CEFa-cef][0-9A-Fa-f]{3})"
    r"|x([0-7][0-9A-Fa-f]|[aA][0dD]))"
)
_MARKUP: Final = {"quot": '"', "apos": "'", "amp": "&", "lt": "<", "gt": ">"}
_NAMED_ENTITIES: Final = {"plus": "+", "sol": "/", "equals": "=", "nbsp": " ", "lowbar": "_", **_MARKUP}
_ENTITY: Final = re.compile(
    "&(?:#0{0,5}([1-9][0-9]{0,4})|#[xX]0{0,4}([1-9A-Fa-f][0-9A-Fa-f]{0,3})"
    f"|({'|'.join(_NAMED_ENTITIES)}));"
)
_LETTERS: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}

#: Characters that show nothing: soft hyphens, zero-width characters, marks of direction, byte order marks.
_INVISIBLE: Final = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0]"
)

#: Behind the character that begins it, a sequence of ECMA-48: colors and other attributes, or a link.
_SEQUENCE: Final = r"(?:\[[0-?]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b^\\\n]{0,300}+(?:\x07|\x1b?\\{1,2}))"
_COLORS: Final = re.compile(rf"\x1b{_SEQUENCE}")
#: The same as pagers and some languages write that character; and colors that have lost it.
_WRITTEN_COLORS: Final = re.compile(
    rf"(?:\^\[|\u241b|ESC|\\(?:e|033|[ux]\{{1[bB]\}})){_SEQUENCE}"
    r"|(?<!\x1b)\[[0-9]{1,3}(?:;[0-9]{1,3}){0,9}m"
)


#: Letters of other alphabets that look like Latin ones, and the wide forms of ASCII.
_ALIKE: Final = {
    **dict(zip("АВЕКМНОРСТХаеіјкорѕсух", "ABEKMHOPCTXaeijkopscyx", strict=True)),
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο", "ABEZHIKMNOPTYXo", strict=True)),
    **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F)},
}
_ALIKE_LETTERS: Final = re.compile(f"[{re.escape(''.join(_ALIKE))}]")


def levels(source: str | bytes) -> Iterator[View]:
    """Yield the text of a source, then with escapes decoded once, twice, and so on, while there are some."""
    view = read_text(source)
    yield view
    decoded, since = 0, 0
    for signs, pattern, meant, step in itertools.cycle(_ESCAPES):
        since += 1
        if any(sign in view.text for sign in signs) if signs else not view.text.isascii():
            found = ((match, meant(match)) for match in pattern.finditer(view.text))
            parts = [(*match.span(), new) for match, new in found if new != match[0]]
            if parts:
                view = view.replace(parts, step)
                yield view
                decoded, since = decoded + 1, 0
        if decoded == _MOST or since == len(_ESCAPES):
            return


def _percent(match: re.Match[str]) -> str:
    try:
        return bytes.fromhex(match[0].replace("%", "")).decode()
    except UnicodeDecodeError:
        return match[0]


def _backslash(match: re.Match[str]) -> str:
    if match[1]:
        return match[1][::2]
    if match[2]:
        return _LETTERS.get(match[2], match[2])
    return chr(int(match[3] or match[4], 16))


def _entity(match: re.Match[str]) -> str:
    if match[3]:
        return _NAMED_ENTITIES[match[3]]
    code = int(match[1]) if match[1] else int(match[2], 16)
    return match[0] if 0xD800 <= code < 0xE000 or code > 0xFFFF else chr(code)


#: Signs of which every escape of a kind has one, its pattern, what is meant by it, and the step's words.
_ESCAPES: Final[tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], str], str], ...]] = (
    ("\x1b", _COLORS, lambda match: "", "removed colors of a terminal"),
    ("", _INVISIBLE, lambda match: "", "removed invisible characters ({count})"),
    ("%", _PERCENT, _percent, "percent-decoded"),
    ("&", _ENTITY, _entity, "decoded HTML entities"),
    ("\\", _BACKSLASH, _backslash, "decoded backslash escapes"),
    (
        "",
        _ALIKE_LETTERS,
        lambda match: _ALIKE[match[0]],
        "put Latin letters in place of those alike ({count})",
    ),
    # Last, as bytes that a program prints may look like it.
    ("[]", _WRITTEN_COLORS, lambda match: "", "removed colors of a terminal"),
)
