"""One channel of a captured session: what its messages show of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from ..ids import Id
from ..objects import Tx
from ..signing import Verification
from .messages import Message
from .roles import ROLES
from .steps import Step

__all__ = ["ROLES", "Channel", "Proposal", "Status"]

#: The last known state of a channel: `left` and `died` end a participant's state machine, not the channel.
Status: TypeAlias = Literal["open", "closing", "closed", "left", "died"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A state that a message asks to sign: its transaction, and the balances that it should have.

    balances: after the push or the updates, in aettos; None where the capture does not show them, as with
    contracts. state_hash: the hash of these balances.
    """

    message: Message
    tx: Tx
    balances: dict[Id, int] | None
    state_hash: bytes | None


@dataclass(slots=True, kw_only=True)
class Channel:
    """One channel of a capture, as far as the capture shows it.

    participants: initiator and responder; in any order unless `roles_known`. network_id: the one that its
    signatures fit. verifications: of every signed transaction, by its text, once the network is known.
    balances: in aettos, of every state whose hash could be recomputed, by that hash. latest: the hash of the
    state that each participant saw last. answers: each message in which a node reports balances, with those
    of the state that its participant saw last. agreed: every state that counts, with the message that brings
    it. reserve: what each participant must keep, in aettos. steps: in the order in which they began.
    """

    channel_id: str
    participants: tuple[Id, Id] | None = None
    roles_known: bool = False
    network_id: str | None = None
    messages: list[Message] = field(default_factory=list)
    verifications: dict[str, Verification] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    balances: dict[bytes, dict[Id, int]] = field(default_factory=dict)
    latest: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[Message, dict[Id, int]]] = field(default_factory=list)
    agreed: list[tuple[Message, Tx]] = field(default_factory=list)
    reserve: int | None = None
    round: int | None = None
    status: Status | None = None
    steps: tuple[Step, ...] = ()

    @property
    def last_balances(self) -> dict[Id, int] | None:
        """The balances of the state seen last by either participant; None if that is not known."""
        last = list(self.latest.values())
        return self.balances.get(last[-1]) if last else None

    @property
    def half_signed(self) -> tuple[Step, ...]:
        """The steps that one participant signed and the other one may still complete, also after a conflict.

        A state of a round that counts already is none: the chain does not take it for a later one.
        """
        last = self.round or 0
        closed = self.status == "closed"
        return tuple(
            step
            for step in self.steps
            if len(step.signers) == 1
            and not (step.counts or closed)
            and (step.kind == "close_mutual" or (step.round or 0) > last)
        )

    @property
    def payouts(self) -> dict[Id, int] | None:
        """What the close of the channel paid out, in aettos; None if it is not closed in the capture."""
        closes = [step for step in self.steps if step.kind in ("close_mutual", "settle") and step.counts]
        return closes[-1].after if closes else None

    @property
    def deposits(self) -> dict[Id, int]:
        """What participants have locked since the opening, in aettos."""
        return _sums(self.steps, "deposit")

    @property
    def withdrawals(self) -> dict[Id, int]:
        """What participants have taken out before the close, in aettos."""
        return _sums(self.steps, "withdraw")

    @property
    def fees(self) -> dict[Id, int]:
        """The fees of the transactions that count, in aettos, by the account that posts them.

        That of a mutual close comes out of the shares of both.
        """
        fees: dict[Id, int] = {}
        for step in self.steps:
            if step.counts and step.fee is not None and step.proposer is not None:
                fees[step.proposer] = fees.get(step.proposer, 0) + step.fee
        return fees


def _sums(steps: tuple[Step, ...], kind: str) -> dict[Id, int]:
    sums: dict[Id, int] = {}
    for step in steps:
        for move in step.moves if step.kind == kind and step.counts else ():
            account = move.source or move.target
            assert account is not None
            sums[account] = sums.get(account, 0) + move.amount
    return sums
