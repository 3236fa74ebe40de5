"""What a session reports. Every event is an immutable value; an operation is referred to by identity."""

from __future__ import annotations

from typing import TypeAlias

from .._strict_json import Json
from .._struct import Struct
from ..ids import Id
from ..objects import SignedTx, Tx
from ..rpc import Reason
from ..rpc.methods import TypedResult
from ..rpc.updates import Update
from .operations import Operation
from .requests import SignRequest
from .state import Resume, State

__all__ = [
    "Aborted",
    "Closed",
    "Closing",
    "Conflicted",
    "Connected",
    "Died",
    "Disconnected",
    "Disputable",
    "Dropped",
    "Event",
    "Left",
    "OnChain",
    "Opened",
    "PeerAway",
    "Progress",
    "Received",
    "Refused",
    "Replied",
    "Save",
    "SignRequest",
    "Unknown",
    "Updated",
    "Warned",
]


class Connected(Struct, frozen=True, kw_only=True):
    """The node's state machine runs. returned: it is that of a channel that this client comes back to."""

    returned: bool


class Opened(Struct, frozen=True, kw_only=True):
    """The channel can be used. returned: it was open before."""

    channel_id: Id
    state: State
    returned: bool = False


class Updated(Struct, frozen=True, kw_only=True):
    """Both signed a new state. operation: None if the other participant proposed it."""

    state: State
    updates: tuple[Update, ...]
    operation: Operation | None


class Conflicted(Struct, frozen=True, kw_only=True):
    """An update was dropped; the state is what it was.

    code, message: why, see `rpc.SIGNING_ERRORS`; those from 128 on are by agreement. operation:
    the own proposal that was dropped. half_signed: our signature is out: the other participant may still
    complete this transaction.
    """

    round: int
    code: int | None
    message: str | None
    operation: Operation | None
    half_signed: SignedTx | None


class Aborted(Struct, frozen=True, kw_only=True):
    """This participant's refusal to sign was accepted. operation: the own proposal that it ended."""

    operation: Operation | None


class Refused(Struct, frozen=True, kw_only=True):
    """The node refused a request. operation: None if it was a query or a message.

    code: one of `rpc.ERRORS`; reasons: more exact ones.
    """

    code: int
    message: str
    reasons: tuple[Reason, ...]
    operation: Operation | None
    frame_id: int | None


class Dropped(Struct, frozen=True, kw_only=True):
    """The channel or the connection ended before an own operation was settled.

    half_signed: our signature is out: the other participant may still complete this transaction.
    """

    operation: Operation
    half_signed: SignedTx | None


class Received(Struct, frozen=True, kw_only=True):
    """A message of the other participant."""

    text: str
    sender: str


class OnChain(Struct, frozen=True, kw_only=True):
    """The node reports a transaction: co-signed, in a block, or such that it can be disputed.

    info: one of `rpc.ON_CHAIN`. operation: the own one that it completes.
    """

    info: str
    signed: Tx | None
    operation: Operation | None = None


class Disputable(Struct, frozen=True, kw_only=True):
    """The chain holds an older state than the latest one: slash, or make a snapshot."""

    info: str


class Progress(Struct, frozen=True, kw_only=True):
    """Another event of the channel, by the name that `rpc.EVENTS` explains."""

    event: str


class PeerAway(Struct, frozen=True, kw_only=True):
    """The other participant's client is gone; the channel goes on."""


class Left(Struct, frozen=True, kw_only=True):
    """A participant left the channel, which stays open on chain.

    state: the latest one. operation: the own one that this completes.
    """

    state: State | None
    operation: Operation | None = None


class Closing(Struct, frozen=True, kw_only=True):
    """The channel is being closed. signed: the transaction that does it, if it was seen."""

    signed: Tx | None


class Closed(Struct, frozen=True, kw_only=True):
    """The channel is closed.

    signed: the transaction that paid out, if it was seen. operation: the own one that this completes.
    """

    signed: Tx | None
    operation: Operation | None = None


class Died(Struct, frozen=True, kw_only=True):
    """The node's state machine ended. reason: an event that came before, such as `timeout`."""

    reason: str | None


class Disconnected(Struct, frozen=True, kw_only=True):
    """The connection ended. resume: how to come back; None if the channel is closed or was never opened."""

    resume: Resume | None


class Replied(Struct, frozen=True, kw_only=True):
    """The answer to a query."""

    frame_id: int
    method: str
    result: TypedResult


class Warned(Struct, frozen=True, kw_only=True):
    """The node said what it must not: it was not followed. code: such as `state_unsigned`."""

    code: str
    message: str


class Unknown(Struct, frozen=True, kw_only=True):
    """A frame, an event or a method that nothing here knows; the vocabulary of nodes grows."""

    reason: str
    value: Json


class Save(Struct, frozen=True, kw_only=True):
    """Store this before anything else is sent: the session holds its frames back until the event is taken."""

    resume: Resume


Event: TypeAlias = (
    Aborted
    | Closed
    | Closing
    | Conflicted
    | Connected
    | Died
    | Disconnected
    | Disputable
    | Dropped
    | Left
    | OnChain
    | Opened
    | PeerAway
    | Progress
    | Received
    | Refused
    | Replied
    | Save
    | SignRequest
    | Unknown
    | Updated
    | Warned
)
