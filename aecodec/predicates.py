"""Yes or no instead of an error: whether a value is a valid text, identifier, address or name.

No function here raises, whatever it is given. What is wrong with a value, the functions that read it say:
`decode`, `Id`, `names.to_ascii`.
"""

from __future__ import annotations

from . import text
from ._validation import ProtocolName, as_protocol
from .errors import AecodecError
from .ids import Id
from .names import to_ascii
from .protocol import CURRENT_PROTOCOL, IdKind

__all__ = ["is_address", "is_id", "is_name", "is_valid"]


def is_valid(value: object, prefix: str | None = None) -> bool:
    """Check whether a value is a valid prefixed text; with `prefix`, one of this prefix (`"ak"`).

    Prefix, alphabet, checksum and length are checked, not what the payload is.
    """
    if not isinstance(value, str) or not (prefix is None or isinstance(prefix, str)):
        return False
    try:
        text.decode(value, prefix)
    except AecodecError:
        return False
    return True


def is_id(value: object, *kinds: IdKind) -> bool:
    """Check whether a value is an `Id` or the text of one, of one of these kinds if any are given."""
    if not isinstance(value, (str, Id)):
        return False
    try:
        found = Id(value)
    except AecodecError:
        return False
    return not kinds or found.kind in kinds


def is_address(value: object) -> bool:
    """Check whether a value is the address of an account (`ak_`), as `Id` or text."""
    return is_id(value, IdKind.ACCOUNT)


def is_name(value: object, *, protocol: ProtocolName = CURRENT_PROTOCOL) -> bool:
    """Check whether a value is a name that can be claimed at a protocol, as text or its UTF-8 bytes.

    That is a name in `.chain`, or before Lima one in `.test`. Whether somebody has it, only the chain knows.
    """
    if not isinstance(value, (str, bytes)):
        return False
    try:
        to_ascii(value, protocol=as_protocol(protocol))
    except (AecodecError, TypeError):
        return False
    return True
