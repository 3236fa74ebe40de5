"""Every transaction type, one file per family; wire order is the order of the fields."""

from __future__ import annotations

from typing import TypeAlias

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

__all__ = [
    "AnyTx",
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
    "UnsignedTx",
    "VoteItem",
]
