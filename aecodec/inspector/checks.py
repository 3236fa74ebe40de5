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
from ..errors import RULES, counted, quoted
from ..fees import least
from ..ids import Id
from ..objects import Tx
from ..protocol import BASE_GAS, HASH_BYTES, LEAST_GAS_PRICES, MAX_AMOUNT_BYTES, Protocol
from ..rpc import Error, Request, UnknownFrame, UnknownParams, known
from ..rpc.methods import Balance, System
from ..schema import describe
from ..tx import ChannelCreateTx
from .film import Carried, Channel, Film, Message
from .messages import REPLIES

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
            if isinstance(message.params, System) and message.params.action == "stop":
                continue  # the state machine may be gone before it can answer
            text = f"{named(frame.method)} with id {_shown(frame.id)} was never answered"
            yield Finding(code="request_unanswered", line=line, message=text)
        elif not message.sent and isinstance(frame, Error):
            asked = refused_method(message, frame)
            what = "the connection" if asked is None else named(asked) if asked else "something"
            text = f"the node refused {what}: {reasons(frame)}"
            yield Finding(code="request_refused", line=line, message=text)
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
            text = f"{named(message.method)}: {value.reason}"
            yield Finding(code="params_malformed", line=message.line, message=text)


# --- transactions -------------------------------------------------------------------------------


def transactions_decode(film: Film) -> Iterator[Finding]:
    """Every transaction has a right checksum, canonical form and known type."""
    for message, carried in film.evidence:
        if carried.error is not None:
            strange = carried.error.code in ("unknown_tag", "unknown_version")
            code = "transaction_unknown" if strange else "transaction_invalid"
            code = "transaction_refused" if message.refused else code
            yield Finding(code=code, line=carried.line, message=f"{carried.path}: {carried.error}")


def signatures_are_right(film: Film) -> Iterator[Finding]:
    """Every signature is a required signer's on the channel's network; what counts has them all."""
    for channel in film.channels:
        carrying = [(message, carried) for message in channel.messages for carried in message.evidence]
        signed = [carried for _, carried in carrying if carried.signatures]
        if signed and channel.network_id is None and channel.participants is not None:
            text = "no known network fits the signatures of this channel: name its network"
            yield Finding(code="network_unknown", line=signed[0].line, message=text)
        for message, carried in carrying:
            yield from _signature_findings(channel, message, carried)


def _signature_findings(channel: Channel, message: Message, carried: Carried) -> Iterator[Finding]:
    verdict, unwrapped = channel.verdicts.get(carried.text), carried.unwrapped
    if verdict is None or unwrapped is None:
        return
    authorised = {meta.ga_id for meta in unwrapped.metas}
    missing = [signer for signer in verdict.missing if signer not in authorised]
    if not all(signature.ok for signature in verdict.signatures):
        wrong = next(problem for problem in verdict.problems if problem.startswith("signatures["))
        text = f"{carried.path}: {wrong}"
        yield Finding(code="signature_foreign", line=carried.line, message=text)
    elif missing and _must_be_complete(message):
        names = " and ".join(map(str, missing))
        text = f"{carried.path}: no signature of {names}"
        yield Finding(code="signature_missing", line=carried.line, message=text)


def _must_be_complete(message: Message) -> bool:
    return not message.sent and message.method in (
        "channels.update",
        "channels.on_chain_tx",
        "channels.leave",
    )


def fees_suffice(film: Film) -> Iterator[Finding]:
    """A fee reaches what nodes relay and mine."""
    seen: set[Tx] = set()
    for _, carried in film.evidence:
        inner = carried.inner
        if inner is None or inner in seen or inner.TAG not in BASE_GAS:
            continue
        seen.add(inner)
        fee, usual = getattr(inner, "fee", 0), least(inner)
        if fee < usual:
            refused = fee < least(inner, LEAST_GAS_PRICES[Protocol.MINERVA])
            why = "no node takes it" if refused else "nodes do not relay it unless configured to"
            text = f"{carried.path}: fee {number(fee)} is below the usual least fee {usual}: {why}"
            yield Finding(code="fee_too_low", line=carried.line, message=text)


# --- channels -----------------------------------------------------------------------------------


def channel_ids_are_right(film: Film) -> Iterator[Finding]:
    """The channel id of a message is the one that its create transaction gives, or that another names."""
    for message, carried in film.evidence:
        stated, right = getattr(message.entry.frame, "channel", None), carried.channel_id
        if stated is not None and right is not None and stated != right:
            does = "opens" if isinstance(carried.inner, ChannelCreateTx) else "is of"
            text = f"the message names channel {named(stated)}, its {_kind(carried.inner)} {does} {right}"
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
                    there = f"{_value(agreed)} in the address"
                    text = f"{name} is {_value(value)} in the create transaction, {there}"
                    yield Finding(code="create_differs", line=proposal.message.line, message=text)


def state_hashes_follow_from_balances(film: Film) -> Iterator[Finding]:
    """The state hash of a proposal is that of the balances after push or updates."""
    for channel in film.channels:
        for proposal in channel.proposals:
            right, found = proposal.state_hash, getattr(proposal.tx, "state_hash", None)
            if right is not None and found is not None and right != found:
                text = f"state hash {_value(found)}, but the balances give {_value(right)}"
                yield Finding(code="state_hash_differs", line=proposal.message.line, message=text)


def balances_are_as_expected(film: Film) -> Iterator[Finding]:
    """The balances that a node answers are those of the state that this participant saw last."""
    for channel in film.channels:
        for message, expected in channel.answers:
            assert isinstance(message.result, tuple)
            answered = {one.account: one.balance for one in message.result if isinstance(one, Balance)}
            for account, balance in expected.items():
                found = answered.get(str(account), balance)
                if found != balance:
                    text = f"{account} has {number(found)}, but by the agreed states {number(balance)}"
                    yield Finding(code="balance_differs", line=message.line, message=text)


# --- what is signed -----------------------------------------------------------------------------


def replies_keep_what_they_sign(film: Film) -> Iterator[Finding]:
    """A signing reply holds the very transaction that its participant was asked to sign last."""
    # By channel, as one participant may be asked by two at a time. None: it could not be read.
    asked: dict[tuple[str, str], dict[str | None, Tx | None]] = {}
    for message in film.messages:
        who = message.entry.participant
        if message.asks:
            inner = next((carried.inner for carried in message.evidence), None)
            asked.setdefault((who, message.method or ""), {})[message.channel_id] = inner
        elif message.sent and message.method in REPLIES and not message.refused:
            wanted = list(asked.get((who, REPLIES[message.method]), {}).values())
            if not wanted or None in wanted:
                continue
            for carried in message.evidence:
                if carried.inner is not None and carried.inner not in wanted:
                    text = f"{carried.path}: this is not what was to be signed: "
                    text += _difference(carried.inner, wanted[-1])
                    yield Finding(code="reply_differs", line=message.line, message=text)


def chain_takes_what_was_signed(film: Film) -> Iterator[Finding]:
    """What goes on chain is what was signed here; what nobody signed here is not judged."""
    for channel in film.channels:
        signed: dict[tuple[object, ...], list[Tx]] = {}
        for message in channel.messages:
            for carried in message.evidence:
                inner = carried.inner
                if inner is None:
                    continue
                if message.sent and message.method in REPLIES and not message.refused:
                    signed.setdefault(_act(inner), []).append(inner)
                elif message.method == "channels.on_chain_tx":
                    alike = signed.get(_act(inner))
                    if alike and inner not in alike:
                        text = f"{carried.path}: this is not what was signed here: "
                        text += _difference(inner, alike[-1])
                        yield Finding(code="chain_differs", line=message.line, message=text)


def _act(tx: Tx) -> tuple[object, ...]:
    """What a transaction does: its type, and who does it if one participant alone may."""
    alone = not (tx.BOTH_PARTICIPANTS or isinstance(tx, ChannelCreateTx))
    return type(tx), *((getattr(tx, name) for name in tx.SIGNERS) if alone else ())


def _difference(found: Tx, wanted: Tx | None) -> str:
    """In which fields two transactions differ."""
    if wanted is None or type(found) is not type(wanted):
        return f"a {_kind(found)}, not a {_kind(wanted)}"
    fields = describe(type(found)).fields
    pairs = [(field.name, getattr(found, field.name), getattr(wanted, field.name)) for field in fields]
    return ", ".join(
        f"{name} is {_value(value)}, not {_value(other)}" for name, value, other in pairs if value != other
    )


# --- words --------------------------------------------------------------------------------------


def named(text: str) -> str:
    """A name or a sentence of the capture as evidence: most stand whole."""
    return ascii(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}...")


def number(amount: int) -> str:
    """An amount or another number, exactly, unless no network has such a one."""
    return f"{amount}" if amount.bit_length() <= 8 * MAX_AMOUNT_BYTES else counted(amount)


def refused_method(message: Message, error: Error) -> str | None:
    """The method that was refused, by its request or what repeats it; empty if unknown, None if it was none.

    What refuses the connection itself repeats an empty request.
    """
    request = error.request if isinstance(error.request, dict) else {"": None}
    method = message.method or request.get("method", "")
    return None if not request and not method else method if isinstance(method, str) else ""


def reasons(error: Error) -> str:
    """Why the node refused a request, in its own words; the last ones are the most exact."""
    data = error.data if isinstance(error.data, list) else []
    said = [one["message"] for one in data if isinstance(one, dict) and isinstance(one.get("message"), str)]
    return "; ".join(named(words) for words in [error.message, *said[:_MOST_REASONS]])


def _kind(tx: Tx | None) -> str:
    return "transaction" if tx is None else describe(type(tx)).name


def _value(value: object) -> str:
    """A field's value as evidence, on one line."""
    match value:
        case int():
            return number(value)
        case bytes() if len(value) == HASH_BYTES:
            return prefixed.encode("st", value)
        case bytes():
            return f"{len(value)} bytes"
        case tuple():
            return f"a list of {len(value)}"
        case str() | Id():
            return named(str(value))[1:-1]
    return f"another {type(value).__name__}"


def _shown(frame_id: object) -> str:
    return counted(frame_id) if type(frame_id) is int else quoted(str(frame_id))


_LONGEST: Final = 80
_MOST_REASONS: Final = 4

#: Every check, in the order in which findings on one line are told.
CHECKS: Final[tuple[Callable[[Film], Iterator[Finding]], ...]] = (
    entries_are_readable,
    requests_are_answered,
    params_fit_their_method,
    transactions_decode,
    signatures_are_right,
    channel_ids_are_right,
    creation_is_what_was_agreed,
    state_hashes_follow_from_balances,
    fees_suffice,
    balances_are_as_expected,
    replies_keep_what_they_sign,
    chain_takes_what_was_signed,
)
