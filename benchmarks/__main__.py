"""`python -m benchmarks`: run the races and print the ratios; `benchmarks/__init__.py` explains them."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from . import __doc__ as about
from . import clock, cores, machine, markdown, peers, plot, report
from .race import Race, WrongAnswerError
from .run import Run, rows

TRIPS: Final = (
    "trips.decode", "trips.encode", "trips.corpus", "trips.bulk", "trips.tables", "trips.commands",
    "trips.derived", "trips.objects", "trips.text", "trips.rlp", "trips.fate", "trips.sign",
    "trips.verify", "memory", "imports",
)  # fmt: skip
#: Passes over all races, and seconds for a race in each.
FULL: Final = (6, 0.2)
QUICK: Final = (2, 0.1)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments(arguments)
    try:
        if asked.known is not None:
            run = Run.from_json(json.loads(asked.known.read_text(encoding="utf-8")))
            print("\n".join(report.header(run.machine, run.peers)), end="\n\n")
            return _report(run, asked)
        core = cores.pin()
        races = select_races(asked.only)
        if not races:
            return _fail(f"no race has {asked.only!r} in its name", 2)
        return _report(_run_races(races, core, asked), asked)
    except ImportError as error:
        return _fail(f"{error}; install aecodec and its extra [bench]", 2)
    except WrongAnswerError as error:
        return _fail(f"wrong answer: {error}", 1)


def select_races(only: str | None) -> list[Race]:
    """List the races whose name, or whose trip's, contains this text."""
    return [
        race
        for trip in TRIPS
        for race in load_races(trip)
        if only is None or only in race.name or only in trip
    ]


def load_races(trip: str) -> tuple[Race, ...]:
    """Import the file of a trip and return its races."""
    races: tuple[Race, ...] = import_module(f"{__package__}.{trip}").RACES
    return races


def falls_short(run: Run, gate: str) -> bool:
    """Check whether a goal (`must`) or floor (`floor`) that was measured is not met."""
    return any(row.outcome(getattr(row, gate)) == "short" for row in run.rows)


def _run_races(races: Sequence[Race], core: int | None, asked: Any) -> Run:
    facts, versions = machine.facts(core), machine.peer_versions()
    print("\n".join(report.header(facts, versions)), end="\n\n", flush=True)
    started = time.perf_counter()
    gc.collect()
    gc.freeze()
    results = clock.measure(races, *(QUICK if asked.quick else FULL))
    refused = _count_refusals() if asked.only is None else {}
    return Run(facts, versions, tuple(rows(results)), round(time.perf_counter() - started, 1), refused)


def _report(run: Run, asked: Any) -> int:
    """Print and write what was asked for of a run; return the exit code."""
    shown = [row for row in run.rows if row.must or not asked.goals]
    print("\n".join([*report.table(shown), "", *report.notes(run)]))
    try:
        if asked.json is not None:
            content = json.dumps(run.as_json(), indent=1, ensure_ascii=False)
            asked.json.write_text(content + "\n", encoding="utf-8")
        if asked.plot is not None:
            plot.draw(run, asked.plot)
        if asked.markdown == "-":
            print(f"\n{markdown.text(run)}")
        elif asked.markdown is not None:
            markdown.put(run, Path(asked.markdown))
    except (plot.NothingToPlotError, markdown.MarksMissingError, OSError) as error:
        return _fail(str(error), 2)
    return 1 if asked.gate and falls_short(run, asked.gate) else 0


def _count_refusals() -> dict[str, dict[str, dict[str, int]]]:
    """Count what peers refuse of the generated transactions, where a peer can tell."""
    from .corpus import mixture

    texts = mixture.transactions()
    asked = [peer for peer in map(peers.load, peers.NAMES) if hasattr(peer.module, "refusals")]
    return {peer.name: peer.module.refusals(texts, mixture.kind) for peer in asked if peer.module}


def _fail(why: str, code: int) -> int:
    print(f"benchmarks: {why}", file=sys.stderr)
    return code


def _arguments(arguments: Sequence[str] | None) -> Any:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--only", metavar="NAME", help="only races with this in their name or their file's")
    add("--quick", action="store_true", help="rougher, in a third of the time")
    add("--goals", action="store_true", help="only the rows that have a goal")
    add("--from", dest="known", metavar="FILE", type=Path, help="the figures of a run's JSON: run no race")
    add("--json", metavar="FILE", type=Path, help="write the figures to this file, too")
    add("--markdown", metavar="FILE", help="put the README's table between this file's marks; - prints it")
    add("--plot", metavar="FILE", type=Path, help="draw us and the peers, as SVG")
    add(
        "--gate",
        nargs="?",
        const="must",
        choices=("must", "floor"),
        help="exit code 1 if a goal, or a floor, is not met",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
