"""The forms of captures: a table, and a module for each that recognizes and reads it."""

from __future__ import annotations

from typing import Final

from . import jsonl, markdown
from .form import Form, Skipped

__all__ = ["FORMS", "Form", "Skipped"]

#: The first that recognizes a source reads it; the last one takes whatever is left.
FORMS: Final = (
    Form("jsonl", jsonl.detect, jsonl.read),
    Form("markdown", lambda source: True, markdown.read),
)
