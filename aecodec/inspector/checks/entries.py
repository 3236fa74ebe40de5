"""Checks of entries and frames: JSON, JSON-RPC, connection URLs, and the members that methods have."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ...errors import RULES
from ...rpc import UnknownFrame, UnknownParams, known
from ..formatting import at_place, count, named
from ..history import ChannelHistory
from ..model import Entry, Problem
from .finding import Finding, about

__all__ = ["entries_are_readable", "params_fit_their_method"]


def entries_are_readable(history: ChannelHistory) -> Iterator[Finding]:
    """Check that every body is JSON, every frame one of JSON-RPC, every URL well formed."""
    others: dict[tuple[str, str | None, str], list[int]] = {}
    for index, entry in enumerate(history.capture.entries):
        place: Any = {"participant": entry.participant, "index": index, "source": entry.source}
        problem = entry.problem
        if problem is not None and _is_other(entry, problem):
            others.setdefault((entry.participant, entry.source, problem.code), []).append(index)
        elif problem is not None:
            yield Finding(code="entry_unreadable", line=problem.line, message=problem.message, **place)
        if isinstance(entry.frame, UnknownFrame):
            others.setdefault((entry.participant, entry.source, entry.frame.code), []).append(index)
        for malformed in entry.connection.problems if entry.connection is not None else ():
            yield Finding(code="address_malformed", line=entry.line, message=malformed.message, **place)
    yield from _count_others(history, others.values())
    for holder in history.messages:
        if holder.unopened:
            text = f"the frame holds {holder.unopened} more transactions, which are not decoded"
            yield about(holder, "transactions_unopened", text)


def _is_other(entry: Entry, problem: Problem) -> bool:
    """Tell whether a message is none of the channel: who uses the WebSocket for other things breaks no rule.

    JSON that stops is a damaged capture.
    """
    is_text = problem.code == "json_syntax" and entry.text.lstrip()[:1] not in ("{", "[", "")
    return is_text or problem.code == "capture_binary_message"


def _count_others(history: ChannelHistory, groups: Iterable[list[int]]) -> Iterator[Finding]:
    """Yield one finding for all messages of one kind that are none of the channel."""
    for indexes in groups:
        entry = history.capture.entries[indexes[0]]
        code, line, text = _describe_other(entry)
        more = len(indexes) - 1
        last = at_place(history.capture.unit, history.capture.entries[indexes[-1]].line)
        also = f", and {count(more, 'more message')} of this kind, the last {last}" if more else ""
        yield Finding(
            code=code,
            line=line,
            message=f"{text}{also}",
            participant=entry.participant,
            index=indexes[0],
            source=entry.source,
        )


def _describe_other(entry: Entry) -> tuple[str, int, str]:
    """Return what is wrong with a message that is none of the channel: a code, its line, and a sentence."""
    if isinstance(entry.frame, UnknownFrame):
        return "frame_unknown", entry.line, f"this is not one JSON-RPC frame: {RULES[entry.frame.code]}"
    assert entry.problem is not None
    return "message_unknown", entry.problem.line, entry.problem.message


def params_fit_their_method(history: ChannelHistory) -> Iterator[Finding]:
    """Check params and results of known methods against the catalogue, unless the node refused them."""
    for message in history.messages:
        for value in (message.params, message.result):
            direction: Any = "send" if message.sent else "receive"
            if not isinstance(value, UnknownParams) or message.refused or message.method is None:
                continue
            if value is message.params and not known(message.method, direction):
                continue
            if value is message.result and value.code == "method_unknown":
                continue
            yield about(message, "params_malformed", f"{named(message.method)}: {value.reason}")
