"""Texts that people had in their hands, as public reports show them."""

from __future__ import annotations

from typing import Any, Final

from .conftest import VECTORS, json_lines

#: By a name: the source, the input, what must be shown of it and what must not.
CASES: Final[dict[str, dict[str, Any]]] = {
    row["id"]: row for _, row in json_lines(VECTORS / "reported.jsonl")
}
