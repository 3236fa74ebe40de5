"""Closing a channel, by both or by one, and what one participant does alone with the chain."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .. import build
from .._channel_rules import proof_of
from ..objects import SignedTx
from ..tx import ChannelOffchainTx
from .drafts import close_mutual, draft, unsigned
from .machine import Agreed, Pending
from .on_chain import content_of, round_of
from .operations import SHUTDOWN
from .reading import OTHER, Params
from .refusals import Effect, Refusal
from .signatures import is_valid_reply, words_of
from .states import CONNECTING, HANDSHAKE
from .updates import require_state

if TYPE_CHECKING:
    from .machine import Machine

__all__ = [
    "on_signed_alone",
    "request_close_solo",
    "request_settle",
    "request_shutdown",
    "request_slash",
    "request_snapshot",
]

_NOT_READY = 108
_OFFCHAIN_EXPECTED = 1012
_ON_CHAIN_ALREADY = 1013


def request_shutdown(machine: Machine, params: Any) -> Effect:
    """Propose a mutual close."""
    given = Params(params).on_chain()
    require_state(machine, "open", "channel_closing")
    signed = unsigned(close_mutual(machine, given))
    return _asking(machine, Pending(SHUTDOWN.request, SHUTDOWN, True, signed, back=machine.state))


def request_close_solo(machine: Machine, params: Any) -> Effect:
    """Close alone. It takes the place of whatever waits for a signature."""
    given = Params(params).on_chain()
    latest = _latest_unless_closing(machine)
    tx = _with_evidence(machine, build.channel_close_solo_tx, given, latest)
    return _ask_alone(machine, "close_solo_sign", tx)


def request_snapshot(machine: Machine, params: Any) -> Effect:
    """Record the latest state on chain. It takes the place of whatever waits for a signature."""
    given = Params(params).on_chain()
    latest = _latest_unless_closing(machine)
    if not isinstance(content_of(latest.signed), ChannelOffchainTx):
        raise Refusal(_OFFCHAIN_EXPECTED)
    if _round_on_chain(machine) >= latest.round:
        raise Refusal(_ON_CHAIN_ALREADY)
    builder = build.channel_snapshot_solo_tx
    tx = draft(machine, builder, given, from_id=machine.own_id, payload=latest.signed)
    return _ask_alone(machine, "snapshot_solo_tx", tx)


def request_slash(machine: Machine, params: Any) -> Effect:
    """Dispute a close with the latest state."""
    given = Params(params).on_chain()
    latest = _latest_while_closing(machine)
    tx = _with_evidence(machine, build.channel_slash_tx, given, latest)
    return _ask_alone(machine, "slash_tx", tx)


def request_settle(machine: Machine, params: Any) -> Effect:
    """Pay out what a solo close has left."""
    given = Params(params).on_chain()
    latest = _latest_while_closing(machine)
    channel = machine.chain.channels.get(machine.channel_id) if machine.channel_id else None
    initiator, responder = machine.participants
    shares = (latest.balances[initiator], latest.balances[responder])
    if channel is not None and channel.shares is not None:
        shares = channel.shares
    tx = draft(
        machine,
        build.channel_settle_tx,
        given,
        from_id=machine.own_id,
        initiator_amount_final=shares[0],
        responder_amount_final=shares[1],
    )
    return _ask_alone(machine, "settle_sign", tx)


def on_signed_alone(machine: Machine, name: str, signed: SignedTx) -> None:
    """Take the reply to a request to sign alone, and push the transaction."""
    pending = machine.pending
    if machine.state != "awaiting_signature" or pending is None or pending.name != name:
        return
    machine.pending = None
    is_snapshot = name == "snapshot_solo_tx"
    if not is_valid_reply(machine, pending, signed):
        if not is_snapshot:
            machine.conflict(1, words_of(1))
    elif not machine.push(signed):
        machine.conflict(5, words_of(5))
    elif is_snapshot:
        machine.watch("snapshot", signed)
    machine.resume(pending.back)


def _ask_alone(machine: Machine, name: str, tx: Any) -> Effect:
    back = machine.state
    if machine.state == "awaiting_signature":
        assert machine.pending is not None
        back = machine.pending.back
    return _asking(machine, Pending(name, None, True, unsigned(tx), back=back))


def _asking(machine: Machine, pending: Pending) -> Effect:
    return lambda: machine.ask(pending)


def _latest_unless_closing(machine: Machine) -> Agreed:
    """Return the latest agreed state, unless the channel is closing, closed or not open yet."""
    if machine.state in HANDSHAKE:
        raise Refusal(_NOT_READY)
    too_late = machine.state in ("channel_closing", "channel_closed", "mutual_closed")
    if too_late or machine.state in CONNECTING or machine.latest is None:
        raise Refusal(code=OTHER)
    return machine.latest


def _latest_while_closing(machine: Machine) -> Agreed:
    require_state(machine, "channel_closing", needs_peer=False)
    if machine.latest is None:
        raise Refusal(code=OTHER)
    return machine.latest


def _with_evidence(machine: Machine, builder: Any, given: dict[str, int | None], latest: Agreed) -> Any:
    """Build a transaction with the latest agreed state and a proof of its balances.

    There is no payload where the chain has this round already.
    """
    known = latest.round <= _round_on_chain(machine) or round_of(content_of(latest.signed)) == 1
    offchain = isinstance(content_of(latest.signed), ChannelOffchainTx)
    payload = latest.signed if offchain and not known else None
    poi = proof_of(latest.balances, machine.participants)
    return draft(machine, builder, given, from_id=machine.own_id, payload=payload, poi=poi)


def _round_on_chain(machine: Machine) -> int:
    channel = machine.chain.channels.get(machine.channel_id) if machine.channel_id else None
    return 0 if channel is None else channel.round
