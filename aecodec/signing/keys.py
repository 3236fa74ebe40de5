"""Keys, and single signatures: Ed25519 by libsodium through PyNaCl, which is imported on first use.

What a signature of a transaction covers is in `transactions`, who must sign in `signers`.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from typing import Final, NoReturn, Protocol, final, runtime_checkable

from .. import text
from .._lazy import load
from .._validation import Bytes, as_account, as_bytes
from ..errors import SignatureError, TextError
from ..ids import Id
from ..protocol import IdKind

_SEED_BYTES: Final = 32
_SECRET_BYTES: Final = 64
SIGNATURE_BYTES: Final = 64

_SEED_FORMS: Final = "32 bytes, 64 hex digits or sk_ text (a whole secret: use from_secret)"
_SECRET_FORMS: Final = "64 bytes or 128 hex digits (a seed or sk_ text: use from_seed)"


@runtime_checkable
class Signer(Protocol):
    """Anything that signs for an account: a Key, or a wallet that keeps its key to itself."""

    @property
    def address(self) -> Id:
        """The account that is signed for."""

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of a message."""


@final
class Key:
    """The secret key of an account: `Key.generate()`, `Key.from_seed(…)` or `Key.from_secret(…)`.

    The secret cannot be read back: `repr` shows the address, and pickling and copying raise TypeError. Keys
    are compared in constant time and hashed by their address. Python cannot erase the secret from memory
    when the key is deleted, nor what the key was made from: where that matters, keep the key in a wallet,
    see Signer.
    """

    __slots__ = ("_address", "_secret")
    _address: Id
    _secret: bytes

    def __init__(self) -> None:
        raise TypeError("use Key.generate(), Key.from_seed() or Key.from_secret()")

    @classmethod
    def generate(cls) -> Key:
        """Make a new key that exists in this process alone.

        To keep a key, pass 32 bytes of `secrets.token_bytes` to `from_seed` and store them.
        """
        return _key(load("nacl.bindings").crypto_sign_keypair()[1])

    @classmethod
    def from_seed(cls, seed: Bytes | str) -> Key:
        """Make the key of a seed: 32 bytes, 64 hex digits or `sk_` text.

        Raises SignatureError for another length (`key_length`) or text (`key_text`). The error shows
        nothing of the seed.
        """
        content = _secret_bytes(seed, _SEED_BYTES, _SEED_FORMS, "sk_")
        return _key(load("nacl.bindings").crypto_sign_seed_keypair(content)[1])

    @classmethod
    def from_secret(cls, secret: Bytes | str) -> Key:
        """Make the key of a whole secret: the seed and the public key, together 64 bytes or 128 hex digits.

        Raises what `from_seed` raises, and SignatureError if the public key does not match the seed
        (`key_halves`).
        """
        content = _secret_bytes(secret, _SECRET_BYTES, _SECRET_FORMS)
        key = cls.from_seed(content[:_SEED_BYTES])
        if not hmac.compare_digest(key._secret, content):
            raise SignatureError("key_halves")
        return key

    @property
    def address(self) -> Id:
        """The account that this key signs for."""
        return self._address

    def sign(self, message: Bytes) -> bytes:
        """Return the 64-byte Ed25519 signature of a message; it is always the same for the same message."""
        signed: bytes = load("nacl.bindings").crypto_sign(as_bytes(message, "message"), self._secret)
        return signed[:SIGNATURE_BYTES]

    def __eq__(self, other: object) -> bool:
        return hmac.compare_digest(self._secret, other._secret) if isinstance(other, Key) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"<Key of {self._address}>"

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("a Key is neither pickled nor copied")

    def __getstate__(self) -> NoReturn:
        self.__reduce_ex__(None)


def verify_signature(*, signature: Bytes | str, message: Bytes, account_id: Id | str) -> bool:
    """Check an Ed25519 signature of a message by an account.

    signature: 64 bytes, `sg_` text or 128 hex digits.

    Returns False for a signature of another length or of non-canonical form, and for an account whose key
    is not a point of the curve or has a low order. Raises TextError or FieldError for an invalid account or
    text.
    """
    if isinstance(signature, str):
        content = _from_hex(signature, SIGNATURE_BYTES) or text.decode(signature, "sg")
    else:
        content = as_bytes(signature, "signature")
    return is_signature(content, as_bytes(message, "message"), as_account(account_id, "account_id"))


def is_signature(signature: bytes, message: bytes, account: Id) -> bool:
    """Check an Ed25519 signature; the types of the arguments are not checked."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    try:
        load("nacl.bindings").crypto_sign_open(signature + message, account.key)
    except load("nacl.exceptions").BadSignatureError:
        return False
    return True


def signature_by(key: Signer, message: bytes) -> bytes:
    """Return the signature of a message by a key or another signer.

    Raises TypeError for another object, and for a signature that is not bytes.
    """
    if not isinstance(key, Signer):
        raise TypeError(f"expected a Key, not {type(key).__name__}")
    signature = key.sign(message)
    if not isinstance(signature, bytes):
        raise TypeError(f"expected a signature of {type(key).__name__}, not {type(signature).__name__}")
    return signature


def _key(secret: bytes) -> Key:
    key = Key.__new__(Key)
    key._secret = secret
    key._address = Id.of(IdKind.ACCOUNT, secret[_SEED_BYTES:])
    return key


def _secret_bytes(secret: Bytes | str, length: int, forms: str, prefix: str | None = None) -> bytes:
    """Return secret bytes of this length, from themselves or text. Errors show nothing of them."""
    if not isinstance(secret, str):
        content = as_bytes(secret, "secret")
        if len(content) != length:
            raise SignatureError("key_length", "", None, forms, f"{len(content)} bytes")
        return content
    found = _from_hex(secret, length)
    if prefix is not None and secret.startswith(prefix):
        with suppress(TextError):
            found = text.decode(secret, "sk")
    if found is not None:
        return found
    # Raised when the TextError is forgotten: it may show the secret, and would be the context of this error.
    raise SignatureError("key_text", "", None, forms, f"text of {len(secret)} characters")


def _from_hex(digits: str, length: int) -> bytes | None:
    """Return the bytes that hex digits stand for; None for other text."""
    if len(digits) == 2 * length and digits.isalnum():  # fromhex skips white space
        with suppress(ValueError):
            return bytes.fromhex(digits)
    return None
