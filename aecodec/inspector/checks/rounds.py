"""Checks of rounds, state hashes, balances and reserve, and of what conflicts leave behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from ...errors import AecodecError
from ...objects import Tx
from ...rpc.results import Balance, OffchainState, ProofOfInclusion
from ...rpc.signing import REPLIES
from ...state_tree import state_hash_of
from ...text import decode
from ...tx import ChannelCreateTx
from ..drafts import reason_of_code
from ..formatting import at_place, number, value_of
from ..history import ChannelHistory, Message
from ..steps import Step
from .finding import Finding, about

__all__ = [
    "balances_are_as_expected",
    "conflicts_are_counted",
    "half_signed_states_are_out",
    "payers_keep_the_reserve",
    "proposals_take_the_next_round",
    "rounds_are_signed_once",
    "rounds_go_forward",
    "state_hashes_follow_from_balances",
    "trees_are_those_of_the_state",
]

#: Steps that make a state of their own.
_STATES: Final = ("open", "update", "deposit", "withdraw")


def _round_of(tx: Tx | None) -> int | None:
    reached: int | None = 1 if isinstance(tx, ChannelCreateTx) else getattr(tx, "round", None)
    return reached


def rounds_go_forward(history: ChannelHistory) -> Iterator[Finding]:
    """Check that agreed rounds only grow, and that there is one state for each round."""
    for channel in history.channels:
        last: dict[str, tuple[int, Tx]] = {}
        reported: set[Tx] = set()
        for message, inner in channel.agreed:
            reached = _round_of(inner)
            before, state = last.get(message.entry.participant, (0, inner))
            if reached is None or inner in reported:
                continue
            if reached < before or (reached == before and inner != state):
                reported.add(inner)
                why = "goes before" if reached < before else "is another state of"
                text = f"round {number(reached)} {why} round {number(before)}, which counted already"
                yield about(message, "round_backwards", text)
            else:
                last[message.entry.participant] = reached, inner


def proposals_take_the_next_round(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a proposed round follows the one that counts for whoever shall sign it."""
    for channel in history.channels:
        agreed = {message.index: inner for message, inner in channel.agreed}
        counting = set(agreed.values())
        last: dict[str, int] = {}
        reported: set[Tx] = set()
        for message in channel.messages:
            who = message.entry.participant
            reached = _round_of(agreed.get(message.index))
            if reached is not None:
                last[who] = max(reached, last.get(who, 0))
            for carried in message.evidence if message.asks and who in last else ():
                proposed = getattr(carried.inner, "round", None)
                if carried.inner is None or proposed is None or carried.inner in reported:
                    continue
                # What counts although it goes back is a finding of the check above.
                skipped, reused = proposed > last[who] + 1, proposed <= last[who]
                if skipped or (reused and carried.inner not in counting):
                    reported.add(carried.inner)
                    code = "round_skipped" if skipped else "round_reused"
                    text = f"round {number(proposed)} is proposed, and round {number(last[who])} counts"
                    yield about(message, code, text, carried.path)


def rounds_are_signed_once(history: ChannelHistory) -> Iterator[Finding]:
    """Check that no client signs two states of a round, unless the first one was dropped."""
    for channel in history.channels:
        signed: dict[tuple[str, int], tuple[Step, Message]] = {}
        replies = (
            (message, step)
            for step in channel.steps
            for message in step.messages
            if message.sent and message.method in REPLIES and message.evidence and step.kind in _STATES
        )
        for message, step in sorted(replies, key=lambda reply: reply[0].index):
            reached, who = _round_of(step.tx), message.entry.participant
            if reached is None:
                continue
            first, before = signed.setdefault((who, reached), (step, message))
            if first.tx == step.tx or first.outcome in ("conflict", "refused", "aborted"):
                signed[who, reached] = step, message
            elif not (first.counts and step.counts):
                place = at_place(history.capture.unit, before.line)
                text = (
                    f"another state of round {number(reached)} was signed {place}, and nothing dropped that"
                )
                yield about(message, "round_signed_twice", text)


def _signing(step: Step) -> Message:
    """Return the message to blame for a state: the first one that carries it, or that asks to sign it."""
    carrying = (message for message in step.messages if step.carried is not None and message.evidence)
    return next(carrying, step.messages[0])


def state_hashes_follow_from_balances(history: ChannelHistory) -> Iterator[Finding]:
    """Check the state hash of a proposal against the balances after push or updates."""
    for channel in history.channels:
        for proposal in channel.proposals:
            right, found = proposal.state_hash, getattr(proposal.tx, "state_hash", None)
            if right is not None and found is not None and right != found:
                text = f"state hash {value_of(found)}, but the balances give {value_of(right)}"
                yield about(proposal.message, "state_hash_differs", text)


def payers_keep_the_reserve(history: ChannelHistory) -> Iterator[Finding]:
    """Check that whoever pays has the channel reserve afterwards; both have it after the opening."""
    for channel in history.channels:
        for step in channel.steps:
            if channel.reserve is None or step.after is None or step.kind not in _STATES:
                continue
            before = step.before or {}
            for account in channel.participants or ():
                held = step.after.get(account, channel.reserve)
                pays = step.kind == "open" or held < before.get(account, held)
                if pays and held < channel.reserve:
                    text = f"{account} has {number(held)}, less than the reserve of {number(channel.reserve)}"
                    yield about(_signing(step), "reserve_broken", text)


def balances_are_as_expected(history: ChannelHistory) -> Iterator[Finding]:
    """Check the balances that a node reports against the state that this participant saw last."""
    for channel in history.channels:
        for message, expected in channel.answers:
            assert isinstance(message.result, tuple)
            answered = {one.account: one.balance for one in message.result if isinstance(one, Balance)}
            for account, balance in expected.items():
                found = answered.get(str(account), balance)
                if found != balance:
                    text = f"{account} has {number(found)}, but by the agreed states {number(balance)}"
                    yield about(message, "balance_differs", text)


def trees_are_those_of_the_state(history: ChannelHistory) -> Iterator[Finding]:
    """Check trees and proofs that a node shows against the state that they come with, or was seen last."""
    hashes: dict[str, bytes | None] = {}
    for channel in history.channels:
        agreed = {message.index: inner for message, inner in channel.agreed}
        latest: dict[str, Tx] = {}
        for message in channel.messages:
            who = message.entry.participant
            if message.index in agreed:
                latest[who] = agreed[message.index]
            shown: Any = message.result if message.result is not None else message.params
            if isinstance(shown, OffchainState):
                state = next((one.inner for one in message.evidence if "half" not in one.path), None)
                text, what = shown.trees, "trees"
            elif isinstance(shown, ProofOfInclusion):
                state, text, what = latest.get(who), shown.poi, "proof"
            else:
                continue
            wanted = getattr(state, "state_hash", None)
            found = _state_hash(str(text), hashes)
            if None not in (wanted, found) and wanted != found:
                words = f"the {what} hash to {value_of(found)}, the state has {value_of(wanted)}"
                yield about(message, "trees_differ", words)


def _state_hash(text: str, hashes: dict[str, bytes | None]) -> bytes | None:
    """Return the state hash of trees or a proof, once for each text; None for what does not decode."""
    if text not in hashes:
        try:
            hashes[text] = decode(state_hash_of(text), "st")
        except (AecodecError, TypeError):
            hashes[text] = None
    return hashes[text]


# --- conflicts and what they leave ----------------------------------------------------------------


def conflicts_are_counted(history: ChannelHistory) -> Iterator[Finding]:
    """Report conflicts, those in a row together, and proposals that were dropped although both signed."""
    for channel in history.channels:
        row: list[Step] = []
        for step in channel.steps:
            if step.outcome == "conflict" and len(step.signers) == 2:
                text = f"round {_words(step.round)} was dropped, but both have signed it"
                yield about(_last_conflict(step), "dropped_after_both_signed", text)
            elif step.outcome == "conflict":
                row.append(step)
            elif step.counts and step.kind in _STATES and row:
                yield _conflicts(row)
                row = []
        if row:
            yield _conflicts(row)


def _conflicts(row: list[Step]) -> Finding:
    last = max(map(_last_conflict, row), key=lambda message: message.index)
    codes = dict.fromkeys(step.code for step in row if step.code is not None)
    why = f" ({', '.join(f'{code}: {reason_of_code(code)}' for code in codes)})" if codes else ""
    # Both sides are told of each one, and both may have proposed something.
    told = Counter(
        message.entry.participant
        for step in row
        for message in step.messages
        if message.method == "channels.conflict"
    )
    times = max(told.values(), default=len(row))
    count = f"{times} conflict{'' if times == 1 else 's'}"
    back = last.data.get("round")
    return about(last, "conflicts", f"{count}{why}, back to round {_words(back)}")


def _last_conflict(step: Step) -> Message:
    dropped = [message for message in step.messages if message.method == "channels.conflict"]
    return dropped[-1] if dropped else step.messages[-1]


def _words(value: object) -> str:
    return number(value) if type(value) is int else "not known"


def half_signed_states_are_out(history: ChannelHistory) -> Iterator[Finding]:
    """Report states that one participant has signed and the other one can still complete, each once."""
    for channel in history.channels:
        reported: set[Tx] = set()
        for step in channel.half_signed:
            if step.tx is None or step.tx in reported:
                continue
            reported.add(step.tx)
            names = " and ".join(map(str, step.signers))
            what = "a mutual close" if step.kind == "close_mutual" else f"round {_words(step.round)}"
            text = f"{names} signed {what}, which the other participant can still complete"
            yield about(_last_signed(step), "half_signed_out", text)


def _last_signed(step: Step) -> Message:
    return next((one for one in reversed(step.messages) if one.sent and one.evidence), _signing(step))
