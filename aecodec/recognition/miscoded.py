"""Texts with a right checksum and another fault: encoding, prefix, separator, or a second checksum.

Base58 stands where base64 belongs (all texts of before Roma, in 2018, are base58) or the reverse; `$` stands
for `_` (2018); a payload was encoded together with its checksum; or it is one of another prefix. As the
checksum is right, nothing has to be searched, and the right text can be written beside the wrong one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from .. import text
from .._parts import MEANINGS
from .._text_rules import decode_base58
from ..codec import CARRIED, decode_object, prefix_of
from ..errors import DecodeError, TextError, with_article
from ..objects import ChainObject
from ..protocol import HASH_BYTES, ID_PREFIXES, PREFIXES, IdKind
from . import prefixed
from .binary import SIGNATURE_BYTES
from .edits import CHECKSUM_BYTES, fits
from .partial import error_of
from .reading import Confidence, Kind, Reading
from .secrets import is_secret_key
from .view import View

__all__ = ["Miscoded", "find", "read"]

#: Prefixes that were given up, and those that have taken their place: that of block hashes, when key blocks
#: and micro blocks came in 2018.
OLD_PREFIXES: Final[dict[str, tuple[str, ...]]] = {"bh": ("kh", "mh")}

#: A prefix, what separates it from the body, and the body.
_FORM: Final = re.compile(r"(?<![0-9A-Za-z])([A-Za-z]{2})([_$:-]?)([0-9A-Za-z+/]{6,}={0,2})", re.ASCII)
_SEPARATORS: Final = {
    "$": "$ separated prefix and body in 2018; today it is _",
    "": "the _ behind the prefix is missing",
}
#: Characters of a body that is looked at without a separator: fewer are a word.
_LEAST_CHARS: Final = 40
#: Characters of base58 that are decoded: all texts of 2018 were base58, transactions of 3,000 bytes as well.
_MAX_BASE58_CHARS: Final = 4096
_BODY: Final = 3  # where the body begins: all prefixes have two letters


class Fault(NamedTuple):
    """What is wrong with a text, at which of its characters, and what was done about it."""

    position: int
    sentence: str
    step: str


class Miscoded(NamedTuple):
    """The payload of such a text, its right texts, and what is wrong with the one that was given.

    texts: several where the payload could be any of them.
    """

    payload: bytes
    texts: tuple[str, ...]
    faults: tuple[Fault, ...]

    @property
    def position(self) -> int:
        """Return the place of the first character that is wrong."""
        return min(fault.position for fault in self.faults)

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return what is wrong, a sentence each."""
        return tuple(fault.sentence for fault in self.faults)


def find(view: View) -> Iterator[Reading]:
    """Find the texts of a view that `read` reads."""
    for match in _FORM.finditer(view.text):
        found = read(match[0])
        if found is None:
            continue
        if len(found.texts) == 1:
            (right,) = found.texts
            members = prefixed.read(right, text.split(right)) | {"suggestion": right}
        else:
            members = {"kind": Kind.HASH_OR_KEY, "value": found.texts, "confidence": Confidence.CERTAIN}
        members["why"] = "the checksum of this text is right, but not all that is around its payload"
        members["error"] = _error_of(match[0])
        members["notes"] = (*found.sentences, *members.get("notes", ()))
        members["steps"] = (*(fault.step for fault in found.faults), *members.get("steps", ()))
        yield view.reading(*match.span(), **members)


def read(source: str) -> Miscoded | None:
    """Read a text whose checksum is right and something else is wrong; return None for any other text.

    Returns None for secret keys, too. Takes linear time.
    """
    match = _FORM.fullmatch(source)
    if match is None:
        return None
    given, separator, body = match.groups()
    prefixes = _prefixes(given.lower())
    if not prefixes or prefixes[0] == "sk" or (not separator and len(body) < _LEAST_CHARS):
        return None
    prefix = prefixes[0]
    faults = [*_outer_faults(given, separator, prefixes)]
    base58 = PREFIXES[prefix].base58
    payload = _decode(body, base58=base58)
    if payload is None:
        base58 = not base58
        payload = _decode(body, base58=base58)
        faults.append(_encoding_fault(prefix))
    if payload is None or (len(payload) == SIGNATURE_BYTES and prefix != "sg" and is_secret_key(payload)):
        return None
    if not _belongs(prefix, payload) and _is_checked(payload):
        payload = payload[:-CHECKSUM_BYTES]
        place = _BODY if PREFIXES[prefix].base58 else _BODY + len(payload) * 4 // 3
        twice = "the payload ends in its own checksum: it was encoded twice"
        faults.append(Fault(place, twice, "removed the checksum at the end"))
    texts = [text.encode(one, payload) for one in prefixes if _has_length(one, payload)]
    if not _belongs(prefix, payload) and (other := _elsewhere(prefix, payload, base58)):
        texts = [other[0]]
        faults.append(Fault(0, other[1], f"put {other[0][:_BODY]} in place of {prefix}_"))
    return Miscoded(payload, tuple(texts), tuple(faults)) if faults and texts else None


# --- the prefix and its separator ---------------------------------------------------------------


def _prefixes(given: str) -> tuple[str, ...]:
    """Return the prefix, or what can be meant by one that is none today."""
    if given in PREFIXES:
        return (given,)
    return OLD_PREFIXES.get(given, (given[::-1],) if given[::-1] in PREFIXES else ())


def _outer_faults(given: str, separator: str, prefixes: tuple[str, ...]) -> Iterator[Fault]:
    """Yield what is wrong before the body, each with its place."""
    lower = given.lower()
    if lower in OLD_PREFIXES:
        now = " or ".join(f"{prefix}_ ({MEANINGS[prefix]})" for prefix in prefixes)
        step = f"put {' or '.join(prefixes)} in place of {lower}"
        yield Fault(0, f"{lower}_ is a prefix of 2018; today it is {now}", step)
    elif lower not in PREFIXES:
        sentence = f"the letters of the prefix are swapped: {prefixes[0]}_, not {lower}_"
        yield Fault(0, sentence, f"put {prefixes[0]} in place of {lower}")
    elif given != lower:
        sentence = f"prefixes are written in lower case: {lower}_, not {given}_"
        yield Fault(0, sentence, f"put {lower} in place of {given}")
    if separator != "_":
        sentence = _SEPARATORS.get(separator, f"_ separates prefix and body, not {separator}")
        yield Fault(2, sentence, "put _ behind the prefix")


# --- the body -----------------------------------------------------------------------------------


def _encoding_fault(prefix: str) -> Fault:
    if PREFIXES[prefix].base58:
        return Fault(_BODY, f"the body is base64; {prefix}_ has base58", "decoded base64")
    sentence = f"the body is base58, as before Roma (2018); {prefix}_ has base64"
    return Fault(_BODY, sentence, "decoded base58")


def _decode(body: str, *, base58: bool) -> bytes | None:
    """Decode a body whose checksum is right into its payload; return None for any other."""
    if base58:
        whole = decode_base58(body, _MAX_BASE58_CHARS)
        if whole is None or len(whole) < CHECKSUM_BYTES or not fits(whole, len(whole)):
            return None
        return whole[:-CHECKSUM_BYTES]
    try:
        return text.decode(f"ba_{body}")  # which has any length
    except TextError:
        return None


def _is_checked(payload: bytes) -> bool:
    return len(payload) > CHECKSUM_BYTES and fits(payload, len(payload))


def _has_length(prefix: str, payload: bytes) -> bool:
    rule = PREFIXES[prefix]
    length = HASH_BYTES if rule.id_kind is not None else rule.length
    return length is None or length == len(payload)


def _belongs(prefix: str, payload: bytes) -> bool:
    """Return True if a payload has the length that its prefix asks for, and the object."""
    if prefix not in CARRIED:
        return _has_length(prefix, payload) and not (PREFIXES[prefix].length is None and _is_checked(payload))
    return isinstance(_object(payload), CARRIED[prefix])


def _object(payload: bytes) -> ChainObject | None:
    try:
        return decode_object(payload)
    except DecodeError:
        return None


def _error_of(source: str) -> DecodeError | None:
    """Return what strict decoding says of a text."""
    try:
        decode_object(source)
    except DecodeError as error:
        return error if error.code != "wrong_prefix" else error_of(source)
    return None


def _elsewhere(prefix: str, payload: bytes, base58: bool) -> tuple[str, str] | None:
    """Return the text of a payload that is one of another prefix, and the sentence that says so.

    base58: the body was base58.
    """
    size, short = len(payload), PREFIXES[prefix].base58
    if short and size == HASH_BYTES + 1 and payload[0] in {*IdKind}:
        other, content = ID_PREFIXES[IdKind(payload[0])], payload[1:]
        why = f"{size} bytes are an identifier with its kind; texts have the {HASH_BYTES} bytes after it"
    elif short and size == SIGNATURE_BYTES:
        other, content = "sg", payload
        why = f"{size} bytes are a signature (sg_), not {_a(MEANINGS[prefix])} ({prefix}_)"
    elif base58 and size == HASH_BYTES and prefix == "tx":
        other, content = "th", payload
        why = f"{size} bytes are the hash of a transaction (th_), not a transaction (tx_)"
    elif (obj := _object(payload)) is not None:
        other, content = prefix_of(type(obj)) or "ba", payload
        why = (
            f"the payload is {with_article(type(obj).__name__)}, which belongs under {other}_, not {prefix}_"
        )
    else:
        return None
    return text.encode(other, content), why


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
