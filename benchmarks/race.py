"""A race: an operation of this library, the same of others, and the answer that all must give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import aecodec

from . import peers


class WrongAnswerError(Exception):
    """A contestant gives another answer than the race asks for, so its time says nothing."""


@dataclass(frozen=True)
class Goal:
    """A bound on a ratio: so many times `faster`, or at most so much of the rival's `time`."""

    kind: Literal["faster", "time"]
    figure: float

    def met(self, times_as_fast: float) -> bool:
        if self.kind == "faster":
            return times_as_fast >= self.figure
        return 1 / times_as_fast <= self.figure

    def __str__(self) -> str:
        return f"×{self.figure:g}" if self.kind == "faster" else f"{self.figure:g} of"


def faster(figure: float) -> Goal:
    """Demand at least so many times the rival's speed."""
    return Goal("faster", figure)


def time_of(figure: float) -> Goal:
    """Demand at most so many times the rival's time."""
    return Goal("time", figure)


def identity(result: Any) -> Any:
    return result


@dataclass(frozen=True)
class Contestant:
    """One implementation in a race: `call(*args, **options)` is what is timed.

    convert: makes the form of the race's answer of its result. answer: its own, where it does another
    thing than the others. units: operations in one call. own_clock: measures so many calls, where a loop
    around `call` would not do. must, floor: the goal of our ratio to it, and what holds already. absent:
    why it does not run.
    """

    name: str
    call: Callable[..., Any]
    args: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    convert: Callable[[Any], Any] = identity
    answer: Any = None
    units: float = 1
    own_clock: Callable[[int], int] | None = None
    must: Goal | None = None
    floor: Goal | None = None
    absent: str | None = None
    remote: bool = False


@dataclass(frozen=True)
class Race:
    """One operation: ours first, then the rivals; `answer` is known beforehand.

    unit: what is measured, ns or bytes; clocks of contestants give that.
    """

    name: str
    answer: Any
    ours: Contestant
    rivals: tuple[Contestant, ...]
    unit: Literal["ns", "B"] = "ns"

    @property
    def present(self) -> tuple[Contestant, ...]:
        """The contestants that can run; none where ours cannot, as a ratio needs both."""
        if self.ours.absent is not None:
            return ()
        return tuple(one for one in (self.ours, *self.rivals) if one.absent is None)

    def check(self) -> None:
        """Check the answers of all contestants. Raises WrongAnswerError."""
        for one in self.present:
            check(self, one)


OURS: Final = "aecodec"


def ours(call: Callable[..., Any], *args: Any, **details: Any) -> Contestant:
    """Make our own contestant; details are the fields of Contestant."""
    return Contestant(OURS, call, args, **details)


def ours_by_name(name: str, *args: Any, **details: Any) -> Contestant:
    """Make our own contestant by the name of a function that older versions of the library lack."""
    call = getattr(aecodec, name, None)
    absent = f"aecodec {aecodec.__version__} has no {name}" if call is None else None
    return Contestant(OURS, call or identity, args, **{"absent": absent, **details})


def rival(peer: str, verb: str, *args: Any, **details: Any) -> Contestant:
    """Make a contestant of a peer with one of its verbs; absent where it is not installed.

    A peer that runs in a process of its own brings its clock along.
    """
    who = peers.load(peer)
    if who.module is None:
        return Contestant(who.name, identity, args, absent=who.version, **details)
    call = getattr(who.module, verb)
    if hasattr(who.module, "clock"):
        details |= {"own_clock": who.module.clock(verb, *args), "remote": True}
    return Contestant(who.name, call, args, **details)


def check(race: Race, contestant: Contestant) -> None:
    """Check the answer of a contestant. Raises WrongAnswerError."""
    expected = race.answer if contestant.answer is None else contestant.answer
    found = contestant.convert(contestant.call(*contestant.args, **contestant.options))
    if found != expected:
        raise WrongAnswerError(
            f"{race.name}, {contestant.name}: expected {_short(expected)}, found {_short(found)}"
        )


def _short(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 300 else f"{shown[:300]}... ({len(shown)} characters)"
