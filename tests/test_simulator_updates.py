"""Transfers, deposits and withdrawals in the simulated node: rounds, refusals, conflicts, order of checks."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import decode_tx
from aecodec.fees import min_fee
from aecodec.signing import Key, verify

from .simulated_channel import ALICE, BOB, NETWORK, Channel, preset

STRANGER = Key.from_seed(b"a test seed: a stranger to them.")


# --- rounds -----------------------------------------------------------------------------------------


def test_a_transfer_is_signed_by_both_and_moves_coins():
    channel = preset()
    channel.propose(channel.initiator, 10, meta=["for the coffee"], id=0)
    (ok, request) = channel.initiator.read()
    assert (ok["id"], ok["result"]) == (0, "ok")
    assert [one["op"] for one in request["params"]["data"]["updates"]] == ["OffChainTransfer", "OffChainMeta"]
    channel.initiator.sign("update")
    channel.settle()
    assert channel.responder.news() == ["update", "sign.update_ack"]
    channel.responder.sign("update_ack")
    channel.settle()
    assert channel.news() == (["update"], ["update"])
    assert channel.balances() == channel.balances(channel.responder) == (69_989, 40_011)
    state = decode_tx(channel.responder.seen[-2]["params"]["data"]["state"])
    assert verify(state, NETWORK, participants=(ALICE.address, BOB.address))


def test_coins_may_be_asked_for():
    channel = preset()
    ask = {"from": channel.responder.address, "to": channel.initiator.address, "amount": 5}
    channel.initiator.send("update.new", ask)
    channel.initiator.sign("update")
    channel.settle()
    channel.responder.sign("update_ack")
    channel.settle()
    assert channel.balances() == (70_004, 39_996)


@pytest.mark.parametrize(("method", "change"), [("deposit", 100), ("withdraw", -100)])
def test_coins_go_in_and_out_when_the_chain_has_confirmed_it(method: str, change: int):
    channel = preset()
    channel.initiator.send(method, {"amount": 100})
    tx: Any = channel.initiator.asked().transaction
    assert (tx.amount, tx.round, tx.nonce, tx.fee) == (100, 2, 2, min_fee(tx))
    channel.initiator.sign(f"{method}_tx")
    channel.settle()
    assert channel.responder.news() == [f"{method}_created", f"sign.{method}_ack"]
    channel.responder.sign(f"{method}_ack")
    channel.settle()
    assert channel.initiator.news()[-1] == f"chain {method}_signed"
    assert channel.responder.news() == [f"chain {method}_created"]
    assert channel.balances() == (69_999, 40_001)
    channel.node.mine(2)
    channel.settle()
    locked = ["chain channel_changed", f"own_{method}_locked", f"{method}_locked", "update"]
    assert channel.news() == (locked, locked)
    assert channel.balances() == (69_999 + change, 40_001)


def test_no_update_begins_before_a_deposit_is_confirmed():
    channel = preset()
    channel.initiator.send("deposit", {"amount": 100})
    channel.initiator.sign("deposit_tx")
    channel.settle()
    channel.responder.sign("deposit_ack")
    channel.settle()
    channel.news()
    channel.propose(channel.responder, 1, id=1)  # it waits, and nothing is sent meanwhile
    assert channel.responder.news() == []
    channel.node.mine(2)
    channel.settle()
    assert channel.responder.news() == [
        "ok",
        "chain channel_changed",
        "own_deposit_locked",
        "deposit_locked",
        "update",
        "sign.update",
    ]


# --- the order of checks ----------------------------------------------------------------------------

GOOD = {"from": str(ALICE.address), "to": str(BOB.address), "amount": 1}
BAD = "ak_damaged"


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"from": BAD, "to": BAD}, -32601),
        ({**GOOD, "amount": "1", "from": BAD, "meta": 1}, 1008),
        ({**GOOD, "amount": True}, 1008),
        ({**GOOD, "amount": 1.0}, 1008),
        ({**GOOD, "to": BAD, "block_hash": "kh_damaged", "meta": 1}, 1005),
        ({**GOOD, "block_hash": "kh_damaged", "meta": 1}, -32603),
        ({**GOOD, "meta": 17, "amount": -1}, 1014),
        ({**GOOD, "meta": [1]}, 1014),
        ({**GOOD, "amount": -1, "from": str(STRANGER.address)}, 1002),
        ({**GOOD, "amount": 10**9, "from": str(STRANGER.address)}, 1003),
        ({**GOOD, "to": str(ALICE.address)}, 1003),
        ({**GOOD, "amount": 69_998}, 1001),
        ([], -32601),
    ],
)
def test_the_first_fault_of_a_transfer_decides(params: Any, code: int):
    channel = preset()
    request = {"jsonrpc": "2.0", "method": "channels.update.new", "params": params}
    channel.initiator.send("update.new", params or [])
    (frame,) = channel.initiator.read()
    assert frame["id"] is None
    found = frame["error"].get("data", [frame["error"]])
    assert [one["code"] for one in found] == [code]
    assert frame["error"]["request"]["method"] == request["method"]


def test_the_reserve_can_be_reached_but_not_broken():
    channel = preset()
    channel.transfer(channel.initiator, 69_997)
    assert channel.balances() == (2, 109_998)
    channel.propose(channel.initiator, 1)
    assert channel.initiator.news() == ["error 1001"]


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("deposit", {"amount": "2"}, "error 1008"),
        ("deposit", {"amount": -2}, "error 1002"),
        ("deposit", {"amount": 0}, "error -32603"),
        ("deposit", {"amount": 2, "fee": 1}, "error -32603"),
        ("withdraw", {"amount": 69_999}, "error -32603"),
        ("shutdown", {"fee": "1"}, "error 1008"),
        ("shutdown", {}, "error 1001"),
        ("slash", {}, "error -32603"),
        ("settle", {}, "error -32603"),
        ("snapshot_solo", {}, "error 1012"),
        ("get.balances", {"accounts": ["ak_damaged"]}, "error 1005"),
        ("get.poi", {"accounts": ["ak_damaged"], "contracts": ["ct_damaged"]}, "error 1005 1006"),
        ("get.poi", {"accounts": [str(STRANGER.address)]}, "error 100"),
        ("get.contract", {"pubkey": "ct_damaged"}, "error 1006"),
        ("get.contract_call", {"contract_id": "ct_x", "caller_id": "ak_x", "round": 0}, "error 1008"),
        ("message", {"to": "ak_damaged", "info": "x"}, "error 1005"),
        ("message", {"to": str(BOB.address), "info": 7}, "error -32000"),
        ("message", {"to": str(BOB.address), "info": "x" * 65_001}, "error -32000"),
        ("message", {"to": str(STRANGER.address), "info": "x"}, "error -32603"),
        ("update.call_contract", {"abi_version": 1, "amount": 0}, "error -32601"),
        ("unheard_of", {}, "error -32601"),
        ("system", {"action": "dance"}, "error -32601"),
    ],
)
def test_other_requests_are_refused_with_their_reasons(method: str, params: Any, code: str):
    channel = preset()
    channel.initiator.send(method, params)
    assert channel.initiator.news() == [code]


def test_of_fee_and_gas_price_the_larger_result_counts():
    channel = preset()
    for given in ({"fee": 1, "gas_price": 2 * 10**9}, {"fee": 10**15, "gas_price": 10**9}):
        channel.initiator.send("deposit", {"amount": 1, **given})
        tx: Any = channel.initiator.asked().transaction
        assert tx.fee == max(given["fee"], min_fee(tx, given["gas_price"]))
        channel.initiator.send("deposit_tx", {"error": 1})


# --- refusals and bad signatures --------------------------------------------------------------------


def test_refusing_the_own_proposal_stays_at_home():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.send("update", {"error": "42"})
    channel.settle()
    assert channel.news() == (["sign.update", "aborted_update"], [])


@pytest.mark.parametrize(
    ("code", "words"), [(1, "validation error"), (4, "abort"), (127, "unknown"), (65_535, "user-defined")]
)
def test_the_proposer_gets_the_code_of_the_other_ones_refusal(code: int, words: str):
    channel = preset(5)
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.settle()
    channel.responder.send("update_ack", {"error": code})
    channel.settle()
    assert channel.responder.news()[-1] == "aborted_update"
    (conflict,) = channel.initiator.read()[-1:]
    assert conflict["params"]["data"]["round"] == 5
    assert (conflict["params"]["data"]["error_code"], conflict["params"]["data"]["error_msg"]) == (
        code,
        words,
    )
    channel.transfer(channel.responder, 3)
    assert channel.round() == 6


@pytest.mark.parametrize("code", [0, 65_536, "x", None, 1.5])
def test_a_code_must_be_one(code: Any):
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.read()
    channel.initiator.send("update", {"error": code})
    assert channel.initiator.news() == ["error -32603"]


def test_nothing_is_refused_after_the_signature_and_no_opening_ever():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.initiator.send("update", {"error": 1})
    assert channel.initiator.news() == ["error 1018"]
    opening = Channel()
    opening.settle()
    opening.initiator.read()
    opening.initiator.send("initiator_sign", {"error": 1})
    assert opening.initiator.news() == ["error 1018"]


def test_a_signature_of_somebody_else_is_a_conflict():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update", STRANGER, id=1)
    assert channel.initiator.news() == ["ok", "conflict 1"]


def test_another_transaction_in_the_reply_is_a_conflict():
    channel = preset()
    channel.propose(channel.initiator, 1)
    text = channel.initiator.signed()
    channel.initiator.send("update", {"error": 1})
    channel.propose(channel.initiator, 2)
    channel.initiator.read()
    channel.initiator.send("update", {"signed_tx": text})
    assert channel.initiator.news() == ["conflict 1"]


@pytest.mark.parametrize(("text", "answers"), [("tx_damaged", ["error 1010"]), ("ak_x", ["error 1010"])])
def test_damaged_text_of_a_reply_is_refused(text: str, answers: list[str]):
    channel = preset()
    channel.initiator.send("update", {"signed_tx": text})
    assert channel.initiator.news() == answers


def test_a_reply_that_nobody_waits_for_is_dropped():
    channel = preset()
    channel.propose(channel.initiator, 1)
    text = channel.initiator.signed()
    channel.initiator.send("update", {"error": 1})
    channel.initiator.read()
    channel.initiator.send("update", {"signed_tx": text}, id=9)
    channel.initiator.send("update", {"signed_tx": text})
    assert channel.initiator.news() == ["ok"]


def test_messages_and_queries_do_not_disturb():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.initiator.send("message", {"to": channel.responder.address, "info": ["pieces ", "of text"]})
    channel.initiator.send("get.offchain_state", id=1)
    channel.settle()
    answer = channel.initiator.read()[-1]["result"]
    assert decode_tx(answer["half_signed_tx"]).transaction.round == 2
    frames = channel.responder.read()
    message = next(one for one in frames if one["method"] == "channels.message")
    assert message["params"]["data"]["message"]["info"] == "pieces of text"


def test_events_are_kept_for_the_history():
    channel = preset()
    channel.transfer(channel.initiator, 1)
    channel.initiator.send("history.fetch", {"n": 2, "type": ["rpt"]}, id=1)
    (answer,) = channel.initiator.read()
    assert [(one["type"], one["tag"]) for one in answer["result"]] == [
        ("report", "update"),
        ("report", "sign"),
    ]


def test_both_signatures_at_once_are_accepted_while_the_other_client_is_away():
    channel = preset()
    channel.node.hangup(channel.responder.connection)
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.settle()
    assert channel.initiator.news() == ["conflict 2"]
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update", BOB, ALICE)
    channel.settle()
    assert channel.initiator.news() == ["update"]
    assert channel.balances() == (69_998, 40_002)


def test_a_client_that_sends_on_while_nothing_is_read_is_cut_off():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.initiator.send("shutdown")  # held back: the other side has not signed
    for _ in range(10_001):
        channel.initiator.send("system", {"action": "ping"})
    assert channel.initiator.connection.closing
    channel.settle()
    channel.responder.sign("update_ack")
    channel.settle()
    assert channel.balances(channel.responder) == (69_998, 40_002)
