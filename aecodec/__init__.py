"""The codec of the æternity blockchain: identifiers, RLP, transactions, signatures, channels."""

__version__ = "0.1.0"

from ._backend import BACKEND
from .codec import Raw, decode_object, decode_raw, decode_tx, encode_object, encode_tx, to_bytes
from .errors import AecodecError, DecodeError, FieldError, RlpError, TextError
from .ids import Id
from .objects import ChainObject, replace
from .text import decode, encode, split
from .tx import SignedTx, SpendTx, Tx
