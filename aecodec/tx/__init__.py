"""Every transaction type, one file per family; wire order is the order of the fields."""

from __future__ import annotations

from ..fields import CtVersion, DeltaTtlType, IdPointer, Pointer, TtlType
from ..objects import SignedTx, Tx
from .account import SpendTx
from .channel import (
    ChannelClientReconnectTx,
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTx,
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ChannelDepositTx,
    ChannelForceProgressTx,
    ChannelOffchainTx,
    ChannelOffchainTxV1,
    ChannelOffchainTxV2,
    ChannelSetDelegatesTx,
    ChannelSettleTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
    ChannelWithdrawTx,
)
from .contract import ContractCallTx, ContractCreateTx
from .generalized import GAAttachTx, GAMetaTx, GAMetaTxV1, GAMetaTxV2
from .hyperchain import HCVoteTx, VoteItem
from .name import (
    NameClaimTx,
    NameClaimTxV1,
    NameClaimTxV2,
    NamePreclaimTx,
    NameRevokeTx,
    NameTransferTx,
    NameUpdateTx,
    NameUpdateTxV1,
    NameUpdateTxV2,
)
from .oracle import OracleExtendTx, OracleQueryTx, OracleRegisterTx, OracleRespondTx
from .paying_for import PayingForTx

__all__ = [
    "ChannelClientReconnectTx",
    "ChannelCloseMutualTx",
    "ChannelCloseSoloTx",
    "ChannelCreateTx",
    "ChannelCreateTxV1",
    "ChannelCreateTxV2",
    "ChannelDepositTx",
    "ChannelForceProgressTx",
    "ChannelOffchainTx",
    "ChannelOffchainTxV1",
    "ChannelOffchainTxV2",
    "ChannelSetDelegatesTx",
    "ChannelSettleTx",
    "ChannelSlashTx",
    "ChannelSnapshotSoloTx",
    "ChannelWithdrawTx",
    "ContractCallTx",
    "ContractCreateTx",
    "CtVersion",
    "DeltaTtlType",
    "GAAttachTx",
    "GAMetaTx",
    "GAMetaTxV1",
    "GAMetaTxV2",
    "HCVoteTx",
    "IdPointer",
    "NameClaimTx",
    "NameClaimTxV1",
    "NameClaimTxV2",
    "NamePreclaimTx",
    "NameRevokeTx",
    "NameTransferTx",
    "NameUpdateTx",
    "NameUpdateTxV1",
    "NameUpdateTxV2",
    "OracleExtendTx",
    "OracleQueryTx",
    "OracleRegisterTx",
    "OracleRespondTx",
    "PayingForTx",
    "Pointer",
    "SignedTx",
    "SpendTx",
    "TtlType",
    "Tx",
    "VoteItem",
]
