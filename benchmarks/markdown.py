"""The table of the documents from a run: rows with a goal, and peers that readers know."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from .report import amount, ratio
from .run import Row, Run

#: The marks around the table in a file.
BEGIN: Final = "<!-- benchmarks -->"
END: Final = "<!-- end of benchmarks -->"

#: Rivals whose rows are in the table without a goal.
SHOWN: Final = ("JavaScript SDK",)


class MarksMissingError(Exception):
    """The file has no marks for the table."""


def put(run: Run, file: Path) -> None:
    """Replace the text between the marks of a file. Raises MarksMissingError if it has none."""
    before, begin, rest = file.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise MarksMissingError(f"{file} does not hold {BEGIN} and, behind it, {END}")
    file.write_text(f"{before}{BEGIN}\n\n{text(run)}\n\n{END}{after}", encoding="utf-8")


def text(run: Run) -> str:
    """Write the table, with the place of the run above it."""
    rows = [row for row in run.rows if row.times_as_fast is not None and (row.must or row.against in SHOWN)]
    head = ("| what | against | ours | theirs | ratio | goal |", "|---|---|---:|---:|---:|---|")
    return "\n".join([f"{place(run)}:", "", *head, *map(_line, rows)])


def place(run: Run) -> str:
    """Write processor, route, Python, system and date in one line."""
    machine = run.machine
    route = f"SHA-256 route {machine['sha256 route']}"
    return ", ".join(
        [machine["processor"], route, machine["python"], machine["system"], machine["date"].split()[0]]
    )


def _line(row: Row) -> str:
    assert row.ours is not None
    assert row.theirs is not None
    call, comma, rest = row.what.partition(", ")
    share = ratio(row)
    cells = (
        f"`{call}`{comma}{rest}",
        row.against,
        amount(row.ours, row.unit),
        amount(row.theirs, row.unit),
        f"{share} it" if share.endswith("of") else share,
        _goal(row),
    )
    return f"| {' | '.join(cells)} |"


def _goal(row: Row) -> str:
    if row.must is None:
        return ""
    words = f"≥ {row.must}" if row.must.kind == "faster" else f"≤ {row.must} it"
    return f"{words}, {row.outcome(row.must)}"
