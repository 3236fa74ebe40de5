"""Required signers of a transaction, layer by layer, from the outermost `SignedTx` inwards.

A transaction class names its signers (`SIGNERS`, `BOTH_PARTICIPANTS`). Two types wrap another `SignedTx`:

- `GAMetaTx`: the contract of a generalized account (GA) authorizes it, so its own `SignedTx` has no
  signatures. Everything inside needs no signature of that account; all other signers sign what is inside.
- `PayingForTx`: the payer signs it. Everything inside is signed with `-inner_tx` after the network id.

Sources: docs/protocol/serialization.md; the node's modules aetx_sign, aega_meta_tx and aec_paying_for_tx.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from .._validation import as_account
from ..codec import Data, as_tx
from ..errors import SignatureError, with_article
from ..ids import Id
from ..objects import Tx
from ..protocol import IdKind
from ..tx import GAMetaTx
from ..tx.layers import TxLayer, iter_layers

#: What is signed after the network id: the serialized transaction (`raw`; the only form before Lima) or its
#: hash.
Form: TypeAlias = Literal["raw", "hash"]
Participants: TypeAlias = tuple[Id | str, Id | str]


class CheckedSignature(NamedTuple):
    """A signature of a transaction and the result of checking it.

    signer, form: the account that made it and the form that it covers; None if it matches no required signer.
    ok: it counts: it is valid, it is required, and it is the first one of its signer.
    """

    signature: bytes
    signer: Id | None
    form: Form | None
    ok: bool


class Issue(NamedTuple):
    """A problem of a transaction's signatures; `str` gives the sentence.

    The fields have the meaning of those of `SignatureError`: `code` is a key of `errors.RULES`.
    """

    code: str
    path: str
    expected: str | None = None
    found: str | None = None

    def error(self) -> SignatureError:
        """Return the problem as an exception."""
        return SignatureError(self.code, self.path, None, self.expected, self.found)

    def __str__(self) -> str:
        return str(self.error())


class SignatureLayer(NamedTuple):
    """The signatures of one `SignedTx`, outermost or wrapped, or of the bare transaction that was given.

    path: its place, such as `SignedTx.transaction.tx`. tx: the transaction that its signatures cover.
    inner: they cover it with `-inner_tx` after the network id. signers: the accounts that must sign.
    by_contract: the accounts that would have to sign if the contract of an enclosing `GAMetaTx` did not
    authorize the transaction for them. issues: why the signers are not fully known, or not valid. missing:
    signers without a signature so far.
    """

    path: str
    tx: Tx
    inner: bool
    signers: tuple[Id, ...]
    by_contract: tuple[Id, ...]
    issues: tuple[Issue, ...]
    signatures: tuple[CheckedSignature, ...]
    missing: tuple[Id, ...]

    @property
    def wrapped_path(self) -> str:
        """The path of a wrapped layer; empty for the outermost."""
        return self.path if "." in self.path else ""


def layers(
    tx: Tx | Data, participants: Participants | None = None, inner: bool = False
) -> tuple[SignatureLayer, ...]:
    """Return the layers of a transaction with their required signers; no signature is checked.

    Arguments and errors are those of `signing.verify`.
    """
    both = as_participants(participants)
    return tuple(_layer(layer, both, inner) for layer in iter_layers(as_tx(tx)))


def required_signers(tx: Tx | Data, participants: Participants | None = None) -> tuple[Id, ...]:
    """Return the accounts that must sign a transaction and everything that it wraps, as far as known.

    The signer of an oracle's transaction is the account with the oracle's key. Not included are accounts
    that a `GAMetaTx` authorizes, and channel participants that neither the transaction nor `participants`
    names. Raises SignatureError for participants that are not two different accounts, and what `decode_tx`
    raises.
    """
    return tuple(dict.fromkeys(signer for layer in layers(tx, participants) for signer in layer.signers))


def as_participants(participants: Participants | None) -> tuple[Id, Id] | None:
    """Check the two participants of a channel; None stands for unknown ones.

    Raises SignatureError unless they are two different accounts, TextError or FieldError for other ids.
    """
    if participants is None:
        return None
    if not isinstance(participants, (tuple, list)):
        raise TypeError(f"expected two participants, not {type(participants).__name__}")
    both = [as_account(account, f"participants[{index}]") for index, account in enumerate(participants)]
    if len(both) != 2 or both[0] == both[1]:
        found = ", ".join(map(str, both[:2])) or "none"
        raise SignatureError("participants", "participants", None, "two different accounts", found)
    return both[0], both[1]


def _layer(layer: TxLayer, both: tuple[Id, Id] | None, inner: bool) -> SignatureLayer:
    inner = inner or layer.paid_for
    path = layer.path if "." in layer.path else ""
    signers, issues = _required(layer.tx, both, path)
    if inner and not layer.tx.CAN_BE_PAID_FOR:
        issues.append(Issue("not_paid_for", path, None, with_article(type(layer.tx).__name__)))
    authorized = {meta.ga_id for meta in layer.metas}
    needed = tuple(signer for signer in signers if signer not in authorized)
    by_contract = tuple(signer for signer in signers if signer in authorized)
    unchecked = tuple(CheckedSignature(signature, None, None, False) for signature in layer.signatures)
    return SignatureLayer(layer.path, layer.tx, inner, needed, by_contract, tuple(issues), unchecked, needed)


def _required(tx: Tx, both: tuple[Id, Id] | None, path: str) -> tuple[tuple[Id, ...], list[Issue]]:
    """Return the accounts that must sign, and why these may not be all of them."""
    if isinstance(tx, GAMetaTx):
        return (), []
    named = tuple(Id.of(IdKind.ACCOUNT, getattr(tx, field).key) for field in tx.SIGNERS)
    if not tx.BOTH_PARTICIPANTS:
        if not named:
            return (), [Issue("signers_unknown", path, None, with_article(type(tx).__name__))]
        if len(set(named)) < len(named):
            return named[:1], [Issue("participants", path, "two different accounts", f"{named[0]} twice")]
        return named, []
    if both is None:
        wanted = "both participants of the channel: give participants"
        return named, [Issue("signers_unknown", path, wanted, with_article(type(tx).__name__))]
    expected = " or ".join(map(str, both))
    others = [signer for signer in named if signer not in both]
    return both, [Issue("participants", path, expected, str(signer)) for signer in others]
