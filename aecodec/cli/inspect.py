"""`aecodec inspect`: report what happened in captured channel sessions, and what is wrong."""

from __future__ import annotations

import sys
import textwrap
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Final, TextIO

from ..display import show
from ..errors import CaptureError, printable
from ..inspector import captures, inspection, report
from ..inspector.captures import Capture
from ..inspector.checks import findings
from ..inspector.history import reconstruct
from ..inspector.inspection import Inspection
from ..json_form import Ints
from ..limits import MAX_CAPTURE_BYTES
from ..redaction import redact, redact_json, redact_within
from . import inputs
from .printing import configure_ints, with_safe_ints

EXAMPLE: Final = """\
  aecodec inspect --sample
  aecodec inspect session.jsonl --json"""

_NOTE: Final = (
    "A capture may hold the tokens (fsm_id) by which a client takes up its channel again: the report "
    "leaves them out, --json keeps every message as it was. Secret keys (sk_) are masked in both, and so is "
    "what looks like a secret: 32 or 64 bytes in hexadecimal or as a list, and what stands behind words such "
    "as secret, seed or password."
)


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = f"{parser.description}\n\n{textwrap.fill(_NOTE)}"
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
        type=inputs.network,
        help="a network id to try besides the known ones; may be given several times",
    )
    parser.add_argument("--json", action="store_true", help="one record a line, the summary last")
    configure_ints(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Inspect every capture. Return 1 if one is no capture or has a finding of severity error.

    Return 2 for wrong usage, and if a file is empty or cannot be read; the others are inspected all the same.
    """
    if args.sample and args.files:
        print("aecodec inspect: --sample goes without files", file=err)
        return 2
    code = 0
    summaries: list[dict[str, int]] = []
    for name in args.files or ["-"]:
        source = name
        try:
            content = captures.sample() if args.sample else _content(name)
            source = content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")
            capture = _capture(content, "founding session" if args.sample else name)
        except EOFError:
            print(f"aecodec inspect: no input in {printable(redact(name))}", file=err)
            code = 2
            continue
        except (CaptureError, OSError) as error:
            refused = _refuse(error, name, err)
            instead = _decode(source, args, out, err)
            code = max(code, refused if instead is None else instead)
            continue
        several = name if len(args.files) > 1 else None
        summaries.append(
            write_capture(capture, args.network, args.json, args.ints, out, first=not summaries, name=several)
        )
        code = max(code, 1 if summaries[-1]["errors"] else 0)
    if args.json:
        print(captures.to_line(inspection.total_record(summaries)), file=out)
    return code


def write_capture(
    capture: Capture,
    networks: list[str],
    as_json: bool,
    ints: Ints,
    out: TextIO,
    *,
    first: bool = True,
    name: str | None = None,
) -> dict[str, int]:
    """Write the report of a capture or its records; return how many findings there are.

    networks: ids to try besides the known ones. name: of the file, if there are several.
    """
    history = reconstruct(capture, networks)
    inspected = inspection.inspect(history, findings(history))
    if as_json:
        _write_records(inspected, out, name, ints)
    else:
        _write_report(inspected, out, first)
    return inspected.summary


def _refuse(error: CaptureError | OSError, name: str, err: TextIO) -> int:
    """Say why a capture cannot be read, and return the exit code."""
    if isinstance(error, CaptureError):
        _complain(str(error), err)
        return 1
    _complain(f"{redact(name)}: {error.strerror or error}", err)
    return 2


def _decode(source: str, args: Namespace, out: TextIO, err: TextIO) -> int | None:
    """Decode what is no capture; None if nothing is recognized in it."""
    from ..recognition import recognize
    from . import decode, readings

    if all(one.kind.name == "CAPTURE" for one in readings.in_order(recognize(source), source)):
        return None
    print("aecodec: what it holds is shown as by `aecodec decode`", file=err)
    return decode.run(decode.Plain([source], json=args.json, ints=args.ints), out, err)


def _content(name: str) -> bytes:
    """Read a file. Raises EOFError if it is empty, and OSError if it cannot be read."""
    if name == "-":
        content = sys.stdin.buffer.read(MAX_CAPTURE_BYTES + 1) if sys.stdin else b""
    else:
        with inputs.open_file(name) as file:
            content = file.read(MAX_CAPTURE_BYTES + 1)
    if not content.strip():
        raise EOFError
    return content


def _capture(content: str | bytes, name: str) -> Capture:
    return captures.read(content) if name == "-" else captures.read(content, name)


# --- what is printed ----------------------------------------------------------------------------


def _complain(text: str, err: TextIO) -> None:
    print(f"aecodec: {printable(redact_within(text))}", file=err)


def _write_records(inspected: Inspection, out: TextIO, name: str | None, ints: Ints) -> None:
    """Write every record on a line. name: of the file, if there are several."""
    for record in inspection.to_records(inspected, ints):
        named = record if name is None else record | {"file": name}
        if ints != "number":
            named = with_safe_ints(named)
        print(captures.to_line(redact_json(named)), file=out)


def _write_report(inspected: Inspection, out: TextIO, first: bool) -> None:
    if not first:
        print(file=out)
    for line in _lines(inspected):
        print(printable(redact_within(line)), file=out)


def _lines(inspected: Inspection) -> Iterator[str]:
    """Yield the report, and every transaction below it."""
    yield from report.lines(inspected)
    for numbered in inspected.transactions.values():
        yield ""
        yield report.heading(numbered)
        tx, error = numbered.carried.tx, numbered.carried.error
        yield from (f"  {line}" for line in (str(error) if tx is None else show(tx)).splitlines())
