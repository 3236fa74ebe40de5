"""Arguments of a call: those of a function in order, from what is given in order or by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from .._lazy import load
from ..errors import FateError, quote
from .aci import Argument, FunctionInterface
from .sophia_types import Variable, format_name, join_names, step_to

_LONGEST_NAME: Final = 40  # of those for which a similar one is looked for


def is_polymorphic(argument: Argument) -> bool:
    """Tell whether there is a type variable in the type of an argument."""
    pending, seen = [argument.type], set()
    while pending:
        kind = pending.pop()
        if isinstance(kind, Variable):
            return True
        if id(kind) not in seen:
            seen.add(id(kind))
            pending += kind.parts
    return False


def place_of(number: int, argument: Argument) -> str:
    """Return the step of a path to an argument, counted from 1."""
    return f"argument {number} `{format_name(argument.name)}`"


def bind(function: FunctionInterface, given: Sequence[Any], named: Mapping[str, Any]) -> list[Any]:
    """Return all arguments in order, of which some are given by name."""
    arguments = function.arguments
    if len(given) > len(arguments):
        raise FateError("argument_count", step_to(function.name), None, f"{len(arguments)}", f"{len(given)}")
    places = {argument.name: index for index, argument in enumerate(arguments, 1)}
    for name in named:
        if name not in places:
            raise unknown_name("argument_unknown", step_to(function.name), name, [*places])
        if places[name] <= len(given):
            raise FateError("argument_repeated", place_of(places[name], arguments[places[name] - 1]))
    for index, argument in enumerate(arguments[len(given) :], len(given) + 1):
        if argument.name not in named:
            raise FateError("argument_missing", place_of(index, argument), None, argument.type.words)
    return [*given, *(named[argument.name] for argument in arguments[len(given) :])]


def unknown_name(code: str, path: str, name: str, names: Sequence[str]) -> FateError:
    """Return the error for a name that there is not, with the one that was probably meant."""
    near = load("difflib").get_close_matches(name, names, 1) if len(name) <= _LONGEST_NAME else []
    if near:
        return FateError(code, path, None, None, f"{quote(name)} (did you mean {quote(near[0])}?)")
    return FateError(code, path, None, f"one of {join_names(names)}", quote(name))
