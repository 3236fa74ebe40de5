"""Reports of commands on signatures: who signed a transaction, and for which network."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ..errors import SignatureError
from ..ids import Id
from ..objects import Tx
from ..schema import describe
from ..signing import KNOWN, Participants, SignatureLayer, Verification, find_network, verify
from ..signing.verification import SignatureMatch, find_matches


class Report(NamedTuple):
    """A report on the signatures of a transaction.

    network: the network that was asked for, or else the known one that most signatures fit; None if none
    fits. elsewhere: what signatures would be valid for that are not valid here. fault: the first problem.
    """

    tx: Tx
    network: str | None
    found: Verification
    elsewhere: tuple[SignatureMatch, ...]
    fault: SignatureError | None


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
