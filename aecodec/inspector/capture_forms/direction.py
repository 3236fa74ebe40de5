"""Who sent a frame, as the frame itself tells."""

from __future__ import annotations

from typing import Any

from ... import rpc
from ..model import Kind


def sure_direction_of(value: Any) -> Kind | None:
    """Return who sent a message, if only one of both ever sends such a one."""
    if not isinstance(value, dict):
        return None
    if "result" in value or "error" in value:
        return "receive"
    legacy = rpc.legacy_message(value)
    method = value.get("method") if legacy is None else legacy.method
    if isinstance(method, str):
        sent, received = rpc.known(method, "send"), rpc.known(method, "receive")
        if sent != received:
            return "send" if sent else "receive"
    return None


def direction_of(value: Any) -> Kind | None:
    """Return who sent a message, by its members: nodes answer and report, clients ask and sign."""
    sure = sure_direction_of(value)
    if sure is not None or not isinstance(value, dict):
        return sure
    legacy = rpc.legacy_message(value)
    params = value.get("params") if legacy is None else value.get("payload")
    if isinstance(params, dict):
        if "data" in params or "channel_id" in params or "state" in params:
            return "receive"
        if legacy is None:  # a node wraps all that it reports
            return "send"
    if "version" in value:
        return "receive"
    return "send" if "id" in value else None
