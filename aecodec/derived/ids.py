"""Hashes, and the identifiers of what transactions create.

An identifier of one of the six kinds of `IdKind` is an `Id`, any other value is prefixed text: `th_`, `kh_`,
`mh_`, `bf_`, `oq_`. Auth ids and ids of contract calls have no prefix of their own; they are `ba_` text.
An argument that is one of these may be an `Id`, its text, or its raw bytes: 33 of an `Id`, 32 of a hash.

A generalized account has no nonce: its auth id, a hash of what authorizes the transaction, takes the place
of the nonce. Functions that end in `_ga` take the auth id. Functions that end in `_of` take a transaction,
look for the `GAMetaTx` around it, and so need the whole signed transaction.

The rules are those of the node's modules `aesc_channels`, `aect_contracts`, `aect_call`, `aeo_query`,
`aens_hash` and `aega_meta_tx`; see docs/protocol/serialization.md.
"""

from __future__ import annotations

from typing import NoReturn

from .. import text
from .._validation import AnyHash, AnyId, Bytes, as_account, as_data, as_hash, as_id, as_uint, fixed, minimal
from ..codec import Data, as_tx, to_bytes, tx_digest
from ..headers import Header, KeyHeader, decode_header, header_hash
from ..ids import Id
from ..names import commitment_hash, name_hash
from ..objects import Tx
from ..protocol import HASH_BYTES, IdKind
from ..state import Pof
from ..text import blake2b256
from ..tx import (
    ChannelCreateTx,
    ContractCallTx,
    ContractCreateTx,
    GAAttachTx,
    NameClaimTx,
    OracleQueryTx,
    OracleRegisterTx,
)
from ..tx.layers import Meta, unwrap

# --- hashes -------------------------------------------------------------------------------------


def tx_hash(tx: Tx | Data) -> str:
    """Return the `th_` text of a transaction's hash.

    On chain this is the hash of the SignedTx. Of a transaction without one it is the hash of the unsigned
    bytes. Raises what `decode_tx` raises.
    """
    return text.encode("th", tx_digest(tx))


def block_hash(header: Header | Bytes) -> str:
    """Return the `kh_` or `mh_` text of a block's hash, from its header or the header's bytes.

    Raises what `decode_header` raises.
    """
    typed = header if isinstance(header, Header) else decode_header(header)
    return text.encode("kh" if isinstance(typed, KeyHeader) else "mh", header_hash(typed))


def pof_hash(pof: Pof) -> str:
    """Return the `bf_` text of the hash of a proof of fraud, which its micro block's header holds."""
    if not isinstance(pof, Pof):
        raise TypeError(f"expected a Pof, found {type(pof).__name__}")
    return text.encode("bf", blake2b256(to_bytes(pof)))


# --- channels -----------------------------------------------------------------------------------


def channel_id(initiator_id: AnyId, nonce: int, responder_id: AnyId) -> Id:
    """Return the id of the channel that a transaction with this nonce opens.

    Raises TextError or FieldError with the argument's name as path, TypeError for a wrong type; so do the
    functions below.
    """
    return _channel_id(initiator_id, _nonce(nonce), responder_id)


def channel_id_ga(initiator_id: AnyId, auth_id: AnyHash, responder_id: AnyId) -> Id:
    """Return the id of the channel that a generalized account opens, whatever kind the responder is."""
    return _channel_id(initiator_id, _auth_id(auth_id), responder_id)


def _channel_id(initiator_id: AnyId, nonce: bytes, responder_id: AnyId) -> Id:
    initiator = as_account(initiator_id, "initiator_id")
    responder = as_account(responder_id, "responder_id")
    return Id.of(IdKind.CHANNEL, blake2b256(initiator.key + nonce + responder.key))


def channel_id_of(tx: Tx | Data) -> Id:
    """Return the id of the channel that this transaction opens.

    Raises TypeError if it is no channel_create; so do the functions below for other types than theirs.
    """
    inner, metas = _unwrap(tx)
    if not isinstance(inner, ChannelCreateTx):
        _refuse(inner, "opens no channel")
    nonce = _find_auth_id(metas, inner.initiator_id) or _nonce(inner.nonce)
    return _channel_id(inner.initiator_id, nonce, inner.responder_id)


# --- contracts ----------------------------------------------------------------------------------


def contract_id(owner_id: AnyId, nonce: int) -> Id:
    """Return the id of the contract that an account creates, or attaches to itself.

    nonce: of the transaction; within a channel the round of the update.
    """
    return _contract_id(owner_id, minimal(as_uint(nonce, "nonce")))


def contract_id_ga(owner_id: AnyId, auth_id: AnyHash) -> Id:
    """Return the id of the contract that a generalized account creates."""
    return _contract_id(owner_id, _auth_id(auth_id))


def _contract_id(owner_id: AnyId, nonce: bytes) -> Id:
    return Id.of(IdKind.CONTRACT, blake2b256(as_account(owner_id, "owner_id").key + nonce))


def contract_id_of(tx: Tx | Data) -> Id:
    """Return the id of the contract that this contract_create or ga_attach makes."""
    inner, metas = _unwrap(tx)
    if not isinstance(inner, (ContractCreateTx, GAAttachTx)):
        _refuse(inner, "makes no contract")
    return _contract_id(inner.owner_id, _find_auth_id(metas, inner.owner_id) or minimal(inner.nonce))


def contract_call_id(caller_id: AnyId, nonce: int, contract_id: AnyId) -> str:
    """Return the id of a call as `ba_` text; the calls tree keeps the result under it.

    caller_id: an account, or the contract that calls. contract_id: a contract, or the name of one.
    nonce: of the transaction; within a channel the round.
    """
    caller = as_id(caller_id, "caller_id", IdKind.ACCOUNT, IdKind.CONTRACT)
    return _call_id(caller.key + _nonce(nonce), contract_id)


def contract_call_id_ga(auth_id: AnyHash, contract_id: AnyId) -> str:
    """Return the id of a call by a generalized account, or of the call that authorizes for it."""
    return _call_id(_auth_id(auth_id), contract_id)


def _call_id(caller: bytes, contract_id: AnyId) -> str:
    called = as_id(contract_id, "contract_id", IdKind.CONTRACT, IdKind.NAME)
    return text.encode("ba", blake2b256(caller + called.key))


def contract_call_id_of(tx: Tx | Data) -> str:
    """Return the id of the call that this contract_call makes, or of a new contract's `init`."""
    inner, metas = _unwrap(tx)
    if isinstance(inner, ContractCallTx):
        caller, called = inner.caller_id, inner.contract_id
    elif isinstance(inner, (ContractCreateTx, GAAttachTx)):
        caller, called = inner.owner_id, contract_id_of(tx)
    else:
        _refuse(inner, "calls no contract")
    return _call_id(_find_auth_id(metas, caller) or caller.key + _nonce(inner.nonce), called)


# --- oracles ------------------------------------------------------------------------------------


def oracle_id(account_id: AnyId) -> Id:
    """Return the id of the oracle that an account registers; both have the same key."""
    return Id.of(IdKind.ORACLE, as_account(account_id, "account_id").key)


def oracle_id_of(tx: Tx | Data) -> Id:
    """Return the id of the oracle that this transaction registers."""
    inner, _ = _unwrap(tx)
    if not isinstance(inner, OracleRegisterTx):
        _refuse(inner, "registers no oracle")
    return oracle_id(inner.account_id)


def oracle_query_id(sender_id: AnyId, nonce: int, oracle_id: AnyId) -> str:
    """Return the `oq_` text of the query that a transaction sends to an oracle, or to the name of one."""
    return _query_id(as_account(sender_id, "sender_id").key + _nonce(nonce), oracle_id)


def oracle_query_id_ga(auth_id: AnyHash, oracle_id: AnyId) -> str:
    """Return the `oq_` text of the query that a generalized account sends to an oracle."""
    return _query_id(_auth_id(auth_id), oracle_id)


def _query_id(sender: bytes, oracle_id: AnyId) -> str:
    asked = as_id(oracle_id, "oracle_id", IdKind.ORACLE, IdKind.NAME)
    return text.encode("oq", blake2b256(sender + asked.key))


def oracle_query_id_of(tx: Tx | Data) -> str:
    """Return the `oq_` text of the query that this transaction sends to an oracle."""
    inner, metas = _unwrap(tx)
    if not isinstance(inner, OracleQueryTx):
        _refuse(inner, "asks no oracle")
    sender = _find_auth_id(metas, inner.sender_id) or inner.sender_id.key + _nonce(inner.nonce)
    return _query_id(sender, inner.oracle_id)


# --- names --------------------------------------------------------------------------------------


def name_id(name: str) -> Id:
    """Return the id of a name such as `example.chain`, in any script and case.

    Raises FieldError, path `name`, for what is no name of `.chain` or (before Lima) `.test`.
    """
    return Id.of(IdKind.NAME, name_hash(name))


def name_id_of(tx: Tx | Data) -> Id:
    """Return the id of the name that this transaction claims."""
    return Id.of(IdKind.NAME, name_hash(_claim(tx).name))


def commitment_id(name: str, salt: int) -> Id:
    """Return the id by which a preclaim commits to a name.

    Raises what `name_id` raises, and FieldError for a salt of 0.
    """
    return Id.of(IdKind.COMMITMENT, commitment_hash(name, salt))


def commitment_id_of(tx: Tx | Data) -> Id:
    """Return the id of the commitment that this claim reveals.

    A claim with a salt of 0, such as a later bid, reveals none: FieldError.
    """
    claim = _claim(tx)
    return Id.of(IdKind.COMMITMENT, commitment_hash(claim.name, claim.name_salt))


def _claim(tx: Tx | Data) -> NameClaimTx:
    inner, _ = _unwrap(tx)
    if not isinstance(inner, NameClaimTx):
        _refuse(inner, "claims no name")
    return inner


# --- generalized accounts -----------------------------------------------------------------------


def auth_id(ga_id: AnyId, auth_data: Bytes | str) -> str:
    """Return, as `ba_` text, the hash that takes the nonce's place for a generalized account.

    auth_data: that of the ga_meta, bytes or `cb_` text.
    """
    return text.encode("ba", _auth_hash(as_account(ga_id, "ga_id"), as_data(auth_data, "auth_data", "cb")))


def auth_id_of(tx: Tx | Data) -> str:
    """Return the auth id of this ga_meta, the outermost where several nest, as `ba_` text."""
    inner, metas = _unwrap(tx)
    if not metas:
        _refuse(inner, "is not authorized by a generalized account")
    return text.encode("ba", _auth_hash(metas[0].ga_id, metas[0].auth_data))


def _auth_hash(ga_id: Id, auth_data: bytes) -> bytes:
    return blake2b256(ga_id.key + auth_data)


def _auth_id(given: AnyHash) -> bytes:
    return as_hash(given, "auth_id", "ba")


def _nonce(nonce: int) -> bytes:
    return fixed(as_uint(nonce, "nonce", HASH_BYTES))


def _unwrap(tx: Tx | Data) -> tuple[Tx, tuple[Meta, ...]]:
    layer = unwrap(as_tx(tx))
    return layer.tx, layer.metas


def _find_auth_id(metas: tuple[Meta, ...], account: Id) -> bytes | None:
    """Return the auth id of the innermost ga_meta of this account; None if it authorizes by signature."""
    for meta in reversed(metas):
        if meta.ga_id == account:
            return _auth_hash(meta.ga_id, meta.auth_data)
    return None


def _refuse(tx: Tx, what: str) -> NoReturn:
    raise TypeError(f"a {type(tx).__name__} {what}")
