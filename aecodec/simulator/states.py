"""The states of the node's state machine, their groups, and the timer of each."""

from __future__ import annotations

from typing import Final

__all__ = ["CONNECTING", "DEFAULT_TIMEOUTS", "ENDED", "HALF_SIGNED", "HANDSHAKE", "TIMERS", "TRANSITION"]

#: Before the two state machines have met.
CONNECTING: Final = frozenset({"awaiting_connect"})
#: The handshake of an opening or of coming back.
HANDSHAKE: Final = frozenset(
    {"awaiting_open", "initialized", "accepted", "half_signed", "awaiting_reestablish", "reestablish_init"}
)
#: A request that comes in these states waits until the state has changed.
TRANSITION: Final = frozenset(
    {
        "awaiting_signature",
        "awaiting_locked",
        "signed",
        "awaiting_update_ack",
        "dep_half_signed",
        "wdraw_half_signed",
        "mutual_closing",
        "awaiting_leave_ack",
    }
)
#: The other side has not signed this side's proposal yet.
HALF_SIGNED: Final = frozenset({"awaiting_update_ack", "dep_half_signed", "wdraw_half_signed"})
ENDED: Final = "ended"

#: The timer of each state: the part of the URL's parameter after `timeout_`.
TIMERS: Final[dict[str, str]] = {
    "awaiting_connect": "accept",
    "awaiting_open": "awaiting_open",
    "initialized": "initialized",
    "accepted": "funding_create",
    "awaiting_reestablish": "idle",
    "reestablish_init": "accept",
    "awaiting_signature": "sign",
    "half_signed": "funding_sign",
    "dep_half_signed": "funding_sign",
    "wdraw_half_signed": "funding_sign",
    "awaiting_locked": "funding_lock",
    "signed": "funding_lock",
    "awaiting_update_ack": "accept",
    "awaiting_leave_ack": "accept",
    "mutual_closing": "accept",
    "mutual_closed": "idle",
    "open": "idle",
    "channel_closing": "idle",
    "channel_closed": "idle",
}

#: Milliseconds of each timer.
DEFAULT_TIMEOUTS: Final[dict[str, int]] = {
    "accept": 120_000,
    "funding_create": 120_000,
    "funding_sign": 120_000,
    "funding_lock": 360_000,
    "idle": 600_000,
    "sign": 500_000,
}
