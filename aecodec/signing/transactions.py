"""Signing and verifying under a network id: whose signature it is, of which form, and what is missing.

A signature covers the network id and the unsigned transaction or its hash (SERIALIZATION.md, section 5).
There is no default network: the same bytes mean another signature on every network. Keys are in `keys`,
who must sign in `signers`, signatures of anything but transactions in `messages`.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import Final, NamedTuple, TypeAlias, TypeVar

from .._validation import as_network
from ..codec import Data, as_tx, to_bytes
from ..errors import SignatureError, quote
from ..ids import Id
from ..objects import SignedTx, Tx, replace
from ..protocol import NETWORK_IDS
from ..text import blake2b256
from ..tx import GAMetaTxV1, GAMetaTxV2
from ..tx.layers import iter_layers, unwrap_ga
from .keys import Check, Signer, fits, signature_by
from .signers import CheckedSignature, Form, Participants, SignatureLayer, layers

FORMS: Final[tuple[Form, ...]] = ("raw", "hash")
#: The network ids that stand in the node.
KNOWN: Final = NETWORK_IDS

#: Signatures of one layer that are checked. No layer needs more than two; each one more costs a hash of the
#: whole transaction, so that a long list of them would take quadratic time.
_MOST: Final = 64

_INNER: Final = b"-inner_tx"

_R = TypeVar("_R")
#: A piece of verifying that asks whether signatures fit and is sent the answers, so that those of many
#: transactions can be given together.
Asking: TypeAlias = Generator[Check, bool, _R]


class Verification(NamedTuple):
    """What `verify` found. True in a condition exactly when `ok`.

    signatures, missing: those of all layers, the outermost first. problems: all that is wrong, in words;
    empty when `ok`. layers: the same for each SignedTx by itself.
    """

    signatures: tuple[CheckedSignature, ...]
    missing: tuple[Id, ...]
    problems: tuple[str, ...]
    layers: tuple[SignatureLayer, ...] = ()

    @property
    def ok(self) -> bool:
        """Every required signer has signed, once, in the right place, and no signature is left over.

        Whether the contracts of `by_contract` agree can only be told on the chain.
        """
        return not self.problems

    @property
    def by_contract(self) -> tuple[Id, ...]:
        """The generalized accounts that need no signature here: their contracts decide, on the chain."""
        return tuple(dict.fromkeys(account for layer in self.layers for account in layer.by_contract))

    def __bool__(self) -> bool:
        return self.ok


class NetworkMatch(NamedTuple):
    """A network and a form under which a signature is the signer's."""

    network_id: str
    form: Form
    signer: Id


# --- signing ------------------------------------------------------------------------------------


def sign(tx: Tx | Data, key: Signer, network_id: str, form: Form = "raw", *, inner: bool = False) -> SignedTx:
    """The transaction with this key's signature: a SignedTx, or one with a signature more.

    Signatures are sorted and none stands twice. A ga_meta itself is not signed, so there the signature
    goes to what it wraps; of a paying_for the payer signs the whole, after all that is in it is signed.
    form: `hash` is valid from Lima on, `raw` always. inner: the transaction is to be wrapped in a
    paying_for. Raises SignatureError for an empty network id or an unknown form, FieldError if a foreign
    signer gives no 64 bytes, and what `decode_tx` raises.
    """
    if not isinstance(key, Signer):
        raise TypeError(f"expected a Key, not {type(key).__name__}")
    typed = as_tx(tx)
    return _with(typed, signature_by(key, message_to_sign(typed, network_id, form, inner=inner)))


def message_to_sign(tx: Tx | Data, network_id: str, form: Form = "raw", *, inner: bool = False) -> bytes:
    """The bytes that a signature of this transaction covers, for a wallet that signs bytes.

    Arguments and errors are those of `sign`; signatures that it has already do not matter, nor do the
    ga_meta layers around it.
    """
    if form not in FORMS:
        raise SignatureError("signing_form", "form", None, " or ".join(FORMS), quote(str(form)))
    network = as_network(network_id, SignatureError)
    return _Covered(unwrap_ga(as_tx(tx)).tx).messages(network, inner)[form]


def _with(tx: Tx, signature: bytes) -> SignedTx:
    outermost = next(iter_layers(tx))
    unsigned, signatures = outermost.tx, outermost.signatures
    if isinstance(unsigned, (GAMetaTxV1, GAMetaTxV2)):
        unsigned = replace(unsigned, tx=_with(unsigned.tx, signature))
    elif signature not in signatures:
        signatures = tuple(sorted((*signatures, signature)))
    return SignedTx(signatures=signatures, transaction=unsigned)


class _Covered:
    """What the signatures of one transaction cover; it is serialized once."""

    def __init__(self, unsigned: Tx) -> None:
        self._raw = to_bytes(unsigned)
        self._hash = blake2b256(self._raw)

    def messages(self, network: bytes, inner: bool) -> dict[Form, bytes]:
        domain = network + (_INNER if inner else b"")
        return {"raw": domain + self._raw, "hash": domain + self._hash}


# --- verifying ----------------------------------------------------------------------------------


def verify(
    tx: Tx | Data, network_id: str, *, participants: Participants | None = None, inner: bool = False
) -> Verification:
    """Whether everybody who must sign this transaction has, for this network, and nobody else.

    So for all that it wraps: what a paying_for pays for is signed with `-inner_tx` behind the network id,
    and whom a ga_meta authorises need not sign (see `Verification.by_contract`). The `payload` of a
    channel transaction is evidence of another signing, to be verified by itself.

    participants: both accounts of the channel, for transactions that do not name them; without them
    such a transaction is never ok. inner: it was signed to be wrapped in a paying_for. An unsigned
    transaction is not ok. Raises SignatureError for an empty network id and what `decode_tx` raises.
    """
    network = as_network(network_id, SignatureError)
    return _answered(verifying(as_tx(tx), network, participants, inner))


def verifying(
    typed: Tx, network: bytes, participants: Participants | None, inner: bool
) -> Asking[Verification]:
    """`verify`, asking."""
    problems: list[str] = []
    if not isinstance(typed, SignedTx):
        problems.append(f"a bare {type(typed).__name__} carries no signatures")
    checked: list[SignatureLayer] = []
    for layer in layers(typed, participants, inner):
        of = f" of {layer.path}" if checked else ""
        layer, wrong = yield from _checked(layer, network, of)
        checked.append(layer)
        problems += [*(issue.words for issue in layer.issues), *wrong]
    return Verification(
        tuple(signature for layer in checked for signature in layer.signatures),
        tuple(dict.fromkeys(signer for layer in checked for signer in layer.missing)),
        tuple(problems),
        tuple(checked),
    )


def _answered(asking: Asking[_R]) -> _R:
    """What comes of it when each question is answered by itself."""
    try:
        check = next(asking)
        while True:
            check = asking.send(fits(*check))
    except StopIteration as end:
        result: _R = end.value
        return result


def _checked(layer: SignatureLayer, network: bytes, of: str) -> Asking[tuple[SignatureLayer, list[str]]]:
    """The layer with whose its signatures are, and what is wrong with them, in words."""
    on = quote(network.decode())
    covered = _Covered(layer.tx)
    messages = covered.messages(network, layer.inner)
    found: list[CheckedSignature] = []
    problems: list[str] = []
    done: set[Id] = set()
    for index, (signature, *_) in enumerate(layer.signatures):
        here = f"signatures[{index}]{of}"
        signer, form = (None, None) if index >= _MOST else (yield from _signer(signature, messages, layer))
        ok = signer in layer.signers and signer not in done
        found.append(CheckedSignature(signature, signer, form, ok))
        if ok and signer is not None:
            done.add(signer)
        elif signer is not None:
            has = "has signed before" if signer in done else "is authorised by a ga_meta"
            problems.append(f"{here} is left over: {signer} {has}")
        elif index < _MOST:
            near = yield from _near(signature, covered, network, layer)
            problems.append(f"{here} fits no required signer on {on}{near}")
        elif index == _MOST:
            problems.append(f"{here} and what follows is not checked: nobody needs so many")
    missing = tuple(signer for signer in layer.signers if signer not in done)
    problems += [f"no signature of {signer}{of} on {on}" for signer in missing]
    return layer._replace(signatures=tuple(found), missing=missing), problems


def _near(signature: bytes, covered: _Covered, network: bytes, layer: SignatureLayer) -> Asking[str]:
    """The commonest mistake about a paying_for, in words, if it is the one that was made."""
    signer, _ = yield from _signer(signature, covered.messages(network, not layer.inner), layer)
    if signer is None:
        return ""
    what = "without a paying_for around it" if layer.inner else "to be wrapped in a paying_for"
    return f": {signer} signed it {what}"


def _signer(
    signature: bytes, messages: dict[Form, bytes], layer: SignatureLayer
) -> Asking[tuple[Id | None, Form | None]]:
    """The account that has to sign, or would have to, whose signature it is, and its form."""
    for form, message in messages.items():
        for signer in (*layer.signers, *layer.by_contract):
            if (yield signature, message, signer):
                return signer, form
    return None, None


def find_network(
    tx: Tx | Data,
    candidates: Iterable[str] = KNOWN,
    *,
    participants: Participants | None = None,
    inner: bool = False,
) -> tuple[NetworkMatch, ...]:
    """Under which of the candidate network ids a required signer's signature fits, in their order.

    Signatures are those of the transaction and of all that it wraps. The candidates are all that is tried:
    `(*KNOWN, "my_network")` adds one. Only signatures of those who must sign are recognised, so a
    transaction that names nobody needs `participants`. Other arguments and errors are those of `verify`.
    """
    if isinstance(candidates, str):
        raise TypeError("expected several network ids, not one str")
    signed = [(layer, _Covered(layer.tx)) for layer in layers(tx, participants, inner) if layer.signatures]
    fitting: dict[NetworkMatch, None] = {}
    for network_id in candidates:
        network = as_network(network_id, SignatureError)
        for layer, covered in signed:
            messages = covered.messages(network, layer.inner)
            for signature, *_ in layer.signatures[:_MOST]:
                signer, form = _answered(_signer(signature, messages, layer))
                if signer is not None and form is not None:
                    fitting[NetworkMatch(network_id, form, signer)] = None
    return tuple(fitting)
