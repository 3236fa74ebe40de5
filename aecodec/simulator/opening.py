"""Opening a channel: the two state machines meet, agree on the terms, and sign the create transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .._channel_rules import state_hash_of
from .._channel_terms import Terms
from ..derived import channel_id_of
from ..errors import AecodecError
from ..rpc.connection import Connection
from .drafts import draft_create, unsigned
from .machine import Agreed, Machine, Pending
from .on_chain import content_of
from .operations import CREATE
from .proposing import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["find_peer", "meet", "on_accept", "on_create", "on_open", "terms_of"]


def terms_of(parameters: Connection, initiator_id: str | None = None) -> Terms:
    """Return the terms in the URL of an opening that was admitted.

    initiator_id: in place of the one in the URL, which a responder need not know.
    """
    found = initiator_id or parameters.initiator_id
    assert found is not None
    assert parameters.responder_id is not None
    return Terms(
        initiator_id=found,
        responder_id=parameters.responder_id,
        initiator_amount=parameters.initiator_amount or 0,
        responder_amount=parameters.responder_amount or 0,
        push_amount=parameters.push_amount or 0,
        channel_reserve=parameters.channel_reserve or 0,
        lock_period=parameters.lock_period or 0,
    )


def find_peer(initiator: Machine, machines: Iterable[Machine]) -> Machine | None:
    """Return the responder that waits for an initiator; None if none does."""
    for one in machines:
        if one.side != "responder" or one.peer is not None:
            continue
        if initiator.is_returning:
            if one.channel_id == initiator.channel_id and one.state in ("awaiting_reestablish", "open"):
                return one
        elif one.state == "awaiting_open" and _fits(initiator.parameters, one.parameters):
            return one
    return None


def _fits(initiator: Connection, responder: Connection) -> bool:
    named = responder.initiator_id in ("any", initiator.initiator_id)
    same_port = responder.port == initiator.port
    return named and responder.responder_id == initiator.responder_id and same_port


def meet(initiator: Machine, responder: Machine) -> None:
    """Connect two machines; the initiator speaks first."""
    initiator.peer, responder.peer = responder, initiator
    if initiator.is_returning:
        initiator.enter("reestablish_init")
        initiator.send("reestablish", initiator.latest)
    else:
        initiator.enter("initialized")
        initiator.send("open", initiator.terms)


def on_open(machine: Machine, terms: Terms) -> None:
    """Take the opening message: amounts, reserve and lock period are those of the initiator."""
    if machine.state != "awaiting_open":
        return
    machine.info("channel_open")
    machine.terms = terms
    machine.enter("accepted")
    machine.send("accept", (machine.minimum_depth, machine.depth_strategy))


def on_accept(machine: Machine, depth: tuple[int | None, str | None]) -> None:
    """Take the responder's consent, and ask the client to sign the create transaction."""
    if machine.state != "initialized" or machine.terms is None:
        return
    machine.info("channel_accept")
    if machine.minimum_depth is None and machine.depth_strategy is None:
        machine.minimum_depth, machine.depth_strategy = depth
    terms, given = machine.terms, machine.parameters
    try:
        tx = draft_create(machine.chain, terms, nonce=given.nonce, fee=given.fee, gas_price=given.gas_price)
    except AecodecError:
        machine.die()
        return
    signed = unsigned(tx)
    after = Agreed(1, terms.balances, signed)
    machine.ask(Pending(CREATE.request, CREATE, True, signed, after=after))


def on_create(machine: Machine, proposal: Proposal) -> None:
    """Take the create transaction that the initiator signed.

    Of its own terms, this side compares only the state hash.
    """
    if machine.state != "accepted" or machine.terms is None:
        return
    tx = content_of(proposal.signed)
    own = terms_of(machine.parameters, str(machine.terms.initiator_id)).balances
    if tx.state_hash != state_hash_of(own):
        machine.info("bad_state_hash")
        machine.die()
        return
    machine.channel_id = channel_id_of(proposal.signed)
    machine.funding_event(CREATE.announced)
    after = Agreed(1, own, proposal.signed)
    pending = Pending(CREATE.acknowledge, CREATE, False, proposal.signed, after=after)
    machine.ask(pending)
