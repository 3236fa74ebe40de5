"""Lines and records of a report."""

from __future__ import annotations

import json

from aecodec.inspector import captures, inspection, report
from aecodec.inspector.inspection import Inspection

from .recorded_sessions import (
    Record,
    inspection_of,
)


def lines_of(records: list[Record], *networks: str) -> list[str]:
    return list(report.lines(inspection_of(records, *networks)))


def row(lines: list[str], line: int) -> str:
    """The line of the timeline of this line of the recording."""
    (found,) = (text for text in lines if text[:8] == f"{line:6}  ")
    return found


def records_of(inspected: Inspection) -> list[Record]:
    """The records as a program reads them, the summary last."""
    shown = [*inspection.to_records(inspected), inspection.total_record([inspected.summary])]
    return [json.loads(captures.to_line(record)) for record in shown]
