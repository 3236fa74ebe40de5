"""What a check looks at: the request to sign, beside everything that the session knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from ... import _channel_rules as rules
from ..._channel_terms import Terms
from ..._struct import Struct
from ...ids import Id
from ...objects import Tx
from ...rpc import Operation as SignOperation
from ...rpc.updates import Update
from ...state.update import OffChainUpdate
from ...tx.layers import unwrap_ga
from ..operations import SIGNED_BY, Operation
from ..problems import Problem
from ..state import State
from .authentication import Authentications, authentications_of

__all__ = ["Case", "Knowledge"]

_OWN = frozenset({"initiator_sign", *SIGNED_BY.values()})


class Knowledge(Struct, frozen=True, kw_only=True):
    """What a session knows, whatever it is asked.

    on_chain_round: of the latest state that stands on chain. closing: the balances by which the channel is
    being closed, if a close was seen. half_signed_round: of a transaction with our signature that is not
    settled; None if there is none. generalized: participants whose contracts may authenticate.
    """

    terms: Terms
    me: Id
    network_id: str
    max_fee: int
    height: int | None = None
    generalized: frozenset[Id] = frozenset()
    channel_id: Id | None = None
    state: State | None = None
    on_chain_round: int = 0
    closing: Mapping[Id, int] | None = None
    half_signed_round: int | None = None


class Case(Struct, frozen=True, kw_only=True, dict=True):
    """One request to sign.

    outer: the transaction; None if it is not readable, for which `unread` is the reason. operation: what this
    participant proposed and the request belongs to. allowed: such a request may come now.
    """

    sign: SignOperation
    known: Knowledge
    outer: Tx | None
    updates: tuple[Update, ...] = ()
    unread: Problem | None = None
    frame_channel: str | None = None
    operation: Operation | None = None
    allowed: bool = True

    @property
    def name(self) -> str:
        """The name of the request."""
        return self.sign.name

    @property
    def own(self) -> bool:
        """True for a request to which only a proposal of this participant leads."""
        return self.name in _OWN

    @property
    def me(self) -> Id:
        """This participant."""
        return self.known.me

    @property
    def terms(self) -> Terms:
        """The agreed terms."""
        return self.known.terms

    @property
    def state(self) -> State | None:
        """The latest state that both signed."""
        return self.known.state

    @property
    def balances(self) -> dict[Id, int] | None:
        """The balances before; None where they are not known."""
        return None if self.state is None else self.state.balances

    @property
    def leading(self) -> Update | None:
        """The first update, which is no metadata in a sound request; None if there is none."""
        return self.updates[0] if self.updates else None

    @cached_property
    def tx(self) -> Any:
        """The transaction without authentications; None if it is not readable."""
        return None if self.outer is None else unwrap_ga(self.outer).tx

    @cached_property
    def peer(self) -> Id:
        """The other participant."""
        return self.terms.peer_of(self.me)

    @property
    def proposer(self) -> Id:
        """Whoever proposed it."""
        return self.me if self.own else self.peer

    @cached_property
    def after(self) -> dict[Id, int] | None:
        """The balances that it must lead to; None where they cannot be predicted."""
        if self.name in ("initiator_sign", "responder_sign"):
            return self.terms.balances
        known = [update for update in self.updates if isinstance(update, OffChainUpdate)]
        if self.balances is None or len(known) != len(self.updates):
            return None
        return rules.apply_updates(self.balances, known)

    @cached_property
    def authentications(self) -> Authentications:
        """Who authenticated the transaction so far."""
        if self.outer is None:
            return Authentications()
        return authentications_of(self.outer, self.terms.participants, self.known.network_id)
