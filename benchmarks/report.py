"""What a run is told in: the machine, the table, the JSON."""

from __future__ import annotations

import gc
import importlib.util
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aecodec

from . import peers
from .clock import Result
from .race import Contestant, Goal, Race

HEADINGS: Final = ("what", "against", "ours ns", "theirs ns", "ratio", "must", "verdict")


@dataclass(frozen=True)
class Row:
    """One line of the table: a race and one of its rivals. Times are None where the rival is absent."""

    race: Race
    rival: Contestant
    ours_ns: float
    ours_median_ns: float
    theirs_ns: float | None
    theirs_median_ns: float | None
    repeats: int

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the rival we are."""
        return None if self.theirs_ns is None else self.theirs_ns / self.ours_ns

    def verdict(self, goal: Goal | None) -> str | None:
        if goal is None or self.ratio is None:
            return None
        return "pass" if goal.met(self.ratio) else "short"


def rows(results: Sequence[Result]) -> list[Row]:
    """All lines of the table."""
    return list(_rows(results))


def _rows(results: Sequence[Result]) -> Iterator[Row]:
    for result in results:
        ours = result.ours
        for rival in result.race.rivals:
            theirs = result.of(rival)
            yield Row(
                result.race,
                rival,
                ours.least,
                ours.median,
                theirs.least if theirs else None,
                theirs.median if theirs else None,
                len(ours.repeats),
            )


# --- the machine --------------------------------------------------------------------------------


def machine(core: int | None) -> dict[str, str]:
    """Where and on what this runs; whoever quotes a figure quotes this."""
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "processor": _processor(),
        "core": "not pinned" if core is None else f"pinned to {core} of {os.cpu_count()}, {_load()}",
        "system": f"{platform.system()} {platform.machine()}",
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "garbage collection": f"on {gc.get_threshold()}" if gc.isenabled() else "off",
        "aecodec": f"{aecodec.__version__}, backend {aecodec.BACKEND}",
        "sha256 route": sha256_route(),
    }


def sha256_route() -> str:
    """Which code hashes checksums in the library."""
    if aecodec.BACKEND != "fast":
        return "hashlib"
    return str(importlib.import_module("aecodec._fast.text").SHA256_ROUTE)


def peer_versions() -> dict[str, str]:
    """Every peer with its version, or why it is absent."""
    return {peer.name: peer.version for peer in map(peers.load, peers.NAMES)}


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, "") or platform.processor() or platform.machine()


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "load unknown"


# --- the table ----------------------------------------------------------------------------------


def header(core: int | None) -> list[str]:
    """The lines above the table."""
    facts = {**machine(core), **{f"  {name}": version for name, version in peer_versions().items()}}
    width = max(map(len, facts))
    return [f"{name:<{width}}  {value}" for name, value in facts.items()]


def table(lines: Sequence[Row]) -> list[str]:
    """The table, a string for each line."""
    cells = [HEADINGS, *map(_cells, lines)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(HEADINGS))]
    return [
        "  ".join(
            cell.rjust(width) if 2 <= column <= 5 else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]


def summary(lines: Sequence[Row], seconds: float) -> str:
    """One line below the table."""
    goals = [row.verdict(row.rival.must) for row in lines if row.rival.must]
    floors = [row.verdict(row.rival.floor) for row in lines if row.rival.floor]
    return f"goals: {_counted(goals)}; floors: {_counted(floors)}; {seconds:.0f} s"


def _counted(verdicts: list[str | None]) -> str:
    counts = {
        "pass": verdicts.count("pass"),
        "short": verdicts.count("short"),
        "absent": verdicts.count(None),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count) or "none"


def _cells(row: Row) -> tuple[str, ...]:
    must, floor = row.rival.must, row.rival.floor
    goal = " ".join(part for part in (f"[{floor}]" if floor else "", str(must or "")) if part)
    if row.ratio is None:
        return (row.race.name, row.rival.name, _ns(row.ours_ns), "absent", "", goal, "")
    by_time = must is not None and must.kind == "time"
    ratio = f"{1 / row.ratio:.2f} of" if by_time else f"×{_digits(row.ratio)}"
    return (
        row.race.name,
        row.rival.name,
        _ns(row.ours_ns),
        _ns(row.theirs_ns),
        ratio,
        goal,
        " ".join(part for part in (f"[{row.verdict(floor)}]" if floor else "", row.verdict(must)) if part),
    )


def _ns(time: float | None) -> str:
    if time is None:
        return ""
    return _digits(time) if time < 10 else f"{time:,.0f}"


def _digits(number: float) -> str:
    """Three digits, and no fewer than stand before the point."""
    return f"{number:.{2 if number < 10 else 1 if number < 100 else 0}f}"


# --- the JSON -----------------------------------------------------------------------------------


def as_json(lines: Sequence[Row], core: int | None, seconds: float) -> dict[str, Any]:
    """The same for a program. `times_as_fast` is their time divided by ours, in every row."""
    return {
        "machine": machine(core),
        "peers": peer_versions(),
        "seconds": round(seconds, 1),
        "rows": [_json_row(row) for row in lines],
    }


def _json_row(row: Row) -> dict[str, Any]:
    return {
        "what": row.race.name,
        "against": row.rival.name,
        "absent": row.rival.absent,
        "ours_ns": row.ours_ns,
        "ours_median_ns": row.ours_median_ns,
        "theirs_ns": row.theirs_ns,
        "theirs_median_ns": row.theirs_median_ns,
        "repeats": row.repeats,
        "times_as_fast": row.ratio,
        "must": _json_goal(row, row.rival.must),
        "floor": _json_goal(row, row.rival.floor),
    }


def _json_goal(row: Row, goal: Goal | None) -> dict[str, Any] | None:
    if goal is None:
        return None
    return {"kind": goal.kind, "figure": goal.figure, "verdict": row.verdict(goal)}
