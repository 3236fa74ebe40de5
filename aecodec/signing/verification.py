"""Verify the signatures of transactions, and find the network that they were made for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from typing import Final, NamedTuple

from .. import text
from .._validation import as_network
from ..codec import Data, as_tx
from ..errors import DecodeError, SignatureError, quote
from ..ids import Id
from ..objects import SignedTx, Tx
from ..protocol import NETWORK_IDS
from ..schema import describe
from ..tx import GAMetaTxV1, GAMetaTxV2
from .keys import is_signature
from .signers import CheckedSignature, Form, Issue, Participants, SignatureLayer, as_participants, layers
from .transactions import FORMS, SignedContent

#: The ids of public networks, and of those that developers run.
KNOWN: Final = NETWORK_IDS

#: Limits of what is checked of one transaction under one network, so that the time stays in proportion to its
#: size. No valid transaction needs more than three signatures, nor five messages that hold the transaction.
_MAX_SIGNATURES: Final = 64
_MAX_BYTES: Final = 1 << 20
_MAX_BYTES_PER_BYTE: Final = 8

_MAX_SENTENCES: Final = 3

#: Valid signatures that a `Verifier` remembers, and the longest content of one.
_MAX_KNOWN: Final = 1 << 10
_MAX_KNOWN_BYTES: Final = 1 << 12


class Verification(NamedTuple):
    """The result of `verify`: true in a condition exactly if `ok`. `str` gives the sentences that matter.

    signatures, missing: the signatures, and the required signers without one, of all layers, the outermost
    first. issues: everything that is wrong; empty if `ok`. layers: the same for each `SignedTx` by itself.
    network_id: the network that was asked for.
    """

    signatures: tuple[CheckedSignature, ...]
    missing: tuple[Id, ...]
    issues: tuple[Issue, ...]
    layers: tuple[SignatureLayer, ...]
    network_id: str

    @property
    def ok(self) -> bool:
        """Every required signer has signed once, in the right place, and no signature is left over.

        With `trust_ga`, the authorization by contracts is taken as given: only the chain can check it.
        """
        return not self.issues

    @property
    def by_contract(self) -> tuple[Id, ...]:
        """The generalized accounts that need not sign, because their contracts decide on the chain."""
        return tuple(dict.fromkeys(account for layer in self.layers for account in layer.by_contract))

    @property
    def problems(self) -> tuple[str, ...]:
        """The sentences of all issues."""
        return tuple(map(str, self.issues))

    def __bool__(self) -> bool:
        return self.ok

    def __str__(self) -> str:
        where = f" on {self.network_id}" if self.network_id else ""
        lines = [f"verified{where}" if self.ok else f"not verified{where}"]
        lines += map(str, self.issues[:_MAX_SENTENCES])
        if len(self.issues) > _MAX_SENTENCES:
            lines.append(f"and {len(self.issues) - _MAX_SENTENCES} more problems")
        if self.ok:
            lines += (f"only the chain can check the contract of {account}" for account in self.by_contract)
        return "\n".join(lines)


class NetworkMatch(NamedTuple):
    """A network and a form under which a signature is valid, and its signer."""

    network_id: str
    form: Form
    signer: Id


class SignatureMatch(NamedTuple):
    """What a signature that is not valid where it stands would be valid for.

    inner: with `-inner_tx` after the network id. layer: the place of the signature.
    """

    network_id: str
    form: Form
    signer: Id
    inner: bool
    layer: SignatureLayer


def verify(
    tx: Tx | Data,
    network_id: str,
    *,
    participants: Participants | None = None,
    inner: bool = False,
    trust_ga: bool = False,
) -> Verification:
    """Check that every required signer, and nobody else, has signed for this network.

    This includes everything that the transaction wraps: what a `PayingForTx` pays for is signed with
    `-inner_tx` after the network id, and accounts that a `GAMetaTx` authorizes need not sign. The `payload`
    of a channel transaction is evidence of another signing: verify it by itself.

    participants: both accounts of the channel, for transactions that do not name them; without them such a
    transaction is never ok. inner: the transaction was signed to be wrapped in a `PayingForTx`. trust_ga:
    accept every `GAMetaTx` as authorized. Anybody can make one that names any account, and only the chain
    can run the contract that decides, so without `trust_ga` a transaction with a `GAMetaTx` is never ok.

    An unsigned transaction is not ok. Raises SignatureError for an invalid network id or invalid
    participants, and what `decode_tx` raises.
    """
    return Verifier(network_id).verify(tx, participants=participants, inner=inner, trust_ga=trust_ga)


class Verifier:
    """Verification of many transactions for one network, as by `verify`.

    In a channel the same signature comes several times, alone and beside the other participant's. Those that
    were found valid lately are not computed again.
    """

    __slots__ = ("_known", "_network", "network_id")

    def __init__(self, network_id: str) -> None:
        """Begin without transactions. Raises SignatureError for an invalid network id."""
        self.network_id = network_id
        self._network = as_network(network_id, SignatureError)
        self._known: dict[tuple[bytes, bytes], Id] = {}

    def verify(
        self,
        tx: Tx | Data,
        *,
        participants: Participants | None = None,
        inner: bool = False,
        trust_ga: bool = False,
    ) -> Verification:
        """Check that every required signer, and nobody else, has signed. See `verify` for all else."""
        typed = as_tx(tx)
        found = layers(typed, participants, inner)
        if len(self._known) > _MAX_KNOWN:
            self._known.clear()
        matcher = _Matcher(self._network, self._known)
        issues: list[Issue] = []
        if not isinstance(typed, SignedTx):
            issues.append(Issue("signed_tx_missing", "", None, f"a bare {describe(type(typed)).name}"))
        checked = tuple(_check_layer(layer, matcher, issues) for layer in found)
        if not trust_ga:
            issues += _ga_issues(checked)
        return Verification(
            tuple(signature for layer in checked for signature in layer.signatures),
            tuple(dict.fromkeys(signer for layer in checked for signer in layer.missing)),
            tuple(issues),
            checked,
            self.network_id,
        )


def verify_many(
    txs: Iterable[Tx | Data],
    network_id: str,
    *,
    participants: Participants | None = None,
    inner: bool = False,
    trust_ga: bool = False,
) -> list[Verification | DecodeError]:
    """Verify each of many transactions, in order; a transaction that does not decode gives its DecodeError.

    The other arguments are those of `verify` and hold for every transaction. All work is done in the
    calling thread: threads do not make it faster, as Python's lock is given up only for 40 µs at a time. To
    use several processors, give parts of the transactions to processes
    (`concurrent.futures.ProcessPoolExecutor`).

    Raises SignatureError for an invalid network id or invalid participants, TypeError for an item that is no
    transaction, text or bytes, and for a single transaction in place of several.
    """
    if isinstance(txs, (str, bytes, bytearray, memoryview, Tx)):
        raise TypeError(f"expected several transactions, not one {type(txs).__name__}")
    as_network(network_id, SignatureError)
    both = as_participants(participants)
    results: list[Verification | DecodeError] = []
    for tx in txs:
        try:
            results.append(verify(tx, network_id, participants=both, inner=inner, trust_ga=trust_ga))
        except DecodeError as error:
            # The traceback would keep alive all that the frames hold.
            results.append(error.with_traceback(None))
    return results


def find_network(
    tx: Tx | Data,
    candidates: Iterable[str] = KNOWN,
    *,
    participants: Participants | None = None,
    inner: bool = False,
) -> tuple[NetworkMatch, ...]:
    """Find the candidate networks for which required signers have signed, in the order of the candidates.

    The signatures are those of the transaction and of everything that it wraps. No other networks than the
    candidates are tried: `(*KNOWN, "my_network")` adds one. Only signatures of required signers are
    recognized, so a transaction that names none of them needs `participants`. Other arguments and errors are
    those of `verify`.
    """
    if isinstance(candidates, str):
        raise TypeError("expected several network ids, not one str")
    matches = find_matches(layers(tx, participants, inner), candidates)
    return tuple(dict.fromkeys(NetworkMatch(*match[:3]) for match in matches))


def find_matches(
    found: Iterable[SignatureLayer], candidates: Iterable[str], *, both_forms: bool = False
) -> Iterator[SignatureMatch]:
    """Yield what the signatures without a signer are valid for, network by network.

    both_forms: try them with and without `-inner_tx` after the network id.
    """
    unmatched = [
        (layer, SignedContent(layer.tx), {one.signature for one in layer.signatures if one.signer is None})
        for layer in found
        if layer.signatures
    ]
    for network_id in candidates:
        matcher = _Matcher(as_network(network_id, SignatureError))
        for layer, content, left in unmatched:
            for signature in [one.signature for one in layer.signatures if one.signature in left]:
                if not matcher.take():
                    break
                for inner in (layer.inner, not layer.inner) if both_forms else (layer.inner,):
                    signer, form = matcher.find_signer(signature, content, layer, inner)
                    if signer is not None and form is not None:
                        # A signature is valid for one network alone.
                        left.discard(signature)
                        yield SignatureMatch(network_id, form, signer, inner, layer)


class _Matcher:
    """A search for the signers of signatures under one network, within the limits of this module.

    known: the signers of signatures, by these and by what they cover; those that are found are added.
    """

    __slots__ = ("_bytes", "_known", "_signatures", "network")

    def __init__(self, network: bytes, known: dict[tuple[bytes, bytes], Id] | None = None) -> None:
        self.network = network
        self._known = known
        self._signatures = _MAX_SIGNATURES
        self._bytes: int | None = None

    def take(self) -> bool:
        """Count one signature more; return False if it goes beyond the limits."""
        self._signatures -= 1
        return self._signatures >= 0 and not self.exhausted

    @property
    def exhausted(self) -> bool:
        """The limit of bytes is reached: nothing is found any more."""
        return self._bytes is not None and self._bytes <= 0

    def find_signer(
        self,
        signature: bytes,
        content: SignedContent,
        layer: SignatureLayer,
        inner: bool,
        done: Set[Id] = frozenset(),
    ) -> tuple[Id | None, Form | None]:
        """Return the account of a layer that made a signature, and the form that it covers.

        The account is a required signer, or one whose contract authorizes the transaction. done: those of
        whom there is a signature already, which are tried last.
        """
        candidates = sorted((*layer.signers, *layer.by_contract), key=done.__contains__)
        for form in FORMS if candidates else ():
            if self.exhausted:
                break
            message = content.message(form, self.network, inner)
            if self._bytes is None:
                # The outermost transaction comes first, and it holds all others.
                self._bytes = _MAX_BYTES + _MAX_BYTES_PER_BYTE * len(message)
            known = self._known.get((signature, message)) if self._known else None
            if known in candidates:
                return known, form
            for signer in candidates:
                self._bytes -= len(message)
                if self._bytes > 0 and is_signature(signature, message, signer):
                    if self._known is not None and len(message) <= _MAX_KNOWN_BYTES:
                        self._known[signature, message] = signer
                    return signer, form
        return None, None


def _check_layer(layer: SignatureLayer, matcher: _Matcher, issues: list[Issue]) -> SignatureLayer:
    """Return the layer with its signatures checked, and append what is wrong with it to the issues."""
    hints: list[Id | None] = []
    if layer.signatures:
        layer, hints = _check_signatures(layer, matcher)
    unknown = [issue for issue in layer.issues if issue.code == "signers_unknown"]
    issues += unknown
    issues += _signature_issues(layer, hints, f"on {quote(matcher.network.decode())}")
    issues += (issue for issue in layer.issues if issue not in unknown)
    return layer


def _check_signatures(layer: SignatureLayer, matcher: _Matcher) -> tuple[SignatureLayer, list[Id | None]]:
    """Find the signers of a layer's signatures, as far as these are within the limits.

    Return with the layer a hint for each signature that was checked: the signer who made it for the other
    side of a `PayingForTx`, which is the most common mistake.
    """
    content = SignedContent(layer.tx)
    checked: list[CheckedSignature] = []
    done: set[Id] = set()
    for signature, *_ in layer.signatures:
        if not matcher.take():
            break
        signer, form = matcher.find_signer(signature, content, layer, layer.inner, done)
        if signer is not None or not matcher.exhausted:
            ok = signer in layer.signers and signer not in done
            checked.append(CheckedSignature(signature, signer, form, ok))
        if signer is not None:
            done.add(signer)
    hints = [
        None if one.ok else matcher.find_signer(one.signature, content, layer, not layer.inner)[0]
        for one in checked
    ]
    missing = tuple(signer for signer in layer.signers if signer not in done)
    unchecked = layer.signatures[len(checked) :]
    return layer._replace(signatures=(*checked, *unchecked), missing=missing), hints


def _signature_issues(layer: SignatureLayer, hints: list[Id | None], on: str) -> Iterator[Issue]:
    count = len(layer.signatures)
    for index, (one, hint) in enumerate(zip(layer.signatures, hints, strict=False)):
        if not one.ok:
            yield _wrong_signature(layer, index, hint, on)
    if len(hints) < count:
        path, expected = f"{layer.path}.signatures[{len(hints)}]", f"at most {_MAX_SIGNATURES} signatures"
        yield Issue("signatures_unchecked", path, expected, f"{count}")
    path = f"{layer.path}.signatures" if count else layer.wrapped_path
    found = f"{sum(one.ok for one in layer.signatures)} of {len(layer.signers)}" if count else "none"
    yield from (Issue("signature_missing", path, f"{signer} {on}", found) for signer in layer.missing)


def _wrong_signature(layer: SignatureLayer, index: int, hint: Id | None, on: str) -> Issue:
    signature, signer, *_ = layer.signatures[index]
    wanted = " and ".join(map(str, layer.missing or layer.signers))
    expected = f"{wanted} {on}" if wanted else "no signature of a ga_meta"
    found = text.encode("sg", signature)
    if signer is None:
        code = "signature_stray"
        if hint is not None:
            where = "without a paying_for around it" if layer.inner else "to be wrapped in a paying_for"
            found += f", which {hint} signed {where}"
    elif signer in layer.by_contract:
        code, found = "signature_needless", f"{found} of {signer}"
    else:
        code, found = "signature_repeated", f"{found} of {signer}"
        if not layer.missing:
            expected = "1 signature" if len(layer.signers) == 1 else f"{len(layer.signers)} signatures"
    return Issue(code, f"{layer.path}.signatures[{index}]", expected, found)


def _ga_issues(checked: Iterable[SignatureLayer]) -> Iterator[Issue]:
    for layer in checked:
        if isinstance(layer.tx, (GAMetaTxV1, GAMetaTxV2)):
            yield Issue("ga_unchecked", layer.wrapped_path, None, f"generalized account {layer.tx.ga_id}")
