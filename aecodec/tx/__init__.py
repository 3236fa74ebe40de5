"""Every transaction type, one file per family; wire order is the order of the fields.

A class is imported on its first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._lazy import find

if TYPE_CHECKING:
    from ..fields import CtVersion as CtVersion
    from ..fields import DeltaTtlType as DeltaTtlType
    from ..fields import IdPointer as IdPointer
    from ..fields import Pointer as Pointer
    from ..fields import TtlType as TtlType
    from ..objects import SignedTx as SignedTx
    from ..objects import Tx as Tx
    from .account import SpendTx as SpendTx
    from .channel import ChannelClientReconnectTx as ChannelClientReconnectTx
    from .channel import ChannelCloseMutualTx as ChannelCloseMutualTx
    from .channel import ChannelCloseSoloTx as ChannelCloseSoloTx
    from .channel import ChannelCreateTx as ChannelCreateTx
    from .channel import ChannelCreateTxV1 as ChannelCreateTxV1
    from .channel import ChannelCreateTxV2 as ChannelCreateTxV2
    from .channel import ChannelDepositTx as ChannelDepositTx
    from .channel import ChannelForceProgressTx as ChannelForceProgressTx
    from .channel import ChannelOffchainTx as ChannelOffchainTx
    from .channel import ChannelOffchainTxV1 as ChannelOffchainTxV1
    from .channel import ChannelOffchainTxV2 as ChannelOffchainTxV2
    from .channel import ChannelSetDelegatesTx as ChannelSetDelegatesTx
    from .channel import ChannelSettleTx as ChannelSettleTx
    from .channel import ChannelSlashTx as ChannelSlashTx
    from .channel import ChannelSnapshotSoloTx as ChannelSnapshotSoloTx
    from .channel import ChannelWithdrawTx as ChannelWithdrawTx
    from .contract import ContractCallTx as ContractCallTx
    from .contract import ContractCreateTx as ContractCreateTx
    from .generalized import GAAttachTx as GAAttachTx
    from .generalized import GAMetaTx as GAMetaTx
    from .generalized import GAMetaTxV1 as GAMetaTxV1
    from .generalized import GAMetaTxV2 as GAMetaTxV2
    from .hyperchain import HCVoteTx as HCVoteTx
    from .hyperchain import VoteItem as VoteItem
    from .name import NameClaimTx as NameClaimTx
    from .name import NameClaimTxV1 as NameClaimTxV1
    from .name import NameClaimTxV2 as NameClaimTxV2
    from .name import NamePreclaimTx as NamePreclaimTx
    from .name import NameRevokeTx as NameRevokeTx
    from .name import NameTransferTx as NameTransferTx
    from .name import NameUpdateTx as NameUpdateTx
    from .name import NameUpdateTxV1 as NameUpdateTxV1
    from .name import NameUpdateTxV2 as NameUpdateTxV2
    from .oracle import OracleExtendTx as OracleExtendTx
    from .oracle import OracleQueryTx as OracleQueryTx
    from .oracle import OracleRegisterTx as OracleRegisterTx
    from .oracle import OracleRespondTx as OracleRespondTx
    from .paying_for import PayingForTx as PayingForTx
    from .unions import AnyTx as AnyTx
    from .unions import UnsignedTx as UnsignedTx

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

#: Where to look for a name, in this order.
_FAMILIES: Final = (
    *("..objects", "..fields", ".account", ".channel", ".contract", ".generalized", ".hyperchain"),
    *(".name", ".oracle", ".paying_for"),
)


def __getattr__(name: str) -> object:
    return find(name, __name__, __all__, (".unions",) if name in ("AnyTx", "UnsignedTx") else _FAMILIES)
