"""Texts of the page: without secrets, on one line, and numbers exact."""

from __future__ import annotations

from typing import Final

from ...amounts import format_amount
from ...limits import MAX_AMOUNT_BYTES
from ..formatting import clean, number

__all__ = ["make_amount", "safe"]

#: Characters of a sentence or name that are shown; those of a session are shorter.
_MAX_CHARS: Final = 2_000


def safe(text: str) -> str:
    """Return a text without secrets, on one line, with escapes for whatever does not print."""
    shown = clean(text[:_MAX_CHARS])
    return shown if len(text) <= _MAX_CHARS else f"{shown}…"


def make_amount(aettos: int) -> list[str]:
    """Return an amount in aettos, and the same in AE."""
    known = 0 <= aettos < 1 << 8 * MAX_AMOUNT_BYTES
    return [number(aettos), format_amount(aettos) if known else ""]
