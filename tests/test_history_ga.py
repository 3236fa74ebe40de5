"""Histories of channels of generalized accounts."""

from __future__ import annotations

from typing import Any

import pytest

import aecodec
from aecodec import replace
from aecodec.ids import Id
from aecodec.inspector import checks
from aecodec.objects import Tx
from aecodec.protocol import IdKind
from aecodec.signing import sign
from aecodec.text import blake2b256
from aecodec.tx import GAMetaTxV2, SignedTx

from .recorded_sessions import (
    ALICE,
    BOB,
    CHANNEL,
    OTHER_KEY,
    Session,
    channel_of,
    findings_of,
    history_of,
)


def authorised(tx: Tx, account: Any, data: bytes) -> SignedTx:
    """What a generalized account makes of a transaction that it authorises."""
    signed = tx if isinstance(tx, SignedTx) else SignedTx(signatures=(), transaction=tx)
    meta = GAMetaTxV2(
        ga_id=account.address, auth_data=data, abi_version=3, fee=10**15, gas=1000, gas_price=10**9, tx=signed
    )
    return SignedTx(signatures=(), transaction=meta)


def generalized_opening(last: Any) -> tuple[Session, str]:
    """An initiator that is a generalized account: the channel's id follows from its authentication."""
    session = Session(nonce=0)
    half = authorised(session.create, ALICE, b"first")
    whole = last(half)
    named = blake2b256(
        ALICE.address.key + blake2b256(ALICE.address.key + b"first") + BOB.address.key
    )  # docs/protocol/serialization.md, Derived identifiers
    session.channel = str(Id.of(IdKind.CHANNEL, named))
    session.open("initiator")
    data = {"signed_tx": session.signed(session.create), "updates": []}
    session.receive("initiator", "sign.initiator_sign", data, None)
    session.send("initiator", "initiator_sign", {"signed_tx": aecodec.encode_tx(half)})
    session.receive("responder", "sign.responder_sign", {**data, "signed_tx": aecodec.encode_tx(half)})
    session.send("responder", "responder_sign", {"signed_tx": aecodec.encode_tx(whole)})
    session.receive("initiator", "update", {"state": aecodec.encode_tx(whole)})
    return session, aecodec.encode_tx(whole)


def co_signed_below(half: SignedTx, key: Any) -> SignedTx:
    """An ordinary signature goes to the innermost list, below the layers that are there."""
    meta: Any = half.transaction
    return replace(half, transaction=replace(meta, tx=sign(meta.tx, key, "ae_uat")))


@pytest.mark.parametrize(
    "last",
    [lambda half: authorised(half, BOB, b"second"), lambda half: co_signed_below(half, BOB)],
    ids=["the other one too", "an ordinary one beside it"],
)
def test_a_generalized_account_opens_one_channel_with_the_id_of_its_authentication(last: Any) -> None:
    session, _ = generalized_opening(last)
    history = history_of(session.records)
    (channel,) = history.channels
    assert channel.channel_id == session.channel
    assert len(channel.messages) == len(history.messages)
    assert channel.participants == (ALICE.address, BOB.address)
    assert channel.last_balances == session.balances
    assert checks.findings(history) == ()


def test_a_layer_of_a_stranger_stands_for_nobodys_signature() -> None:
    session, _ = generalized_opening(lambda half: authorised(half, OTHER_KEY, b"second"))
    assert findings_of(session.records) == ()  # on no known network, nothing can be said of signatures
    session, _ = generalized_opening(lambda half: authorised(co_signed_below(half, ALICE), BOB, b"2"))
    assert findings_of(session.records) == ()
    strangers = authorised(sign(session.create, BOB, "ae_uat"), OTHER_KEY, b"first")
    line = session.receive("initiator", "update", {"state": aecodec.encode_tx(strangers)})
    (finding,) = findings_of(session.records)
    assert (finding.code, finding.line) == ("signature_missing", line)
    assert str(ALICE.address) in finding.message


def test_the_innermost_authentication_of_the_initiator_counts() -> None:
    once = authorised(Session(nonce=0).create, ALICE, b"first")
    session, _ = generalized_opening(lambda half: authorised(authorised(once, ALICE, b"again"), BOB, b"2"))
    assert channel_of(session.records).channel_id == session.channel


def test_the_bare_transaction_belongs_to_the_channel_of_its_authentication_in_any_order() -> None:
    session, _ = generalized_opening(lambda half: authorised(half, BOB, b"2"))
    records = [*session.records[2:], session.records[1]]
    assert {message.channel_id for message in history_of(records).messages} == {session.channel}


def test_without_its_authentication_the_channel_of_a_generalized_account_is_not_guessed() -> None:
    session = Session(nonce=0)
    session.receive("initiator", "sign.initiator_sign", {"signed_tx": session.signed(session.create)}, None)
    assert history_of(session.records).channels == ()


def test_another_channel_than_that_of_the_authentication_is_found() -> None:
    session, whole = generalized_opening(lambda half: authorised(half, BOB, b"second"))
    line = session.receive("initiator", "update", {"state": whole}, CHANNEL)
    (finding,) = findings_of(session.records)
    assert (finding.code, finding.line) == ("channel_id_differs", line)
    assert session.channel in finding.message
