"""Values that follow from others: hashes, and the ids of what transactions make.

State roots are in `roots`, proofs of inclusion in `proofs`, what authorises besides signatures in
`authority`. Sources: SERIALIZATION.md, sections 5 (hash), 6 (auth id), 7 (identifiers) and 10 (blocks).

A generalized account has no nonce: the hash of what authorises its transaction, the auth id, stands in
the nonce's place. Functions in `_ga` take that hash; those in `_of` find it in the ga_meta around a
transaction, so give them the whole signed transaction.
"""

from __future__ import annotations

from typing import NoReturn

from .. import text
from .._validation import Bytes, as_account, as_bytes, as_id, as_uint, fixed, minimal
from ..codec import Data, as_tx, to_bytes, tx_digest
from ..headers import Header, KeyHeader, decode_header, header_hash
from ..ids import Id, channel_id_of_sound
from ..names import commitment_hash, name_hash
from ..objects import Tx
from ..protocol import HASH_BYTES, IdKind
from ..state import Pof
from ..text import blake2b256
from ..tx import (
    ChannelCreateTxV1,
    ChannelCreateTxV2,
    ContractCallTx,
    ContractCreateTx,
    GAAttachTx,
    NameClaimTxV1,
    NameClaimTxV2,
    OracleQueryTx,
    OracleRegisterTx,
)
from ..tx.layers import Meta, unwrap

# --- hashes -------------------------------------------------------------------------------------


def tx_hash(tx: Tx | Data) -> str:
    """The `th_` text of a transaction's hash, by which the chain knows it.

    The chain hashes the SignedTx; of a transaction without one this is the hash of the unsigned bytes.
    Raises what `decode_tx` raises.
    """
    return text.encode("th", tx_digest(tx))


def block_hash(header: Header | Bytes) -> str:
    """The `kh_` or `mh_` text of a block's hash, from its header or the header's bytes.

    Raises what `decode_header` raises.
    """
    typed = header if isinstance(header, Header) else decode_header(header)
    return text.encode("kh" if isinstance(typed, KeyHeader) else "mh", header_hash(typed))


def pof_hash(pof: Pof) -> bytes:
    """The hash of a proof of fraud, as the header of its micro block carries it."""
    if not isinstance(pof, Pof):
        raise TypeError(f"expected a Pof, not {type(pof).__name__}")
    return blake2b256(to_bytes(pof))


# --- channels -----------------------------------------------------------------------------------


def channel_id(initiator_id: Id | str, nonce: int, responder_id: Id | str) -> Id:
    """The id of the channel that a transaction opens; `nonce` is that of the transaction.

    Raises TextError or FieldError with the argument's name as path, TypeError for a wrong type; so do
    its siblings below.
    """
    quick = channel_id_of_sound(initiator_id, nonce, responder_id)
    if quick is not None:
        return quick
    return _channel(initiator_id, fixed(as_uint(nonce, "nonce", HASH_BYTES)), responder_id)


def channel_id_ga(initiator_id: Id | str, auth_id: Bytes, responder_id: Id | str) -> Id:
    """The id of the channel that a generalized account opens. A generalized responder changes nothing."""
    return _channel(initiator_id, as_bytes(auth_id, "auth_id", HASH_BYTES), responder_id)


def _channel(initiator_id: Id | str, nonce: bytes, responder_id: Id | str) -> Id:
    initiator = as_account(initiator_id, "initiator_id")
    responder = as_account(responder_id, "responder_id")
    return Id.of(IdKind.CHANNEL, blake2b256(initiator.key + nonce + responder.key))


def channel_id_of(tx: Tx | Data) -> Id:
    """The id of the channel that this transaction opens.

    Raises TypeError if it is no channel_create; so do its siblings below for what is not theirs.
    """
    inner, metas = _unwrap(tx)
    if not isinstance(inner, (ChannelCreateTxV1, ChannelCreateTxV2)):
        _refuse(inner, "opens no channel")
    nonce = _authorised(metas, inner.initiator_id) or fixed(as_uint(inner.nonce, "nonce", HASH_BYTES))
    return _channel(inner.initiator_id, nonce, inner.responder_id)


# --- contracts ----------------------------------------------------------------------------------


def contract_id(owner_id: Id | str, nonce: int) -> Id:
    """The id of the contract that an account creates or attaches to itself with a transaction.

    nonce: of the transaction; within a channel the round of the update.
    """
    return _contract(owner_id, minimal(as_uint(nonce, "nonce")))


def contract_id_ga(owner_id: Id | str, auth_id: Bytes) -> Id:
    """The id of the contract that a generalized account creates."""
    return _contract(owner_id, as_bytes(auth_id, "auth_id", HASH_BYTES))


def _contract(owner_id: Id | str, nonce: bytes) -> Id:
    return Id.of(IdKind.CONTRACT, blake2b256(as_account(owner_id, "owner_id").key + nonce))


def contract_id_of(tx: Tx | Data) -> Id:
    """The id of the contract that this contract_create or ga_attach makes."""
    inner, metas = _unwrap(tx)
    if not isinstance(inner, (ContractCreateTx, GAAttachTx)):
        _refuse(inner, "makes no contract")
    return _contract(inner.owner_id, _authorised(metas, inner.owner_id) or minimal(inner.nonce))


def contract_call_id(caller_id: Id | str, nonce: int, contract_id: Id | str) -> bytes:
    """The 32-byte id of a call, under which its result stands in the calls tree.

    caller_id: an account, or the contract that calls. contract_id: a contract, or the name called by.
    nonce: of the transaction; within a channel the round.
    """
    caller = as_id(caller_id, "caller_id", IdKind.ACCOUNT, IdKind.CONTRACT)
    return _call(caller.key + fixed(as_uint(nonce, "nonce", HASH_BYTES)), contract_id)


def contract_call_id_ga(auth_id: Bytes, contract_id: Id | str) -> bytes:
    """The 32-byte id of a call by a generalized account, and of the call that authorises it."""
    return _call(as_bytes(auth_id, "auth_id", HASH_BYTES), contract_id)


def _call(caller: bytes, contract_id: Id | str) -> bytes:
    return blake2b256(caller + as_id(contract_id, "contract_id", IdKind.CONTRACT, IdKind.NAME).key)


def contract_call_id_of(tx: Tx | Data) -> bytes:
    """The 32-byte id of the call that this contract_call makes, or a new contract's of `init`."""
    inner, metas = _unwrap(tx)
    if isinstance(inner, ContractCallTx):
        caller, called = inner.caller_id, inner.contract_id
    elif isinstance(inner, (ContractCreateTx, GAAttachTx)):
        caller, called = inner.owner_id, contract_id_of(tx)
    else:
        _refuse(inner, "calls no contract")
    authorised = _authorised(metas, caller)
    if authorised:
        return contract_call_id_ga(authorised, called)
    return contract_call_id(caller, inner.nonce, called)


# --- oracles ------------------------------------------------------------------------------------


def oracle_id(account_id: Id | str) -> Id:
    """The id of the oracle that an account registers: the account's key."""
    return Id.of(IdKind.ORACLE, as_account(account_id, "account_id").key)


def oracle_id_of(tx: Tx | Data) -> Id:
    """The id of the oracle that this transaction registers."""
    inner, _ = _unwrap(tx)
    if not isinstance(inner, OracleRegisterTx):
        _refuse(inner, "registers no oracle")
    return oracle_id(inner.account_id)


def oracle_query_id(sender_id: Id | str, nonce: int, oracle_id: Id | str) -> bytes:
    """The 32 bytes (`oq_`) of the query that a transaction puts to an oracle, which may be named."""
    sender = as_account(sender_id, "sender_id")
    return _query(sender.key + fixed(as_uint(nonce, "nonce", HASH_BYTES)), oracle_id)


def oracle_query_id_ga(auth_id: Bytes, oracle_id: Id | str) -> bytes:
    """The 32 bytes (`oq_`) of the query that a generalized account puts to an oracle."""
    return _query(as_bytes(auth_id, "auth_id", HASH_BYTES), oracle_id)


def _query(sender: bytes, oracle_id: Id | str) -> bytes:
    return blake2b256(sender + as_id(oracle_id, "oracle_id", IdKind.ORACLE, IdKind.NAME).key)


def oracle_query_id_of(tx: Tx | Data) -> bytes:
    """The 32 bytes (`oq_`) of the query that this transaction puts to an oracle."""
    inner, metas = _unwrap(tx)
    if not isinstance(inner, OracleQueryTx):
        _refuse(inner, "asks no oracle")
    authorised = _authorised(metas, inner.sender_id)
    if authorised:
        return oracle_query_id_ga(authorised, inner.oracle_id)
    return oracle_query_id(inner.sender_id, inner.nonce, inner.oracle_id)


# --- names --------------------------------------------------------------------------------------


def name_id(name: str) -> Id:
    """The id of a name such as `example.chain`, in any script and case.

    Raises FieldError, path `name`, for what is no name of `.chain` or (before Lima) `.test`.
    """
    return Id.of(IdKind.NAME, name_hash(name))


def name_id_of(tx: Tx | Data) -> Id:
    """The id of the name that this transaction claims."""
    return Id.of(IdKind.NAME, name_hash(_claim(tx).name))


def commitment_id(name: str, salt: int) -> Id:
    """The id by which a preclaim commits to a name. Raises what `name_id` raises, and for a salt of 0."""
    return Id.of(IdKind.COMMITMENT, commitment_hash(name, salt))


def commitment_id_of(tx: Tx | Data) -> Id:
    """The id of the commitment that this claim fulfils. A later bid, whose salt is 0, fulfils none."""
    claim = _claim(tx)
    return Id.of(IdKind.COMMITMENT, commitment_hash(claim.name, claim.name_salt))


def auction_key(name_id: Id | str) -> bytes:
    """The 33 bytes under which the auction of a name stands in the name service's tree."""
    return as_id(name_id, "name_id", IdKind.NAME).key + b"\x00"


def _claim(tx: Tx | Data) -> NameClaimTxV1 | NameClaimTxV2:
    inner, _ = _unwrap(tx)
    if not isinstance(inner, (NameClaimTxV1, NameClaimTxV2)):
        _refuse(inner, "claims no name")
    return inner


# --- generalized accounts -------------------------------------------------------------------------


def auth_id(ga_id: Id | str, auth_data: Bytes) -> bytes:
    """The 32 bytes that stand for the nonce in what a generalized account authorises."""
    return blake2b256(as_account(ga_id, "ga_id").key + as_bytes(auth_data, "auth_data"))


def auth_id_of(tx: Tx | Data) -> bytes:
    """The auth id of this ga_meta, the outermost where several nest."""
    inner, metas = _unwrap(tx)
    if not metas:
        _refuse(inner, "is authorised by no generalized account")
    return auth_id(metas[0].ga_id, metas[0].auth_data)


def _unwrap(tx: Tx | Data) -> tuple[Tx, tuple[Meta, ...]]:
    layer = unwrap(as_tx(tx))
    return layer.tx, layer.metas


def _authorised(metas: tuple[Meta, ...], account: Id) -> bytes | None:
    """The auth id of the innermost ga_meta of this account; None if it authorised by signature."""
    for meta in reversed(metas):
        if meta.ga_id == account:
            return auth_id(meta.ga_id, meta.auth_data)
    return None


def _refuse(tx: Tx, what: str) -> NoReturn:
    raise TypeError(f"a {type(tx).__name__} {what}")
