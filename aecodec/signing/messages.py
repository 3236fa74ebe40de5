"""What accounts sign besides transactions: messages of a wallet, and leave for a contract to act for them.

Both begin with the byte 1a, which no network id does, so that neither can pass for a transaction.

Source: SERIALIZATION.md, section 5, Messages and Delegation signatures.
"""

from __future__ import annotations

from typing import Final

from .._validation import Bytes, as_bytes
from ..derived.authority import DELEGATION_HEAD
from ..errors import SignatureError, quote, sample
from ..ids import Id
from ..text import blake2b256
from .keys import SIGNATURE_BYTES, Signer, signature_by, verify_signature

_MESSAGE: Final = b"\x1aaeternity Signed Message:\n"


def message_hash(message: Bytes | str) -> bytes:
    """The 32 bytes that are signed for a message; text counts as its UTF-8.

    Raises SignatureError for text that has none, TypeError for what is neither text nor bytes.
    """
    try:
        content = message.encode() if isinstance(message, str) else as_bytes(message, "message")
    except UnicodeEncodeError:
        raise SignatureError("message_text", "message", None, "text", quote(str(message))) from None
    return blake2b256(_MESSAGE + _varint(len(content)) + content)


def sign_message(message: Bytes | str, key: Signer) -> bytes:
    """The 64-byte signature of a message, as wallets give it.

    Raises what `message_hash` raises, and FieldError if a foreign signer gives no 64 bytes.
    """
    return _signed(message_hash(message), key)


def verify_message(signature: Bytes | str, message: Bytes | str, account_id: Id | str) -> bool:
    """Whether this is the account's signature of the message; an `sg_` text will do for the signature.

    Raises what `message_hash` and `verify_signature` raise.
    """
    return verify_signature(signature, message_hash(message), account_id)


def sign_delegation(data: Bytes, key: Signer) -> bytes:
    """The 64-byte signature by which an account lets a contract act for it, from Ceres on.

    data: what `authority.delegation_data` gives; it names the network, the account and the contract.
    Raises SignatureError for other data, FieldError if a foreign signer gives no 64 bytes.
    """
    return _signed(_delegation(data), key)


def verify_delegation(signature: Bytes | str, data: Bytes, account_id: Id | str) -> bool:
    """Whether this is the account's signature of this delegation; an `sg_` text will do.

    Raises what `sign_delegation` and `verify_signature` raise.
    """
    return verify_signature(signature, _delegation(data), account_id)


def _signed(content: bytes, key: Signer) -> bytes:
    return as_bytes(signature_by(key, content), "signature", SIGNATURE_BYTES)


def _delegation(data: Bytes) -> bytes:
    content = as_bytes(data, "data")
    if not content.startswith(DELEGATION_HEAD):
        raise SignatureError("delegation_data", "data", None, DELEGATION_HEAD.hex(" "), sample(content[:2]))
    return content


def _varint(number: int) -> bytes:
    """A length as Bitcoin writes it: one byte, or a mark and 2, 4 or 8 bytes, little-endian."""
    if number < 0xFD:
        return bytes([number])
    mark, length = (0xFD, 2) if number < 1 << 16 else (0xFE, 4) if number < 1 << 32 else (0xFF, 8)
    return bytes([mark]) + number.to_bytes(length, "little")
