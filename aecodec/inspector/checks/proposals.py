"""Checks of what participants are asked to sign: type, updates, accounts, amounts, nonce."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from ... import text as prefixed
from ...errors import AecodecError
from ...ids import Id
from ...rpc import ABSENT, UnknownUpdate
from ...rpc.signing import SIGNING, Operation
from ...rpc.types import classes_of_type
from ...state import OffChainMeta
from ...tx import ChannelCreateTx, ChannelDepositTx, ChannelWithdrawTx
from ..channels import ROLES
from ..drafts import ACKS, PREFIX
from ..formatting import kind_of, named, number, value_of
from ..history import Channel, ChannelHistory, Message
from ..steps import Step
from .finding import Finding, about

__all__ = [
    "amounts_are_those_of_the_updates",
    "nonces_are_those_asked_for",
    "payers_are_who_proposes",
    "requests_were_asked_for",
    "types_fit_their_request",
    "updates_are_those_asked_for",
    "updates_fit_their_operation",
    "updates_name_participants",
]

_OPERATIONS: Final[dict[str, Operation]] = {f"{PREFIX}sign.{one.name}": one for one in SIGNING}

#: The members of a request that an update repeats, and their names there.
_REPEATED: Final[dict[str, str]] = {
    "from_": "from_",
    "to": "to",
    "amount": "amount",
    "deposit": "deposit",
    "contract_id": "contract",
    "abi_version": "abi_version",
    "code": "code",
    "call_data": "call_data",
}


class _Ask(NamedTuple):
    """A request to sign, with the request of the client and the first request to sign of the same step."""

    channel: Channel
    step: Step
    message: Message
    request: Message | None
    first: Message


def _asks(history: ChannelHistory) -> Iterator[_Ask]:
    for channel in history.channels:
        for step in channel.steps:
            asks, request = step.asks, step.request
            for message in asks:
                yield _Ask(channel, step, message, request, asks[0])


def types_fit_their_request(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a request to sign holds the type of transaction that its name says."""
    for message, carried in history.evidence:
        operation = _OPERATIONS.get(message.method or "")
        if operation is None or carried.inner is None or not message.asks:
            continue
        if not isinstance(carried.inner, classes_of_type(operation.tx_type)):
            text = f"a {kind_of(carried.inner)} in {named(message.method or '')}, not a {operation.tx_type}"
            yield about(message, "type_unexpected", text, carried.path)


def updates_fit_their_operation(history: ChannelHistory) -> Iterator[Finding]:
    """Check that updates are one of the operation, and then metas; none where nothing is updated."""
    for ask in _asks(history):
        message = ask.message
        operation, updates = _OPERATIONS.get(message.method or ""), message.updates
        if operation is None or updates is None:
            continue
        leading = [type(one).__name__ for one in updates if not isinstance(one, OffChainMeta)]
        if any(isinstance(one, UnknownUpdate) for one in updates):
            continue  # nobody here knows what it does; its result is checked by the state hash
        metas_last = all(isinstance(one, OffChainMeta) for one in updates[1:])
        if len(leading) != min(1, len(operation.updates)) or not metas_last:
            text = f"{len(leading)} updates besides metas, not {min(1, len(operation.updates))}"
            text = text if len(leading) != min(1, len(operation.updates)) else "metas stand before the update"
            yield about(message, "updates_unexpected", text)
        elif leading and leading[0] not in operation.updates:
            text = f"{leading[0]} in {named(message.method or '')}"
            yield about(message, "updates_unexpected", text)


def updates_are_those_asked_for(history: ChannelHistory) -> Iterator[Finding]:
    """Check updates field by field against the request of the client, and those of both sides."""
    for _, _, message, request, first in _asks(history):
        updates = message.updates
        if updates is None:
            continue
        if message.method not in ACKS and request is not None and updates:
            yield from _changes(message, request.params, updates)
        if first.updates is not None and updates != first.updates:
            shown = f"{history.capture.unit} {first.line} shows"
            text = f"the updates are not those that {shown} for the same transaction"
            yield about(message, "updates_changed", text)


def _changes(message: Message, request: Any, updates: tuple[Any, ...]) -> Iterator[Finding]:
    for name, there in _REPEATED.items():
        asked, found = getattr(request, name, ABSENT), getattr(updates[0], there, ABSENT)
        if ABSENT not in (asked, found) and _plain(asked) != _plain(found):
            text = f"{there.removesuffix('_')} is {value_of(found)}, but {value_of(asked)} was asked for"
            yield about(message, "updates_changed", text)
    metas = getattr(request, "meta", ABSENT)
    shown = [_plain(one.data) for one in updates if isinstance(one, OffChainMeta)]
    if hasattr(request, "meta") and shown != ([] if metas is ABSENT else [_plain(one) for one in metas]):
        yield about(message, "updates_changed", "the metas are not those that were asked for")


def _plain(value: Any) -> object:
    """Bring a value of a request and one of an update to the same form."""
    if isinstance(value, Id):
        return str(value).encode()
    if not isinstance(value, str):
        return value
    try:
        return prefixed.decode(value, "cb") if value.startswith("cb_") else value.encode()
    except (AecodecError, UnicodeEncodeError):
        return value


def updates_name_participants(history: ChannelHistory) -> Iterator[Finding]:
    """Check that the accounts in updates are the participants."""
    for channel, _, message, *_ in _asks(history):
        for update in message.updates or ():
            for name in ("from_", "to", "owner", "caller"):
                account = getattr(update, name, None)
                if isinstance(account, Id) and account not in (channel.participants or (account,)):
                    field = f"{type(update).__name__}.{name.removesuffix('_')}"
                    yield about(message, "account_foreign", f"{field} is {account}, no participant")


def amounts_are_those_of_the_updates(history: ChannelHistory) -> Iterator[Finding]:
    """Check who pays how much in a deposit or withdrawal against the update beside it."""
    for _, _, message, *_ in _asks(history):
        for carried in message.evidence:
            tx: Any = carried.inner
            if not isinstance(tx, (ChannelDepositTx, ChannelWithdrawTx)) or not message.updates:
                continue
            update: Any = message.updates[0]
            who = "from_" if isinstance(tx, ChannelDepositTx) else "to"
            mine = getattr(tx, f"{who.removesuffix('_')}_id")
            for name, value, beside in (
                ("amount", tx.amount, getattr(update, "amount", tx.amount)),
                (who, mine, getattr(update, who, mine)),
            ):
                if value != beside:
                    text = (
                        f"{name.removesuffix('_')} is {value_of(value)}, and {value_of(beside)} in the update"
                    )
                    yield about(message, "amount_differs", text, carried.path)


def payers_are_who_proposes(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a transaction is in the name of the participant who proposes it."""
    for channel, step, message, *_ in _asks(history):
        account = _account_of(channel, message.entry.participant)
        if message.method in ACKS or account is None or isinstance(step.tx, ChannelCreateTx):
            continue
        payer = getattr(step.tx, "from_id", getattr(step.tx, "to_id", account))
        if payer != account:
            text = f"it is in the name of {payer}, and {account} proposes it"
            yield about(message, "payer_differs", text)


def _account_of(channel: Channel, participant: str) -> Id | None:
    if channel.participants is None or not channel.roles_known or participant not in ROLES:
        return None
    return channel.participants[ROLES.index(participant)]


def nonces_are_those_asked_for(history: ChannelHistory) -> Iterator[Finding]:
    """Check the nonce of a transaction against the one that its proposer asked for."""
    for _, step, message, request, _ in _asks(history):
        asked: Any = ABSENT if request is None else getattr(request.params, "nonce", ABSENT)
        connection = history.connections.get(message.index)
        if isinstance(step.tx, ChannelCreateTx) and connection is not None and message.method not in ACKS:
            asked = connection.nonce
        found = getattr(step.tx, "nonce", None)
        if message.method not in ACKS and type(asked) is int and found is not None and asked != found:
            text = f"nonce is {number(found)}, but {number(asked)} was asked for"
            yield about(message, "nonce_differs", text)


def requests_were_asked_for(history: ChannelHistory) -> Iterator[Finding]:
    """Check that a client asked for what it shall sign, where the capture has its requests at all."""
    captured: set[tuple[str | None, str]] = set()
    for _, step, message, request, _ in _asks(history):
        side = step.channel_id, message.entry.participant
        if message.method in ACKS or step.kind in ("open", "other"):
            continue
        if request is not None:
            captured.add(side)
        elif side in captured:
            text = f"{named(message.method or '')}, but this client did not propose it"
            yield about(message, "request_unexpected", text)
