"""What stands under which key in the six state trees (SERIALIZATION.md, section 8), entry by entry.

An entry is a pair of bytes; trees are made of any number of them (`roots`, `proofs`). The keys alone
serve to look something up in a proof. Keys of accounts, channels, names, commitments and oracles are
those of their ids: `account_id.key`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeAlias, TypeVar

from .._validation import Bytes, as_account, as_bytes, as_id
from ..codec import to_bytes
from ..derived.ids import auction_key
from ..ids import Id
from ..objects import ChainObject
from ..protocol import HASH_BYTES, IdKind
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

Entry: TypeAlias = tuple[bytes, bytes]
_O = TypeVar("_O", bound=ChainObject)

#: Parts a contract's key from those of its store; alone it marks that there is one.
_STORE: Final = b"\x10"
_STORE_MARK: Final = b"\x00"


def account_entry(account_id: Id | str, account: Account) -> Entry:
    """An account in the accounts tree.

    Raises TextError or FieldError with the argument's name as path, TypeError for a wrong type; so do
    its siblings below.
    """
    return as_account(account_id, "account_id").key, _value(account, Account)


def contract_entries(
    contract_id: Id | str, contract: ContractObject, store: Mapping[bytes, bytes]
) -> dict[bytes, bytes]:
    """A contract and its store in the contracts tree; values of the store are raw and never empty."""
    key = as_id(contract_id, "contract_id", IdKind.CONTRACT).key
    entries = {key: _value(contract, ContractObject), key + _STORE: _STORE_MARK}
    for name, value in store.items():
        entries[store_key(contract_id, name)] = as_bytes(value, "store")
    return entries


def store_key(contract_id: Id | str, key: Bytes) -> bytes:
    """The key in the contracts tree of a value in a contract's store; the mark is under the empty key."""
    contract = as_id(contract_id, "contract_id", IdKind.CONTRACT)
    return contract.key + _STORE + as_bytes(key, "key")


def call_entry(called_id: Id | str, call_id: Bytes, call: ContractCallObject) -> Entry:
    """A call and its result in the calls tree. Arguments are those of `call_key`."""
    return call_key(called_id, call_id), _value(call, ContractCallObject)


def call_key(called_id: Id | str, call_id: Bytes) -> bytes:
    """The key of a call in the calls tree.

    called_id: the contract, or the name it was called by; the account for a call that authorised a
    generalized account. call_id: see `contract_call_id`.
    """
    called = as_id(called_id, "called_id", IdKind.CONTRACT, IdKind.NAME, IdKind.ACCOUNT)
    return called.key + as_bytes(call_id, "call_id", HASH_BYTES)


def channel_entry(channel_id: Id | str, channel: Channel) -> Entry:
    """A channel in the channels tree."""
    return as_id(channel_id, "channel_id", IdKind.CHANNEL).key, _value(channel, Channel)


def name_entry(name_id: Id | str, name: NameEntry) -> Entry:
    """A name in the name service's tree."""
    return as_id(name_id, "name_id", IdKind.NAME).key, _value(name, NameEntry)


def commitment_entry(commitment_id: Id | str, commitment: NameCommitment) -> Entry:
    """A commitment in the name service's tree."""
    key = as_id(commitment_id, "commitment_id", IdKind.COMMITMENT).key
    return key, _value(commitment, NameCommitment)


def auction_entry(name_id: Id | str, auction: NameAuction) -> Entry:
    """The auction of a name in the name service's tree; its key alone is `auction_key`."""
    return auction_key(name_id), _value(auction, NameAuction)


def oracle_entry(oracle_id: Id | str, oracle: RegisteredOracle) -> Entry:
    """An oracle in the oracles tree."""
    return as_id(oracle_id, "oracle_id", IdKind.ORACLE).key, _value(oracle, RegisteredOracle)


def query_entry(oracle_id: Id | str, query_id: Bytes, query: OracleQuery) -> Entry:
    """A query in the oracles tree. Arguments are those of `query_key`."""
    return query_key(oracle_id, query_id), _value(query, OracleQuery)


def query_key(oracle_id: Id | str, query_id: Bytes) -> bytes:
    """The key of a query in the oracles tree; query_id: see `oracle_query_id`."""
    oracle = as_id(oracle_id, "oracle_id", IdKind.ORACLE)
    return oracle.key + as_bytes(query_id, "query_id", HASH_BYTES)


def _value(obj: _O, wanted: type[_O]) -> bytes:
    if not isinstance(obj, wanted):
        raise TypeError(f"expected a {wanted.__name__}, not {type(obj).__name__}")
    return to_bytes(obj)
