"""Signing and verifying under a network id: whose signature it is, of which form, and what is missing.

A signature covers the network id and the unsigned transaction or its hash (SERIALIZATION.md, section 5).
There is no default network: the same bytes mean another signature on every network. Ed25519 is
libsodium's, through PyNaCl, which is imported on first use.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any, Final, Literal, NamedTuple, NoReturn, Protocol, TypeAlias, final, runtime_checkable

from . import text
from .codec import Data, to_bytes
from .derived import as_account, opened
from .errors import SignatureError, TextError, quoted
from .ids import Id
from .merkle import blake2b256
from .objects import Tx
from .protocol import NETWORK_IDS, IdKind
from .tx import SignedTx

#: What is signed after the network id: the transaction (`raw`; all there was before Lima) or its hash.
Form: TypeAlias = Literal["raw", "hash"]
Bytes: TypeAlias = bytes | bytearray | memoryview
Participants: TypeAlias = tuple[Id | str, Id | str]

FORMS: Final[tuple[Form, ...]] = ("raw", "hash")
#: The network ids that stand in the node.
KNOWN: Final = NETWORK_IDS

_SEED_BYTES: Final = 32
_SECRET_BYTES: Final = 64
_SIGNATURE_BYTES: Final = 64


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
    are compared in constant time; they hash by their address.
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
        signed: bytes = _sodium().crypto_sign(_bytes(message), self._secret)
        return signed[:_SIGNATURE_BYTES]

    def __eq__(self, other: object) -> bool:
        return hmac.compare_digest(self._secret, other._secret) if isinstance(other, Key) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._address)

    def __repr__(self) -> str:
        return f"<Key of {self._address}>"

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError("a Key is neither pickled nor copied")


class CheckedSignature(NamedTuple):
    """A signature of a transaction and what it is.

    signer, form: whose it is and what it covers; None when it fits nobody who has to sign.
    ok: it counts: it fits, and is the first of its signer.
    """

    signature: bytes
    signer: Id | None
    form: Form | None
    ok: bool


class Verification(NamedTuple):
    """What `verify` found. True in a condition exactly when `ok`.

    missing: who has to sign and has not. problems: all that is wrong, in words; empty when `ok`.
    """

    signatures: tuple[CheckedSignature, ...]
    missing: tuple[Id, ...]
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Every required signer has signed, once, and no signature is left over."""
        return not self.problems

    def __bool__(self) -> bool:
        return self.ok


class Fit(NamedTuple):
    """A network and a form under which a signature is the signer's."""

    network_id: str
    form: Form
    signer: Id


# --- signing ------------------------------------------------------------------------------------


def sign(tx: Tx | Data, key: Signer, network_id: str, form: Form = "raw", inner: bool = False) -> SignedTx:
    """The transaction with this key's signature: a SignedTx, or one with a signature more.

    Signatures are sorted and none stands twice. form: `hash` is valid from Lima on, `raw` always.
    inner: the transaction is to be wrapped in a paying_for. Raises SignatureError for an empty network
    id or an unknown form, FieldError if a foreign signer gives no 64 bytes, and what `decode_tx` raises.
    """
    if not isinstance(key, Signer):
        raise TypeError(f"expected a Key, not {type(key).__name__}")
    typed = opened(tx)
    signature = key.sign(message_to_sign(typed, network_id, form, inner=inner))
    unsigned, signatures = _parts(typed)
    if signature not in signatures:
        signatures = tuple(sorted((*signatures, signature)))
    return SignedTx(signatures=signatures, transaction=unsigned)


def message_to_sign(tx: Tx | Data, network_id: str, form: Form = "raw", inner: bool = False) -> bytes:
    """The bytes that a signature of this transaction covers, for a wallet that signs bytes.

    Arguments and errors are those of `sign`; signatures that it has already do not matter.
    """
    if form not in FORMS:
        raise SignatureError("signing_form", "form", None, " or ".join(FORMS), quoted(str(form)))
    network = _network(network_id)
    unsigned = to_bytes(_parts(opened(tx))[0])
    return network + (b"-inner_tx" if inner else b"") + (unsigned if form == "raw" else blake2b256(unsigned))


# --- verifying ----------------------------------------------------------------------------------


def verify(
    tx: Tx | Data, network_id: str, *, participants: Participants | None = None, inner: bool = False
) -> Verification:
    """Whether everybody who must sign this transaction has, for this network, and nobody else.

    participants: both accounts of the channel, for transactions that do not name them; without them
    such a transaction is never ok. inner: it was signed to be wrapped in a paying_for. An unsigned
    transaction is not ok. Raises SignatureError for an empty network id and what `decode_tx` raises.
    """
    typed = opened(tx)
    unsigned, signatures = _parts(typed)
    messages = {form: message_to_sign(unsigned, network_id, form, inner=inner) for form in FORMS}
    signers, problems = _required(unsigned, participants)
    if not isinstance(typed, SignedTx):
        problems.append(f"a bare {type(unsigned).__name__} carries no signatures")
    checked: list[CheckedSignature] = []
    done: set[Id] = set()
    for index, signature in enumerate(signatures):
        signer, form = _signer(signature, messages, signers)
        ok = signer is not None and signer not in done
        checked.append(CheckedSignature(signature, signer, form, ok))
        if signer is None:
            problems.append(f"signatures[{index}] fits no required signer on {quoted(network_id)}")
        elif not ok:
            problems.append(f"signatures[{index}] is left over: {signer} has signed before")
        else:
            done.add(signer)
    missing = tuple(signer for signer in signers if signer not in done)
    problems.extend(f"no signature of {signer} on {quoted(network_id)}" for signer in missing)
    return Verification(tuple(checked), missing, tuple(problems))


def find_network(
    tx: Tx | Data,
    candidates: Iterable[str] = KNOWN,
    *,
    participants: Participants | None = None,
    inner: bool = False,
) -> tuple[Fit, ...]:
    """Under which of the candidate network ids a required signer's signature fits, in their order.

    The candidates are all that is tried: `(*KNOWN, "my_network")` adds one. Only signatures of those who
    must sign are recognised, so a transaction that names nobody needs `participants`. Other arguments
    and errors are those of `verify`.
    """
    if isinstance(candidates, str):
        raise TypeError("expected several network ids, not one str")
    typed = opened(tx)
    unsigned, signatures = _parts(typed)
    signers, _ = _required(unsigned, participants)
    fits: dict[Fit, None] = {}
    for network_id in candidates:
        messages = {form: message_to_sign(unsigned, network_id, form, inner=inner) for form in FORMS}
        for signature in signatures:
            signer, form = _signer(signature, messages, signers)
            if signer is not None and form is not None:
                fits[Fit(network_id, form, signer)] = None
    return tuple(fits)


def verify_signature(signature: Bytes | str, message: Bytes, account_id: Id | str) -> bool:
    """Whether this is the account's Ed25519 signature of the message; an `sg_` text will do.

    False for another length, a key that is no point of the curve or one of low order, and a form of
    the signature that is not canonical. Raises TextError or FieldError for what is no account.
    """
    content = text.decode(signature, "sg") if isinstance(signature, str) else _bytes(signature)
    return _fits(content, _bytes(message), as_account(account_id, "account_id"))


def required_signers(tx: Tx | Data, participants: Participants | None = None) -> tuple[Id, ...]:
    """The accounts that must sign this transaction, as far as it and `participants` name them.

    For oracles that is the account with their key. Raises SignatureError for participants that are not
    two different accounts, and what `decode_tx` raises.
    """
    return _required(_parts(opened(tx))[0], participants)[0]


def _required(unsigned: Tx, participants: Participants | None) -> tuple[tuple[Id, ...], list[str]]:
    """Who must sign, and in words why that may not be all of them."""
    kind = type(unsigned).__name__
    named = tuple(Id.of(IdKind.ACCOUNT, getattr(unsigned, field).key) for field in unsigned.SIGNERS)
    both = _both(participants)
    if not unsigned.BOTH_PARTICIPANTS:
        return named, [] if named else [f"who must sign a {kind} is not known"]
    if both is None:
        return named, [f"both participants must sign a {kind}, which does not name them: give participants"]
    return both, [f"{signer} is not a participant" for signer in named if signer not in both]


def _both(participants: Participants | None) -> tuple[Id, Id] | None:
    if participants is None:
        return None
    if not isinstance(participants, (tuple, list)):
        raise TypeError(f"expected two participants, not {type(participants).__name__}")
    both = [as_account(account, f"participants[{index}]") for index, account in enumerate(participants)]
    if len(both) != 2 or both[0] == both[1]:
        raise SignatureError("participants", "participants", found=", ".join(map(str, both[:2])))
    return both[0], both[1]


def _parts(tx: Tx) -> tuple[Tx, tuple[bytes, ...]]:
    """A transaction without its signatures, and these."""
    return (tx.transaction, tx.signatures) if isinstance(tx, SignedTx) else (tx, ())


def _signer(
    signature: bytes, messages: dict[Form, bytes], signers: tuple[Id, ...]
) -> tuple[Id | None, Form | None]:
    """The signer and the form that a signature fits."""
    for form, message in messages.items():
        for signer in signers:
            if _fits(signature, message, signer):
                return signer, form
    return None, None


# --- Ed25519 ------------------------------------------------------------------------------------


def _sodium() -> Any:
    from nacl import bindings

    return bindings


def _fits(signature: bytes, message: bytes, account: Id) -> bool:
    from nacl.exceptions import BadSignatureError

    if len(signature) != _SIGNATURE_BYTES:
        return False
    try:
        _sodium().crypto_sign_open(signature + message, account.key)
    except BadSignatureError:
        return False
    return True


def _key(secret: bytes) -> Key:
    key = Key.__new__(Key)
    key._secret = secret
    key._address = Id.of(IdKind.ACCOUNT, secret[_SEED_BYTES:])
    return key


def _secret_bytes(secret: Bytes, length: int) -> bytes:
    """Secret bytes of this length. Its errors show nothing of them."""
    content = _bytes(secret)
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


def _bytes(data: Bytes) -> bytes:
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise TypeError(f"expected bytes, not {type(data).__name__}")
    return bytes(data)


def _network(network_id: str) -> bytes:
    if not isinstance(network_id, str):
        raise TypeError(f"expected a network id, not {type(network_id).__name__}")
    try:
        content = network_id.encode()
    except UnicodeEncodeError:
        content = b""
    if not content:
        raise SignatureError(
            "network_id", "network_id", None, "text such as 'ae_mainnet'", quoted(network_id)
        )
    return content
