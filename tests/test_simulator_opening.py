"""The simulated node opens and closes channels, frame by frame, as CHANNEL_FLOWS describes it."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import decode_tx, tx_hash
from aecodec.derived import channel_id_of
from aecodec.errors import ChannelError, FieldError, SignatureError
from aecodec.fees import min_fee
from aecodec.simulator import Node
from aecodec.tx import ChannelCreateTxV1, ChannelCreateTxV2
from aecodec.tx.layers import unwrap

from .simulated_channel import ALICE, BOB, NETWORK, Channel, preset


def test_both_sides_see_the_opening_step_by_step():
    channel = Channel(minimum_depth=1)
    assert channel.news() == (["fsm_up"], ["fsm_up"])
    channel.node.deliver()  # they meet, and the initiator speaks first
    channel.settle()
    assert channel.responder.news() == ["channel_open"]
    assert channel.initiator.news() == ["channel_accept", "sign.initiator_sign"]
    channel.initiator.sign("initiator_sign", id=1)
    channel.settle()
    assert channel.news() == (["ok"], ["funding_created", "sign.responder_sign"])
    channel.responder.sign("responder_sign", id=2)
    channel.settle()
    assert channel.news() == (["funding_signed", "chain funding_signed"], ["ok", "chain funding_created"])
    channel.node.mine()
    assert channel.news() == (["chain channel_changed"], ["chain channel_changed"])
    channel.node.mine()
    assert channel.news() == (["own_funding_locked"], ["own_funding_locked"])
    channel.settle()
    opened = ["funding_locked", "open", "update"]
    assert channel.news() == (opened, opened)


def test_a_depth_of_zero_blocks_opens_with_the_block_itself():
    channel = Channel(minimum_depth=0, minimum_depth_strategy="plain").open()
    locked = ["own_funding_locked", "funding_locked", "open", "update"]
    for client in channel.both:
        seen = [one["params"]["data"].get("event") for one in client.seen if one["method"] == "channels.info"]
        assert [event for event in seen if event in locked] == locked[:3]
        assert client.seen[-1]["method"] == "channels.update"


@pytest.mark.parametrize(("depth", "blocks"), [(1, 1), (2, 2), (5, 5)])
def test_a_plain_depth_counts_blocks_above_the_transaction(depth: int, blocks: int):
    channel = Channel(minimum_depth=depth).open()
    for _ in range(blocks - 1):
        channel.node.mine()
    channel.settle()
    assert channel.news() == ([], [])
    channel.node.mine()
    channel.settle()
    expected = ["own_funding_locked", "funding_locked", "open", "update"]
    assert channel.news() == (expected, expected)


def test_the_create_transaction_has_the_terms_the_least_fee_and_the_state_after_the_push():
    channel = Channel()
    channel.settle()
    tx: Any = channel.initiator.asked().transaction
    assert (tx.initiator_id, tx.responder_id) == (ALICE.address, BOB.address)
    assert (tx.initiator_amount, tx.responder_amount, tx.channel_reserve, tx.lock_period) == (
        70_000,
        40_000,
        2,
        3,
    )
    assert (tx.fee, tx.ttl, tx.nonce) == (min_fee(tx), 0, 1)
    channel.initiator.sign("initiator_sign")
    channel.settle()
    channel.responder.sign("responder_sign")
    channel.settle()
    assert channel.balances() == (69_999, 40_001)


@pytest.mark.parametrize(("protocol", "cls"), [("lima", ChannelCreateTxV1), ("iris", ChannelCreateTxV2)])
def test_the_protocol_decides_the_version_of_the_create_transaction(protocol: str, cls: type):
    channel = Channel(Node(NETWORK, protocol=protocol))
    channel.settle()
    assert type(channel.initiator.asked().transaction) is cls


def test_fee_gas_price_and_nonce_of_the_url_are_those_of_the_create_transaction():
    channel = Channel(fee=1, gas_price=2_000_000_000, nonce=5)
    channel.settle()
    tx: Any = channel.initiator.asked().transaction
    assert (tx.fee, tx.nonce) == (min_fee(tx, 2_000_000_000), 5)


def test_the_id_of_the_channel_is_that_of_its_create_transaction():
    channel = Channel().open()
    state = decode_tx(channel.responder.seen[-1]["params"]["data"]["state"])
    assert channel.responder.seen[-1]["params"]["channel_id"] == str(channel_id_of(state))


def test_an_answer_repeats_the_channel_id_of_the_last_notification():
    channel = Channel()
    channel.settle()
    channel.initiator.read()
    channel.initiator.sign("initiator_sign", id=1)
    assert channel.initiator.read()[0]["channel_id"] is None
    channel.settle()
    channel.responder.read()
    channel.responder.send("system", {"action": "ping"}, id=0)
    (pong,) = channel.responder.read()
    assert pong["id"] == 0
    assert pong["result"] == {"action": "system", "tag": "pong"}
    assert pong["channel_id"] is not None


def test_a_mutual_close_pays_out_in_halves_of_the_fee_and_ends_both():
    channel = Channel(initiator_amount=10**18, responder_amount=10**18).open()
    channel.initiator.send("shutdown", id=1)
    assert channel.initiator.news() == ["ok", "sign.shutdown_sign"]
    close: Any = channel.initiator.asked().transaction
    half = close.fee // 2
    assert close.fee == min_fee(close)
    assert (close.initiator_amount_final, close.responder_amount_final) == (
        10**18 - 1 - half,
        10**18 + 1 - half,
    )
    channel.initiator.sign("shutdown_sign")
    channel.settle()
    assert channel.responder.news() == ["shutdown", "sign.shutdown_sign_ack"]
    channel.responder.sign("shutdown_sign_ack")
    channel.settle()
    assert channel.news() == (["chain close_mutual", "closing"], ["chain close_mutual", "closing"])
    channel.node.mine()
    ends = ["chain channel_closed", "closed_confirmed", "died"]
    assert channel.news() == (ends, ends)
    assert all(client.connection.closed for client in channel.both)


def test_a_client_that_hangs_up_before_its_signature_ends_the_opening():
    channel = Channel()
    channel.settle()
    channel.news()
    channel.node.hangup(channel.initiator.connection)
    channel.settle()
    assert channel.responder.news() == ["died"]
    assert channel.responder.connection.closed


def test_a_bad_signature_of_the_create_transaction_changes_nothing():
    channel = Channel()
    channel.settle()
    channel.initiator.sign("initiator_sign", BOB, id=1)
    channel.settle()
    assert channel.news() == (["ok"], ["fsm_up", "channel_open"])
    channel.initiator.sign("initiator_sign")
    channel.settle()
    assert channel.responder.news() == ["funding_created", "sign.responder_sign"]


def test_a_push_that_both_see_differently_ends_the_responder():
    channel = Channel()
    channel.responder.node.hangup(channel.responder.connection)
    channel.settle()
    channel.responder = channel.connect("responder", push_amount=3)
    channel.settle()
    channel.initiator.sign("initiator_sign")
    channel.settle()
    assert channel.responder.news()[-2:] == ["bad_state_hash", "died"]


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({"channel_reserve": -1}, ["error 105"]),
        ({"push_amount": 80_000}, ["error 105"]),
        ({"lock_period": -1}, ["error 105"]),
        ({"initiator_amount": "1e21"}, []),
        ({"port": None}, []),
        ({"existing_channel_id": "ch_1"}, []),
    ],
)
def test_a_connection_that_is_not_admitted_is_closed(change: dict[str, Any], codes: list[str]):
    client = Channel().connect("initiator", **change)
    assert client.news() == codes
    assert client.connection.closed


def test_an_unknown_account_is_refused_before_the_lock_period():
    node = Node(NETWORK)
    node.unknown(BOB.address)
    client = Channel(node, lock_period=-1).initiator
    assert client.news() == ["error 1011"]


def test_a_timer_that_runs_out_before_the_other_side_comes_ends_the_opening():
    channel = Channel()
    channel.node.expire(channel.initiator.connection)
    assert channel.initiator.news() == ["fsm_up", "timeout", "died"]
    with pytest.raises(ChannelError) as found:
        channel.node.expire(channel.initiator.connection)
    assert found.value.code == "channel_ended"


def test_assumed_depth_is_confirmed_later():
    channel = Channel(minimum_depth=4)
    channel.open()
    channel.initiator.send("assume_minimum_depth", {"tx_hash": "th_damaged"}, id=1)
    assert channel.initiator.news() == []
    state = channel.node.chain  # the transaction is in a block, and waits for its depth
    assert not state.mempool
    signed = next(one for one in channel.initiator.seen if one.get("method") == "channels.on_chain_tx")
    hash_text = tx_hash(decode_tx(signed["params"]["data"]["tx"]))
    for client in channel.both:
        client.send("assume_minimum_depth", {"tx_hash": hash_text}, id=2)
    channel.settle()
    expected = ["ok", "own_funding_locked", "funding_locked", "open", "update"]
    assert channel.news() == (expected, expected)
    channel.node.mine(4)
    assert channel.news() == (["minimum_depth_achieved"], ["minimum_depth_achieved"])


def test_a_node_needs_a_network_id_and_a_protocol():
    with pytest.raises(SignatureError):
        Node("")
    with pytest.raises(FieldError):
        Node(NETWORK, protocol="unheard of")


def test_a_preset_channel_is_open_at_its_round():
    channel = preset(7, (60_000, 50_000))
    assert channel.balances() == (60_000, 50_000)
    channel.transfer(channel.initiator, 10)
    assert channel.round() == 8
    assert unwrap(decode_tx(channel.responder.seen[-1]["params"]["data"]["state"])).tx.TAG == 57


def test_a_preset_with_other_coins_is_refused():
    with pytest.raises(ChannelError) as found:
        preset(2, (1, 2))
    assert (found.value.code, found.value.path) == ("terms_differ", "balances")
