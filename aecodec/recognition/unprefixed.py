"""Bytes in base64 and base58 without a prefix: RLP, keys and hashes, and what has a checksum."""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from typing import Final

from .. import text as prefixed_text
from ..errors import TextError
from . import truncated
from .bodies import (
    CHECKSUM_BYTES,
    URL_SAFE,
    base64_digits,
    checked_base64,
    find_sized_body,
    looks_random,
    padding_end,
    rlp_bodies,
    rlp_size,
)
from .dump import Dump

#: Base64 whose first byte begins an RLP list, in either alphabet.
_RLP: Final = re.compile(r"(?<![0-9A-Za-z+/_-])[w-z0-9+/_-][0-9A-Za-z+/_-]{9,}+")
_BASE64: Final = re.compile(r"(?<![0-9A-Za-z+/_-])[0-9A-Za-z+/_-]{12,}+={0,2}(?![0-9A-Za-z+/=_-])")
#: Base58 of 32 or 64 bytes and their checksum.
_BASE58: Final = re.compile(r"(?<![0-9A-Za-z+/_-])[1-9A-HJ-NP-Za-km-z]{44,93}+(?![0-9A-Za-z+/=_-])")
_SIGNS: Final = re.compile("[+/_-]")
_TO_STANDARD: Final = str.maketrans("-_", "+/")

#: Bytes of base64 that may be a key, a hash, a signature or an identifier.
_SIZES: Final = frozenset({32, 33, 64})
#: Letters of each case in base64 of so many bytes, at least.
_LEAST_OF_CASE: Final = 5
#: Characters of base64 that hold a text.
_LEAST_TEXT: Final = 40
_TEXT: Final = re.compile(rb"[\t\n\r -~]+")
#: How often the characters of a text may be decoded again in search of the end of RLP.
_MOST_TIMES: Final = 4


def find_rlp(text: str) -> Iterator[Dump]:
    """Find base64 of RLP, with and without a checksum behind it, and such that is cut off."""
    budget = _MOST_TIMES * len(text)
    for match in _RLP.finditer(text):
        size = rlp_size(match[0])
        if size is None:
            continue
        whole = False
        if size <= min(budget, len(text) - match.start()):
            budget -= size
            for trailing in (CHECKSUM_BYTES, 0):
                for body in rlp_bodies(text, match.start(), base64_digits(size + trailing)):
                    whole = True
                    end, _ = padding_end(text, body.end)
                    yield Dump(match.start(), end, _decode(body.chars), (*body.steps, "decoded base64"))
        limit = match.start() + max(budget, 0)
        if not whole and budget > 0 and (sized := find_sized_body(text, match.start(), limit)):
            body = sized[0]
            budget -= len(body.chars)
            data = _decode(body.chars[:-1] if len(body.chars) % 4 == 1 else body.chars)
            if truncated.read(data) is not None:
                end, _ = padding_end(text, body.end)
                yield Dump(match.start(), end, data, (*body.steps, "decoded base64"))


def find_base64(text: str) -> Iterator[Dump]:
    """Find base64 of the length of a key, hash or signature, of ASCII, or with a right checksum."""
    for match in _BASE64.finditer(text):
        chars = match[0].rstrip("=").translate(_TO_STANDARD)
        if len(chars) % 4 == 1:
            continue
        size = len(chars) * 3 // 4
        if (size in _SIZES and _looks_random(chars)) or _is_text(chars) or checked_base64(chars) is not None:
            steps = (URL_SAFE,) if "-" in match[0] or "_" in match[0] else ()
            yield Dump(*match.span(), _decode(chars), (*steps, "decoded base64"), loose=True)


def find_base58(text: str) -> Iterator[Dump]:
    """Find base58 of 32 or 64 bytes with a right checksum."""
    for match in _BASE58.finditer(text):
        for prefix in ("ak", "sg"):
            try:
                payload = prefixed_text.decode(f"{prefix}_{match[0]}")
            except TextError:
                continue
            checksum = prefixed_text.sha256d(payload)[:CHECKSUM_BYTES]
            yield Dump(*match.span(), payload + checksum, ("decoded base58",))


def _looks_random(chars: str) -> bool:
    """Tell whether characters look like base64 of a key: it has digits, and letters of both cases."""
    chars = _SIGNS.sub("", chars)  # they stand between words of programs as well
    lower = sum(map(str.islower, chars))
    upper = sum(map(str.isupper, chars))
    return lower >= _LEAST_OF_CASE and upper >= _LEAST_OF_CASE and looks_random(chars)


def _is_text(chars: str) -> bool:
    """Tell whether base64 begins like a text."""
    return (
        len(chars) >= _LEAST_TEXT
        and re.fullmatch(rb"[\t\n\r -~]{9}", binascii.a2b_base64(chars[:12])) is not None
    )


def _decode(chars: str) -> bytes:
    return binascii.a2b_base64(chars + "=" * (-len(chars) % 4))
