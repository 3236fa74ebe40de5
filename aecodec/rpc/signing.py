"""Requests to sign and the replies to them, for each of the operations that need a signature."""

from __future__ import annotations

from typing import Final, NamedTuple

from .params import ABSENT, Params, TxText, UnsetType
from .updates import Update

__all__ = [
    "REPLIES",
    "SIGNING",
    "EarlySignRequest",
    "EarlySigned",
    "Operation",
    "Refused",
    "SignRequest",
    "Signed",
]


class SignRequest(Params, frozen=True, kw_only=True):
    """The node asks for a signature under a transaction."""

    signed_tx: TxText  #: The transaction, with the signatures that it has so far.
    updates: tuple[Update, ...]  #: What it changes: at most one update, then OffChainMeta.


class Signed(Params, frozen=True, kw_only=True):
    """The reply to a SignRequest."""

    signed_tx: TxText  #: The transaction of the request with this client's signature added.


class Refused(Params, frozen=True, kw_only=True):
    """The reply to a SignRequest that will not be signed."""

    error: int | str  #: 1 to 65535, as number or digits; see SIGNING_ERRORS.


class EarlySignRequest(Params, frozen=True, kw_only=True):
    """A SignRequest of a node of until 2019: the transaction is unsigned, and holds the updates itself."""

    tx: TxText  #: The transaction.
    updates: tuple[Update, ...] | UnsetType = ABSENT  #: What it changes, of nodes of 2019.


class EarlySigned(Params, frozen=True, kw_only=True):
    """The reply to an EarlySignRequest."""

    tx: TxText  #: The transaction with this client's signature.


class Operation(NamedTuple):
    """What the node asks to sign by `channels.sign.NAME`.

    replies: methods that answer, the usual one first; tx_type: the node's name for the transaction.
    before: how many signatures, or authentications by generalized accounts, the request carries; after: how
    many the reply has. updates: the first update is one of these.
    """

    name: str
    replies: tuple[str, ...]
    tx_type: str
    before: tuple[int, ...]
    after: tuple[int, ...]
    updates: tuple[str, ...] = ()


_CHANGES: Final = ("OffChainTransfer", "OffChainNewContract", "OffChainCallContract")
_DEPOSIT: Final = ("OffChainDeposit",)
_WITHDRAWAL: Final = ("OffChainWithdrawal",)
_CALL: Final = ("OffChainCallContract",)
#: Nobody else, this client, both: a proposal may be signed by both where the other one signed it elsewhere.
_NONE, _ONE, _BOTH, _SOME = (0,), (1,), (2,), (1, 2)

#: Every operation. `snapshot_solo_tx` is no use as a reply: the node takes it, but never waits for it.
SIGNING: Final = (
    Operation("initiator_sign", ("initiator_sign",), "channel_create_tx", _NONE, _ONE),
    Operation("responder_sign", ("responder_sign",), "channel_create_tx", _ONE, _BOTH),
    Operation("update", ("update",), "channel_offchain_tx", _NONE, _SOME, _CHANGES),
    Operation("update_ack", ("update_ack",), "channel_offchain_tx", _SOME, _BOTH, _CHANGES),
    Operation("deposit_tx", ("deposit_tx",), "channel_deposit_tx", _NONE, _SOME, _DEPOSIT),
    Operation("deposit_ack", ("deposit_ack",), "channel_deposit_tx", _SOME, _BOTH, _DEPOSIT),
    Operation("withdraw_tx", ("withdraw_tx",), "channel_withdraw_tx", _NONE, _SOME, _WITHDRAWAL),
    Operation("withdraw_ack", ("withdraw_ack",), "channel_withdraw_tx", _SOME, _BOTH, _WITHDRAWAL),
    Operation("shutdown_sign", ("shutdown_sign",), "channel_close_mutual_tx", _NONE, _SOME),
    Operation("shutdown_sign_ack", ("shutdown_sign_ack",), "channel_close_mutual_tx", _SOME, _BOTH),
    Operation("close_solo_sign", ("close_solo_sign", "close_solo_tx"), "channel_close_solo_tx", _NONE, _ONE),
    Operation("slash_tx", ("slash_sign", "slash_tx"), "channel_slash_tx", _NONE, _ONE),
    Operation("settle_sign", ("settle_sign", "settle_tx"), "channel_settle_tx", _NONE, _ONE),
    Operation(
        "snapshot_solo_tx",
        ("snapshot_solo_sign", "snapshot_solo_tx"),
        "channel_snapshot_solo_tx",
        _NONE,
        _ONE,
    ),
    Operation(
        "force_progress_tx",
        ("force_progress_sign", "force_progress_tx"),
        "channel_force_progress_tx",
        _NONE,
        _ONE,
        _CALL,
    ),
)

#: The methods by which a client hands in its signature, and the one by which the node asked for it.
REPLIES: Final[dict[str, str]] = {
    f"channels.{reply}": f"channels.sign.{one.name}" for one in SIGNING for reply in one.replies
}
