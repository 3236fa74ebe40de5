"""A captured session of a state channel: read, put together, judged and told.

    film = develop(read(recording))
    for finding in findings(film):
        print(finding.line, finding.severity, finding.message)

`report` tells all of it: `report.lines(report.inspection(film, findings(film)))`.
"""

from __future__ import annotations

from . import report
from .captures import Capture, Entry, Problem, read, sample
from .checks import SEVERITIES, Finding, findings
from .film import Channel, Film, Message, develop

__all__ = [
    "SEVERITIES",
    "Capture",
    "Channel",
    "Entry",
    "Film",
    "Finding",
    "Message",
    "Problem",
    "develop",
    "findings",
    "read",
    "report",
    "sample",
]
