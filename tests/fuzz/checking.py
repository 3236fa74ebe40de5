"""What holds for every input of every parser, and how a parser's check demands what else must hold.

A parser's check does its work through a Checker: on both twins, which must give equal values and errors. All
that is raised must be a documented error that names its rule, its place and its evidence in one line.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from .twins import PLAIN, TWINS

#: Names of the errors that decoding is documented to raise.
DECODING: Final = ("TextError", "RlpError", "FieldError")

_INDEX: Final = re.compile(r"\[[^\]]*\]")


class Find(AssertionError):  # noqa: N818  (what a fuzzer looks for)
    """An input that breaks a rule of the library."""


class Outcome(NamedTuple):
    """The result of some work: a value for each twin, or the error that all of them raised."""

    values: tuple[Any, ...]
    error: Any = None

    @property
    def value(self) -> Any:
        """The value of the package as installed."""
        return self.values[-1]

    @property
    def good(self) -> bool:
        return self.error is None


class Checker:
    """The check of one input. size: its length, which no place of an error is beyond.

    features: codes and types of results, in short; an input that adds one is worth keeping.
    """

    def __init__(self, size: int, twins: tuple[Any, ...] = TWINS) -> None:
        self.size = size
        self.features: set[str] = set()
        self._twins = twins

    def both(
        self,
        work: Callable[..., Any],
        of: Outcome | None = None,
        refusals: tuple[str, ...] = DECODING,
        name: str = "",
    ) -> Outcome:
        """Run `work(twin)`, or `work(twin, value)` with each twin's value of an earlier outcome.

        refusals: the classes of errors that it may raise. Raises Find if twins differ, and for other errors.
        """
        outcomes: list[tuple[Any, Any]] = []
        for index, twin in enumerate(self._twins):
            given = () if of is None else (of.values[index],)
            try:
                outcomes.append((work(twin, *given), None))
            except Exception as error:
                if type(error).__name__ not in refusals:
                    raise
                outcomes.append((None, error))
        described = [_describe(*outcome) for outcome in outcomes]
        if described.count(described[0]) < len(described):
            raise Find(f"the twins differ: {' | '.join(map(str, described))}")
        value, refusal = outcomes[0]
        if refusal is not None:
            self._check_error(refusal)
            self._note(name, _short(refusal))
            return Outcome((), refusal)
        self._note(name, type(value).__name__)
        return Outcome(tuple(value for value, _ in outcomes))

    def require(self, holds: bool, words: str, *evidence: object) -> None:
        """Raise Find unless the rule in these words holds."""
        if not holds:
            raise Find(f"{words}: {', '.join(map(repr, evidence))}")

    def _note(self, name: str, words: str) -> None:
        self.features.add(f"{name} {words}")

    def _check_error(self, error: Any) -> None:
        line = str(error)
        self.require(line.isprintable() and line != "", "an error is one printable line", line)
        if not isinstance(error, PLAIN.AecodecError):
            return  # a TypeError, where one is documented
        self.require(error.code in PLAIN.errors.RULES, "the code of an error is documented", error.code)
        inside = error.offset is None or 0 <= error.offset <= self.size
        self.require(inside, "the place of an error is within the input", error.offset, self.size)
        again = error.__reduce__()
        self.require(
            _describe(None, again[0](*again[1])) == _describe(None, error), "an error survives copying", line
        )


def _short(error: Any) -> str:
    """Write rule and place of an error, without indexes, so that their number is small."""
    if not isinstance(error, PLAIN.AecodecError):
        return type(error).__name__
    steps = _INDEX.sub("[]", error.path).split(".")
    return f"{error.code} {'.'.join(steps[-2:])}"


def _describe(value: Any, error: Any) -> tuple[Any, ...]:
    """Return all that can be seen of a value or an error but its class: each twin has its own."""
    if error is None:
        return "value", repr(value).replace(f"{PLAIN.__name__}.", "aecodec.")
    fields = [getattr(error, name, None) for name in ("code", "path", "offset", "expected", "found")]
    return type(error).__name__, *fields, str(error)
