"""Put the page together: template, style, scripts, data, and the policy that allows only these."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from ..inspection import Inspection
from .content import make_content, make_frames
from .transactions import make_transactions

if TYPE_CHECKING:
    from ...fate.opening import Known

__all__ = ["to_frame", "to_html"]

#: In the order in which they stand in the page: each uses only names of those before it, or of its events.
_SCRIPTS: Final = (
    "dom.js",
    "values.js",
    "transaction.js",
    "rounds.js",
    "chart.js",
    "overview.js",
    "sequence.js",
    "filters.js",
    "keyboard.js",
)

_PLACE: Final = re.compile(r"\{\{(\w+)\}\}")

#: Within a script block, HTML knows these marks before JSON does: `</script>`, `<!--`, `-->`, `&`.
_MARKS: Final = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


def to_html(inspected: Inspection, known: Known | None = None) -> str:
    """Write an inspection as one self-contained page of HTML.

    known: what is known of contracts, by which calls in transactions are named. Secrets and the tokens of the
    node (`fsm_id`) are redacted. The same arguments give the same page.
    """
    data = {
        "content": make_content(inspected),
        "transactions": make_transactions(inspected, known),
        "frames": make_frames(inspected),
    }
    return _fill(_page(), {name: _write_json(value) for name, value in data.items()})


def to_frame(inspected: Inspection, height: int = 640) -> str:
    """Write the page as a frame within another page, such as a notebook, with a height in pixels.

    Its script runs, but can reach neither the page around it nor what that page stores.
    """
    page = escape(to_html(inspected))
    return (
        f'<iframe title="Channel session" sandbox="allow-scripts" srcdoc="{page}" '
        f'style="width: 100%; height: {height}px; border: 1px solid rgb(128 128 128 / .35); '
        'border-radius: 8px"></iframe>'
    )


@cache
def _page() -> str:
    """Return the page with places left for its data."""
    from importlib.resources import files  # slow to import, and rarely needed

    folder = files(__package__)
    style = (folder / "page.css").read_text("utf-8")
    script = "".join((folder / name).read_text("utf-8") for name in _SCRIPTS)
    policy = (
        f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    parts = {"policy": policy, "style": style, "script": script}
    return _fill((folder / "page.html").read_text("utf-8"), parts)


def _digest(source: str) -> str:
    import base64
    import hashlib

    return f"sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}"


def _fill(template: str, parts: Mapping[str, str]) -> str:
    """Fill in the named places in one pass, so that nothing in a part is taken for a place."""
    return _PLACE.sub(lambda place: parts.get(place[1], place[0]), template)


def _write_json(value: Any) -> str:
    # ASCII: no line separator, direction mark or lone surrogate stands in the page as itself.
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).translate(_MARKS)
