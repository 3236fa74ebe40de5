"""The state of a channel on chain, and what its transactions do to it.

The rules are those of the node's module `aesc_channels` and its checks; contracts are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import AecodecError, ChannelError
from ..ids import Id
from ..objects import SignedTx
from ..signing import verify
from ..state_tree import state_hash_of
from ..state_tree.proofs import account
from ..text import decode
from ..tx import (
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTx,
    ChannelDepositTx,
    ChannelSettleTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
    ChannelWithdrawTx,
)
from ..tx.layers import unwrap

if TYPE_CHECKING:
    from .chain import Chain

__all__ = ["OnChain", "apply", "check", "content_of", "round_of"]


@dataclass(slots=True)
class OnChain:
    """A channel on chain. locked_until: the height from which it can be settled; 0 before a solo close.

    shares: what a solo close pays to initiator and responder.
    """

    participants: tuple[Id, Id]
    coins: int
    lock_period: int
    state_hash: bytes
    round: int = 1
    locked_until: int = 0
    shares: tuple[int, int] | None = None
    is_closed: bool = False

    @classmethod
    def create(cls, tx: ChannelCreateTx) -> OnChain:
        """Make the channel that a transaction opens."""
        return cls(
            participants=(tx.initiator_id, tx.responder_id),
            coins=tx.initiator_amount + tx.responder_amount,
            lock_period=tx.lock_period,
            state_hash=tx.state_hash,
        )


def content_of(signed: SignedTx) -> Any:
    """Return the innermost transaction, which has the fields of its type."""
    return unwrap(signed).tx


def round_of(tx: Any) -> int:
    """Return the round that an agreed transaction leads to; 1 for a create transaction."""
    return 1 if isinstance(tx, ChannelCreateTx) else tx.round


def check(channel: OnChain | None, tx: Any, chain: Chain, *, in_block: bool = False) -> None:
    """Check that a channel allows a transaction. Raises ChannelError.

    in_block: check also what may still become true while the transaction waits: the end of a lock period.
    """
    if isinstance(tx, ChannelCreateTx):
        return
    if channel is None:
        # In the mempool it may wait for the transaction that opens the channel.
        _require(not in_block, "a channel on chain", str(tx.channel_id))
        return
    _require(not channel.is_closed, "an open channel", "a closed one")
    match tx:
        case ChannelDepositTx() | ChannelWithdrawTx():
            _require(channel.locked_until == 0, "a channel that nobody closes", "one that is being closed")
            _require(tx.round > channel.round, f"a round above {channel.round}", str(tx.round))
        case ChannelCloseMutualTx():
            paid = tx.initiator_amount_final + tx.responder_amount_final + tx.fee
            _require(paid <= channel.coins, f"at most {channel.coins} aettos", str(paid))
        case ChannelCloseSoloTx():
            _require(channel.locked_until == 0, "a channel that nobody closes", "one that is being closed")
            _check_evidence(channel, tx, chain)
        case ChannelSlashTx():
            _require(channel.locked_until > 0, "a channel that is being closed", "an open one")
            _check_evidence(channel, tx, chain, newer=True)
        case ChannelSettleTx():
            finals = (tx.initiator_amount_final, tx.responder_amount_final)
            _require(channel.shares == finals, f"{channel.shares}", f"{finals}")
            unlocked = not in_block or chain.height >= channel.locked_until
            _require(unlocked, f"height {channel.locked_until}", f"{chain.height}")
        case ChannelSnapshotSoloTx():
            _require(channel.locked_until == 0, "a channel that nobody closes", "one that is being closed")
            _check_payload(channel, tx.payload, chain, newer=True)
        case _:
            raise ChannelError("chain_refuses", "", None, "no contract", type(tx).__name__)


def apply(channel: OnChain, tx: Any, height: int) -> Iterator[tuple[Id, int]]:
    """Change a channel by a transaction that `check` allows; yield what accounts are paid out."""
    initiator, responder = channel.participants
    match tx:
        case ChannelDepositTx() | ChannelWithdrawTx():
            channel.round, channel.state_hash = tx.round, tx.state_hash
            if isinstance(tx, ChannelDepositTx):
                channel.coins += tx.amount
            else:
                channel.coins -= tx.amount
                yield tx.to_id, tx.amount
        case ChannelCloseSoloTx() | ChannelSlashTx():
            _record(channel, tx.payload)
            channel.shares = _shares(channel, tx)
            channel.locked_until = height + channel.lock_period
        case ChannelSnapshotSoloTx():
            _record(channel, tx.payload)
        case ChannelCloseMutualTx() | ChannelSettleTx():
            channel.is_closed = True
            yield initiator, tx.initiator_amount_final
            yield responder, tx.responder_amount_final


def _record(channel: OnChain, payload: SignedTx | None) -> None:
    if payload is not None:
        agreed = content_of(payload)
        channel.round, channel.state_hash = round_of(agreed), agreed.state_hash


def _check_evidence(channel: OnChain, tx: Any, chain: Chain, *, newer: bool = False) -> None:
    """Check payload and proof of a close or slash; newer: the payload must be above the round on chain."""
    _check_payload(channel, tx.payload, chain, newer=newer)
    state_hash = channel.state_hash if tx.payload is None else content_of(tx.payload).state_hash
    proven = decode(state_hash_of(tx.poi), "st")
    _require(proven == state_hash, "a proof of the agreed state", "one of another state")
    _shares(channel, tx)


def _check_payload(channel: OnChain, payload: SignedTx | None, chain: Chain, *, newer: bool) -> None:
    if payload is None:
        _require(not newer, "a payload", "none")
        return
    agreed = content_of(payload)
    shown = round_of(agreed)
    least = channel.round + (1 if newer else 0)
    _require(shown >= least, f"a round of at least {least}", str(shown))
    try:
        verified = verify(payload, chain.network_id, participants=channel.participants, trust_ga=True)
    except AecodecError as error:
        raise ChannelError("chain_refuses", "", None, "a payload that both signed", str(error)) from None
    _require(verified.ok, "a payload that both signed", str(verified.problems[:1]))


def _shares(channel: OnChain, tx: Any) -> tuple[int, int]:
    """Return what each participant has by the proof of a transaction."""
    shares = []
    for participant in channel.participants:
        try:
            held = account(tx.poi, participant)
        except AecodecError as error:
            raise ChannelError("chain_refuses", "", None, "a proof of both balances", str(error)) from None
        shares.append(0 if held is None else held.balance)
    _require(sum(shares) <= channel.coins, f"at most {channel.coins} aettos", str(sum(shares)))
    return shares[0], shares[1]


def _require(holds: bool, expected: str, found: str) -> None:
    if not holds:
        raise ChannelError("chain_refuses", "", None, expected, found)
