"""What happened in a captured session: transactions opened, channels put together, states by their hash.

A Film holds facts, checks.py judges them. Messages are attributed to a channel by its id, never by
position: a capture may hold several channels of the same participants, and begin in the middle of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ..codec import decode_tx
from ..derived import channel_id_of, state_hash
from ..errors import AecodecError
from ..ids import Id
from ..objects import Tx
from ..protocol import NETWORK_IDS
from ..rpc import Error, Notification, Params, Request, Result, UnknownParams, params_of, result_of, to_json
from ..rpc.methods import SignRequest, TypedResult
from ..signing import find_network
from ..tx import ChannelCreateTx, SignedTx
from .captures import Capture, pairs
from .entries import Connection, Entry

#: The methods by which a client hands in its signature, and those that ask for it.
SIGNING_REPLIES: Final = frozenset({"channels.initiator_sign", "channels.responder_sign", "channels.update"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A transaction where a message carries it; `tx` is None if it does not decode, for the `error`."""

    line: int
    path: str
    text: str
    tx: Tx | None = None
    error: AecodecError | None = None

    @property
    def inner(self) -> Tx | None:
        """The transaction within all wrappers."""
        return None if self.tx is None else innermost(self.tx)[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message and what it means.

    params: of a call, typed; result: of an answer to a known request, typed. partner: the entry of the
    answer or of the request. channel_id: as the message says it, or as its create transaction gives it.
    """

    index: int
    entry: Entry
    method: str | None = None
    params: Params | UnknownParams | None = None
    result: TypedResult | None = None
    partner: Entry | None = None
    carried: tuple[Carried, ...] = ()
    channel_id: str | None = None

    @property
    def line(self) -> int:
        return self.entry.line

    @property
    def sent(self) -> bool:
        """Whether the client sent it."""
        return self.entry.kind == "send"

    @property
    def refused(self) -> bool:
        """Whether this is a request that the node answered with an error."""
        return self.sent and self.partner is not None and isinstance(self.partner.frame, Error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A state that a message asks to sign: its transaction, and the balances that it should have.

    balances: after the push or the updates; None where the capture does not tell, as with contracts.
    """

    message: Message
    tx: Tx
    balances: dict[Id, int] | None

    @property
    def state_hash(self) -> bytes | None:
        """The state hash that these balances have."""
        return None if self.balances is None else state_hash(self.balances)


@dataclass(slots=True, kw_only=True)
class Channel:
    """One channel of a capture, as far as the capture tells.

    participants: initiator and responder. network_id: the one that its signatures fit. balances: of
    every state whose hash could be recomputed. latest: the hash of the state that each participant saw
    last. answers: where a node told balances, with those of the state that its participant saw last.
    """

    channel_id: str
    create: ChannelCreateTx | None = None
    participants: tuple[Id, Id] | None = None
    network_id: str | None = None
    messages: list[Message] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)
    balances: dict[bytes, dict[Id, int]] = field(default_factory=dict)
    latest: dict[str, bytes] = field(default_factory=dict)
    answers: list[tuple[Message, dict[Id, int]]] = field(default_factory=list)
    round: int | None = None
    closed: bool = False

    @property
    def last_balances(self) -> dict[Id, int] | None:
        """What each participant has in the state seen last by anybody; None if that is not known."""
        last = list(self.latest.values())
        return self.balances.get(last[-1]) if last else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A capture with everything opened: see the classes above."""

    capture: Capture
    messages: tuple[Message, ...]
    channels: tuple[Channel, ...]
    connections: dict[int, Connection]  #: by index of the message, what its participant had opened

    @property
    def carried(self) -> Iterator[tuple[Message, Carried]]:
        """Every transaction with the message that carries it."""
        for message in self.messages:
            for carried in message.carried:
                yield message, carried


def develop(capture: Capture, networks: Iterable[str] = ()) -> Film:
    """The film of a capture; `networks` are tried besides the known ones. Raises nothing for any capture."""
    partners = pairs(capture.entries)
    connections: dict[int, Connection] = {}
    opened: dict[str, Connection] = {}
    messages = []
    for index, entry in enumerate(capture.entries):
        if entry.kind == "open" and entry.connection is not None:
            opened[entry.participant] = entry.connection
        if entry.is_message:
            partner = partners[index]
            messages.append(_message(index, entry, None if partner is None else capture.entries[partner]))
            connection = opened.get(entry.participant) or next(iter(opened.values()), None)
            if connection is not None:
                connections[index] = connection
    channels: dict[str, Channel] = {}
    for message in messages:
        if message.channel_id is not None:
            channel = channels.setdefault(message.channel_id, Channel(channel_id=message.channel_id))
            channel.messages.append(message)
    for channel in channels.values():
        _put_together(channel, connections, (*NETWORK_IDS, *networks))
    return Film(
        capture=capture,
        messages=tuple(messages),
        channels=tuple(channels.values()),
        connections=connections,
    )


def innermost(tx: Tx) -> tuple[Tx, tuple[bytes, ...], int]:
    """The transaction within all wrappers, its signatures, and how many wrappers authorise it otherwise."""
    signatures: tuple[bytes, ...] = ()
    layers = 0
    while True:
        if isinstance(tx, SignedTx):
            signatures = tx.signatures
            tx = tx.transaction
        elif isinstance(within := getattr(tx, "tx", None), SignedTx):
            tx, layers = within, layers + 1
        else:
            return tx, signatures, layers


# --- one message --------------------------------------------------------------------------------


def _message(index: int, entry: Entry, partner: Entry | None) -> Message:
    frame = entry.frame
    carried = tuple(_open(entry.line, path, text) for path, text in _texts(frame))
    channel_id = getattr(frame, "channel", None) or _created(carried)
    if isinstance(frame, (Request, Notification)):
        direction = "send" if entry.kind == "send" else "receive"
        params = params_of(frame, direction)  # type: ignore[arg-type]
        return Message(
            index=index,
            entry=entry,
            method=frame.method,
            params=params,
            partner=partner,
            carried=carried,
            channel_id=channel_id or _named_channel(params),
        )
    result = None
    method = None
    if isinstance(partner_frame := partner and partner.frame, (Request, Notification)):
        method = partner_frame.method
        if isinstance(frame, Result):
            result = result_of(method, frame.result)
    return Message(
        index=index,
        entry=entry,
        method=method,
        result=result,
        partner=partner,
        carried=carried,
        channel_id=channel_id,
    )


def _texts(frame: Any) -> Iterator[tuple[str, str]]:
    """The JSON path and text of every `tx_` string in a frame, in order."""
    if frame is None:
        return
    # A refusal repeats the request: what that carries was opened where it was sent.
    value = frame.value if hasattr(frame, "value") else to_json(frame)
    if isinstance(frame, Error) and isinstance(value, dict):
        value = {**value, "error": {**value["error"], "request": None}}
    pending: list[tuple[str, Any]] = [("", value)]
    while pending:
        path, item = pending.pop()
        if isinstance(item, dict):
            pending += [(f"{path}.{key}".lstrip("."), inner) for key, inner in reversed(item.items())]
        elif isinstance(item, list):
            pending += [(f"{path}[{at}]", inner) for at, inner in reversed(list(enumerate(item)))]
        elif isinstance(item, str) and item.startswith("tx_"):
            yield path, item


def _open(line: int, path: str, text: str) -> Carried:
    try:
        return Carried(line=line, path=path, text=text, tx=decode_tx(text))
    except AecodecError as error:
        return Carried(line=line, path=path, text=text, error=error)


def _created(carried: tuple[Carried, ...]) -> str | None:
    """The channel that a create transaction in the message opens, if it can be told."""
    for one in carried:
        if isinstance(one.inner, ChannelCreateTx) and one.tx is not None and not innermost(one.tx)[2]:
            return str(channel_id_of(one.inner))
    return None


def _named_channel(params: Params | UnknownParams) -> str | None:
    named = getattr(getattr(params, "message", None), "channel_id", None)
    return named if isinstance(named, str) else None


# --- one channel --------------------------------------------------------------------------------


def _put_together(channel: Channel, connections: dict[int, Connection], networks: tuple[str, ...]) -> None:
    channel.participants = _participants(channel, connections)
    channel.network_id = _network(channel, networks)
    for message in channel.messages:
        for inner in filter(None, (carried.inner for carried in message.carried)):
            if isinstance(message.params, SignRequest):
                _propose(channel, message, inner, connections.get(message.index))
            if is_agreed(message):
                _agree(channel, message.entry.participant, inner)
        seen = channel.balances.get(channel.latest.get(message.entry.participant, b""))
        if isinstance(message.result, tuple) and seen is not None:
            channel.answers.append((message, seen))
        if getattr(message.params, "event", None) in ("closed_confirmed", "died"):
            channel.closed = True


def _propose(channel: Channel, message: Message, inner: Tx, connection: Connection | None) -> None:
    assert isinstance(message.params, SignRequest)
    balances = None
    if isinstance(inner, ChannelCreateTx):
        balances = None if connection is None else opening_balances(inner, connection)
    elif hasattr(inner, "state_hash"):
        before = channel.balances.get(channel.latest.get(message.entry.participant, b""))
        balances = None if before is None else updated(before, message.params.updates)
    proposal = Proposal(message=message, tx=inner, balances=balances)
    channel.proposals.append(proposal)
    if balances is not None and proposal.state_hash == getattr(inner, "state_hash", None):
        assert proposal.state_hash is not None
        channel.balances[proposal.state_hash] = balances


def _agree(channel: Channel, participant: str, inner: Tx) -> None:
    if isinstance(inner, ChannelCreateTx):
        channel.create = inner
        channel.round = 1
    channel.round = getattr(inner, "round", channel.round)
    # The newest entry goes last: that is the state that anybody saw last.
    channel.latest.pop(participant, None)
    channel.latest[participant] = getattr(inner, "state_hash", b"")


def is_agreed(message: Message) -> bool:
    """Whether the message brings a co-signed state: what counts from now on."""
    if message.sent:
        return False
    if message.method in ("channels.update", "channels.leave"):
        return True
    return getattr(message.params, "info", None) in ("funding_created", "funding_signed")


def _participants(channel: Channel, connections: dict[int, Connection]) -> tuple[Id, Id] | None:
    """Initiator and responder: of the create transaction, of the address, or the only two named at all."""
    for message in channel.messages:
        for carried in message.carried:
            if isinstance(create := carried.inner, ChannelCreateTx):
                return create.initiator_id, create.responder_id  # type: ignore[attr-defined]
    for message in channel.messages:
        if (connection := connections.get(message.index)) is not None:
            named = _ids([connection.initiator_id or "", connection.responder_id or ""])
            if len(named) == 2:
                return named[0], named[1]
    named = _ids(text for message in channel.messages for text in _accounts(message))
    return (named[0], named[1]) if len(named) == 2 else None


def _accounts(message: Message) -> Iterator[str]:
    """Account ids in what the updates of a signing request and a balance query name."""
    params = message.params
    if isinstance(params, SignRequest):
        for update in params.updates:
            yield from (str(update.get(key, "")) for key in ("from", "to", "owner", "caller_id"))
    yield from getattr(params, "accounts", ())


def _ids(texts: Iterable[str]) -> list[Id]:
    ids: dict[Id, None] = {}
    for text in texts:
        try:
            ids[Id(text)] = None
        except AecodecError:
            continue
    return list(ids)


def _network(channel: Channel, networks: tuple[str, ...]) -> str | None:
    for message in channel.messages:
        for carried in message.carried:
            if carried.tx is None:
                continue
            inner, signatures, _ = innermost(carried.tx)
            if signatures:
                signed = SignedTx(signatures=signatures, transaction=inner)
                fits = find_network(signed, networks, participants=channel.participants)
                if fits:
                    return fits[0].network_id
    return None


def opening_balances(create: Any, connection: Connection) -> dict[Id, int] | None:
    """What each participant has after the push, by the address that was opened; None if it does not say."""
    amounts = connection.initiator_amount, connection.responder_amount, connection.push_amount
    if None in amounts:
        return None
    initiator, responder, push = amounts
    assert initiator is not None
    assert responder is not None
    assert push is not None
    if min(initiator - push, responder + push) < 0:
        return None
    return {create.initiator_id: initiator - push, create.responder_id: responder + push}


def updated(balances: dict[Id, int], updates: Iterable[dict[str, Any]]) -> dict[Id, int] | None:
    """Balances after the updates; None if these involve contracts or make no sense."""
    after = dict(balances)
    for update in updates:
        operation, amount = update.get("op"), update.get("amount")
        if operation == "OffChainMeta":
            continue
        if type(amount) is not int or amount < 0:
            return None
        if operation in ("OffChainTransfer", "OffChainWithdrawal"):
            payer = update.get("from") if operation == "OffChainTransfer" else update.get("to")
            if payer not in after or after[payer] < amount:
                return None
            after[payer] -= amount
        if operation in ("OffChainTransfer", "OffChainDeposit"):
            payee = update.get("to") if operation == "OffChainTransfer" else update.get("from")
            if payee not in after:
                return None
            after[payee] += amount
        elif operation != "OffChainWithdrawal":
            return None
    return after
