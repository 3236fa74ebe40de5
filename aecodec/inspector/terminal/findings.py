"""The findings on a terminal: errors first, equal ones once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..._tree import Layout
from ..channels import Channel
from ..checks import Finding, Severity
from ..formatting import clean, count
from ..model import Unit
from ..wording import with_roles
from .styles import MARKS, cut, paint, wrap

#: Different findings of one severity that are listed: a capture may have hundreds of refusals.
_MAX_FINDINGS: Final[dict[Severity, int]] = {"error": 100, "warning": 50, "info": 10}
_MAX_CHARS: Final = 480  # of the sentence of a finding
_INDENT: Final = 11


def finding_lines(
    findings: Iterable[Finding],
    channels: Mapping[str, Channel],
    layout: Layout,
    left_out: int = 0,
    unit: Unit = "line",
) -> Iterator[str]:
    """Write each different finding with its mark, severity, first line, sentence and code.

    channels: by their ids, for the roles of participants. left_out: how many findings are not selected.
    unit: what the numbers of places count.
    """
    by_severity: dict[Severity, dict[tuple[str, str], list[Finding]]] = {name: {} for name in _MAX_FINDINGS}
    for one in findings:
        said = with_roles(one.message, channels.get(one.channel_id or ""))
        by_severity[one.severity].setdefault((one.code, said), []).append(one)
    if not any(by_severity.values()):
        elsewhere = f" in what is selected, {left_out} elsewhere" if left_out else ""
        yield paint(f"no findings{elsewhere}", "" if left_out else "good", layout)
        return
    for severity, groups in by_severity.items():
        most = _MAX_FINDINGS[severity]
        for (code, said), same in list(groups.items())[:most]:
            again = f", {len(same)} times" if len(same) > 1 else ""
            text = f"{_place(same[0], unit)}{again}: {cut(said, _MAX_CHARS)} [{code}]"
            yield from _write(severity, text, layout)
        unlisted = sum(len(same) for same in list(groups.values())[most:])
        if unlisted:
            noun = "remark" if severity == "info" else severity
            yield from _write(severity, f"and {count(unlisted, f'more {noun}')}: --json lists all", layout)


def _place(finding: Finding, unit: Unit) -> str:
    """Return where something was found; of several files, in which."""
    within = f" of {cut(finding.source, _MAX_CHARS)}" if finding.source else ""
    return f"{unit} {finding.line}{within}"


def _write(severity: Severity, text: str, layout: Layout) -> Iterator[str]:
    head = f"{MARKS[severity]} {severity}"
    for piece in wrap(clean(text), layout, _INDENT):
        yield paint(f"{head:<{_INDENT}}", severity, layout) + piece
        head = ""
