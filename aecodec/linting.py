"""Lint of a transaction: every reason why a node would refuse it that can be seen without the chain.

What is known of the chain, the caller tells: height, protocol, network, next nonces and balances. What only
the chain knows is not checked: whether accounts, names, oracles, channels and contracts exist, and how a
contract runs. The rules themselves stand in `_consensus` and `signing`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from . import _consensus as rules
from . import fees
from ._consensus import Violation
from ._validation import ProtocolName, as_account, as_network, as_protocol, as_uint
from .codec import Data, as_tx
from .errors import AecodecError, FieldError, format_int
from .fields import TtlType
from .ids import Id
from .objects import Tx
from .protocol import (
    AUTH_GAS,
    BASE_GAS,
    CURRENT_PROTOCOL,
    DEFAULT_GAS_PRICE,
    MAX_NONCE_OFFSET,
    PAID_TTL,
    IdKind,
    Protocol,
)
from .signing import Participants, verify
from .signing.signers import as_participants
from .tx import ChannelSnapshotSoloTx, GAMetaTx, GAMetaTxV1
from .tx.layers import TxLayer, iter_layers, origin, unwrap_ga

__all__ = ["Finding", "lint"]

#: `error`: no block holds the transaction. `warning`: by default nodes refuse it or keep it waiting, or it
#: cannot be checked.
Severity: TypeAlias = Literal["error", "warning"]
#: A number for the account that sends the transaction, or for each account.
PerAccount: TypeAlias = int | Mapping[Id, int] | Mapping[str, int]

_T = TypeVar("_T")


class Finding(NamedTuple):
    """A reason why a node would refuse a transaction; `str` gives the sentence.

    code: a key of `errors.RULES`. severity: `error` where no block can hold the transaction, `warning` where
    nodes refuse it by default, where it has to wait, or where something cannot be checked. path: the field,
    such as `SignedTx.transaction.fee`. expected, found: short texts or None.
    """

    code: str
    severity: Severity
    path: str
    expected: str | None = None
    found: str | None = None

    def __str__(self) -> str:
        return str(AecodecError(self.code, self.path, None, self.expected, self.found))


class _Context(NamedTuple):
    """The arguments of `lint`, checked."""

    protocol: Protocol
    height: int | None
    nonces: Mapping[Id, int]
    balances: Mapping[Id, int]


def lint(
    tx: Tx | Data,
    *,
    height: int | None = None,
    next_nonce: PerAccount | None = None,
    balance: PerAccount | None = None,
    protocol: ProtocolName = CURRENT_PROTOCOL,
    network_id: str | None = None,
    participants: Participants | None = None,
) -> tuple[Finding, ...]:
    """Find every reason why a node would refuse a transaction, and everything that it wraps; () for none.

    height: the current one of the chain. next_nonce: the one after the last nonce of the account that sends
    the transaction. balance: of this account, in aettos. Both may be a mapping from accounts to numbers,
    which covers payers and participants as well. network_id: check the signatures, too. participants: both
    accounts of the channel, for transactions that do not name them. What is not given is not checked.

    Never raises: text or bytes that do not decode, and arguments that are not valid, are findings themselves,
    and then the only ones.
    """
    found: list[Finding] = []
    given = _argument(found, "", tx, as_tx)
    chosen = _argument(found, "protocol", protocol, as_protocol)
    at = None if height is None else _argument(found, "height", height, lambda one: as_uint(one, "height"))
    if network_id is not None:
        _argument(found, "network_id", network_id, as_network)
    both = _argument(found, "participants", participants, as_participants)
    if given is None or chosen is None:
        return tuple(found)
    layers = tuple(iter_layers(given))
    sender = origin(layers[0].tx)
    nonces = _argument(found, "next_nonce", next_nonce, lambda one: _per_account(one, "next_nonce", sender))
    balances = _argument(found, "balance", balance, lambda one: _per_account(one, "balance", sender))
    if found or nonces is None or balances is None:
        return tuple(found)
    context = _Context(chosen, at, nonces, balances)
    outer: Tx | None = None
    for layer in layers:
        found += _check_layer(layer, outer, context)
        outer = layer.tx
    found += _check_balances(given, layers[0].tx_path, context)
    if network_id is not None:
        found += _check_signatures(given, layers[0].path, network_id, both)
        for layer in layers:
            payload = getattr(layer.tx, "payload", None)
            if both is not None and isinstance(payload, Tx):
                found += _check_signatures(payload, f"{layer.tx_path}.payload", network_id, both)
    return tuple(found)


# --- arguments ----------------------------------------------------------------------------------


def _argument(found: list[Finding], name: str, given: Any, convert: Callable[[Any], _T]) -> _T | None:
    """Return a checked argument; what is wrong with it becomes a finding."""
    try:
        return convert(given)
    except AecodecError as error:
        found.append(Finding(error.code, "error", error.path or name, error.expected, error.found))
    except TypeError:
        found.append(Finding("field_type", "error", name or "tx", None, type(given).__name__))
    return None


def _per_account(given: PerAccount | None, name: str, sender: Id | None) -> dict[Id, int]:
    """Return numbers by account; a single one is that of the sender."""
    if given is None:
        return {}
    if isinstance(given, Mapping):
        return {as_account(account, name): as_uint(number, name) for account, number in given.items()}
    number = as_uint(given, name)
    return {} if sender is None else {sender: number}


# --- one layer ----------------------------------------------------------------------------------


def _check_layer(layer: TxLayer, outer: Tx | None, context: _Context) -> Iterator[Finding]:
    """Check one transaction without what it wraps."""
    tx, protocol = layer.tx, context.protocol
    authorized = {meta.ga_id for meta in layer.metas}
    pays_size = not isinstance(outer, GAMetaTxV1)
    broken = [
        *(one for one in rules.check_protocol(tx, protocol) if one.path != "tx"),  # a layer of its own
        *rules.check_machine(tx, protocol),
        *rules.check_code(tx, protocol),
        *rules.check_costs(tx, protocol, height=_height_for(tx, context.height), pays_size=pays_size),
        *rules.check_claim(tx, protocol),
        *rules.check_update(tx, protocol),
        *rules.check_extension(tx),
        *rules.check_participants(tx),
        *rules.check_reserve(tx),
        *rules.check_evidence(tx),
        *rules.check_payload(tx),
        *rules.check_attachment(tx, protocol),
        *rules.check_authorized_nonce(tx, authorized),
        *_check_type(tx),
        *_check_ttl(tx, context.height),
        *_check_authorizer(tx),
    ]
    for violation in broken:
        yield _finding(violation, "error", layer.tx_path)
    if not any(one.code in ("fee_too_low", "gas_price_too_low") for one in broken):
        for violation in _check_policy(layer, pays_size, context):
            yield _finding(violation, "warning", layer.tx_path)
    for severity, violation in _check_nonce(tx, authorized, context.nonces):
        yield _finding(violation, severity, layer.tx_path)


def _finding(violation: Violation, severity: Severity, place: str) -> Finding:
    path = ".".join(filter(None, (place, violation.path)))
    return Finding(violation.code, severity, path, violation.expected, violation.found)


def _height_for(tx: Tx, height: int | None) -> int:
    """Return the height at which the gas of a transaction is computed.

    The ttl of an oracle's transaction may be the height of a block. Where the height of the chain is not
    known, it is the last one before that: at no other is the minimum fee lower.
    """
    if height is not None:
        return height
    name = PAID_TTL.get(tx.TAG)
    if name is None or getattr(tx, f"{name}_type") != TtlType.BLOCK:
        return 0
    value: int = getattr(tx, f"{name}_value")
    return max(0, value - 1)


def _check_type(tx: Tx) -> Iterator[Violation]:
    if tx.TAG not in BASE_GAS:
        yield Violation("not_on_chain", "", None, type(tx).__name__)
    if isinstance(tx, ChannelSnapshotSoloTx) and tx.payload is None:
        yield Violation("payload_missing", "payload", "an off-chain transaction")


def _check_ttl(tx: Tx, height: int | None) -> Iterator[Violation]:
    ttl = getattr(tx, "ttl", 0)
    if height is not None and 0 < ttl < height:
        yield Violation("ttl_expired", "ttl", f"height {format_int(height)} or later", format_int(ttl))


def _check_authorizer(tx: Tx) -> Iterator[Violation]:
    """Check that a generalized account authorizes what it would have to sign itself."""
    if not isinstance(tx, GAMetaTx):
        return
    inner = unwrap_ga(tx.tx).tx
    signers = [Id.of(IdKind.ACCOUNT, getattr(inner, name).key) for name in inner.SIGNERS]
    # The participants of a channel stand in the state; here at most one of them is known.
    if not inner.BOTH_PARTICIPANTS and tx.ga_id not in signers:
        expected = " or ".join(map(str, signers)) or "a signer"
        yield Violation("ga_not_signer", "ga_id", expected, str(tx.ga_id))


def _check_nonce(
    tx: Any, authorized: set[Id], nonces: Mapping[Id, int]
) -> Iterator[tuple[Severity, Violation]]:
    """Check the nonce of a transaction that its account signs."""
    account = origin(tx)
    if account is None or account in authorized or not hasattr(tx, "nonce"):
        return
    if tx.nonce == 0:
        yield "error", Violation("nonce_zero", "nonce", "1 or more", "0")
        return
    expected = nonces.get(account)
    if expected is None or tx.nonce == expected:
        return
    code = "nonce_used" if tx.nonce < expected else "nonce_too_high"
    waits = expected < tx.nonce < expected + MAX_NONCE_OFFSET
    found = Violation(code, "nonce", format_int(expected), format_int(tx.nonce))
    yield "warning" if waits else "error", found


def _check_policy(layer: TxLayer, pays_size: bool, context: _Context) -> Iterator[Violation]:
    """Check what nodes refuse by default, though a block may hold it."""
    tx: Any = layer.tx
    if isinstance(tx, GAMetaTx) and tx.gas > AUTH_GAS:
        yield Violation("auth_gas", "gas", f"at most {AUTH_GAS}", format_int(tx.gas))
    if tx.TAG not in BASE_GAS or layer.paid_for:
        return  # of what is paid for, only the price of the payer counts
    least = f"at least {DEFAULT_GAS_PRICE}"
    run = fees.execution(tx)
    if run is not None and run.gas_price < DEFAULT_GAS_PRICE:
        path = "gas_price" if hasattr(tx, "gas_price") else "update.gas_price"
        yield Violation("gas_price_not_relayed", path, least, format_int(run.gas_price))
    try:
        gas = fees.gas(tx, height=_height_for(tx, context.height), protocol=context.protocol)
    except FieldError:
        return  # the ttl is an error already
    charged = gas if pays_size else gas - fees.size_gas(tx)
    price = -(-tx.fee // charged)
    if price < DEFAULT_GAS_PRICE:
        yield Violation("gas_price_not_relayed", "fee", least, format_int(price))


# --- the whole ----------------------------------------------------------------------------------


def _check_balances(tx: Tx, place: str, context: _Context) -> Iterator[Finding]:
    """Check that each account whose balance is known has what the transaction may take from it."""
    whole = fees.cost(tx)
    for account, balance in context.balances.items():
        needed = whole.of(account).balance
        if balance < needed:
            expected = f"at least {format_int(needed)} for {account}"
            yield Finding("balance_too_low", "error", place, expected, format_int(balance))


def _check_signatures(
    tx: Tx, place: str, network_id: str, participants: Participants | None
) -> Iterator[Finding]:
    """Check the signatures of a transaction; contracts of generalized accounts only the chain can ask.

    place: where the transaction stands. Where the participants of a channel are not known, a signature that
    fits nobody may be that of one.
    """
    issues = verify(tx, network_id, participants=participants, trust_ga=True).issues
    unknown = any(issue.code == "signers_unknown" for issue in issues)
    for issue in issues:
        unsure = unknown and issue.code in ("signers_unknown", "signature_stray")
        path = ".".join(filter(None, (place, issue.path.partition(".")[2])))
        yield Finding(issue.code, "warning" if unsure else "error", path, issue.expected, issue.found)
