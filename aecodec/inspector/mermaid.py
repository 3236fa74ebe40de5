"""A captured session as a sequence diagram of Mermaid, which GitHub and GitLab draw in a comment.

Text of the capture stands in the diagram with every character but letters, digits and a few marks as a
numeric entity, so that it is neither syntax of Mermaid nor HTML, and ends no code block of Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .._tree import fold
from ..rpc import Error
from .channels import ROLES
from .events import Event, events
from .formatting import clean, count, grouped, number
from .inspection import Inspection
from .model import Unit
from .selection import Selection
from .wording import name_participants, with_roles

__all__ = ["MAX_CHARS", "MAX_MESSAGES", "escape", "lines"]

#: Messages in a diagram; with more, nobody finds anything in it.
MAX_MESSAGES: Final = 300
#: Characters of a diagram. Mermaid draws 50,000, and GitHub takes 65,536 in a comment.
MAX_CHARS: Final = 45_000

_MAX_PARTICIPANTS: Final = 8
_MAX_NAME: Final = 40
_MAX_WORDS: Final = 200  # of a message; amounts and identifiers are shorter
_MAX_NOTE: Final = 400
_COLUMNS: Final = 64  # of a line of a note
#: A colon is harmless before a blank, unless Mermaid takes what stands before it for a command.
_SPECIAL: Final = re.compile(r"[^A-Za-z0-9 _.,()/+=:-]|(?<=wrap):|:(?! )")


def escape(text: str, most: int = _MAX_WORDS) -> str:
    """Return text of a capture as the text of a message, note or name in a diagram."""
    shown = clean(text).strip()
    if len(shown) > most:
        shown = f"{shown[: most - 1]}…"
    return _SPECIAL.sub(lambda found: f"#{ord(found[0])};", shown) or "#8203;"


def lines(inspected: Inspection, selection: Selection | None = None) -> Iterator[str]:
    """Yield the diagram as a code block of Markdown.

    At most MAX_MESSAGES messages and MAX_CHARS characters: a note says what is left out. Pings are left out.
    """
    selection = selection or Selection(inspected.history)
    names = _names(inspected)
    shown = list(events(inspected, selection.shows))
    room = MAX_CHARS
    yield "```mermaid"
    for line in _head(inspected, names, selection):
        room -= len(line) + 1
        yield line
    drawn = left_out = pings = 0
    notes = _notes(inspected, names, selection)
    for event in shown:
        if event.kind == "pings":
            pings += event.amount
            continue
        is_message = event.message is not None
        part = list(_draw(event, names, inspected.history.capture.unit))
        part += notes.get(event.message.index, ()) if event.message is not None else ()
        size = sum(len(line) + 1 for line in part)
        if left_out or drawn == MAX_MESSAGES or size > room - 2 * _MAX_NOTE:
            left_out += is_message
            continue
        drawn += is_message
        room -= size
        yield from part
    yield from _foot(names, left_out, pings)
    yield "```"


def _names(inspected: Inspection) -> dict[str, str]:
    """Return how the diagram calls each participant: P0, P1 and so on."""
    found = dict.fromkeys(entry.participant for entry in inspected.history.capture.entries)
    order = [*(role for role in ROLES if role in found), *(name for name in found if name not in ROLES)]
    return {name: f"P{min(place, _MAX_PARTICIPANTS)}" for place, name in enumerate(order)}


def _head(inspected: Inspection, names: dict[str, str], selection: Selection) -> Iterator[str]:
    yield "sequenceDiagram"
    drawn = list(names.items())[: _MAX_PARTICIPANTS + 1]
    for place, (name, short) in enumerate(drawn):
        label = "others" if place == _MAX_PARTICIPANTS else escape(name, _MAX_NAME)
        yield f"  participant {short} as {label}"
        if place == 0:
            yield "  participant N as node"
    if not drawn:
        yield "  participant N as node"
    for channel in [one for one in inspected.history.channels if selection.shows_channel(one)][:10]:
        network = f", {channel.network_id}" if channel.network_id is not None else ""
        yield _note(names, f"channel {channel.channel_id}{network}")


def _notes(inspected: Inspection, names: dict[str, str], selection: Selection) -> dict[int, list[str]]:
    """Return the notes on what was agreed, by the index of the last message that brings it."""
    notes: dict[int, list[str]] = {}
    for channel in inspected.history.channels:
        called = name_participants(channel)
        for step in filter(selection.shows_step, channel.steps):
            if step.tx is None or not step.counts or not step.messages:
                continue
            after = step.after or {}
            held = ", ".join(
                f"{called.get(str(one), one)} {grouped(amount)}" for one, amount in after.items()
            )
            reached = f"round {number(step.round)}, " if step.round is not None else ""
            text = f"{reached}{step.kind.replace('_', ' ')}{f': {held}' if held else ''}"
            notes.setdefault(step.messages[-1].index, []).append(_note(names, text))
    return notes


def _draw(event: Event, names: dict[str, str], unit: Unit) -> Iterator[str]:
    short = names[event.participants[0]]
    words = escape(event.words)
    if event.transactions:
        words += f" (tx {', '.join(str(one.number) for one in event.transactions[:5])})"
    if event.kind == "send":
        yield f"  {short}->>N: {words}"
    elif event.kind == "receive":
        refused = event.message is not None and isinstance(event.message.entry.frame, Error)
        yield f"  N{'--x' if refused else '-->>'}{short}: {words}"
    else:
        yield f"  Note over {short}: {words}"
    for finding in event.findings:
        if finding.severity != "info":
            said = with_roles(finding.message, event.channel)
            text = f"{finding.severity}, {unit} {finding.line}: {said}"
            yield f"  Note over {short}: {_fold(text)}"


def _foot(names: dict[str, str], left_out: int, pings: int) -> Iterator[str]:
    if left_out:
        yield _note(
            names, f"{count(left_out, 'more message')} left out: select some with --round or --method"
        )
    if pings:
        yield _note(names, f"{count(pings, 'ping or pong', 'pings and pongs')} left out")


def _note(names: dict[str, str], text: str) -> str:
    """Return a note over all participants."""
    over = list(dict.fromkeys(names.values()))
    across = f"{over[0]},{over[1]}" if len(over) > 1 else over[0] if over else "N"
    return f"  Note over {across}: {_fold(text)}"


def _fold(text: str) -> str:
    """Return the text of a note on several lines: Mermaid folds none."""
    shown = clean(text)
    shown = shown if len(shown) <= _MAX_NOTE else f"{shown[: _MAX_NOTE - 1]}…"
    return "<br/>".join(escape(line) for line in fold(shown, _COLUMNS))
