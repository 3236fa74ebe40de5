"""Checks of off-chain updates, deposits and withdrawals."""

from __future__ import annotations

from collections.abc import Iterator

from ... import _channel_rules as rules
from ...errors import format_int
from ...ids import Id
from ...state.update import (
    OffChainCallContract,
    OffChainDeposit,
    OffChainMeta,
    OffChainNewContract,
    OffChainTransfer,
    OffChainWithdrawal,
)
from ..problems import Problem
from .case import Case

__all__ = ["MOVES", "UPDATES", "has_contract"]

_CONTRACT = (OffChainNewContract, OffChainCallContract)

#: What the first update of each request may be.
_LEADING: dict[str, tuple[type, ...]] = {
    "update": (OffChainTransfer, *_CONTRACT),
    "update_ack": (OffChainTransfer, *_CONTRACT),
    "deposit_tx": (OffChainDeposit,),
    "deposit_ack": (OffChainDeposit,),
    "withdraw_tx": (OffChainWithdrawal,),
    "withdraw_ack": (OffChainWithdrawal,),
}


def has_contract(case: Case) -> bool:
    """Tell whether a contract changes the balances, or already has."""
    return isinstance(case.leading, _CONTRACT) or (case.state is not None and case.state.balances is None)


def updates_are_understood(case: Case) -> Iterator[Problem]:
    """Check that one operation of the right kind comes first, and nothing but metadata follows."""
    first, rest = case.leading, case.updates[1:]
    if not isinstance(first, _LEADING[case.name]) or not all(isinstance(one, OffChainMeta) for one in rest):
        yield Problem(
            "updates_unknown", None, ", ".join(type(one).__name__ for one in case.updates) or "none"
        )


def updates_are_as_proposed(case: Case) -> Iterator[Problem]:
    """Check that the updates of an own proposal are those that were asked for, metadata included."""
    if case.operation is not None and case.updates != case.operation.updates:
        yield Problem("updates_changed")


def contracts_are_not_involved(case: Case) -> Iterator[Problem]:
    """Check that no contract is created or called: nobody here runs it."""
    if has_contract(case):
        yield Problem("contract_unchecked")


def round_follows(case: Case) -> Iterator[Problem]:
    """Check that the round is one more than that of the latest state."""
    if case.state is not None and case.tx.round != case.state.round + 1:
        yield Problem("round_wrong", format_int(case.state.round + 1), format_int(case.tx.round))


def round_is_not_half_signed(case: Case) -> Iterator[Problem]:
    """Check that no other transaction with our signature is out."""
    if not case.own and case.known.half_signed_round is not None:
        yield Problem("round_half_signed", None, f"round {format_int(case.known.half_signed_round)}")


def state_hash_follows(case: Case) -> Iterator[Problem]:
    """Check that the state hash is that of the predicted balances."""
    if has_contract(case):
        return
    wanted = None if case.after is None else rules.state_hash_of(case.after)
    if wanted is None or case.tx.state_hash != wanted:
        yield Problem("state_hash_wrong")


def transfer_is_between_participants(case: Case) -> Iterator[Problem]:
    """Check that a transfer is between the participants, and that a contract is the proposer's."""
    match case.leading:
        case OffChainTransfer(from_=payer, to=payee):
            if {payer, payee} != set(case.terms.participants):
                yield Problem("participant_wrong", "the two participants", f"{payer} and {payee}")
        case OffChainNewContract(owner=who) | OffChainCallContract(caller=who):
            if who != case.proposer:
                yield Problem("participant_wrong", f"{case.proposer}", f"{who}")


def payer_keeps_the_reserve(case: Case) -> Iterator[Problem]:
    """Check that whoever pays keeps the channel reserve."""
    update = case.leading
    payer, amount = rules.payer_of(update), getattr(update, "amount", getattr(update, "deposit", 0))
    if payer is None or case.balances is None or payer not in case.balances:
        return
    left = case.balances[payer] - amount
    if left < case.terms.channel_reserve:
        yield Problem(
            "reserve_broken", f"at least {format_int(case.terms.channel_reserve)}", format_int(left)
        )


def mover_is_the_proposer(case: Case) -> Iterator[Problem]:
    """Check that whoever proposes a deposit or a withdrawal makes it."""
    update: object = case.leading
    named: list[Id] = [getattr(case.tx, "from_id", None) or case.tx.to_id]
    if isinstance(update, OffChainDeposit):
        named.append(update.from_)
    if isinstance(update, OffChainWithdrawal):
        named.append(update.to)
    for who in named:
        if who != case.proposer:
            yield Problem("payer_wrong", f"{case.proposer}", f"{who}")
            return


def amounts_agree(case: Case) -> Iterator[Problem]:
    """Check that transaction and update move the same amount."""
    shown = getattr(case.leading, "amount", None)
    if shown is not None and shown != case.tx.amount:
        yield Problem("amount_wrong", format_int(shown), format_int(case.tx.amount))


UPDATES = (
    updates_are_understood,
    updates_are_as_proposed,
    contracts_are_not_involved,
    round_follows,
    round_is_not_half_signed,
    state_hash_follows,
    transfer_is_between_participants,
    payer_keeps_the_reserve,
)
MOVES = (*UPDATES, mover_is_the_proposer, amounts_agree)
