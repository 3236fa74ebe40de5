"""Texts with a right checksum and another fault: encoding, prefix, separator, or a second checksum.

Base58 stands where base64 belongs (all texts of before Roma, in 2018, are base58) or the reverse; `$` stands
for `_` (2018); a payload was encoded together with its checksum; or it is one of another prefix. As the
checksum is right, nothing has to be searched, and the right text can be written beside the wrong one.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from .. import text
from ..codec import CARRIED, decode_object, prefix_of
from ..display import MEANINGS
from ..errors import AecodecError, TextError, with_article
from ..objects import ChainObject
from ..protocol import HASH_BYTES, ID_PREFIXES, PREFIXES, IdKind
from .base58 import decode_base58
from .edits import CHECKSUM_BYTES, fits
from .secrets import is_secret_key

__all__ = ["Miscoded", "read"]

#: Prefixes that were given up, and those that have taken their place: that of block hashes, when key blocks
#: and micro blocks came in 2018.
OLD_PREFIXES: Final[dict[str, tuple[str, ...]]] = {"bh": ("kh", "mh")}

_FORM: Final = re.compile(r"([A-Za-z]{2})([_$])([0-9A-Za-z+/]+={0,2})", re.ASCII)
_BODY: Final = 3  # where the body begins: all prefixes have two letters
_SIGNATURE_BYTES: Final = 64


class Miscoded(NamedTuple):
    """The payload of such a text, its right texts, and what is wrong with the one that was given.

    texts: several where the payload could be any of them. position: the first character that is wrong.
    faults: a sentence each.
    """

    payload: bytes
    texts: tuple[str, ...]
    position: int
    faults: tuple[str, ...]


def read(source: str) -> Miscoded | None:
    """Read a text whose checksum is right and something else is wrong; return None for any other text.

    Returns None for secret keys, too. Takes linear time.
    """
    match = _FORM.fullmatch(source)
    if match is None:
        return None
    given, separator, body = match.groups()
    prefixes = OLD_PREFIXES.get(given.lower(), (given.lower(),))
    if prefixes[0] not in PREFIXES or prefixes[0] == "sk":
        return None
    faults = []
    if given != given.lower():
        faults.append((0, "prefixes are written in lower case"))
    if given.lower() in OLD_PREFIXES:
        now = " or ".join(f"{prefix}_ ({MEANINGS[prefix]})" for prefix in prefixes)
        faults.append((0, f"{given}_ is a prefix of 2018; today it would be {now}"))
    if separator != "_":
        faults.append((2, f"{separator} separated prefix and body in 2018; today it is _"))
    payload = _decode(body, base58=PREFIXES[prefixes[0]].base58)
    if payload is None:
        payload = _decode(body, base58=not PREFIXES[prefixes[0]].base58)
        faults.append((_BODY, _encoding_fault(prefixes[0])))
    if payload is None:
        return None
    if not _belongs(prefixes[0], payload) and _is_checked(payload):
        payload = payload[:-CHECKSUM_BYTES]
        place = _BODY if PREFIXES[prefixes[0]].base58 else _BODY + len(payload) * 4 // 3
        faults.append((place, "the payload ends in its own checksum: it was encoded twice"))
    texts = tuple(text.encode(prefix, payload) for prefix in prefixes if _has_length(prefix, payload))
    if not _belongs(prefixes[0], payload) and (other := _elsewhere(prefixes[0], payload)):
        texts = (other[0],)
        faults.append((0, other[1]))
    if not faults or not texts:
        return None
    return Miscoded(payload, texts, min(faults)[0], tuple(sentence for _, sentence in faults))


def _encoding_fault(prefix: str) -> str:
    if PREFIXES[prefix].base58:
        return f"the body is base64; {prefix}_ has base58"
    return f"the body is base58, as before Roma (2018); {prefix}_ has base64"


def _decode(body: str, *, base58: bool) -> bytes | None:
    """Decode a body whose checksum is right into its payload; return None for any other."""
    if base58:
        whole = decode_base58(body)
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
    except AecodecError:
        return None


def _elsewhere(prefix: str, payload: bytes) -> tuple[str, str] | None:
    """Return the text of a payload that is one of another prefix, and the sentence that says so."""
    size, base58 = len(payload), PREFIXES[prefix].base58
    if base58 and size == HASH_BYTES + 1 and payload[0] in {*IdKind}:
        other, content = ID_PREFIXES[IdKind(payload[0])], payload[1:]
        why = f"{size} bytes are an identifier with its kind; texts have the {HASH_BYTES} bytes after it"
    elif base58 and size == _SIGNATURE_BYTES and not is_secret_key(payload):
        other, content = "sg", payload
        why = f"{size} bytes are a signature (sg_), not {_a(MEANINGS[prefix])} ({prefix}_)"
    elif size == HASH_BYTES and prefix == "tx":
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
