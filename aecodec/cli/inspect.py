"""`aecodec inspect`: report what happened in captured channel sessions, and what is wrong."""

from __future__ import annotations

import gc
import sys
import textwrap
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, TextIO

from ..errors import CaptureError, printable
from ..inspector import captures, inspection, mermaid, terminal
from ..inspector.captures import Capture
from ..inspector.checks import findings
from ..inspector.history import reconstruct
from ..inspector.inspection import Inspection
from ..inspector.several import merge
from ..limits import MAX_CAPTURE_BYTES
from ..redaction import redact, redact_within
from . import contracts, inputs, options, pager, selecting
from .files import write_file
from .printing import configure_ints
from .reading import ReadingLine
from .reports import records
from .terminal import layout

if TYPE_CHECKING:
    from .._tree import Layout
    from ..fate.opening import Known

EXAMPLE: Final = """\
  aecodec inspect --sample
  aecodec inspect session.md --messages --round 2-5
  aecodec inspect session.jsonl --json
  aecodec inspect session.har --mermaid > comment.md
  aecodec inspect session.md --html report.html"""

_NOTE: Final = (
    "A capture may hold the tokens (fsm_id) by which a client takes up its channel again: the report "
    "leaves them out, --json keeps every message as it was. Secret keys (sk_) are masked in both, and so is "
    "what looks like a secret: 32 or 64 bytes in hexadecimal or as a list, and what stands behind words such "
    "as secret, seed or password."
)

#: So few messages are shown without being asked for: they fit below the rest.
_FEW: Final = 8


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.description = f"{parser.description}\n\n{textwrap.fill(_NOTE)}"
    parser.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="a capture in any form: recording, HAR, flows of mitmproxy, log, JSON lines, frames; "
        "those of one channel are merged; - (or none) for standard input",
    )
    parser.add_argument("--sample", action="store_true", help="the bundled founding session")
    options.configure_networks(parser)
    parser.add_argument(
        "--messages",
        action="store_true",
        help="the messages, too, with their transactions; as many as 8 always",
    )
    parser.add_argument(
        "--tx", metavar="N", type=options.number, help="one transaction, by its number in the report"
    )
    parser.add_argument("--json", action="store_true", help="one record a line, the summary last")
    parser.add_argument(
        "--mermaid", action="store_true", help="a sequence diagram, which GitHub and GitLab draw in a comment"
    )
    parser.add_argument(
        "--html", metavar="FILE", help="one page for a browser, without network; - for standard output"
    )
    contracts.configure(parser)
    configure_ints(parser)
    selecting.configure(parser)
    pager.configure(parser)


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Inspect every capture. Return 1 if one is no capture or has a finding of severity error.

    Return 2 for wrong usage, and if a file is empty or cannot be read; the others are inspected all the same.
    """
    forms = [
        f"--{name}" for name in ("json", "mermaid", "html", "tx") if getattr(args, name) not in (False, None)
    ]
    wrong = "--sample goes without files" if args.sample and args.files else ""
    wrong = f"{' and '.join(forms)} exclude each other" if len(forms) > 1 else wrong
    if args.html is not None and selecting.is_given(args):
        wrong = "--html shows everything: the page itself has filters"
    if wrong:
        print(f"aecodec inspect: {wrong}", file=err)
        return 2
    try:
        known = contracts.read_known(args)
    except options.UsageError as error:
        print(f"aecodec inspect: {error}", file=err)
        return 2
    paged = not (args.no_pager or args.json or args.html)
    with _without_collector(), pager.paged(out, paged) as written:
        return _inspect_all(args, known, written, err)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Pause the collector of reference cycles, which would walk the whole history again and again."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _inspect_all(args: Namespace, known: Known | None, out: TextIO, err: TextIO) -> int:
    summaries: list[dict[str, int]] = []
    unselected: list[str] = []
    read, code = _read_all(args, out, err)
    if args.html is not None and len(read) > 1:
        print("aecodec inspect: --html takes the captures of one channel", file=err)
        return 2
    for capture in read:
        if capture.skipped:
            kinds = ", ".join(f"{kind} ({count})" for kind, count in capture.skipped.items())
            _complain(f"{capture.name}: not shown: {kinds}", err)
        history = reconstruct(capture, args.network)
        inspected = inspection.inspect(history, findings(history))
        if args.html is not None:
            code = max(code, _write_page(inspected, known, args.html, out, err))
            return max(code, 1 if inspected.summary["errors"] else 0)
        try:
            lines = _lines(inspected, known, args, layout(out), capture.name if len(args.files) > 1 else None)
        except selecting.NothingSelectedError as nothing:
            unselected.append(str(nothing))
            continue
        if summaries and not args.json:
            print(file=out)
        for line in lines:
            print(line, file=out)
        summaries.append(inspected.summary)
        code = max(code, 1 if summaries[-1]["errors"] else 0)
    if args.json:
        print(captures.to_line(inspection.total_record(summaries)), file=out)
    if unselected and not summaries:
        print(f"aecodec inspect: {unselected[0]}", file=err)
        return 2
    return code


def _read_all(args: Namespace, out: TextIO, err: TextIO) -> tuple[tuple[Capture, ...], int]:
    """Read the captures, and merge those of one channel. Return them and the exit code so far."""
    code, line = 0, ReadingLine(err)
    read: list[Capture] = []
    for name in args.files or ["-"]:
        source = name
        try:
            content = captures.sample() if args.sample else _content(name)
            source = content if isinstance(content, str) else content.decode("utf-8", "surrogateescape")
            read.append(_capture(content, "founding session" if args.sample else name, line))
        except EOFError:
            print(f"aecodec inspect: no input in {printable(redact(name))}", file=err)
            code = 2
        except (CaptureError, OSError) as error:
            refused = _refuse(error, name, err)
            instead = _decode(source, args, out, err, is_name=isinstance(error, OSError))
            code = max(code, refused if instead is None else instead)
    try:
        return merge(read), code
    except CaptureError as error:
        return (), max(code, _refuse(error, "", err))


def _write_page(inspected: Inspection, known: Known | None, name: str, out: TextIO, err: TextIO) -> int:
    """Write the HTML report, and return the exit code."""
    from ..inspector.html import to_html

    page = to_html(inspected, known)
    if name == "-":
        print(page, end="", file=out)
        return 0
    try:
        write_file(name, page)
    except OSError as error:
        return _refuse(error, name, err)
    return 0


def _refuse(error: CaptureError | OSError, name: str, err: TextIO) -> int:
    """Say why a capture cannot be read, and return the exit code."""
    if isinstance(error, CaptureError):
        _complain(str(error), err)
        return 1
    _complain(f"{redact(name)}: {error.strerror or error}", err)
    return 2


def _decode(source: str, args: Namespace, out: TextIO, err: TextIO, *, is_name: bool) -> int | None:
    """Decode what is no capture; None if nothing is recognized in it.

    is_name: the source is the name of a file that cannot be read, and may as well have been meant as a text.
    """
    from ..recognition import recognize
    from . import decode, readings

    # Many a path could be base64, too.
    unlikely = ("CAPTURE", "BYTES") if is_name else ("CAPTURE",)
    if all(one.kind.name in unlikely for one in readings.in_order(recognize(source), source)):
        return None
    print("aecodec: what it holds is shown as by `aecodec decode`", file=err)
    names = {"aci": args.aci, "contract": args.contract, "names": args.names}
    return decode.run(decode.Plain([source], json=args.json, ints=args.ints, **names), out, err)


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


def _capture(content: str | bytes, name: str, line: ReadingLine) -> Capture:
    try:
        return captures.read(content, "<stdin>" if name == "-" else name, progress=line)
    finally:
        line.clear()


# --- what is printed ----------------------------------------------------------------------------


def _complain(text: str, err: TextIO) -> None:
    print(f"aecodec: {printable(redact_within(text))}", file=err)


def _lines(
    inspected: Inspection, known: Known | None, args: Namespace, shape: Layout, name: str | None
) -> Iterator[str]:
    """Return what is printed of a capture. name: of its file, if there are several.

    Raises NothingSelectedError for what the capture does not have.
    """
    selection = selecting.select(inspected, args)
    if args.json:
        return records(inspected, args.ints, selection, name)
    if args.mermaid:
        return mermaid.lines(inspected, selection)
    if args.tx is not None:
        numbered = selecting.find_tx(inspected, args.tx)
        return terminal.transaction_lines(numbered, shape, known)
    few = len(inspected.history.messages) <= _FEW
    return terminal.lines(
        inspected, shape, selection, messages=args.messages or bool(args.method) or few, known=known
    )
