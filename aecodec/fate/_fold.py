"""Results computed from the leaves of nested values upwards, without recursion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

from ..errors import FateError
from ..limits import MAX_FATE_DEPTH, MAX_FATE_VALUES

_R = TypeVar("_R")

#: The parts of a value, and what makes its result of those of its parts.
Split: TypeAlias = tuple[Sequence[Any], Callable[[list[_R]], _R]]


def fold(value: Any, split: Callable[[Any], Split[_R]]) -> _R:
    """Compute the result of a value from those of its parts, which `split` names.

    Values nest as deep as `limits.MAX_FATE_DEPTH` allows, which is too deep to call one function in another.
    Raises FateError beyond the limits of depth and number, as for a list that holds itself.
    """
    count = 1
    parts, build = split(value)
    open_values = [(parts, build, list[_R]())]
    while True:
        parts, build, results = open_values[-1]
        if len(results) < len(parts):
            inner, inner_build = split(parts[len(results)])
            count += 1
            if count > MAX_FATE_VALUES:
                raise FateError("fate_too_many_values", "", None, f"at most {MAX_FATE_VALUES}")
            if inner:
                if len(open_values) == MAX_FATE_DEPTH:
                    raise FateError("fate_too_deep", "", None, f"at most {MAX_FATE_DEPTH}")
                open_values.append((inner, inner_build, []))
            else:
                results.append(inner_build([]))
            continue
        open_values.pop()
        result = build(results)
        if not open_values:
            return result
        open_values[-1][2].append(result)
