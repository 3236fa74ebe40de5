"""The codec of the æternity blockchain: identifiers, RLP, transactions, signatures, channels.

What decoding and encoding need is imported with it, all else with the first use of its name (`_LATER`).
"""

from typing import TYPE_CHECKING, Final

from . import rlp, state, tx
from ._backend import BACKEND
from ._lazy import load
from .codec import Raw, decode_object, decode_raw, decode_tx, encode_object, encode_tx, to_bytes
from .errors import (
    AecodecError,
    BuildError,
    CaptureError,
    DecodeError,
    FieldError,
    RlpError,
    RpcError,
    SignatureError,
    TextError,
)
from .headers import KeyHeader, MicroHeader, decode_header
from .ids import Id
from .objects import ChainObject, protocols_of, replace
from .protocol import IdKind, Protocol
from .text import decode, encode, split
from .tx import (
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
    ContractCallTx,
    ContractCreateTx,
    CtVersion,
    DeltaTtlType,
    GAAttachTx,
    GAMetaTx,
    GAMetaTxV1,
    GAMetaTxV2,
    HCVoteTx,
    IdPointer,
    NameClaimTx,
    NameClaimTxV1,
    NameClaimTxV2,
    NamePreclaimTx,
    NameRevokeTx,
    NameTransferTx,
    NameUpdateTx,
    NameUpdateTxV1,
    NameUpdateTxV2,
    OracleExtendTx,
    OracleQueryTx,
    OracleRegisterTx,
    OracleRespondTx,
    PayingForTx,
    Pointer,
    SignedTx,
    SpendTx,
    TtlType,
    Tx,
    VoteItem,
)

if TYPE_CHECKING:
    from . import build, derived, fees, signing
    from .batch import columns, decode_txs
    from .derived import (
        auth_id,
        auth_tx_hash,
        block_hash,
        channel_id,
        channel_id_ga,
        channel_id_of,
        commitment_id,
        contract_call_id,
        contract_id,
        contract_id_ga,
        delegation_data,
        name_id,
        oracle_query_id,
        tx_hash,
    )
    from .json_form import from_json, to_json
    from .lenient import Deviation, LenientResult, decode_lenient
    from .signing import (
        Key,
        Verification,
        find_network,
        sign,
        sign_message,
        verify,
        verify_many,
        verify_message,
        verify_signature,
    )
    from .state_tree import state_hash, tree_root

#: The modules that are imported when they are first asked for, and what is here of theirs: the names that
#: type checkers and editors see above.
_LATER: Final[dict[str, tuple[str, ...]]] = {
    "batch": ("columns", "decode_txs"),
    "build": (),
    "derived": (
        "auth_id",
        "auth_tx_hash",
        "block_hash",
        "channel_id",
        "channel_id_ga",
        "channel_id_of",
        "commitment_id",
        "contract_call_id",
        "contract_id",
        "contract_id_ga",
        "delegation_data",
        "name_id",
        "oracle_query_id",
        "tx_hash",
    ),
    "lenient": ("LenientResult", "Deviation", "decode_lenient"),
    "fees": (),
    "json_form": ("from_json", "to_json"),
    "names": (),
    "state_tree": ("state_hash", "tree_root"),
    "signing": (
        "Key",
        "Verification",
        "find_network",
        "sign",
        "sign_message",
        "verify",
        "verify_many",
        "verify_message",
        "verify_signature",
    ),
}

if not TYPE_CHECKING:  # type checkers would take any name for one that is here

    def __getattr__(name: str) -> object:
        for module, names in _LATER.items():
            if name == module or name in names:
                home = load(f"{__name__}.{module}")
                found = globals()[name] = home if name == module else getattr(home, name)
                return found
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        return sorted({*globals(), *__all__})


__version__ = "0.1.0"

__all__ = [
    "BACKEND",
    "AecodecError",
    "BuildError",
    "CaptureError",
    "ChainObject",
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
    "DecodeError",
    "DeltaTtlType",
    "Deviation",
    "FieldError",
    "GAAttachTx",
    "GAMetaTx",
    "GAMetaTxV1",
    "GAMetaTxV2",
    "HCVoteTx",
    "Id",
    "IdKind",
    "IdPointer",
    "Key",
    "KeyHeader",
    "LenientResult",
    "MicroHeader",
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
    "Protocol",
    "Raw",
    "RlpError",
    "RpcError",
    "SignatureError",
    "SignedTx",
    "SpendTx",
    "TextError",
    "TtlType",
    "Tx",
    "Verification",
    "VoteItem",
    "auth_id",
    "auth_tx_hash",
    "block_hash",
    "build",
    "channel_id",
    "channel_id_ga",
    "channel_id_of",
    "columns",
    "commitment_id",
    "contract_call_id",
    "contract_id",
    "contract_id_ga",
    "decode",
    "decode_header",
    "decode_lenient",
    "decode_object",
    "decode_raw",
    "decode_tx",
    "decode_txs",
    "delegation_data",
    "derived",
    "encode",
    "encode_object",
    "encode_tx",
    "fees",
    "find_network",
    "from_json",
    "name_id",
    "oracle_query_id",
    "protocols_of",
    "replace",
    "rlp",
    "sign",
    "sign_message",
    "signing",
    "split",
    "state",
    "state_hash",
    "to_bytes",
    "to_json",
    "tree_root",
    "tx",
    "tx_hash",
    "verify",
    "verify_many",
    "verify_message",
    "verify_signature",
]
