"""Transactions on chain as the node reports them, and the end of a channel."""

from __future__ import annotations

from typing import Any

from .. import rpc
from ..codec import decode_tx
from ..errors import AecodecError
from ..ids import Id
from ..objects import SignedTx, Tx
from ..state_tree import proofs
from ..tx import (
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTx,
    ChannelSettleTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
)
from ..tx.layers import unwrap
from . import states
from .events import Closed, Closing, Disputable, OnChain, Warned
from .machine import Machine
from .state import State

#: The code of a conflict for what the chain does not take.
_CHAIN_REFUSES = 5

__all__ = ["receive_closed", "receive_closing", "receive_on_chain"]


def receive_on_chain(machine: Machine, seen: rpc.OnChainTx | rpc.EarlyOnChainTx) -> None:
    """Take a transaction that was co-signed, is in a block, or can be disputed."""
    info = seen.info if isinstance(seen, rpc.OnChainTx) else ""
    try:
        signed = decode_tx(seen.tx)
    except AecodecError as error:
        machine.emit(Warned(code="transaction_unreadable", message=str(error)))
        return
    tx = unwrap(signed).tx
    match info:
        case "can_slash" | "can_snapshot":
            machine.emit(Disputable(info=info))
            return
        case "funding_created" | "funding_signed":
            _on_funded(machine, signed, tx)
        case "channel_changed":
            _note_round(machine, tx)
        case "solo_closing":
            _note_closing(machine, signed, tx)
        case "close_mutual" | "channel_closed":
            machine.closing_tx = signed
    machine.emit(OnChain(info=info, signed=signed, operation=_complete(machine, info, tx)))
    if _is_overtaken(machine):
        machine.give_up(_CHAIN_REFUSES, posted=True)
    machine.pump()


def receive_closing(machine: Machine) -> None:
    """Note that the channel is being closed.

    A close by one ends what waits for a signature, or for its effect. What was requested alone is answered.
    """
    if machine.status != "closing":
        machine.status = "closing"
        if machine.closing_tx is None or not isinstance(unwrap(machine.closing_tx).tx, ChannelCloseMutualTx):
            machine.drop_signed()
        machine.emit(Closing(signed=machine.closing_tx))
        machine.pump()


def receive_closed(machine: Machine) -> None:
    """Note that the channel is closed for good."""
    closes = machine.running is not None and machine.running.name in ("shutdown", "settle")
    operation = machine.finish(done=True) if closes else None
    machine.end("closed")
    machine.emit(Closed(signed=machine.closing_tx, operation=operation))


def _on_funded(machine: Machine, signed: Tx, tx: Tx) -> None:
    """Keep the co-signed create transaction: it is the first state, though the channel is not open yet."""
    if not isinstance(tx, ChannelCreateTx) or not isinstance(signed, SignedTx):
        return
    request = machine.answered
    if request is None or request.tx != tx:
        machine.emit(Warned(code="state_unsigned", message="another create transaction than the signed one"))
        return
    try:
        machine.channel_id = states.channel_of(machine, signed)
    except AecodecError as error:
        machine.emit(Warned(code="state_unsigned", message=str(error)))
        return
    machine.state = State(round=1, balances=request.after, signed=signed)
    machine.on_chain_round = 1
    machine.pending = ()
    machine.settle()
    machine.status = "signed"
    machine.save()


def _note_round(machine: Machine, tx: Any) -> None:
    """Note which round the chain holds now."""
    if isinstance(tx, ChannelSnapshotSoloTx):
        payload = tx.payload
        tx = None if payload is None else unwrap(payload).tx
    if tx is not None:
        machine.on_chain_round = max(machine.on_chain_round, State.round_of(tx))


def _note_closing(machine: Machine, signed: Tx, tx: Any) -> None:
    """Note by which balances the channel is being closed, which a settlement pays out."""
    machine.closing_tx = signed
    if not isinstance(tx, ChannelCloseSoloTx | ChannelSlashTx):
        return
    if tx.payload is not None:
        _note_round(machine, unwrap(tx.payload).tx)
    balances: dict[Id, int] = {}
    try:
        proofs.check(tx.poi)
        for account in machine.terms.participants:
            found = proofs.account(tx.poi, account)
            balances[account] = 0 if found is None else found.balance
    except AecodecError as error:
        machine.emit(Warned(code="proof_wrong", message=str(error)))
        return
    machine.closing_balances = balances


def _is_overtaken(machine: Machine) -> bool:
    """Tell whether the chain holds a later state than what was posted alone, which no block can hold then."""
    if machine.posted is None or machine.on_chain_round <= machine.posted_over:
        return False
    tx: Any = machine.posted.tx
    payload = getattr(tx, "payload", None)
    if payload is None:
        return True
    shown = State.round_of(unwrap(payload).tx)
    # Only a close may show the state that the chain has already.
    return shown < machine.on_chain_round + (0 if isinstance(tx, ChannelCloseSoloTx) else 1)


def _complete(machine: Machine, info: str, tx: Tx) -> Any:
    """End the own operation that a transaction on chain completes, and return it."""
    running, posted = machine.running, machine.posted
    if running is None or posted is None or posted.tx != tx:
        return None
    if info not in ("channel_changed", "solo_closing", "channel_closed"):
        return None
    # A settlement ends the channel: that is reported by itself.
    return running if isinstance(tx, ChannelSettleTx) else machine.finish(done=True)
