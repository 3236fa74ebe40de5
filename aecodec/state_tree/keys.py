"""The keys of the six state trees, and entries: pairs of a key and the bytes of what is stored under it.

Keys and values of trees are bytes, as trees hash them. `roots` and `proofs` take entries; a key alone serves
to look something up in a proof. Of accounts, channels, names, commitments and oracles the key is that of the
id: `account_id.key`. The rules are those of the node's modules `aec_accounts_trees`, `aect_call_state_tree`,
`aect_state_tree`, `aesc_state_tree`, `aens_state_tree` and `aeo_state_tree`; see
docs/protocol/serialization.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias, TypeVar

from .._validation import AnyHash, AnyId, Bytes, as_bytes, as_hash, as_id
from ..codec import to_bytes
from ..objects import ChainObject
from ..protocol import IdKind
from ..state import (
    Account,
    Channel,
    ContractCallObject,
    ContractObject,
    NameAuction,
    NameCommitment,
    NameEntry,
    OracleQuery,
    RegisteredOracle,
)

__all__ = [
    "Entry",
    "account_entry",
    "account_key",
    "auction_entry",
    "auction_key",
    "call_entry",
    "call_key",
    "channel_entry",
    "commitment_entry",
    "contract_entries",
    "name_entry",
    "oracle_entry",
    "query_entry",
    "query_key",
    "store_key",
]

#: A key and the bytes of what is stored under it.
Entry: TypeAlias = tuple[bytes, bytes]
_O = TypeVar("_O", bound=ChainObject)

#: Separates a contract's key from the keys of its store. Without a key after it, it marks that there is one.
STORE: Final = b"\x10"
_STORE_MARK: Final = b"\x00"
#: Follows the key of a name under which its auction is stored.
_AUCTION: Final = b"\x00"


def account_key(account_id: AnyId) -> bytes:
    """Return the key of an account in the accounts tree; contracts have an account as well.

    Raises TextError or FieldError with the argument's name as path, TypeError for a wrong type; so do the
    functions below.
    """
    return as_id(account_id, "account_id", IdKind.ACCOUNT, IdKind.CONTRACT).key


def account_entry(account_id: AnyId, account: Account) -> Entry:
    """Return an account, or that of a contract, as entry of the accounts tree."""
    return account_key(account_id), _value(account, Account)


def contract_entries(
    contract_id: AnyId, contract: ContractObject, store: Mapping[bytes, bytes]
) -> dict[bytes, bytes]:
    """Return a contract and its store as entries of the contracts tree.

    store: raw values, which are never empty, by key.
    """
    key = as_id(contract_id, "contract_id", IdKind.CONTRACT).key
    entries = {key: _value(contract, ContractObject), key + STORE: _STORE_MARK}
    for name, value in store.items():
        entries[store_key(contract_id, name)] = as_bytes(value, "store")
    return entries


def store_key(contract_id: AnyId, key: Bytes) -> bytes:
    """Return the key in the contracts tree of a value in a contract's store; an empty key is the mark's."""
    contract = as_id(contract_id, "contract_id", IdKind.CONTRACT)
    return contract.key + STORE + as_bytes(key, "key")


def call_key(called_id: AnyId, call_id: AnyHash) -> bytes:
    """Return the key of a call in the calls tree.

    called_id: the contract, or the name by which it was called; the account for a call that authorized for a
    generalized account. call_id: see `aecodec.derived.contract_call_id`.
    """
    called = as_id(called_id, "called_id", IdKind.CONTRACT, IdKind.NAME, IdKind.ACCOUNT)
    return called.key + as_hash(call_id, "call_id", "ba")


def call_entry(called_id: AnyId, call_id: AnyHash, call: ContractCallObject) -> Entry:
    """Return a call and its result as entry of the calls tree. Arguments are those of `call_key`."""
    return call_key(called_id, call_id), _value(call, ContractCallObject)


def channel_entry(channel_id: AnyId, channel: Channel) -> Entry:
    """Return a channel as entry of the channels tree."""
    return as_id(channel_id, "channel_id", IdKind.CHANNEL).key, _value(channel, Channel)


def name_entry(name_id: AnyId, name: NameEntry) -> Entry:
    """Return a name as entry of the name service's tree."""
    return as_id(name_id, "name_id", IdKind.NAME).key, _value(name, NameEntry)


def commitment_entry(commitment_id: AnyId, commitment: NameCommitment) -> Entry:
    """Return a commitment as entry of the name service's tree."""
    key = as_id(commitment_id, "commitment_id", IdKind.COMMITMENT).key
    return key, _value(commitment, NameCommitment)


def auction_key(name_id: AnyId) -> bytes:
    """Return the 33-byte key of a name's auction in the name service's tree."""
    return as_id(name_id, "name_id", IdKind.NAME).key + _AUCTION


def auction_entry(name_id: AnyId, auction: NameAuction) -> Entry:
    """Return the auction of a name as entry of the name service's tree."""
    return auction_key(name_id), _value(auction, NameAuction)


def oracle_entry(oracle_id: AnyId, oracle: RegisteredOracle) -> Entry:
    """Return an oracle as entry of the oracles tree."""
    return as_id(oracle_id, "oracle_id", IdKind.ORACLE).key, _value(oracle, RegisteredOracle)


def query_key(oracle_id: AnyId, query_id: AnyHash) -> bytes:
    """Return the key of a query in the oracles tree; query_id: see `aecodec.derived.oracle_query_id`."""
    return as_id(oracle_id, "oracle_id", IdKind.ORACLE).key + as_hash(query_id, "query_id", "oq")


def query_entry(oracle_id: AnyId, query_id: AnyHash, query: OracleQuery) -> Entry:
    """Return a query as entry of the oracles tree. Arguments are those of `query_key`."""
    return query_key(oracle_id, query_id), _value(query, OracleQuery)


def _value(obj: _O, cls: type[_O]) -> bytes:
    if not isinstance(obj, cls):
        raise TypeError(f"expected {cls.__name__}, found {type(obj).__name__}")
    return to_bytes(obj)
