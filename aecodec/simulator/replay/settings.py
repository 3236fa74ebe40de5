"""What a recording shows of the node that it was made with, and of the accounts before it began."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qs, urlsplit

from ...ids import Id
from ...protocol import DEFAULT_GAS_PRICE, Protocol
from ...rpc import REPLIES
from ...rpc.frames import Error
from ...tx import ChannelCloseMutualTx, ChannelCreateTx, ChannelCreateTxV1
from ...tx.layers import origin, unwrap, unwrap_ga
from ..behaviour import BEHAVIOURS, Behaviour
from .events import (
    Event,
    all_signed,
    event_of,
    frame_of,
    method_of,
    params_of,
    request_name,
    signed_of,
    signing,
)

__all__ = ["PaidRequest", "Settings", "own_requests", "query_of", "read_settings"]

_EARLY_CLOSE_GAS: Final = 20_000
_UNKNOWN_ACCOUNT: Final = 1011


class PaidRequest(NamedTuple):
    """A request to sign a transaction that the client pays for. given: its nonce was chosen by the client."""

    position: int
    payer: Id
    nonce: int
    given: bool
    signed: bool


class Settings(NamedTuple):
    """The settings of a node that makes the recording again.

    nonces: the last nonce of each account before the recording. unknown: accounts that are not on chain.
    generalized: the last meta of each account whose contract authorizes. attached: such accounts by the index
    of the event before which they must be generalized ones.
    """

    protocol: Protocol
    behaviour: Behaviour
    nonces: dict[Id, int]
    unknown: frozenset[str]
    generalized: dict[Id, Any]
    attached: dict[int, list[Id]]


def read_settings(events: Sequence[Event]) -> Settings:
    """Read the settings from a recording: version of the create transaction, channel ids, fee of a close.

    The other differences between versions of the node are those of `iris` in every replay.
    """
    create = next((tx for _, tx in _contents(events) if isinstance(tx, ChannelCreateTx)), None)
    iris = BEHAVIOURS["iris"]
    behaviour = Behaviour(
        reestablish_id=iris.reestablish_id,
        update_to_waiting=iris.update_to_waiting,
        solo_waits=iris.solo_waits,
        early_ids=any(_is_early(event) for event in events),
        close_gas=_EARLY_CLOSE_GAS if _has_early_close(events) else None,
    )
    metas = (meta for event in events for signed in all_signed(event) for meta in signing(signed)[1])
    return Settings(
        protocol=Protocol.LIMA if isinstance(create, ChannelCreateTxV1) else Protocol.CERES,
        behaviour=behaviour,
        nonces=_first_nonces(events),
        unknown=_unknown_accounts(events),
        generalized={meta.ga_id: meta for meta in metas},
        attached=_attached(events),
    )


def query_of(event: Event) -> dict[str, str]:
    """Return the parameters of a URL; of a repeated one the first."""
    if event.kind != "open":
        return {}
    try:
        pairs = parse_qs(urlsplit(event.text).query, keep_blank_values=True, max_num_fields=256)
    except ValueError:
        return {}
    return {name: values[0] for name, values in pairs.items()}


def own_requests(events: Sequence[Event]) -> Iterator[PaidRequest]:
    """Yield the requests for transactions on chain that nobody has signed yet."""
    asked: dict[str, dict[str, Any]] = {}
    for index, event in enumerate(events):
        if event.kind == "open":
            asked[event.participant] = query_of(event)
        elif event.kind == "send" and method_of(event) not in REPLIES and params_of(event):
            asked[event.participant] = params_of(event)
        elif request_name(event):
            signed = signed_of(params_of(event).get("signed_tx"))
            payer = None if signed is None else origin(unwrap_ga(signed).tx)
            if signed is None or payer is None or signing(signed) != (0, ()):
                continue
            given = "nonce" in asked.get(event.participant, {})
            tx: Any = unwrap(signed).tx
            yield PaidRequest(index, payer, tx.nonce, given, _is_signed(events, index))


def _is_signed(events: Sequence[Event], index: int) -> bool:
    """Tell whether the reply to a request holds a signature."""
    asked = events[index]
    for event in events[index + 1 :]:
        same = event.participant == asked.participant and event.kind == "send"
        if same and REPLIES.get(method_of(event)) == method_of(asked):
            return "signed_tx" in params_of(event)
    return False


def _contents(events: Sequence[Event]) -> Iterator[tuple[Event, Any]]:
    for event in events:
        for signed in all_signed(event):
            yield event, unwrap(signed).tx


def _first_nonces(events: Sequence[Event]) -> dict[Id, int]:
    nonces: dict[Id, int] = {}
    hidden = _hidden_close(events)
    for request in own_requests(events):
        if request.nonce > 0 and (request.signed or not request.given):
            # Whoever closed past the connections took a nonce; that is the initiator if nothing else shows.
            taken = hidden < request.position and events[request.position].participant == "initiator"
            nonces.setdefault(request.payer, max(request.nonce - (2 if taken else 1), 0))
    return nonces


def _hidden_close(events: Sequence[Event]) -> int:
    """Return the index of the first report of a close that no request explains, or one beyond all."""
    for index, event in enumerate(events):
        if event.kind == "send" and method_of(event) == "channels.close_solo":
            break
        if event.kind == "receive" and params_of(event).get("info") == "can_slash":
            return index
    return len(events)


def _attached(events: Sequence[Event]) -> dict[int, list[Id]]:
    """Find when accounts become generalized ones: before the first nonce of 0, or the first meta."""
    first: dict[Id, int] = {}
    for request in own_requests(events):
        if request.nonce == 0 and not request.given:
            first.setdefault(request.payer, _cause_of(events, request.position))
    for index, event in enumerate(events):
        for signed in all_signed(event) if event.kind == "send" else ():
            for meta in signing(signed)[1]:
                first[meta.ga_id] = min(first.get(meta.ga_id, index), index)
    attached: dict[int, list[Id]] = {}
    for account, index in first.items():
        attached.setdefault(index, []).append(account)
    return attached


def _cause_of(events: Sequence[Event], index: int) -> int:
    """Return the index of what the same participant did last before an event."""
    participant = events[index].participant
    causes = (at for at in range(index - 1, -1, -1) if events[at].participant == participant)
    return next((at for at in causes if events[at].kind in ("send", "open")), 0)


def _is_early(event: Event) -> bool:
    frame = frame_of(event)
    return event_of(event) == "funding_created" and frame is not None and frame.channel is None


def _has_early_close(events: Sequence[Event]) -> bool:
    fee = _EARLY_CLOSE_GAS * DEFAULT_GAS_PRICE
    given = any("fee" in params_of(one) for one in events if method_of(one) == "channels.shutdown")
    closes = (tx for _, tx in _contents(events) if isinstance(tx, ChannelCloseMutualTx))
    return not given and any(tx.fee == fee for tx in closes)


def _unknown_accounts(events: Sequence[Event]) -> frozenset[str]:
    """Return the accounts of openings that were refused for an unknown account, but of no other opening."""
    refused: set[str] = set()
    known: set[str] = set()
    for index, event in enumerate(events):
        if event.kind != "open":
            continue
        query = query_of(event)
        accounts = {query[name] for name in ("initiator_id", "responder_id") if name in query}
        answers = (one for one in events[index + 1 :] if one.participant == event.participant)
        answer = next((frame_of(one) for one in answers if one.kind == "receive"), None)
        if isinstance(answer, Error) and f"'code': {_UNKNOWN_ACCOUNT}" in str(answer.data):
            refused |= accounts
        else:
            known |= accounts
    return frozenset(refused - known)
