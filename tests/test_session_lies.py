"""Any change of a transaction that a node asks to sign is found, and nothing is signed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aecodec import replace
from aecodec.channel import Session, SignRequest, Unsafe
from aecodec.errors import AecodecError
from aecodec.objects import SignedTx, Tx
from aecodec.rpc.updates import Update

from .channel_requests import ALICE, BOB, A, B, E, signed
from .test_session_checks import (
    STATE,
    close,
    close_solo,
    deposit,
    deposit_ack,
    initiator_sign,
    responder_sign,
    settle,
    shutdown_ack,
    update,
    update_ack,
    withdraw_ack,
    withdrawal,
)

CREATE = initiator_sign()[1].tx

#: The honest transaction of each request, and how to ask for a signature under another one.
ASKED: dict[str, tuple[Tx, Any]] = {
    "initiator_sign": (CREATE, lambda tx: initiator_sign(tx)),
    "responder_sign": (CREATE, lambda tx: responder_sign(tx)),
    "update": (STATE, lambda tx: update(tx)),
    "update_ack": (STATE, lambda tx: update_ack(tx)),
    "deposit_ack": (deposit(), lambda tx: deposit_ack(tx)),
    "withdraw_ack": (withdrawal(), lambda tx: withdraw_ack(tx)),
    "shutdown_sign_ack": (close(), lambda tx: shutdown_ack(tx)),
}

#: Fields whose value is for the node or the other participant to choose: nothing of ours depends on them.
FREE = {
    ("initiator_sign", "nonce"),
    ("responder_sign", "nonce"),
    ("responder_sign", "fee"),
    ("deposit_ack", "nonce"),
    ("withdraw_ack", "nonce"),
    ("shutdown_sign_ack", "nonce"),
    # Below the limit, a fee is what the node makes it.
    ("initiator_sign", "fee"),
    ("deposit_ack", "fee"),
    ("withdraw_ack", "fee"),
}

OTHER_IDS = st.sampled_from([A, B, E])


def change(value: Any) -> st.SearchStrategy[Any]:
    """Draw another value of the same kind."""
    if isinstance(value, bool):
        return st.just(not value)
    if isinstance(value, int):
        return st.integers(0, 2**70) | st.sampled_from([value + 1, max(value - 1, 0), 0, value * 2])
    if isinstance(value, bytes):
        return st.binary(min_size=len(value), max_size=len(value))
    if isinstance(value, tuple):
        return st.lists(OTHER_IDS, min_size=1, max_size=2, unique=True)
    return OTHER_IDS | st.just(type(value).of(value.kind, bytes(32)))


@pytest.mark.parametrize("name", ASKED)
@given(data=st.data())
def test_no_changed_transaction_is_signed(name: str, data: st.DataObject) -> None:
    honest, ask = ASKED[name]
    fields = [field for field in honest.__struct_fields__ if (name, field) not in FREE]
    field = data.draw(st.sampled_from(fields), label="field")
    try:
        lie = replace(honest, **{field: data.draw(change(getattr(honest, field)), label="value")})
    except AecodecError:
        assume(False)
    assume(lie != honest)
    session, request = ask(lie)
    assert request.problems, field
    _is_not_signed(session, request)


@given(
    amount=st.integers(0, 2**70),
    payer=OTHER_IDS,
    payee=OTHER_IDS,
    round_=st.integers(1, 4),
    digest=st.binary(min_size=32, max_size=32),
)
def test_no_state_is_signed_but_that_of_the_shown_update(
    amount: int, payer: Any, payee: Any, round_: int, digest: bytes
) -> None:
    from .channel_requests import transfer

    shown: tuple[Update, ...] = (transfer(payer, payee, amount),)
    session, request = update_ack(replace(STATE, round=round_, state_hash=digest), shown)  # type: ignore[arg-type]
    assert request.problems
    _is_not_signed(session, request)


def _is_not_signed(session: Session, request: SignRequest) -> None:
    key = ALICE if session.me == A else BOB
    reply = signed(STATE, key) if not isinstance(request.signed, SignedTx) else signed(request.signed, key)
    with pytest.raises(Unsafe):
        session.sign(request, reply)
    assert list(session.to_send()) == []


def test_the_finals_of_a_settlement_and_the_payload_of_a_close_are_checked_too() -> None:
    for ask in (lambda: settle(responder_amount_final=1), lambda: close_solo({A: 1, B: 2})):
        session, request = ask()
        assert request.problems
        _is_not_signed(session, request)
