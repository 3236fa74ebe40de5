"""Checks of signatures: whose they are, for which network, and how many a message must carry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from ...protocol import NETWORK_IDS
from ...rpc.signing import REPLIES, SIGNING, Operation
from ...signing import find_network, verify
from ...tx import SignedTx
from ..history import Carried, Channel, ChannelHistory, Message
from .finding import Finding, about

__all__ = ["authentications_are_as_many_as_needed", "payloads_are_signed_by_both", "signatures_are_right"]

_OPERATIONS: Final[dict[str, Operation]] = {f"channels.sign.{one.name}": one for one in SIGNING}

#: What must be signed by all when a node reports it.
_COMPLETE: Final = ("channels.update", "channels.on_chain_tx", "channels.leave")


def signatures_are_right(history: ChannelHistory) -> Iterator[Finding]:
    """Check that every signature is a required signer's on the channel's network, and none is missing."""
    for channel in history.channels:
        carrying = [(message, carried) for message in channel.messages for carried in message.evidence]
        signed = [(message, carried) for message, carried in carrying if carried.signatures]
        if signed and channel.network_id is None and channel.participants is not None:
            text = "no known network fits the signatures of this channel: name its network"
            yield about(signed[0][0], "network_unknown", text)
        others: dict[str, str | None] = {}
        for message, carried in carrying:
            yield from _signature_findings(channel, message, carried, others)


def _signature_findings(
    channel: Channel, message: Message, carried: Carried, others: dict[str, str | None]
) -> Iterator[Finding]:
    verification, unwrapped = channel.verifications.get(carried.text), carried.unwrapped
    if verification is None or unwrapped is None:
        return
    authorized = {meta.ga_id for meta in unwrapped.metas}
    missing = [signer for signer in verification.missing if signer not in authorized]
    if not all(signature.ok for signature in verification.signatures):
        if carried.text not in others:
            others[carried.text] = _other_network(channel, unwrapped.signed)
        other = others[carried.text]
        if other is not None:
            text = f"a signature is for {other!r}, and the channel is on {channel.network_id!r}"
            yield about(message, "signature_network", text, carried.path)
        else:
            wrong = next(issue for issue in verification.issues if "signatures[" in issue.path)
            yield about(message, "signature_foreign", str(wrong), carried.path)
    elif missing and not message.sent and message.method in _COMPLETE:
        names = " and ".join(map(str, missing))
        yield about(message, "signature_missing", f"no signature of {names}", carried.path)


def _other_network(channel: Channel, signed: SignedTx | None) -> str | None:
    """Find a known network that a signature is valid for, other than that of the channel."""
    if signed is None:
        return None
    candidates = [name for name in NETWORK_IDS if name != channel.network_id]
    matches = find_network(signed, candidates, participants=channel.participants)
    return matches[0].network_id if matches else None


def authentications_are_as_many_as_needed(history: ChannelHistory) -> Iterator[Finding]:
    """Check how many signatures and authorizations a request to sign carries, and its reply."""
    for channel in history.channels:
        for message in channel.messages:
            replies = message.sent and message.method in REPLIES and not message.refused
            operation = _OPERATIONS.get(REPLIES.get(message.method or "", message.method or ""))
            if operation is None or not (message.asks or replies):
                continue
            usual = operation.before if message.asks else operation.after
            for carried in message.evidence:
                count = _count_authentications(channel, carried)
                if count is not None and count not in usual:
                    expected = " or ".join(map(str, usual))
                    text = f"{count} signatures or authorizations, not {expected}"
                    yield about(message, "signatures_unexpected", text, carried.path)


def _count_authentications(channel: Channel, carried: Carried) -> int | None:
    """Count signatures and authorizations; None if some are foreign, which is a finding of its own."""
    verification, layer = channel.verifications.get(carried.text), carried.unwrapped
    if layer is None or (verification is not None and not all(one.ok for one in verification.signatures)):
        return None
    authorized = [meta.ga_id for meta in layer.metas]
    known = channel.participants or authorized
    if not all(account in known for account in authorized):
        return None
    if verification is None:
        return len(layer.signatures) + len(authorized)
    return len({*authorized, *(one.signer for one in verification.signatures)})


def payloads_are_signed_by_both(history: ChannelHistory) -> Iterator[Finding]:
    """Check the signatures of the state within a close, a slash, a snapshot or a forced progress."""
    for channel in history.channels:
        if channel.network_id is None or channel.participants is None:
            continue
        valid: dict[SignedTx, bool] = {}
        for message in channel.messages:
            for carried in message.evidence:
                payload: Any = getattr(carried.inner, "payload", None)
                if not isinstance(payload, SignedTx):
                    continue
                if payload not in valid:
                    valid[payload] = _is_signed_by_both(channel, payload)
                if not valid[payload]:
                    text = "the state in it is not signed by both participants"
                    yield about(message, "payload_unsigned", text, carried.path)


def _is_signed_by_both(channel: Channel, payload: SignedTx) -> bool:
    assert channel.network_id is not None
    # Of what a generalized account authorized only the chain can tell whether it is valid.
    checked = verify(payload, channel.network_id, participants=channel.participants, trust_ga=True)
    return checked.ok
