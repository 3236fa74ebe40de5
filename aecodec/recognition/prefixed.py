"""Prefixed texts (`tx_`, `ak_` and 25 others) anywhere in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from .. import text
from ..codec import CARRIED, decode_object
from ..errors import DecodeError, TextError
from ..protocol import HASH_BYTES, PREFIXES
from . import binary, contract_data, partial
from .binary import Members
from .bodies import URL_SAFE, Body, base58_bodies, base64_bodies, checked_base64, padding_end
from .reading import Confidence, Kind, Reading
from .view import View

#: A prefix begins a word, or stands right behind a body, as where cells of a table were copied.
_START: Final = re.compile(rf"(?:(?<![0-9A-Za-z])|(?<=[1-9A-HJ-NP-Za-km-z]{{40}}))({'|'.join(PREFIXES)})_")
_BASE58: Final = re.compile(r"[0-9A-Za-z]*+")
_BASE64: Final = re.compile(r"[0-9A-Za-z+/]*+")
#: Fewer characters than those of an empty body, or of the beginning of one and an ellipsis, are nothing.
_LEAST_CHARS: Final = 4
#: What names the fsm_id of a channel, by which a participant proves who it is.
_FSM_ID: Final = re.compile(r"fsm_?id\W{0,9}\Z", re.ASCII | re.IGNORECASE)


def find(view: View) -> Iterator[Reading]:
    """Find the prefixed texts of a view, whole, damaged or shortened. Words that begin like one are none."""
    starts = [(match[1], *match.span()) for match in _START.finditer(view.text)]
    done = 0
    for (prefix, start, at), (_, limit, _) in pairwise([*starts, ("", len(view.text), 0)]):
        if start < done or limit - at < _LEAST_CHARS:
            continue
        found = _read_whole(view.text, prefix, start, at, limit)
        found = found or partial.read(view.text, prefix, at, limit)
        if found is not None:
            done, members = found
            yield view.reading(start, done, **members)


def _read_whole(source: str, prefix: str, start: int, at: int, limit: int) -> tuple[int, Members] | None:
    """Return where a text ends that begins at `start` and whose checksum is right, and what it is.

    at: where its body begins. limit: where the next text begins.
    """
    for body in _bodies(source, prefix, at, limit):
        parts = _decode(prefix, body.chars)
        if parts is None:
            continue
        canonical = text.encode(*parts)
        end, signs = (body.end, 0) if PREFIXES[prefix].base58 else padding_end(source, body.end)
        before = source[max(0, start - 20) : start]
        if prefix == "ba" and len(parts.payload) == HASH_BYTES and _FSM_ID.search(before):
            return end, binary.secret("the fsm_id of a channel lets its owner reconnect")
        members = read(canonical, parts)
        mended = _mended(f"{prefix}_{body.chars}", canonical, signs)
        if mended or URL_SAFE in body.steps:
            members.setdefault("error", partial.error_of(source[start:end]))
        members["steps"] = (*body.steps, *mended, *members.get("steps", ()))
        return end, members
    return None


def _bodies(source: str, prefix: str, at: int, limit: int) -> Iterator[Body]:
    """Yield what the body may be, the simplest first."""
    rule = PREFIXES[prefix]
    match = (_BASE58 if rule.base58 else _BASE64).match(source, at, limit)
    assert match is not None
    yield Body(match[0], match.end())
    if rule.base58:
        yield from base58_bodies(source, at, limit, rule.length or HASH_BYTES)
    else:
        yield from base64_bodies(source, at, limit, rule.length, prefix in CARRIED)


def _decode(prefix: str, chars: str) -> text.Parts | None:
    """Decode a body without padding whose unused bits do not matter; None if it is wrong."""
    try:
        if PREFIXES[prefix].base58:
            return text.split(f"{prefix}_{chars}")
        payload = checked_base64(chars)
        return None if payload is None else text.split(text.encode(prefix, payload))
    except TextError:
        return None


def _mended(found: str, canonical: str, signs: int) -> tuple[str, ...]:
    """Return what had to be done to a base64 text that was found, with so many signs of padding."""
    unpadded = canonical.rstrip("=")
    needed = len(canonical) - len(unpadded)
    steps = []
    if signs != needed:
        steps.append("added padding" if signs < needed else "removed padding")
    if found != unpadded:
        steps.append("cleared unused bits of the last character")
    return tuple(steps)


def read(canonical: str, parts: text.Parts) -> Members:
    """Return the members of the reading of a prefixed text that is right."""
    prefix, payload = parts
    if prefix == "sk":
        return binary.secret("the checksum of this sk_ text is right")
    members: Members = {"kind": _kind_of(prefix), "value": parts, "text": canonical}
    error = None
    if prefix in CARRIED:
        try:
            members |= binary.of_object(decode_object(canonical))
        except DecodeError as caught:
            error = caught
            members |= binary.read(payload, checksums=1) or {}
    elif prefix == "cb":
        members |= binary.read_contract_bytes(payload) or {}
    elif prefix == "ba":
        members |= binary.read_state_bytes(payload) or {}
    why = f"the checksum of this {prefix}_ text is right"
    if members["kind"] is Kind.CALL_DATA:
        why += f", and {members['why']}"
    elif prefix == "cb" and members["kind"] is Kind.BYTES and contract_data.may_be_value(payload):
        why += "; what it holds may be a FATE value"
    if error is not None:
        why += ", but what it holds is no object of that kind"
        members.setdefault("error", error)
    return {**members, "confidence": Confidence.CERTAIN, "why": why}


def _kind_of(prefix: str) -> Kind:
    if prefix == "sg":
        return Kind.SIGNATURE
    rule = PREFIXES[prefix]
    return Kind.IDENTIFIER if rule.base58 or rule.length else Kind.BYTES
