"""What happened in a captured session: its messages, its channels put together, states by their hash.

A ChannelHistory holds facts, checks.py judges them. Messages are attributed to a channel by its id, never by
position: a capture may hold several channels of the same participants, and begin in the middle of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from ..errors import AecodecError
from ..ids import Id
from ..limits import MAX_AMOUNT_BYTES
from ..objects import Tx
from ..protocol import NETWORK_IDS, IdKind
from ..rpc.methods import Balance
from ..signing import Verification, find_network, verify
from ..state_tree import state_hash
from ..text import decode
from ..tx import ChannelCreateTx, ChannelCreateTxV1, ChannelCreateTxV2, ChannelForceProgressTx, SignedTx
from .captures import Capture, pairs
from .messages import Carried, Message, messages
from .model import Connection

__all__ = ["Carried", "Channel", "ChannelHistory", "Message", "Proposal", "Status", "reconstruct"]

#: How a channel was seen last: `left` and `died` end a participant's state machine, not the channel.
Status: TypeAlias = Literal["open", "closing", "closed", "left", "died"]

ROLES: Final = ("initiator", "responder")

_EVENTS: Final[dict[str, Status]] = {
    "open": "open",
    "closing": "closing",
    "closed_confirmed": "closed",
    "died": "died",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A state that a message asks to sign: its transaction, and the balances that it should have.

    balances: after the push or the updates; None where the capture does not tell, as with contracts.
    state_hash: the one that these balances have.
    """

    message: Message
    tx: Tx
    balances: dict[Id, int] | None
    state_hash: bytes | None


@dataclass(slots=True, kw_only=True)
class Channel:
    """One channel of a capture, as far as the capture tells.

    participants: initiator and responder; in any order unless `roles_known`. network_id: the one that its
    signatures fit. verdicts: on every signed transaction, by its text, once the network is known.
    balances: of every state whose hash could be recomputed. latest: the hash of the state that each
    participant saw last. answers: where a node told balances, with those of the state that its
    participant saw last. agreed: every state that counts, with the message that brings it. reserve: what
    each participant must keep.
    """

    channel_id: str
    participants: tuple[Id, Id] | None = None
    roles_known: bool = False
    network_id: str | None = None
    messages: list[Message] = field(default_factory=list)
    verdicts: dict[str, Verification] = field(default_factory=dict)
    proposals: list[Proposal] = field(default_factory=list)
    balances: dict[bytes, dict[Id, int]] = field(default_factory=dict)
    latest: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[Message, dict[Id, int]]] = field(default_factory=list)
    agreed: list[tuple[Message, Tx]] = field(default_factory=list)
    reserve: int | None = None
    round: int | None = None
    status: Status | None = None

    @property
    def last_balances(self) -> dict[Id, int] | None:
        """What each participant has in the state seen last by anybody; None if that is not known."""
        last = list(self.latest.values())
        return self.balances.get(last[-1]) if last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelHistory:
    """A capture with everything opened: see the classes above."""

    capture: Capture
    messages: tuple[Message, ...]
    channels: tuple[Channel, ...]
    connections: dict[int, Connection]  #: by index of the message, what its participant had opened

    @property
    def evidence(self) -> Iterator[tuple[Message, Carried]]:
        """Every transaction that the protocol carries, with the message that does."""
        for message in self.messages:
            for carried in message.evidence:
                yield message, carried


def reconstruct(capture: Capture, networks: Iterable[str] = ()) -> ChannelHistory:
    """The history of a capture; `networks` are tried besides the known ones.

    Raises nothing for any capture, SignatureError for an empty network id.
    """
    entries = capture.entries
    partners = [None if at is None else entries[at] for at in pairs(entries)]
    told = tuple(messages(entries, partners))
    connections = _connections(capture)
    channels: dict[str, Channel] = {}
    for message in told:
        if message.channel_id is not None:
            channel = channels.setdefault(message.channel_id, Channel(channel_id=message.channel_id))
            channel.messages.append(message)
    candidates = tuple(dict.fromkeys((*NETWORK_IDS, *networks)))
    for channel in channels.values():
        _put_together(channel, connections, candidates)
    return ChannelHistory(
        capture=capture, messages=told, channels=tuple(channels.values()), connections=connections
    )


def _connections(capture: Capture) -> dict[int, Connection]:
    """What the participant of each entry had opened, or the other one if it opened nothing."""
    connections: dict[int, Connection] = {}
    opened: dict[str, Connection] = {}
    for index, entry in enumerate(capture.entries):
        if entry.kind == "open" and entry.connection is not None:
            opened[entry.participant] = entry.connection
        connection = opened.get(entry.participant) or next(iter(opened.values()), None)
        if connection is not None:
            connections[index] = connection
    return connections


# --- one channel --------------------------------------------------------------------------------


def _put_together(channel: Channel, connections: dict[int, Connection], networks: tuple[str, ...]) -> None:
    channel.participants, channel.roles_known = _participants(channel, connections)
    channel.network_id = _network(channel, networks)
    _verify(channel)
    if not channel.roles_known:
        _tell_roles(channel)
    channel.reserve = _reserve(channel, connections)
    for message in channel.messages:
        for inner in filter(None, (carried.inner for carried in message.evidence)):
            if message.asks:
                _propose(channel, message, inner, connections.get(message.index))
            if _is_agreed(message, inner):
                channel.agreed.append((message, inner))
                _agree(channel, message.entry.participant, inner)
        if isinstance(message.result, tuple):
            _take_answer(channel, message)
        _take_status(channel, message)


def _propose(channel: Channel, message: Message, inner: Tx, connection: Connection | None) -> None:
    balances = None
    if isinstance(inner, ChannelCreateTx):
        balances = None if connection is None else opening_balances(inner, connection)
    elif hasattr(inner, "state_hash"):
        before = channel.balances.get(channel.latest.get(message.entry.participant, b""))
        balances = None if before is None else updated(before, message.updates)
    right = None if balances is None else decode(state_hash(balances), "st")
    channel.proposals.append(Proposal(message=message, tx=inner, balances=balances, state_hash=right))
    if balances is not None and right == getattr(inner, "state_hash", None):
        channel.balances[right or b""] = balances


def _is_agreed(message: Message, inner: Tx) -> bool:
    """Whether the message brings a state that counts from now on."""
    if message.sent:
        return False
    info = message.data.get("info") if message.method == "channels.on_chain_tx" else None
    # No update announces a forced progress (CHANNEL_FLOWS, section 5): the chain itself makes it.
    forced = info == "channel_changed" and isinstance(inner, ChannelForceProgressTx)
    funded = info in ("funding_created", "funding_signed")
    return forced or funded or message.method in ("channels.update", "channels.leave")


def _agree(channel: Channel, participant: str, inner: Tx) -> None:
    is_create = isinstance(inner, ChannelCreateTx)
    channel.round = 1 if is_create else getattr(inner, "round", channel.round)
    # The newest entry goes last: that is the state that anybody saw last.
    channel.latest.pop(participant, None)
    channel.latest[participant] = getattr(inner, "state_hash", b"")


def _take_answer(channel: Channel, message: Message) -> None:
    latest = channel.latest.get(message.entry.participant)
    if latest is None:
        return
    seen = channel.balances.get(latest)
    if seen is None and (told := _told(message)) is not None and decode(state_hash(told), "st") == latest:
        # What a node says proves itself when it has the hash that both participants signed.
        seen = channel.balances[latest] = told
    if seen is not None:
        channel.answers.append((message, seen))


def _told(message: Message) -> dict[Id, int] | None:
    """The balances of two accounts that an answer tells."""
    assert isinstance(message.result, tuple)
    told = {one.account: one.balance for one in message.result if isinstance(one, Balance)}
    accounts = _accounts(told)
    balances = {account: told[str(account)] for account in accounts}
    return balances if len(balances) == 2 and _payable(balances) else None


def _take_status(channel: Channel, message: Message) -> None:
    event = message.data.get("event")
    status = _EVENTS.get(event) if message.method == "channels.info" and isinstance(event, str) else None
    if message.method == "channels.leave" and not message.sent:
        status = "left"
    if status is not None and not (status == "died" and channel.status in ("closed", "left")):
        channel.status = status


# --- who takes part, and on which network -------------------------------------------------------


def _participants(channel: Channel, connections: dict[int, Connection]) -> tuple[tuple[Id, Id] | None, bool]:
    """Of the create transaction, of the address, or the only two that are named; and whether in order."""
    for message in channel.messages:
        for create in (carried.inner for carried in message.evidence):
            if isinstance(create, (ChannelCreateTxV1, ChannelCreateTxV2)):
                initiator, responder = create.initiator_id, create.responder_id
                if initiator != responder:
                    return (initiator, responder), True
    # The node names no other accounts than those of the participants.
    named = _accounts(name for message in channel.messages if not message.sent for name in _names(message))
    for message in channel.messages:
        if (connection := connections.get(message.index)) is not None:
            both = _accounts([connection.initiator_id, connection.responder_id])
            # What was opened last may have been another channel, of others.
            if len(both) == 2 and set(named) <= set(both):
                return (both[0], both[1]), True
    return ((named[0], named[1]) if len(named) == 2 else None), False


def _reserve(channel: Channel, connections: dict[int, Connection]) -> int | None:
    """Of the create transaction, or of the address."""
    for message in channel.messages:
        for carried in message.evidence:
            if isinstance(carried.inner, (ChannelCreateTxV1, ChannelCreateTxV2)):
                return carried.inner.channel_reserve
    opened = (connections.get(message.index) for message in channel.messages)
    told = (connection.channel_reserve for connection in opened if connection is not None)
    return next((reserve for reserve in told if reserve is not None), None)


def _names(message: Message) -> Iterator[Any]:
    for update in message.updates:
        yield from (update.get(key) for key in ("from", "to", "owner", "caller_id"))
    for carried in message.evidence:
        if (unwrapped := carried.unwrapped) is not None:
            yield from (getattr(unwrapped.tx, name) for name in unwrapped.tx.SIGNERS)
            yield from (meta.ga_id for meta in unwrapped.metas)
    if (words := getattr(message.params, "message", None)) is not None:
        yield from (words.from_, words.to)


def _accounts(names: Iterable[Any]) -> list[Id]:
    """The different accounts among texts; what is none is left out."""
    ids: dict[Id, None] = {}
    for name in names:
        try:
            account = Id(name) if isinstance(name, (str, Id)) else None
        except AecodecError:
            continue
        if account is not None and account.kind == IdKind.ACCOUNT:
            ids[account] = None
    return list(ids)


def _network(channel: Channel, networks: tuple[str, ...]) -> str | None:
    tried = set()
    for message in channel.messages:
        for carried in message.evidence:
            if carried.text not in tried and (signed := _signed(carried)) is not None:
                tried.add(carried.text)
                fits = find_network(signed, networks, participants=channel.participants)
                if fits:
                    return fits[0].network_id
    return None


def _verify(channel: Channel) -> None:
    """A verdict on every signed transaction whose signers are known, once for each text."""
    if channel.network_id is None:
        return
    for message in channel.messages:
        for carried in message.evidence:
            if carried.text not in channel.verdicts and (signed := _signed(carried)) is not None:
                if channel.participants is None and signed.transaction.BOTH_PARTICIPANTS:
                    continue
                verdict = verify(signed, channel.network_id, participants=channel.participants)
                channel.verdicts[carried.text] = verdict


def _signed(carried: Carried) -> SignedTx | None:
    """What the signatures cover, with them; None if there are none."""
    unwrapped = carried.unwrapped
    return unwrapped.signed if unwrapped is not None and unwrapped.signatures else None


def _tell_roles(channel: Channel) -> None:
    """Puts the participants in order: who authorised a transaction first is the one who sent it."""
    for message in channel.messages:
        if not message.sent or message.entry.participant not in ROLES or channel.participants is None:
            continue
        for carried in message.evidence:
            own = _sole_author(channel, carried)
            if own in channel.participants:
                first, second = channel.participants
                swapped = own != channel.participants[ROLES.index(message.entry.participant)]
                channel.participants = (second, first) if swapped else (first, second)
                channel.roles_known = True
                return


def _sole_author(channel: Channel, carried: Carried) -> Id | None:
    unwrapped, verdict = carried.unwrapped, channel.verdicts.get(carried.text)
    if unwrapped is None or len(unwrapped.metas) + len(unwrapped.signatures) != 1:
        return None
    if unwrapped.metas:
        account: Id = unwrapped.metas[0].ga_id
        return account
    return None if verdict is None else verdict.signatures[0].signer


# --- balances -----------------------------------------------------------------------------------


def opening_balances(create: Any, connection: Connection) -> dict[Id, int] | None:
    """What each participant has after the push, by the address that was opened; None if it does not say."""
    initiator, responder = connection.initiator_amount, connection.responder_amount
    push = connection.push_amount
    if initiator is None or responder is None or push is None:
        return None
    after = {create.initiator_id: initiator - push, create.responder_id: responder + push}
    return after if _payable(after) else None


def updated(balances: dict[Id, int], updates: Iterable[dict[str, Any]]) -> dict[Id, int] | None:
    """Balances after the updates; None if these involve contracts or make no sense."""
    after = {str(account): balance for account, balance in balances.items()}
    for update in updates:
        operation, amount = update.get("op"), update.get("amount")
        if operation == "OffChainMeta":
            continue
        moves = _MOVES.get(operation) if isinstance(operation, str) else None
        if moves is None or type(amount) is not int or amount < 0:
            return None
        for key, sign in moves:
            account = update.get(key)
            if not isinstance(account, str) or account not in after:
                return None
            after[account] += sign * amount
        if not _payable(after):
            return None
    return {account: after[str(account)] for account in balances}


#: Which member of an update names an account, and whether it gains.
_MOVES: Final[dict[str, tuple[tuple[str, int], ...]]] = {
    "OffChainTransfer": (("from", -1), ("to", 1)),
    "OffChainDeposit": (("from", 1),),
    "OffChainWithdrawal": (("to", -1),),
}


def _payable(balances: dict[Any, int]) -> bool:
    # Larger ones only cost time.
    return all(0 <= balance < 1 << 8 * MAX_AMOUNT_BYTES for balance in balances.values())
