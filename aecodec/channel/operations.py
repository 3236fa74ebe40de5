"""Operations that a participant proposes: the request for each, and the updates that must follow from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, Literal, TypeAlias

from .. import rpc
from .._validation import as_uint
from ..errors import ChannelError, quote
from ..ids import Id
from ..rpc.params import Params
from ..state.update import OffChainDeposit, OffChainMeta, OffChainTransfer, OffChainUpdate, OffChainWithdrawal

__all__ = [
    "CONFLICTING",
    "ON_CHAIN",
    "SIGNED_BY",
    "Operation",
    "Phase",
    "make_move",
    "make_solo",
    "make_transfer",
]

#: queued: not sent yet; requested: the node has it; signing: this participant is asked to sign; sent: its
#: signature is out; done, failed: see the event that reported it.
Phase: TypeAlias = Literal["queued", "requested", "signing", "sent", "done", "failed"]

#: The name of each operation, and of the request to sign that it leads to.
SIGNED_BY: Final[dict[str, str]] = {
    "transfer": "update",
    "deposit": "deposit_tx",
    "withdraw": "withdraw_tx",
    "shutdown": "shutdown_sign",
    "close_solo": "close_solo_sign",
    "slash": "slash_tx",
    "settle": "settle_sign",
    "snapshot_solo": "snapshot_solo_tx",
    "force_progress": "force_progress_tx",
}

#: The params of the operations that need nothing but a fee.
_SOLO: Final[dict[str, type[Params]]] = {
    "shutdown": rpc.Shutdown,
    "close_solo": rpc.CloseSolo,
    "slash": rpc.Slash,
    "settle": rpc.Settle,
    "snapshot_solo": rpc.SnapshotSolo,
}

#: Operations of one participant alone, that end with a transaction on chain.
ON_CHAIN: Final = frozenset({"close_solo", "slash", "settle", "snapshot_solo"})


#: Operations that a proposal of the other participant, made at the same time, drops.
CONFLICTING: Final = frozenset({"transfer", "deposit", "withdraw"})


class Operation:
    """Something that this participant proposed, from the call to its end. Events refer to it by identity.

    name: `transfer`, `deposit`, `withdraw`, `shutdown`, `close_solo`, `slash`, `settle`, `snapshot_solo` or
    `leave`. updates: what the request to sign must show.
    """

    __slots__ = ("frame_id", "method", "name", "params", "phase", "updates")

    def __init__(
        self, name: str, method: str, params: Params, updates: Sequence[OffChainUpdate] = ()
    ) -> None:
        """Describe an operation that is not sent yet."""
        self.name = name
        self.method = method
        self.params = params
        self.updates = tuple(updates)
        self.phase: Phase = "queued"
        self.frame_id: int | None = None

    def __repr__(self) -> str:
        return f"Operation({self.name}, {self.phase})"

    @property
    def over(self) -> bool:
        """True once it is done or failed."""
        return self.phase in ("done", "failed")


def make_transfer(payer: Id, payee: Id, amount: int, meta: Sequence[str]) -> Operation:
    """Describe a transfer between the participants. Raises FieldError for an invalid amount."""
    moved = OffChainTransfer(from_=payer, to=payee, amount=as_uint(amount, "amount"))
    params = rpc.NewTransfer(from_=str(payer), to=str(payee), amount=amount, **_meta(meta))
    return Operation("transfer", "channels.update.new", params, (moved, *_metas(meta)))


def make_move(
    name: Literal["deposit", "withdraw"],
    who: Id,
    amount: int,
    meta: Sequence[str],
    fees: dict[str, int | None],
) -> Operation:
    """Describe a deposit or a withdrawal. Raises FieldError for an invalid amount, and for 0."""
    as_uint(amount, "amount")
    update: OffChainUpdate
    options = {**_fees(fees), **_meta(meta)}
    if name == "deposit":
        params: Params = rpc.Deposit(amount=amount, **options)
        update = OffChainDeposit(from_=who, amount=amount)
    else:
        params = rpc.Withdraw(amount=amount, **options)
        update = OffChainWithdrawal(to=who, amount=amount)
    return Operation(name, f"channels.{name}", params, (update, *_metas(meta)))


def make_solo(name: str, fees: dict[str, int | None]) -> Operation:
    """Describe an operation that takes nothing but a fee, a gas price and a nonce."""
    return Operation(name, f"channels.{name}", _SOLO[name](**_fees(fees)))


def _fees(given: dict[str, int | None]) -> dict[str, Any]:
    unknown = given.keys() - {"fee", "gas_price", "nonce"}
    if unknown:
        raise TypeError(f"unexpected argument {quote(min(unknown))}")
    return {name: as_uint(number, name) for name, number in given.items() if number is not None}


def _meta(meta: Sequence[str]) -> dict[str, Any]:
    if isinstance(meta, str) or not all(isinstance(text, str) for text in meta):
        raise ChannelError("meta_form", "meta", None, "a list of texts", type(meta).__name__)
    return {"meta": tuple(meta)} if meta else {}


def _metas(meta: Sequence[str]) -> tuple[OffChainMeta, ...]:
    return tuple(OffChainMeta(data=text.encode()) for text in meta)
