"""Steps of the recorded sessions: nothing is lost, nothing twice, each state follows from the last one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from aecodec.inspector.history import Channel, Message
from aecodec.rpc.signing import REPLIES

from .recordings import RECORDINGS, needs_recordings, recorded_history

pytestmark = needs_recordings

REPORTS = ("channels.update", "channels.on_chain_tx", "channels.conflict", "channels.leave")
#: Steps that make a round of their own.
ROUNDS = ("open", "update", "deposit", "withdraw", "force_progress")


def recorded_channels() -> Iterator[tuple[Path, Channel]]:
    for path in RECORDINGS:
        for channel in recorded_history(path).channels:
            yield path, channel


def belongs(message: Message) -> bool:
    """True if a message is part of an operation whatever comes of it."""
    if message.sent:
        return message.method in REPLIES and not message.refused
    return message.asks or message.method in REPORTS


def test_every_message_of_an_operation_is_in_one_step_and_no_message_in_two() -> None:
    for path in RECORDINGS:
        history = recorded_history(path)
        steps = [step for channel in history.channels for step in channel.steps]
        count = Counter(message.index for step in (*steps, *history.steps) for message in step.messages)
        assert set(count.values()) <= {1}, path
        missing = [one.line for one in history.messages if belongs(one) and one.index not in count]
        assert missing == [], path


def test_rounds_that_count_follow_each_other() -> None:
    seen = 0
    for path, channel in recorded_channels():
        rounds = [step.round for step in channel.steps if step.kind in ROUNDS and step.counts]
        assert None not in rounds, path
        numbers = [number for number in rounds if number is not None]
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True, path
        seen += len(numbers)
    assert seen > 200


def test_each_state_begins_with_the_balances_of_the_one_before() -> None:
    known = 0
    for path, channel in recorded_channels():
        rounds = [step for step in channel.steps if step.kind in ROUNDS and step.counts]
        for first, second in pairwise(rounds):
            assert first.after == second.before, (path, second.lines)
            known += second.before is not None
    assert known > 50


def test_no_step_makes_or_loses_coins() -> None:
    for path, channel in recorded_channels():
        for step in channel.steps:
            if step.before is None or step.after is None or step.kind not in ROUNDS:
                continue
            change = {account: held - step.before.get(account, 0) for account, held in step.after.items()}
            for source, target, amount in step.moves:
                change[source] = change.get(source, 0) + amount if source is not None else 0
                change[target] = change.get(target, 0) - amount if target is not None else 0
            assert not any(change.values()), (path, step.lines)


def test_what_counts_has_both_signatures_and_what_was_dropped_has_not() -> None:
    outcomes: Counter[str] = Counter()
    for path, channel in recorded_channels():
        for step in channel.steps:
            outcomes[step.outcome] += 1
            if step.outcome == "agreed":
                assert set(step.signers) == set(channel.participants or ()), (path, step.lines)
            if step.outcome in ("conflict", "refused", "half_signed"):
                assert len(step.signers) < 2, (path, step.lines)
    assert outcomes["conflict"] > 20
    assert outcomes["refused"] > 5


def test_every_conflict_belongs_to_an_operation() -> None:
    strays = [
        (path.stem, step.lines)
        for path, channel in recorded_channels()
        for step in channel.steps
        if step.kind == "conflict"
    ]
    assert strays == []


def test_every_transaction_is_opened_and_every_signature_is_verified() -> None:
    opened = verified = 0
    for path in RECORDINGS:
        history = recorded_history(path)
        assert history.failures == (), path
        for message, carried in history.evidence:
            assert carried.tx is not None or message.refused, (path, message.line)
            opened += carried.tx is not None
        for channel in history.channels:
            signed = {one.text for message in channel.messages for one in message.evidence if one.signatures}
            assert signed <= channel.verifications.keys(), path
            for verification in channel.verifications.values():
                assert all(one.ok for one in verification.signatures), path
                verified += len(verification.signatures)
    assert opened > 1800
    assert verified > 600
