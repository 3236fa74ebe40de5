"""A close that no frame of a recording shows: it was posted past the connections, with an older state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..._channel_rules import proof_of
from ...build import channel_close_solo_tx
from ...errors import AecodecError
from ..drafts import unsigned
from .settings import own_requests

if TYPE_CHECKING:
    from ..connection import ClientConnection
    from ..node import Node
    from .events import Event
    from .keys import Keys

__all__ = ["post_hidden_close"]


def post_hidden_close(node: Node, keys: Keys, rest: Sequence[Event], connection: ClientConnection) -> None:
    """Post a close with the state that is on chain, by the participant whose next nonce shows that he did.

    Nothing is posted if the channel is being closed already.
    """
    machine = connection.machine
    if machine is None or machine.channel_id is None or machine.terms is None:
        return
    channel = node.chain.channels.get(machine.channel_id)
    if channel is None or channel.locked_until:
        return
    initiator, responder = machine.participants
    later = {keys.key_of(str(one.payer)).address: one for one in _first_requests(rest)}
    skipped = [
        account
        for account in (initiator, responder)
        if account in later and later[account].nonce > node.chain.next_nonce(account)
    ]
    closer = (skipped or [initiator])[0]
    try:
        tx: Any = channel_close_solo_tx(
            channel_id=machine.channel_id,
            from_id=closer,
            poi=proof_of(machine.terms.balances, (initiator, responder)) or b"",
            nonce=node.chain.next_nonce(closer),
            protocol=node.chain.protocol,
        )
        node.post(keys.authenticate(unsigned(tx), closer))
    except AecodecError:
        return  # the frame is missed, which the replay reports


def _first_requests(rest: Sequence[Event]) -> list[Any]:
    """Return the first request of each account whose nonce the node chose."""
    first: dict[Any, Any] = {}
    for request in own_requests(rest):
        if not request.given:
            first.setdefault(request.payer, request)
    return list(first.values())
