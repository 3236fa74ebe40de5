"""Every check before a signature: an honest request has no problem, and each lie has exactly its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from aecodec import _channel_rules as rules
from aecodec import build, encode_tx, replace
from aecodec.channel import Session, SignRequest, Unsafe
from aecodec.objects import Tx
from aecodec.state.update import (
    OffChainCallContract,
    OffChainDeposit,
    OffChainMeta,
    OffChainUpdate,
    OffChainWithdrawal,
)

from .channel_requests import (
    ALICE,
    BOB,
    CHANNEL,
    CREATE,
    EVE,
    FEE,
    NETWORK,
    PAID,
    STATE,
    TERMS,
    UNIT,
    A,
    B,
    E,
    after,
    ask,
    codes,
    connected,
    create,
    deposit,
    digest,
    in_channel,
    methods,
    offchain,
    signed,
    transfer,
    withdrawal,
)

Ask = Callable[[], tuple[Session, SignRequest]]


def responder_sign(tx: Tx = CREATE, **options: Any) -> tuple[Session, SignRequest]:
    session = connected(BOB, **options.pop("session", {}))
    options = {"signers": [ALICE]} | options
    return session, ask(session, "responder_sign", tx, **options)


def initiator_sign(tx: Tx = CREATE, **options: Any) -> tuple[Session, SignRequest]:
    session = connected(ALICE, **options.pop("session", {}))
    return session, ask(session, "initiator_sign", tx, channel=None, **options)


def update_ack(
    tx: Tx | str = STATE, updates: tuple[OffChainUpdate, ...] = (PAID,), **options: Any
) -> tuple[Session, SignRequest]:
    session = in_channel(BOB)
    options = {"signers": [ALICE]} | options
    return session, ask(session, "update_ack", tx, updates, **options)


def update(
    tx: Tx = STATE, updates: tuple[OffChainUpdate, ...] = (PAID,), *, proposed: int = UNIT, **options: Any
) -> tuple[Session, SignRequest]:
    session = in_channel(ALICE)
    session.pay(proposed)
    assert methods(session) == ["channels.update.new"]
    return session, ask(session, "update", tx, updates, **options)


def deposit_ack(tx: Tx | None = None, **options: Any) -> tuple[Session, SignRequest]:
    session = in_channel(BOB)
    moved = options.pop("update", OffChainDeposit(from_=A, amount=UNIT))
    return session, ask(session, "deposit_ack", deposit() if tx is None else tx, [moved], [ALICE], **options)


def withdraw_ack(tx: Tx | None = None, **options: Any) -> tuple[Session, SignRequest]:
    session = in_channel(BOB)
    moved = options.pop("update", OffChainWithdrawal(to=A, amount=UNIT))
    return session, ask(
        session, "withdraw_ack", withdrawal() if tx is None else tx, [moved], [ALICE], **options
    )


def deposit_tx(tx: Tx | None = None, **fees: int) -> tuple[Session, SignRequest]:
    session = in_channel(ALICE)
    session.deposit(UNIT, **fees)
    list(session.to_send())
    moved = OffChainDeposit(from_=A, amount=UNIT)
    return session, ask(session, "deposit_tx", deposit() if tx is None else tx, [moved])


def close(fee: int = FEE, **changes: Any) -> Tx:
    shares = rules.close_shares(*TERMS.balances.values(), fee)
    assert shares is not None
    values = {"channel_id": CHANNEL, "from_id": A, "nonce": 2, "fee": fee}
    finals = {"initiator_amount_final": shares.initiator, "responder_amount_final": shares.responder}
    return build.channel_close_mutual_tx(**(values | finals | changes))


def shutdown_ack(tx: Tx | None = None, **options: Any) -> tuple[Session, SignRequest]:
    session = in_channel(BOB)
    return session, ask(session, "shutdown_sign_ack", close() if tx is None else tx, (), [ALICE], **options)


def solo(name: str, request: str, tx: Tx) -> tuple[Session, SignRequest]:
    session = in_channel(ALICE)
    getattr(session, name)()
    assert methods(session) == [f"channels.{'snapshot_solo' if name == 'snapshot' else name}"]
    return session, ask(session, request, tx)


def close_solo(balances: dict[Any, int] | None = None, **changes: Any) -> tuple[Session, SignRequest]:
    held = TERMS.balances if balances is None else balances
    poi = rules.proof_of(held, held)
    assert poi is not None
    values: dict[str, Any] = {"channel_id": CHANNEL, "from_id": A, "poi": poi, "nonce": 2}
    return solo("close_solo", "close_solo_sign", build.channel_close_solo_tx(**(values | changes)))


def settle(**changes: Any) -> tuple[Session, SignRequest]:
    mine, other = TERMS.balances.values()
    values = {"channel_id": CHANNEL, "from_id": A, "nonce": 2}
    finals = {"initiator_amount_final": mine, "responder_amount_final": other}
    return solo("settle", "settle_sign", build.channel_settle_tx(**(values | finals | changes)))


HONEST: dict[str, Ask] = {
    "initiator_sign": initiator_sign,
    "responder_sign": responder_sign,
    "update": update,
    "update_ack": update_ack,
    "deposit_tx": deposit_tx,
    "deposit_ack": deposit_ack,
    "withdraw_ack": withdraw_ack,
    "shutdown_sign_ack": shutdown_ack,
    "close_solo_sign": close_solo,
    "settle_sign": settle,
}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_request_has_no_problem_and_is_signed(name: str) -> None:
    session, request = HONEST[name]()
    assert request.name == name
    assert codes(request) == []
    key = ALICE if session.me == A else BOB
    session.sign(request, signed(request.signed or CREATE, key))
    assert [type(event).__name__ for event in session.events()] in (["Save"], [])
    assert len(methods(session)) == 1


META = OffChainMeta(data=b"thanks")
CALL = OffChainCallContract(
    caller=A,
    contract="ct_" + str(CHANNEL)[3:],  # type: ignore[arg-type]  (text is taken, too)
    abi_version=3,  # type: ignore[arg-type]
    amount=0,
    gas=1,
    gas_price=1,
    call_data=b"",
    call_stack=(),
)
POOR = transfer(B, A, 406 * UNIT)
WRONG_HASH = bytes(32)
HUGE = 10**17

#: A lie and the codes of the problems that it has.
LIES: dict[str, tuple[Ask, list[str]]] = {
    "no transaction at all": (lambda: update_ack("tx_nothing"), ["unreadable"]),
    "another checksum": (lambda: update_ack(encode_tx(signed(STATE, ALICE))[:-4] + "AAAA"), ["unreadable"]),
    "another type": (lambda: update_ack(deposit()), ["type_wrong"]),
    "a spend transaction": (
        lambda: update_ack(build.spend_tx(sender_id=B, recipient_id=A, amount=1, nonce=1)),
        ["type_wrong"],
    ),
    "no signature": (lambda: update_ack(signers=[]), ["auth_missing"]),
    "a stranger's signature": (lambda: update_ack(signers=[EVE]), ["auth_invalid"]),
    "a signature for another network": (lambda: update_ack(network="ae_mainnet"), ["auth_invalid"]),
    "a signature too many": (lambda: update_ack(signers=[ALICE, EVE]), ["auth_invalid"]),
    "a create transaction that we signed": (lambda: responder_sign(signers=[ALICE, BOB]), ["auth_extra"]),
    "an own proposal that is signed already": (lambda: update(signers=[BOB]), ["auth_extra"]),
    "a transaction of another channel": (
        lambda: update_ack(replace(STATE, channel_id=str(CHANNEL)[:3] + str(E)[3:])),
        ["channel_wrong"],
    ),
    "a message of another channel": (lambda: responder_sign(channel=OTHER), ["channel_wrong"]),
    "an update that nobody proposed": (
        lambda: (one := in_channel(ALICE), ask(one, "update", STATE, [PAID])),
        ["request_unexpected"],
    ),
    "another amount than proposed": (lambda: update(proposed=2 * UNIT), ["updates_changed"]),
    "metadata that was not proposed": (lambda: update(updates=(PAID, META)), ["updates_changed"]),
    "no update": (lambda: update_ack(updates=()), ["updates_unknown", "state_hash_wrong"]),
    "two transfers": (
        lambda: update_ack(offchain(2, after(PAID, after(PAID))), (PAID, PAID)),
        ["updates_unknown"],
    ),
    "a deposit as an update": (
        lambda: update_ack(updates=(OffChainDeposit(from_=A, amount=UNIT),)),
        ["updates_unknown", "state_hash_wrong"],
    ),
    "a contract": (lambda: update_ack(updates=(CALL,)), ["contract_unchecked"]),
    "the same round": (lambda: update_ack(replace(STATE, round=1)), ["round_wrong"]),
    "a round too many": (lambda: update_ack(replace(STATE, round=3)), ["round_wrong"]),
    "another state hash": (lambda: update_ack(replace(STATE, state_hash=WRONG_HASH)), ["state_hash_wrong"]),
    "a payment to a stranger": (
        lambda: update_ack(updates=(transfer(A, E),)),
        ["state_hash_wrong", "participant_wrong"],
    ),
    "a payer without the reserve": (
        lambda: update_ack(offchain(2, after(POOR)), (POOR,)),
        ["reserve_broken"],
    ),
    "another participant": (
        lambda: responder_sign(replace(CREATE, responder_id=E)),
        ["channel_wrong", "participant_wrong"],
    ),
    "less for the responder": (
        lambda: responder_sign(replace(CREATE, responder_amount=1)),
        ["responder_amount_wrong"],
    ),
    "less of the initiator": (
        lambda: responder_sign(replace(CREATE, initiator_amount=1)),
        ["initiator_amount_wrong"],
    ),
    "another push": (lambda: responder_sign(create(push_amount=0)), ["state_hash_wrong"]),
    "another reserve": (lambda: initiator_sign(create(channel_reserve=1)), ["channel_reserve_wrong"]),
    "another lock period": (lambda: initiator_sign(create(lock_period=1)), ["lock_period_wrong"]),
    "a delegate": (lambda: initiator_sign(create(initiator_delegate_ids=[E])), ["delegates_present"]),
    "a fee above the limit": (lambda: initiator_sign(create(fee=HUGE)), ["fee_too_high"]),
    "a ttl": (lambda: initiator_sign(create(ttl=100)), ["ttl_short"]),
    "an amount that differs in transaction and update": (
        lambda: deposit_ack(update=OffChainDeposit(from_=A, amount=2 * UNIT)),
        ["state_hash_wrong", "amount_wrong"],
    ),
    "a deposit in our name": (
        lambda: deposit_ack(deposit(B), update=OffChainDeposit(from_=B, amount=UNIT)),
        ["payer_wrong"],
    ),
    "a withdrawal in our name": (
        lambda: withdraw_ack(withdrawal(B), update=OffChainWithdrawal(to=B, amount=UNIT)),
        ["payer_wrong"],
    ),
    "a withdrawal below the reserve": (
        lambda: withdraw_ack(
            withdrawal(amount=688 * UNIT), update=OffChainWithdrawal(to=A, amount=688 * UNIT)
        ),
        ["reserve_broken"],
    ),
    "another nonce than asked for": (lambda: deposit_tx(deposit(nonce=9), nonce=2), ["nonce_wrong"]),
    "coins that vanish": (
        lambda: shutdown_ack(close(initiator_amount_final=0)),
        ["coins_not_conserved"],
    ),
    "a share too small": (
        lambda: shutdown_ack(
            close(
                initiator_amount_final=sum(TERMS.balances.values()) - FEE - UNIT,
                responder_amount_final=UNIT,
            )
        ),
        ["final_too_low"],
    ),
    "a close that we pay for": (lambda: shutdown_ack(close(from_id=B)), ["payer_wrong"]),
    "a close by an older state": (
        lambda: close_solo(payload=signed(STATE, ALICE, BOB)),
        ["payload_wrong"],
    ),
    "a proof of other balances": (
        lambda: close_solo({A: 1, B: sum(TERMS.balances.values()) - 1}),
        ["proof_wrong"],
    ),
    "a close in another name": (lambda: close_solo(from_id=B), ["payer_wrong"]),
    "other finals": (lambda: settle(initiator_amount_final=1), ["finals_wrong"]),
}

OTHER = CHANNEL.of(CHANNEL.kind, bytes(32))


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_named_and_not_signed(lie: str) -> None:
    make, expected = LIES[lie]
    session, request = make()
    assert codes(request) == expected
    key = ALICE if session.me == A else BOB
    with pytest.raises(Unsafe) as caught:
        session.sign(request, signed(STATE if request.signed is None else request.signed, key))
    assert caught.value.problems == request.problems
    assert methods(session) == []


def test_a_fee_that_was_asked_for_is_no_surprise() -> None:
    session = in_channel(ALICE)
    session.deposit(UNIT, fee=HUGE)
    list(session.to_send())
    moved = OffChainDeposit(from_=A, amount=UNIT)
    assert codes(ask(session, "deposit_tx", deposit(fee=HUGE), [moved])) == []


def test_a_ttl_above_the_known_height_is_long_enough() -> None:
    session = connected(ALICE)
    session.see_height(99)
    assert codes(ask(session, "initiator_sign", create(ttl=100), channel=None)) == []
    late = connected(ALICE)
    late.see_height(100)
    assert codes(ask(late, "initiator_sign", create(ttl=100), channel=None)) == ["ttl_short"]


def test_a_contract_can_be_waived_but_nothing_else() -> None:
    session, request = update_ack(updates=(CALL,))
    session.sign(request, signed(request.signed or STATE, BOB), contracts_checked=True)
    list(session.events())
    assert methods(session) == ["channels.update_ack"]
    session, request = update_ack(replace(STATE, round=9), updates=(CALL,))
    assert codes(request) == ["contract_unchecked", "round_wrong"]
    with pytest.raises(Unsafe):
        session.sign(request, signed(request.signed or STATE, BOB), contracts_checked=True)


def test_the_state_hash_is_that_of_the_balances_after_the_update() -> None:
    # The balances of the specification's own rules, not of the session.
    mine, other = 700 * UNIT - 10 * UNIT - UNIT, 400 * UNIT + 10 * UNIT + UNIT
    session, request = update_ack()
    assert request.after == {A: mine, B: other}
    assert request.gain_of(B) == UNIT
    assert getattr(request.tx, "state_hash", None) == digest({A: mine, B: other})
    assert session.network_id == NETWORK
