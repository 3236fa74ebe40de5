"""The builder of the transaction that pays for another."""

from __future__ import annotations

from ..arguments import ProtocolName
from ..codec import Data
from ..errors import BuildError
from ..objects import Tx
from ..tx import PayingForTx
from .draft import choose, drafted, paid
from .values import AnyId
from .wrapped import as_signed, judge_fees, layers


def paying_for_tx(
    *,
    payer_id: AnyId,
    nonce: int,
    tx: Tx | Data,
    protocol: ProtocolName | None = None,
    fee: int | None = None,
    gas_price: int | None = None,
) -> PayingForTx:
    """A transaction that pays the fee and the gas of somebody else's.

    tx: that one in a SignedTx, signed by its own signers with `inner=True`; what a generalized account
    authorises needs none.
    """
    wish = dict(locals())
    wish["tx"] = signed = as_signed(tx, unsigned=False)
    for path, layer in layers(signed):
        if not layer.CAN_BE_PAID_FOR:
            raise BuildError("object_not_allowed_here", f"tx.{path}", found=type(layer).__name__)
    draft = drafted(choose((PayingForTx,), wish), wish)
    judge_fees(signed, PayingForTx, draft.protocol)
    return paid(draft, wish)
