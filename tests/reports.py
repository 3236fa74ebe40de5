"""Lines and records of a report."""

from __future__ import annotations

import json

from aecodec._tree import PLAIN
from aecodec.inspector import captures, inspection, terminal
from aecodec.inspector.inspection import Inspection

from .recorded_sessions import (
    Record,
    inspection_of,
)


def lines_of(records: list[Record], *networks: str, width: int | None = None) -> list[str]:
    """The report without messages."""
    return list(terminal.lines(inspection_of(records, *networks), PLAIN._replace(width=width)))


def timeline_of(records: list[Record], *networks: str, width: int | None = None) -> list[str]:
    """The sequence of messages, with its heading."""
    inspected = inspection_of(records, *networks)
    lines = list(terminal.lines(inspected, PLAIN._replace(width=width), messages=True))
    start = next(index for index, line in enumerate(lines) if line.startswith("  line  "))
    return lines[start:]


def row(lines: list[str], line: int) -> str:
    """The line of the timeline of this line of the recording."""
    (found,) = (text for text in lines if text[2:8] == f"{line:4}  " and text[0] in " ✗!·")
    return found


def records_of(inspected: Inspection) -> list[Record]:
    """The records as a program reads them, the summary last."""
    shown = [*inspection.to_records(inspected), inspection.total_record([inspected.summary])]
    return [json.loads(captures.to_line(record)) for record in shown]
