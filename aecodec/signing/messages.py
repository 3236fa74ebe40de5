"""Signatures of other things than transactions: messages of a wallet, and delegations to a contract.

Both begin with the byte 1a, which no network id contains, so that neither can be taken for a transaction.

Source: docs/protocol/serialization.md.
"""

from __future__ import annotations

from typing import Final

from .._validation import Bytes, as_bytes
from ..derived.delegation import DELEGATION_HEAD
from ..errors import SignatureError, format_bytes, quote
from ..ids import Id
from ..text import blake2b256
from .keys import SIGNATURE_BYTES, Signer, signature_by, verify_signature

_MESSAGE: Final = b"\x1aaeternity Signed Message:\n"


def message_hash(message: Bytes | str) -> bytes:
    """Return the 32 bytes that are signed for a message; text is encoded as UTF-8.

    Raises SignatureError for text that has no UTF-8 form (`message_text`), TypeError for other types.
    """
    try:
        content = message.encode() if isinstance(message, str) else as_bytes(message, "message")
    except UnicodeEncodeError:
        raise SignatureError(
            "message_text", "message", None, "text without lone surrogates", quote(str(message))
        ) from None
    return blake2b256(_MESSAGE + _varint(len(content)) + content)


def sign_message(message: Bytes | str, key: Signer) -> bytes:
    """Return the 64-byte signature of a message, as wallets make it.

    Raises what `message_hash` raises, and FieldError if another signer than a Key returns other than 64
    bytes.
    """
    return _sign(message_hash(message), key)


def verify_message(*, signature: Bytes | str, message: Bytes | str, account_id: Id | str) -> bool:
    """Check an account's signature of a message; the signature may be text, see `verify_signature`.

    Raises what `message_hash` and `verify_signature` raise.
    """
    return verify_signature(signature=signature, message=message_hash(message), account_id=account_id)


def sign_delegation(data: Bytes, key: Signer) -> bytes:
    """Return the 64-byte signature by which an account lets a contract act for it (from Ceres on).

    data: the bytes of `derived.delegation_data`, which name the network, the account and the contract. Raises
    SignatureError for other data (`delegation_data`), FieldError if another signer than a Key returns other
    than 64 bytes.
    """
    return _sign(_delegation(data), key)


def verify_delegation(*, signature: Bytes | str, data: Bytes, account_id: Id | str) -> bool:
    """Check an account's signature of a delegation; the signature may be text, see `verify_signature`.

    Raises what `sign_delegation` and `verify_signature` raise.
    """
    return verify_signature(signature=signature, message=_delegation(data), account_id=account_id)


def _sign(content: bytes, key: Signer) -> bytes:
    return as_bytes(signature_by(key, content), "signature", SIGNATURE_BYTES)


def _delegation(data: Bytes) -> bytes:
    content = as_bytes(data, "data")
    if not content.startswith(DELEGATION_HEAD):
        raise SignatureError(
            "delegation_data", "data", None, DELEGATION_HEAD.hex(" "), format_bytes(content[:2])
        )
    return content


def _varint(number: int) -> bytes:
    """Encode a length as Bitcoin does: one byte, or a mark and 2, 4 or 8 bytes, little-endian."""
    if number < 0xFD:
        return bytes([number])
    mark, length = (0xFD, 2) if number < 1 << 16 else (0xFE, 4) if number < 1 << 32 else (0xFF, 8)
    return bytes([mark]) + number.to_bytes(length, "little")
