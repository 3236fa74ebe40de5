"""Checks of the create transaction: it holds the agreed terms."""

from __future__ import annotations

from collections.abc import Iterator

from ... import _channel_rules as rules
from ...errors import format_int
from ..problems import Problem
from .case import Case

__all__ = ["OPENING"]

_AGREED = ("initiator_amount", "responder_amount", "channel_reserve", "lock_period")
_DELEGATES = ("delegate_ids", "initiator_delegate_ids", "responder_delegate_ids")


def participants_are_agreed(case: Case) -> Iterator[Problem]:
    """Check that both participants stand in their roles."""
    for role in ("initiator_id", "responder_id"):
        wanted, found = getattr(case.terms, role), getattr(case.tx, role)
        if wanted != found:
            yield Problem("participant_wrong", f"{role} {wanted}", f"{found}")


def terms_are_agreed(case: Case) -> Iterator[Problem]:
    """Check that amounts, reserve and lock period are the agreed ones."""
    for name in _AGREED:
        wanted, found = getattr(case.terms, name), getattr(case.tx, name)
        if wanted != found:
            yield Problem(f"{name}_wrong", format_int(wanted), format_int(found))


def delegates_are_absent(case: Case) -> Iterator[Problem]:
    """Check that nobody else may act for a participant."""
    for name in _DELEGATES:
        if found := getattr(case.tx, name, ()):
            yield Problem("delegates_present", "none", f"{found[0]}")


def state_is_that_of_the_terms(case: Case) -> Iterator[Problem]:
    """Check that the first state is that of the agreed balances after the push."""
    if case.tx.state_hash != rules.state_hash_of(case.terms.balances):
        yield Problem("state_hash_wrong")


OPENING = (participants_are_agreed, terms_are_agreed, delegates_are_absent, state_is_that_of_the_terms)
