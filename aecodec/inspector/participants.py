"""Who takes part in a channel of a capture, on which network, and what its signatures are worth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..ids import Id
from ..rpc.connection import Connection
from ..signing import find_network
from ..signing.verification import Verifier
from ..tx import ChannelCreateTx, SignedTx
from .balances import accounts_among
from .channels import ROLES, Channel
from .messages import Carried, Message

__all__ = [
    "find_channel_network",
    "find_participants",
    "find_reserve",
    "order_participants",
    "verify_signatures",
]


def find_participants(
    channel: Channel, connections: dict[int, Connection]
) -> tuple[tuple[Id, Id] | None, bool]:
    """Find the participants by the create transaction, by the URL, or as the only two accounts named.

    Returns them and whether the initiator is known to come first.
    """
    for create in _create_txs(channel):
        if create.initiator_id != create.responder_id:
            return (create.initiator_id, create.responder_id), True
    # The node names no other accounts than those of the participants.
    named = accounts_among(
        name for message in channel.messages if not message.sent for name in _names_in(message)
    )
    for message in channel.messages if len(named) <= 2 else ():
        if (connection := connections.get(message.index)) is not None:
            both = accounts_among([connection.initiator_id, connection.responder_id])
            # What was opened last may have been another channel, of others.
            if len(both) == 2 and all(account in both for account in named):
                return (both[0], both[1]), True
    return ((named[0], named[1]) if len(named) == 2 else None), False


def _create_txs(channel: Channel) -> Iterator[ChannelCreateTx]:
    for message in channel.messages:
        for carried in message.evidence:
            if isinstance(carried.inner, ChannelCreateTx):
                yield carried.inner


def _names_in(message: Message) -> Iterator[Any]:
    for update in message.updates or ():
        yield from (getattr(update, name, None) for name in ("from_", "to", "owner", "caller"))
    for carried in message.evidence:
        if (unwrapped := carried.unwrapped) is not None:
            yield from (getattr(unwrapped.tx, name) for name in unwrapped.tx.SIGNERS)
            yield from (meta.ga_id for meta in unwrapped.metas)
    if (chat := getattr(message.params, "message", None)) is not None:
        yield from (chat.from_, chat.to)


def find_reserve(channel: Channel, connections: dict[int, Connection]) -> int | None:
    """Find the channel reserve in aettos, by the create transaction or by the URL."""
    create = next(_create_txs(channel), None)
    if create is not None:
        return create.channel_reserve
    opened = (connections.get(message.index) for message in channel.messages)
    reserves = (connection.channel_reserve for connection in opened if connection is not None)
    return next((reserve for reserve in reserves if reserve is not None), None)


def find_channel_network(channel: Channel, networks: tuple[str, ...]) -> str | None:
    """Find the first network that the signatures of a transaction of this channel fit."""
    tried = set()
    for message in channel.messages:
        for carried in message.evidence:
            if carried.text not in tried and (signed := _signed_by(carried)) is not None:
                tried.add(carried.text)
                matches = find_network(signed, networks, participants=channel.participants)
                if matches:
                    return matches[0].network_id
    return None


def verify_signatures(channel: Channel) -> None:
    """Verify every signed transaction whose signers are known, once for each text."""
    if channel.network_id is None:
        return
    verifier = Verifier(channel.network_id)
    for message in channel.messages:
        for carried in message.evidence:
            if carried.text not in channel.verifications and (signed := _signed_by(carried)) is not None:
                if channel.participants is None and signed.transaction.BOTH_PARTICIPANTS:
                    continue
                verification = verifier.verify(signed, participants=channel.participants)
                channel.verifications[carried.text] = verification


def _signed_by(carried: Carried) -> SignedTx | None:
    """Return the layer whose signatures count; None if it has none."""
    unwrapped = carried.unwrapped
    return unwrapped.signed if unwrapped is not None and unwrapped.signatures else None


def order_participants(channel: Channel) -> None:
    """Put the initiator first: whoever authorized a transaction first is the participant who sent it."""
    for message in channel.messages:
        if not message.sent or message.entry.participant not in ROLES or channel.participants is None:
            continue
        for carried in message.evidence:
            own = _find_sole_author(channel, carried)
            if own in channel.participants:
                first, second = channel.participants
                swapped = own != channel.participants[ROLES.index(message.entry.participant)]
                channel.participants = (second, first) if swapped else (first, second)
                channel.roles_known = True
                return


def _find_sole_author(channel: Channel, carried: Carried) -> Id | None:
    unwrapped, verification = carried.unwrapped, channel.verifications.get(carried.text)
    if unwrapped is None or len(unwrapped.metas) + len(unwrapped.signatures) != 1:
        return None
    if unwrapped.metas:
        account: Id = unwrapped.metas[0].ga_id
        return account
    return None if verification is None else verification.signatures[0].signer
