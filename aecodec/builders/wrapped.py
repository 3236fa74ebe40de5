"""Checks of the transactions that a ga_meta or paying_for transaction wraps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from .._consensus import check_authorized_nonce, check_costs
from ..codec import Data, decode_tx
from ..errors import BuildError
from ..ids import Id
from ..objects import Tx
from ..protocol import Protocol
from ..tx import GAMetaTx, GAMetaTxV1, SignedTx, UnsignedTx
from ..tx.layers import TxLayer, iter_layers, unwrap_ga
from .draft import require
from .values import argument_errors


def as_signed(tx: Tx | Data, *, unsigned: bool) -> SignedTx:
    """Return the transaction to be wrapped as SignedTx.

    unsigned: it may come without a SignedTx, which a ga_meta always may.
    """
    inner = tx
    if isinstance(inner, (str, bytes, bytearray, memoryview)):
        with argument_errors("tx"):
            inner = decode_tx(inner)
    if isinstance(inner, SignedTx):
        return inner
    if not isinstance(inner, Tx):
        raise BuildError("field_type", "tx", None, "a transaction", type(inner).__name__)
    if not unsigned and not isinstance(inner, GAMetaTx):
        raise BuildError("signatures_missing", "tx", None, "a SignedTx", type(inner).__name__)
    with argument_errors("tx"):
        return SignedTx(signatures=(), transaction=cast("UnsignedTx", inner))


def authorized_layers(signed: SignedTx) -> Iterator[TxLayer]:
    """Yield the wrapped layer and those that generalized accounts authorize in it, the outermost first."""
    for layer in iter_layers(signed, "tx"):
        yield layer
        if not isinstance(layer.tx, GAMetaTx):
            return


def check_fees(signed: SignedTx, outer: type[Tx], protocol: Protocol) -> None:
    """Check that each wrapped transaction pays for itself; for its bytes only from Iris on."""
    pays_size = outer is not GAMetaTxV1
    for layer in authorized_layers(signed):
        require(check_costs(layer.tx, protocol, pays_size=pays_size), layer.tx_path)
        pays_size = not isinstance(layer.tx, GAMetaTxV1)


def check_nonce(signed: SignedTx, ga_id: Id) -> None:
    """Check that the nonce is 0 where a generalized account is the origin of what it authorizes."""
    layer = unwrap_ga(signed, "tx")
    require(check_authorized_nonce(layer.tx, (ga_id,)), layer.tx_path)
