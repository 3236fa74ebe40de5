"""A message in a few words, as all reports name it. The words hold text of the capture as it is."""

from __future__ import annotations

from typing import Any

from ..rpc import Error, Result
from ..rpc.results import Balance
from ..rpc.signing import REPLIES
from .formatting import number, reasons, refused_method
from .messages import Message

__all__ = ["describe"]


def describe(message: Message) -> str:
    """Describe a message: its method with what distinguishes it, or what it answers."""
    frame, method = message.entry.frame, (message.method or "?").removeprefix("channels.")
    if isinstance(frame, Error):
        asked = refused_method(message, frame)
        what = "connection" if asked is None else asked.removeprefix("channels.") or "something"
        return f"refused {what}: {_last_reason(frame)}"
    if isinstance(frame, Result):
        if isinstance(message.result, tuple) and all(isinstance(one, Balance) for one in message.result):
            amounts = (number(one.balance) for one in message.result if isinstance(one, Balance))
            return f"balances {', '.join(amounts)}"
        return f"{'ok' if frame.result == 'ok' else 'result'} for {method}"
    if message.method is None:
        return "(not a JSON-RPC message)" if frame is not None else "(unreadable)"
    return f"{method}{_detail(message)}"


def _last_reason(error: Error) -> str:
    """Return the last reason, which is the most exact: the first only says that there are others."""
    last = reasons(error).rpartition("; ")[2]
    return last[1:-1]


def _detail(message: Message) -> str:
    """Return what distinguishes a message from others of its method."""
    frame: Any = message.entry.frame
    members = frame.params if message.sent and isinstance(frame.params, dict) else message.data
    if message.method == "channels.conflict":
        return f", back to round {number(last)}" if type(last := message.data.get("round")) is int else ""
    if message.method == "channels.system.pong":
        return ""
    if message.method in REPLIES and isinstance(refusal := members.get("error"), (int, str)):
        return f" refused with {refusal if isinstance(refusal, str) else number(refusal)}"
    inner = getattr(message.params, "message", message.params)
    for name in ("event", "action", "info"):
        value = getattr(inner, name, members.get(name))
        if isinstance(value, str):
            return f": {value}" if message.method == "channels.message" else f" {value}"
    amount = members.get("amount")
    return f" {number(amount)}" if type(amount) is int else ""
