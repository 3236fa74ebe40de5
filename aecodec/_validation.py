"""Checks of arguments: identifiers, numbers, hashes, bytes, networks, protocols.

Each function takes the argument and its name, which is the path of the TextError or FieldError for a wrong
value. A wrong type is a TypeError. Network ids and protocols have the same name everywhere, so it is not
given. At the end: numbers as bytes, for hashing.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from . import text
from .errors import AecodecError, DecodeError, FieldError, TextError, format_int, quote
from .ids import Id
from .protocol import HASH_BYTES, IdKind, Protocol

Bytes: TypeAlias = bytes | bytearray | memoryview
#: An identifier, its text, or its 33 bytes.
AnyId: TypeAlias = Id | str | Bytes
#: A hash as prefixed text, or its 32 bytes.
AnyHash: TypeAlias = str | Bytes
#: A consensus protocol as member, number or name.
ProtocolName: TypeAlias = Protocol | int | str

_BYTES: Final = (bytes, bytearray, memoryview)

#: Messages and delegations begin with the byte 1a, and what is paid for is signed with `-inner_tx` after the
#: network id: with such network ids, one could be taken for the other.
_NETWORK_ID: Final = re.compile("[!-~]+")


def as_id(given: AnyId, name: str, *kinds: IdKind) -> Id:
    """Return an identifier of one of these kinds, from itself, its text or its 33 bytes."""
    try:
        found = Id.from_bytes(given) if isinstance(given, _BYTES) else Id(given)
    except DecodeError as error:
        raise error.within(name) from None
    except TypeError:
        raise TypeError(f"{name}: expected an identifier, found {type(given).__name__}") from None
    if found.kind not in kinds:
        wanted = " or ".join(kind.name.lower() for kind in kinds)
        raise FieldError("id_tag_not_allowed", name, None, wanted, found.kind.name.lower())
    return found


def as_account(account_id: AnyId, name: str) -> Id:
    """Return an account's id, from itself, its text or its 33 bytes."""
    return as_id(account_id, name, IdKind.ACCOUNT)


def as_uint(number: int, name: str, most: int | None = None) -> int:
    """Return an unsigned integer of at most `most` bytes."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{name}: expected an integer, found {type(number).__name__}")
    if number < 0:
        raise FieldError("uint_negative", name, None, "0 or more", format_int(number))
    if most is not None and number.bit_length() > 8 * most:
        length = (number.bit_length() + 7) // 8
        raise FieldError("uint_too_long", name, None, f"at most {most} bytes", f"{length}")
    return number


def as_bytes(data: Bytes, name: str, length: int | None = None) -> bytes:
    """Return bytes, of a fixed length if one is given."""
    if not isinstance(data, _BYTES):
        raise TypeError(f"{name}: expected bytes, found {type(data).__name__}")
    content = bytes(data)
    if length is not None and len(content) != length:
        raise FieldError("bytes_length", name, None, f"{length} bytes", f"{len(content)}")
    return content


def as_data(data: Bytes | str, name: str, prefix: str, length: int | None = None) -> bytes:
    """Return bytes, from themselves or their text with this prefix, of a fixed length if one is given."""
    if not isinstance(data, str):
        return as_bytes(data, name, length)
    try:
        return as_bytes(text.decode(data, prefix), name, length)
    except TextError as error:
        raise error.within(name) from None


def as_hash(digest: AnyHash, name: str, prefix: str) -> bytes:
    """Return the 32 bytes of a hash, from themselves or their text with this prefix."""
    return as_data(digest, name, prefix, HASH_BYTES)


def as_network(network_id: str, error: type[AecodecError] = FieldError) -> bytes:
    """Check a network id, and return the bytes that stand before what is signed or hashed."""
    if not isinstance(network_id, str):
        raise TypeError(f"network_id: expected a network id, found {type(network_id).__name__}")
    if not _NETWORK_ID.fullmatch(network_id) or network_id.endswith("-inner_tx"):
        expected = "printable ASCII without spaces such as 'ae_mainnet', not ending in -inner_tx"
        raise error("network_id", "network_id", None, expected, quote(network_id))
    return network_id.encode()


def as_protocol(protocol: ProtocolName) -> Protocol:
    """Return a protocol by its number, or its name in any case."""
    if isinstance(protocol, bool) or not isinstance(protocol, (int, str)):
        raise TypeError(f"protocol: expected its number or name, found {type(protocol).__name__}")
    for member in Protocol:
        if protocol == member or (isinstance(protocol, str) and protocol.upper() == member.name):
            return member
    known = ", ".join(f"{member.name.lower()} ({member})" for member in Protocol)
    found = quote(protocol) if isinstance(protocol, str) else format_int(protocol)
    raise FieldError("protocol_unknown", "protocol", None, f"one of {known}", found)


def minimal(number: int) -> bytes:
    """Return the bytes of a number without leading zeros; 0 is one zero byte."""
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")


def fixed(number: int) -> bytes:
    """Return a number as 32 bytes."""
    return number.to_bytes(HASH_BYTES, "big")
