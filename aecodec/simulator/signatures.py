"""Signatures of clients: what a reply must be to count, and what follows when it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..codec import decode_tx, to_bytes
from ..errors import AecodecError, DecodeError, TextError
from ..ids import Id
from ..lenient import decode_lenient
from ..objects import SignedTx
from ..rpc import SIGNING_ERRORS
from ..signing import verify
from ..tx.layers import iter_layers, unwrap
from .refusals import Refusal

if TYPE_CHECKING:
    from .machine import Machine, Pending

__all__ = ["is_signed_by_both", "is_valid_reply", "read_signed", "same_content", "words_of"]


def read_signed(text: object) -> SignedTx | None:
    """Decode the transaction of a reply as the node does, signatures in any order.

    None for what is no signed transaction, which the node drops. Raises Refusal for damaged text.
    """
    if not isinstance(text, str) or not text.startswith("tx_"):
        raise Refusal(1010)
    try:
        found: object = decode_tx(text)
    except DecodeError:
        try:
            found = decode_lenient(text).obj
        except TextError:
            raise Refusal(1010) from None
        except AecodecError:
            return None
    return found if isinstance(found, SignedTx) else None


def is_valid_reply(machine: Machine, pending: Pending, signed: SignedTx) -> bool:
    """Tell whether a reply holds the transaction that was asked for, with this client's authentication.

    A proposal may be signed by both, where the other participant signed it out of band; an acknowledgement
    must be.
    """
    if not same_content(pending.signed, signed):
        return False
    signers = _authenticators(machine, signed)
    wanted = {machine.own_id}
    if pending.operation is None or (pending.own and pending.operation.name == "create"):
        return signers == wanted
    both = set(machine.participants)
    return signers == both or (pending.own and signers == wanted)


def is_signed_by_both(machine: Machine, signed: SignedTx) -> bool:
    """Tell whether both participants have authenticated a transaction, and nobody else."""
    return _authenticators(machine, signed) == set(machine.participants)


def same_content(one: SignedTx, other: SignedTx) -> bool:
    """Tell whether two transactions are the same but for their authentications."""
    return to_bytes(unwrap(one).tx) == to_bytes(unwrap(other).tx)


def words_of(code: int) -> str:
    """Return the node's words for a code by which somebody refuses to sign."""
    return next(one.message for one in SIGNING_ERRORS if one.first <= code <= one.last)


def _authenticators(machine: Machine, signed: SignedTx) -> set[Id] | None:
    """Return the accounts that signed, or whose contracts authorize; None if anything is invalid."""
    layers = tuple(iter_layers(signed))
    metas = [meta.ga_id for meta in layers[-1].metas]
    if any(layer.paid_for for layer in layers) or not set(metas) <= set(machine.participants):
        return None
    if len(set(metas)) != len(metas) or not all(machine.chain.account(one).generalized for one in metas):
        return None
    try:
        found = verify(signed, machine.chain.network_id, participants=machine.participants, trust_ga=True)
    except AecodecError:
        return None
    if any(issue.code != "signature_missing" for issue in found.issues):
        return None
    return {one.signer for one in found.signatures if one.signer is not None} | set(metas)
