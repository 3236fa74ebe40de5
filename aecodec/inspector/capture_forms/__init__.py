"""The forms of captures: a table, and a module for each that recognizes and reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..model import Entry
from ..source import Source
from . import arrows, har, jsonl, markdown, mitmproxy
from .form import Form, Skipped

__all__ = ["FORMS", "Form", "Skipped"]


def _read_any_text(source: Source, skipped: Skipped) -> Iterator[Entry]:
    from .text import read  # brings all of recognition, which other forms do without

    return read(source, skipped)


#: The first that recognizes a source reads it; the last one takes whatever is left.
FORMS: Final = (
    Form("mitmproxy", mitmproxy.detect, mitmproxy.read, labelled=True, numbered=True),
    Form("har", har.detect, har.read, labelled=True, numbered=True),
    Form("jsonl", jsonl.detect, jsonl.read),
    Form("markdown", markdown.detect, markdown.read),
    Form("wscat", arrows.detect, arrows.read, labelled=True),
    Form("text", lambda source: True, _read_any_text, labelled=True),
)
