"""What two participants sign: a proposal, its acknowledgement, and everything that can come between.

An off-chain update, a deposit, a withdrawal, a mutual close and the create transaction itself go the same
way; operations.py names the differences.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from .._channel_rules import apply_updates, state_hash_of
from ..codec import encode_tx
from ..derived import channel_id_of
from ..objects import SignedTx
from ..rpc import type_of_tx
from ..tx import ChannelOffchainTx
from .machine import Agreed, Pending
from .on_chain import content_of
from .operations import CREATE, SHUTDOWN, UPDATE, Operation
from .refusals import HeldBack
from .signatures import is_signed_by_both, is_valid_reply, same_content, words_of
from .states import HALF_SIGNED

if TYPE_CHECKING:
    from .machine import Machine

__all__ = [
    "Proposal",
    "Refused",
    "abort",
    "drop_for_conflict",
    "on_accepted",
    "on_proposal",
    "on_refused",
    "on_signed",
    "report_chain",
]

_CONFLICT = 2


class Proposal(NamedTuple):
    """What the proposer's machine sends: the transaction with its authentication, and the updates."""

    operation: Operation
    signed: SignedTx
    updates: tuple[Any, ...]


class Refused(NamedTuple):
    """The other machine's answer to a proposal that is dropped. code: one of `rpc.SIGNING_ERRORS`."""

    signed: SignedTx
    code: int


# --- the client has signed ------------------------------------------------------------------------


def on_signed(machine: Machine, name: str, signed: SignedTx) -> None:
    """Take the reply to a request for what two sign; one that nobody waits for is dropped."""
    pending = machine.pending
    if machine.state != "awaiting_signature" or pending is None or pending.name != name:
        return
    operation = pending.operation
    assert operation is not None
    if not is_valid_reply(machine, pending, signed):
        _refuse_reply(machine, pending, operation)
    elif pending.own:
        machine.pending, machine.proposed = None, pending._replace(signed=signed)
        if operation is CREATE:
            machine.may_lose_client = True
            machine.channel_id = channel_id_of(signed)
        machine.send("proposal", Proposal(operation, signed, pending.updates))
        machine.enter(operation.waiting)
    else:
        _acknowledge(machine, pending._replace(signed=signed), operation)


def _refuse_reply(machine: Machine, pending: Pending, operation: Operation) -> None:
    """Drop an operation for a bad reply; a create transaction is still waited for."""
    if operation is CREATE:
        return
    if not pending.own:
        machine.send("refused", Refused(pending.signed, 1))
    machine.pending = None
    machine.conflict(1, words_of(1))
    machine.go_back(pending.back)


def _acknowledge(machine: Machine, pending: Pending, operation: Operation) -> None:
    """Go on with what is signed by both: this side is done with an update, and waits for the chain else."""
    machine.pending = None
    machine.send("accepted", pending.signed)
    _go_on(machine, pending, operation, operation.acknowledged)


def abort(machine: Machine, pending: Pending, code: int) -> None:
    """Drop an operation that this client refuses to sign; only a peer that proposed it hears of it."""
    machine.pending = None
    machine.info("aborted_update")
    if pending.operation is not None and not pending.own:
        machine.send("refused", Refused(pending.signed, code))
    machine.resume(pending.back)


# --- messages of the other machine ------------------------------------------------------------------


def on_proposal(machine: Machine, proposal: Proposal) -> None:
    """Take a proposal of the other machine: ask the client to sign it, drop it, or let it wait."""
    operation = proposal.operation
    state, pending = machine.state, machine.pending
    if state == "open" or (state == "channel_closing" and operation is SHUTDOWN):
        _consider(machine, proposal)
    elif state == "awaiting_signature" and pending is not None:
        if pending.operation is None:
            if machine.behaviour.solo_waits:
                raise HeldBack
            drop_for_conflict(machine, proposal.signed)
        elif pending.own and pending.operation.can_conflict and operation.can_conflict:
            drop_for_conflict(machine, proposal.signed)
        else:
            raise HeldBack
    elif (state in HALF_SIGNED and operation.can_conflict) or (
        state == "mutual_closing" and operation is SHUTDOWN
    ):
        drop_for_conflict(machine, proposal.signed)
    elif state in HALF_SIGNED or state in ("awaiting_locked", "signed"):
        raise HeldBack
    else:
        machine.send("refused", Refused(proposal.signed, _CONFLICT))


def drop_for_conflict(machine: Machine, refused: SignedTx | None = None) -> None:
    """Drop what is pending on this side, and the proposal of the other one if there is one."""
    pending = machine.pending or machine.proposed
    if refused is not None:
        machine.send("refused", Refused(refused, _CONFLICT))
    machine.pending = machine.proposed = None
    machine.conflict(_CONFLICT, words_of(_CONFLICT))
    machine.go_back("open" if pending is None else pending.back)


def on_accepted(machine: Machine, signed: SignedTx) -> None:
    """Take the acknowledgement of the own proposal."""
    proposed = machine.proposed
    if proposed is None or proposed.operation is None or machine.state != proposed.operation.waiting:
        if machine.state == "awaiting_signature":
            raise HeldBack
        return
    if not same_content(proposed.signed, signed) or not is_signed_by_both(machine, signed):
        return
    operation = proposed.operation
    pending = proposed._replace(signed=signed)
    if operation is UPDATE or machine.push(signed):
        _go_on(machine, pending, operation, operation.completed)
        return
    machine.send("refused", Refused(signed, 5))
    if operation is CREATE:
        machine.die()
        return
    machine.conflict(5, words_of(5))
    machine.go_back(proposed.back)


def on_refused(machine: Machine, refused: Refused) -> None:
    """Take the news that the other machine dropped a proposal; one that waits here is forgotten.

    Of one that is over already nothing changes, but in `open` the client hears of an update's end again: so
    it does when both had signed a proposal, as each machine drops both.
    """
    dropped = next(
        (
            one
            for one in (machine.proposed, machine.pending)
            # What this client alone was asked for, nobody has refused.
            if one is not None and same_content(one.signed, refused.signed)
        ),
        None,
    )
    if dropped is None:
        waiting = len(machine.postponed)
        machine.postponed = [one for one in machine.postponed if not _proposes(one, refused.signed)]
        if len(machine.postponed) < waiting:
            return
        if machine.state == "open" and isinstance(content_of(refused.signed), ChannelOffchainTx):
            machine.conflict(refused.code, words_of(refused.code))
        return
    machine.watches = [one for one in machine.watches if not same_content(one.signed, refused.signed)]
    machine.pending = machine.proposed = None
    machine.conflict(refused.code, words_of(refused.code))
    machine.go_back(dropped.back)


def _proposes(postponed: Any, signed: SignedTx) -> bool:
    """Tell whether a postponed event is the proposal of a transaction."""
    content = getattr(postponed, "content", None)
    return isinstance(content, Proposal) and same_content(content.signed, signed)


def _consider(machine: Machine, proposal: Proposal) -> None:
    """Check a proposal, and ask the client to sign it; a client that is away signs nothing."""
    operation = proposal.operation
    after = _result_of(machine, proposal)
    both = is_signed_by_both(machine, proposal.signed)
    if after is None and operation is not SHUTDOWN:
        machine.send("refused", Refused(proposal.signed, 1))
        return
    pending = Pending(
        operation.acknowledge, operation, False, proposal.signed, proposal.updates, after, machine.state
    )
    if machine.client is None:
        if both:
            _acknowledge(machine, pending, operation)
        else:
            machine.send("refused", Refused(proposal.signed, _CONFLICT))
        return
    machine.info(operation.announced)
    machine.ask(pending)


def _result_of(machine: Machine, proposal: Proposal) -> Agreed | None:
    """Compute the state that a proposal leads to; None if it is not what its transaction says."""
    if machine.latest is None or proposal.operation is SHUTDOWN:
        return None
    tx = content_of(proposal.signed)
    balances = apply_updates(machine.latest.balances, proposal.updates)
    if balances is None or tx.round != machine.latest.round + 1 or tx.state_hash != state_hash_of(balances):
        return None
    return Agreed(tx.round, balances, proposal.signed)


# --- both have signed -------------------------------------------------------------------------------


def _go_on(machine: Machine, pending: Pending, operation: Operation, report: str) -> None:
    """Go on with what both have signed."""
    signed = pending.signed
    after = None if pending.after is None else pending.after._replace(signed=signed)
    if operation is UPDATE:
        machine.latest = after
        machine.go_open()
        return
    if operation is CREATE and not pending.own:
        machine.may_lose_client = True
    if operation is CREATE and pending.own:
        machine.funding_event("funding_signed")
    report_chain(machine, report, signed)
    if operation is SHUTDOWN:
        machine.pending = machine.proposed = None
        machine.info("closing")
        machine.enter("mutual_closed")
        return
    if operation is CREATE:
        machine.latest = after
    machine.proposed = pending._replace(after=after)
    machine.watch(operation.locked, signed)
    machine.enter("awaiting_locked")


def report_chain(machine: Machine, info: str, signed: SignedTx) -> None:
    """Report a transaction in `channels.on_chain_tx`."""
    data = {"info": info, "tx": encode_tx(signed), "type": type_of_tx(content_of(signed))}
    machine.notify("channels.on_chain_tx", data)
