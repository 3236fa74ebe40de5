"""The rounds of a channel as a table: what was agreed, the balances after it, and what came between."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from ..._tree import Layout
from ...ids import Id
from ...protocol import IdKind
from ...rpc.errors import REASONS
from ...state.update import OffChainCallContract, OffChainNewContract
from ..channels import ROLES, Channel
from ..checks import Finding
from ..formatting import clean, count, grouped, number
from ..model import Unit
from ..steps import Kind, Move, Step, ranges_of
from .grid import Column, GridRow, grid
from .header import ACCOUNTS
from .styles import Style, cut, worst

_NAMES: Final[dict[Kind, str]] = {
    "close_mutual": "mutual close",
    "close_solo": "solo close",
    "force_progress": "forced progress",
    "can_slash": "can be slashed",
    "died": "state machine ended",
    "reestablish": "reestablished",
    "return": "returned",
    "leave": "left",
}
#: Steps that are no state of the channel, and stand between the rounds in words.
_EVENTS: Final[tuple[Kind, ...]] = ("conflict", "can_slash", "leave", "return", "reestablish", "died")
_WITHOUT_ROUND: Final[tuple[Kind, ...]] = ("query", "message", "other", *_EVENTS)
_MAX_CHARS: Final = 200
_MAX_REASONS: Final = 6
_UNKNOWN: Final = "–"


class RoundTable:
    """The rows of a channel: one for each state, and one for all of one kind that happened between two."""

    def __init__(
        self,
        channel: Channel | None,
        steps: Iterable[Step],
        findings: Iterable[Finding],
        unit: Unit = "line",
    ) -> None:
        self._places = {"line": "lines", "entry": "entries"}[unit]
        self._steps = tuple(steps)
        self._participants = channel.participants or () if channel is not None else ()
        known = channel is not None and channel.roles_known
        self.names = ROLES if known else ACCOUNTS
        self._letters = dict(zip(self._participants, "ir" if known else "12", strict=False))
        self._called = dict(zip(self._participants, self.names, strict=False))
        self._marks = _find_marks(self._steps, findings)
        states = [step for step in self._steps if _is_state(step)]
        self._has_balances = any(step.after is not None for step in states) and len(self._participants) == 2
        self._has_contracts = any(self._contracts(step) for step in states)

    def lines(self, layout: Layout, shows: Callable[[Step], bool] = lambda step: True) -> Iterator[str]:
        """Write the table of the steps that are shown; nothing if there are none."""
        shown = [step for step in self._steps if shows(step)]
        if shown:
            rows, short = list(self._rows(shown, "round ")), list(self._rows(shown, ""))
            yield from grid(self._head(), rows, short, layout)

    def _head(self) -> list[Column]:
        balances = [Column(name, name, right=True) for name in self.names] if self._has_balances else []
        contracts = [Column("contracts", "contracts", right=True)] if self._has_contracts else []
        rest = [
            Column("moved", "moved", right=True),
            Column("signed", "signed"),
            Column(self._places, self._places),
        ]
        return [Column("", "round"), *balances, *contracts, *rest]

    def _rows(self, steps: Sequence[Step], word: str) -> Iterator[GridRow]:
        """Yield the rows. word: what stands before the number of a round."""
        numbers = [len(number(step.round)) for step in steps if step.round is not None]
        at = len(word) + max(numbers, default=0) + 2
        for together in _group(steps):
            first, mark = together[0], self._mark(together)
            if _is_state(first):
                reached = "" if first.round is None else f"{word}{number(first.round)}"
                yield self._state(first, f"{reached:<{at}}{_what(first)}")._replace(mark=mark)
            else:
                words = clean(self._say(together))
                yield GridRow(span=words, last=_lines(together), at=at, mark=mark, style="dim")

    def _mark(self, steps: Sequence[Step]) -> Style:
        return worst(one for step in steps for one in self._marks.get(id(step), ()))

    # --- states ---------------------------------------------------------------------------------

    def _state(self, step: Step, label: str) -> GridRow:
        after = step.after or {}
        amounts = [grouped(after[one]) if one in after else _UNKNOWN for one in self._participants]
        balances = amounts if self._has_balances else []
        held = self._contracts(step)
        contracts = [grouped(held) if held else ""] if self._has_contracts else []
        signed = " ".join(self._letter(one) for one in step.signers)
        moved = ", ".join(filter(None, map(self._move, step.moves[:2])))
        moved = moved if len(step.moves) < 3 else f"{len(step.moves)} moves"
        moved = "paid out" if step.kind in ("close_mutual", "settle") and step.moves else moved
        below = list(zip(self.names, balances, strict=False))
        below += [("contracts", one) for one in contracts if one]
        below += [("moved", self._tell(move)) for move in step.moves if move.amount]
        return GridRow(
            (label, *balances, *contracts, moved, signed),
            last=_lines([step]),
            below=tuple((name, value) for name, value in below if value),
        )

    def _contracts(self, step: Step) -> int:
        return sum(held for account, held in (step.after or {}).items() if account not in self._participants)

    def _letter(self, account: Id | None) -> str:
        if account is None:
            return ""
        return self._letters.get(account) or ("c" if account.kind == IdKind.CONTRACT else "?")

    def _move(self, move: Move) -> str:
        """Write a move for a cell: an arrow between the columns of the two participants."""
        if not move.amount:
            return ""
        amount, both = grouped(move.amount), (move.source, move.target)
        if both == self._participants:
            return f"{amount} →"
        if both == tuple(reversed(self._participants)):
            return f"{amount} ←"
        if move.source is None or move.target is None:
            return f"{'+' if move.source is None else '−'}{amount} {self._letter(move.source or move.target)}"
        return f"{amount} {self._letter(move.source)}→{self._letter(move.target)}"

    def _tell(self, move: Move) -> str:
        source, target = (
            "the chain" if one is None else self._called.get(one, str(one))
            for one in (move.source, move.target)
        )
        return f"{grouped(move.amount)} from {source} to {target}"

    # --- what came between ----------------------------------------------------------------------

    def _say(self, steps: Sequence[Step]) -> str:
        first = steps[0]
        if first.outcome == "rejected":
            return f"{count(len(steps), 'request')} refused: {_reasons(steps)}"
        who = " and ".join(dict.fromkeys(step.participant for step in steps if step.participant is not None))
        what = _NAMES.get(first.kind, first.kind)
        if first.kind in _EVENTS and first.outcome in ("done", "agreed"):
            return f"{what}: {cut(who, _MAX_CHARS)}" if who else what
        reason = f": {cut(first.reason, _MAX_CHARS)}" if first.reason else ""
        code = f" ({first.code})" if first.code is not None else ""
        if first.kind == "conflict":
            return f"{count(len(steps), 'conflict')}{reason}{code}{_back_to(steps)}"
        has_round = first.round is not None and first.kind not in _WITHOUT_ROUND
        reached = f" of round {number(first.round or 0)}" if has_round else ""
        words = {"conflict": "dropped", "aborted": "ended unsigned"}.get(first.outcome, first.outcome)
        times = f", {len(steps)} times" if len(steps) > 1 else ""
        by = f" by {cut(who, _MAX_CHARS)}" if who else ""
        return f"{what}{reached}{by} {words}{times}{reason}{code}{_back_to(steps)}"


def _find_marks(steps: Sequence[Step], findings: Iterable[Finding]) -> dict[int, list[Finding]]:
    """Return the findings about each step, by its identity: about the step itself, or one of its messages."""
    owners = {message.index: step for step in steps for message in step.messages}
    marks: dict[int, list[Finding]] = {}
    for one in findings:
        step = owners.get(one.index) if one.index is not None else None
        if one.step is not None and one.step < len(steps):
            step = steps[one.step]
        if step is not None:
            marks.setdefault(id(step), []).append(one)
    return marks


def _is_state(step: Step) -> bool:
    return step.kind not in _WITHOUT_ROUND and step.outcome in ("agreed", "done", "signed", "half_signed")


def _group(steps: Iterable[Step]) -> Iterator[list[Step]]:
    """Yield steps that are told together: neighbours that ended in the same way, but for states."""
    together: list[Step] = []
    for step in steps:
        if together and (_is_state(step) or _likeness(step) != _likeness(together[0])):
            yield together
            together = []
        together.append(step)
    if together:
        yield together


def _likeness(step: Step) -> tuple[object, ...]:
    if step.outcome == "rejected":
        return (step.outcome,)
    return (step.kind, step.outcome, step.code, step.reason, _is_state(step))


def _what(step: Step) -> str:
    what = _NAMES.get(step.kind, step.kind)
    for update in (step.updates or ()) if step.kind == "update" else ():
        if isinstance(update, (OffChainNewContract, OffChainCallContract)):
            what = "new contract" if isinstance(update, OffChainNewContract) else "call"
            break
    return what + {"half_signed": ", half signed", "signed": ", not on chain"}.get(step.outcome, "")


def _lines(steps: Iterable[Step]) -> str:
    """Write the lines of steps: from the first to the last one of each file."""
    ranges = ranges_of(message for step in steps for message in step.messages)
    return ", ".join(f"{first}" if first == last else f"{first}-{last}" for first, last, _ in ranges)


def _reasons(steps: Sequence[Step]) -> str:
    reasons = Counter(_reason(step) for step in steps)
    often = dict(reasons.most_common(_MAX_REASONS))
    shown = [f"{words} ({many})" if many > 1 else words for words, many in reasons.items() if words in often]
    more = len(reasons) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _reason(step: Step) -> str:
    """Return the node's words for the code of a refusal, as part of a sentence."""
    words = REASONS[step.code][0] if step.code in REASONS else step.reason or "without a reason"
    return cut(words[:1].lower() + words[1:], _MAX_CHARS)


def _back_to(steps: Sequence[Step]) -> str:
    for message in steps[-1].messages:
        last = message.data.get("round") if message.method == "channels.conflict" else None
        if type(last) is int:
            return f", back to round {number(last)}"
    return ""
