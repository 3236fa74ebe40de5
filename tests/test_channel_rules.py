"""The rules of a channel's balances: updates, closes, and the state of plain balances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import aecodec
from aecodec import Id, state_tree
from aecodec._channel_rules import (
    Move,
    apply_updates,
    close_shares,
    moves_of,
    opening_balances,
    payer_of,
    proof_of,
    state_hash_of,
    trees_of,
)
from aecodec.derived import contract_id
from aecodec.inspector.history import Channel
from aecodec.rpc import UnknownUpdate
from aecodec.state import (
    AccountV1,
    OffChainCallContract,
    OffChainDeposit,
    OffChainMeta,
    OffChainNewContract,
    OffChainTransfer,
    OffChainWithdrawal,
    TreesPoi,
)
from aecodec.state_tree import proofs
from aecodec.tx import ChannelCloseMutualTx, ChannelCloseSoloTx, ChannelSettleTx, ChannelSlashTx

from .conftest import founding
from .recorded_sessions import ALICE, BOB, OTHER_KEY
from .recordings import RECORDINGS, needs_recordings, recorded_history

A, B = ALICE.address, BOB.address
HELD = {A: 10, B: 5}
CREATION: Any = {"owner": A, "ct_version": (7, 3), "code": b"", "deposit": 4, "call_data": b""}
CALL: Any = {
    "caller": B,
    "contract": contract_id(A, 2),
    "abi_version": 3,
    "amount": 2,
    "gas": 1,
    "gas_price": 1,
    "call_data": b"",
    "call_stack": (),
}


# --- updates ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("updates", "after"),
    [
        ([], (10, 5)),
        ([OffChainTransfer(from_=A, to=B, amount=10)], (0, 15)),
        ([OffChainTransfer(from_=B, to=A, amount=0)], (10, 5)),
        ([OffChainTransfer(from_=A, to=A, amount=3)], (10, 5)),
        ([OffChainDeposit(from_=B, amount=4)], (10, 9)),
        ([OffChainWithdrawal(to=B, amount=4)], (10, 1)),
        ([OffChainMeta(data="x"), OffChainMeta(data="")], (10, 5)),
    ],
)
def test_updates_move_coins(updates: Sequence[Any], after: tuple[int, int]) -> None:
    assert apply_updates(HELD, updates) == dict(zip((A, B), after, strict=True))
    assert HELD == {A: 10, B: 5}


@pytest.mark.parametrize(
    "update",
    [
        OffChainNewContract(**CREATION),
        OffChainCallContract(**CALL),
        OffChainTransfer(from_=A, to=B, amount=11),
        OffChainTransfer(from_=A, to=OTHER_KEY.address, amount=1),
        OffChainWithdrawal(to=B, amount=6),
        OffChainDeposit(from_=A, amount=2**256),
        UnknownUpdate(op="OffChainDance"),
        UnknownUpdate(
            op="OffChainTransfer", extra={"from": str(A), "to": str(B), "amount": 1, "twice": True}
        ),
    ],
)
def test_updates_that_make_no_sense_or_need_more_leave_balances_unknown(update: Any) -> None:
    assert apply_updates(HELD, [update]) is None


def test_an_absent_list_of_updates_is_not_an_empty_one() -> None:
    assert apply_updates(HELD, None) is None
    assert apply_updates(HELD, ()) == HELD


def test_a_new_contract_holds_its_deposit_under_the_id_of_its_owner_and_round() -> None:
    # docs/protocol: the id of an off-chain contract is the hash of the owner's key and the round.
    after = apply_updates(HELD, [OffChainNewContract(**CREATION)], 2)
    assert after == {A: 6, B: 5, contract_id(A, 2): 4}
    assert apply_updates(HELD, [OffChainNewContract(**{**CREATION, "deposit": 11})], 2) is None


def test_what_contracts_store_is_in_the_hash_so_that_balances_alone_do_not_give_it() -> None:
    held = {**HELD, contract_id(A, 2): 4}
    assert (state_hash_of(held), trees_of(held), proof_of(held, [A])) == (None, None, None)


@pytest.mark.parametrize(
    ("update", "moves", "payer"),
    [
        (OffChainTransfer(from_=A, to=B, amount=1), (Move(A, B, 1),), A),
        (OffChainDeposit(from_=B, amount=4), (Move(None, B, 4),), None),
        (OffChainWithdrawal(to=B, amount=4), (Move(B, None, 4),), B),
        (OffChainMeta(data="x"), (), None),
        (OffChainNewContract(**CREATION), (Move(A, contract_id(A, 2), 4),), A),
        (OffChainCallContract(**CALL), (Move(B, contract_id(A, 2), 2),), B),
        (UnknownUpdate(op="OffChainDance"), None, None),
    ],
)
def test_an_update_says_who_pays_whom(update: Any, moves: Any, payer: Any) -> None:
    assert (moves_of(update, 2), payer_of(update)) == (moves, payer)


AMOUNTS = st.integers(0, 2**70)
UPDATES = st.one_of(
    st.builds(lambda amount: OffChainTransfer(from_=A, to=B, amount=amount), AMOUNTS),
    st.builds(lambda amount: OffChainTransfer(from_=B, to=A, amount=amount), AMOUNTS),
    st.builds(lambda amount: OffChainDeposit(from_=B, amount=amount), AMOUNTS),
    st.builds(lambda amount: OffChainWithdrawal(to=A, amount=amount), AMOUNTS),
    st.builds(lambda amount: OffChainNewContract(**{**CREATION, "deposit": amount}), AMOUNTS),
)


@given(AMOUNTS, AMOUNTS, st.lists(UPDATES, max_size=4))
def test_no_coin_is_made_or_lost(first: int, second: int, updates: list[Any]) -> None:
    after = apply_updates({A: first, B: second}, updates, 9)
    if after is not None:
        came = sum(one.amount for one in updates if isinstance(one, OffChainDeposit))
        went = sum(one.amount for one in updates if isinstance(one, OffChainWithdrawal))
        assert sum(after.values()) == first + second + came - went
        assert min(after.values()) >= 0


# --- opening and close --------------------------------------------------------------------------


@pytest.mark.parametrize(("push", "after"), [(0, (5, 6)), (5, (0, 11)), (-6, (11, 0)), (6, None), (-7, None)])
def test_the_push_moves_coins_either_way_within_what_there_is(push: int, after: Any) -> None:
    balances = opening_balances(A, B, initiator_amount=5, responder_amount=6, push_amount=push)
    assert balances == (None if after is None else dict(zip((A, B), after, strict=True)))


@pytest.mark.parametrize(
    ("balances", "fee", "shares"),
    [
        ((10, 10), 4, (8, 8)),
        ((10, 10), 5, (7, 8)),  # the initiator pays the odd aetto
        ((2, 3), 5, (0, 0)),  # but the responder where only he has it
        ((1, 10), 5, (0, 6)),  # whoever has less than his half pays all that he has
        ((10, 1), 5, (6, 0)),
        ((0, 5), 5, (0, 0)),
        ((2, 2), 5, None),
        ((0, 0), 0, (0, 0)),
    ],
)
def test_the_fee_of_a_close_is_shared(balances: tuple[int, int], fee: int, shares: Any) -> None:
    assert close_shares(*balances, fee) == shares


@given(AMOUNTS, AMOUNTS, AMOUNTS)
def test_a_close_pays_out_all_but_its_fee(initiator: int, responder: int, fee: int) -> None:
    shares = close_shares(initiator, responder, fee)
    assert (shares is None) == (initiator + responder < fee)
    if shares is not None:
        assert sum(shares) == initiator + responder - fee
        assert 0 <= shares.initiator <= initiator
        assert 0 <= shares.responder <= responder


def closes_of(channel: Channel) -> set[ChannelCloseMutualTx | ChannelSettleTx]:
    inner = {carried.inner for message in channel.messages for carried in message.evidence}
    return {tx for tx in inner if isinstance(tx, (ChannelCloseMutualTx, ChannelSettleTx))}


@needs_recordings
def test_recorded_closes_pay_out_what_the_balances_say() -> None:
    mutual = settled = 0
    for path in RECORDINGS:
        for channel in recorded_history(path).channels:
            if channel.last_balances is None:
                continue
            initiator, responder = (channel.last_balances[account] for account in channel.participants or ())
            for tx in closes_of(channel):
                finals = (tx.initiator_amount_final, tx.responder_amount_final)
                if isinstance(tx, ChannelCloseMutualTx):
                    assert finals == close_shares(initiator, responder, tx.fee), path
                    mutual += 1
                else:
                    assert finals == (initiator, responder), path
                    settled += 1
    assert min(mutual, settled) > 10


# --- the state of plain balances ------------------------------------------------------------------


def test_the_founding_session_s_balances_give_the_hash_that_both_signed() -> None:
    facts = founding()
    balances = {Id(account): held for account, held in facts["balances"].items()}
    created: Any = aecodec.decode_tx(facts["co_signed"])
    assert state_hash_of(balances) == created.transaction.state_hash
    assert state_tree.state_hash_of(trees_of(balances)) == aecodec.encode(
        "st", created.transaction.state_hash
    )


@needs_recordings
def test_recorded_proofs_of_both_accounts_are_made_again_byte_by_byte() -> None:
    made = set()
    for path in RECORDINGS:
        for channel in recorded_history(path).channels:
            for poi in proofs_in(channel):
                if poi.contracts:
                    continue  # its state has more than accounts
                held = {account: proofs.account(poi, account) for account in channel.participants or ()}
                balances = {account: found.balance for account, found in held.items() if found is not None}
                assert proof_of(balances, held) == poi, path
                made.add(poi)
    assert len(made) > 3


def proofs_in(channel: Channel) -> set[TreesPoi]:
    inner = (carried.inner for message in channel.messages for carried in message.evidence)
    return {tx.poi for tx in inner if isinstance(tx, (ChannelCloseSoloTx, ChannelSlashTx))}


def test_a_proof_tells_that_an_account_is_absent() -> None:
    poi = proof_of(HELD, [A, OTHER_KEY.address])
    assert poi is not None
    assert proofs.account(poi, A) == AccountV1(nonce=0, balance=10)
    assert proofs.account(poi, OTHER_KEY.address) is None
    proofs.check(poi)
