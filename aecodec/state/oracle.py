"""Oracles and the queries to them, as they stand in the oracles tree."""

from __future__ import annotations

from typing import ClassVar

from ..fields import AccountId, Coin, Height, Nonce, OracleId, Text, Version
from ..objects import ChainObject


class RegisteredOracle(ChainObject, frozen=True, kw_only=True):
    """An oracle; its public key is the tree key."""

    TAG: ClassVar = 20
    VERSION: ClassVar = 1

    query_format: Text
    response_format: Text
    query_fee: Coin
    ttl: Height
    abi_version: Version


class OracleQuery(ChainObject, frozen=True, kw_only=True):
    """A query and, once there is one, its response."""

    TAG: ClassVar = 21
    VERSION: ClassVar = 1

    sender_id: AccountId
    sender_nonce: Nonce
    oracle_id: OracleId
    query: Text
    has_response: bool
    response: Text
    ttl: Height
    response_ttl: Height
    fee: Coin
