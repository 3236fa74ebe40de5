"""Checks of every request: type, authentications, channel, order, fee, ttl, nonce."""

from __future__ import annotations

from collections.abc import Iterator

from ...derived import channel_id_of
from ...errors import AecodecError, format_int
from ...rpc import type_of_tx
from ..problems import Problem
from .case import Case

__all__ = ["COMMON", "is_right_type"]


def is_right_type(case: Case) -> Iterator[Problem]:
    """Check that the transaction is readable, and of the type that the request is about."""
    if case.unread is not None:
        yield case.unread
    if case.tx is None:
        return
    try:
        found = type_of_tx(case.tx)
    except AecodecError:
        found = type(case.tx).__name__
    if found != case.sign.tx_type:
        yield Problem("type_wrong", case.sign.tx_type, found)


def authentications_are_right(case: Case) -> Iterator[Problem]:
    """Check that an own proposal has no authentication, another one exactly that of the other participant.

    Both may have authenticated an acknowledgement already, where they exchanged it outside of the channel.
    """
    found = case.authentications
    everybody = found.accounts
    if case.own:
        if everybody or found.unknown:
            yield Problem("auth_extra", "none", f"{len(everybody) + found.unknown}")
        return
    if found.unknown:
        yield Problem("auth_invalid", f"a signature of {case.peer} for {case.known.network_id}")
    elif case.peer not in everybody:
        yield Problem("auth_missing", f"{case.peer}")
    if case.peer in found.by_contract and case.peer not in case.known.generalized:
        yield Problem("auth_invalid", "a signature", "an authentication by a contract")
    allowed = {case.peer} if case.name == "responder_sign" else {case.peer, case.me}
    if len(everybody) != len(set(everybody)) or set(everybody) - allowed:
        yield Problem("auth_extra", f"{case.peer} only", f"{len(everybody)}")


def channel_is_ours(case: Case) -> Iterator[Problem]:
    """Check that transaction and message name the channel of this session."""
    named = getattr(case.tx, "channel_id", None)
    if named is not None and named != case.known.channel_id:
        yield Problem("channel_wrong", f"{case.known.channel_id}", f"{named}")
    expected = case.known.channel_id
    if case.name == "responder_sign":
        try:
            expected = channel_id_of(case.outer) if case.outer is not None else None
        except AecodecError:
            expected = None
    if case.frame_channel is not None and case.frame_channel != str(expected):
        yield Problem("channel_wrong", f"{expected}", case.frame_channel)


def request_is_expected(case: Case) -> Iterator[Problem]:
    """Check that it follows an own proposal, or that the other participant may propose now."""
    if not case.allowed:
        yield Problem("request_unexpected", None, f"sign.{case.name}")


def fee_is_in_limit(case: Case) -> Iterator[Problem]:
    """Check that the fee is within the limit, unless exactly this fee was asked for."""
    fee = getattr(case.tx, "fee", None)
    if fee is None or case.name == "responder_sign":
        return
    asked = None if case.operation is None else getattr(case.operation.params, "fee", None)
    if fee > case.known.max_fee and fee != asked:
        yield Problem("fee_too_high", f"at most {format_int(case.known.max_fee)}", format_int(fee))


def ttl_is_long_enough(case: Case) -> Iterator[Problem]:
    """Check that the transaction does not expire, or only at a height above the one that is known."""
    ttl = getattr(case.tx, "ttl", 0)
    if ttl and (case.known.height is None or ttl <= case.known.height):
        expected = "0" if case.known.height is None else f"0, or more than {case.known.height}"
        yield Problem("ttl_short", expected, format_int(ttl))


def nonce_is_as_asked(case: Case) -> Iterator[Problem]:
    """Check that the nonce is the one that was asked for."""
    asked = None if case.operation is None else getattr(case.operation.params, "nonce", None)
    nonce = getattr(case.tx, "nonce", None)
    if type(asked) is int and nonce is not None and nonce != asked:
        yield Problem("nonce_wrong", format_int(asked), format_int(nonce))


COMMON = (
    authentications_are_right,
    channel_is_ours,
    request_is_expected,
    fee_is_in_limit,
    ttl_is_long_enough,
    nonce_is_as_asked,
)
