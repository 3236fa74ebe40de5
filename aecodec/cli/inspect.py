"""`aecodec inspect`: a captured channel session, opened, checked and told from beginning to end."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import TextIO

from ..errors import CaptureError
from ..inspector import captures, report
from ..inspector.captures import Capture
from ..inspector.checks import findings
from ..inspector.film import develop
from ..inspector.report import Inspection
from ..protocol import MAX_CAPTURE_BYTES
from . import tree
from .printing import masked, printable


def configure(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="a recording, as markdown or as JSON lines; - (or none) for standard input",
    )
    parser.add_argument("--sample", action="store_true", help="the bundled founding session")
    parser.add_argument(
        "--network",
        metavar="ID",
        action="append",
        default=[],
        help="a network id to try besides the known ones",
    )
    parser.add_argument("--json", action="store_true", help="one record a line, the summary last")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Inspects every capture. Returns 1 if one cannot be read or has a finding of severity error."""
    if args.sample and args.files:
        print("aecodec inspect: --sample goes without files", file=err)
        return 2
    good = True
    summaries = []
    for name in args.files or ["-"]:
        try:
            capture = _sample() if args.sample else _capture(name)
        except CaptureError as error:
            print(f"aecodec: {printable(str(error))}", file=err)
            good = False
            continue
        film = develop(capture, args.network)
        inspected = report.inspection(film, findings(film))
        summaries.append(inspected.summary)
        good = good and not inspected.summary["errors"]
        if args.json:
            for record in report.records(inspected):
                named = record if len(args.files) < 2 else record | {"file": name}
                print(masked(captures.to_line(named)), file=out)
        else:
            if len(summaries) > 1:
                print(file=out)
            for line in _lines(inspected):
                print(printable(masked(line)), file=out)
    if args.json:
        print(captures.to_line(report.total(summaries)), file=out)
    return 0 if good else 1


def _sample() -> Capture:
    return captures.read(captures.sample(), "founding session")


def _capture(name: str) -> Capture:
    """Raises CaptureError for what is no capture, OSError for a file that cannot be read."""
    if name == "-":
        return captures.read(sys.stdin.buffer.read(MAX_CAPTURE_BYTES + 1) if sys.stdin else b"")
    with open(name, "rb") as file:
        return captures.read(file.read(MAX_CAPTURE_BYTES + 1), name)


def _lines(inspected: Inspection) -> Iterator[str]:
    """The report, with every transaction opened below."""
    yield from report.lines(inspected)
    for opened in inspected.opened.values():
        yield ""
        yield report.heading(opened)
        tx, error = opened.carried.tx, opened.carried.error
        yield from (f"  {line}" for line in (tree.lines(tx) if tx is not None else [str(error)]))
