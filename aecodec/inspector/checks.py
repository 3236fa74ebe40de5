"""Check a captured session: one function for each check, one sentence for each finding.

Severity: `error`, something contradicts the protocol, a signature or another message; `warning`,
something that will cause trouble or that a person should look at; `info`, what the node itself refused.
Not findings: answers after `died`, results that are text or lists, closings and comments, and a version
that fits no public protocol, as the network id says nothing about a private network's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal, TypeAlias

from ..errors import RULES
from ..fees import FeeBreakdown, breakdown_or_error
from ..objects import Tx
from ..protocol import BASE_GAS, MIN_GAS_PRICES, Protocol
from ..rpc import Error, Request, UnknownFrame, UnknownParams, known
from ..rpc.requests import System
from ..rpc.results import Balance
from ..rpc.signing import REPLIES
from ..schema import describe
from ..tx import ChannelCreateTx
from .formatting import id_of, kind_of, named, number, reasons, refused_method, value_of
from .history import Carried, Channel, ChannelHistory, Message

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
    "round_backwards": "error",
    "reserve_broken": "error",
    "reply_differs": "error",
    "chain_differs": "error",
    "transactions_unopened": "warning",
    "check_failed": "error",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that a check found: a code of SEVERITIES, the line of the capture and one sentence."""

    code: str
    line: int
    message: str

    @property
    def severity(self) -> Severity:
        """How bad it is, by its code."""
        return SEVERITIES[self.code]


def findings(history: ChannelHistory) -> tuple[Finding, ...]:
    """Run all checks on a history and return their findings by line.

    Raises nothing: a fault of this package in a check is a finding `check_failed`; the others go on.
    """
    found = {Finding(code="check_failed", line=1, message=failure): None for failure in history.failures}
    for check in CHECKS:
        try:
            found |= dict.fromkeys(check(history))
        except Exception as error:
            message = f"the check {check.__name__} failed with {type(error).__name__}: please report this"
            found[Finding(code="check_failed", line=1, message=message)] = None
    return tuple(sorted(found, key=lambda finding: finding.line))


# --- messages -----------------------------------------------------------------------------------


def entries_are_readable(history: ChannelHistory) -> Iterator[Finding]:
    """Check that every body is JSON, every frame one of JSON-RPC, every URL well formed."""
    for entry in history.capture.entries:
        if entry.problem is not None:
            yield Finding(code="entry_unreadable", line=entry.problem.line, message=entry.problem.message)
        if isinstance(entry.frame, UnknownFrame):
            message = f"this is not one JSON-RPC frame: {RULES[entry.frame.code]}"
            yield Finding(code="frame_unknown", line=entry.line, message=message)
        for problem in entry.connection.problems if entry.connection is not None else ():
            yield Finding(code="address_malformed", line=entry.line, message=problem.message)
    for holder in history.messages:
        if holder.unopened:
            text = f"the frame holds {holder.unopened} more transactions, which are not decoded"
            yield Finding(code="transactions_unopened", line=holder.line, message=text)


def requests_are_answered(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a request with an id has an answer, and an answer its request; report refusals."""
    for message in history.messages:
        frame, line = message.entry.frame, message.line
        if message.sent and isinstance(frame, Request) and message.partner is None:
            if isinstance(message.params, System) and message.params.action == "stop":
                continue  # the state machine may be gone before it can answer
            text = f"{named(frame.method)} with id {id_of(frame.id)} was never answered"
            yield Finding(code="request_unanswered", line=line, message=text)
        elif not message.sent and isinstance(frame, Error):
            asked = refused_method(message, frame)
            what = "the connection" if asked is None else named(asked) if asked else "something"
            text = f"the node refused {what}: {reasons(frame)}"
            yield Finding(code="request_refused", line=line, message=text)
        elif not message.sent and message.partner is None and getattr(frame, "id", None) is not None:
            text = f"an answer with id {id_of(getattr(frame, 'id', None))} that nobody asked for"
            yield Finding(code="answer_unexpected", line=line, message=text)


def params_fit_their_method(history: ChannelHistory) -> Iterator[Finding]:
    """Check params and results of known methods against the catalogue, unless the node refused them."""
    for message in history.messages:
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


def transactions_decode(history: ChannelHistory) -> Iterator[Finding]:
    """Check that every transaction decodes: checksum, canonical form, known type."""
    for message, carried in history.evidence:
        if carried.error is not None:
            strange = carried.error.code in ("unknown_tag", "unknown_version")
            code = "transaction_unknown" if strange else "transaction_invalid"
            code = "transaction_refused" if message.refused else code
            yield Finding(code=code, line=carried.line, message=f"{carried.path}: {carried.error}")


def signatures_are_right(history: ChannelHistory) -> Iterator[Finding]:
    """Check that every signature is a required signer's on the channel's network, and none is missing."""
    for channel in history.channels:
        carrying = [(message, carried) for message in channel.messages for carried in message.evidence]
        signed = [carried for _, carried in carrying if carried.signatures]
        if signed and channel.network_id is None and channel.participants is not None:
            text = "no known network fits the signatures of this channel: name its network"
            yield Finding(code="network_unknown", line=signed[0].line, message=text)
        for message, carried in carrying:
            yield from _signature_findings(channel, message, carried)


def _signature_findings(channel: Channel, message: Message, carried: Carried) -> Iterator[Finding]:
    verification, unwrapped = channel.verifications.get(carried.text), carried.unwrapped
    if verification is None or unwrapped is None:
        return
    authorized = {meta.ga_id for meta in unwrapped.metas}
    missing = [signer for signer in verification.missing if signer not in authorized]
    if not all(signature.ok for signature in verification.signatures):
        wrong = next(issue for issue in verification.issues if "signatures[" in issue.path)
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


def fees_suffice(history: ChannelHistory) -> Iterator[Finding]:
    """Check that fees reach what nodes relay and mine."""
    seen: set[Tx] = set()
    for _, carried in history.evidence:
        inner = carried.inner
        if inner is None or inner in seen or inner.TAG not in BASE_GAS:
            continue
        seen.add(inner)
        fee, usual = getattr(inner, "fee", 0), breakdown_or_error(inner)
        if isinstance(usual, FeeBreakdown) and fee < usual.min_fee:
            lowest = breakdown_or_error(inner, MIN_GAS_PRICES[Protocol.MINERVA])
            refused = isinstance(lowest, FeeBreakdown) and fee < lowest.min_fee
            why = "no node takes it" if refused else "nodes do not relay it unless configured to"
            text = f"{carried.path}: fee {number(fee)} is below the usual minimum fee {usual.min_fee}: {why}"
            yield Finding(code="fee_too_low", line=carried.line, message=text)


# --- channels -----------------------------------------------------------------------------------


def channel_ids_are_right(history: ChannelHistory) -> Iterator[Finding]:
    """Check the channel id of a frame against the one of its transaction."""
    for message, carried in history.evidence:
        stated, right = getattr(message.entry.frame, "channel", None), carried.channel_id
        if stated is not None and right is not None and stated != right:
            does = "opens" if isinstance(carried.inner, ChannelCreateTx) else "is of"
            text = f"the message names channel {named(stated)}, its {kind_of(carried.inner)} {does} {right}"
            yield Finding(code="channel_id_differs", line=message.line, message=text)


def creation_is_what_was_agreed(history: ChannelHistory) -> Iterator[Finding]:
    """Check a create transaction against the URL that its participant opened."""
    for channel in history.channels:
        for proposal in channel.proposals:
            connection = history.connections.get(proposal.message.index)
            if connection is None or not isinstance(proposal.tx, ChannelCreateTx):
                continue
            for name in (
                *("initiator_id", "responder_id", "initiator_amount", "responder_amount"),
                *("channel_reserve", "lock_period"),
            ):
                agreed, value = getattr(connection, name), getattr(proposal.tx, name)
                if agreed is not None and agreed != value and agreed != "any":
                    there = f"{value_of(agreed)} in the connection URL"
                    text = f"{name} is {value_of(value)} in the create transaction, {there}"
                    yield Finding(code="create_differs", line=proposal.message.line, message=text)


def rounds_go_forward(history: ChannelHistory) -> Iterator[Finding]:
    """Check that agreed rounds only grow, and that there is one state for each round."""
    for channel in history.channels:
        last: dict[str, tuple[int, Tx]] = {}
        reported: set[Tx] = set()
        for message, inner in channel.agreed:
            reached = 1 if isinstance(inner, ChannelCreateTx) else getattr(inner, "round", None)
            before, state = last.get(message.entry.participant, (0, inner))
            if reached is None or inner in reported:
                continue
            if reached < before or (reached == before and inner != state):
                reported.add(inner)
                why = "goes before" if reached < before else "is another state of"
                text = f"round {number(reached)} {why} round {number(before)}, which counted already"
                yield Finding(code="round_backwards", line=message.line, message=text)
            else:
                last[message.entry.participant] = reached, inner


def balances_keep_the_reserve(history: ChannelHistory) -> Iterator[Finding]:
    """Check that no participant has less than the channel reserve in an agreed state."""
    for channel in history.channels:
        reported: set[bytes] = set()
        for message, inner in channel.agreed:
            hashed = getattr(inner, "state_hash", b"")
            if channel.reserve is None or hashed in reported:
                continue
            for account, held in channel.balances.get(hashed, {}).items():
                if held < channel.reserve:
                    reported.add(hashed)
                    text = f"{account} has {number(held)}, less than the reserve of {number(channel.reserve)}"
                    yield Finding(code="reserve_broken", line=message.line, message=text)


def state_hashes_follow_from_balances(history: ChannelHistory) -> Iterator[Finding]:
    """Check the state hash of a proposal against the balances after push or updates."""
    for channel in history.channels:
        for proposal in channel.proposals:
            right, found = proposal.state_hash, getattr(proposal.tx, "state_hash", None)
            if right is not None and found is not None and right != found:
                text = f"state hash {value_of(found)}, but the balances give {value_of(right)}"
                yield Finding(code="state_hash_differs", line=proposal.message.line, message=text)


def balances_are_as_expected(history: ChannelHistory) -> Iterator[Finding]:
    """Check the balances that a node reports against the state that this participant saw last."""
    for channel in history.channels:
        for message, expected in channel.answers:
            assert isinstance(message.result, tuple)
            answered = {one.account: one.balance for one in message.result if isinstance(one, Balance)}
            for account, balance in expected.items():
                found = answered.get(str(account), balance)
                if found != balance:
                    text = f"{account} has {number(found)}, but by the agreed states {number(balance)}"
                    yield Finding(code="balance_differs", line=message.line, message=text)


# --- what is signed -----------------------------------------------------------------------------


def replies_keep_what_they_sign(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a signing reply holds the transaction that its participant was asked to sign last."""
    asked: defaultdict[tuple[str, str], _Asked] = defaultdict(_Asked)
    for message in history.messages:
        who = message.entry.participant
        if message.asks:
            inner = next((carried.inner for carried in message.evidence), None)
            asked[who, message.method or ""].put(message.channel_id, inner)
        elif message.sent and message.method in REPLIES and not message.refused:
            wanted = asked[who, REPLIES[message.method]]
            if not wanted.last or None in wanted.times:
                continue
            for carried in message.evidence:
                if carried.inner is not None and carried.inner not in wanted.times:
                    text = f"{carried.path}: this is not what was to be signed: "
                    text += _difference(carried.inner, next(reversed(wanted.last.values())))
                    yield Finding(code="reply_differs", line=message.line, message=text)


class _Asked:
    """The transactions that a participant was asked last to sign by one method; None if it cannot be read.

    last: by channel, as two may ask at a time. times: how many channels ask for it, to find it at once.
    """

    def __init__(self) -> None:
        self.last: dict[str | None, Tx | None] = {}
        self.times: Counter[Tx | None] = Counter()

    def put(self, channel_id: str | None, tx: Tx | None) -> None:
        if channel_id in self.last:
            before = self.last[channel_id]
            self.times[before] -= 1
            if not self.times[before]:
                del self.times[before]
        self.last[channel_id] = tx
        self.times[tx] += 1


def chain_takes_what_was_signed(history: ChannelHistory) -> Iterator[Finding]:
    """Check that what goes on chain is what was signed here, if anything like it was."""
    for channel in history.channels:
        signed: defaultdict[tuple[object, ...], dict[Tx, None]] = defaultdict(dict)
        for message in channel.messages:
            for carried in message.evidence:
                inner = carried.inner
                if inner is None:
                    continue
                if message.sent and message.method in REPLIES and not message.refused:
                    signed[_act(inner)].pop(inner, None)
                    signed[_act(inner)][inner] = None
                elif message.method == "channels.on_chain_tx":
                    alike = signed[_act(inner)]
                    if alike and inner not in alike:
                        text = f"{carried.path}: this is not what was signed here: "
                        text += _difference(inner, next(reversed(alike)))
                        yield Finding(code="chain_differs", line=message.line, message=text)


def _act(tx: Tx) -> tuple[object, ...]:
    """Return what a transaction does: its type, and who does it if one participant alone may."""
    alone = not (tx.BOTH_PARTICIPANTS or isinstance(tx, ChannelCreateTx))
    return type(tx), *((getattr(tx, name) for name in tx.SIGNERS) if alone else ())


def _difference(found: Tx, wanted: Tx | None) -> str:
    """Describe in which fields two transactions differ."""
    if wanted is None or type(found) is not type(wanted):
        return f"a {kind_of(found)}, not a {kind_of(wanted)}"
    fields = describe(type(found)).fields
    pairs = [(field.name, getattr(found, field.name), getattr(wanted, field.name)) for field in fields]
    return ", ".join(
        f"{name} is {value_of(value)}, not {value_of(other)}"
        for name, value, other in pairs
        if value != other
    )


#: Every check, in the order in which findings on one line are reported.
CHECKS: Final[tuple[Callable[[ChannelHistory], Iterator[Finding]], ...]] = (
    entries_are_readable,
    requests_are_answered,
    params_fit_their_method,
    transactions_decode,
    signatures_are_right,
    channel_ids_are_right,
    creation_is_what_was_agreed,
    state_hashes_follow_from_balances,
    rounds_go_forward,
    balances_keep_the_reserve,
    fees_suffice,
    balances_are_as_expected,
    replies_keep_what_they_sign,
    chain_takes_what_was_signed,
)
