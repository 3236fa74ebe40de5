"""The builder of the transaction that pays for another."""

from __future__ import annotations

from .._validation import ProtocolName
from ..codec import Data
from ..errors import BuildError
from ..objects import Tx
from ..tx import PayingForTx
from .draft import choose, draft_tx, with_fee
from .values import AnyId
from .wrapped import as_signed, authorized_layers, check_fees


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
    for layer in authorized_layers(signed):
        if not layer.tx.CAN_BE_PAID_FOR:
            raise BuildError("object_not_allowed_here", layer.tx_path, found=type(layer.tx).__name__)
    draft = draft_tx(choose((PayingForTx,), wish), wish)
    check_fees(signed, PayingForTx, draft.protocol)
    return with_fee(draft, wish)
