"""What a machine does when a block comes: transactions of its channel, and depths that it waits for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..derived import channel_id_of, tx_hash
from ..errors import AecodecError
from ..objects import SignedTx
from ..rpc import type_of_tx
from ..text import decode
from ..tx import (
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTx,
    ChannelSettleTx,
    ChannelSlashTx,
)
from .machine import Watch
from .on_chain import content_of
from .proposing import report_chain
from .reading import METHOD_UNKNOWN, OTHER
from .refusals import Effect, HeldBack, Refusal, Silence

if TYPE_CHECKING:
    from .machine import Machine

__all__ = ["on_block", "on_locked", "request_assume_depth"]


# --- blocks -----------------------------------------------------------------------------------------


def on_block(machine: Machine, included: tuple[SignedTx, ...]) -> None:
    """Take a new block: first the transactions that it holds, then the depths that it completes."""
    for signed in included:
        if machine.channel_id is not None and _channel_of(signed) == machine.channel_id:
            _on_included(machine, signed)
    for watch in tuple(machine.watches):
        if machine.ended:
            return
        if watch.height is not None and machine.chain.height - watch.height >= watch.depth:
            machine.watches.remove(watch)
            _on_depth(machine, watch)


def _channel_of(signed: SignedTx) -> Any:
    tx = content_of(signed)
    return channel_id_of(signed) if isinstance(tx, ChannelCreateTx) else tx.channel_id


def _on_included(machine: Machine, signed: SignedTx) -> None:
    tx = content_of(signed)
    if isinstance(tx, (ChannelCloseSoloTx, ChannelSlashTx)):
        _on_closing(machine, signed)
    elif isinstance(tx, (ChannelCloseMutualTx, ChannelSettleTx)):
        report_chain(machine, "channel_closed", signed)
        machine.pending = machine.proposed = None
        machine.watches.clear()
        machine.watch("close", signed)
        machine.enter("channel_closed")
    else:
        report_chain(machine, "channel_changed", signed)
    included = tx_hash(signed)
    machine.watches = [
        one._replace(height=machine.chain.height) if one.tx_hash == included else one
        for one in machine.watches
    ]


def _on_closing(machine: Machine, signed: SignedTx) -> None:
    """Report a close by one participant: it can be disputed if this side knows a later round."""
    assert machine.channel_id is not None
    channel = machine.chain.channels[machine.channel_id]
    if machine.latest is not None and machine.latest.round > channel.round:
        report_chain(machine, "can_slash", machine.latest.signed)
    else:
        report_chain(machine, "solo_closing", signed)
    if machine.state != "channel_closing":
        machine.pending = machine.proposed = None
        machine.info("closing")
        machine.enter("channel_closing")


# --- depths -----------------------------------------------------------------------------------------


def _on_depth(machine: Machine, watch: Watch) -> None:
    kind = watch.kind
    if watch.assumed:
        machine.info(
            "minimum_depth_achieved",
            notice="already_assumed",
            tx_hash=watch.tx_hash,
            tx_type=type_of_tx(content_of(watch.signed)),
        )
    elif kind == "close":
        machine.info("closed_confirmed")
        machine.die()
    elif kind == "snapshot":
        # The node writes the bytes of the hash as text, by which some are lost.
        text = decode(watch.tx_hash, "th").decode("utf-8", "replace")
        machine.info("min_depth_achieved", type="channel_snapshot_solo_tx", tx_hash=text)
    elif machine.state == "awaiting_locked":
        _lock(machine, kind)


def _lock(machine: Machine, kind: str) -> None:
    """Report that this side sees a transaction deep enough, and tell the other side."""
    machine.info(f"own_{kind}_locked")
    machine.send("locked", kind)
    machine.enter("signed")


def on_locked(machine: Machine, kind: str) -> None:
    """Take the news that the other side sees the transaction deep enough: with it the state counts."""
    if machine.state == "awaiting_locked":
        raise HeldBack
    if machine.state != "signed":
        return
    machine.info(f"{kind}_locked")
    proposed = machine.proposed
    if proposed is not None and proposed.after is not None:
        machine.latest = proposed.after
    machine.go_open()


def request_assume_depth(machine: Machine, params: Any) -> Effect | None:
    """Take a transaction as confirmed now."""
    text = params.get("tx_hash") if isinstance(params, dict) else None
    if text is None:
        raise Refusal(code=METHOD_UNKNOWN)
    try:
        decode(text if isinstance(text, str) else "", "th")
    except AecodecError:
        raise Silence from None
    for index, watch in enumerate(machine.watches):
        if watch.tx_hash == text and not watch.assumed and machine.state == "awaiting_locked":
            machine.watches[index] = watch._replace(assumed=True)
            return lambda: _lock(machine, watch.kind)
    raise Refusal(code=OTHER)
