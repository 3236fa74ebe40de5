"""JSON of values that nest deeper than Python's own writer goes, such as those of FATE."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


class _Written(str):
    """Text that stands in the result as it is."""


def dumps(form: Any, change: Callable[[str], str] = str) -> str:
    """Write a JSON value on one line, as `json.dumps` does, without recursion.

    change: is asked for what stands in place of each string but the names of members.
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
                parts += [_Written(f"{', ' if parts else ''}{json.dumps(name)}: "), value]
            pending += [_Written("}"), *reversed(parts), _Written("{")]
        elif isinstance(one, (list, tuple)):
            parts = [part for value in one for part in (_Written(", "), value)]
            pending += [_Written("]"), *reversed(parts[1:]), _Written("[")]
        else:
            out.append(json.dumps(change(one) if isinstance(one, str) else one))
    return "".join(out)
