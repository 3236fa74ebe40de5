"""Checks of transactions by themselves: that they decode, and what their fees and lifetimes are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...errors import AecodecError
from ...fees import FeeBreakdown, breakdown_or_error
from ...objects import Tx
from ...protocol import BASE_GAS, MIN_GAS_PRICES, Protocol
from ...rpc import ABSENT
from ...tx import ChannelCreateTx
from ..drafts import kind_of_tx
from ..formatting import kind_of, number
from ..history import ChannelHistory, Message
from ..steps import Step
from .finding import Finding, about

__all__ = ["fees_are_usual", "terms_are_plain", "transactions_decode"]

#: From this many times the minimum on a fee is surprising; who is in a hurry pays two or three times.
_MANY_TIMES: Final = 100


def transactions_decode(history: ChannelHistory) -> Iterator[Finding]:
    """Check that every transaction decodes: checksum, canonical form, known type."""
    for message, carried in history.evidence:
        if carried.error is not None:
            yield about(message, _code(message, carried.error), str(carried.error), carried.path)
        for deviation in carried.deviations[:1]:
            text = f"nodes take it, strict decoding does not: {deviation}"
            yield about(message, "transaction_not_canonical", text, carried.path)


def _code(message: Message, error: AecodecError) -> str:
    if message.refused:
        return "transaction_refused"
    unknown = error.code in ("unknown_tag", "unknown_version")
    return "transaction_unknown" if unknown else "transaction_invalid"


def fees_are_usual(history: ChannelHistory) -> Iterator[Finding]:
    """Check that fees reach what nodes relay, and are no multiple of it that nobody asked for."""
    seen: set[Tx] = set()
    asked = _txs_with_asked_fees(history)
    for message, carried in history.evidence:
        inner = carried.inner
        if inner is None or inner in seen or inner.TAG not in BASE_GAS:
            continue
        seen.add(inner)
        fee, usual = getattr(inner, "fee", 0), breakdown_or_error(inner)
        if not isinstance(usual, FeeBreakdown):
            continue
        if fee < usual.min_fee:
            lowest = breakdown_or_error(inner, MIN_GAS_PRICES[Protocol.MINERVA])
            refused = isinstance(lowest, FeeBreakdown) and fee < lowest.min_fee
            why = "no node takes it" if refused else "nodes do not relay it unless configured to"
            text = f"fee {number(fee)} is below the usual minimum fee {usual.min_fee}: {why}"
            yield about(message, "fee_too_low", text, carried.path)
        elif fee >= _MANY_TIMES * usual.min_fee and kind_of_tx(inner) is not None and inner not in asked:
            text = f"fee {number(fee)} is {number(fee // usual.min_fee)} times the minimum {usual.min_fee}"
            yield about(message, "fee_surprising", text, carried.path)


def _txs_with_asked_fees(history: ChannelHistory) -> set[Tx]:
    """Return the transactions whose proposer named a fee or a gas price."""
    return {
        step.tx
        for channel in history.channels
        for step in channel.steps
        if step.tx is not None and _is_fee_asked(history, step)
    }


def _is_fee_asked(history: ChannelHistory, step: Step) -> bool:
    sources: list[Any] = [] if step.request is None else [step.request.params]
    if isinstance(step.tx, ChannelCreateTx):
        sources += [history.connections.get(message.index) for message in step.asks]
    return any(
        getattr(source, name, None) not in (None, ABSENT)
        for source in sources
        for name in ("fee", "gas_price")
    )


def terms_are_plain(history: ChannelHistory) -> Iterator[Finding]:
    """Check for what nodes never propose by themselves: an expiry, and delegates."""
    seen: set[Tx] = set()
    for message, carried in history.evidence:
        inner: Any = carried.inner
        if inner is None or inner in seen:
            continue
        seen.add(inner)
        if ttl := getattr(inner, "ttl", 0):
            text = f"the {kind_of(inner)} expires after height {number(ttl)}"
            yield about(message, "ttl_limited", text, carried.path)
        names = ("delegate_ids", "initiator_delegate_ids", "responder_delegate_ids")
        delegates = [account for name in names for account in getattr(inner, name, ())]
        if delegates and isinstance(inner, ChannelCreateTx):
            text = f"{delegates[0]} may act for a participant"
            yield about(message, "delegates_present", text, carried.path)
