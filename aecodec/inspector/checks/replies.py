"""Checks of requests and answers, and of requests to sign and replies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any, Final

from ...objects import Tx
from ...rpc import Error, Request
from ...rpc.errors import explain, reasons_of
from ...rpc.params import UnknownParams
from ...rpc.requests import System
from ...rpc.signing import REPLIES
from ..drafts import as_code, reason_of_code
from ..formatting import difference, id_of, named, number, reasons, refused_method
from ..history import ChannelHistory, Message
from .finding import Finding, about

__all__ = ["replies_keep_what_they_sign", "requests_are_answered", "signatures_are_given"]


#: The code of a refusal whose reasons say everything.
_SEE_REASONS: Final = 3


def requests_are_answered(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a request with an id has an answer, and an answer its request; report refusals."""
    for message in history.messages:
        frame = message.entry.frame
        if message.sent and isinstance(frame, Request) and message.partner is None:
            if isinstance(message.params, System) and message.params.action == "stop":
                continue  # the state machine may be gone before it can answer
            text = f"{named(frame.method)} with id {id_of(frame.id)} was never answered"
            yield about(message, "request_unanswered", text)
        elif not message.sent and isinstance(frame, Error):
            yield about(message, "request_refused", _refusal(message, frame))
        elif not message.sent and message.partner is None and getattr(frame, "id", None) is not None:
            text = f"an answer with id {id_of(getattr(frame, 'id', None))} that nobody asked for"
            yield about(message, "answer_unexpected", text)


def _refusal(message: Message, error: Error) -> str:
    """Say what was refused, in the node's words, and what its most exact code means."""
    asked = refused_method(message, error)
    what = "the connection" if asked is None else named(asked) if asked else "something"
    given = reasons_of(error)
    codes = [] if isinstance(given, UnknownParams) else [reason.code for reason in given]
    code = codes[-1] if codes else error.code
    meaning = explain(code) if codes or code != _SEE_REASONS else None
    explained = "" if meaning is None else f" ({number(code)}: {meaning})"
    return f"the node refused {what}: {reasons(error)}{explained}"


def signatures_are_given(history: ChannelHistory) -> Iterator[Finding]:
    """Report requests to sign that were refused by a participant, or have no reply at all."""
    # A capture that ends between a request and its reply accuses nobody, nor does a reply that differs.
    last: dict[tuple[str, str | None], int] = {}
    for message in history.messages:
        who, method = message.entry.participant, message.method or ""
        replies = message.sent and method in REPLIES
        last[who, REPLIES[method] if replies else message.channel_id] = message.index
    for channel in history.channels:
        for step in channel.steps:
            for ask in step.asks[-1:] if step.outcome == "unanswered" else ():
                who = ask.entry.participant
                replied = last.get((who, ask.method), -1) > ask.index
                if last.get((who, channel.channel_id), -1) > ask.index and not replied:
                    yield about(ask, "signature_unanswered", f"{named(ask.method or '')} has no reply")
            for message in step.messages:
                refusal: Any = getattr(message.params, "error", None)
                if message.sent and message.method in REPLIES and isinstance(refusal, (int, str)):
                    code = as_code(refusal)
                    why = named(str(refusal)) if code is None else f"{code} ({reason_of_code(code)})"
                    name = named(message.method.removeprefix("channels."))
                    yield about(message, "signature_refused", f"{name} refuses to sign with code {why}")


def replies_keep_what_they_sign(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a signing reply holds the transaction that its participant was asked to sign last."""
    asked: defaultdict[tuple[str, str], _Asked] = defaultdict(_Asked)
    for message in history.messages:
        who = message.entry.participant
        if message.asks:
            inner = next((carried.inner for carried in message.evidence), None)
            asked[who, message.method or ""].put(message.channel_id, inner)
        elif message.sent and message.method in REPLIES and not message.refused:
            wanted = asked[who, REPLIES[message.method]]
            if not wanted.last or None in wanted.times:
                continue
            for carried in message.evidence:
                if carried.inner is not None and carried.inner not in wanted.times:
                    text = "this is not what was to be signed: "
                    text += difference(carried.inner, next(reversed(wanted.last.values())))
                    yield about(message, "reply_differs", text, carried.path)


class _Asked:
    """The transactions that a participant was asked last to sign by one method; None if it cannot be read.

    last: by channel, as two may ask at a time. times: how many channels ask for it, to find it at once.
    """

    def __init__(self) -> None:
        self.last: dict[str | None, Tx | None] = {}
        self.times: Counter[Tx | None] = Counter()

    def put(self, channel_id: str | None, tx: Tx | None) -> None:
        if channel_id in self.last:
            before = self.last[channel_id]
            self.times[before] -= 1
            if not self.times[before]:
                del self.times[before]
        self.last[channel_id] = tx
        self.times[tx] += 1
