"""What given bytes are: an object, a header, an identifier, call data, a signature, hash, key, or other RLP.

The functions return the members of a reading, so that who found the bytes adds where they stand and how they
were written; None if the bytes are nothing of that kind.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

from .. import text
from ..codec import Raw, decode_object, decode_raw, encode_object, prefix_of, to_bytes
from ..derived import decode_delegation
from ..errors import DecodeError
from ..headers import decode_header
from ..lenient import decode_lenient
from ..objects import ChainObject, Tx
from ..protocol import HASH_BYTES, ID_PREFIXES, IdKind
from . import contract_data, truncated
from .reading import Confidence, Kind
from .secrets import is_secret_key

#: The members of a reading by their names.
Members: TypeAlias = dict[str, Any]

#: Bytes of a signature, and of a secret key with its public key.
SIGNATURE_BYTES: Final = 64
CHECKSUM_BYTES: Final = 4

#: Fewer bytes can be an object, or RLP, by chance.
_CERTAIN_BYTES: Final = 8
_LIKELY_RLP_BYTES: Final = 58
#: Deviations that are told one by one.
_MOST_DEVIATIONS: Final = 8

_ID_KINDS: Final = {kind.value: kind for kind in IdKind}

#: What 32 bytes may be, in the order in which people have them in their hands.
_OF_32_BYTES: Final = ("ak", "ct", "ok", "ch", "th", "kh", "mh")


class Hint(NamedTuple):
    """What the text around bytes says of them.

    secret: they are one. prefixes: what they may be, the likeliest first. named: the text names one of
    these. whole: there is nothing else in the source.
    """

    secret: bool = False
    prefixes: tuple[str, ...] = _OF_32_BYTES
    named: bool = False
    whole: bool = False


NO_HINT: Final = Hint()


def read(data: bytes, hint: Hint = NO_HINT, checksums: int = 2) -> Members | None:
    """Return what bytes of unknown origin are. checksums: how many at the end are seen as such."""
    if hint.secret and len(data) in (HASH_BYTES, SIGNATURE_BYTES):
        return secret("it is as long as a key, and a word beside it names a secret", Confidence.LIKELY)
    found = _read_strictly(data) or _read_header(data) or _read_id(data, hint)
    found = found or contract_data.read_call_data(data)
    if found is None and checksums:
        found = _read_checksum(data, hint, checksums - 1)
    if found is not None:
        return found
    if (found := truncated.read(data)) is not None:
        return found
    if len(data) == HASH_BYTES:
        return _read_hash(data, hint)
    if len(data) == SIGNATURE_BYTES:
        return _read_signature(data, hint)
    return _read_delegation(data) or _read_leniently(data) or _read_raw(data)


def read_state_bytes(data: bytes) -> Members | None:
    """Return what the bytes of a `ba_` text are: an object of the state, or a delegation; else None."""
    return _read_strictly(data) or _read_delegation(data) or _read_leniently(data)


def read_contract_bytes(data: bytes) -> Members | None:
    """Return what the bytes of a `cb_` text are: the code of a contract, call data; else None."""
    return _read_strictly(data) or contract_data.read_call_data(data) or _read_leniently(data)


def secret(why: str, confidence: Confidence = Confidence.CERTAIN) -> Members:
    """Return the members of a reading of a secret: it keeps nothing of it."""
    return {"kind": Kind.SECRET, "confidence": confidence, "why": why}


# --- objects ------------------------------------------------------------------------------------


def _read_strictly(data: bytes) -> Members | None:
    try:
        obj = decode_object(data)
    except DecodeError:
        return None
    name = type(obj).__name__
    sure = Confidence.CERTAIN if len(data) >= _CERTAIN_BYTES else Confidence.LIKELY
    return {**of_object(obj), "confidence": sure, "why": f"the bytes are the serialization of one {name}"}


def of_object(obj: ChainObject) -> Members:
    """Return kind, value and text of the reading of an object."""
    return {
        "kind": Kind.TRANSACTION if isinstance(obj, Tx) else Kind.OBJECT,
        "value": obj,
        "text": text.encode("ba", to_bytes(obj)) if prefix_of(type(obj)) is None else encode_object(obj),
    }


def _read_leniently(data: bytes) -> Members | None:
    """Return the object that only the node's decoder takes, with what is not canonical about it."""
    if not _may_be_list(data):
        return None
    try:
        result = decode_lenient(data)
    except DecodeError:
        return None
    deviations = [f"{deviation}" for deviation in result.deviations]
    more = len(deviations) - _MOST_DEVIATIONS
    notes = (*deviations[:_MOST_DEVIATIONS], *((f"{more} more deviations",) if more > 0 else ()))
    return {
        **of_object(result.obj),
        "confidence": Confidence.CERTAIN if len(data) >= _CERTAIN_BYTES else Confidence.LIKELY,
        "why": f"the node reads the bytes as one {type(result.obj).__name__}, though they are not canonical",
        "error": _strict_error(data),
        "notes": notes,
    }


def _strict_error(data: bytes) -> DecodeError | None:
    """Return why strict decoding refuses the bytes of an object."""
    try:
        decode_object(data)
    except DecodeError as error:
        return error
    return None


def _read_raw(data: bytes) -> Members | None:
    if not _may_be_list(data):
        return None
    try:
        raw: Raw = decode_raw(data)
    except DecodeError:
        return None
    return {
        "kind": Kind.RLP,
        "value": raw,
        "confidence": Confidence.LIKELY if len(data) >= _LIKELY_RLP_BYTES else Confidence.UNLIKELY,
        "why": "the bytes are one RLP list that begins with two integers, as objects do",
        "error": _strict_error(data),
    }


def _may_be_list(data: bytes) -> bool:
    return data[:1] >= b"\xc0"


# --- other things -------------------------------------------------------------------------------


def _read_checksum(data: bytes, hint: Hint, checksums: int) -> Members | None:
    """Return what bytes are whose last four are the checksum of those before."""
    payload = data[:-CHECKSUM_BYTES]
    if not payload or text.sha256d(payload)[:CHECKSUM_BYTES] != data[-CHECKSUM_BYTES:]:
        return None
    found = read(payload, hint, checksums) or {"kind": Kind.BYTES, "value": payload}
    if found["kind"] is Kind.SECRET:
        return found
    steps = ("removed the checksum at the end", *found.get("steps", ()))
    why = "the last four bytes are the checksum of those before them"
    return {**found, "confidence": Confidence.CERTAIN, "why": why, "steps": steps}


def _read_header(data: bytes) -> Members | None:
    try:
        header = decode_header(data)
    except DecodeError:
        return None
    why = f"the bytes have the length and the flags of a {type(header).__name__}"
    return {"kind": Kind.HEADER, "value": header, "confidence": Confidence.CERTAIN, "why": why}


def _read_id(data: bytes, hint: Hint) -> Members | None:
    kind = _ID_KINDS.get(data[0]) if len(data) == 1 + HASH_BYTES else None
    if kind is None:
        return None
    parts = text.Parts(ID_PREFIXES[kind], data[1:])
    return {
        "kind": Kind.IDENTIFIER,
        "value": parts,
        "text": text.encode(*parts),
        "confidence": _likely(hint),
        "why": f"33 bytes that begin with the number of a kind of identifiers: {kind.name.lower()}",
    }


def _read_hash(data: bytes, hint: Hint) -> Members:
    return {
        "kind": Kind.HASH_OR_KEY,
        "value": tuple(text.encode(prefix, data) for prefix in hint.prefixes),
        "confidence": _likely(hint),
        "why": "32 bytes may be a public key or a hash of any kind",
        "notes": ("the seed of a secret key looks the same: never show one",),
    }


def _read_signature(data: bytes, hint: Hint) -> Members:
    if is_secret_key(data):
        return secret("64 bytes of which the second half is the public key of the first")
    parts = text.Parts("sg", data)
    return {
        "kind": Kind.SIGNATURE,
        "value": parts,
        "text": text.encode(*parts),
        "confidence": _likely(hint),
        "why": "64 bytes are the length of a signature",
    }


def _read_delegation(data: bytes) -> Members | None:
    try:
        delegation = decode_delegation(data)
    except DecodeError:
        return None
    return {
        "kind": Kind.DELEGATION,
        "value": delegation,
        "text": text.encode("ba", data),
        "confidence": Confidence.CERTAIN,
        "why": "the bytes are what an account signs so that a contract may act for it",
    }


def _likely(hint: Hint) -> Confidence:
    return Confidence.LIKELY if hint.named or hint.whole else Confidence.UNLIKELY
