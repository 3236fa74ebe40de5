"""`aecodec verify`: who signed a transaction, for which network and in which form, and who has not."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any, Final, NamedTuple, TextIO

from .. import text
from ..codec import decode_tx
from ..derived import tx_hash
from ..errors import AecodecError, SignatureError, error_form, quote
from ..ids import Id
from ..objects import Tx
from ..protocol import IdKind
from ..redaction import redact
from ..schema import describe
from ..signing import (
    FORMS,
    KNOWN,
    Issue,
    Participants,
    SignatureLayer,
    Verification,
    find_network,
    message_to_sign,
    verify,
    verify_signature,
)
from . import inputs, tree
from .inputs import Input
from .printing import each, echo, printable, without_secret, write_error, write_record

#: Signatures of one layer for which other networks are tried.
_MOST: Final = 8


class Elsewhere(NamedTuple):
    """What a signature would fit that does not count where it is; `layer` says where that is."""

    network: str
    form: str
    signer: Id
    inner: bool
    layer: SignatureLayer


class Verdict(NamedTuple):
    """What is known of a transaction's signatures.

    network: the one that was asked for, or else the one that fits best; None if no known one fits.
    elsewhere: what fits another network, or the other side of a paying_for.
    fault: the first thing that is wrong; None if all signatures are right, for this network.
    """

    tx: Tx
    network: str | None
    found: Verification
    elsewhere: tuple[Elsewhere, ...]
    fault: SignatureError | None


def configure(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    inputs.configure(parser, "tx")
    parser.add_argument(
        "--network", metavar="ID", type=inputs.network, help="the network id; without it, the one that fits"
    )
    parser.add_argument(
        "--participant",
        metavar="AK",
        action="append",
        default=[],
        help="an account of the channel, twice: for transactions that do not name both",
    )
    parser.add_argument("--inner", action="store_true", help="it was signed to be wrapped in a paying_for")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, errors among them")


def run(args: Namespace, out: TextIO, err: TextIO) -> int:
    """Verifies every transaction. Returns 1 unless all of them are fully and rightly signed."""
    wrong = _usage(args)
    if wrong is not None:
        print(f"aecodec verify: {printable(redact(wrong))}", file=err)
        return 2
    both = [Id(account) for account in args.participant]
    participants = (both[0], both[1]) if both else None
    count = 0
    all_ok = True

    def show(item: Input, verdict: Verdict) -> None:
        nonlocal count, all_ok
        if args.json:
            write_record(out, {"input": echo(item), "line": item.line} | _record(verdict))
        else:
            if count:
                print(file=out)
            for line in _lines(verdict):
                print(line, file=out)
            if verdict.fault is not None:
                fail(item, verdict.fault)
        count += 1
        all_ok = all_ok and verdict.fault is None

    def fail(item: Input, error: AecodecError) -> None:
        write_error(item, error, args.json, out, err)

    def work(source: str) -> Verdict:
        return judge(decode_tx(source), args.network, participants, args.inner)

    good = each(inputs.read(args.items, args.trim), work, show, fail)
    return 0 if good and all_ok else 1


def judge(tx: Tx, network: str | None, participants: Participants | None, inner: bool) -> Verdict:
    """Verifies a transaction for a network, or for the known one under which most signatures fit."""
    if network is None:
        fits = find_network(tx, participants=participants, inner=inner)
        network = next((name for name, _ in Counter(fit.network_id for fit in fits).most_common(1)), None)
    # Where no known network fits, none of them tells more than another.
    found = verify(tx, network or KNOWN[0], participants=participants, inner=inner)
    if found.ok:
        return Verdict(tx, network, found, (), None)
    elsewhere = tuple(fit for layer in found.layers for fit in _elsewhere(layer, network))
    return Verdict(tx, network, found, elsewhere, _fault(tx, network, found))


def _elsewhere(layer: SignatureLayer, asked: str | None) -> Iterator[Elsewhere]:
    """What the signatures of a layer would fit that fit no signer of it."""
    strays = [signature for signature, signer, *_ in layer.signatures if signer is None][:_MOST]
    networks = dict.fromkeys(network for network in (asked, *KNOWN) if network is not None)
    if not strays or not layer.signers:
        return
    for network, inner, form in product(networks, (layer.inner, not layer.inner), FORMS):
        message = message_to_sign(layer.tx, network, form, inner=inner)
        for stray, signer in product(strays, layer.signers):
            if verify_signature(stray, message, signer):
                yield Elsewhere(network, form, signer, inner, layer)


def _fault(tx: Tx, network: str | None, found: Verification) -> SignatureError:
    """The first thing that is wrong with signatures that are not all right, from the outermost."""
    where = "on any known network" if network is None else f"on {quote(network)}"
    faults = (fault for layer in found.layers for fault in _faults(layer, where))
    kind = describe(type(tx)).name
    return next(faults, SignatureError("signed_tx_missing", "", None, "a SignedTx", f"a bare {kind}"))


def _faults(layer: SignatureLayer, where: str) -> Iterator[SignatureError]:
    unknown = [issue for issue in layer.issues if issue.code == "signers_unknown"]
    yield from (_doubtful(issue, layer) for issue in unknown)
    signed, missing = layer.signatures, _names(layer.missing)
    if missing and not signed:
        yield SignatureError("signature_missing", _nested(layer), None, missing, "none")
    for index, signature in enumerate(signed):
        if not signature.ok:
            code, expected = "signature_repeated", f"{len(layer.signers)} signatures"
            if signature.signer is None:
                code, expected = "signature_stray", _names(layer.signers) or "no signature of a ga_meta"
            elif signature.signer in layer.by_contract:
                code, expected = "signature_needless", f"no signature of {signature.signer}"
            if missing:
                expected = f"{missing} {where}"
            path = f"{layer.path}.signatures[{index}]"
            yield SignatureError(code, path, None, expected, text.encode("sg", signature.signature))
    if missing:
        count = f"{len(signed)} of {len(layer.signers)}"
        yield SignatureError("signature_missing", f"{layer.path}.signatures", None, missing, count)
    yield from (_doubtful(issue, layer) for issue in layer.issues if issue not in unknown)


def _doubtful(issue: Issue, layer: SignatureLayer) -> SignatureError:
    path = _nested(layer)
    kind = f"a {describe(type(layer.tx)).name}"
    match issue.code:
        case "signers_unknown" if layer.tx.BOTH_PARTICIPANTS:
            return SignatureError(issue.code, path, None, "both participants, each with --participant")
        case "participants":
            found = "another account in the transaction"
            return SignatureError(issue.code, path, None, _names(layer.signers), found)
    return SignatureError(issue.code, path, None, None, kind)


def _nested(layer: SignatureLayer) -> str:
    """Where a wrapped layer is; nothing for the outermost."""
    return layer.path if "." in layer.path else ""


def _names(accounts: tuple[Id, ...]) -> str:
    return " and ".join(map(str, accounts))


def _usage(args: Namespace) -> str | None:
    """What is wrong with the options, if anything."""
    if len(args.participant) not in (0, 2) or len(set(args.participant)) != len(args.participant):
        return "argument --participant: give both participants of the channel, or none"
    for account in args.participant:
        try:
            kind = Id(account).kind
        except AecodecError as error:
            return f"argument --participant: {without_secret(error, account)}"
        if kind != IdKind.ACCOUNT:
            return "argument --participant: an account (ak_) is expected"
    return None


def _record(verdict: Verdict) -> dict[str, Any]:
    signatures = [
        {
            "signature": text.encode("sg", signature),
            "signer": None if signer is None else str(signer),
            "form": form,
            "inner": layer.inner,
            "path": f"{layer.path}.signatures[{index}]",
            "ok": ok,
        }
        for layer in verdict.found.layers
        for index, (signature, signer, form, ok) in enumerate(layer.signatures)
    ]
    elsewhere = [
        {
            "network": fit.network,
            "form": fit.form,
            "signer": str(fit.signer),
            "inner": fit.inner,
            "path": fit.layer.path,
        }
        for fit in verdict.elsewhere
    ]
    record = {
        "network": verdict.network,
        "ok": verdict.fault is None,
        "signatures": signatures,
        "by_contract": [str(account) for account in verdict.found.by_contract],
        "missing": [str(signer) for signer in verdict.found.missing],
        "elsewhere": elsewhere,
    }
    return record if verdict.fault is None else record | {"error": error_form(verdict.fault)}


def _lines(verdict: Verdict) -> Iterator[str]:
    kinds = " around ".join(describe(type(layer.tx)).name for layer in verdict.found.layers)
    where = "" if verdict.network is None else f" on {printable(verdict.network)}"
    yield f"{kinds}: {'verified' if verdict.fault is None else 'not verified'}{where}"
    rows = [("hash", [tx_hash(verdict.tx)])]
    rows.append(("signatures", [line for layer in verdict.found.layers for line in _signature_lines(layer)]))
    if verdict.found.by_contract:
        rows.append(("by contract", [f"{one}, only the chain can tell" for one in verdict.found.by_contract]))
    rows.append(("missing", [str(signer) for signer in verdict.found.missing]))
    if verdict.elsewhere:
        rows.append(("but fits", [_fit_line(fit) for fit in verdict.elsewhere]))
    for line in tree.aligned(rows):
        yield f"  {line}"


def _signature_lines(layer: SignatureLayer) -> Iterator[str]:
    at = f", at {_nested(layer)}" if _nested(layer) else ""
    for signature, signer, form, ok in layer.signatures:
        shown = text.encode("sg", signature)
        if signer is None:
            yield f"{shown} by nobody who must sign{at}"
        else:
            yield f"{shown} by {signer}, form {form}{'' if ok else ', left over'}{at}"


def _fit_line(fit: Elsewhere) -> str:
    wrapped = ""
    if fit.inner and not fit.layer.inner:
        wrapped = ", inside a paying_for (--inner)"
    elif not fit.inner and fit.layer.inner:
        wrapped = ", not inside a paying_for"
    at = f", at {_nested(fit.layer)}" if _nested(fit.layer) else ""
    return f"{fit.network}: {fit.signer}, form {fit.form}{wrapped}{at}"
