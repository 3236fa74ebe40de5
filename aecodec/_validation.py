"""What a function is given, judged before anything is made of it: identifiers, numbers, hashes, names.

Each takes the argument and its name, which is the path of the TextError or FieldError for a wrong value. A
wrong type is a TypeError. What has the same name everywhere, a network or a protocol, needs none. At the end:
how a number is written where it is hashed.
"""

from __future__ import annotations

import re
from typing import Final, TypeAlias

from .errors import AecodecError, FieldError, TextError, format_int, quote
from .ids import Id
from .protocol import HASH_BYTES, IdKind, Protocol

Bytes: TypeAlias = bytes | bytearray | memoryview
#: A consensus protocol as member, number or name.
ProtocolName: TypeAlias = Protocol | int | str

#: Messages and delegations begin with the byte 1a, and what is paid for is signed with `-inner_tx` after the
#: network id: with such network ids, one could be taken for the other.
_NETWORK_ID: Final = re.compile("[!-~]+")


def as_id(given: Id | str, name: str, *kinds: IdKind) -> Id:
    """An identifier of one of these kinds, from itself or its text."""
    try:
        found = Id(given)
    except TextError as error:
        raise error.within(name) from None
    if found.kind not in kinds:
        wanted = " or ".join(kind.name.lower() for kind in kinds)
        raise FieldError("id_tag_not_allowed", name, None, wanted, found.kind.name.lower())
    return found


def as_account(account_id: Id | str, name: str) -> Id:
    """An account's id from itself or its text."""
    return as_id(account_id, name, IdKind.ACCOUNT)


def as_uint(number: int, name: str, most: int | None = None) -> int:
    """An unsigned integer of at most so many bytes."""
    if not isinstance(number, int) or isinstance(number, bool):
        raise TypeError(f"{name}: expected an integer, not {type(number).__name__}")
    if number < 0:
        raise FieldError("uint_negative", name, None, "0 or more", format_int(number))
    if most is not None and number.bit_length() > 8 * most:
        length = (number.bit_length() + 7) // 8
        raise FieldError("uint_too_long", name, None, f"at most {most} bytes", f"{length}")
    return number


def as_bytes(data: Bytes, name: str, length: int | None = None) -> bytes:
    """Bytes, of a fixed length if one is given."""
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"{name}: expected bytes, not {type(data).__name__}")
    content = bytes(data)
    if length is not None and len(content) != length:
        raise FieldError("bytes_length", name, None, f"{length} bytes", f"{len(content)}")
    return content


def as_network(network_id: str, error: type[AecodecError] = FieldError) -> bytes:
    """Check a network id, and return the bytes that stand before what is signed or hashed."""
    if not isinstance(network_id, str):
        raise TypeError(f"network_id: expected a network id, not {type(network_id).__name__}")
    if not _NETWORK_ID.fullmatch(network_id) or network_id.endswith("-inner_tx"):
        expected = "printable ASCII without spaces such as 'ae_mainnet', not ending in -inner_tx"
        raise error("network_id", "network_id", None, expected, quote(network_id))
    return network_id.encode()


def as_protocol(protocol: ProtocolName) -> Protocol:
    """A protocol by its number or its name in any case."""
    if isinstance(protocol, bool) or not isinstance(protocol, (int, str)):
        raise TypeError(f"protocol: expected its number or name, not {type(protocol).__name__}")
    for member in Protocol:
        if protocol == member or (isinstance(protocol, str) and protocol.upper() == member.name):
            return member
    known = ", ".join(f"{member.name.lower()} ({member})" for member in Protocol)
    found = quote(protocol) if isinstance(protocol, str) else format_int(protocol)
    raise FieldError("protocol_unknown", "protocol", None, f"one of {known}", found)


def minimal(number: int) -> bytes:
    """A number without leading zero bytes; 0 is one zero byte."""
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8), "big")


def fixed(number: int) -> bytes:
    """A number as 32 bytes."""
    return number.to_bytes(HASH_BYTES, "big")
