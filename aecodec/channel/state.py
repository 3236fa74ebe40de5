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
    """A state of the channel, with the transaction that makes it.

    balances: in aettos by participant; None where they are not known, as after a contract ran. signed: the
    transaction with the authentications of both participants, which closes the channel by this state; of a
    pending state maybe with our own alone.
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

    token: the secret by which the node knows this client (`fsm_id`); `repr` does not show it. state: the
    latest one that both signed, as far as the node confirmed it. pending: everything since then that bears
    our signature and was never confirmed, the newest last: the other participant may hold it with both
    signatures, or complete it. One that has both here can close the channel, too.
    """

    channel_id: Id | None = None
    token: str | None = None
    state: State | None = None
    pending: tuple[State, ...] = ()

    def __repr__(self) -> str:
        shown = {
            "channel_id": self.channel_id,
            "token": "..." if self.token else None,
            "round": None if self.state is None else self.state.round,
            "pending": [one.round for one in self.pending],
        }
        return f"Resume({', '.join(f'{name}={value}' for name, value in shown.items())})"

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form, with the token: keep it where only its owner can read it."""
        return {
            "channel_id": None if self.channel_id is None else str(self.channel_id),
            "token": self.token,
            "state": _state_to_json(self.state),
            "pending": [_state_to_json(one) for one in self.pending],
        }

    @classmethod
    def from_json(cls, form: Mapping[str, Any]) -> Resume:
        """Read the JSON form. Raises ChannelError (`stored_form`), or what decoding raises."""
        try:
            channel, token = form["channel_id"], form["token"]
            state = None if form["state"] is None else _state_from_json(form["state"])
            pending = tuple(_state_from_json(one) for one in form["pending"])
        except (AttributeError, KeyError, TypeError):
            raise ChannelError("stored_form") from None
        return cls(
            channel_id=None if channel is None else Id(channel), token=token, state=state, pending=pending
        )


def _state_to_json(state: State | None) -> dict[str, Any] | None:
    """Write amounts as decimal text, which every reader of JSON keeps exact."""
    if state is None:
        return None
    known = state.balances
    balances = None if known is None else {str(who): str(balance) for who, balance in known.items()}
    return {"round": state.round, "balances": balances, "signed": encode_object(state.signed)}


def _state_from_json(form: Mapping[str, Any]) -> State:
    known = form["balances"]
    balances = None if known is None else {Id(name): int(text) for name, text in known.items()}
    return State(round=int(form["round"]), balances=balances, signed=decode_tx(form["signed"], SignedTx))
