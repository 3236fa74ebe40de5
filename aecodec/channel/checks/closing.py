"""Checks of transactions that close a channel or put its state on chain."""

from __future__ import annotations

from collections.abc import Iterator

from ... import _channel_rules as rules
from ...errors import AecodecError, format_int
from ...state_tree import proofs, state_hash_of
from ...text import decode
from ...tx.layers import unwrap
from ..problems import Problem
from .case import Case

__all__ = ["CLOSE", "FORCE", "SETTLE", "SHUTDOWN", "SNAPSHOT"]


def payer_is_the_proposer(case: Case) -> Iterator[Problem]:
    """Check that whoever proposes the transaction posts it, and pays for it."""
    if case.tx.from_id != case.proposer:
        yield Problem("payer_wrong", f"{case.proposer}", f"{case.tx.from_id}")


def balances_are_known(case: Case) -> Iterator[Problem]:
    """Check that the balances are known; they are not after a contract ran."""
    if case.balances is None:
        yield Problem("contract_unchecked")


def coins_are_conserved(case: Case) -> Iterator[Problem]:
    """Check that final amounts and fee are all coins of the channel."""
    if case.balances is None:
        return
    paid = case.tx.initiator_amount_final + case.tx.responder_amount_final + case.tx.fee
    if paid != sum(case.balances.values()):
        yield Problem("coins_not_conserved", format_int(sum(case.balances.values())), format_int(paid))


def own_final_is_enough(case: Case) -> Iterator[Problem]:
    """Check that this participant gets its balance without its share of the fee."""
    if case.balances is None:
        return
    both = case.terms.participants
    shares = rules.close_shares(case.balances.get(both[0], 0), case.balances.get(both[1], 0), case.tx.fee)
    finals = (case.tx.initiator_amount_final, case.tx.responder_amount_final)
    mine = both.index(case.me)
    if shares is None or finals[mine] < shares[mine]:
        wanted = "coins for the fee" if shares is None else f"at least {format_int(shares[mine])}"
        yield Problem("final_too_low", wanted, format_int(finals[mine]))


def nothing_is_half_signed(case: Case) -> Iterator[Problem]:
    """Check that no update with our signature is unsettled: a close has no round that would rule it out."""
    if case.known.half_signed_round is not None:
        yield Problem("update_pending" if case.own else "round_half_signed")


def payload_is_the_latest_state(case: Case) -> Iterator[Problem]:
    """Check that the payload is the latest state that both signed, or empty where the chain has that."""
    state, payload = case.state, case.tx.payload
    if state is None:
        yield Problem("payload_wrong", "a known state")
    elif payload is None:
        if state.round != case.known.on_chain_round:
            yield Problem("payload_wrong", f"round {format_int(state.round)}", "no payload")
    elif unwrap(payload).tx != state.tx:
        found = getattr(unwrap(payload).tx, "round", None)
        yield Problem("payload_wrong", f"round {format_int(state.round)}", f"round {found}")


def proof_shows_the_latest_balances(case: Case) -> Iterator[Problem]:
    """Check that the proof of inclusion holds together, and proves the latest balances of both."""
    if case.state is None or case.balances is None:
        return
    try:
        proofs.check(case.tx.poi)
        if decode(state_hash_of(case.tx.poi), "st") != case.state.state_hash:
            yield Problem("proof_wrong", "the state hash of the latest state")
            return
        for account in case.terms.participants:
            found = proofs.account(case.tx.poi, account)
            if found is None or found.balance != case.balances.get(account):
                yield Problem("proof_wrong", f"the balance of {account}")
    except AecodecError as error:
        yield Problem("proof_wrong", None, str(error))


def finals_are_the_settled_balances(case: Case) -> Iterator[Problem]:
    """Check that a settlement pays out the state by which the channel was closed."""
    balances = case.known.closing if case.known.closing is not None else case.balances
    if balances is None:
        yield Problem("contract_unchecked")
        return
    wanted = tuple(balances.get(account, 0) for account in case.terms.participants)
    found = (case.tx.initiator_amount_final, case.tx.responder_amount_final)
    if found != wanted:
        yield Problem("finals_wrong", ", ".join(map(format_int, wanted)), ", ".join(map(format_int, found)))


def contracts_are_never_forced(case: Case) -> Iterator[Problem]:
    """Report that a forced progress runs a contract."""
    yield Problem("contract_unchecked")


SHUTDOWN = (
    payer_is_the_proposer,
    balances_are_known,
    coins_are_conserved,
    own_final_is_enough,
    nothing_is_half_signed,
)
SNAPSHOT = (payer_is_the_proposer, payload_is_the_latest_state)
CLOSE = (*SNAPSHOT, balances_are_known, proof_shows_the_latest_balances)
SETTLE = (payer_is_the_proposer, finals_are_the_settled_balances)
FORCE = (payer_is_the_proposer, contracts_are_never_forced)
