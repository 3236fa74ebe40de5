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

    payer_id: AccountId  #: The account that pays this fee and that of `tx`.
    nonce: Nonce  #: Counts the transactions of the payer, from 1.
    fee: Coin  #: Paid to the miner, beside the fee of `tx`.
    tx: SignedTx  #: The transaction that is paid for.
