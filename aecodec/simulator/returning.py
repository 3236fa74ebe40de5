"""Leaving a channel and coming back to it, and the other side's end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..codec import encode_tx
from .machine import Agreed
from .reading import Params
from .refusals import Effect, HeldBack
from .signatures import same_content
from .states import TRANSITION

if TYPE_CHECKING:
    from .machine import Machine

__all__ = [
    "on_gone",
    "on_leave",
    "on_leave_ack",
    "on_reestablish",
    "on_reestablished",
    "request_leave",
    "resume_after_return",
]

#: A channel that ends anyway does not end earlier because the other side is gone.
_FINAL = frozenset({"mutual_closed", "channel_closed"})


def request_leave(machine: Machine, params: Any) -> Effect | None:
    """Leave the channel. The answer is "ok" in every state; only in `open` does anything follow."""
    Params(params)
    if machine.state in TRANSITION:
        raise HeldBack
    if machine.state != "open":
        return None
    return lambda: _leave(machine)


def _leave(machine: Machine) -> None:
    if machine.peer is None:
        _report_leave(machine)
        machine.die()
        return
    machine.send("leave")
    machine.enter("awaiting_leave_ack")


def on_leave(machine: Machine, _: Any) -> None:
    """Take the news that the other side leaves; a responder that keeps running stays."""
    if machine.state in TRANSITION and machine.state != "awaiting_leave_ack":
        raise HeldBack
    if machine.state not in ("open", "awaiting_leave_ack"):
        return
    _report_leave(machine)
    machine.send("leave_ack")
    if not machine.keeps_running or machine.state == "awaiting_leave_ack":
        machine.die()


def on_leave_ack(machine: Machine, _: Any) -> None:
    """Take the other side's answer to the own leave, and end."""
    if machine.state == "awaiting_leave_ack":
        _report_leave(machine)
        machine.die()


def on_gone(machine: Machine, _: Any) -> None:
    """Take the end of the other machine: end too, or fall back to the latest state and wait."""
    machine.peer = None
    if machine.state in _FINAL:
        return
    if machine.state == "awaiting_leave_ack":
        _report_leave(machine)
        machine.die()
    elif machine.keeps_running and machine.is_open:
        pending = machine.pending or machine.proposed
        back = machine.state if pending is None else pending.back
        machine.info("peer_disconnected")
        if machine.state != "channel_closing":
            machine.go_back(back if back == "channel_closing" else "open")
    else:
        machine.die()


def on_reestablish(machine: Machine, latest: Agreed) -> None:
    """Take the other side's wish to go on. Both must have the same latest state."""
    if machine.state not in ("awaiting_reestablish", "open"):
        return
    if machine.latest is None or not same_content(machine.latest.signed, latest.signed):
        machine.die()
        return
    stayed = machine.state == "open"
    machine.info("channel_reestablished")
    machine.send("reestablished", machine.latest)
    if stayed:
        machine.info("open")
        if machine.behaviour.update_to_waiting:
            machine.reported_round = None
    resume_after_return(machine)


def on_reestablished(machine: Machine, latest: Agreed) -> None:
    """Take the other side's consent to go on."""
    if machine.state != "reestablish_init" or machine.latest is None:
        return
    if not same_content(machine.latest.signed, latest.signed):
        machine.die()
        return
    machine.info("channel_reestablished")
    resume_after_return(machine)


def resume_after_return(machine: Machine) -> None:
    """Enter `open`, or the closing that the chain shows."""
    assert machine.channel_id is not None
    machine.is_returning = False
    channel = machine.chain.channels.get(machine.channel_id)
    if channel is not None and channel.is_closed:
        machine.die()
    elif channel is not None and channel.locked_until > 0:
        machine.info("closing")
        machine.enter("channel_closing")
    else:
        machine.go_open()


def _report_leave(machine: Machine) -> None:
    if machine.latest is not None:
        machine.notify("channels.leave", {"state": encode_tx(machine.latest.signed)})
