"""The report of a captured channel session, as text or as records, for the commands that meet one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from ..inspector import captures, inspection, terminal
from ..inspector.captures import Capture
from ..inspector.checks import findings
from ..inspector.history import reconstruct
from ..inspector.inspection import Inspection
from ..inspector.selection import Selection
from ..json_form import Ints, with_safe_ints
from ..redaction import redact_json
from .terminal import layout


def write_capture(capture: Capture, as_json: bool, ints: Ints, out: TextIO) -> dict[str, int]:
    """Write the report of a capture or its records; return how many findings there are."""
    history = reconstruct(capture)
    inspected = inspection.inspect(history, findings(history))
    lines = records(inspected, ints) if as_json else terminal.lines(inspected, layout(out))
    for line in lines:
        print(line, file=out)
    return inspected.summary


def records(
    inspected: Inspection, ints: Ints, selection: Selection | None = None, name: str | None = None
) -> Iterator[str]:
    """Yield every record as a line. name: of the file, if there are several."""
    for record in inspection.to_records(inspected, ints, selection):
        named = record if name is None else record | {"file": name}
        if ints != "number":
            named = with_safe_ints(named)
        yield captures.to_line(redact_json(named))
