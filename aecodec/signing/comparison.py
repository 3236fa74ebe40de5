"""Compare the signatures of two transactions: which of them are valid for which transaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..codec import Data, as_tx
from ..objects import Tx
from ..tx.layers import unwrap_ga
from .signers import CheckedSignature, Participants, SignatureLayer, layers
from .transactions import SignedContent
from .verification import KNOWN, SignatureMatch, find_matches

#: Signatures that are compared. No valid transaction needs more than three.
_MOST = 64


class ComparedSignature(NamedTuple):
    """A signature of one of two transactions, or of both.

    in_left, in_right: the transaction has it. left, right: what it is valid for with the content of either
    transaction; None if it is not valid for any of the networks.
    """

    signature: bytes
    in_left: bool
    in_right: bool
    left: SignatureMatch | None
    right: SignatureMatch | None


class SignatureComparison(NamedTuple):
    """What two transactions mean for each other's signatures.

    same_content: both are the same without their signatures, so that a signature of one is valid for the
    other. signatures: those of both.
    """

    same_content: bool
    signatures: tuple[ComparedSignature, ...]


def compare_signatures(
    left: Tx | Data,
    right: Tx | Data,
    candidates: Iterable[str] = KNOWN,
    *,
    participants: Participants | None = None,
) -> SignatureComparison:
    """Find for each signature of two transactions with which content, and on which network, it is valid.

    A signature that is valid for the other transaction alone says that a field was changed after signing.
    What signatures cover is compared: the transaction within `GAMetaTx` layers, with all that it wraps.

    candidates: the networks that are tried. participants: both accounts of a channel, for transactions that
    do not name them. Raises what `verify` raises.
    """
    one, other = (_signed_layer(tx, participants) for tx in (as_tx(left), as_tx(right)))
    networks = tuple(candidates)
    has = [{checked.signature for checked in layer.signatures[:_MOST]} for layer in (one, other)]
    same = SignedContent(one.tx).message("raw", b"", False) == SignedContent(other.tx).message(
        "raw", b"", False
    )
    compared = []
    for signature in sorted(has[0] | has[1]):
        match = _match(one, signature, networks)
        compared.append(
            ComparedSignature(
                signature,
                signature in has[0],
                signature in has[1],
                match,
                match if same else _match(other, signature, networks),
            )
        )
    return SignatureComparison(same, tuple(compared))


def _signed_layer(tx: Tx, participants: Participants | None) -> SignatureLayer:
    """Return the layer with the signatures that sign the transaction."""
    path = unwrap_ga(tx).path
    return next(layer for layer in layers(tx, participants) if layer.path == path)


def _match(layer: SignatureLayer, signature: bytes, networks: tuple[str, ...]) -> SignatureMatch | None:
    alone = layer._replace(signatures=(CheckedSignature(signature, None, None, False),))
    return next(find_matches([alone], networks, both_forms=True), None)
