"""Transactions of hyperchains, which are not released: nodes send them to each other, no block holds them."""

from __future__ import annotations

from typing import Annotated, ClassVar, NamedTuple, TypeAlias

from ..fields import AccountId, Count, Payload, Sorted, Uint
from ..objects import Tx
from ..protocol import Order, Protocol

Epoch: TypeAlias = Annotated[int, Uint(node_takes_empty=False)]  #: 0 is the byte 00 for the node, too


class VoteItem(NamedTuple):
    """One entry of the map that is voted for."""

    key: Payload  #: The key.
    value: Payload  #: The value.


class HCVoteTx(Tx, frozen=True, kw_only=True):
    """Vote on how an epoch ends. `data` is a map: sorted by key."""

    TAG: ClassVar = 83
    VERSION: ClassVar = 1
    SINCE: ClassVar = Protocol.CERES
    SIGNERS: ClassVar = ("voter_id",)

    voter_id: AccountId  #: The account that votes.
    epoch: Epoch  #: The epoch that ends.
    type_: Count  #: What kind of vote it is.
    data: Annotated[tuple[VoteItem, ...], Sorted(Order.BY_KEY)]  #: What is voted for, by key.
