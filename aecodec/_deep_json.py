"""JSON of values that nest deeper than recursion goes, such as those of FATE."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


class _Written(str):
    """Text that stands in the result as it is."""


def dumps(form: Any, change: Callable[[str], str] = str, *, ascii_only: bool = True) -> str:
    """Write a JSON value on one line, as `json.dumps` does, without recursion.

    change: is asked for what stands in place of each string but the names of members. ascii_only: whether
    other characters are escaped.
    """
    out: list[str] = []
    pending: list[Any] = [form]
    while pending:
        one = pending.pop()
        if isinstance(one, _Written):
            out.append(one)
        elif isinstance(one, dict):
            parts: list[Any] = []
            for name, value in one.items():
                comma, written = ", " if parts else "", json.dumps(name, ensure_ascii=ascii_only)
                parts += [_Written(f"{comma}{written}: "), value]
            pending += [_Written("}"), *reversed(parts), _Written("{")]
        elif isinstance(one, (list, tuple)):
            parts = [part for value in one for part in (_Written(", "), value)]
            pending += [_Written("]"), *reversed(parts[1:]), _Written("[")]
        else:
            shown = change(one) if isinstance(one, str) else one
            out.append(json.dumps(shown, ensure_ascii=ascii_only))
    return "".join(out)


def rebuild(form: Any, change: Callable[[str | None, Any], Any], rename: Callable[[str], str]) -> Any:
    """Return a copy of a JSON value with other strings, names and values, made without recursion.

    change: is asked for what stands in place of each value, those within others after them, and is given the
    name of the member that the value is of; None in arrays. What stands within its answer is changed, too.
    rename: is asked for the name of each member. Of members that get one name the last one stays.
    """
    top: list[Any] = [None]
    pending: list[tuple[Any, Any, str | None, Any]] = [(top, 0, None, form)]
    while pending:
        place, key, name, value = pending.pop()
        shown = change(name, value)
        if isinstance(shown, dict):
            copy: Any = {}
            inner = [(copy, rename(each), each, part) for each, part in shown.items()]
            copy.update((renamed, None) for _, renamed, _, _ in inner)  # the order of members
            pending += reversed(inner)
        elif isinstance(shown, (list, tuple)):
            copy = [None] * len(shown)
            pending += [(copy, index, None, part) for index, part in enumerate(shown)]
        else:
            copy = shown
        place[key] = copy
    return top[0]
