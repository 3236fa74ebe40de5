"""What happens when the timer of a state runs out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .operations import CREATE
from .proposing import Refused
from .signatures import words_of

if TYPE_CHECKING:
    from .machine import Machine

__all__ = ["on_timeout"]

_TIMEOUT = 3


def on_timeout(machine: Machine) -> None:
    """Drop the running update; without one end, unless the machine is a responder that keeps running."""
    pending = machine.pending or machine.proposed
    waits = machine.state not in ("awaiting_locked", "signed")
    if pending is not None and pending.operation is not CREATE and waits:
        own = pending.own or pending.operation is None
        if not own or machine.proposed is not None:
            machine.send("refused", Refused(pending.signed, _TIMEOUT))
        machine.pending = None
        machine.conflict(_TIMEOUT, words_of(_TIMEOUT))
        machine.go_back(pending.back)
    elif machine.state == "open" and machine.keeps_running:
        machine.timer_serial += 1
    else:
        machine.info("timeout")
        machine.die()
