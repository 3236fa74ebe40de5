"""What a recording that begins in the middle of a channel shows of the channel: accounts, round, balances."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from ..._channel_rules import apply_updates
from ...errors import RpcError
from ...ids import Id
from ...objects import SignedTx
from ...protocol import IdKind
from ...rpc import read_update
from ...rpc.frames import Result
from ...signing import Key
from ...text import blake2b256
from ...tx import ChannelCloseMutualTx, ChannelCreateTx, ChannelSettleTx
from ...tx.layers import unwrap
from ..on_chain import round_of
from .events import Event, all_signed, frame_of, method_of, params_of, request_name, signed_of

__all__ = ["Preamble", "read_preamble"]

SIDES: Final = ("initiator", "responder")
#: What the channels of most recordings begin with.
_USUAL_BALANCES: Final = (69_999_999_999_999, 40_000_000_000_001)
_OWN_FIELDS: Final = ("from_id", "to_id")


class Preamble(NamedTuple):
    """A channel as it is before a recording begins.

    Accounts are as recorded, balances those of both. create: a create transaction that it shows, or None.
    """

    accounts: tuple[str, str]
    round: int
    balances: tuple[int, int]
    create: Any


def read_preamble(events: Sequence[Event]) -> Preamble:
    """Read what the recording shows; what it does not show is as in most recordings."""
    accounts = _accounts(events)
    shown = (unwrap(signed).tx for event in events for signed in all_signed(event))
    create = next((tx for tx in shown if isinstance(tx, ChannelCreateTx)), None)
    return Preamble(accounts, _round(events), _balances(events, accounts), create)


# --- accounts ---------------------------------------------------------------------------------------


def _accounts(events: Sequence[Event]) -> tuple[str, str]:
    """Return the accounts of initiator and responder; invented ones if no frame has any."""
    found: dict[str, str] = {}
    pair: list[str] = []
    for event in events:
        for side, account in _named(event):
            found.setdefault(side, account)
        pair = pair or _pair(event)
    for side, other in (SIDES, SIDES[::-1]):
        rest = [one for one in pair if one != found.get(other)]
        if side not in found and other in found and rest:
            found[side] = rest[0]
    if not found and pair:
        found = dict(zip(SIDES, pair, strict=True))
    for side in SIDES:
        found.setdefault(side, _invented(side))
    return found["initiator"], found["responder"]


def _named(event: Event) -> Iterator[tuple[str, str]]:
    """Yield the accounts that a frame names, with their sides."""
    own = event.participant
    if own not in SIDES:
        return
    other = SIDES[1 - SIDES.index(own)]
    params = params_of(event)
    if method_of(event) == "channels.message":
        message = params.get("message", params)
        for name, side in (("to", other if event.kind == "send" else own), ("from", other)):
            if isinstance(message, dict) and isinstance(message.get(name), str):
                yield side, message[name]
    signed = signed_of(params.get("signed_tx"))
    if request_name(event) and not request_name(event).endswith("_ack") and signed is not None:
        tx: Any = unwrap(signed).tx
        for name in _OWN_FIELDS:
            if isinstance(getattr(tx, name, None), Id):
                yield own, str(getattr(tx, name))


def _pair(event: Event) -> list[str]:
    params = params_of(event)
    values: Any = params.get("accounts")
    if not values and {"from", "to"} <= params.keys():
        values = [params["from"], params["to"]]
    accounts = [value for value in values or [] if _is_account(value)] if isinstance(values, list) else []
    return accounts if len(set(accounts)) == 2 else []


def _is_account(value: object) -> bool:
    try:
        return isinstance(value, str) and Id(value).kind == IdKind.ACCOUNT
    except ValueError:
        return False


def _invented(side: str) -> str:
    return str(Key.from_seed(blake2b256(side.encode())).address)


# --- round and balances -----------------------------------------------------------------------------


def _round(events: Sequence[Event]) -> int:
    """Return the latest round before the recording."""
    for event in events:
        params = params_of(event)
        if method_of(event) == "channels.conflict" and type(params.get("round")) is int:
            return max(int(params["round"]), 1)
        proposed, agreed = signed_of(params.get("signed_tx")), signed_of(params.get("state"))
        if request_name(event) and proposed is not None and hasattr(unwrap(proposed).tx, "round"):
            return max(round_of(unwrap(proposed).tx) - 1, 1)
        if event.kind == "receive" and agreed is not None:
            return round_of(unwrap(agreed).tx)
        shown = _agreed_within(event)
        if shown is not None:
            return round_of(unwrap(shown).tx)
    return 1


def _agreed_within(event: Event) -> SignedTx | None:
    """Return the agreed state in the answer to a query, or in a transaction that uses it as evidence."""
    frame = frame_of(event)
    if isinstance(frame, Result) and isinstance(frame.result, dict):
        return signed_of(frame.result.get("signed_tx"))
    outer = signed_of(params_of(event).get("signed_tx"))
    payload = None if outer is None else getattr(unwrap(outer).tx, "payload", None)
    return payload if isinstance(payload, SignedTx) else None


def _balances(events: Sequence[Event], accounts: tuple[str, str]) -> tuple[int, int]:
    """Return the balances before the recording, from the first frame that shows any."""
    moved = dict.fromkeys(map(Id, accounts), 1 << 200)
    pending: list[Any] = []
    reported = 0
    for event in events:
        if request_name(event):
            pending = _updates(params_of(event).get("updates"))
        state = signed_of(params_of(event).get("state"))
        if method_of(event) == "channels.update" and state is not None and event.kind == "receive":
            tx = unwrap(state).tx
            if hasattr(tx, "round") and tx.round > reported:
                reported, pending, after = tx.round, [], apply_updates(moved, pending)
                moved = moved if after is None else after
        shown = _shown(event, accounts)
        if shown is not None:
            before = [now - (moved[Id(one)] - (1 << 200)) for now, one in zip(shown, accounts, strict=True)]
            return max(before[0], 0), max(before[1], 0)
    return _USUAL_BALANCES


def _updates(value: Any) -> list[Any]:
    updates = []
    for one in value if isinstance(value, list) else []:
        try:
            updates.append(read_update(one))
        except RpcError:
            return []
    return updates


def _shown(event: Event, accounts: tuple[str, str]) -> tuple[int, int] | None:
    """Return both balances if a frame shows them."""
    frame = frame_of(event)
    if event.kind == "receive" and isinstance(frame, Result) and isinstance(frame.result, list):
        held = {one.get("account"): one.get("balance") for one in frame.result if isinstance(one, dict)}
        one, other = (held.get(account) for account in accounts)
        if isinstance(one, int) and isinstance(other, int):
            return one, other
    signed = signed_of(params_of(event).get("signed_tx"))
    tx: Any = None if signed is None else unwrap(signed).tx
    if request_name(event) and isinstance(tx, (ChannelCloseMutualTx, ChannelSettleTx)):
        fee = tx.fee if isinstance(tx, ChannelCloseMutualTx) else 0
        return tx.initiator_amount_final + fee - fee // 2, tx.responder_amount_final + fee // 2
    return None
