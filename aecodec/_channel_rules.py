"""What updates do to the balances of a channel, what a close pays out, and the state of plain balances.

Pure functions, which the inspector, a participant's session and the simulated node share. Balances are aettos
by account; those of the two participants come first, initiator then responder. Where a result needs what a
contract does, or makes no sense, it is None: nobody here runs code. The rules are those of the node's modules
`aesc_offchain_state` and `aesc_offchain_update`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple, TypeAlias

from .derived import contract_id
from .ids import Id
from .limits import MAX_AMOUNT_BYTES
from .protocol import IdKind
from .state import AccountV1, StateTrees, TreesPoi
from .state.update import (
    OffChainCallContract,
    OffChainDeposit,
    OffChainMeta,
    OffChainNewContract,
    OffChainTransfer,
    OffChainWithdrawal,
)
from .state_tree import state_hash, state_trees
from .state_tree.keys import account_entry, account_key
from .state_tree.proofs import prove
from .text import decode

#: Aettos by account, and by contract.
Balances: TypeAlias = dict[Id, int]


class Move(NamedTuple):
    """Coins that an update moves; a deposit has no source, and a withdrawal no target, within the channel."""

    source: Id | None
    target: Id | None
    amount: int


class Shares(NamedTuple):
    """What a close pays to each participant, in aettos."""

    initiator: int
    responder: int


# --- balances -----------------------------------------------------------------------------------


def opening_balances(
    initiator_id: Id, responder_id: Id, *, initiator_amount: int, responder_amount: int, push_amount: int = 0
) -> Balances | None:
    """Compute the balances of round 1; None if the push is more than whoever pays it has."""
    after = {initiator_id: initiator_amount - push_amount, responder_id: responder_amount + push_amount}
    return after if is_payable(after) else None


def moves_of(update: Any, new_round: int | None = None) -> tuple[Move, ...] | None:
    """List what an update moves by itself; None if that is not known.

    new_round: the round that the update leads to, by which a new contract gets its id. A call moves its
    amount, and then whatever the code does.
    """
    match update:
        case OffChainTransfer():
            return (Move(update.from_, update.to, update.amount),)
        case OffChainDeposit():
            return (Move(None, update.from_, update.amount),)
        case OffChainWithdrawal():
            return (Move(update.to, None, update.amount),)
        case OffChainMeta():
            return ()
        case OffChainNewContract() if new_round is not None:
            return (Move(update.owner, contract_id(update.owner, new_round), update.deposit),)
        case OffChainCallContract():
            return (Move(update.caller, update.contract, update.amount),)
    return None


def payer_of(update: Any) -> Id | None:
    """Return who pays by an update, and must keep the channel reserve; None if nobody does."""
    source: Id | None
    for field, kind in _PAYERS:
        if isinstance(update, kind):
            source = getattr(update, field)
            return source
    return None


_PAYERS: Final = (
    ("from_", OffChainTransfer),
    ("to", OffChainWithdrawal),
    ("owner", OffChainNewContract),
    ("caller", OffChainCallContract),
)


def apply_updates(
    balances: Mapping[Id, int], updates: Iterable[Any] | None, new_round: int | None = None
) -> Balances | None:
    """Compute the balances after updates; None if these are unknown, call a contract or make no sense.

    new_round: the round that they lead to; without it a new contract leaves the balances unknown. Whether the
    payer keeps the channel reserve is for the caller to check.
    """
    if updates is None:
        return None
    after = dict(balances)
    for update in updates:
        moves = moves_of(update, new_round)
        if moves is None or isinstance(update, OffChainCallContract):
            return None
        for source, target, amount in moves:
            if target is not None and target.kind == IdKind.CONTRACT:
                after.setdefault(target, 0)
            for account, change in ((source, -amount), (target, amount)):
                if account is None:
                    continue
                if account not in after:
                    return None
                after[account] += change
        if not is_payable(after):
            return None
    return after


def is_payable(balances: Mapping[Id, int]) -> bool:
    """Tell whether these are balances that accounts can have."""
    # No coin amount is longer; a hostile one only costs time.
    return all(0 <= balance < 1 << 8 * MAX_AMOUNT_BYTES for balance in balances.values())


def close_shares(initiator_balance: int, responder_balance: int, fee: int) -> Shares | None:
    """Compute what a mutual close pays out; None if both together cannot pay its fee.

    Each pays half of the fee, the initiator the odd aetto, or the responder if only he has it. If one of them
    has less than his half, he is left with nothing and the other pays the rest.
    """
    less, more = fee // 2, fee - fee // 2
    for initiator_part, responder_part in ((more, less), (less, more)):
        if initiator_balance >= initiator_part and responder_balance >= responder_part:
            return Shares(initiator_balance - initiator_part, responder_balance - responder_part)
    rest = initiator_balance + responder_balance - fee
    if rest < 0:
        return None
    return Shares(rest, 0) if initiator_balance > responder_balance else Shares(0, rest)


# --- the state of plain balances ------------------------------------------------------------------


def state_hash_of(balances: Mapping[Id, int]) -> bytes | None:
    """Return the hash of the state that holds just these accounts; None if a contract is among them."""
    return None if _has_contract(balances) else decode(state_hash(balances), "st")


def trees_of(balances: Mapping[Id, int]) -> StateTrees | None:
    """Return the state trees that hold just these accounts; None if a contract is among them."""
    return None if _has_contract(balances) else state_trees(accounts=_entries(balances))


def proof_of(balances: Mapping[Id, int], accounts: Iterable[Id]) -> TreesPoi | None:
    """Return the proof of what these accounts have in the state that holds just `balances`.

    None if a contract is among the balances. An account without a balance is proven to be absent.
    """
    if _has_contract(balances):
        return None
    part = prove(_entries(balances), [account_key(account) for account in accounts])
    return TreesPoi(accounts=part, calls=(), channels=(), contracts=(), ns=(), oracles=())


def _entries(balances: Mapping[Id, int]) -> dict[bytes, bytes]:
    return dict(
        account_entry(account, AccountV1(nonce=0, balance=held)) for account, held in balances.items()
    )


def _has_contract(balances: Mapping[Id, int]) -> bool:
    return any(account.kind != IdKind.ACCOUNT for account in balances)
