"""Differences between versions of the node, each of which recordings of real sessions show."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from .._struct import Struct

__all__ = ["BEHAVIOURS", "Behaviour", "Like"]

Like: TypeAlias = Literal["current", "iris"]


class Behaviour(Struct, frozen=True, kw_only=True):
    """What a version of the node does differently; without arguments it is the current one.

    early_ids: events before `on_chain_tx` have no channel id, and `funding_created` and `funding_signed` no
    token. reestablish_id: the `fsm_up` of a client that comes back to an ended state machine has the channel
    id. update_to_waiting: a responder that stayed gets `channels.update` when the other one is back.
    close_gas: gas of a mutual close, whatever its size. solo_waits: a peer's proposal waits until this client
    has answered a request to sign alone; otherwise that request is dropped as a conflict.
    """

    early_ids: bool = False
    reestablish_id: bool = True
    update_to_waiting: bool = True
    close_gas: int | None = None
    solo_waits: bool = True


#: The versions by name; `iris` are nodes of 2019 to 2022.
BEHAVIOURS: Final[dict[str, Behaviour]] = {
    "current": Behaviour(),
    "iris": Behaviour(reestablish_id=False, update_to_waiting=False, solo_waits=False),
}
