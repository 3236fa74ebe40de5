"""Solo closes, slashes, settlements and snapshots, leaving and coming back, timers, generalized accounts."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import decode_tx, encode_tx, replace
from aecodec.build import channel_close_solo_tx, ga_meta_tx
from aecodec.errors import ChannelError
from aecodec.rpc import Notification
from aecodec.signing import sign
from aecodec.simulator import Behaviour, Node, Terms
from aecodec.state_tree import proofs, state_hash, state_hash_of
from aecodec.tx import ChannelOffchainTx, SignedTx

from .simulated_channel import ALICE, BOB, NETWORK, TERMS, Channel, Client, preset


def close_solo(client: Client) -> Any:
    client.send("close_solo")
    tx: Any = client.asked().transaction
    client.sign("close_solo_sign")
    return tx


# --- alone with the chain ---------------------------------------------------------------------------


def test_a_solo_close_is_settled_after_the_lock_period():
    channel = preset(4, (60_000, 50_000))
    tx = close_solo(channel.initiator)
    assert isinstance(tx.payload.transaction, ChannelOffchainTx)
    assert tx.payload.transaction.round == 4
    assert state_hash_of(tx.poi) == state_hash({ALICE.address: 60_000, BOB.address: 50_000})
    assert [proofs.account(tx.poi, one.address).balance for one in (ALICE, BOB)] == [60_000, 50_000]
    channel.node.mine()
    closing = ["chain solo_closing", "closing"]
    assert channel.news() == (closing, closing)
    channel.responder.send("settle")
    settle: Any = channel.responder.asked().transaction
    assert (settle.initiator_amount_final, settle.responder_amount_final) == (60_000, 50_000)
    channel.responder.sign("settle_sign")
    channel.node.mine(TERMS["lock_period"] - 1)
    assert channel.news() == ([], [])
    channel.node.mine(2)
    closed = ["chain channel_closed", "closed_confirmed", "died"]
    assert channel.news() == (closed, closed)


def test_the_state_of_the_opening_needs_no_payload():
    assert close_solo(preset().initiator).payload is None


def test_an_old_state_is_slashed():
    channel = preset()
    terms = Terms(initiator_id=ALICE.address, responder_id=BOB.address, **TERMS)
    poi = close_solo(channel.initiator).poi
    channel.node.chain.mempool.clear()
    channel.transfer(channel.responder, 1_000)
    old = channel_close_solo_tx(
        channel_id=channel.initiator.connection.channel_id or "",
        from_id=BOB.address,
        poi=poi,
        nonce=1,
    )
    channel.node.post(sign(old, BOB, NETWORK))
    channel.node.mine()
    assert terms.balances[ALICE.address] == 69_999
    assert channel.news() == (["chain can_slash", "closing"], ["chain can_slash", "closing"])
    assert channel.initiator.seen[-2]["params"]["data"]["type"] == "channel_offchain_tx"
    channel.initiator.send("slash")
    channel.initiator.sign("slash_sign")
    channel.node.mine()
    assert channel.news() == (["chain solo_closing"], ["chain solo_closing"])
    channel.initiator.send("settle")
    settle: Any = channel.initiator.asked().transaction
    assert settle.initiator_amount_final == 70_999


def test_a_snapshot_is_confirmed_to_its_maker_alone_and_made_once():
    channel = preset(3)
    channel.initiator.send("snapshot_solo", id=1)
    channel.initiator.sign("snapshot_solo_sign")
    channel.node.mine(2)
    assert channel.initiator.news() == ["chain channel_changed", "min_depth_achieved"]
    assert channel.responder.news() == ["chain channel_changed"]
    channel.responder.send("snapshot_solo")
    assert channel.responder.news() == ["error 1013"]


def test_the_useless_alias_of_a_snapshot_reply_is_dropped():
    channel = preset(3)
    channel.initiator.send("snapshot_solo")
    channel.initiator.sign("snapshot_solo_tx", id=1)
    channel.node.mine()
    assert channel.initiator.news() == ["ok"]


def test_a_solo_request_takes_the_place_of_what_waits_for_a_signature():
    channel = preset(3)
    channel.propose(channel.initiator, 1)
    text = channel.initiator.signed()
    channel.initiator.send("close_solo", id=1)
    channel.initiator.send("update", {"signed_tx": text})
    assert channel.initiator.news() == ["ok", "sign.close_solo_sign"]


def test_the_chain_refuses_a_close_with_a_wrong_proof_and_what_nobody_signed():
    channel = preset(3, (60_000, 50_000))
    tx = replace(close_solo(channel.initiator), payload=None)
    with pytest.raises(ChannelError, match="a proof of the agreed state") as found:
        channel.node.post(sign(tx, ALICE, NETWORK))
    assert found.value.code == "chain_refuses"
    with pytest.raises(ChannelError, match="valid signatures"):
        channel.node.post(sign(tx, BOB, NETWORK))
    with pytest.raises(ChannelError, match="a SignedTx"):
        channel.node.post(tx)


def test_balances_count_where_they_were_set():
    channel = preset()
    channel.node.account(ALICE.address).balance = 10**15
    channel.initiator.send("deposit", {"amount": 100})
    tx: Any = channel.initiator.asked().transaction
    channel.initiator.sign("deposit_tx")
    channel.settle()
    channel.responder.sign("deposit_ack")
    channel.settle()
    channel.node.mine()
    assert channel.node.account(ALICE.address).balance == 10**15 - 100 - tx.fee
    assert channel.node.account(ALICE.address).nonce == 2


def test_what_the_chain_refuses_is_a_conflict_with_code_5():
    channel = preset()
    channel.node.account(ALICE.address).balance = 100
    channel.initiator.send("deposit", {"amount": 100})
    channel.initiator.sign("deposit_tx")
    channel.settle()
    channel.responder.sign("deposit_ack")
    channel.settle()
    assert channel.initiator.news() == ["conflict 5"]
    assert channel.responder.news()[-1] == "conflict 5"
    channel.transfer(channel.initiator, 1)
    assert channel.balances() == (69_998, 40_002)


# --- leaving and coming back ------------------------------------------------------------------------


def token_of(client: Client) -> str:
    events = [one["params"]["data"] for one in client.seen if one.get("method") == "channels.info"]
    return str([event["fsm_id"] for event in events if event["event"] == "fsm_up"][-1])


def back(channel: Channel, client: Client, token: str) -> Client:
    identity = str(channel.initiator.connection.channel_id)
    return channel.connect(client.side, existing_channel_id=identity, existing_fsm_id=token)


@pytest.mark.parametrize("like", ["current", "iris"])
def test_the_initiator_leaves_a_responder_that_stays_and_comes_back(like: Any):
    channel = Channel(Node(NETWORK, like=like)).open()
    token = token_of(channel.initiator).replace("+", "%2B")
    channel.initiator.send("leave", id=1)
    channel.settle()
    assert channel.initiator.news() == ["ok", "leave", "died"]
    assert channel.responder.news() == ["leave", "peer_disconnected"]
    channel.initiator = back(channel, channel.initiator, token)
    (up,) = channel.initiator.read()
    assert up["params"]["data"]["fsm_id"] != token
    assert (up["params"]["channel_id"] is None) == (like == "iris")
    channel.settle()
    assert channel.initiator.news() == ["channel_reestablished", "open", "update"]
    stayed = ["channel_reestablished", "open", "update"]
    assert channel.responder.news() == stayed[: 2 if like == "iris" else 3]
    channel.transfer(channel.initiator, 1)
    assert channel.balances() == (69_998, 40_002)
    assert back(channel, channel.initiator, token).news() == ["error 1016"]


def test_a_client_that_breaks_off_comes_back_with_the_same_token():
    channel = Channel().open()
    token = token_of(channel.responder)
    channel.node.hangup(channel.responder.connection)
    channel.responder = back(channel, channel.responder, token.replace("+", "%2B"))
    (up,) = channel.responder.read()
    assert up["params"]["data"]["fsm_id"] == token
    assert up["params"]["channel_id"] is not None
    channel.transfer(channel.responder, 1)
    assert channel.balances() == (70_000, 40_000)


def test_the_second_connection_takes_the_place_of_the_first():
    channel = Channel().open()
    again = back(channel, channel.initiator, token_of(channel.initiator).replace("+", "%2B"))
    assert again.news() == ["fsm_up"]
    assert channel.initiator.connection.closed


def test_without_keep_running_both_end_and_both_come_back():
    channel = Channel(keep_running="false").open()
    tokens = [token_of(client).replace("+", "%2B") for client in channel.both]
    channel.responder.send("leave")
    channel.settle()
    assert channel.news() == (["leave", "died"], ["leave", "died"])
    identity = str(channel.initiator.connection.channel_id)
    more = {"existing_channel_id": identity, "keep_running": "false"}
    channel.responder = channel.connect("responder", existing_fsm_id=tokens[1], **more)
    channel.initiator = channel.connect("initiator", existing_fsm_id=tokens[0], **more)
    channel.settle()
    seen = ["fsm_up", "channel_reestablished", "open", "update"]
    assert channel.news() == (seen, seen)


def test_a_stop_ends_the_other_side_too():
    channel = Channel(keep_running="false").open()
    channel.initiator.send("system", {"action": "stop"}, id=1)
    channel.settle()
    assert channel.news() == (["ok", "died"], ["died"])


@pytest.mark.parametrize(("missing", "code"), [("existing_fsm_id", "error 2000"), (None, "error 1016")])
def test_a_token_is_needed(missing: str | None, code: str):
    channel = Channel().open()
    identity = str(channel.initiator.connection.channel_id)
    token = None if missing else "ba_damaged"
    client = channel.connect("initiator", existing_channel_id=identity, existing_fsm_id=token)
    assert client.news() == [code]
    assert client.connection.closed


# --- timers -----------------------------------------------------------------------------------------


def test_a_proposal_that_nobody_answers_is_dropped_for_both():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.settle()
    channel.node.expire(channel.initiator.connection)
    channel.settle()
    assert channel.initiator.news() == ["conflict 3"]
    assert channel.responder.news() == ["update", "sign.update_ack", "conflict 3"]


def test_a_client_that_does_not_sign_drops_the_proposal():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.settle()
    channel.node.expire(channel.responder.connection)
    channel.settle()
    assert channel.responder.news()[-1] == "conflict 3"
    assert channel.initiator.news() == ["conflict 3"]


def test_an_idle_responder_that_keeps_running_goes_on():
    channel = preset()
    channel.node.expire(channel.responder.connection)
    assert channel.responder.news() == []
    channel.node.expire(channel.initiator.connection)
    channel.settle()
    assert channel.initiator.news() == ["timeout", "died"]
    assert channel.responder.news() == ["peer_disconnected"]


# --- generalized accounts and changed frames --------------------------------------------------------


def wrapped(client: Client) -> str:
    meta = ga_meta_tx(
        ga_id=ALICE.address,
        auth_data=b"authentic",
        abi_version=3,
        gas=10_000,
        gas_price=10**9,
        tx=client.asked(),
        version=2,
    )
    return encode_tx(SignedTx(signatures=(), transaction=meta))


def test_a_generalized_account_authorizes_by_its_contract():
    node = Node(NETWORK)
    node.generalized(ALICE.address)
    channel = Channel(node)
    channel.settle()
    assert channel.initiator.asked().transaction.nonce == 0
    channel.initiator.sign("initiator_sign")  # an ordinary signature does not count
    channel.initiator.send("initiator_sign", {"signed_tx": wrapped(channel.initiator)})
    channel.settle()
    channel.responder.sign("responder_sign")
    channel.settle()
    node.mine()
    channel.settle()
    assert channel.initiator.news()[-1] == "update"
    channel.propose(channel.initiator, 1)
    channel.initiator.send("update", {"signed_tx": wrapped(channel.initiator)})
    channel.settle()
    channel.responder.sign("update_ack")
    channel.settle()
    assert channel.balances() == (69_998, 40_002)


def test_an_ordinary_account_has_no_contract_to_authorize():
    channel = preset()
    channel.propose(channel.initiator, 1)
    channel.initiator.send("update", {"signed_tx": wrapped(channel.initiator)})
    assert channel.initiator.news() == ["conflict 1"]


def test_a_lying_node_changes_frames():
    def lie(connection: Any, frame: Any) -> list[Any]:
        if isinstance(frame, Notification) and frame.method == "channels.sign.update":
            data = frame.data
            assert isinstance(data, dict)
            update = {**data["updates"][0], "amount": 999}
            params = {**frame.params, "data": {**data, "updates": [update]}}
            return [Notification(method=frame.method, params=params, version=1), "not even JSON"]
        return [frame]

    channel = preset(tamper=lie)
    channel.propose(channel.initiator, 1)
    first, second = channel.initiator.connection.frames()
    assert '"amount":999' in first
    assert second == "not even JSON"


def test_the_tokens_of_early_nodes_are_only_in_the_first_event():
    channel = Channel(Node(NETWORK, like=Behaviour(early_ids=True))).open()
    early = [
        one
        for one in channel.responder.seen
        if one["method"] in ("channels.info", "channels.sign.responder_sign")
    ]
    assert [one["params"]["channel_id"] for one in early[:4]] == [None] * 4
    assert "fsm_id" not in early[2]["params"]["data"]
    assert decode_tx(channel.responder.seen[-1]["params"]["data"]["state"]).signatures


def test_what_no_block_can_hold_any_more_keeps_no_nonce():
    channel = Channel(initiator_amount=10**18, responder_amount=10**18).open()
    channel.initiator.send("close_solo")
    channel.initiator.sign("close_solo_sign")
    channel.responder.send("close_solo")
    channel.responder.sign("close_solo_sign")
    assert len(channel.node.chain.mempool) == 2
    channel.node.mine()
    assert channel.node.chain.mempool == []
    mined = [channel.node.account(client.key.address).nonce for client in channel.both]
    assert sum(mined) == 2  # the create transaction, and one close
