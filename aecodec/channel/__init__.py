"""A participant of a state channel, without I/O: it checks every request before it signs.

    session = Session(terms, key.address, "ae_uat")
    url = session.connection("ws://localhost:3014/channel", port=3114).url
    ...
    session.receive(text)                  # each frame of the node
    for event in session.events(): ...     # answer a SignRequest by session.sign or session.refuse
    for text in session.to_send(): ...     # send each

`aecodec.channel.client` does this over a WebSocket.
"""

from __future__ import annotations

from .._channel_terms import Role, Terms
from .checks import CHECKS
from .errors import ChannelEnded, ChannelError, Conflict, NodeRefused, PeerRefused, Unsafe
from .events import (
    Aborted,
    Closed,
    Closing,
    Conflicted,
    Connected,
    Died,
    Disconnected,
    Disputable,
    Dropped,
    Event,
    Left,
    OnChain,
    Opened,
    PeerAway,
    Progress,
    Received,
    Refused,
    Replied,
    Save,
    Unknown,
    Updated,
    Warned,
)
from .machine import Status
from .operations import Operation
from .policy import ACCEPT, Decision, Refuse, accept_all, gains_only
from .problems import PROBLEMS, Problem
from .requests import SignRequest
from .session import MAX_FEE, Session
from .state import Resume, State

__all__ = [
    "ACCEPT",
    "CHECKS",
    "MAX_FEE",
    "PROBLEMS",
    "Aborted",
    "ChannelEnded",
    "ChannelError",
    "Closed",
    "Closing",
    "Conflict",
    "Conflicted",
    "Connected",
    "Decision",
    "Died",
    "Disconnected",
    "Disputable",
    "Dropped",
    "Event",
    "Left",
    "NodeRefused",
    "OnChain",
    "Opened",
    "Operation",
    "PeerAway",
    "PeerRefused",
    "Problem",
    "Progress",
    "Received",
    "Refuse",
    "Refused",
    "Replied",
    "Resume",
    "Role",
    "Save",
    "Session",
    "SignRequest",
    "State",
    "Status",
    "Terms",
    "Unknown",
    "Unsafe",
    "Updated",
    "Warned",
    "accept_all",
    "gains_only",
]
