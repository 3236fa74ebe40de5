"""Transactions between accounts."""

from __future__ import annotations

from typing import ClassVar

from ..fields import AccountId, Coin, Nonce, Payload, RecipientId, Ttl
from ..objects import Tx


class SpendTx(Tx, frozen=True, kw_only=True):
    """Move coins from an account to an account, name, oracle or contract."""

    TAG: ClassVar = 12
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("sender_id",)

    sender_id: AccountId  #: The account that pays.
    recipient_id: RecipientId  #: Who receives the coins.
    amount: Coin  #: Coins to move.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    payload: Payload  #: Any data, such as a memo; it means nothing to the chain.
