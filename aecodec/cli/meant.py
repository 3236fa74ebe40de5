"""What was probably meant by an input or an argument that is not taken as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final, TextIO

from ..errors import AecodecError, printable
from ..names import CHAIN
from ..predicates import is_name
from .inputs import Input

#: What stands in no name: words beside it, quotes, the beginning of a URL.
_MORE: Final = re.compile(r"\S\s+\S|[\"'`]|://")

__all__ = ["question", "suggested_amount", "with_names_within"]


def suggested_amount(source: str) -> Any:
    """Return the reading of an amount that is written in another form than the one that is taken; or None."""
    from ..recognition import recognize

    return next((one for one in recognize(source) if one.suggestion and one.kind.name == "AMOUNT"), None)


def question(value: object) -> str:
    """Return a question that names what was meant by a wrong value, to follow its error; "" if unclear."""
    if not isinstance(value, str) or not value:
        return ""
    from ..recognition import suggest
    from ..redaction import redact

    if redact(value) != value:
        return ""
    if (found := suggest(value)) is not None:
        return f". {found.sentence.removesuffix('.')}"
    if (reading := suggested_amount(value)) is not None:
        return f". Did you mean {reading.suggestion}?"
    if "." not in value and is_name(f"{value}.{CHAIN}"):
        return f". Did you mean {value}.{CHAIN}?"
    return ""


def with_names_within(items: Iterable[Input], err: TextIO) -> Iterator[Input]:
    """Yield the inputs; in place of one that is no name, the names that are recognized in it."""
    for item in items:
        names = [] if is_name(item.text) else [*_names_within(item)]
        if names:
            words = ", ".join(name.text for name in names)
            print(f"aecodec: recognised {printable(words)}{item.place}", file=err)
        yield from names or [item]


def _names_within(item: Input) -> Iterator[Input]:
    from ..recognition import recognize

    try:
        source = item.whole()
    except AecodecError:
        return
    if _MORE.search(source) is None:
        return  # a name that is wrong
    for one in sorted(recognize(source), key=lambda one: one.start):
        if one.kind.name == "NAME" and one.confidence.name != "UNLIKELY":
            name = source[one.start : one.end]
            if is_name(name):
                yield item._replace(text=name)
