"""A run as lines for a terminal, and the format of its figures everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from .run import Row, Run

HEADINGS: Final = ("what", "against", "ours ns", "theirs ns", "ratio", "must", "outcome")
#: The columns that are numbers.
_RIGHT: Final = (2, 3, 4, 5)


def header(machine: Mapping[str, str], peers: Mapping[str, str]) -> list[str]:
    """Write the lines above the table."""
    facts = {**machine, **{f"  {name}": version for name, version in peers.items()}}
    width = max(map(len, facts))
    return [f"{name:<{width}}  {value}" for name, value in facts.items()]


def table(rows: Sequence[Row]) -> list[str]:
    """Write the table, a string for each line."""
    cells = [HEADINGS, *map(_cells, rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    return [
        "  ".join(
            cell.rjust(width) if column in _RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def notes(run: Run) -> list[str]:
    """Write the lines below the table: races without us, refusals of peers, counts of goals."""
    absent = dict.fromkeys(
        f"{row.what}: absent, {row.absent}" for row in run.rows if row.ours is None and row.absent
    )
    refused = [line for peer, verbs in run.refused.items() for line in _refused(peer, verbs)]
    goals = [row.outcome(row.must) for row in run.rows if row.must]
    floors = [row.outcome(row.floor) for row in run.rows if row.floor]
    summary = f"goals: {_count(goals)}; floors: {_count(floors)}; {run.seconds:.0f} s"
    return [*absent, *([""] if absent else []), *refused, *([""] if refused else []), summary]


def _refused(peer: str, verbs: Mapping[str, Mapping[str, int]]) -> list[str]:
    lines = []
    for verb, reasons in verbs.items():
        lines.append(f"{peer}, {verb}: refuses {sum(reasons.values())} of the generated transactions")
        lines += [f"{count:>6}  {reason}" for reason, count in reasons.items()]
    return lines


def _count(outcomes: list[str | None]) -> str:
    counts = {
        "pass": outcomes.count("pass"),
        "short": outcomes.count("short"),
        "absent": outcomes.count(None),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"


def _cells(row: Row) -> tuple[str, ...]:
    goal = " ".join(part for part in (f"[{row.floor}]" if row.floor else "", str(row.must or "")) if part)
    outcomes = (f"[{row.outcome(row.floor)}]" if row.floor else "", row.outcome(row.must))
    missing = row.times_as_fast is None
    return (
        row.what,
        row.against,
        _figure(row.ours, row.unit),
        _figure(row.theirs, row.unit),
        ratio(row),
        goal,
        ("absent" if row.must else "") if missing else " ".join(part for part in outcomes if part),
    )


# --- how figures are written --------------------------------------------------------------------


def ratio(row: Row) -> str:
    """Write `×18.2`, or `2.10 of` for a share of the rival's time or size; nothing if one was absent."""
    if row.times_as_fast is None:
        return ""
    if row.unit == "B" or (row.must is not None and row.must.kind == "time"):
        return f"{1 / row.times_as_fast:.2f} of"
    return f"×{digits(row.times_as_fast)}"


def digits(number: float) -> str:
    """Write a number with three digits, or all that stand before the point."""
    return f"{number:,.{2 if number < 9.995 else 1 if number < 99.95 else 0}f}"


def amount(figure: float, unit: str) -> str:
    """Write a time or a size with the unit that suits it."""
    if unit == "B":
        return f"{figure / (1 << 20):.2f} MB"
    if 9.995 <= figure < 999.5:
        return f"{figure:.0f} ns"
    for size, name in ((1, "ns"), (1e3, "µs"), (1e6, "ms")):
        if figure < 999.5 * size:
            return f"{digits(figure / size)} {name}"
    return f"{digits(figure / 1e9)} s"


def _figure(figure: float | None, unit: str) -> str:
    if figure is None:
        return "absent"
    if unit == "B":
        return amount(figure, unit)
    return digits(figure) if figure < 10 else f"{figure:,.0f}"
