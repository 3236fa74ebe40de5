"""Put the messages of a capture together into steps: who proposed what, who signed it, how it ended."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Any, Final, TypeAlias

from ..objects import Tx
from ..rpc import Error, Result
from ..rpc.errors import explain, reasons_of
from ..rpc.notifications import ON_CHAIN
from ..rpc.params import UnknownParams
from ..rpc.signing import REPLIES, Refused
from ..tx import ChannelCreateTx
from .balances import updates_of
from .drafts import (
    ACKS,
    ANNOUNCED,
    EVENTS,
    METHODS,
    PREFIX,
    REQUESTS,
    Draft,
    amount_of,
    as_code,
    is_query,
    kind_of_tx,
    reason_of_code,
)
from .formatting import named, refused_method
from .messages import Message
from .steps import Kind

__all__ = ["draft_steps"]

#: Requests of one method that may wait at a time; sessions have one or two, and a longer list costs time.
_MAX_WAITING: Final = 8


def draft_steps(messages: Iterable[Message]) -> list[Draft]:
    """Draft the steps of all channels, in the order in which they begin."""
    walk = _Walk()
    for message in messages:
        walk.take(message)
    return sorted(walk.drafts, key=lambda draft: draft.messages[0].index)


_Side: TypeAlias = tuple[str, str | None]


def _waiting() -> deque[Any]:
    return deque(maxlen=_MAX_WAITING)


class _Walk:
    """What is known of every channel and participant at one place of the capture.

    Sides are pairs of a participant and a channel.

    requests, asked: by participant and method, what has no answer yet. running: the operation that has not
    ended for a side. back: the return of a side, while its node tells the state again. recent: the latest
    operations of a channel. latest: round and hash of the state of a channel that counts. sent, answers: by
    the identity of their entries, what was sent and what was answered; by_entry: the step of what was sent.
    """

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.sent: dict[int, Message] = {}
        self.answers: dict[int, Message] = {}
        self.by_entry: dict[int, Draft] = {}
        self.requests: dict[tuple[str, str], deque[Message]] = defaultdict(_waiting)
        self.asked: dict[tuple[str, str], deque[Draft]] = defaultdict(_waiting)
        self.announced: dict[_Side, Message] = {}
        self.running: dict[_Side, Draft] = {}
        self.refusals: dict[_Side, Draft] = {}
        self.back: dict[_Side, Draft] = {}
        self.ended: set[_Side] = set()
        self.by_tx: dict[tuple[str | None, Tx], Draft] = {}
        self.by_kind: dict[tuple[str | None, Kind], Draft] = {}
        self.recent: dict[str | None, deque[Draft]] = defaultdict(_waiting)
        self.latest: dict[str | None, tuple[int | None, bytes | None]] = {}

    def take(self, message: Message) -> None:
        """Add a message to the step that it belongs to, if any."""
        if message.sent:
            self._take_sent(message)
        elif isinstance(message.entry.frame, Error):
            self._reject(message, message.entry.frame)
        elif message.asks:
            self._ask(message)
        elif isinstance(message.entry.frame, Result):
            self.answers[id(message.entry)] = message
            if (draft := self.by_entry.get(id(message.partner))) is not None:
                draft.messages.append(message)
        else:
            method = (message.method or "").removeprefix(PREFIX)
            handle = _REPORTS.get(method)
            if handle is not None:
                handle(self, message)

    def _new(
        self, kind: Kind, message: Message, tx: Tx | None = None, participant: str | None = None
    ) -> Draft:
        round_, before = self.latest.get(message.channel_id, (None, None))
        draft = Draft(kind, message.channel_id, participant, tx, round=round_, before=before)
        self.drafts.append(draft)
        self.by_kind[message.channel_id, kind] = draft
        if tx is not None:
            self.by_tx[message.channel_id, tx] = draft
            self.recent[message.channel_id].append(draft)
        return draft

    # --- what clients send ----------------------------------------------------------------------

    def _take_sent(self, message: Message) -> None:
        self.sent[id(message.entry)] = message
        method = message.method or ""
        if method in REPLIES:
            self._reply(message, REPLIES[method])
        elif not message.refused:
            self.requests[message.entry.participant, method].append(message)

    def _reply(self, message: Message, ask: str) -> None:
        who = message.entry.participant
        if message.refused:
            return  # the error that answers it becomes a step of its own
        inner = next((carried.inner for carried in message.evidence), None)
        waiting = self.asked[who, ask]
        draft = next((one for one in reversed(waiting) if one.tx == inner), waiting[-1] if waiting else None)
        if draft is not None:
            waiting.remove(draft)
            draft.waiting.pop(who, None)
        elif inner is None:
            return
        else:
            draft = self.by_tx.get((message.channel_id, inner))
        if draft is None:
            kind = kind_of_tx(inner)
            if kind is None:
                return
            draft = self._new(kind, message, inner, None if ask in ACKS else who)
            self.running[who, draft.channel_id] = draft
        draft.add(message)
        self.by_entry[id(message.entry)] = draft
        if isinstance(message.params, Refused):
            code = as_code(message.params.error)
            draft.end("refused", code, reason_of_code(code or 0))
            self.refusals[who, draft.channel_id] = draft
            self.running.pop((who, draft.channel_id), None)
        elif inner is not None and inner == draft.tx:
            draft.signed.add(who)

    def _add_sent(self, draft: Draft, request: Message) -> None:
        """Add a request and its answer, which may have come already."""
        self.by_entry[id(request.entry)] = draft
        answer = self.answers.get(id(request.partner))
        draft.messages += [request] if answer is None else [request, answer]

    # --- what nodes send ------------------------------------------------------------------------

    def _ask(self, message: Message) -> None:
        who, method, channel = message.entry.participant, message.method or "", message.channel_id
        inner = next((carried.inner for carried in message.evidence), None)
        kind = kind_of_tx(inner) or METHODS.get(method.removeprefix(PREFIX)) or "other"
        draft = None
        if method in ACKS and inner is not None:
            draft = self.by_tx.get((channel, inner))
            if draft is not None and (who == draft.participant or who in draft.asked):
                draft = None  # the same transaction was proposed before
        if draft is None:
            draft = self._new(kind, message, inner, None if method in ACKS else who)
        if draft.updates is None and inner is not None:
            updates = updates_of(message, inner)
            draft.updates = None if updates is None else tuple(updates)
        if method not in ACKS:
            self._claim(draft, who, kind)
        if method in ACKS and (announced := self.announced.pop((who, channel), None)) is not None:
            draft.add(announced)
        draft.add(message)
        draft.asked.add(who)
        self.asked[who, method].append(draft)
        draft.waiting[who] = method
        self.running[who, channel] = draft
        self.back.pop((who, channel), None)

    def _claim(self, draft: Draft, who: str, kind: Kind) -> None:
        """Add the request that the node answers by a request to sign: one of this kind and this amount."""
        amount = amount_of(draft)
        for method in REQUESTS.get(kind, ()):
            waiting = self.requests.get((who, PREFIX + method))
            if waiting:
                alike = (one for one in waiting if getattr(one.params, "amount", None) == amount)
                request = next(alike, waiting[-1])
                while waiting.popleft() is not request:
                    pass  # an operation begins when those before it have ended
                draft.method = method
                self._add_sent(draft, request)
                return

    def _state(self, message: Message) -> None:
        who, channel = message.entry.participant, message.channel_id
        inner = next((carried.inner for carried in message.evidence), None)
        kind = kind_of_tx(inner)
        if inner is None or kind is None:
            return
        draft = self.by_tx.get((channel, inner))
        again = self.back.get((who, channel))
        if again is not None and (draft is None or who in draft.seen):
            again.add(message)  # after a return the node tells the state that counts
            self._count(channel, inner)
            return
        draft = draft or self._new(kind, message, inner)
        draft.add(message)
        draft.seen.add(who)
        draft.outcome, draft.code, draft.reason = "agreed", None, ""
        self._count(channel, inner)
        if self.running.get((who, channel)) is draft:
            del self.running[who, channel]

    def _count(self, channel: str | None, tx: Any) -> None:
        """Note the state that counts from now on, unless a later one is known."""
        reached = 1 if isinstance(tx, ChannelCreateTx) else getattr(tx, "round", None)
        before = self.latest.get(channel, (None, None))[0]
        if reached is not None and (before is None or reached >= before):
            self.latest[channel] = (reached, getattr(tx, "state_hash", None))

    def _leave(self, message: Message) -> None:
        who, channel = message.entry.participant, message.channel_id
        draft = self.by_kind.get((channel, "leave"))
        if draft is None or who in draft.seen:
            draft = self._new("leave", message)
            draft.outcome = "done"
        if waiting := self.requests.get((who, "channels.leave")):
            draft.participant, draft.method = draft.participant or who, "leave"
            self._add_sent(draft, waiting.pop())
        draft.seen.add(who)
        draft.add(message)
        for carried in message.evidence:
            self._count(channel, carried.inner)
        self.ended.add((who, channel))
        self.back.pop((who, channel), None)

    def _conflict(self, message: Message) -> None:
        who, channel = message.entry.participant, message.channel_id
        draft = self.running.pop((who, channel), None)
        if draft is None:
            draft = self._dropped_elsewhere(who, channel) or self._new("conflict", message)
        draft.add(message)
        draft.seen.add(who)
        code, back_to = as_code(message.data.get("error_code")), message.data.get("round")
        if type(back_to) is int and channel not in self.latest:
            self.latest[channel] = (back_to, None)
        draft.end("conflict", code, "conflict" if code is None else reason_of_code(code))
        if (method := draft.waiting.pop(who, None)) is not None and draft in self.asked[who, method]:
            self.asked[who, method].remove(draft)

    def _dropped_elsewhere(self, who: str, channel: str | None) -> Draft | None:
        """Find the other side's operation that a conflict is about where this side has none."""
        for draft in reversed(self.recent.get(channel, ())):
            signed = draft.outcome is None and draft.signed
            if who not in draft.seen and (signed or draft.outcome in ("conflict", "refused")):
                return draft
        return None

    def _info(self, message: Message) -> None:
        who, channel = message.entry.participant, message.channel_id
        event = message.data.get("event")
        if not isinstance(event, str) or channel is None:
            return
        if event in ANNOUNCED:
            self.announced[who, channel] = message
        elif event == "aborted_update":
            if (refused := self.refusals.pop((who, channel), None)) is not None:
                refused.add(message)
        elif event in ("fsm_up", "channel_reestablished", "peer_disconnected"):
            self._come_back(message, event)
        elif event == "open":
            opened = self.back.get((who, channel)) or self.by_kind.get((channel, "open"))
            if opened is not None:
                opened.add(message)
        elif event in ("died", "timeout"):
            self._die(message, event)
        else:
            self._belong(message, EVENTS.get(event, ()))

    def _belong(self, message: Message, kinds: tuple[Kind, ...]) -> None:
        """Add an event to the latest step of these kinds."""
        found = [draft for kind in kinds if (draft := self.by_kind.get((message.channel_id, kind)))]
        if found:
            max(found, key=lambda draft: draft.messages[-1].index).add(message)
        if message.data.get("event") in ("closing", "closed_confirmed"):
            self.ended.add((message.entry.participant, message.channel_id))

    def _come_back(self, message: Message, event: str) -> None:
        who, channel = message.entry.participant, message.channel_id
        if event == "peer_disconnected":
            if (left := self.by_kind.get((channel, "leave"))) is not None:
                left.add(message)
            return
        draft = self.back.get((who, channel))
        if event == "fsm_up" or draft is None or draft.kind == "reestablish":
            draft = self.back[who, channel] = self._new("return", message, None, who)
        if event == "channel_reestablished":
            draft.kind = "reestablish"
        draft.end("done")
        draft.add(message)
        self.ended.discard((who, channel))

    def _die(self, message: Message, event: str) -> None:
        who, channel = message.entry.participant, message.channel_id
        draft = self.running.pop((who, channel), None)
        if draft is not None and not draft.signed:
            draft.end("aborted", None, "a timer ran out" if event == "timeout" else "the state machine ended")
        self.back.pop((who, channel), None)
        if (who, channel) in self.ended:
            self._belong(message, ("close_mutual", "settle", "leave", "died"))
            return
        died = self._new("died", message, None, who)
        died.end("done")
        died.add(message)
        self.ended.add((who, channel))

    def _chain(self, message: Message) -> None:
        who, channel = message.entry.participant, message.channel_id
        inner = next((carried.inner for carried in message.evidence), None)
        kind, info = kind_of_tx(inner), message.data.get("info")
        if inner is None or kind is None:
            return
        both = inner.BOTH_PARTICIPANTS or isinstance(inner, ChannelCreateTx)
        if info in ("can_slash", "can_snapshot") or kind == "update":
            draft = self._new("can_slash", message, None, who)
            draft.end("done", None, ON_CHAIN.get(info, "") if isinstance(info, str) else "")
        else:
            draft = self.by_tx.get((channel, inner)) or self._new(kind, message, inner)
            draft.outcome, draft.code, draft.reason = ("agreed" if both else "done"), None, ""
            draft.on_chain = draft.on_chain or info in ("channel_changed", "channel_closed", "solo_closing")
        draft.add(message)
        if kind == "close_mutual" or not both:
            self.running.pop((who, channel), None)
        if kind == "force_progress":
            self._count(channel, inner)  # which no update announces

    def _reject(self, message: Message, error: Error) -> None:
        method = refused_method(message, error)
        short = (method or "").removeprefix(PREFIX)
        ask = REPLIES.get(method or "", "").removeprefix(PREFIX)
        kind = METHODS.get(short) or METHODS.get(ask) or ("query" if is_query(short) else "other")
        draft = Draft(kind, message.channel_id, message.entry.participant, method=short or None)
        draft.round, draft.before = self.latest.get(message.channel_id, (None, None))
        self.drafts.append(draft)
        asked = self.sent.get(id(message.partner)) if message.partner is not None else None
        for one in (asked, message):
            if one is not None:
                draft.messages.append(one)
        reasons = reasons_of(error)
        code, words = error.code, error.message
        if not isinstance(reasons, UnknownParams) and reasons:
            code, words = reasons[-1].code, reasons[-1].message
        draft.end("rejected", code, explain(code) or named(words))


_REPORTS: Final = {
    "update": _Walk._state,
    "leave": _Walk._leave,
    "conflict": _Walk._conflict,
    "info": _Walk._info,
    "on_chain_tx": _Walk._chain,
}
