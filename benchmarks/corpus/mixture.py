"""The generated corpus: a thousand transactions of all types and versions, and the state objects with text.

The shares are an estimate for an indexer that also reads the traffic of channels, not a census:
mostly spends, contract calls and channel rounds, then oracles and names, and some of everything. All of
it follows from SEED, and SHA256 pins it: two versions of the library are raced on equal bytes.
"""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from itertools import cycle
from typing import Final, TypeVar

from aecodec import Key, SignedTx, Tx, decode_tx, encode_object, encode_tx, replace, sign, tx

from .draw import Draw
from .maker import Maker

_T = TypeVar("_T", bound=Tx)

SEED: Final = 2026
#: The hash of all texts, a line feed behind each; checked when they are made.
SHA256: Final = "9054d2660a52bb28c12faa52a1d71aed8d837e741f5ffb44d6993bd41054a1bf"

#: How many of each class, without the signatures around them.
SHARES: Final[dict[type[Tx], int]] = {
    tx.SpendTx: 270, tx.ContractCallTx: 190, tx.ContractCreateTx: 18, tx.ChannelOffchainTxV1: 6,
    tx.ChannelOffchainTxV2: 140, tx.ChannelCreateTxV1: 20, tx.ChannelCreateTxV2: 36, tx.ChannelDepositTx: 10,
    tx.ChannelWithdrawTx: 10, tx.ChannelSetDelegatesTx: 4, tx.ChannelCloseMutualTx: 14,
    tx.ChannelCloseSoloTx: 8, tx.ChannelSlashTx: 5, tx.ChannelSettleTx: 9, tx.ChannelSnapshotSoloTx: 5,
    tx.ChannelForceProgressTx: 5, tx.ChannelClientReconnectTx: 4, tx.OracleRegisterTx: 6,
    tx.OracleQueryTx: 45, tx.OracleRespondTx: 45,
    tx.OracleExtendTx: 12, tx.NamePreclaimTx: 22, tx.NameClaimTxV1: 5, tx.NameClaimTxV2: 22,
    tx.NameUpdateTxV1: 28, tx.NameUpdateTxV2: 6, tx.NameTransferTx: 6, tx.NameRevokeTx: 4, tx.GAAttachTx: 4,
    tx.GAMetaTxV1: 6, tx.GAMetaTxV2: 14, tx.PayingForTx: 14, tx.HCVoteTx: 7,
}  # fmt: skip
#: How often a proof, another proof, state trees and a tree of calls.
STATES: Final = 12


def transactions() -> tuple[str, ...]:
    """Return the `tx_` texts, shuffled."""
    return _generate()[0]


def states() -> tuple[str, ...]:
    """Return the `pi_`, `ss_` and `cs_` texts: proofs, state trees, trees of calls."""
    return _generate()[1]


@cache
def of_one_type(cls: type[_T], count: int) -> tuple[_T, ...]:
    """Make so many transactions of one class, without signatures."""
    maker = Maker(Draw(SEED + cls.TAG))
    return tuple(maker.make(cls) for _ in range(count))


@cache
def signed_spends(count: int, network_id: str) -> tuple[SignedTx, ...]:
    """Make so many spends, each signed for this network."""
    keys = [Key.from_seed(bytes([number]) * 32) for number in range(16)]
    drafts = zip(of_one_type(tx.SpendTx, count), cycle(keys), strict=False)
    return tuple(sign(replace(draft, sender_id=key.address), key, network_id) for draft, key in drafts)


@cache
def _generate() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Make both from one seed. Raises ValueError if they are not the bytes of SHA256."""
    draw = Draw(SEED)
    maker = Maker(draw)
    made = [_transaction(draw, maker, cls) for cls, share in SHARES.items() for _ in range(share)]
    transactions = tuple(map(encode_tx, draw.shuffled(made)))
    kinds = (maker.proof, maker.proof, maker.trees, maker.calls)
    states = tuple(encode_object(make()) for _ in range(STATES) for make in kinds)
    digest = sha256("".join(f"{text}\n" for text in transactions + states).encode()).hexdigest()
    if digest != SHA256:
        raise ValueError(f"the generated corpus has changed: its SHA-256 is {digest}")
    return transactions, states


def _transaction(draw: Draw, maker: Maker, cls: type[Tx]) -> Tx:
    """Make a transaction of this class, mostly with all its signatures, sometimes with fewer."""
    inner = maker.carrying(cls) if issubclass(cls, tx.GAMetaTx | tx.PayingForTx) else maker.make(cls)
    if draw.chance(5):
        return inner
    needed = 0 if isinstance(inner, tx.GAMetaTx) else 2 if cls.BOTH_PARTICIPANTS else max(len(cls.SIGNERS), 1)
    return maker.signed(inner, draw.below(needed) if draw.chance(20) else needed)


def kind(text: str) -> str:
    """Name the class of a transaction, without the signatures around it."""
    found = decode_tx(text)
    return type(found.transaction if isinstance(found, SignedTx) else found).__name__
