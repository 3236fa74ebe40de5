"""What the node reports in `params.data` of its notifications. Signing requests are in signing.py."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from .params import (
    ABSENT,
    Account,
    Channel,
    Json,
    Known,
    Params,
    Token,
    TxHash,
    TxText,
    UnsetType,
)
from .types import TX_TYPES

__all__ = [
    "EVENTS",
    "ON_CHAIN",
    "Conflict",
    "EarlyOnChainTx",
    "Funding",
    "Info",
    "Message",
    "MinimumDepth",
    "OnChainTx",
    "Ready",
    "ReceivedMessage",
    "Report",
    "SnapshotDepth",
    "State",
]

#: The events of `channels.info`, with their meaning.
EVENTS: Final[dict[str, str]] = {
    "fsm_up": "the state machine of this side runs; keep the token, it is needed to come back",
    "channel_open": "the initiator's opening message arrived",
    "channel_accept": "the responder accepted",
    "funding_created": "the initiator signed the create transaction",
    "funding_signed": "the responder signed the create transaction",
    "own_funding_locked": "this node saw the create transaction deep enough on chain",
    "funding_locked": "the other node saw it",
    "open": "the channel can be used",
    "update": "the other participant proposed an off-chain update; a request to sign follows",
    "deposit_created": "the other participant signed a deposit",
    "own_deposit_locked": "this node saw the deposit deep enough on chain",
    "deposit_locked": "the other node saw it",
    "withdraw_created": "the other participant signed a withdrawal",
    "own_withdraw_locked": "this node saw the withdrawal deep enough on chain",
    "withdraw_locked": "the other node saw it",
    "shutdown": "the other participant signed a mutual close",
    "closing": "the channel is being closed, by both or by one",
    "closed_confirmed": "the closing transaction is deep enough on chain",
    "close_mutual": "a mutual close; nodes of today report `closing` and `closed_confirmed` instead",
    "aborted_update": "this client's refusal to sign was accepted",
    "channel_reestablished": "both sides came back to the channel",
    "peer_disconnected": "the other participant is gone; the state machine of this side waits",
    "timeout": "a timer of the protocol ran out; the state machine ends",
    "died": "the state machine ended; the socket closes next",
    "min_depth_achieved": "this client's snapshot is deep enough on chain",
    "minimum_depth_achieved": "a transaction that was assumed to be confirmed really is",
    "bad_signature": "a signature was refused; the state machine stops",
    "bad_state_hash": "a state hash was refused; the state machine stops",
    "not_create_tx": "something else than a create transaction was signed; the state machine stops",
    "zombie_channel": "a closed channel changed again on chain; the state machine stops",
}

#: What `channels.on_chain_tx` reports in its member `info`, with the meaning.
ON_CHAIN: Final[dict[str, str]] = {
    "funding_created": "the responder co-signed the create transaction",
    "funding_signed": "the initiator got it co-signed, and it goes on chain",
    "deposit_created": "a deposit was co-signed",
    "deposit_signed": "whoever deposits got it co-signed, and it goes on chain",
    "withdraw_created": "a withdrawal was co-signed",
    "withdraw_signed": "whoever withdraws got it co-signed, and it goes on chain",
    "close_mutual": "a mutual close was co-signed, and goes on chain",
    "channel_changed": "a block holds the transaction",
    "channel_closed": "a block holds the closing transaction",
    "solo_closing": "a block holds a close, slash or forced progress by one participant",
    "can_slash": "the chain holds an older state; `tx` is the latest own one, or what can be disputed",
    "can_snapshot": "an old state was forced on; a snapshot of the latest one can be made",
    "consumed_forced_progress": "a block holds a valid forced progress",
}


class Info(Params, frozen=True, kw_only=True):
    """Progress of the channel: an event, known or not. Those with more members have a class of their own."""

    TAG_MEMBER: ClassVar[str] = "event"

    event: Annotated[str, Known(tuple(EVENTS))]  #: What happened.


class Ready(Info, frozen=True, kw_only=True):
    """The state machine of this side runs."""

    event: Literal["fsm_up"]  #: What happened.
    fsm_id: Token  #: The token for coming back. A secret.


class Funding(Info, frozen=True, kw_only=True):
    """The create transaction was signed by the other participant."""

    event: Literal["funding_created", "funding_signed"]  #: What happened.
    fsm_id: Token | UnsetType = ABSENT  #: The token for coming back, of newer nodes. A secret.


class SnapshotDepth(Info, frozen=True, kw_only=True):
    """This client's snapshot is deep enough on chain."""

    event: Literal["min_depth_achieved"]  #: What happened.
    type_: Annotated[str, Known(TX_TYPES)]  #: The type of the transaction.
    tx_hash: str  #: The bytes of a hash as text, by which some are lost: of no use.


class MinimumDepth(Info, frozen=True, kw_only=True):
    """A transaction that was assumed to be confirmed really is."""

    event: Literal["minimum_depth_achieved"]  #: What happened.
    tx_hash: TxHash  #: The transaction.
    tx_type: Annotated[str, Known((*TX_TYPES, "close"))]  #: Its type.
    notice: Annotated[str, Known(("already_assumed",))]  #: Always `already_assumed`.


class State(Params, frozen=True, kw_only=True):
    """The latest state that both signed: the channel went on, or was left."""

    state: TxText  #: The transaction that both signed.


class OnChainTx(Params, frozen=True, kw_only=True):
    """A transaction was co-signed, seen on chain, or can be disputed."""

    info: Annotated[str, Known(tuple(ON_CHAIN))]  #: What happened.
    tx: TxText  #: The transaction.
    type_: Annotated[str, Known(TX_TYPES)]  #: The type of the transaction within all others.


class EarlyOnChainTx(Params, frozen=True, kw_only=True):
    """An OnChainTx of a node of 2018, which does not say what happened."""

    tx: TxText  #: The transaction.


class Conflict(Params, frozen=True, kw_only=True):
    """The running update was dropped. Nodes of until 2019 give only the round."""

    round: int  #: The round that stays valid.
    channel_id: Channel | UnsetType | None = ABSENT  #: The channel.
    error_code: int | UnsetType = ABSENT  #: Why, see SIGNING_ERRORS.
    error_msg: str | UnsetType = ABSENT  #: The same in words.


class Message(Params, frozen=True, kw_only=True):
    """Text from the other participant."""

    channel_id: Channel  #: The channel.
    from_: Account  #: Who sent it.
    to: Account  #: For whom it is.
    info: str  #: The text.


class ReceivedMessage(Params, frozen=True, kw_only=True):
    """A message arrived."""

    message: Message  #: The message.


class Report(Params, frozen=True, kw_only=True):
    """An error of the node's own, or what it reports for debugging. Nodes of today send neither."""

    message: Json  #: What the node has to say.
