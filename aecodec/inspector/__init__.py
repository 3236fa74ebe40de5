"""Parse captured channel sessions, reconstruct each channel's history, check it, and report.

    history = reconstruct(read(recording))
    for step in history.channels[0].steps:
        print(step.round, step.kind, step.outcome, step.after)
    for finding in findings(history):
        print(finding.line, finding.severity, finding.message)

`terminal.lines(inspect(history, findings(history)))` yields the report for a terminal, `mermaid.lines` a
sequence diagram for a comment, `html.to_html` a page for a browser, and `inspection.to_records` the records
for programs. Notebooks show the page of a history or an inspection. Secrets are redacted when a capture is
read.
"""

from __future__ import annotations

from . import html, inspection, mermaid, terminal
from .captures import Capture, Entry, Problem, read, sample
from .checks import SEVERITIES, Finding, findings
from .history import Channel, ChannelHistory, Message, reconstruct
from .inspection import Inspection, inspect
from .several import merge, read_many
from .steps import KINDS, OUTCOMES, Move, Step

__all__ = [
    "KINDS",
    "OUTCOMES",
    "SEVERITIES",
    "Capture",
    "Channel",
    "ChannelHistory",
    "Entry",
    "Finding",
    "Inspection",
    "Message",
    "Move",
    "Problem",
    "Step",
    "findings",
    "html",
    "inspect",
    "inspection",
    "merge",
    "mermaid",
    "read",
    "read_many",
    "reconstruct",
    "sample",
    "terminal",
]
