"""Drafts of steps, and the kinds of step that methods, events and transactions belong to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from ..objects import Tx
from ..rpc.errors import SIGNING_ERRORS
from ..rpc.updates import Update
from ..tx import (
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTx,
    ChannelDepositTx,
    ChannelForceProgressTx,
    ChannelOffchainTx,
    ChannelSetDelegatesTx,
    ChannelSettleTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
    ChannelWithdrawTx,
)
from .messages import Carried, Message
from .steps import Kind, Outcome

_KINDS: Final[tuple[tuple[type[Tx], Kind], ...]] = (
    (ChannelCreateTx, "open"),
    (ChannelOffchainTx, "update"),
    (ChannelDepositTx, "deposit"),
    (ChannelWithdrawTx, "withdraw"),
    (ChannelCloseMutualTx, "close_mutual"),
    (ChannelCloseSoloTx, "close_solo"),
    (ChannelSlashTx, "slash"),
    (ChannelSettleTx, "settle"),
    (ChannelSnapshotSoloTx, "snapshot"),
    (ChannelForceProgressTx, "force_progress"),
    (ChannelSetDelegatesTx, "delegates"),
)

#: The kind of the step that a request or a request to sign begins.
METHODS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("update.new", "update.new_contract", "update.call_contract"), "update"),
    "sign.initiator_sign": "open",
    "sign.responder_sign": "open",
    "sign.update": "update",
    "sign.update_ack": "update",
    "deposit": "deposit",
    "sign.deposit_tx": "deposit",
    "sign.deposit_ack": "deposit",
    "withdraw": "withdraw",
    "sign.withdraw_tx": "withdraw",
    "sign.withdraw_ack": "withdraw",
    **dict.fromkeys(("shutdown", "sign.shutdown_sign", "sign.shutdown_sign_ack"), "close_mutual"),
    "close_solo": "close_solo",
    "sign.close_solo_sign": "close_solo",
    "slash": "slash",
    "sign.slash_tx": "slash",
    "settle": "settle",
    "sign.settle_sign": "settle",
    "snapshot_solo": "snapshot",
    "sign.snapshot_solo_tx": "snapshot",
    "force_progress": "force_progress",
    "sign.force_progress_tx": "force_progress",
    "leave": "leave",
    "message": "message",
}

#: The requests that begin a step of a kind.
REQUESTS: Final[dict[Kind, list[str]]] = {
    kind: [method for method, of in METHODS.items() if of == kind and not method.startswith("sign.")]
    for kind in METHODS.values()
}

#: Requests to sign what the other participant has signed already.
ACKS: Final = frozenset(
    f"channels.sign.{name}"
    for name in ("responder_sign", "update_ack", "deposit_ack", "withdraw_ack", "shutdown_sign_ack")
)

#: Events that belong to the latest step of these kinds.
EVENTS: Final[dict[str, tuple[Kind, ...]]] = {
    **dict.fromkeys(("funding_created", "funding_signed"), ("open",)),
    **dict.fromkeys(("own_funding_locked", "funding_locked"), ("open",)),
    **dict.fromkeys(("own_deposit_locked", "deposit_locked"), ("deposit",)),
    **dict.fromkeys(("own_withdraw_locked", "withdraw_locked"), ("withdraw",)),
    "closing": ("close_mutual", "close_solo", "slash", "can_slash"),
    "closed_confirmed": ("close_mutual", "settle"),
    "min_depth_achieved": ("snapshot",),
}

#: Events that announce what the other participant has signed, before the request to sign it.
ANNOUNCED: Final = frozenset(("update", "deposit_created", "withdraw_created", "shutdown"))

PREFIX: Final = "channels."


@dataclass(slots=True, eq=False)
class Draft:
    """A step while its messages are collected; outcomes.py completes it.

    signed: the names of the participants who signed it. asked: of those who were asked to. seen: of those for
    whom it has ended. waiting: by participant, the request to sign that has no answer yet. before: the hash
    of the state that counted when it began.
    """

    kind: Kind
    channel_id: str | None
    participant: str | None = None
    tx: Tx | None = None
    carried: Carried | None = None
    updates: tuple[Update, ...] | None = None
    outcome: Outcome | None = None
    code: int | None = None
    reason: str = ""
    method: str | None = None
    round: int | None = None
    before: bytes | None = None
    on_chain: bool = False
    messages: list[Message] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)
    seen: set[str] = field(default_factory=set)
    waiting: dict[str, str] = field(default_factory=dict)

    def add(self, message: Message) -> None:
        """Add a message, and its transaction where that has more signatures."""
        self.messages.append(message)
        for carried in message.evidence:
            if carried.inner == self.tx and weight_of(carried) > weight_of(self.carried):
                self.carried = carried

    def end(self, outcome: Outcome, code: int | None = None, reason: str = "") -> None:
        """Note how it ended, unless that is known."""
        if self.outcome is None:
            self.outcome, self.code, self.reason = outcome, code, reason


def weight_of(carried: Carried | None) -> int:
    """Count the authentications of a transaction; one that is not there weighs less than none."""
    layer = None if carried is None else carried.unwrapped
    return -1 if layer is None else len(layer.signatures) + len(layer.metas)


def amount_of(draft: Draft) -> object:
    """Return what an operation moves, as its transaction or its first update says; None if neither does."""
    for one in (draft.tx, *(draft.updates or ())):
        if (amount := getattr(one, "amount", None)) is not None:
            return amount
    return None


def kind_of_tx(tx: Tx | None) -> Kind | None:
    """Return the kind of the step that a transaction makes; None for one of no channel."""
    return next((kind for cls, kind in _KINDS if isinstance(tx, cls)), None)


def reason_of_code(code: int) -> str:
    """Return the node's words for a code by which a signature was refused, or an update dropped."""
    return next((one.message for one in SIGNING_ERRORS if one.first <= code <= one.last), "unknown")


def as_code(value: object) -> int | None:
    """Read a code that is a number or digits; None for anything else."""
    if type(value) is int:
        return value
    return (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 6
        else None
    )


def is_query(method: str) -> bool:
    """Tell whether a method, without its prefix, only asks for something."""
    return method.startswith(("get.", "dry_run.", "history.", "clean_contract_calls"))
