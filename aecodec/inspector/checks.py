"""What is wrong, or worth knowing, in a captured session: one check a function, one sentence a finding.

Severity: `error`, something contradicts the protocol, a signature or another message; `warning`,
something that will make trouble or that a person should look at; `info`, what the node itself refused.
Not findings: answers after `died`, results that are text or lists, what closes or comments, and a
version that fits no public protocol, as the network id says nothing about a private network's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from .. import text as prefixed
from ..derived import channel_id_of
from ..errors import RULES, counted, quoted
from ..fees import least
from ..objects import Tx
from ..protocol import BASE_GAS, LEAST_GAS_PRICES, Protocol
from ..rpc import Error, Request, UnknownFrame, UnknownParams, known
from ..rpc.methods import Balance
from ..signing import verify
from ..tx import ChannelCreateTx, SignedTx
from .film import SIGNING_REPLIES, Carried, Channel, Film, Message, innermost

Severity: TypeAlias = Literal["error", "warning", "info"]

#: Every code of a finding and its severity.
SEVERITIES: Final[dict[str, Severity]] = {
    "entry_unreadable": "error",
    "frame_unknown": "warning",
    "address_malformed": "warning",
    "params_malformed": "warning",
    "request_refused": "info",
    "request_unanswered": "warning",
    "answer_unexpected": "warning",
    "transaction_invalid": "error",
    "transaction_refused": "info",
    "transaction_unknown": "warning",
    "network_unknown": "warning",
    "signature_foreign": "error",
    "signature_missing": "error",
    "channel_id_differs": "error",
    "create_differs": "error",
    "state_hash_differs": "error",
    "fee_too_low": "warning",
    "balance_differs": "error",
    "reply_differs": "error",
    "chain_differs": "error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something found: a code of SEVERITIES, where it stands and one clear sentence."""

    code: str
    line: int
    message: str

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.code]


def findings(film: Film) -> tuple[Finding, ...]:
    """All findings of a film, by line."""
    found = {finding: None for check in CHECKS for finding in check(film)}
    return tuple(sorted(found, key=lambda finding: finding.line))


# --- messages -----------------------------------------------------------------------------------


def entries_are_readable(film: Film) -> Iterator[Finding]:
    """Every body is JSON, every frame one that JSON-RPC knows, every address well formed."""
    for entry in film.capture.entries:
        if entry.problem is not None:
            yield Finding(code="entry_unreadable", line=entry.problem.line, message=entry.problem.message)
        if isinstance(entry.frame, UnknownFrame):
            message = f"this is not one JSON-RPC frame: {RULES[entry.frame.code]}"
            yield Finding(code="frame_unknown", line=entry.line, message=message)
        for problem in entry.connection.problems if entry.connection is not None else ():
            yield Finding(code="address_malformed", line=problem.line, message=problem.message)


def requests_are_answered(film: Film) -> Iterator[Finding]:
    """A request with an id has an answer, and an answer has its request; refusals are told."""
    for message in film.messages:
        frame, line = message.entry.frame, message.line
        if message.sent and isinstance(frame, Request) and message.partner is None:
            text = f"{quoted(frame.method)} with id {_shown(frame.id)} was never answered"
            yield Finding(code="request_unanswered", line=line, message=text)
        elif not message.sent and isinstance(frame, Error):
            reasons = [entry.get("message") for entry in _dicts(frame.data)]
            reason = "; ".join(quoted(str(reason)) for reason in [frame.message, *reasons])
            asked = quoted(message.method) if message.method else "something"
            yield Finding(code="request_refused", line=line, message=f"the node refused {asked}: {reason}")
        elif not message.sent and message.partner is None and getattr(frame, "id", None) is not None:
            text = f"an answer with id {_shown(getattr(frame, 'id', None))} that nobody asked for"
            yield Finding(code="answer_unexpected", line=line, message=text)


def params_fit_their_method(film: Film) -> Iterator[Finding]:
    """The params of a known method are what the catalogue says, unless the node refused them."""
    for message in film.messages:
        for value in (message.params, message.result):
            direction: Any = "send" if message.sent else "receive"
            if not isinstance(value, UnknownParams) or message.refused or message.method is None:
                continue
            if value is message.params and not known(message.method, direction):
                continue
            if value is message.result and value.code == "method_unknown":
                continue
            text = f"{quoted(message.method)}: {value.reason}"
            yield Finding(code="params_malformed", line=message.line, message=text)


# --- transactions -------------------------------------------------------------------------------


def transactions_decode(film: Film) -> Iterator[Finding]:
    """Every transaction has a right checksum, canonical form and known type."""
    for message, carried in film.carried:
        if carried.error is not None:
            strange = carried.error.code in ("unknown_tag", "unknown_version")
            code = "transaction_unknown" if strange else "transaction_invalid"
            code = "transaction_refused" if message.refused else code
            yield Finding(code=code, line=carried.line, message=f"{carried.path}: {carried.error}")


def signatures_are_right(film: Film) -> Iterator[Finding]:
    """Every signature is a required signer's on the channel's network; what counts has them all."""
    for channel in film.channels:
        signed = [
            (message, carried)
            for message in channel.messages
            for carried in message.carried
            if _signatures(carried)
        ]
        if signed and channel.network_id is None and channel.participants is not None:
            text = "no known network fits the signatures of this channel: name its network"
            yield Finding(code="network_unknown", line=signed[0][0].line, message=text)
        elif channel.network_id is not None:
            for message, carried in signed:
                yield from _signature_findings(channel, channel.network_id, message, carried)


def _signature_findings(
    channel: Channel, network_id: str, message: Message, carried: Carried
) -> Iterator[Finding]:
    assert carried.tx is not None
    inner, signatures, layers = innermost(carried.tx)
    if inner.BOTH_PARTICIPANTS and channel.participants is None:
        return
    signed = SignedTx(signatures=signatures, transaction=inner)
    verdict = verify(signed, network_id, participants=channel.participants)
    if not all(signature.ok for signature in verdict.signatures):
        wrong = next(problem for problem in verdict.problems if problem.startswith("signatures["))
        text = f"{carried.path}: {wrong}"
        yield Finding(code="signature_foreign", line=carried.line, message=text)
    elif len(verdict.missing) > layers and _must_be_complete(message):
        names = " and ".join(map(str, verdict.missing))
        text = f"{carried.path}: no signature of {names}"
        yield Finding(code="signature_missing", line=carried.line, message=text)


def _must_be_complete(message: Message) -> bool:
    return not message.sent and message.method in (
        "channels.update",
        "channels.on_chain_tx",
        "channels.leave",
    )


def _signatures(carried: Carried) -> tuple[bytes, ...]:
    return () if carried.tx is None else innermost(carried.tx)[1]


def fees_suffice(film: Film) -> Iterator[Finding]:
    """A fee reaches what nodes relay and mine."""
    seen: set[Tx] = set()
    for _, carried in film.carried:
        inner = carried.inner
        if inner is None or inner in seen or inner.TAG not in BASE_GAS:
            continue
        seen.add(inner)
        fee, usual = getattr(inner, "fee", 0), least(inner)
        if fee < usual:
            refused = fee < least(inner, LEAST_GAS_PRICES[Protocol.MINERVA])
            why = "no node takes it" if refused else "nodes do not relay it unless configured to"
            text = f"{carried.path}: fee {counted(fee)} is below the usual least fee {usual}: {why}"
            yield Finding(code="fee_too_low", line=carried.line, message=text)


# --- channels -----------------------------------------------------------------------------------


def channel_ids_follow_from_creation(film: Film) -> Iterator[Finding]:
    """The channel id of a message is the one that its create transaction gives."""
    for message, carried in film.carried:
        stated = getattr(message.entry.frame, "channel", None)
        inner = carried.inner
        if stated is None or carried.tx is None or not isinstance(inner, ChannelCreateTx):
            continue
        if innermost(carried.tx)[2]:
            continue  # a generalized account's authentication takes the place of the nonce
        right = str(channel_id_of(inner))
        if stated != right:
            text = f"the message names channel {quoted(stated)}, its create transaction opens {right}"
            yield Finding(code="channel_id_differs", line=message.line, message=text)


def creation_is_what_was_agreed(film: Film) -> Iterator[Finding]:
    """A create transaction holds what the address says that its participant opened."""
    for channel in film.channels:
        for proposal in channel.proposals:
            connection = film.connections.get(proposal.message.index)
            if connection is None or not isinstance(proposal.tx, ChannelCreateTx):
                continue
            for name in (
                *("initiator_id", "responder_id", "initiator_amount", "responder_amount"),
                *("channel_reserve", "lock_period"),
            ):
                agreed, value = getattr(connection, name), getattr(proposal.tx, name)
                if agreed is not None and agreed != value and agreed != "any":
                    text = f"{name} is {value} in the create transaction, {agreed} in the address"
                    yield Finding(code="create_differs", line=proposal.message.line, message=text)


def state_hashes_follow_from_balances(film: Film) -> Iterator[Finding]:
    """The state hash of a proposal is that of the balances after push or updates."""
    for channel in film.channels:
        for proposal in channel.proposals:
            right, found = proposal.state_hash, getattr(proposal.tx, "state_hash", None)
            if right is not None and found is not None and right != found:
                text = f"state hash {_st(found)}, but the balances give {_st(right)}"
                yield Finding(code="state_hash_differs", line=proposal.message.line, message=text)


def balances_are_as_expected(film: Film) -> Iterator[Finding]:
    """The balances that a node answers are those of a state that this participant has seen."""
    for channel in film.channels:
        for message, expected in channel.answers:
            assert isinstance(message.result, tuple)
            answered = {one.account: one.balance for one in message.result if isinstance(one, Balance)}
            for account, balance in expected.items():
                found = answered.get(str(account), balance)
                if found != balance:
                    text = f"{account} has {found}, but by the agreed states {balance}"
                    yield Finding(code="balance_differs", line=message.line, message=text)


def replies_keep_what_they_sign(film: Film) -> Iterator[Finding]:
    """A signing reply holds the very transaction that was asked for; so does what goes on chain."""
    for channel in film.channels:
        asked: set[Tx] = set()
        signed: set[Tx] = set()
        for message in channel.messages:
            inners = [carried.inner for carried in message.carried if carried.inner is not None]
            if message.method is not None and message.method.startswith("channels.sign."):
                asked.update(inners)
            elif message.sent and message.method in SIGNING_REPLIES:
                signed.update(inners)
        for message in channel.messages:
            yield from _differing(message, asked, signed)


def _differing(message: Message, asked: set[Tx], signed: set[Tx]) -> Iterator[Finding]:
    for carried in message.carried:
        inner = carried.inner
        if inner is None:
            continue
        kind = type(inner).__name__
        if message.sent and message.method in SIGNING_REPLIES and asked and inner not in asked:
            if not message.refused:
                text = f"{carried.path}: this {kind} is none that was to be signed"
                yield Finding(code="reply_differs", line=message.line, message=text)
        elif message.method == "channels.on_chain_tx" and signed:
            alike = {type(one) for one in signed}
            if type(inner) in alike and inner not in signed:
                text = f"{carried.path}: this {kind} is none that was signed here"
                yield Finding(code="chain_differs", line=message.line, message=text)


# --- words --------------------------------------------------------------------------------------


def _st(state_hash: bytes) -> str:
    return prefixed.encode("st", state_hash)


def _shown(frame_id: object) -> str:
    return counted(frame_id) if type(frame_id) is int else quoted(str(frame_id))


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


#: Every check, in the order in which findings on one line are told.
CHECKS: Final[tuple[Callable[[Film], Iterator[Finding]], ...]] = (
    entries_are_readable,
    requests_are_answered,
    params_fit_their_method,
    transactions_decode,
    signatures_are_right,
    channel_ids_follow_from_creation,
    creation_is_what_was_agreed,
    state_hashes_follow_from_balances,
    fees_suffice,
    balances_are_as_expected,
    replies_keep_what_they_sign,
)
