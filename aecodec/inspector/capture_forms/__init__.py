"""The forms of captures: a table, and a module for each that recognizes and reads it."""

from __future__ import annotations

from typing import Final

from . import arrows, har, jsonl, markdown, mitmproxy, text
from .form import Form, Skipped

__all__ = ["FORMS", "Form", "Skipped"]

#: The first that recognizes a source reads it; the last one takes whatever is left.
FORMS: Final = (
    Form("mitmproxy", mitmproxy.detect, mitmproxy.read, labelled=True, numbered=True),
    Form("har", har.detect, har.read, labelled=True, numbered=True),
    Form("jsonl", jsonl.detect, jsonl.read),
    Form("markdown", markdown.detect, markdown.read),
    Form("wscat", arrows.detect, arrows.read, labelled=True),
    Form("text", text.detect, text.read, labelled=True),
)
