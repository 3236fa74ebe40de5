"""Parse captured channel sessions, reconstruct each channel's history, check it, and report.

    history = reconstruct(read(recording))
    for finding in findings(history):
        print(finding.line, finding.severity, finding.message)

`report.lines(inspect(history, findings(history)))` yields the report for a terminal, and
`inspection.to_records` the records for programs. Secrets are redacted when a capture is read.
"""

from __future__ import annotations

from . import inspection, report
from .captures import Capture, Entry, Problem, read, sample
from .checks import SEVERITIES, Finding, findings
from .history import Channel, ChannelHistory, Message, reconstruct
from .inspection import Inspection, inspect

__all__ = [
    "SEVERITIES",
    "Capture",
    "Channel",
    "ChannelHistory",
    "Entry",
    "Finding",
    "Inspection",
    "Message",
    "Problem",
    "findings",
    "inspect",
    "inspection",
    "read",
    "reconstruct",
    "report",
    "sample",
]
