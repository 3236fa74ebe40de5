"""HTML of chain objects for notebooks: self-contained, in the colors of the page around it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from ._tree import Row, Value
from .display import Shown, outline

#: Colors derive from that of the surrounding text, so that light and dark pages need no rules of their own.
_STYLE: Final = """
.aecodec { font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; max-width: 64em;
  border: 1px solid rgb(128 128 128 / .35); border-radius: 6px; padding: .5em .8em; text-align: left }
.aecodec b { font-size: 1.08em }
.aecodec .r { display: flex; flex-wrap: wrap; gap: 0 1em; padding: .12em 0 }
.aecodec .r > .k { flex: 0 0 10em; opacity: .65 }
.aecodec .r > .v { flex: 1 1 14em; min-width: 0; overflow-wrap: anywhere }
.aecodec summary { cursor: pointer; padding: .12em 0; word-break: break-all }
.aecodec summary .k { opacity: .65; margin-right: .6em }
.aecodec details > div { border-left: 2px solid rgb(128 128 128 / .35); margin-left: .3em;
  padding-left: .8em }
.aecodec i { font-style: normal; opacity: .65 }
@media (max-width: 30em) { .aecodec .r > .k { flex-basis: 100% } .aecodec .r > .v { padding-left: .8em } }
"""
_MOST_OPEN: Final = 50  # rows of a block that is shown at once


def to_html(obj: Shown) -> str:
    """Write what `show` writes as HTML. Nested objects can be folded; long ones come folded."""
    tree = outline(obj)
    rows = "".join(part for row in tree.below for part in _row(row))
    return f'<div class="aecodec"><style>{_STYLE}</style><b>{_values(tree.values)}</b>{rows}</div>'


def _row(row: Row) -> Iterator[str]:
    name = f'<span class="k">{escape(row.name)}</span>'
    if not row.below:
        yield f'<div class="r">{name}<span class="v">{_values(row.values)}</span></div>'
        return
    mark = " open" if len(row.below) <= _MOST_OPEN else ""
    yield f"<details{mark}><summary>{name}{_values(row.values)}</summary><div>"
    for one in row.below:
        yield from _row(one)
    yield "</div></details>"


def _values(values: tuple[Value, ...]) -> str:
    return "<br>".join(
        f"{escape(value.text)} <i>({escape(value.note)})</i>" if value.note else escape(value.text)
        for value in values
    )
