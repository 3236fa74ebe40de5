"""`aecodec verify`: who signed a transaction, for which network and in which form, and who has not."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple, TextIO

from .. import text
from ..codec import decode_tx
from ..derived import tx_hash
from ..errors import AecodecError, SignatureError, quoted
from ..ids import Id
from ..objects import Tx
from ..protocol import IdKind
from ..schema import describe
from ..signing import CheckedSignature, Fit, Participants, find_network, required_signers, verify
from ..tx import SignedTx
from . import inputs, tree
from .inputs import Input
from .printing import each, echo, error_form, masked, printable, write_error, write_record


class Verdict(NamedTuple):
    """What is known of a transaction's signatures.

    network: the one that was asked for, or else the one that fits best; None if no known one fits.
    elsewhere: what fits another network, or as the inner transaction of a paying_for.
    fault: the first thing that is wrong; None if all signatures are right, for this network.
    """

    tx: Tx
    network: str | None
    signatures: tuple[CheckedSignature, ...]
    missing: tuple[Id, ...]
    elsewhere: tuple[tuple[Fit, bool], ...]
    fault: SignatureError | None


def configure(parser: ArgumentParser) -> None:
    """Declares the command's arguments."""
    inputs.configure(parser, "tx")
    parser.add_argument("--network", metavar="ID", help="the network id; without it, the one that fits")
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
        print(f"aecodec verify: {printable(masked(wrong))}", file=err)
        return 2
    participants: Participants | None = tuple(map(Id, args.participant)) or None  # type: ignore[assignment]
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
    fits = find_network(tx, participants=participants, inner=inner)
    if network is None and fits:
        ((network, _),) = Counter(fit.network_id for fit in fits).most_common(1)
    if network is not None:
        found = verify(tx, network, participants=participants, inner=inner)
        if found.ok:
            return Verdict(tx, network, found.signatures, (), (), None)
        signatures, missing = found.signatures, found.missing
    else:
        carried = tx.signatures if isinstance(tx, SignedTx) else ()
        signatures = tuple(CheckedSignature(signature, None, None, False) for signature in carried)
        missing = required_signers(tx, participants)
    elsewhere = [(fit, inner) for fit in fits if fit.network_id != network]
    elsewhere += [(fit, not inner) for fit in find_network(tx, participants=participants, inner=not inner)]
    fault = _fault(tx, network, participants, signatures, missing)
    return Verdict(tx, network, signatures, missing, tuple(elsewhere), fault)


def _fault(
    tx: Tx,
    network: str | None,
    participants: Participants | None,
    signatures: tuple[CheckedSignature, ...],
    missing: tuple[Id, ...],
) -> SignatureError:
    """The first thing that is wrong with signatures that are not all right."""
    unsigned = tx.transaction if isinstance(tx, SignedTx) else tx
    where = "on any known network" if network is None else f"on {quoted(network)}"
    if unsigned.BOTH_PARTICIPANTS and participants is None:
        return SignatureError("signers_unknown", "", None, "both participants, each with --participant")
    signers = required_signers(tx, participants)
    if not signers:
        return SignatureError("signers_unknown", "", None, None, f"a {type(unsigned).__name__}")
    if not signatures:
        return SignatureError("signature_missing", "", None, _names(missing), "none")
    for index, signature in enumerate(signatures):
        if not signature.ok:
            code = "signature_stray" if signature.signer is None else "signature_repeated"
            expected = f"{_names(missing)} {where}" if missing else f"{len(signers)} signatures"
            found = text.encode("sg", signature.signature)
            return SignatureError(code, f"SignedTx.signatures[{index}]", None, expected, found)
    if missing:
        found = f"{len(signatures)} of {len(signers)}"
        return SignatureError("signature_missing", "SignedTx.signatures", None, _names(missing), found)
    return SignatureError("participants", "", None, _names(signers), "another account in the transaction")


def _names(accounts: tuple[Id, ...]) -> str:
    return " and ".join(map(str, accounts))


def _usage(args: Namespace) -> str | None:
    """What is wrong with the options, if anything."""
    if args.network == "":
        return "argument --network: a network id is not empty"
    if len(args.participant) not in (0, 2) or len(set(args.participant)) != len(args.participant):
        return "argument --participant: give both participants of the channel, or none"
    for account in args.participant:
        try:
            kind = Id(account).kind
        except AecodecError as error:
            return f"argument --participant: {error}"
        if kind != IdKind.ACCOUNT:
            return "argument --participant: an account (ak_) is expected"
    return None


def _record(verdict: Verdict) -> dict[str, Any]:
    signatures = [
        {
            "signature": text.encode("sg", signature),
            "signer": None if signer is None else str(signer),
            "form": form,
            "ok": ok,
        }
        for signature, signer, form, ok in verdict.signatures
    ]
    elsewhere = [
        {"network": fit.network_id, "form": fit.form, "signer": str(fit.signer), "inner": inner}
        for fit, inner in verdict.elsewhere
    ]
    record = {
        "network": verdict.network,
        "ok": verdict.fault is None,
        "signatures": signatures,
        "missing": [str(signer) for signer in verdict.missing],
        "elsewhere": elsewhere,
    }
    return record if verdict.fault is None else record | {"error": error_form(verdict.fault)}


def _lines(verdict: Verdict) -> Iterator[str]:
    tx = verdict.tx
    kind = describe(type(tx.transaction if isinstance(tx, SignedTx) else tx)).name
    where = "" if verdict.network is None else f" on {printable(verdict.network)}"
    yield f"{kind}: {'verified' if verdict.fault is None else 'not verified'}{where}"
    rows = [("hash", [tx_hash(tx)]), ("signatures", [_signature_line(each) for each in verdict.signatures])]
    rows.append(("missing", [str(signer) for signer in verdict.missing]))
    if verdict.elsewhere:
        rows.append(("but fits", [_fit_line(fit, inner) for fit, inner in verdict.elsewhere]))
    for line in tree.aligned(rows):
        yield f"  {line}"


def _signature_line(found: CheckedSignature) -> str:
    signature = text.encode("sg", found.signature)
    if found.signer is None:
        return f"{signature} by nobody who must sign"
    return f"{signature} by {found.signer}, form {found.form}{'' if found.ok else ', left over'}"


def _fit_line(fit: Fit, inner: bool) -> str:
    wrapped = ", inside a paying_for (--inner)" if inner else ""
    return f"{fit.network_id}: {fit.signer}, form {fit.form}{wrapped}"
