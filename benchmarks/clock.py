"""The measuring loop: contestants take turns in short repeats of CPU time, and the minimum counts.

A repeat longer than a slice of the scheduler holds other processes' work too, in every repeat and so in
the minimum; one of half a millisecond is often undisturbed. Taking turns, and passes over all races, give
all the same conditions. Every contestant has a timing loop of its own, because the interpreter specializes
a loop for what it calls. A trip over many inputs is timed in parts, so that no repeat is long.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, Final

from .race import Contestant, Race

REPEAT_NS: Final = 400_000
#: CPU time of this thread where the system has it.
now: Final[Callable[[], int]] = getattr(time, "thread_time_ns", time.perf_counter_ns)

_LOOP: Final = """
def loop(count):
    start = now()
    for _ in repeat(None, count):
        call({arguments})
    return now() - start
"""


@dataclass
class Timed:
    """The times of a contestant: those of one operation, in each repeat of `count` calls."""

    contestant: Contestant
    clock: Callable[[int], int]
    count: int = 1
    repeats: list[float] = field(default_factory=list)

    @property
    def least(self) -> float:
        return min(self.repeats)

    @property
    def median(self) -> float:
        return statistics.median(self.repeats)

    def run(self) -> None:
        self.repeats.append(self.clock(self.count) / self.count / self.contestant.units)


@dataclass(frozen=True)
class Result:
    """A race and the times of its contestants, in the order of `Race.present`."""

    race: Race
    timed: tuple[Timed, ...]

    @property
    def ours(self) -> Timed | None:
        return self.of(self.race.ours)

    def of(self, contestant: Contestant) -> Timed | None:
        return next((timed for timed in self.timed if timed.contestant is contestant), None)


class InParts:
    """A clock over many inputs: each part of them in a repeat of its own, which stays short.

    The time of a round over all of them is the sum of the parts' least times so far.
    """

    def __init__(self, call: Callable[[Any], Any], inputs: Sequence[Any], part: int = 40) -> None:
        self._call = call
        self._parts = [inputs[first : first + part] for first in range(0, len(inputs), part)]
        self._least = [sys.maxsize] * len(self._parts)

    def __call__(self, rounds: int) -> int:
        call = self._call
        for _ in range(rounds):
            for number, part in enumerate(self._parts):
                start = now()
                for one in part:
                    call(one)
                self._least[number] = min(self._least[number], now() - start)
        return sum(self._least) * rounds


def measure(races: Iterable[Race], passes: int, seconds: float) -> list[Result]:
    """Check every answer, then time: `passes` times over all races, `seconds` for each of them.

    A race has at least one turn in a pass, however long that takes.
    """
    results = []
    for race in races:
        race.check()
        results.append(Result(race, tuple(_timed(contestant) for contestant in race.present)))
    for _ in range(passes):
        for result in results:
            _run(result, seconds)
    return results


def _run(result: Result, seconds: float) -> None:
    if not result.timed:
        return
    end = time.perf_counter() + seconds
    turn = 0
    while True:
        first = turn % len(result.timed)
        for timed in result.timed[first:] + result.timed[:first]:
            timed.run()
        turn += 1
        if time.perf_counter() >= end:
            return


def _timed(contestant: Contestant) -> Timed:
    if contestant.own_clock is not None:
        return Timed(contestant, contestant.own_clock)
    timed = Timed(contestant, _loop(contestant))
    timed.count = _count(timed.clock)
    return timed


def _count(clock: Callable[[int], int]) -> int:
    """Find how many calls fill a repeat."""
    count = 1
    while (elapsed := clock(count)) < REPEAT_NS // 4:
        count *= 2
    # The first calls are slow and a slice may be lost: measure twice more and take the minimum.
    elapsed = min(elapsed, clock(count), clock(count))
    return max(1, count * REPEAT_NS // max(elapsed, 1))


def _loop(contestant: Contestant) -> Callable[[int], int]:
    """Make a timing loop around one call, with its arguments as they would stand in a program."""
    names = {f"a{index}": value for index, value in enumerate(contestant.args)}
    options = {f"o{index}": value for index, value in enumerate(contestant.options.values())}
    keywords = [f"{name}={local}" for name, local in zip(contestant.options, options, strict=True)]
    scope: dict[str, Any] = {"call": contestant.call, "now": now, "repeat": repeat, **names, **options}
    exec(_LOOP.format(arguments=", ".join([*names, *keywords])), scope)
    loop: Callable[[int], int] = scope["loop"]
    return loop
