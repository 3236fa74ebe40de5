"""Transactions of oracles."""

from __future__ import annotations

from typing import ClassVar

from ..fields import (
    AbiVersion,
    AccountId,
    Coin,
    DeltaTtlType,
    KeyBlocks,
    Nonce,
    OracleId,
    OracleOrNameId,
    QueryId,
    Text,
    Ttl,
    TtlType,
)
from ..objects import Tx
from ..protocol import Protocol


class OracleRegisterTx(Tx, frozen=True, kw_only=True):
    """Register an account as an oracle, which answers queries for a fee."""

    TAG: ClassVar = 22
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId  #: The account that becomes an oracle.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    query_format: Text  #: What queries look like; by convention of the ABI.
    response_format: Text  #: What responses look like; by convention of the ABI.
    query_fee: Coin  #: What a query costs at least.
    ttl_type: TtlType  #: How `ttl_value` counts.
    ttl_value: KeyBlocks  #: How long the oracle lives.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
    abi_version: AbiVersion  #: 0: free text; else the ABI of queries and responses.


class OracleQueryTx(Tx, frozen=True, kw_only=True):
    """Ask an oracle; from Iris on it may be named."""

    TAG: ClassVar = 23
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("sender_id",)
    NAMES_SINCE: ClassVar = Protocol.IRIS

    sender_id: AccountId  #: The account that asks.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    oracle_id: OracleOrNameId  #: The oracle that is asked.
    query: Text  #: The question.
    query_fee: Coin  #: Paid to the oracle when it responds.
    query_ttl_type: TtlType  #: How `query_ttl_value` counts.
    query_ttl_value: KeyBlocks  #: How long the query waits for a response.
    response_ttl_type: DeltaTtlType  #: How `response_ttl_value` counts.
    response_ttl_value: KeyBlocks  #: How long the response stays in the state.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class OracleRespondTx(Tx, frozen=True, kw_only=True):
    """Answer a query; signed by the account that the oracle is."""

    TAG: ClassVar = 24
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("oracle_id",)

    oracle_id: OracleId  #: The oracle that responds.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    query_id: QueryId  #: The query that is answered.
    response: Text  #: The answer.
    response_ttl_type: DeltaTtlType  #: How `response_ttl_value` counts.
    response_ttl_value: KeyBlocks  #: How long the response stays in the state.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.


class OracleExtendTx(Tx, frozen=True, kw_only=True):
    """Let an oracle live longer; signed by the account that the oracle is."""

    TAG: ClassVar = 25
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("oracle_id",)

    oracle_id: OracleId  #: The oracle that lives longer.
    nonce: Nonce  #: Counts the transactions of the account, from 1.
    oracle_ttl_type: DeltaTtlType  #: How `oracle_ttl_value` counts.
    oracle_ttl_value: KeyBlocks  #: By how much the oracle lives longer.
    fee: Coin  #: Paid to the miner of the block.
    ttl: Ttl  #: The last height of a block that may hold it; 0: any.
