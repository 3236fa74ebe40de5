"""Every serialized object that is not a transaction, one file per family."""

from __future__ import annotations

from ..objects import ChainObject
from .account import Account, AccountV1

__all__ = ["Account", "AccountV1", "ChainObject"]
