"""The parts of a report, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ..._tree import PLAIN, Layout
from ..checks import Finding
from ..events import events
from ..formatting import count
from ..inspection import Inspection, NumberedTx
from ..selection import Selection
from .findings import finding_lines
from .header import capture_heading, channel_heading
from .rounds import RoundTable
from .styles import paint, wrap
from .timeline import timeline
from .transactions import open_tx

if TYPE_CHECKING:
    from ...fate.opening import Known


def lines(
    inspected: Inspection,
    layout: Layout = PLAIN,
    selection: Selection | None = None,
    *,
    messages: bool = False,
    known: Known | None = None,
) -> Iterator[str]:
    """Yield the report: heading, channels with their rounds, findings, and, if asked for, the messages.

    known: what is known of contracts, by which calls in transactions are named.
    """
    history, unit = inspected.history, inspected.history.capture.unit
    selection = selection or Selection(inspected.history)
    yield from capture_heading(inspected, layout)
    found = _by_channel(inspected.findings)
    for place, channel in enumerate(history.channels, 1):
        if not selection.shows_channel(channel):
            continue
        yield ""
        title = f"channel {place}" if len(history.channels) > 1 else "channel"
        about = tuple(found.get(channel.channel_id, ()))
        yield from channel_heading(channel, title, about, layout, unit)
        table = list(RoundTable(channel, channel.steps, about, unit).lines(layout, selection.shows_step))
        yield from ["", *table] if table else ()
    others = RoundTable(None, history.steps, found.get(None, ()), unit)
    rest = list(others.lines(layout, selection.shows_step))
    yield from ["", "in no channel", *rest] if rest else ()
    yield ""
    shown = [one for one in inspected.findings if selection.shows_finding(one)]
    channels = {one.channel_id: one for one in history.channels}
    yield from finding_lines(shown, channels, layout, len(inspected.findings) - len(shown), unit)
    yield ""
    if messages:
        yield from timeline(inspected, events(inspected, selection.shows), layout, known)
    else:
        hint = f"--messages shows the {count(len(history.messages), 'message')}"
        if inspected.transactions:
            hint += f", --tx N one of {count(len(inspected.transactions), 'transaction')}"
        yield from (paint(line, "dim", layout) for line in wrap(hint, layout))


def transaction_lines(
    numbered: NumberedTx, layout: Layout = PLAIN, known: Known | None = None
) -> Iterator[str]:
    """Yield a transaction with all its fields. known: what is known of contracts."""
    return open_tx(numbered, layout, 0, known)


def _by_channel(findings: Iterable[Finding]) -> dict[str | None, list[Finding]]:
    """Return the findings about each channel by its id, and those about none."""
    found: dict[str | None, list[Finding]] = {}
    for one in findings:
        found.setdefault(one.channel_id, []).append(one)
    return found
