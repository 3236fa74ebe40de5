"""Accounts, as they stand in the accounts tree."""

from __future__ import annotations

from typing import ClassVar

from ..fields import Coin, Nonce
from ..objects import ChainObject


class Account(ChainObject, frozen=True, kw_only=True):
    """An account; its public key is the tree key."""


class AccountV1(Account, frozen=True, kw_only=True):
    """A basic account."""

    TAG: ClassVar = 10
    VERSION: ClassVar = 1

    nonce: Nonce
    balance: Coin
