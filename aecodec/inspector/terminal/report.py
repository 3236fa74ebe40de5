"""The parts of a report, one below the other."""

from __future__ import annotations

from collections.abc import Iterator

from ..._tree import PLAIN, Layout
from ..checks import Finding
from ..events import events
from ..formatting import count
from ..history import Channel
from ..inspection import Inspection, NumberedTx
from ..selection import Selection
from .findings import finding_lines
from .header import capture_heading, channel_heading
from .rounds import RoundTable
from .styles import paint, wrap
from .timeline import timeline
from .transactions import open_tx


def lines(
    inspected: Inspection,
    layout: Layout = PLAIN,
    selection: Selection | None = None,
    *,
    messages: bool = False,
) -> Iterator[str]:
    """Yield the report: heading, channels with their rounds, findings, and, if asked for, the messages."""
    history = inspected.history
    selection = selection or Selection(inspected.history)
    yield from capture_heading(inspected, layout)
    places = enumerate(history.channels, 1)
    for place, channel in places:
        if not selection.shows_channel(channel):
            continue
        yield ""
        title = f"channel {place}" if len(history.channels) > 1 else "channel"
        found = _findings_of(inspected, channel)
        yield from channel_heading(channel, title, found, layout)
        steps = [step for step in channel.steps if selection.shows_step(step)]
        table = list(RoundTable(channel, steps, found).lines(layout))
        yield from ["", *table] if table else ()
    steps = [step for step in history.steps if selection.shows_step(step)]
    rest = list(RoundTable(None, steps, inspected.findings).lines(layout))
    yield from ["", "in no channel", *rest] if rest else ()
    yield ""
    shown = [one for one in inspected.findings if selection.shows_finding(one)]
    yield from finding_lines(shown, layout)
    yield ""
    if messages:
        yield from timeline(inspected, events(inspected, selection.shows), layout)
    else:
        hint = f"--messages shows the {count(len(history.messages), 'message')}"
        if inspected.transactions:
            hint += f", --tx N one of {count(len(inspected.transactions), 'transaction')}"
        yield from (paint(line, "dim", layout) for line in wrap(hint, layout))


def transaction_lines(numbered: NumberedTx, layout: Layout = PLAIN) -> Iterator[str]:
    """Yield a transaction with all its fields."""
    return open_tx(numbered, layout, 0)


def _findings_of(inspected: Inspection, channel: Channel) -> tuple[Finding, ...]:
    lines = {message.line for message in channel.messages}
    return tuple(one for one in inspected.findings if one.line in lines)
