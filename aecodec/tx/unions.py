"""Unions of all transaction classes, by which type checkers know that a `match` is exhaustive."""

from __future__ import annotations

from typing import TypeAlias

from ..objects import SignedTx
from .account import SpendTx
from .channel import (
    ChannelClientReconnectTx,
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ChannelDepositTx,
    ChannelForceProgressTx,
    ChannelOffchainTxV1,
    ChannelOffchainTxV2,
    ChannelSetDelegatesTx,
    ChannelSettleTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
    ChannelWithdrawTx,
)
from .contract import ContractCallTx, ContractCreateTx
from .generalized import GAAttachTx, GAMetaTxV1, GAMetaTxV2
from .hyperchain import HCVoteTx
from .name import (
    NameClaimTxV1,
    NameClaimTxV2,
    NamePreclaimTx,
    NameRevokeTx,
    NameTransferTx,
    NameUpdateTxV1,
    NameUpdateTxV2,
)
from .oracle import OracleExtendTx, OracleQueryTx, OracleRegisterTx, OracleRespondTx
from .paying_for import PayingForTx

__all__ = ["AnyTx", "UnsignedTx"]

#: A transaction without signatures. Together with `SignedTx` these are all classes of transactions.
UnsignedTx: TypeAlias = (
    SpendTx
    | OracleRegisterTx
    | OracleQueryTx
    | OracleRespondTx
    | OracleExtendTx
    | NameClaimTxV1
    | NameClaimTxV2
    | NamePreclaimTx
    | NameUpdateTxV1
    | NameUpdateTxV2
    | NameRevokeTx
    | NameTransferTx
    | ContractCreateTx
    | ContractCallTx
    | ChannelCreateTxV1
    | ChannelCreateTxV2
    | ChannelDepositTx
    | ChannelWithdrawTx
    | ChannelCloseMutualTx
    | ChannelCloseSoloTx
    | ChannelSlashTx
    | ChannelSettleTx
    | ChannelOffchainTxV1
    | ChannelOffchainTxV2
    | ChannelSnapshotSoloTx
    | GAAttachTx
    | GAMetaTxV1
    | GAMetaTxV2
    | PayingForTx
    | HCVoteTx
    | ChannelSetDelegatesTx
    | ChannelForceProgressTx
    | ChannelClientReconnectTx
)
#: Any transaction: the closed union, over which type checkers find a `match` exhaustive.
AnyTx: TypeAlias = SignedTx | UnsignedTx
