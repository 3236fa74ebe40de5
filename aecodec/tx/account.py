"""Transactions between accounts."""

from __future__ import annotations

from typing import ClassVar

from ..fields import AccountId, Coin, Height, Nonce, Payload, RecipientId
from ..objects import Tx


class SpendTx(Tx, frozen=True, kw_only=True):
    """Move coins from an account to an account, name, oracle or contract."""

    TAG: ClassVar = 12
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("sender_id",)

    sender_id: AccountId
    recipient_id: RecipientId
    amount: Coin
    fee: Coin
    ttl: Height
    nonce: Nonce
    payload: Payload
