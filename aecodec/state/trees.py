"""State trees with all their entries, as `ss_` and `cs_` carry them (SERIALIZATION.md, section 8)."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from ..fields import AtMost, Hash, Payload, Sorted
from ..objects import ChainObject
from ..protocol import Order

Root: TypeAlias = Annotated[tuple[Hash, ...], AtMost(1)]  #: none of an empty tree


class MtreeValue(ChainObject, frozen=True, kw_only=True):
    """An entry of a tree."""

    TAG: ClassVar = 64
    VERSION: ClassVar = 1

    key: Payload
    val: Payload


class Mtree(ChainObject, frozen=True, kw_only=True):
    """The entries of a tree, each key once, in any order; the node writes them by descending key."""

    TAG: ClassVar = 63
    VERSION: ClassVar = 1

    values: Annotated[tuple[MtreeValue, ...], Sorted(Order.DISTINCT_KEYS)]


class ContractsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of contracts and their stores."""

    TAG: ClassVar = 621
    VERSION: ClassVar = 1

    contracts: Mtree


class CallsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of contract calls."""

    TAG: ClassVar = 622
    VERSION: ClassVar = 1

    calls: Mtree


class ChannelsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of channels."""

    TAG: ClassVar = 623
    VERSION: ClassVar = 1

    channels: Mtree


class NameserviceMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of names, commitments and auctions."""

    TAG: ClassVar = 624
    VERSION: ClassVar = 1

    mtree: Mtree


class OraclesMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of oracles and queries."""

    TAG: ClassVar = 625
    VERSION: ClassVar = 1

    otree: Mtree


class AccountsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of accounts."""

    TAG: ClassVar = 626
    VERSION: ClassVar = 1

    accounts: Mtree


class StateTrees(ChainObject, frozen=True, kw_only=True):
    """The six state trees with all their entries. The state hash takes them in another order."""

    TAG: ClassVar = 62
    VERSION: ClassVar = 0

    contracts: ContractsMtree
    calls: CallsMtree
    channels: ChannelsMtree
    ns: NameserviceMtree
    oracles: OraclesMtree
    accounts: AccountsMtree


class TreesDb(ChainObject, frozen=True, kw_only=True):
    """The root hashes of the state trees, as a node stores them."""

    TAG: ClassVar = 61
    VERSION: ClassVar = 0

    contracts_hash: Root
    calls_hash: Root
    channels_hash: Root
    ns_hash: Root
    ns_cache_hash: Root
    oracles_hash: Root
    oracles_cache_hash: Root
    accounts_hash: Root
