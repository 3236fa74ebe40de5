"""Every serialized object that is not a transaction, one file per family."""

from __future__ import annotations

from ..fields import CtVersion, IdPointer, Pointer
from ..objects import ChainObject
from .account import Account, AccountV1, AccountV2, AccountV3, GAMetaTxAuthData
from .block import LightMicroBlock, MicroBlock, Pof
from .channel import Channel, ChannelV1, ChannelV2, ChannelV3
from .contract import (
    CompilerSophia,
    CompilerSophiaV1,
    CompilerSophiaV2,
    CompilerSophiaV3,
    ContractCallObject,
    ContractCallObjectV2,
    ContractCallObjectV3,
    ContractObject,
    ContractObjectV1,
    ContractObjectV2,
    FunctionType,
    LogEntry,
    PayableFunctionType,
    ReturnType,
)
from .name import NameAuction, NameCommitment, NameEntry, NameEntryV1, NameEntryV2
from .oracle import OracleQuery, RegisteredOracle
from .proof import ProofNode, TreeProof, TreesPoi
from .trees import (
    AccountsMtree,
    CallsMtree,
    ChannelsMtree,
    ContractsMtree,
    Mtree,
    MtreeValue,
    NameserviceMtree,
    OraclesMtree,
    StateTrees,
    TreesDb,
)
from .update import (
    OffChainCallContract,
    OffChainDeposit,
    OffChainMeta,
    OffChainNewContract,
    OffChainTransfer,
    OffChainUpdate,
    OffChainWithdrawal,
)

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
