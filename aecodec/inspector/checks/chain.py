"""Checks of what goes on chain, and of what a channel pays out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from ..._channel_rules import close_shares
from ...errors import AecodecError
from ...objects import SignedTx, Tx
from ...rpc.signing import REPLIES
from ...state_tree import proofs, state_hash_of
from ...text import decode
from ...tx import (
    ChannelCloseMutualTx,
    ChannelCloseSoloTx,
    ChannelCreateTx,
    ChannelForceProgressTx,
    ChannelSlashTx,
    ChannelSnapshotSoloTx,
)
from ..formatting import difference, number, value_of
from ..history import Channel, ChannelHistory, Message
from ..steps import Step
from .finding import Finding, about

__all__ = [
    "chain_takes_what_was_signed",
    "coins_are_conserved",
    "older_states_are_disputed",
    "payloads_are_the_latest_state",
    "payouts_are_right",
    "proofs_show_their_state",
    "states_are_what_was_signed",
]

_ACTIONS: Final = (ChannelCloseSoloTx, ChannelSlashTx, ChannelSnapshotSoloTx, ChannelForceProgressTx)
_STATES: Final = ("open", "update", "deposit", "withdraw", "force_progress")


def _replied(message: Message) -> bool:
    """Tell whether a client hands in a signature that the node did not refuse."""
    return message.sent and message.method in REPLIES and not message.refused


def chain_takes_what_was_signed(history: ChannelHistory) -> Iterator[Finding]:
    """Check that what goes on chain is what was signed here, if anything like it was."""
    for channel in history.channels:
        signed: defaultdict[tuple[object, ...], dict[Tx, None]] = defaultdict(dict)
        for message in channel.messages:
            for carried in message.evidence:
                inner = carried.inner
                if inner is None:
                    continue
                if _replied(message):
                    signed[_act(inner)].pop(inner, None)
                    signed[_act(inner)][inner] = None
                elif message.method == "channels.on_chain_tx":
                    alike = signed[_act(inner)]
                    if alike and inner not in alike:
                        text = "this is not what was signed here: "
                        text += difference(inner, next(reversed(alike)))
                        yield about(message, "chain_differs", text, carried.path)


def _act(tx: Tx) -> tuple[object, ...]:
    """Return what a transaction does: its type, and who does it if one participant alone may."""
    alone = not (tx.BOTH_PARTICIPANTS or isinstance(tx, ChannelCreateTx))
    return type(tx), *((getattr(tx, name) for name in tx.SIGNERS) if alone else ())


def states_are_what_was_signed(history: ChannelHistory) -> Iterator[Finding]:
    """Check that the state which counts is what this participant signed for its round."""
    for channel in history.channels:
        signed: defaultdict[tuple[str, object], dict[Tx, None]] = defaultdict(dict)
        counting = {message.index for message, _ in channel.agreed}
        for message in channel.messages:
            for carried in message.evidence:
                inner = carried.inner
                key = (message.entry.participant, getattr(inner, "round", None))
                if inner is None or key[1] is None or message.method == "channels.on_chain_tx":
                    continue
                if _replied(message):
                    signed[key][inner] = None
                elif message.index in counting and signed[key] and inner not in signed[key]:
                    text = "this is not what was signed for this round: "
                    text += difference(inner, next(reversed(signed[key])))
                    yield about(message, "state_differs", text, carried.path)


# --- what is paid out -----------------------------------------------------------------------------


def payouts_are_right(history: ChannelHistory) -> Iterator[Finding]:
    """Check what a close pays out against the balances of the state that it closes with."""
    for channel in history.channels:
        closed: Step | None = None
        for step in channel.steps:
            if step.kind in ("close_solo", "slash"):
                closed = step if step.counts else closed
            elif step.kind == "close_mutual":
                yield from _close_findings(channel, step)
            elif step.kind == "settle" and closed is not None and closed.after is not None:
                tx: Any = step.tx
                right = tuple(closed.after[account] for account in channel.participants or ())
                finals = (tx.initiator_amount_final, tx.responder_amount_final)
                if channel.roles_known and finals != right:
                    text = f"pays out {_pair(finals)}, but round {_words(closed.round)} has {_pair(right)}"
                    yield about(_first(step), "finals_differ", text)


def _close_findings(channel: Channel, step: Step) -> Iterator[Finding]:
    tx = step.tx
    if step.before is None or not channel.roles_known or not isinstance(tx, ChannelCloseMutualTx):
        return
    initiator, responder = (step.before[account] for account in channel.participants or ())
    finals = (tx.initiator_amount_final, tx.responder_amount_final)
    if sum(finals) + tx.fee != initiator + responder:
        text = f"pays out {_pair(finals)} and a fee of {number(tx.fee)}, of {_pair((initiator, responder))}"
        yield about(_first(step), "coins_not_conserved", text)
    elif finals != (right := close_shares(initiator, responder, tx.fee)):
        usual = "nothing can be paid" if right is None else f"usual is {_pair(right)}"
        yield about(_first(step), "shares_differ", f"pays out {_pair(finals)}, {usual}")


def coins_are_conserved(history: ChannelHistory) -> Iterator[Finding]:
    """Check that states hold what was locked and deposited without what was withdrawn, contracts included."""
    for channel in history.channels:
        total: int | None = None
        for step in channel.steps:
            if step.kind not in _STATES or not step.counts:
                continue
            if step.kind == "open" and step.before is not None:
                total = sum(step.before.values())
            elif total is not None and step.kind in ("deposit", "withdraw"):
                total += sum(move.amount if move.source is None else -move.amount for move in step.moves)
            if total is not None and step.after is not None and sum(step.after.values()) != total:
                found = sum(step.after.values())
                text = f"round {_words(step.round)} holds {number(found)}, not {number(total)}"
                yield about(_first(step), "coins_not_conserved", text)
                total = found


def _first(step: Step) -> Message:
    """Return the first message that carries the transaction of a step."""
    return next((message for message in step.messages if message.evidence), step.messages[0])


def _pair(amounts: tuple[int, ...]) -> str:
    return " and ".join(map(number, amounts))


def _words(value: int | None) -> str:
    return "not known" if value is None else number(value)


# --- what one participant does --------------------------------------------------------------------


def payloads_are_the_latest_state(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a close, slash, snapshot or forced progress builds on the state that counts."""
    for channel in history.channels:
        agreed = {message.index: inner for message, inner in channel.agreed}
        last, on_chain = 0, 0
        judged: set[Tx] = set()
        for message in channel.messages:
            for carried in message.evidence:
                tx: Any = carried.inner
                if not isinstance(tx, _ACTIONS) or tx in judged:
                    continue  # later rounds do not make wrong what was right when it was proposed
                judged.add(tx)
                used = on_chain if tx.payload is None else getattr(tx.payload.transaction, "round", 0)
                if 0 < used < last:
                    text = f"acts with round {number(used)}, and round {number(last)} counts"
                    yield about(message, "payload_outdated", text, carried.path)
            last, on_chain = _advance(message, agreed.get(message.index), last, on_chain)


def _advance(message: Message, agreed: Any, last: int, on_chain: int) -> tuple[int, int]:
    """Return the rounds that count, in the channel and on the chain, after a message."""
    reached = 1 if isinstance(agreed, ChannelCreateTx) else getattr(agreed, "round", 0)
    if hasattr(agreed, "fee"):
        on_chain = max(on_chain, reached)
    for carried in message.evidence if message.method == "channels.on_chain_tx" else ():
        inner: Any = carried.inner
        if isinstance(inner, ChannelSnapshotSoloTx) and inner.payload is not None:
            on_chain = max(on_chain, getattr(inner.payload.transaction, "round", 0))
    return max(last, reached), on_chain


def proofs_show_their_state(history: ChannelHistory) -> Iterator[Finding]:
    """Check the proof of a close or slash, and the trees of a forced progress, against their payload."""
    for channel in history.channels:
        problems: dict[Tx, str] = {}
        for message in channel.messages:
            for carried in message.evidence:
                tx: Any = carried.inner
                if not isinstance(tx, (ChannelCloseSoloTx, ChannelSlashTx, ChannelForceProgressTx)):
                    continue
                if tx not in problems:
                    problems[tx] = _proof_problem(channel, tx)
                if problems[tx]:
                    yield about(message, "proof_differs", problems[tx], carried.path)


def _proof_problem(channel: Channel, tx: Any) -> str:
    """Say what is wrong with a proof or with trees; empty if nothing is, as far as the capture shows."""
    try:
        if isinstance(tx, ChannelForceProgressTx):
            found = decode(state_hash_of(tx.offchain_trees), "st")
        else:
            proofs.check(tx.poi)
            found = decode(state_hash_of(tx.poi), "st")
            for account in channel.participants or ():
                if proofs.account(tx.poi, account) is None:
                    return f"the proof shows no account {account}"
    except AecodecError as error:
        return str(error)
    payload = tx.payload.transaction if isinstance(tx.payload, SignedTx) else None
    wanted = getattr(payload, "state_hash", None)
    if wanted is None or wanted == found:
        return ""
    return f"it hashes to {value_of(found)}, the state in it has {value_of(wanted)}"


def older_states_are_disputed(history: ChannelHistory) -> Iterator[Finding]:
    """Report that the chain holds an older state than the participant has, and timers that ran out."""
    for message in history.messages:
        info, event = message.data.get("info"), message.data.get("event")
        if message.method == "channels.on_chain_tx" and info == "can_slash":
            round_ = next((getattr(one.inner, "round", None) for one in message.evidence), None)
            text = (
                f"the chain holds an older state than round {_words(round_)}: it can be disputed by a slash"
            )
            yield about(message, "older_state_on_chain", text)
        elif message.method == "channels.info" and event == "timeout":
            yield about(message, "timed_out", "a timer of the protocol ran out; the state machine ends")
