"""`aecodec verify`: who signed a transaction, for which network and in which form, and who has not."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, NamedTuple, TextIO

from .. import text
from .._tree import Layout, Row, Value, aligned
from ..derived import tx_hash
from ..errors import SignatureError, error_to_json, printable
from ..ids import Id
from ..objects import Tx
from ..schema import describe
from ..signing import KNOWN, Participants, SignatureLayer, Verification, find_network, verify
from ..signing.verification import SignatureMatch, find_matches
from . import inputs, options, sources, terminal
from .printing import write_error, write_record
from .sources import TRANSACTION, Found

EXAMPLE: Final = """\
  aecodec verify --network ae_mainnet @transactions.txt
  aecodec verify --json @transactions.txt"""


class Report(NamedTuple):
    """What is known of a transaction's signatures.

    network: the network that was asked for, or else the known one that most signatures fit; None if none
    fits. elsewhere: what signatures would be valid for that are not valid here. fault: the first problem.
    """

    tx: Tx
    network: str | None
    found: Verification
    elsewhere: tuple[SignatureMatch, ...]
    fault: SignatureError | None


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
                {"input": found.echo(), "line": found.item.line} | _record(report),
            )
        else:
            print(*([""] if before else []), *_lines(report, layout), sep="\n", file=out)
        before = True
        if report.fault is not None and not args.json:
            write_error(found.item, report.fault, args.json, out, err)
        return 0 if report.fault is None else 1

    return sources.each(args, TRANSACTION, show, "verify", out, err)


def check(
    tx: Tx,
    network: str | None,
    participants: Participants | None,
    inner: bool,
    trust_ga: bool,
    likely: str | None = None,
) -> Report:
    """Verify a transaction for a network, or for the known one that most signatures fit.

    likely: a network that is tried before all others.
    """
    if network is None and likely is not None:
        found = verify(tx, likely, participants=participants, inner=inner, trust_ga=trust_ga)
        if found.ok and found.signatures:
            return Report(tx, likely, found, (), None)
    if network is None:
        matches = find_network(tx, participants=participants, inner=inner)
        counts = Counter(match.network_id for match in matches)
        network = max(counts, key=counts.__getitem__, default=None)
    # If no known network fits, the result is the same for each of them.
    found = verify(tx, network or KNOWN[0], participants=participants, inner=inner, trust_ga=trust_ga)
    if found.ok:
        return Report(tx, network, found, (), None)
    candidates = dict.fromkeys(name for name in (network, *KNOWN) if name is not None)
    elsewhere = tuple(find_matches(found.layers, candidates, both_forms=True))
    fault = found.issues[0].error()
    if fault.code == "signers_unknown" and "participants" in (fault.expected or ""):
        expected = "both participants, each with --participant"
        fault = SignatureError(fault.code, fault.path, None, expected, fault.found)
    elif network is None and fault.code == "signature_stray" and not elsewhere:
        expected = "the id of another network with --network, or right signatures"
        fault = SignatureError("network_unknown", fault.path, None, expected)
    elif fault.code == "signature_stray" and (others := {one.network_id for one in elsewhere} - {network}):
        found_here = f"{fault.found}, which is right for {' and '.join(sorted(others))}"
        fault = SignatureError(fault.code, fault.path, None, fault.expected, found_here)
    return Report(tx, network, found, elsewhere, fault)


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


def sentence(report: Report) -> str:
    """Say in one sentence who signed for which network, and what is missing."""
    found = report.found
    kinds = " around ".join(describe(type(layer.tx)).name for layer in found.layers)
    on = "" if report.network is None else f" on {report.network}"
    said = [f"{kinds}: {'verified' if report.fault is None else 'not verified'}{on}"]
    good = {one.signer for layer in found.layers for one in layer.signatures if one.ok}
    if good:
        signed = [_role(layer, one) for layer in found.layers for one in layer.signers if one in good]
        said.append(f"signed by {_join(signed)}")
    for network in dict.fromkeys(match.network_id for match in report.elsewhere):
        here = [match for match in report.elsewhere if match.network_id == network]
        but = "but " if network != report.network else ""
        said.append(f"{but}signed for {network} by {_join([_role(one.layer, one.signer) for one in here])}")
    done = {match.signer for match in report.elsewhere}
    missing = [_role(layer, one) for layer in found.layers for one in layer.missing if one not in done]
    if missing:
        several = len({*missing}) > 1
        said.append(
            f"the signature{'s' if several else ''} of {_join(missing)} {'are' if several else 'is'} missing"
        )
    if found.by_contract:
        said.append(f"authorized by the contract of {_join(list(map(str, found.by_contract)))}")
    return ", ".join(said)


def _role(layer: SignatureLayer, signer: Id | None) -> str:
    """Name an account by the field that holds it in the transaction."""
    roles = (name for name in type(layer.tx).SIGNERS if getattr(layer.tx, name, None) == signer)
    role = next(roles, "").removesuffix("_id").replace("_", " ")
    role = "sender" if role == "from" else role
    return f"the {role} {signer}" if role else f"{signer}"


def _join(words: list[str]) -> str:
    return " and ".join(dict.fromkeys(words))


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
