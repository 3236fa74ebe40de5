"""The steps of a channel's history: what reports draw, one row for each.

A step is one operation of a channel, from its request to its end, as both participants saw it: the messages
of both sides are in one step, found by the transaction that they carry and not by their position.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from .._channel_rules import Move
from ..ids import Id
from ..objects import Tx
from ..rpc.signing import REPLIES
from ..rpc.updates import Update
from .messages import Carried, Message

__all__ = ["KINDS", "OUTCOMES", "Kind", "Move", "Outcome", "Step"]

Kind: TypeAlias = Literal[
    "open",
    "update",
    "deposit",
    "withdraw",
    "close_mutual",
    "close_solo",
    "slash",
    "settle",
    "snapshot",
    "force_progress",
    "delegates",
    "conflict",
    "can_slash",
    "leave",
    "return",
    "reestablish",
    "died",
    "query",
    "message",
    "other",
]

#: What each kind of step is.
KINDS: Final[dict[Kind, str]] = {
    "open": "the create transaction, from the first request to sign it until the channel is open",
    "update": "an off-chain update: a transfer, or a contract's creation or call",
    "deposit": "a participant locks more coins",
    "withdraw": "a participant takes coins out",
    "close_mutual": "both close the channel",
    "close_solo": "one participant begins to close it alone",
    "slash": "a later state answers a close by one participant",
    "settle": "the pay-out after a close by one participant",
    "snapshot": "a state of both is put on chain",
    "force_progress": "the chain runs a call that the other participant did not agree to",
    "delegates": "a change of who may act for the participants",
    "conflict": "a conflict that belongs to no operation of the capture",
    "can_slash": "the chain holds an older state than the participant has",
    "leave": "the participants leave, and the channel stays",
    "return": "a participant connects again to its state machine",
    "reestablish": "a participant comes back to a channel whose state machine was gone",
    "died": "a state machine ended without a close or a leave",
    "query": "a query; a step only if it was rejected",
    "message": "text to the other participant; a step only if it was rejected",
    "other": "any other request; a step only if it was rejected",
}

Outcome: TypeAlias = Literal[
    "agreed",
    "done",
    "signed",
    "half_signed",
    "refused",
    "conflict",
    "aborted",
    "rejected",
    "unanswered",
]

#: How a step ended. `code` and `reason` say why for those marked with *.
OUTCOMES: Final[dict[Outcome, str]] = {
    "agreed": "both participants signed it, and it counts",
    "done": "it happened, and needs no agreement: one participant acted alone, or something was reported",
    "signed": "whoever acts alone signed it; the capture does not show it on chain",
    "half_signed": "one participant signed it; it was neither co-signed nor dropped in the capture",
    "refused": "a participant refused to sign it *",
    "conflict": "the node dropped it *",
    "aborted": "a state machine ended before anybody had signed it *",
    "rejected": "the node answered the request with an error *",
    "unanswered": "a request to sign it has no answer in the capture, and nobody has signed it",
}


def ranges_of(messages: Iterable[Message]) -> list[tuple[int, int, int]]:
    """Return the first and the last line of messages in each file, with the index of the first message.

    The files are in the order of their names.
    """
    files: dict[str, list[Message]] = {}
    for message in messages:
        files.setdefault(message.entry.source or "", []).append(message)
    return [
        (same[0].line, max(same, key=lambda message: message.index).line, same[0].index)
        for _, same in sorted(files.items())
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a channel's history; see KINDS and OUTCOMES.

    channel_id: None only for what a node rejected without naming a channel. participant: who began it, by its
    name in the capture; None where that does not show. proposer: the same as an account, as far as it is
    known. signers: whose valid signatures or authorizations the transaction has, initiator first; empty for
    what needs none, and while participants or network are unknown.

    round: the one that the step makes or, of steps that make none, the one that counted then; of a close by
    one participant, a slash and a snapshot the round of the state that they bring. None where not known.
    carried: the transaction where it has the most signatures. updates: as the node or a transaction of
    version 1 shows them; None if nothing does, which is not the same as none.

    moves: what goes from whom to whom; coins that come from or go to the chain have no source or no target.
    before, after: aettos by account, initiator first, contracts last; None where the capture does not prove
    them. After a close it is what is paid out. fee: of the transaction, in aettos; None if it has none.

    on_chain: true if a node saw the transaction in a block.

    code, reason: why it was refused, dropped or rejected; the most exact code there is, and a sentence.
    method: of the request, without `channels.`; None where that was not captured. messages: in the order of
    the capture. lines: of the first and the last message.
    """

    kind: Kind
    outcome: Outcome
    channel_id: str | None
    participant: str | None = None
    proposer: Id | None = None
    signers: tuple[Id, ...] = ()
    round: int | None = None
    carried: Carried | None = None
    updates: tuple[Update, ...] | None = None
    moves: tuple[Move, ...] = ()
    before: dict[Id, int] | None = None
    after: dict[Id, int] | None = None
    fee: int | None = None
    on_chain: bool = False
    code: int | None = None
    reason: str = ""
    method: str | None = None
    messages: tuple[Message, ...] = ()

    @property
    def tx(self) -> Tx | None:
        """The transaction within all `GAMetaTx`; None for a step without one."""
        return None if self.carried is None else self.carried.inner

    @property
    def lines(self) -> tuple[int, int]:
        """The lines of the first and the last message."""
        lines = [message.line for message in self.messages]
        return (lines[0], lines[-1]) if lines else (0, 0)

    @property
    def asks(self) -> tuple[Message, ...]:
        """The requests to sign it."""
        return tuple(message for message in self.messages if message.asks)

    @property
    def request(self) -> Message | None:
        """The request of the client that proposed it; None if that was not captured."""
        sent = (message for message in self.messages if message.sent and message.method not in REPLIES)
        return next(sent, None)

    @property
    def counts(self) -> bool:
        """True if it changed the channel: agreed, or done by one participant alone."""
        return self.outcome in ("agreed", "done")
