"""Checks of entries and frames: JSON, JSON-RPC, connection URLs, and the members that methods have."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...errors import RULES
from ...rpc import UnknownFrame, UnknownParams, known
from ..formatting import named
from ..history import ChannelHistory
from .finding import Finding, about

__all__ = ["entries_are_readable", "params_fit_their_method"]


def entries_are_readable(history: ChannelHistory) -> Iterator[Finding]:
    """Check that every body is JSON, every frame one of JSON-RPC, every URL well formed."""
    for index, entry in enumerate(history.capture.entries):
        place: Any = {"participant": entry.participant, "index": index, "source": entry.source}
        if entry.problem is not None:
            problem = entry.problem
            # To use the WebSocket for other things breaks no rule; JSON that stops is a damaged capture.
            other = problem.code == "capture_binary_message" or (
                problem.code == "json_syntax" and entry.text.lstrip()[:1] not in ("{", "[", "")
            )
            yield Finding(
                code="message_unknown" if other else "entry_unreadable",
                line=problem.line,
                message=problem.message,
                **place,
            )
        if isinstance(entry.frame, UnknownFrame):
            message = f"this is not one JSON-RPC frame: {RULES[entry.frame.code]}"
            yield Finding(code="frame_unknown", line=entry.line, message=message, **place)
        for malformed in entry.connection.problems if entry.connection is not None else ():
            yield Finding(code="address_malformed", line=entry.line, message=malformed.message, **place)
    for holder in history.messages:
        if holder.unopened:
            text = f"the frame holds {holder.unopened} more transactions, which are not decoded"
            yield about(holder, "transactions_unopened", text)


def params_fit_their_method(history: ChannelHistory) -> Iterator[Finding]:
    """Check params and results of known methods against the catalogue, unless the node refused them."""
    for message in history.messages:
        for value in (message.params, message.result):
            direction: Any = "send" if message.sent else "receive"
            if not isinstance(value, UnknownParams) or message.refused or message.method is None:
                continue
            if value is message.params and not known(message.method, direction):
                continue
            if value is message.result and value.code == "method_unknown":
                continue
            yield about(message, "params_malformed", f"{named(message.method)}: {value.reason}")
