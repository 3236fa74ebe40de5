"""What a participant must not lose: the latest state that both signed, and how to come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._struct import Struct
from ..codec import decode_tx, encode_object
from ..errors import ChannelError
from ..ids import Id
from ..objects import SignedTx, Tx
from ..tx import ChannelCreateTx, ChannelOffchainTx
from ..tx.layers import unwrap

__all__ = ["Resume", "State"]


class State(Struct, frozen=True, kw_only=True):
    """A state that both participants signed.

    balances: in aettos by participant; None where they are not known, as after a contract ran. signed: the
    transaction with both authentications, which closes the channel by this state.
    """

    round: int
    balances: dict[Id, int] | None
    signed: SignedTx

    @property
    def tx(self) -> Tx:
        """The transaction without its signatures."""
        return unwrap(self.signed).tx

    @property
    def state_hash(self) -> bytes:
        """The hash of the state, which both signed; 32 bytes."""
        digest: bytes = getattr(self.tx, "state_hash", b"")
        return digest

    @property
    def is_off_chain(self) -> bool:
        """True if the transaction stands on no chain: only then can it be the payload of another one."""
        return isinstance(self.tx, ChannelOffchainTx)

    @staticmethod
    def round_of(tx: Tx) -> int:
        """Return the round that a transaction makes: 1 of a create transaction, 0 of one without a round."""
        number: int = 1 if isinstance(tx, ChannelCreateTx) else getattr(tx, "round", 0)
        return number


class Resume(Struct, frozen=True, kw_only=True):
    """What a participant needs to come back to a channel. Store it whenever a session hands one out.

    token: the secret by which the node knows this client (`fsm_id`); `repr` does not show it. half_signed: a
    transaction that bears this participant's signature and no other yet: whoever has it can complete it.
    """

    channel_id: Id | None = None
    token: str | None = None
    state: State | None = None
    half_signed: SignedTx | None = None

    def __repr__(self) -> str:
        token = "..." if self.token else None
        state = None if self.state is None else f"State(round={self.state.round})"
        half = None if self.half_signed is None else type(unwrap(self.half_signed).tx).__name__
        return f"Resume(channel_id={self.channel_id}, token={token}, state={state}, half_signed={half})"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, with the token: keep it where only its owner can read it."""
        state = self.state
        return {
            "channel_id": None if self.channel_id is None else str(self.channel_id),
            "token": self.token,
            "round": None if state is None else state.round,
            "balances": _balances_to_json(state),
            "signed": None if state is None else encode_object(state.signed),
            "half_signed": None if self.half_signed is None else encode_object(self.half_signed),
        }

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Resume:
        """Read the JSON form. Raises ChannelError (`stored_form`), or what decoding raises."""
        try:
            signed, half = form["signed"], form["half_signed"]
            channel, token, balances = form["channel_id"], form["token"], form["balances"]
            number = form["round"]
        except (KeyError, TypeError):
            raise ChannelError("stored_form") from None
        state = None
        if signed is not None:
            tx = decode_tx(signed, SignedTx)
            known = None if balances is None else {Id(name): int(text) for name, text in balances.items()}
            state = State(round=int(number), balances=known, signed=tx)
        return cls(
            channel_id=None if channel is None else Id(channel),
            token=token,
            state=state,
            half_signed=None if half is None else decode_tx(half, SignedTx),
        )


def _balances_to_json(state: State | None) -> dict[str, str] | None:
    """Write amounts as decimal text, which every reader of JSON keeps exact."""
    if state is None or state.balances is None:
        return None
    return {str(account): str(balance) for account, balance in state.balances.items()}
