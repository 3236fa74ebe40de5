"""The transaction that pays for another."""

from __future__ import annotations

from typing import ClassVar

from ..fields import AccountId, Coin, Nonce
from ..objects import SignedTx, Tx
from ..protocol import Protocol


class PayingForTx(Tx, frozen=True, kw_only=True):
    """Pay the fee of somebody else's transaction."""

    TAG: ClassVar = 82
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.IRIS
    SIGNERS: ClassVar = ("payer_id",)
    CAN_BE_PAID_FOR: ClassVar = False

    payer_id: AccountId
    nonce: Nonce
    fee: Coin
    tx: SignedTx
