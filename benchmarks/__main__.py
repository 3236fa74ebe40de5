"""`python -m benchmarks`: run the races and print the ratios. What it all means: `benchmarks/__init__.py`."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from . import __doc__ as about
from . import clock, report
from .race import Race, WrongAnswerError

TRIPS: Final = (
    "test_text",
    "test_rlp",
    "test_decode",
    "test_encode",
    "test_objects",
    "test_derived",
    "test_sign",
    "test_verify",
    "imports",
)
#: Passes over all races, and seconds for a race in each.
FULL: Final = (6, 0.2)
QUICK: Final = (2, 0.1)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments(arguments)
    try:
        races = selected(asked.only)
    except ImportError as error:
        print(f"benchmarks: {error}; install aecodec and its extra [bench]", file=sys.stderr)
        return 2
    if not races:
        print(f"benchmarks: no race has {asked.only!r} in its name", file=sys.stderr)
        return 2
    core = pin()
    print("\n".join(report.header(core)), end="\n\n", flush=True)
    started = time.perf_counter()
    gc.collect()
    gc.freeze()
    try:
        results = clock.measure(races, *(QUICK if asked.quick else FULL))
    except WrongAnswerError as error:
        print(f"benchmarks: wrong answer: {error}", file=sys.stderr)
        return 1
    seconds = time.perf_counter() - started
    rows = report.rows(results)
    print("\n".join([*report.table(rows), "", report.summary(rows, seconds)]))
    if asked.json is not None:
        content = json.dumps(report.as_json(rows, core, seconds), indent=1, ensure_ascii=False)
        asked.json.write_text(content + "\n", encoding="utf-8")
    return 1 if asked.gate and fell_short(rows, asked.gate) else 0


def selected(only: str | None) -> list[Race]:
    """The races whose name, or whose trip's, holds this text."""
    return [
        race
        for trip in TRIPS
        for race in import_module(f"{__package__}.{trip}").RACES
        if only is None or only in race.name or only in trip
    ]


def pin() -> int | None:
    """Stay on one core where the system can do that: the last that we may use."""
    if not hasattr(os, "sched_setaffinity"):
        return None
    core = max(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {core})
    return core


def fell_short(rows: Sequence[report.Row], gate: str) -> bool:
    """Whether a goal (`must`) or floor (`floor`) that was measured is not met."""
    return any(row.verdict(getattr(row.rival, gate)) == "short" for row in rows)


def _arguments(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--only", metavar="NAME", help="only races with this in their name or their file's")
    parser.add_argument("--quick", action="store_true", help="rougher, within ten seconds")
    parser.add_argument("--json", metavar="FILE", type=Path, help="write the figures to this file, too")
    parser.add_argument(
        "--gate",
        nargs="?",
        const="must",
        choices=("must", "floor"),
        help="exit code 1 if a goal, or a floor, is not met",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
