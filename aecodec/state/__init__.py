"""Every serialized object that is not a transaction, one file per family.

A class is imported on its first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .._lazy import find

if TYPE_CHECKING:
    from ..fields import CtVersion as CtVersion
    from ..fields import IdPointer as IdPointer
    from ..fields import Pointer as Pointer
    from ..objects import ChainObject as ChainObject
    from .account import Account as Account
    from .account import AccountV1 as AccountV1
    from .account import AccountV2 as AccountV2
    from .account import AccountV3 as AccountV3
    from .account import GAMetaTxAuthData as GAMetaTxAuthData
    from .block import LightMicroBlock as LightMicroBlock
    from .block import MicroBlock as MicroBlock
    from .block import Pof as Pof
    from .channel import Channel as Channel
    from .channel import ChannelV1 as ChannelV1
    from .channel import ChannelV2 as ChannelV2
    from .channel import ChannelV3 as ChannelV3
    from .contract import CompilerSophia as CompilerSophia
    from .contract import CompilerSophiaV1 as CompilerSophiaV1
    from .contract import CompilerSophiaV2 as CompilerSophiaV2
    from .contract import CompilerSophiaV3 as CompilerSophiaV3
    from .contract import ContractCallObject as ContractCallObject
    from .contract import ContractCallObjectV2 as ContractCallObjectV2
    from .contract import ContractCallObjectV3 as ContractCallObjectV3
    from .contract import ContractObject as ContractObject
    from .contract import ContractObjectV1 as ContractObjectV1
    from .contract import ContractObjectV2 as ContractObjectV2
    from .contract import FunctionType as FunctionType
    from .contract import LogEntry as LogEntry
    from .contract import PayableFunctionType as PayableFunctionType
    from .contract import ReturnType as ReturnType
    from .name import NameAuction as NameAuction
    from .name import NameCommitment as NameCommitment
    from .name import NameEntry as NameEntry
    from .name import NameEntryV1 as NameEntryV1
    from .name import NameEntryV2 as NameEntryV2
    from .oracle import OracleQuery as OracleQuery
    from .oracle import RegisteredOracle as RegisteredOracle
    from .proof import ProofNode as ProofNode
    from .proof import TreeProof as TreeProof
    from .proof import TreesPoi as TreesPoi
    from .trees import AccountsMtree as AccountsMtree
    from .trees import CallsMtree as CallsMtree
    from .trees import ChannelsMtree as ChannelsMtree
    from .trees import ContractsMtree as ContractsMtree
    from .trees import Mtree as Mtree
    from .trees import MtreeValue as MtreeValue
    from .trees import NameserviceMtree as NameserviceMtree
    from .trees import OraclesMtree as OraclesMtree
    from .trees import StateTrees as StateTrees
    from .trees import TreesDb as TreesDb
    from .update import OffChainCallContract as OffChainCallContract
    from .update import OffChainDeposit as OffChainDeposit
    from .update import OffChainMeta as OffChainMeta
    from .update import OffChainNewContract as OffChainNewContract
    from .update import OffChainTransfer as OffChainTransfer
    from .update import OffChainUpdate as OffChainUpdate
    from .update import OffChainWithdrawal as OffChainWithdrawal

__all__ = [
    "Account",
    "AccountV1",
    "AccountV2",
    "AccountV3",
    "AccountsMtree",
    "CallsMtree",
    "ChainObject",
    "Channel",
    "ChannelV1",
    "ChannelV2",
    "ChannelV3",
    "ChannelsMtree",
    "CompilerSophia",
    "CompilerSophiaV1",
    "CompilerSophiaV2",
    "CompilerSophiaV3",
    "ContractCallObject",
    "ContractCallObjectV2",
    "ContractCallObjectV3",
    "ContractObject",
    "ContractObjectV1",
    "ContractObjectV2",
    "ContractsMtree",
    "CtVersion",
    "FunctionType",
    "GAMetaTxAuthData",
    "IdPointer",
    "LightMicroBlock",
    "LogEntry",
    "MicroBlock",
    "Mtree",
    "MtreeValue",
    "NameAuction",
    "NameCommitment",
    "NameEntry",
    "NameEntryV1",
    "NameEntryV2",
    "NameserviceMtree",
    "OffChainCallContract",
    "OffChainDeposit",
    "OffChainMeta",
    "OffChainNewContract",
    "OffChainTransfer",
    "OffChainUpdate",
    "OffChainWithdrawal",
    "OracleQuery",
    "OraclesMtree",
    "PayableFunctionType",
    "Pof",
    "Pointer",
    "ProofNode",
    "RegisteredOracle",
    "ReturnType",
    "StateTrees",
    "TreeProof",
    "TreesDb",
    "TreesPoi",
]

#: Where to look for a name, in this order.
_FAMILIES: Final = (
    *("..objects", "..fields", ".account", ".block", ".channel", ".contract", ".name", ".oracle"),
    *(".proof", ".trees", ".update"),
)


def __getattr__(name: str) -> object:
    return find(name, __name__, __all__, _FAMILIES)
