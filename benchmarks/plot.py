"""A picture of a run: times of this library and of the fastest peer, on a log scale, as SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from .markdown import place
from .report import amount, digits
from .run import Row, Run

#: The races that are drawn, and what a reader calls them.
RACES: Final = {
    "decode_tx": "decode a transaction",
    "encode_tx": "encode a transaction",
    "tx_hash, of text": "hash a transaction",
    "decode ak_": "decode an address",
    "rlp.decode, inner": "decode bare RLP",
}
#: Our own parts, which are no peers.
LEFT_OUT: Final = ("own sha256d",)
#: Peers whose name says little.
EXPLAINED: Final = ("best parts", "plain parts")
OURS, THEIRS, INK = "#d91c62", "#6e7781", "#24292f"


class NothingToPlotError(Exception):
    """The run holds none of the races that are drawn."""


def draw(run: Run, file: Path) -> None:
    """Draw the picture. Raises NothingToPlotError if the run holds none of its races."""
    # Drawing is for whoever asks for it: the benchmarks themselves do without matplotlib.
    import matplotlib
    from matplotlib import pyplot
    from matplotlib.ticker import NullLocator

    rows = [row for name in RACES if (row := _quickest(run, name)) is not None]
    if not rows:
        raise NothingToPlotError("the run holds no race that is plotted")
    # Text stays text, and the same run gives the same bytes.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "aecodec", "text.color": INK})
    figure, axes = pyplot.subplots(figsize=(9, 0.75 * len(rows) + 1.6), layout="constrained")
    for height, row in enumerate(reversed(rows)):
        _draw_row(axes, height, row)
    axes.set_xscale("log")
    axes.set_yticks(range(len(rows)), [RACES[row.what] for row in reversed(rows)], fontweight="bold")
    axes.set_ylim(-0.7, len(rows) - 0.4)
    times = [time for row in rows for time in (row.ours, row.theirs) if time]
    axes.set_xlim(min(times) / 5, max(times) * 6)
    axes.xaxis.set_major_formatter(lambda time, _: amount(time, "ns").replace(".00", "").replace(".0", ""))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.grid(axis="x", color="#e4e9ee")
    axes.tick_params(length=0, colors=INK)
    axes.spines[:].set_visible(False)
    axes.set_title("Time of one operation, log scale: further left is faster", loc="left")
    about = [f"{name}: {run.peers[name]}" for name in EXPLAINED if name in {row.against for row in rows}]
    axes.set_xlabel("\n".join([*about, place(run)]), loc="left", color=THEIRS, fontsize=8)
    figure.savefig(file, metadata={"Date": None})
    pyplot.close(figure)


def _quickest(run: Run, name: str) -> Row | None:
    """Find the row against the quickest peer of a race."""
    rows = [row for row in run.rows if row.what == name and row.against not in LEFT_OUT and row.theirs]
    return min(rows, key=lambda row: row.theirs or 0, default=None)


def _draw_row(axes: Any, height: int, row: Row) -> None:
    assert row.ours is not None
    assert row.theirs is not None
    axes.plot([row.ours, row.theirs], [height, height], color="#c3ccd5", linewidth=2, zorder=1)
    sides = (
        (row.ours, OURS, "right", f"aecodec  {amount(row.ours, 'ns')}  "),
        (row.theirs, THEIRS, "left", f"  {row.against}  {amount(row.theirs, 'ns')}"),
    )
    for time, colour, side, words in sides:
        axes.scatter([time], [height], color=colour, s=60, zorder=2)
        axes.text(time, height, words, ha=side, va="center", color=colour)
    middle = (row.ours * row.theirs) ** 0.5
    axes.text(middle, height + 0.14, f"×{digits(row.times_as_fast or 0)}", ha="center", fontweight="bold")
