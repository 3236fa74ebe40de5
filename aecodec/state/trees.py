"""State trees with all their entries, as `ss_` and `cs_` text holds them (docs/protocol/serialization.md)."""

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

    key: Payload  #: The key of the entry.
    val: Payload  #: The entry, mostly a serialized object.


class Mtree(ChainObject, frozen=True, kw_only=True):
    """The entries of a tree, each key once, in any order; the node writes them by descending key."""

    TAG: ClassVar = 63
    VERSION: ClassVar = 1

    values: Annotated[tuple[MtreeValue, ...], Sorted(Order.DISTINCT_KEYS)]  #: The entries.


class ContractsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of contracts and their stores."""

    TAG: ClassVar = 621
    VERSION: ClassVar = 1

    contracts: Mtree  #: The entries of contracts and their stores.


class CallsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of contract calls."""

    TAG: ClassVar = 622
    VERSION: ClassVar = 1

    calls: Mtree  #: The entries of contract calls.


class ChannelsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of channels."""

    TAG: ClassVar = 623
    VERSION: ClassVar = 1

    channels: Mtree  #: The entries of channels.


class NameserviceMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of names, commitments and auctions."""

    TAG: ClassVar = 624
    VERSION: ClassVar = 1

    mtree: Mtree  #: The entries of names, commitments and auctions.


class OraclesMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of oracles and queries."""

    TAG: ClassVar = 625
    VERSION: ClassVar = 1

    otree: Mtree  #: The entries of oracles and queries.


class AccountsMtree(ChainObject, frozen=True, kw_only=True):
    """The tree of accounts."""

    TAG: ClassVar = 626
    VERSION: ClassVar = 1

    accounts: Mtree  #: The entries of accounts.


class StateTrees(ChainObject, frozen=True, kw_only=True):
    """The six state trees with all their entries. The state hash takes them in another order."""

    TAG: ClassVar = 62
    VERSION: ClassVar = 0

    contracts: ContractsMtree  #: The tree of contracts and their stores.
    calls: CallsMtree  #: The tree of contract calls.
    channels: ChannelsMtree  #: The tree of channels.
    ns: NameserviceMtree  #: The tree of names, commitments and auctions.
    oracles: OraclesMtree  #: The tree of oracles and queries.
    accounts: AccountsMtree  #: The tree of accounts.


class TreesDb(ChainObject, frozen=True, kw_only=True):
    """The root hashes of the state trees, as a node stores them."""

    TAG: ClassVar = 61
    VERSION: ClassVar = 0

    contracts_hash: Root  #: The root hash of contracts and stores.
    calls_hash: Root  #: The root hash of contract calls.
    channels_hash: Root  #: The root hash of channels.
    ns_hash: Root  #: The root hash of names.
    ns_cache_hash: Root  #: The root hash of what expires among names.
    oracles_hash: Root  #: The root hash of oracles.
    oracles_cache_hash: Root  #: The root hash of what expires among oracles.
    accounts_hash: Root  #: The root hash of accounts.
