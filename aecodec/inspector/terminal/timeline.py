"""The sequence of messages on a terminal: time runs downwards, participants and node are the columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from ..._tree import Layout, columns, fold
from ..channels import ROLES
from ..events import Event
from ..formatting import clean
from ..inspection import Inspection
from ..model import Unit
from .styles import MARKS, Style, cut, paint, worst
from .transactions import find_copies, open_copy, open_tx

if TYPE_CHECKING:
    from ...fate.opening import Known

_LANE: Final = 44  # columns of the left participant where there is room
_NARROWEST: Final = 24  # columns of a lane; with fewer, both participants share one
_NODE: Final = 11  # columns between the lanes: an arrow, the node, an arrow
_ARROWS: Final = {("left", "send"): "──→", ("left", "receive"): "←──"} | {
    ("right", "send"): "←──",
    ("right", "receive"): "──→",
}
_MAX_CHARS: Final = 2_000  # of the words of one message; those of a session are shorter
_MAX_NAME: Final = 40  # characters of a participant's name


class _Lanes(NamedTuple):
    """The columns of a timeline.

    letters: of participants. unit, digits: of the numbers of places. left, right: columns of the lanes;
    right is None if it has no end. several: there are channels to be numbered. narrow: both participants
    share one lane, which is `right`.
    """

    participants: tuple[str, ...]
    letters: dict[str, str]
    unit: Unit
    digits: int
    several: bool
    left: int
    right: int | None
    narrow: bool

    def side(self, event: Event) -> str:
        """Return which lane an event stands in."""
        return "left" if event.participants[0] == self.participants[0] else "right"


def timeline(
    inspected: Inspection, shown: Iterable[Event], layout: Layout, known: Known | None = None
) -> Iterator[str]:
    """Write events line by line, each transaction opened below the first message that carries it.

    known: what is known of contracts, by which their calls are named.
    """
    lanes = _lanes(inspected, layout)
    yield from _heading(lanes, layout)
    copies = find_copies(inspected)
    opened: set[int] = set()
    indent = 4 + lanes.digits
    for event in shown:
        yield from _rows(event, lanes, layout)
        for numbered in event.transactions:
            if numbered.number in opened:
                continue
            opened.add(numbered.number)
            copy = copies.get(numbered.number)
            if copy is not None and copy.first.number in opened:
                yield from open_copy(numbered, copy, layout, indent)
            else:
                yield from open_tx(numbered, layout, indent, known)


def _lanes(inspected: Inspection, layout: Layout) -> _Lanes:
    entries = inspected.history.capture.entries
    participants = tuple(dict.fromkeys(entry.participant for entry in entries)) or ("",)
    if set(ROLES) <= set(participants):  # whoever comes first in the capture
        participants = (*ROLES, *(name for name in participants if name not in ROLES))
    unit = inspected.history.capture.unit
    digits = max([4, len(unit), *(len(str(entry.line)) for entry in entries)])
    several = len(inspected.history.channels) > 1
    letters = _name_letters(participants)
    if layout.width is None:
        return _Lanes(participants, letters, unit, digits, several, _LANE, None, False)
    room = layout.width - (4 + digits + (4 if several else 0))
    left = min((room - _NODE) // 2, _LANE)
    narrow = left < _NARROWEST
    return _Lanes(
        participants, letters, unit, digits, several, left, room - (6 if narrow else _NODE + left), narrow
    )


def _heading(lanes: _Lanes, layout: Layout) -> Iterator[str]:
    names = [clean(cut(name, _MAX_NAME)) for name in lanes.participants[:2]]
    margin = f"  {lanes.unit:>{lanes.digits}}  {'ch  ' if lanes.several else ''}"
    if lanes.narrow:
        both = ", ".join(
            f"{lanes.letters[name]} {clean(cut(name, _MAX_NAME))}" for name in lanes.participants[:2]
        )
        yield paint(f"{margin}{both}", "title", layout)
        return
    left, right = (*names, "")[:2]
    yield paint(f"{margin}{left:<{lanes.left}}    node   {right}".rstrip(), "title", layout)


def _rows(event: Event, lanes: _Lanes, layout: Layout) -> Iterator[str]:
    """Write an event on as many lines as its words need; no amount of it is cut."""
    side = lanes.side(event)
    room = lanes.left if side == "left" and not lanes.narrow else lanes.right
    style = _style(event)
    pieces = _fold(_words(event, lanes), room)
    tags = _tags(event)
    if tags and room is not None and columns(pieces[-1]) + len(tags) + 1 > room:
        pieces.append("")
    arrow = _arrow(event, side, lanes)
    for at, piece in enumerate(pieces):
        margin = _margin(event, lanes, layout) if at == 0 else " " * (4 + lanes.digits + 4 * lanes.several)
        tag = "" if at < len(pieces) - 1 or not tags else f" {tags}" if piece else tags
        text = paint(piece, style, layout) + paint(tag, "info", layout)
        blank = " " * len(arrow)
        yield (
            margin + _row(text, columns(piece) + len(tag), arrow if at == 0 else blank, side, lanes)
        ).rstrip()


def _row(text: str, width: int, arrow: str, side: str, lanes: _Lanes) -> str:
    if lanes.narrow:
        return f"{arrow}{text}"
    if side == "left":
        return f"{text}{' ' * max(lanes.left - width, 0)} {arrow} │"
    return f"{'':<{lanes.left}}     │ {arrow} {text}"


def _arrow(event: Event, side: str, lanes: _Lanes) -> str:
    if not lanes.narrow:
        return _ARROWS.get((side, event.kind), "   ")
    letter = lanes.letters[event.participants[0]] if event.kind != "pings" else " "
    arrow = {"send": "→", "receive": "←"}.get(event.kind, " ")
    return f"{letter} {arrow}   " if side == "left" else f"  {letter} {arrow} "


def _name_letters(participants: tuple[str, ...]) -> dict[str, str]:
    """Return how a narrow timeline names each participant: by a letter, or a digit where two have one."""
    times = Counter(name[:1] for name in participants)
    return {
        name: name[0] if name.isascii() and name[:1].isalpha() and times[name[:1]] == 1 else str(place % 10)
        for place, name in enumerate(participants, 1)
    }


def _margin(event: Event, lanes: _Lanes, layout: Layout) -> str:
    severity = worst(event.findings)
    mark = paint(MARKS.get(severity, " "), severity, layout)
    place = f"{event.place or '':<4}" if lanes.several else ""
    return f"{mark} {paint(f'{event.line:>{lanes.digits}}', 'dim', layout)}  {place}"


def _words(event: Event, lanes: _Lanes) -> str:
    words = event.words
    if event.kind == "comment":
        words = f"# {' '.join(words.split())}"
    elif event.kind == "pings":
        words = f"· {words}"
    elif not set(event.participants) & set(lanes.participants[:2]):
        words = f"{cut(event.participants[0], _MAX_NAME)}: {words}"
    return clean(cut(words, _MAX_CHARS))


def _tags(event: Event) -> str:
    numbers = [str(numbered.number) for numbered in event.transactions]
    shown = ", ".join(numbers[:5]) + (", …" if len(numbers) > 5 else "")
    return f"[tx {shown}]" if numbers else ""


def _style(event: Event) -> Style:
    severity = worst(event.findings)
    if severity in ("error", "warning"):
        return severity
    return "dim" if event.kind in ("pings", "comment", "open", "close") else ""


def _fold(words: str, room: int | None) -> list[str]:
    return [words] if room is None else list(fold(words, room))
