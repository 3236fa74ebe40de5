"""Check a captured session: one function for each check, one sentence for each finding.

Severity: `error`, something contradicts the protocol, a signature or another message; `warning`,
something that will cause trouble or that a person should look at; `info`, what the node or a participant
refused, and what the protocol dropped. CODES lists all.
Not findings: answers after `died`, results that are text or lists, closings and comments, and a version
that fits no public protocol, as the network id says nothing about a private network's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, TypeAlias

from ..history import ChannelHistory
from . import chain, entries, openings, proposals, replies, rounds, signatures, transactions
from .finding import CODES, SEVERITIES, Finding, Severity

__all__ = ["CHECKS", "CODES", "SEVERITIES", "Finding", "Severity", "findings"]

Check: TypeAlias = Callable[[ChannelHistory], Iterator[Finding]]

#: Every check, in the order in which findings on one line are reported.
CHECKS: Final[tuple[Check, ...]] = (
    entries.entries_are_readable,
    replies.requests_are_answered,
    entries.params_fit_their_method,
    transactions.transactions_decode,
    signatures.signatures_are_right,
    signatures.authentications_are_as_many_as_needed,
    signatures.payloads_are_signed_by_both,
    openings.channel_ids_are_right,
    openings.creation_is_what_was_agreed,
    proposals.types_fit_their_request,
    proposals.requests_were_asked_for,
    proposals.updates_fit_their_operation,
    proposals.updates_are_those_asked_for,
    proposals.updates_name_participants,
    proposals.amounts_are_those_of_the_updates,
    proposals.payers_are_who_proposes,
    proposals.nonces_are_those_asked_for,
    rounds.state_hashes_follow_from_balances,
    rounds.proposals_take_the_next_round,
    rounds.rounds_go_forward,
    rounds.rounds_are_signed_once,
    rounds.payers_keep_the_reserve,
    rounds.trees_are_those_of_the_state,
    rounds.balances_are_as_expected,
    rounds.conflicts_are_counted,
    rounds.half_signed_states_are_out,
    transactions.fees_are_usual,
    transactions.terms_are_plain,
    replies.replies_keep_what_they_sign,
    replies.signatures_are_given,
    chain.states_are_what_was_signed,
    chain.chain_takes_what_was_signed,
    chain.payouts_are_right,
    chain.coins_are_conserved,
    chain.payloads_are_the_latest_state,
    chain.proofs_show_their_state,
    chain.older_states_are_disputed,
)


def findings(history: ChannelHistory) -> tuple[Finding, ...]:
    """Run all checks on a history and return their findings in the order of the capture.

    Raises nothing: a fault of this package in a check is a finding `check_failed`; the others go on.
    """
    found = {Finding(code="check_failed", line=1, message=failure): None for failure in history.failures}
    for check in CHECKS:
        try:
            found |= dict.fromkeys(check(history))
        except Exception as error:
            message = f"the check {check.__name__} failed with {type(error).__name__}: please report this"
            found[Finding(code="check_failed", line=1, message=message)] = None
    places = _places_of_messages(history)
    placed = (_place(one, places) for one in found)
    return tuple(sorted(placed, key=lambda finding: -1 if finding.index is None else finding.index))


#: By the index of a message, the channel of its step and the position of that among the channel's steps.
_Places: TypeAlias = dict[int | None, tuple[str, int]]


def _places_of_messages(history: ChannelHistory) -> _Places:
    return {
        message.index: (channel.channel_id, position)
        for channel in history.channels
        for position, step in enumerate(channel.steps)
        for message in step.messages
    }


def _place(finding: Finding, places: _Places) -> Finding:
    """Add to a finding the step that its message belongs to, and the channel of that."""
    if finding.index not in places:
        return finding
    channel_id, step = places[finding.index]
    return replace(finding, channel_id=channel_id, step=step)
