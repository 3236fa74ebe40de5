"""Transactions within a transaction: layer by layer, from the outermost `SignedTx` inwards.

Two types wrap another `SignedTx`: `GAMetaTx`, by which a generalized account (GA) authorizes what is in it,
and `PayingForTx`, which pays the fee of what is in it. They may nest in any order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, cast

from ..ids import Id
from ..objects import SignedTx, Tx
from ..protocol import IdKind
from ..schema import describe
from .generalized import GAMetaTx, GAMetaTxV1, GAMetaTxV2
from .paying_for import PayingForTx

if TYPE_CHECKING:
    from .unions import UnsignedTx

__all__ = ["Meta", "TxLayer", "iter_layers", "origin", "unwrap", "unwrap_ga"]

#: A `GAMetaTx` of any version.
Meta: TypeAlias = GAMetaTxV1 | GAMetaTxV2


class TxLayer(NamedTuple):
    """One transaction without its signatures, and what stands around it.

    path: where the layer stands, such as `SignedTx.transaction.tx`. signed: the `SignedTx` around `tx`; None
    for a bare transaction, which only the outermost can be. metas: the `GAMetaTx` that wrap the layer, the
    outermost first. paid_for: a `PayingForTx` wraps the layer.
    """

    path: str
    tx: UnsignedTx
    signed: SignedTx | None
    metas: tuple[Meta, ...]
    paid_for: bool

    @property
    def signatures(self) -> tuple[bytes, ...]:
        """The signatures of the `SignedTx`; () for a bare transaction."""
        return () if self.signed is None else self.signed.signatures

    @property
    def tx_path(self) -> str:
        """Where `tx` itself stands, such as `SignedTx.transaction`."""
        return self.path if self.signed is None else f"{self.path}.transaction"


def iter_layers(tx: Tx, path: str | None = None) -> Iterator[TxLayer]:
    """Yield the layers of a transaction, the outermost first.

    path: where the transaction stands; by default the name of its type.
    """
    path = describe(type(tx)).name if path is None else path
    metas: tuple[Meta, ...] = ()
    paid_for = False
    while True:
        signed = tx if isinstance(tx, SignedTx) else None
        bare = cast("UnsignedTx", tx) if signed is None else signed.transaction
        layer = TxLayer(path, bare, signed, metas, paid_for)
        yield layer
        match layer.tx:
            case GAMetaTxV1() | GAMetaTxV2() as meta:
                metas, tx = (*metas, meta), meta.tx
            case PayingForTx() as paying:
                paid_for, tx = True, paying.tx
            case _:
                return
        path = f"{layer.tx_path}.tx"


def unwrap(tx: Tx) -> TxLayer:
    """Return the innermost layer of a transaction: what takes effect in the end."""
    *_, innermost = iter_layers(tx)
    return innermost


def unwrap_ga(tx: Tx, path: str | None = None) -> TxLayer:
    """Return the first layer that is not a `GAMetaTx`: what is signed instead of these."""
    return next(layer for layer in iter_layers(tx, path) if not isinstance(layer.tx, GAMetaTx))


def origin(tx: UnsignedTx) -> Id | None:
    """Return the account whose nonce a transaction has and that pays its fee; None for what names no account.

    Of an oracle's transaction it is the account with the oracle's key, of a `GAMetaTx`, which has no nonce,
    the generalized account.
    """
    if isinstance(tx, (GAMetaTxV1, GAMetaTxV2)):
        return tx.ga_id
    if not tx.SIGNERS:
        return None
    named: Id = getattr(tx, tx.SIGNERS[0])
    return Id.of(IdKind.ACCOUNT, named.key)
