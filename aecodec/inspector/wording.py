"""A message in a few words, as all reports name it. The words hold text of the capture as it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ..ids import Id
from ..rpc import Error, Result
from ..rpc.results import Balance
from ..rpc.signing import REPLIES
from ..tx import ChannelCreateTx
from .channels import ROLES, Channel
from .formatting import number, reasons, refused_method
from .messages import Message

__all__ = ["describe", "name_participants", "round_of", "short_name", "with_roles"]

#: Characters of an address that stand for it, its prefix among them.
_SHORT: Final = 9


def name_participants(channel: Channel | None) -> dict[str, str]:
    """Return the role of each participant's account; empty if roles are not known."""
    if channel is None or not channel.roles_known:
        return {}
    return dict(zip(map(str, channel.participants or ()), ROLES, strict=False))


def short_name(account: Id) -> str:
    """Return what an account is called whose role is not known: the beginning of its address."""
    return f"{str(account)[:_SHORT]}…"


def with_roles(text: str, channel: Channel | None) -> str:
    """Return a sentence in which participants are called by their roles, not by their accounts."""
    for account, role in name_participants(channel).items():
        text = text.replace(account, f"the {role}")
    return text


def describe(message: Message, channel: Channel | None = None) -> str:
    """Describe a message: its method with what distinguishes it, or what it answers.

    channel: the one that the message belongs to, by which accounts are called by their roles.
    """
    frame, method = message.entry.frame, (message.method or "?").removeprefix("channels.")
    names = name_participants(channel)
    if isinstance(frame, Error):
        asked = refused_method(message, frame)
        what = "connection" if asked is None else asked.removeprefix("channels.") or "something"
        return f"refused {what}: {_last_reason(frame)}"
    if isinstance(frame, Result):
        if isinstance(message.result, tuple) and all(isinstance(one, Balance) for one in message.result):
            return _describe_balances(message.result, names)
        return f"{'ok' if frame.result == 'ok' else 'result'} for {method}"
    if message.method is None:
        return "(not a JSON-RPC message)" if frame is not None else "(unreadable)"
    return f"{method}{_detail(message, names)}{_round(message)}"


def _describe_balances(balances: tuple[Any, ...], names: Mapping[str, str]) -> str:
    amounts = (f"{names.get(one.account, one.account)} {number(one.balance)}" for one in balances)
    return f"balances: {', '.join(amounts)}" if balances else "no balances"


def _last_reason(error: Error) -> str:
    """Return the last reason, which is the most exact: the first only says that there are others."""
    last = reasons(error).rpartition("; ")[2]
    return last[1:-1]


def _detail(message: Message, names: Mapping[str, str]) -> str:
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
    if type(amount) is not int:
        return ""
    payee = names.get(str(members.get("to")), "") if message.method == "channels.update.new" else ""
    return f" {number(amount)}{f' to the {payee}' if payee else ''}"


def _round(message: Message) -> str:
    """Return the round of a transaction that is to be signed, or is signed."""
    if not (message.asks or message.method in REPLIES or message.method == "channels.update"):
        return ""
    reached = round_of(message)
    return "" if reached is None else f", round {number(reached)}"


def round_of(message: Message) -> int | None:
    """Return the round of the first transaction that has one; a create transaction opens round 1."""
    for inner in filter(None, (carried.inner for carried in message.evidence)):
        reached = 1 if isinstance(inner, ChannelCreateTx) else getattr(inner, "round", None)
        if reached is not None:
            return int(reached)
    return None
