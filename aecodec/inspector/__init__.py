"""A captured session of a state channel: read, put together, judged and told.

    history = reconstruct(read(recording))
    for finding in findings(history):
        print(finding.line, finding.severity, finding.message)

`report` tells all of it: `report.lines(report.inspection(history, findings(history)))`.
"""

from __future__ import annotations

from . import report
from .captures import Capture, Entry, Problem, read, sample
from .checks import SEVERITIES, Finding, findings
from .history import Channel, ChannelHistory, Message, reconstruct

__all__ = [
    "SEVERITIES",
    "Capture",
    "Channel",
    "ChannelHistory",
    "Entry",
    "Finding",
    "Message",
    "Problem",
    "findings",
    "read",
    "reconstruct",
    "report",
    "sample",
]
