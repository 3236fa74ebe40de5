"""`aecodec verify`: who signed a transaction, for which network and in which form, and who has not."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from typing import Any, Final, TextIO

from .. import text
from .._tree import Layout, Row, Value, aligned
from ..derived import tx_hash
from ..errors import error_to_json, printable
from ..signing import SignatureLayer
from ..signing.verification import SignatureMatch
from . import inputs, options, sources, terminal
from .printing import write_error, write_record
from .signatures import Report, check, sentence
from .sources import TRANSACTION, Found

EXAMPLE: Final = """\
  aecodec verify --network ae_mainnet @transactions.txt
  aecodec verify --json @transactions.txt"""


def configure(parser: ArgumentParser) -> None:
    """Declare the command's arguments."""
    sources.configure(parser, "tx")
    parser.add_argument(
        "--network", metavar="ID", type=inputs.network, help="the network id; without it, the one that fits"
    )
    options.configure_participants(parser)
    parser.add_argument("--inner", action="store_true", help="it was signed to be wrapped in a paying_for")
    parser.add_argument(
        "--trust-ga",
        action="store_true",
        help="accept what generalized accounts authorize, which only the chain can check",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Verify every transaction; return 1 unless all are fully and rightly signed, 2 if there is none."""
    try:
        participants = options.participants_of(args)
    except options.UsageError as wrong:
        print(f"aecodec verify: {wrong}", file=err)
        return 2
    likely: str | None = None
    before = False
    layout = terminal.layout(out)

    def show(found: Found) -> int:
        nonlocal likely, before
        report = check(found.value, args.network, participants, args.inner, args.trust_ga, likely)
        likely = report.network or likely
        if args.json:
            write_record(
                out,
                found.record() | {"line": found.item.line} | _record(report),
            )
        else:
            print(*([""] if before else []), *_lines(report, layout), sep="\n", file=out)
        before = True
        if report.fault is not None and not args.json:
            write_error(found.item, report.fault, args.json, out, err)
        return 0 if report.fault is None else 1

    return sources.each(args, TRANSACTION, show, "verify", out, err)


def _record(report: Report) -> dict[str, Any]:
    signatures = [
        {
            "signature": text.encode("sg", signature),
            "signer": None if signer is None else str(signer),
            "form": form,
            "inner": layer.inner,
            "path": f"{layer.path}.signatures[{index}]",
            "ok": ok,
        }
        for layer in report.found.layers
        for index, (signature, signer, form, ok) in enumerate(layer.signatures)
    ]
    elsewhere = [
        {
            "network": match.network_id,
            "form": match.form,
            "signer": str(match.signer),
            "inner": match.inner,
            "path": match.layer.path,
        }
        for match in report.elsewhere
    ]
    record = {
        "summary": sentence(report),
        "network": report.network,
        "ok": report.fault is None,
        "signatures": signatures,
        "by_contract": [str(account) for account in report.found.by_contract],
        "missing": [str(signer) for signer in report.found.missing],
        "elsewhere": elsewhere,
    }
    return record if report.fault is None else record | {"error": error_to_json(report.fault)}


def _lines(report: Report, layout: Layout) -> Iterator[str]:
    found = report.found
    yield layout.title(printable(sentence(report)))
    sentences = [] if report.network is None else str(found).splitlines()[1:]
    rows = [("hash", [tx_hash(report.tx)])]
    rows.append(("signatures", [line for layer in found.layers for line in _signature_lines(layer)]))
    if found.by_contract:
        rows.append(("by contract", [f"{one}, which only the chain can check" for one in found.by_contract]))
    rows.append(("missing", [str(signer) for signer in found.missing]))
    if report.elsewhere:
        rows.append(("valid for", [_match_line(match) for match in report.elsewhere]))
    if report.fault is not None and sentences[1:]:
        rows.append(("problems", list(map(printable, sentences))))
    known = (Row(name, tuple(map(Value, values or ["(none)"]))) for name, values in rows)
    yield from aligned(known, layout, 2)


def _signature_lines(layer: SignatureLayer) -> Iterator[str]:
    at = f", at {layer.wrapped_path}" if layer.wrapped_path else ""
    for signature, signer, form, ok in layer.signatures:
        shown = text.encode("sg", signature)
        if signer is None:
            yield f"{shown} by no required signer{at}"
        else:
            yield f"{shown} by {signer}, form {form}{'' if ok else ', not needed'}{at}"


def _match_line(match: SignatureMatch) -> str:
    wrapped = ""
    if match.inner and not match.layer.inner:
        wrapped = ", inside a paying_for (--inner)"
    elif not match.inner and match.layer.inner:
        wrapped = ", not inside a paying_for"
    at = f", at {match.layer.wrapped_path}" if match.layer.wrapped_path else ""
    return f"{match.network_id}: {match.signer}, form {match.form}{wrapped}{at}"
