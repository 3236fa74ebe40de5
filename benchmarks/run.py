"""The result of a run: rows of figures and the machine; also as JSON, and back from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .clock import Result
from .race import Goal


@dataclass(frozen=True)
class Row:
    """A race and one of its rivals: the cost of one operation for both.

    ours, theirs: the least of the repeats, in ns or bytes (`unit`). None where one of us was absent, and
    `absent` says why.
    """

    what: str
    against: str
    unit: str
    ours: float | None
    ours_median: float | None
    theirs: float | None
    theirs_median: float | None
    repeats: int
    must: Goal | None
    floor: Goal | None
    absent: str | None

    @property
    def times_as_fast(self) -> float | None:
        """The rival's time divided by ours, or its bytes by ours."""
        return None if self.ours is None or self.theirs is None else self.theirs / self.ours

    def outcome(self, goal: Goal | None) -> str | None:
        """Return `pass` or `short`; None without goal or figures."""
        if goal is None or self.times_as_fast is None:
            return None
        return "pass" if goal.met(self.times_as_fast) else "short"


@dataclass(frozen=True)
class Run:
    """All rows of a run and its machine. refused: counts of what a peer refuses, by verb and reason."""

    machine: dict[str, str]
    peers: dict[str, str]
    rows: tuple[Row, ...]
    seconds: float
    refused: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the run as JSON, each row with its ratio and its outcome."""
        rows = [
            asdict(row) | {"times_as_fast": row.times_as_fast, "outcome": row.outcome(row.must)}
            for row in self.rows
        ]
        return asdict(self) | {"rows": rows}

    @classmethod
    def from_json(cls, form: dict[str, Any]) -> Run:
        """Read a run from what `as_json` returned."""
        derived = ("times_as_fast", "outcome")
        rows = [{name: value for name, value in row.items() if name not in derived} for row in form["rows"]]
        for row in rows:
            row |= {name: row[name] and Goal(**row[name]) for name in ("must", "floor")}
        return cls(**form | {"rows": tuple(Row(**row) for row in rows)})


def rows(results: Sequence[Result]) -> Iterator[Row]:
    """Yield a row for every rival of every race."""
    for result in results:
        ours = result.ours
        for rival in result.race.rivals:
            theirs = result.of(rival)
            yield Row(
                what=result.race.name,
                against=rival.name,
                unit=result.race.unit,
                ours=ours.least if ours else None,
                ours_median=ours.median if ours else None,
                theirs=theirs.least if theirs else None,
                theirs_median=theirs.median if theirs else None,
                repeats=len(ours.repeats) if ours else 0,
                must=rival.must,
                floor=rival.floor,
                absent=result.race.ours.absent or rival.absent,
            )
