"""Keys, and single signatures: Ed25519 as libsodium has it, through PyNaCl, which is imported on first use.

What a signature of a transaction covers is in `transactions`, whose are needed in `signers`.
"""

from __future__ import annotations

import hmac
from functools import cache
from typing import Any, Final, NoReturn, Protocol, TypeAlias, final, runtime_checkable

from .. import text
from .._backend import later
from .._validation import Bytes, as_account, as_bytes
from ..errors import SignatureError, TextError
from ..ids import Id
from ..protocol import IdKind

_SEED_BYTES: Final = 32
_SECRET_BYTES: Final = 64
SIGNATURE_BYTES: Final = 64

#: A signature, the message that it may be of, and the account whose it may be.
Check: TypeAlias = tuple[bytes, bytes, Id]


@runtime_checkable
class Signer(Protocol):
    """What signs: a Key, or anything else that knows an account's address and signs bytes for it."""

    @property
    def address(self) -> Id: ...

    def sign(self, message: bytes) -> bytes: ...


@final
class Key:
    """The secret key of an account: `Key.generate()`, `Key.from_seed(…)` or `Key.from_secret(…)`.

    The secret stays inside: `repr` shows the address, and pickling and copying raise TypeError. Keys
    are compared in constant time; they hash by their address. Python cannot wipe the secret from memory
    when the key goes, nor what it was made from: where that matters, the key stays in a wallet, see Signer.
    """

    __slots__ = ("_address", "_secret")
    _address: Id
    _secret: bytes

    def __init__(self) -> None:
        raise TypeError("use Key.generate(), Key.from_seed() or Key.from_secret()")

    @classmethod
    def generate(cls) -> Key:
        """A new key that lives only in this process: its secret cannot be read back.

        For a key to keep, draw 32 bytes with `secrets.token_bytes` and give them to `from_seed`.
        """
        return _key(_sodium().crypto_sign_keypair()[1])

    @classmethod
    def from_seed(cls, seed: Bytes | str) -> Key:
        """The key that grows from a 32-byte seed, or from its `sk_` text.

        Raises SignatureError for another length or a text that is none; it shows nothing of the seed.
        """
        content = _seed_of(seed) if isinstance(seed, str) else _secret_bytes(seed, _SEED_BYTES)
        return _key(_sodium().crypto_sign_seed_keypair(content)[1])

    @classmethod
    def from_secret(cls, secret: Bytes) -> Key:
        """The key of a 64-byte secret: the seed and after it the public key.

        Raises SignatureError for another length, or if the two halves do not belong together.
        """
        content = _secret_bytes(secret, _SECRET_BYTES)
        key = cls.from_seed(content[:_SEED_BYTES])
        if not hmac.compare_digest(key._secret, content):
            raise SignatureError("key_halves")
        return key

    @property
    def address(self) -> Id:
        """The account that this key signs for."""
        return self._address

    def sign(self, message: Bytes) -> bytes:
        """The 64-byte Ed25519 signature of a message, always the same for the same message."""
        signed: bytes = _sodium().crypto_sign(as_bytes(message, "message"), self._secret)
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


def verify_signature(signature: Bytes | str, message: Bytes, account_id: Id | str) -> bool:
    """Whether this is the account's Ed25519 signature of the message; an `sg_` text will do.

    False for another length, a key that is no point of the curve or one of low order, and a form of
    the signature that is not canonical. Raises TextError or FieldError for what is no account.
    """
    content = text.decode(signature, "sg") if isinstance(signature, str) else as_bytes(signature, "signature")
    return fits(content, as_bytes(message, "message"), as_account(account_id, "account_id"))


def fits(signature: bytes, message: bytes, account: Id) -> bool:
    """`verify_signature` for what has been checked already."""
    answer: bool = later("signatures").fits(signature, message, account)
    return answer


def fits_each(checks: list[Check]) -> list[bool]:
    """`fits` of each, in one go without Python's lock where PyNaCl lets its libsodium be called directly."""
    answers: list[bool] = later("signatures").fits_each(_opener(), checks)
    return answers


def signature_by(key: Signer, message: bytes) -> bytes:
    """What a key or another signer gives as its signature.

    Raises TypeError for what is no signer, and for a signature that is not bytes.
    """
    if not isinstance(key, Signer):
        raise TypeError(f"expected a Key, not {type(key).__name__}")
    signature = key.sign(message)
    if not isinstance(signature, bytes):
        raise TypeError(f"expected a signature of {type(key).__name__}, not {type(signature).__name__}")
    return signature


def _sodium() -> Any:
    from nacl import bindings

    return bindings


@cache
def _opener() -> int | None:
    """Where libsodium's crypto_sign_open stands in memory; None if PyNaCl hides it.

    PyNaCl gives the lock back for one signature at a time. With a thread a processor the threads then meet
    at the lock after every 40 µs of work, and waiting for it costs more than the second processor brings.
    """
    _sodium()  # makes libsodium ready
    try:
        from nacl._sodium import ffi, lib  # type: ignore[import-not-found]

        return int(ffi.cast("uintptr_t", ffi.addressof(lib, "crypto_sign_open")))
    except (ImportError, AttributeError):
        return None


def _key(secret: bytes) -> Key:
    key = Key.__new__(Key)
    key._secret = secret
    key._address = Id.of(IdKind.ACCOUNT, secret[_SEED_BYTES:])
    return key


def _secret_bytes(secret: Bytes, length: int) -> bytes:
    """Secret bytes of this length. Its errors show nothing of them."""
    content = as_bytes(secret, "secret")
    if len(content) != length:
        raise SignatureError("key_length", "", None, f"{length} bytes", f"{len(content)}")
    return content


def _seed_of(secret_text: str) -> bytes:
    try:
        return text.decode(secret_text, "sk")
    except TextError:
        pass
    # Raised out here so that the TextError, whose evidence may be secret, is not its context.
    raise SignatureError("key_text", "", None, "an sk_ text")
