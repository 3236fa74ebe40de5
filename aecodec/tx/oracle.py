"""Transactions of oracles."""

from __future__ import annotations

from typing import ClassVar

from ..fields import (
    AccountId,
    Coin,
    DeltaTtlType,
    Height,
    Nonce,
    OracleId,
    OracleOrNameId,
    QueryId,
    Text,
    TtlType,
    Version,
)
from ..objects import Tx
from ..protocol import Protocol


class OracleRegisterTx(Tx, frozen=True, kw_only=True):
    """Register an account as an oracle, which answers queries for a fee."""

    TAG: ClassVar = 22
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("account_id",)

    account_id: AccountId
    nonce: Nonce
    query_format: Text
    response_format: Text
    query_fee: Coin
    ttl_type: TtlType
    ttl_value: Height
    fee: Coin
    ttl: Height
    abi_version: Version


class OracleQueryTx(Tx, frozen=True, kw_only=True):
    """Ask an oracle; from Iris on it may be named."""

    TAG: ClassVar = 23
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("sender_id",)
    NAMES_SINCE: ClassVar = Protocol.IRIS

    sender_id: AccountId
    nonce: Nonce
    oracle_id: OracleOrNameId
    query: Text
    query_fee: Coin
    query_ttl_type: TtlType
    query_ttl_value: Height
    response_ttl_type: DeltaTtlType
    response_ttl_value: Height
    fee: Coin
    ttl: Height


class OracleRespondTx(Tx, frozen=True, kw_only=True):
    """Answer a query; signed by the account that the oracle is."""

    TAG: ClassVar = 24
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("oracle_id",)

    oracle_id: OracleId
    nonce: Nonce
    query_id: QueryId
    response: Text
    response_ttl_type: DeltaTtlType
    response_ttl_value: Height
    fee: Coin
    ttl: Height


class OracleExtendTx(Tx, frozen=True, kw_only=True):
    """Let an oracle live longer; signed by the account that the oracle is."""

    TAG: ClassVar = 25
    VERSION: ClassVar = 1
    SIGNERS: ClassVar = ("oracle_id",)

    oracle_id: OracleId
    nonce: Nonce
    oracle_ttl_type: DeltaTtlType
    oracle_ttl_value: Height
    fee: Coin
    ttl: Height
