"""A race: one operation of ours, the same of others, the answer that all of them must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import aecodec

from . import peers


class WrongAnswerError(Exception):
    """A contestant does not do what the race is about, so its time says nothing."""


@dataclass(frozen=True)
class Goal:
    """What a ratio must be: so many times `faster`, or at most so much of the rival's `time`."""

    kind: Literal["faster", "time"]
    figure: float

    def met(self, times_as_fast: float) -> bool:
        if self.kind == "faster":
            return times_as_fast >= self.figure
        return 1 / times_as_fast <= self.figure

    def __str__(self) -> str:
        return f"×{self.figure:g}" if self.kind == "faster" else f"{self.figure:g} of"


def faster(figure: float) -> Goal:
    """At least so many times as fast as the rival."""
    return Goal("faster", figure)


def time_of(figure: float) -> Goal:
    """At most so many times the rival's time."""
    return Goal("time", figure)


def as_it_is(result: Any) -> Any:
    return result


@dataclass(frozen=True)
class Contestant:
    """Somebody in a race: `call(*args, **options)` is what is timed.

    told: what its result says, in the form of the race's answer. answer: its own, where it does another
    thing than the others. units: operations in one call. own_clock: measures so many calls, where a loop
    around `call` would not do. must, floor: the goal of our ratio to it, and what holds already. absent:
    why it does not run.
    """

    name: str
    call: Callable[..., Any]
    args: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    told: Callable[[Any], Any] = as_it_is
    answer: Any = None
    units: float = 1
    own_clock: Callable[[int], int] | None = None
    must: Goal | None = None
    floor: Goal | None = None
    absent: str | None = None
    remote: bool = False


@dataclass(frozen=True)
class Race:
    """One operation: ours first, then the rivals; `answer` is known before anybody computes it.

    unit: what is measured, ns or bytes; clocks of contestants give that.
    """

    name: str
    answer: Any
    ours: Contestant
    rivals: tuple[Contestant, ...]
    unit: Literal["ns", "B"] = "ns"

    @property
    def present(self) -> tuple[Contestant, ...]:
        """Who runs. Nobody does where we cannot: a ratio needs both."""
        if self.ours.absent is not None:
            return ()
        return tuple(one for one in (self.ours, *self.rivals) if one.absent is None)

    def check(self) -> None:
        """Raises WrongAnswerError if a contestant gives another answer than it should."""
        for one in self.present:
            check(self, one)


OURS: Final = "aecodec"


def ours(call: Callable[..., Any], *args: Any, **details: Any) -> Contestant:
    """Our own contestant; details are the fields of Contestant."""
    return Contestant(OURS, call, args, **details)


def ours_by_name(name: str, *args: Any, **details: Any) -> Contestant:
    """Our own contestant by the public name of a function that older versions of the library lack."""
    call = getattr(aecodec, name, None)
    absent = f"aecodec {aecodec.__version__} has no {name}" if call is None else None
    return Contestant(OURS, call or as_it_is, args, **{"absent": absent, **details})


def rival(peer: str, verb: str, *args: Any, **details: Any) -> Contestant:
    """A peer of `benchmarks.peers` with one of its verbs; absent where it is not installed.

    A peer that runs in a process of its own brings its clock along.
    """
    who = peers.load(peer)
    if who.module is None:
        return Contestant(who.name, as_it_is, args, absent=who.version, **details)
    call = getattr(who.module, verb)
    if hasattr(who.module, "clock"):
        details |= {"own_clock": who.module.clock(verb, *args), "remote": True}
    return Contestant(who.name, call, args, **details)


def check(race: Race, contestant: Contestant) -> None:
    """Raises WrongAnswerError if this contestant gives another answer than it should."""
    expected = race.answer if contestant.answer is None else contestant.answer
    found = contestant.told(contestant.call(*contestant.args, **contestant.options))
    if found != expected:
        raise WrongAnswerError(
            f"{race.name}, {contestant.name}: expected {_short(expected)}, found {_short(found)}"
        )


def time_with(benchmark: Any, race: Race, contestant: Contestant) -> None:
    """Check a contestant's answer, then time it with pytest-benchmark."""
    check(race, contestant)
    benchmark.group = race.name
    benchmark(contestant.call, *contestant.args, **contestant.options)


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 300 else f"{shown[:300]}... ({len(shown)} characters)"
