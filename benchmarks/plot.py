"""A picture of a run: what an operation takes us and the peers, on a log scale, as SVG made by hand.

Rows of a group share an operation. A dot is a time, a line reaches from our time to the peer's, so that
equal lengths are equal ratios. The picture has a background of its own and colours for light and dark.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from .markdown import place
from .report import amount, digits
from .run import Row, Run


class NothingToPlotError(Exception):
    """The run holds none of the races that are drawn."""


#: The races that are drawn, and what a reader calls them.
RACES: Final = {
    "decode_tx": "decode a transaction",
    "encode_tx": "encode a transaction",
    "tx_hash, of text": "hash of a transaction",
    "decode ak_": "decode an address",
    "encode ak_": "encode an address",
    "rlp.decode, inner": "decode bare RLP",
    "rlp.encode, inner": "encode bare RLP",
    "verify_signature": "verify a signature",
}
#: Of a peer that stands in a race in several forms its best is drawn; our own parts are no peers.
LEFT_OUT: Final = ("own sha256d", "based58 + hashlib", "rlp, over rusty-rlp", "rlp, as installed")
#: Those whose name says little, and what a reader must know of them.
EXPLAINED: Final = {
    "best parts": "",
    "plain parts": "",
    "JavaScript SDK": "; transactions as version 2, it does not know their version 1",
}

WIDTH: Final = 920
LINE: Final = 21
GAP: Final = 15
#: Where the names of operations begin, those of contestants end, the scale begins and ends, and where
#: times and ratios end.
OPERATION, NAME, LEFT, RIGHT, TIME, RATIO = 28, 308, 330, 734, 818, 890
TOP: Final = 116
BOTTOM: Final = 104

STYLE: Final = """
  text { font: 13px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #1f2328 }
  .title { font-size: 20px; font-weight: 600 }
  .operation, .ours { font-weight: 600 }
  .number { font-variant-numeric: tabular-nums }
  .quiet { fill: #59636e }
  .small { font-size: 12px }
  text.ours { fill: #b3124e }
  .paper { fill: #ffffff; stroke: #d1d9e0 }
  .grid { stroke: #e4e9ee }
  .reach { stroke: #c3ccd5; stroke-width: 2 }
  .peer { fill: #59636e }
  circle.ours { fill: #d91c62 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    text.ours { fill: #ff7aa8 }
    .paper { fill: #0d1117; stroke: #3d444d }
    .grid { stroke: #252c35 }
    .reach { stroke: #4a535e }
    .peer { fill: #9198a1 }
    circle.ours { fill: #ff5c93 }
  }
"""


@dataclass(frozen=True)
class Scale:
    """A log scale from one power of ten to another."""

    least: int
    most: int

    @classmethod
    def over(cls, times: Sequence[float]) -> Scale:
        return cls(math.floor(math.log10(min(times))), math.ceil(math.log10(max(times))))

    def at(self, time: float) -> float:
        """Where a time lies, in pixels from the left."""
        share = (math.log10(time) - self.least) / (self.most - self.least)
        return round(LEFT + share * (RIGHT - LEFT), 1)


def svg(run: Run) -> str:
    """The picture. Raises NothingToPlotError if the run holds nothing of it."""
    groups = [group for name in RACES if (group := _group(run, name))]
    if not groups:
        raise NothingToPlotError("the run holds no race that is plotted")
    times = [time for group in groups for row in group for time in (row.ours, row.theirs) if time]
    scale = Scale.over(times)
    bottom = TOP + sum((len(group) + 1) * LINE for group in groups) + (len(groups) - 1) * GAP
    height = bottom + BOTTOM
    size = f'viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
    about = quoteattr(f"What operations take aecodec and others, on a log scale. {place(run)}")
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={about}>',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>',
        *_head(),
        *_grid(scale, bottom),
        *_groups(groups, scale),
        *_foot(run, bottom),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _group(run: Run, name: str) -> list[Row]:
    """The rows of a race, quickest peer first."""
    rows = [row for row in run.rows if row.what == name and row.against not in LEFT_OUT and row.theirs]
    return sorted(rows, key=lambda row: row.theirs or 0)


def _head() -> Iterator[str]:
    yield _text(OPERATION, 42, "What one operation takes, with aecodec and with others", "title")
    yield _text(
        OPERATION,
        66,
        "Log scale: further left is faster. The last column: how many times as fast aecodec is.",
        "quiet",
    )


def _grid(scale: Scale, bottom: int) -> Iterator[str]:
    """A line and its time for every power of ten."""
    for power in range(scale.least, scale.most + 1):
        x = scale.at(10**power)
        yield f'<line class="grid" x1="{x}" y1="{TOP - 12}" x2="{x}" y2="{bottom + 4}"/>'
        yield _text(x, TOP - 20, _round(power), "quiet small", "middle")


def _groups(groups: Sequence[Sequence[Row]], scale: Scale) -> Iterator[str]:
    y = TOP + LINE // 2
    for rows in groups:
        ours = rows[0].ours
        assert ours is not None
        start = scale.at(ours)
        yield _text(OPERATION, y + 4, RACES[rows[0].what], "operation")
        yield f'<line class="reach" x1="{start}" y1="{y}" x2="{start}" y2="{y + LINE * len(rows)}"/>'
        yield from _entry(y, "aecodec", ours, start, "ours", "")
        for row in rows:
            y += LINE
            assert row.theirs is not None
            end = scale.at(row.theirs)
            yield f'<line class="reach" x1="{start}" y1="{y}" x2="{end}" y2="{y}"/>'
            yield from _entry(y, row.against, row.theirs, end, "peer", f"×{digits(row.times_as_fast or 0)}")
        yield f'<circle class="ours" cx="{start}" cy="{y - LINE * len(rows)}" r="6"/>'
        y += LINE + GAP


def _entry(y: int, name: str, time: float, x: float, kind: str, ratio: str) -> Iterator[str]:
    """One contestant: name, dot, time and ratio."""
    tone = "ours" if kind == "ours" else "quiet"
    yield _text(NAME, y + 4, name, tone, "end")
    if kind == "peer":
        yield f'<circle class="peer" cx="{x}" cy="{y}" r="4.5"/>'
    yield _text(TIME, y + 4, amount(time, "ns"), f"number {tone}", "end")
    if ratio:
        yield _text(RATIO, y + 4, ratio, "number", "end")


def _foot(run: Run, bottom: int) -> Iterator[str]:
    """Who some of the peers are, and where all this was measured."""
    drawn = {row.against for row in run.rows if row.what in RACES and row.theirs}
    made = [f"{name}: {run.peers[name]}{more}" for name, more in EXPLAINED.items() if name in drawn]
    for number, line in enumerate([*made, place(run)]):
        yield _text(OPERATION, bottom + 34 + 18 * number, line, "quiet small")


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" class="{kind}"{where}>{escape(words)}</text>'


def _round(power: int) -> str:
    """A power of ten of ns: `100 ns`, `1 µs`."""
    unit, rest = divmod(power, 3)
    return f"{10**rest} {('ns', 'µs', 'ms', 's')[unit]}"
