"""Builder of the transaction that pays for another."""

from __future__ import annotations

from .._validation import ProtocolName
from ..codec import Data
from ..errors import BuildError
from ..objects import Tx
from ..tx import PayingForTx
from .draft import draft_tx, with_fee
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
    """Build a transaction that pays the fee and the gas of another account's transaction.

    tx: the other one in a SignedTx, signed by its own signers with `inner=True`; a ga_meta may come without
    a SignedTx.
    """
    arguments = dict(locals())
    arguments["tx"] = signed = as_signed(tx, unsigned=False)
    for layer in authorized_layers(signed):
        if not layer.tx.CAN_BE_PAID_FOR:
            raise BuildError("object_not_allowed_here", layer.tx_path, found=type(layer.tx).__name__)
    draft = draft_tx(arguments, PayingForTx)
    check_fees(signed, PayingForTx, draft.protocol)
    return with_fee(draft, arguments)
