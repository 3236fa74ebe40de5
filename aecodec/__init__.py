"""The codec of the æternity blockchain: identifiers, RLP, transactions, signatures, channels."""

from . import rlp, state
from ._backend import BACKEND
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
from .ids import Id
from .objects import ChainObject, replace
from .text import decode, encode, split
from .tx import (
    ChannelCloseMutualTx,
    ChannelCreateTx,
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ChannelOffchainTx,
    ChannelOffchainTxV2,
    SignedTx,
    SpendTx,
    Tx,
)

__version__ = "0.1.0"

__all__ = [
    "BACKEND",
    "AecodecError",
    "BuildError",
    "CaptureError",
    "ChainObject",
    "ChannelCloseMutualTx",
    "ChannelCreateTx",
    "ChannelCreateTxV1",
    "ChannelCreateTxV2",
    "ChannelOffchainTx",
    "ChannelOffchainTxV2",
    "DecodeError",
    "FieldError",
    "Id",
    "Raw",
    "RlpError",
    "RpcError",
    "SignatureError",
    "SignedTx",
    "SpendTx",
    "TextError",
    "Tx",
    "decode",
    "decode_object",
    "decode_raw",
    "decode_tx",
    "encode",
    "encode_object",
    "encode_tx",
    "replace",
    "rlp",
    "split",
    "state",
    "to_bytes",
]
