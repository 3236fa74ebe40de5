"""Who must sign a transaction: layer by layer, from the outermost SignedTx inwards.

What needs a signature says so itself, in its class (`SIGNERS`, `BOTH_PARTICIPANTS`). Two types wrap another
SignedTx, and so make the next layer:

- ga_meta: a contract authorises it, so its own SignedTx has no signatures. All that is within may do
  without the signature of its account; the others sign what is within, as ever.
- paying_for: the payer signs it. What is within is signed for the network id with `-inner_tx` behind.

Sources: SERIALIZATION.md, sections 5 and 6; the node agrees (aetx_sign, aega_meta_tx, aec_paying_for_tx).
"""

from __future__ import annotations

from typing import Literal, NamedTuple, TypeAlias

from .._validation import as_account
from ..codec import Data, as_tx
from ..errors import SignatureError
from ..ids import Id
from ..objects import Tx
from ..protocol import IdKind
from ..tx import GAMetaTx
from ..tx.layers import iter_layers

#: What is signed after the network id: the transaction (`raw`; all there was before Lima) or its hash.
Form: TypeAlias = Literal["raw", "hash"]
Participants: TypeAlias = tuple[Id | str, Id | str]


class CheckedSignature(NamedTuple):
    """A signature of a transaction and what it is.

    signer, form: whose it is and what it covers; None when it fits nobody who has to sign.
    ok: it counts: it fits, is needed, and is the first of its signer.
    """

    signature: bytes
    signer: Id | None
    form: Form | None
    ok: bool


class Issue(NamedTuple):
    """Why signatures alone do not settle a layer: a code of `errors.RULES`, and the same in words."""

    code: str
    words: str


class SignatureLayer(NamedTuple):
    """A SignedTx, outermost or wrapped, or the bare transaction that was given: who signs it, who has.

    path: where it is, such as `SignedTx.transaction.tx`. tx: what its signatures cover. inner: they do so
    with `-inner_tx` behind the network id. signers: whose signatures are needed. by_contract: who would
    have to sign, did not the contract of an enclosing ga_meta authorise it, which only the chain can tell.
    missing: signers whose signature has not been found.
    """

    path: str
    tx: Tx
    inner: bool
    signers: tuple[Id, ...]
    by_contract: tuple[Id, ...]
    issues: tuple[Issue, ...]
    signatures: tuple[CheckedSignature, ...]
    missing: tuple[Id, ...]


def layers(
    tx: Tx | Data, participants: Participants | None = None, inner: bool = False
) -> tuple[SignatureLayer, ...]:
    """What has to be signed by whom, with nothing checked: every signature is nobody's yet.

    Arguments and errors are those of `signing.verify`.
    """
    both = both_of(participants)
    found: list[SignatureLayer] = []
    for path, unsigned, signed, metas, paid_for in iter_layers(as_tx(tx)):
        signers, issues = _required(unsigned, both)
        paid_for = paid_for or inner
        authorised = {meta.ga_id for meta in metas}
        if paid_for and not unsigned.CAN_BE_PAID_FOR:
            issues.append(Issue("not_paid_for", f"nobody can pay for a {type(unsigned).__name__}"))
        needed = tuple(signer for signer in signers if signer not in authorised)
        by_contract = tuple(signer for signer in signers if signer in authorised)
        unchecked = (
            tuple(CheckedSignature(signature, None, None, False) for signature in signed.signatures)
            if signed
            else ()
        )
        found.append(
            SignatureLayer(path, unsigned, paid_for, needed, by_contract, tuple(issues), unchecked, needed)
        )
    return tuple(found)


def required_signers(tx: Tx | Data, participants: Participants | None = None) -> tuple[Id, ...]:
    """The accounts whose signatures this transaction and all it wraps need, as far as they are known.

    For oracles that is the account with their key. Accounts that a ga_meta authorises are left out, and
    channel participants that neither the transaction nor `participants` names. Raises SignatureError for
    participants that are not two different accounts, and what `decode_tx` raises.
    """
    return tuple(dict.fromkeys(signer for layer in layers(tx, participants) for signer in layer.signers))


def both_of(participants: Participants | None) -> tuple[Id, Id] | None:
    """The two participants of a channel as they were given; None if they were not.

    Raises SignatureError unless they are two different accounts, TextError or FieldError for what is none.
    """
    if participants is None:
        return None
    if not isinstance(participants, (tuple, list)):
        raise TypeError(f"expected two participants, not {type(participants).__name__}")
    both = [as_account(account, f"participants[{index}]") for index, account in enumerate(participants)]
    if len(both) != 2 or both[0] == both[1]:
        raise SignatureError("participants", "participants", found=", ".join(map(str, both[:2])))
    return both[0], both[1]


def _required(unsigned: Tx, both: tuple[Id, Id] | None) -> tuple[tuple[Id, ...], list[Issue]]:
    """Who must sign, and why that may not be all of them."""
    kind = type(unsigned).__name__
    if isinstance(unsigned, GAMetaTx):
        return (), []
    named = tuple(Id.of(IdKind.ACCOUNT, getattr(unsigned, field).key) for field in unsigned.SIGNERS)
    if not unsigned.BOTH_PARTICIPANTS:
        if not named:
            return (), [Issue("signers_unknown", f"who must sign a {kind} is not known")]
        if len(set(named)) < len(named):
            return named[:1], [Issue("participants", f"{named[0]} is both participants")]
        return named, []
    if both is None:
        words = f"both participants must sign a {kind}, which does not name them: give participants"
        return named, [Issue("signers_unknown", words)]
    strangers = [signer for signer in named if signer not in both]
    return both, [Issue("participants", f"{signer} is not a participant") for signer in strangers]
