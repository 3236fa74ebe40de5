"""The terms on which two participants open a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from msgspec.structs import force_setattr

from ._struct import Struct
from ._validation import as_account, as_uint
from .errors import BuildError, format_int
from .ids import Id

__all__ = ["Role", "Terms"]

Role: TypeAlias = Literal["initiator", "responder"]

_NUMBERS: Final = ("initiator_amount", "responder_amount", "push_amount", "channel_reserve", "lock_period")


class Terms(Struct, frozen=True, kw_only=True):
    """What both participants agreed on before they connect. Each compares the create transaction with it.

    Identifiers may be given as text. Raises FieldError for an invalid identifier or number, BuildError for
    terms that no channel can have: equal participants (`same_participants`), a push above the initiator's
    amount (`push_too_large`), or a balance below the reserve (`below_reserve`).
    """

    initiator_id: Id  #: The participant that proposes the channel, and pays for its creation.
    responder_id: Id  #: The participant that accepts it.
    initiator_amount: int  #: Coins that the initiator locks, in aettos.
    responder_amount: int  #: Coins that the responder locks, in aettos.
    push_amount: int = 0  #: Coins of the initiator that belong to the responder from the first state on.
    channel_reserve: int = 0  #: Coins that a participant who pays must keep.
    lock_period: int = 10  #: Key blocks in which a close by one participant can be disputed.

    if TYPE_CHECKING:  # identifiers are taken as text as well

        def __init__(
            self,
            *,
            initiator_id: Id | str,
            responder_id: Id | str,
            initiator_amount: int,
            responder_amount: int,
            push_amount: int = 0,
            channel_reserve: int = 0,
            lock_period: int = 10,
        ) -> None: ...

    def __post_init__(self) -> None:
        for name in ("initiator_id", "responder_id"):
            force_setattr(self, name, as_account(getattr(self, name), name))
        for name in _NUMBERS:
            as_uint(getattr(self, name), name)
        if self.initiator_id == self.responder_id:
            raise BuildError("same_participants", "responder_id", None, None, str(self.responder_id))
        if self.push_amount > self.initiator_amount:
            most = f"at most {format_int(self.initiator_amount)}"
            raise BuildError("push_too_large", "push_amount", None, most, format_int(self.push_amount))
        for name, balance in zip(
            ("initiator_amount", "responder_amount"), self.balances.values(), strict=True
        ):
            if balance < self.channel_reserve:
                least = f"at least {format_int(self.channel_reserve)} after the push"
                raise BuildError("below_reserve", name, None, least, format_int(balance))

    @property
    def balances(self) -> dict[Id, int]:
        """Each participant's balance in the first state, after the push, in aettos."""
        return {
            self.initiator_id: self.initiator_amount - self.push_amount,
            self.responder_id: self.responder_amount + self.push_amount,
        }

    @property
    def participants(self) -> tuple[Id, Id]:
        """The initiator and the responder."""
        return self.initiator_id, self.responder_id

    def role_of(self, account: Id) -> Role:
        """Return the role of a participant. Raises BuildError (`participants`) for another account."""
        if account not in self.participants:
            raise BuildError("participants", "me", None, "the initiator or the responder", str(account))
        return "initiator" if account == self.initiator_id else "responder"

    def peer_of(self, account: Id) -> Id:
        """Return the other participant. Raises like `role_of`."""
        return self.responder_id if self.role_of(account) == "initiator" else self.initiator_id
