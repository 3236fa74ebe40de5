"""Checks of channel ids, and of a create transaction against the URL that its participant opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ...tx import ChannelCreateTx
from ..formatting import kind_of, named, value_of
from ..history import ChannelHistory
from .finding import Finding, about

__all__ = ["channel_ids_are_right", "creation_is_what_was_agreed"]

_TERMS: Final = (
    *("initiator_id", "responder_id", "initiator_amount", "responder_amount"),
    *("channel_reserve", "lock_period"),
)


def channel_ids_are_right(history: ChannelHistory) -> Iterator[Finding]:
    """Check the channel id of a frame against the one of its transaction."""
    for message, carried in history.evidence:
        stated, right = getattr(message.entry.frame, "channel", None), carried.channel_id
        if stated is not None and right is not None and stated != right:
            does = "opens" if isinstance(carried.inner, ChannelCreateTx) else "is of"
            text = f"the message names channel {named(stated)}, its {kind_of(carried.inner)} {does} {right}"
            yield about(message, "channel_id_differs", text)


def creation_is_what_was_agreed(history: ChannelHistory) -> Iterator[Finding]:
    """Check a create transaction against the URL that its participant opened."""
    for channel in history.channels:
        for proposal in channel.proposals:
            connection = history.connections.get(proposal.message.index)
            if connection is None or not isinstance(proposal.tx, ChannelCreateTx):
                continue
            for name in _TERMS:
                agreed, value = getattr(connection, name), getattr(proposal.tx, name)
                if agreed is not None and agreed != value and agreed != "any":
                    there = f"{value_of(agreed)} in the connection URL"
                    text = f"{name} is {value_of(value)} in the create transaction, {there}"
                    yield about(proposal.message, "create_differs", text)
