"""Names of the name service: their ASCII form, hash and commitment hash, registrars, and keys of pointers.

A name is one label and `.chain` (before Lima: `.test`). Its ASCII form follows the node's rule, which is
bound to Unicode 11 (docs/protocol/names.md): the result depends neither on Python nor on any package.
"""

from __future__ import annotations

import re
from typing import Final

from ._lazy import load
from ._validation import AnyId, ProtocolName, as_id, as_protocol, as_uint, fixed
from .errors import FieldError, quote
from .protocol import POINTED_KINDS, POINTER_KEYS, Protocol
from .text import blake2b256

__all__ = [
    "CHAIN",
    "TEST",
    "commitment_hash",
    "label_length",
    "name_hash",
    "pointer_key",
    "registrar",
    "to_ascii",
]

CHAIN: Final = "chain"
TEST: Final = "test"
#: A bound for hostile text. UTS 46 drops some characters, so a valid name may be longer than its ASCII form.
_MAX_NAME_CHARS: Final = 1024
#: What needs no table: a label of ASCII that is lower-cased and otherwise stays as it is.
_PLAIN_LABEL: Final = re.compile(r"(?!..--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


def to_ascii(name: str | bytes, *, protocol: ProtocolName | None = None) -> str:
    """Convert a name to the ASCII form that is hashed; it is `str`, or UTF-8 bytes as in a claim transaction.

    protocol: refuse a name that cannot be claimed at this protocol, because it ends in another registrar.

    Raises FieldError: `name_not_utf8`, `text_too_long`, `name_registrar` if it ends neither in `.chain` nor
    in `.test`, `name_labels` for too few or too many labels, `name_label` for a malformed one,
    `protocol_unknown`.
    """
    allowed = (CHAIN, TEST) if protocol is None else (registrar(protocol),)
    text = _as_text(name)
    if len(text) > _MAX_NAME_CHARS:
        most = f"at most {_MAX_NAME_CHARS} characters"
        raise FieldError("text_too_long", "name", None, most, f"{len(text)}")
    # As in the node the labels are those of the text as given: other dots than "." separate none, and dots
    # at the end are dropped here although the ASCII form keeps them.
    labels = text.rstrip(".").split(".")
    if len(labels) < 2:
        raise FieldError("name_labels", "name", None, "a label and its registrar", quote(text))
    if len(labels) > 2:
        raise FieldError("name_labels", "name", None, f"one label before .{CHAIN}", f"{len(labels) - 1}")
    label, ending = labels
    if ending not in allowed:
        raise FieldError("name_registrar", "name", None, f".{allowed[0]}", quote(f".{ending}"))
    lowered = label.lower() if label.isascii() else ""
    if _PLAIN_LABEL.fullmatch(lowered):
        return lowered + text[len(label) :]
    return _encode(text)


def name_hash(name: str | bytes) -> bytes:
    """Hash a name to the 32 bytes of its `nm_` id. Raises what `to_ascii` raises."""
    return _hash_of(to_ascii(name))


def commitment_hash(name: str | bytes, salt: int) -> bytes:
    """Hash a name and a salt to the 32 bytes of the commitment id; for a `.chain` name the salt is above 0.

    Raises FieldError with path `salt`, and what `to_ascii` raises.
    """
    ascii_name = to_ascii(name)
    number = fixed(as_uint(salt, "salt", 32))
    if _labels_of(ascii_name)[-1] == TEST:
        return blake2b256(_hash_of(ascii_name) + number)
    if salt == 0:
        raise FieldError("name_salt", "salt", None, "1 or more", "0")
    return blake2b256(ascii_name.encode() + number)


def label_length(name: str | bytes, *, protocol: ProtocolName | None = None) -> int:
    """Return the length of a name without its registrar, in ASCII: it determines the fee and the auction.

    Raises what `to_ascii` raises.
    """
    return len(_labels_of(to_ascii(name, protocol=protocol))[0])


def registrar(protocol: ProtocolName) -> str:
    """Return what the names end in that can be claimed at a protocol: `chain`, before Lima `test`.

    Source: the node's module aec_governance. Raises FieldError for an unknown protocol.
    """
    return CHAIN if as_protocol(protocol) >= Protocol.LIMA else TEST


def pointer_key(identifier: AnyId) -> str:
    """Return the key under which a name points to an identifier by default, such as `account_pubkey`.

    identifier: an account, oracle, contract or channel, as Id, text or 33 bytes. Raises FieldError for
    another kind (`id_tag_not_allowed`), and TextError for text that is no identifier.
    """
    return POINTER_KEYS[as_id(identifier, "identifier", *POINTED_KINDS).kind]


def _hash_of(ascii_name: str) -> bytes:
    labels = _labels_of(ascii_name)
    if labels[-1] == CHAIN:
        return blake2b256(ascii_name.encode())
    digest = bytes(32)
    for label in labels:
        digest = blake2b256(digest + blake2b256(label.encode()))
    return digest


def _labels_of(ascii_name: str) -> list[str]:
    return ascii_name.rstrip(".").split(".")


def _as_text(name: str | bytes) -> str:
    if isinstance(name, str):
        return name
    if not isinstance(name, bytes):
        raise TypeError(f"name: expected text, not {type(name).__name__}")
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FieldError("name_not_utf8", "name", error.start) from None


def _encode(text: str) -> str:
    """Convert a name with a label that is more than letters, digits and inner hyphens."""
    try:
        result: str = load("aecodec._idna").to_ascii(text)
    except ValueError as error:
        raise FieldError(
            "name_label", "name", None, "a label that the node accepts", f"{quote(text)}: {error}"
        ) from None
    if len(_labels_of(result)) < 2:
        raise FieldError("name_labels", "name", None, "a label and its registrar", quote(text))
    return result
