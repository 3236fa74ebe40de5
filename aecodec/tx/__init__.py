"""Every transaction type, one file per family; wire order is the order of the fields."""

from __future__ import annotations

from ..objects import Tx
from .account import SpendTx
from .channel import (
    ChannelCloseMutualTx,
    ChannelCreateTx,
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ChannelOffchainTx,
    ChannelOffchainTxV2,
)
from .signed import SignedTx

__all__ = [
    "ChannelCloseMutualTx",
    "ChannelCreateTx",
    "ChannelCreateTxV1",
    "ChannelCreateTxV2",
    "ChannelOffchainTx",
    "ChannelOffchainTxV2",
    "SignedTx",
    "SpendTx",
    "Tx",
]
