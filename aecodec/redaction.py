"""Redaction of secrets in texts and JSON values: by their form, or by the word that they stand behind.

A secret is replaced by `…`. These are secrets wherever they stand: the text of a secret key (`sk_`), and 32
or 64 bytes in hexadecimal, as a list, an Erlang binary or a JavaScript buffer, because public keys and hashes
have a prefix on this network. Base64, passwords and recovery phrases are secrets behind words such as
`secret`, `seed` or `password`. Bytes behind words such as `public key` or `hash` are none.

All searches take linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, TypeAlias

from ._deep_json import rebuild
from .protocol import PREFIXES

MASK: Final = "…"
_MASKED_TEXT: Final = f"sk_{MASK}"

_Span: TypeAlias = tuple[int, int, str]


def _compile(pattern: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | re.VERBOSE | flags)


# --- spelling -----------------------------------------------------------------------------------

#: Characters that show nothing; percent-encoded ones, also those encoded more than once; and escapes.
_HIDDEN: Final = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]|%(?:25)*+([2-7][0-9A-Fa-f])"
    r"|\\{1,4}(?:x|u00)([0-9A-Fa-f]{2})|\\{1,4}u[0-9A-Fa-f]{4}"
)

#: Blanks of all kinds, and the plus sign that stands for one in a URL.
_BLANK: Final = r"[\s+\x00-\x20\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800\u3000]"

# --- secrets by their form ----------------------------------------------------------------------

#: The text of a secret key in an argument: as its end is unknown, all that follows belongs to it.
_TEXT: Final = _compile(rf"s{_BLANK}?k{_BLANK}?_.*", re.IGNORECASE | re.DOTALL)

#: The same in a longer text. Next to other letters (`task_id`) and behind a blank, only long random ones.
_RANDOM: Final = r"(?-i:(?=[a-z]*[0-9A-Z]))[0-9A-Za-z]{16,}+"
_TEXT_WITHIN: Final = _compile(
    rf"""(?:(?<![0-9A-Za-z])sk_[0-9A-Za-z]++
        |s{_BLANK}?k{_BLANK}?_{_BLANK}{{0,9}}+{_RANDOM})
        (?:{_BLANK}{{1,9}}+(?-i:(?=[a-z]*[0-9A-Z]))[0-9A-Za-z]{{8,}}+(?!_))*+"""
)

#: 32 or 64 bytes in hexadecimal, or with a few digits too many or too few. Base64 may hold such a row of
#: digits, but goes on at both sides, or behind its prefix.
_DIGITS: Final = "(?:[0-9A-F]{124,132}|[0-9A-F]{60,68})"
_HEX: Final = _compile(rf"(?<![0-9A-Z+/_])(?:0x)?{_DIGITS}(?![0-9A-F])|(?<![0-9A-F]){_DIGITS}(?![0-9A-Z+/=])")


def _counts(item: str) -> str:
    """Return a pattern of 32 or 64 items; of 64, JavaScript and Elixir print 50 and an ellipsis."""
    return rf"(?:{item}){{31}}(?:(?:{item}){{18,19}}\s{{0,9}}+\.\.\.[^\]>}}]{{0,30}}|(?:(?:{item}){{32}})?"


#: The same as lists in brackets of any kind, decimal or hexadecimal, and as buffers of Node.js.
_BYTE: Final = r"\s{0,9}+(?:0x[0-9a-f]{1,2}|[0-9]{1,3})\s{0,9}+"
_LIST: Final = _compile(
    rf"(?:\[|<<|\{{|\()(?:{_counts(f'{_BYTE},')}{_BYTE},?)\s{{0,9}}+)(?:\]|>>|\}}|\))"
    rf"|<Buffer(?:{_counts(r'[ ][0-9a-f]{2}')}[ ][0-9a-f]{{2}}))\s{{0,9}}+>"
)

# --- secrets by the word before them ------------------------------------------------------------

_PUBLIC_PREFIX: Final = f"(?!(?:{'|'.join(sorted(PREFIXES.keys() - {'sk'}))})_)"
_SECRET_WORD: Final = "(?:secret|priv|seed|mnemonic|recovery|pass[ _-]?phrase)"
_PASSWORD: Final = "(?:pass[ _-]?word|passwd|pwd)"
_OPEN: Final = r"(?:<<)?\\{0,4}[\"']?"
_IS: Final = rf"\\{{0,4}}[\"']?\s{{0,9}}+(?:[:=]>?|\bis\b)\s{{0,9}}+{_OPEN}"

#: A word for a secret, and what follows `:`, `=` or `is`, in a form that a secret may have.
_NAMED: Final = _compile(
    rf"""{_SECRET_WORD}[\w -]{{0,24}}{_IS}
        (?P<value>{_PUBLIC_PREFIX}[0-9A-Za-z+/=_-]{{16,}}+
            |<<[0-9,\s.]{{1,700}}>>|<Buffer[0-9a-f. ]{{1,300}}>
            |\w{{0,20}}(?:\([0-9]{{1,3}}\)\s?)?\[[0-9a-fx,\s.]{{1,700}}\])"""
)

#: Base64 of 32 or 64 bytes behind such a word, or behind `key`.
_NAMED_BASE64: Final = _compile(
    rf"""(?:{_SECRET_WORD}|{_PASSWORD}|key)[\w -]{{0,24}}(?:{_IS}|[\s\"'<]{{1,9}}+)
        (?<![0-9A-Za-z+/_-])(?P<value>{_PUBLIC_PREFIX}
            (?:[0-9A-Za-z+/_-]{{85,88}}|[0-9A-Za-z+/_-]{{42,44}})={{0,2}}(?![0-9A-Za-z+/_=-]))"""
)

#: A password of any form behind `:` or `=`, and the one of a URL.
_NAMED_PASSWORD: Final = _compile(
    rf"""(?:{_PASSWORD}|pass[ _-]?phrase)\\{{0,4}}[\"']?\s{{0,9}}+[:=]>?\s{{0,9}}+
        (?:(?:<<)?\\{{0,4}}\"(?P<quoted>[^\"\n{MASK}]{{1,200}}+)|'(?P<single>[^'\n{MASK}]{{1,200}}+)
            |(?P<bare>(?![\[\]{{}}<\\])[^\s&\"',{MASK}]{{1,200}}+))
        |://[^\s/?\#@:]{{0,100}}+:(?P<login>[^\s/?\#{MASK}]{{1,200}})@"""
)

#: The words of a recovery phrase: twelve at least, or as many but one.
#: A private key as OpenSSL and OpenSSH write it, also with escaped line ends; the same without its end.
_PEM_SIGN: Final = "PRIVATE KEY-----"
_PEM: Final = re.compile(r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----(?P<body>[^-]{16,20000}+)")

_BETWEEN_WORDS: Final = r"[\s,;.)\"'0-9]{1,6}+"
_PHRASE_PATTERN: Final = (
    rf"(?<![0-9A-Za-z_])(?:[a-z]{{3,8}}{_BETWEEN_WORDS}){{10,}}[a-z]{{3,8}}(?![0-9A-Za-z_])"
)
_PHRASE: Final = _compile(_PHRASE_PATTERN, 0)
_PHRASE_ARGUMENT: Final = _compile(_PHRASE_PATTERN)
_PHRASE_WORD: Final = _compile(rf"{_SECRET_WORD}|{_PASSWORD}|phrase|\bwords\b|backup|wallet|\bkey")
_PHRASE_LENGTHS: Final = (12, 15, 18, 21, 24)
#: Words of sentences, none of which is one of a recovery phrase (BIP-39, English).
_SENTENCE_WORDS: Final = frozenset(
    re.findall(
        "[a-z]+",
        "the and for with from not are was were has had his her its our your but which would into than been"
        " their them these those could should",
    )
)
#: As many words as a phrase has at least, and what stands around one that is no part of a sentence.
_RUN: Final = re.compile(r"(?<![0-9A-Za-z_])(?:[a-z]{3,8}+[ ,]{1,3}+){11,}[a-z]{3,8}(?![0-9A-Za-z_])")
_BEFORE_RUN: Final = re.compile(r"(?:\A|[\n\"'`:=<>()\[\]{}|]|\bis)[ \t,]{0,9}\Z")
_BEHIND_RUN: Final = re.compile(r"[ .,;\t\r]{0,9}(?:\Z|[\n\"'`<>()\[\]{}|])")
#: A text of nothing but words, in lines or numbered.
_ONLY_WORDS: Final = re.compile(
    r"(?:[a-z]{3,8}+(?![a-z])[\s,;.)]*+|[0-9]{1,2}[.):\s]++)++", re.ASCII | re.IGNORECASE
)
#: Characters of 32 bytes in base64, and so many or more in one piece.
_KEY_CHARS: Final = 42
_LONG_TOKEN: Final = re.compile(r"[0-9A-Za-z+/_-]{42,}+={0,2}", re.ASCII)
#: How far before a secret the word for it may stand.
_REACH: Final = 64

#: What stands before 32 bytes that are public.
_PUBLIC_WORD: Final = r"(?:pub(?:lic)?[ _-]?key|(?:account|contract|oracle|peer)[ _-]?key|hash)"
_PUBLIC_BEFORE: Final = _compile(
    rf"{_PUBLIC_WORD}\\{{0,4}}[\"']?\s{{0,3}}(?:[:=]>?|is)?\s{{0,3}}\\{{0,4}}[\"']?(?:Uint8Array|Array)?(?:\([0-9]+\))?\s?\Z"
)

#: The words of both kinds, of which the last one before a place counts, unless it stands in base64 by chance;
#: and a secret named behind the place.
_ANY_WORD: Final = _compile(rf"(?P<secret>{_SECRET_WORD}|{_PASSWORD})|{_PUBLIC_WORD}|\bpub|signature|address")
_NO_WORD: Final = re.compile("[0-9A-Za-z+/%_-]{25,}+")
_SECRET_BEHIND: Final = _compile(
    rf"[\s\"'`)\]}}>,;(\#/-]{{0,9}}+(?:is\s)?(?:the\s|my\s|a\s)?(?:{_SECRET_WORD}|sk\b)"
)

#: A word, a number or a short identifier: too short for a secret without a word before it.
_HARMLESS: Final = re.compile(r"(?:[0-9A-Za-z.]|(?<![kK])_){0,59}")

# Most texts hold none of this: what every secret of a form has is searched for first, and fast.
_SUSPECT_TEXT: Final = re.compile(rf"[kK]{_BLANK}?_")
_SUSPECT_HEX: Final = re.compile("[0-9A-Fa-f]{60}")
_SUSPECT_LIST: Final = re.compile(r"[\[{(<](?:\s{0,9}[0-9]|Buffer)")
_SUSPECT_WORDS: Final = (
    *("secret", "priv", "seed", "mnemonic", "recovery", "pass", "pwd", "key"),
    *("phrase", "words", "backup", "wallet", "://"),
)

# --- JSON members -------------------------------------------------------------------------------

#: Bytes of a seed and of a whole secret key.
_SIZES: Final = (32, 64)

#: The name of a JSON member that holds a secret, whatever its form.
_SECRET_NAME: Final = _compile(
    rf"secret|private_?key|priv_?key|seed|mnemonic|recovery_?phrase|pass_?phrase|{_PASSWORD}"
)
_NAME_WITH_MEANING: Final = _compile(rf"{_SECRET_WORD}|{_PASSWORD}|key|hash|phrase|words|backup|wallet")
_PUBLIC_NAME: Final = _compile(rf"{_PUBLIC_WORD}\Z")


def redact_secret_text(text: str) -> str:
    """Redact the text of a secret key in an input, with everything behind `sk_`."""
    return _replace(text, 0, lambda plain: _matches(_TEXT, plain, _MASKED_TEXT))


def redact(text: str) -> str:
    """Redact the secrets in an input, such as an argument; it may be a secret as a whole."""
    return _replace(text, 0, _find_in_argument)


def redact_within(text: str, before: str = "") -> str:
    """Redact the secrets in a longer text; `before` is what stands in front of it."""
    if not before and _HARMLESS.fullmatch(text):
        return text
    return _replace(before + text, len(before), _find)


def has_recovery_phrase(text: str) -> bool:
    """Return True if a text holds the words of a recovery phrase, or as many but one."""
    return _PHRASE_ARGUMENT.search(text) is not None


def find_recovery_phrases(text: str) -> Iterator[tuple[int, int]]:
    """Find recovery phrases: as many words as these have, alone in the text, on a line, or in quotes.

    Words of sentences are none of them.
    """
    if text.count(" ") + text.count("\n") < _PHRASE_LENGTHS[0] - 1:
        return
    if _ONLY_WORDS.fullmatch(text.strip()) and _is_phrase(re.findall("[a-z]+", text.lower())):
        yield 0, len(text)
        return
    for run in _RUN.finditer(text):
        start, end = run.span()
        if (
            _is_phrase(re.findall("[a-z]+", run[0]))
            and _BEFORE_RUN.search(text, max(0, start - 12), start)
            and _BEHIND_RUN.match(text, end)
        ):
            yield start, end


def find_pem_keys(text: str) -> Iterator[tuple[int, int]]:
    """Find private keys as OpenSSL and OpenSSH write them, without the lines around them."""
    if _PEM_SIGN in text:
        yield from (match.span("body") for match in _PEM.finditer(text))


def _is_phrase(words: list[str]) -> bool:
    return len(words) in _PHRASE_LENGTHS and _SENTENCE_WORDS.isdisjoint(words)


def find_named_keys(text: str) -> Iterator[tuple[int, int]]:
    """Find what stands behind a word such as `secret` or `seed` and is as long as a key, in order.

    Bytes as lists are not among it.
    """
    for token in _LONG_TOKEN.finditer(text):
        # The word is searched for before the few tokens that are long enough, not the token behind all words.
        first = max(0, token.start() - _REACH)
        low = text[first : token.start()].lower()
        if token[0][2:3] == "_" or not any(word in low for word in _SUSPECT_WORDS):
            continue
        if [match.lastgroup for match in _ANY_WORD.finditer(low)][-1:] == [None]:
            continue  # the last word of both kinds is one for what is public
        part = text[first : token.end()]
        found = [*_matches(_NAMED, part), *_without_public(part, _matches(_NAMED_BASE64, part))]
        for start, end in sorted({(start, end) for start, end, _ in found})[:1]:
            if end - start >= _KEY_CHARS:
                yield first + start, first + end


def is_named_secret(text: str, start: int, end: int) -> bool:
    """Return True if words beside a part of a text, in front of it or right behind it, call it a secret."""
    before = _NO_WORD.sub(" ", text[max(0, start - 80) : start])
    named = [match.lastgroup for match in _ANY_WORD.finditer(before)]
    return named[-1:] == ["secret"] or _SECRET_BEHIND.match(text, end) is not None


def redact_json(form: Any) -> Any:
    """Redact the secrets in the strings, keys and lists of bytes of a JSON value."""
    return rebuild(form, _redact_member, redact_within)


def _redact_member(name: str | None, value: Any) -> Any:
    """Redact a value that is not within others, by the name of the member that it is of, if any."""
    if value is None or isinstance(value, bool):
        return value
    if name is not None and _SECRET_NAME.search(name):
        return MASK
    if isinstance(value, str):
        named = name is not None and _NAME_WITH_MEANING.search(name)
        return redact_within(value, f"{name}: " if named else "")
    if isinstance(value, dict):
        numbered = len(value) in _SIZES and _is_bytes([value.get(f"{at}") for at in range(len(value))])
        return MASK if numbered else value
    if isinstance(value, (list, tuple)) and _is_bytes(value):
        public = isinstance(value, list) and len(value) == _SIZES[0] and name is not None
        return value if public and _PUBLIC_NAME.search(name or "") else [MASK]
    return value


def _is_bytes(items: list[Any] | tuple[Any, ...]) -> bool:
    """Return True if these are as many bytes as a seed or a secret key has."""
    return len(items) in _SIZES and all(type(item) is int and 0 <= item < 256 for item in items)


# --- search -------------------------------------------------------------------------------------


def _replace(text: str, start: int, find: Any) -> str:
    """Replace what `find` finds in a text, and leave out what stands before `start`."""
    plain, places = text, None
    if "%" in text or "\\" in text or not text.isascii():
        plain, places = _spell(text)
    shown, end = [], start
    for first, last, mask in sorted(find(plain)):
        if places is not None:
            first, last = places[first], places[last]
        if last <= end:
            continue
        if first >= end:
            shown += [text[end:first], mask]
        end = last
    return "".join([*shown, text[end:]])


def _spell(text: str) -> tuple[str, list[int]]:
    """Return the text as it is meant, without hidden characters, and where each of its characters began."""
    plain: list[str] = []
    places: list[int] = []
    end = 0
    for match in _HIDDEN.finditer(text):
        plain.append(text[end : match.start()])
        places += range(end, match.start())
        if (
            match.lastindex
            and (char := chr(int(match[match.lastindex], 16))).isascii()
            and char.isprintable()
        ):
            plain.append(char)
            places.append(match.start())
        end = match.end()
    plain.append(text[end:])
    return "".join(plain), [*places, *range(end, len(text) + 1)]


def _find_in_argument(text: str) -> Iterator[_Span]:
    yield from _matches(_TEXT, text, _MASKED_TEXT)
    yield from _matches(_PHRASE_ARGUMENT, text)
    yield from _find(text)


def _find(text: str) -> Iterator[_Span]:
    if text.count(" ") + 1 in _PHRASE_LENGTHS and _PHRASE.fullmatch(text):
        yield 0, len(text), MASK
    if _SUSPECT_TEXT.search(text):
        yield from _matches(_TEXT_WITHIN, text, _MASKED_TEXT)
    if _SUSPECT_HEX.search(text):
        yield from _without_public(text, _matches(_HEX, text))
    if _SUSPECT_LIST.search(text):
        yield from _without_public(text, _matches(_LIST, text))
    if _PEM_SIGN in text:
        yield from _matches(_PEM, text)
    low = text.lower()
    if any(word in low for word in _SUSPECT_WORDS):
        yield from _matches(_NAMED, text)
        yield from _matches(_NAMED_PASSWORD, text)
        yield from _without_public(text, _matches(_NAMED_BASE64, text))
        if _PHRASE_WORD.search(text):
            yield from _matches(_PHRASE, text)


def _matches(pattern: re.Pattern[str], text: str, mask: str = MASK) -> Iterable[_Span]:
    """Return where a pattern is found, or the named group of it that took part."""
    return [(*match.span(match.lastgroup or 0), mask) for match in pattern.finditer(text)]


def _without_public(text: str, spans: Iterable[_Span]) -> Iterator[_Span]:
    """Leave out 32 bytes that are public by the word before them."""
    for first, last, mask in spans:
        short = (
            last - first <= 70
            or len(re.findall(r"\b(?:0x)?[0-9a-fA-F]{1,3}\b", text[first:last])) == _SIZES[0]
        )
        if not short or _PUBLIC_BEFORE.search(text[max(0, first - 48) : first]) is None:
            yield first, last, mask
