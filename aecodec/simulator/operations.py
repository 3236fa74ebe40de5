"""What participants sign: the operations of two participants, and those of one alone.

The names are those of the node: of the methods `channels.sign.NAME`, of the events of `channels.info`, and of
the infos of `channels.on_chain_tx`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

__all__ = ["ALONE", "BY_REQUEST", "CREATE", "DEPOSIT", "SHUTDOWN", "UPDATE", "WITHDRAW", "Operation"]


class Operation(NamedTuple):
    """An operation that both participants sign.

    request, acknowledge: what the proposer and the other one are asked to sign. announced: the event by which
    the other one hears of it. acknowledged, completed: the infos by which the other one and the proposer are
    shown what both signed. waiting: the state of the proposer meanwhile. locked: the event of its
    confirmations, in `own_NAME_locked`; empty if it does not lock. can_conflict: a proposal of the other side
    at the same time makes it a conflict; otherwise one waits for the other.
    """

    name: str
    request: str
    acknowledge: str
    announced: str
    acknowledged: str
    completed: str
    waiting: str
    locked: str
    can_conflict: bool


CREATE: Final = Operation(
    "create",
    "initiator_sign",
    "responder_sign",
    "funding_created",
    "funding_created",
    "funding_signed",
    "half_signed",
    "funding",
    can_conflict=False,
)
UPDATE: Final = Operation(
    "update", "update", "update_ack", "update", "", "", "awaiting_update_ack", "", can_conflict=True
)
DEPOSIT: Final = Operation(
    "deposit",
    "deposit_tx",
    "deposit_ack",
    "deposit_created",
    "deposit_created",
    "deposit_signed",
    "dep_half_signed",
    "deposit",
    can_conflict=True,
)
WITHDRAW: Final = Operation(
    "withdraw",
    "withdraw_tx",
    "withdraw_ack",
    "withdraw_created",
    "withdraw_created",
    "withdraw_signed",
    "wdraw_half_signed",
    "withdraw",
    can_conflict=True,
)
SHUTDOWN: Final = Operation(
    "shutdown",
    "shutdown_sign",
    "shutdown_sign_ack",
    "shutdown",
    "close_mutual",
    "close_mutual",
    "mutual_closing",
    "",
    can_conflict=False,
)

#: The operation of each request to sign, and whether it is that of the proposer.
BY_REQUEST: Final[dict[str, tuple[Operation, bool]]] = {
    name: (operation, own)
    for operation in (CREATE, UPDATE, DEPOSIT, WITHDRAW, SHUTDOWN)
    for name, own in ((operation.request, True), (operation.acknowledge, False))
}

#: Requests to sign for what one participant does alone.
ALONE: Final = frozenset({"close_solo_sign", "slash_tx", "settle_sign", "snapshot_solo_tx"})
