"""Oracles and the queries to them, as they stand in the oracles tree."""

from __future__ import annotations

from typing import ClassVar

from ..fields import AbiVersion, AccountId, Coin, Height, KeyBlocks, Nonce, OracleId, Text
from ..objects import ChainObject


class RegisteredOracle(ChainObject, frozen=True, kw_only=True):
    """An oracle; its public key is the tree key."""

    TAG: ClassVar = 20
    VERSION: ClassVar = 1

    query_format: Text  #: What queries look like; by convention of the ABI.
    response_format: Text  #: What responses look like; by convention of the ABI.
    query_fee: Coin  #: What a query costs at least.
    ttl: Height  #: The height at which it expires.
    abi_version: AbiVersion  #: 0: free text; else the ABI of queries and responses.


class OracleQuery(ChainObject, frozen=True, kw_only=True):
    """A query and, once there is one, its response."""

    TAG: ClassVar = 21
    VERSION: ClassVar = 1

    sender_id: AccountId  #: The account that asked.
    sender_nonce: Nonce  #: The nonce of the query's transaction.
    oracle_id: OracleId  #: The oracle that was asked.
    query: Text  #: The question.
    has_response: bool  #: Whether there is a response.
    response: Text  #: The answer; empty until there is one.
    ttl: Height  #: The height at which it expires.
    response_ttl: KeyBlocks  #: How many key blocks the response stays.
    fee: Coin  #: Paid to the oracle when it responds.
