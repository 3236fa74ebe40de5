"""Messages of before JSON-RPC: an action, a tag, a payload.

Nodes spoke so until 2019, when a connection asked for the protocol `legacy`. `decode` keeps such a message as
an UnknownFrame; here it is read. Source: recordings of October 2018 and March 2019 in the history of
aeternity/protocol.
"""

from __future__ import annotations

from typing import Final

from msgspec import UNSET, UnsetType

from .._strict_json import Json
from .._struct import Struct
from .secrets import redacted_repr

__all__ = ["LegacyMessage", "is_legacy", "legacy_message"]

_MEMBERS: Final = frozenset(("action", "tag", "channel_id", "payload", "version"))

_ACTIONS: Final = frozenset(
    (
        *("info", "sign", "get", "message", "error", "system", "conflict", "leave", "on_chain_tx"),
        *("initiator_sign", "responder_sign", "update", "update_ack", "inband_message"),
        *("deposit", "deposit_tx", "deposit_ack", "withdraw", "withdraw_tx", "withdraw_ack"),
        *("shutdown", "shutdown_sign", "shutdown_sign_ack"),
    )
)

_PAYLOAD: Final = frozenset(
    (
        *("event", "tx", "state", "updates", "signed_tx", "half_signed_tx", "accounts", "message", "info"),
        *("reason", "request", "from", "to", "amount", "error"),
    )
)


class LegacyMessage(Struct, frozen=True, kw_only=True):
    """A message with an action; `tag` says what kind of it. It has only the members that are not UNSET."""

    action: str
    tag: Json | UnsetType = UNSET
    channel_id: Json | UnsetType = UNSET
    payload: Json | UnsetType = UNSET
    version: Json | UnsetType = UNSET

    def __repr__(self) -> str:
        return redacted_repr(self)

    @property
    def method(self) -> str:
        """The method that says the same in JSON-RPC, such as `channels.sign.update`."""
        return ".".join(["channels", self.action, *([self.tag] if isinstance(self.tag, str) else [])])


def legacy_message(value: Json) -> LegacyMessage | None:
    """Read the JSON value of a message; None if it is no message of before JSON-RPC."""
    return LegacyMessage(**value) if is_legacy(value) else None


def is_legacy(value: Json) -> bool:
    """Tell whether a JSON value is a message of before JSON-RPC, by its action and its other members."""
    if not isinstance(value, dict):
        return False
    action, payload = value.get("action"), value.get("payload")
    if not isinstance(action, str) or action not in _ACTIONS or not value.keys() <= _MEMBERS:
        return False
    known = isinstance(payload, dict) and not _PAYLOAD.isdisjoint(payload)
    return known or "tag" in value or "channel_id" in value
