"""Several requests in one frame: their answers come together, before what follows from them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec.rpc import Frame

from .simulated_channel import ALICE, BOB, Channel, Client, preset


def request(method: str, params: Any, **members: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "method": f"channels.{method}", "params": params, **members}


PING = request("system", {"action": "ping"})
TRANSFER = request("update.new", {"from": str(ALICE.address), "to": str(BOB.address), "amount": 1})
SHUTDOWN = request("shutdown", {})


def send(client: Client, *frames: Any) -> None:
    client.node.receive(client.connection, json.dumps(frames))


def texts(client: Client) -> list[Any]:
    return [json.loads(text) for text in client.connection.frames()]


def test_two_answers_are_an_array_and_come_before_the_request_to_sign():
    channel = preset()
    send(channel.initiator, TRANSFER | {"id": 1}, PING | {"id": 2})
    answers, asked = texts(channel.initiator)
    assert [(one["id"], one["result"] if one["id"] == 1 else one["result"]["tag"]) for one in answers] == [
        (1, "ok"),
        (2, "pong"),
    ]
    assert [one["channel_id"] for one in answers] == [str(channel.initiator.connection.channel_id)] * 2
    assert asked["method"] == "channels.sign.update"


@pytest.mark.parametrize(
    "frames",
    [
        [PING | {"id": 1}],
        [{"no": "request"}, PING | {"id": 1}, 7, [PING]],
        [request("update.new", TRANSFER["params"]), PING | {"id": 1}],
    ],
    ids=["alone", "beside what is no request", "beside a command without an id"],
)
def test_one_answer_is_no_array(frames: list[Any]):
    channel = preset()
    send(channel.initiator, *frames)
    answer = texts(channel.initiator)[0]
    assert (answer["id"], answer["result"]["tag"]) == (1, "pong")


@pytest.mark.parametrize("frames", [[], [1, "x", None], [TRANSFER]])
def test_a_batch_without_an_answer_gets_none(frames: list[Any]):
    channel = preset()
    send(channel.initiator, *frames)
    assert [one.get("method") for one in texts(channel.initiator)] in ([], ["channels.sign.update"])


def test_an_error_without_an_id_stands_in_the_array():
    channel = preset()
    send(channel.initiator, request("nothing", {}), PING | {"id": "a"}, request("message", {"to": 1}, id=3))
    (answers,) = texts(channel.initiator)
    assert [(one["id"], one.get("error", {}).get("code")) for one in answers] == [
        (None, -32601),
        ("a", None),
        (3, -32601),
    ]


def test_a_request_that_is_held_back_holds_back_the_whole_batch_and_what_comes_after_it():
    channel = Channel(initiator_amount=10**18, responder_amount=10**18).open()
    channel.propose(channel.initiator, 1)
    channel.initiator.sign("update")
    channel.initiator.read()
    send(channel.initiator, PING | {"id": 1}, SHUTDOWN | {"id": 2}, PING | {"id": 3})
    channel.initiator.send("system", {"action": "ping"}, id=4)
    assert texts(channel.initiator) == []
    channel.settle()
    channel.responder.sign("update_ack")
    channel.settle()
    answers, *rest = texts(channel.initiator)
    assert [one["id"] for one in answers] == [1, 2, 3]
    assert [one.get("method", one.get("id")) for one in rest] == [
        "channels.update",
        "channels.sign.shutdown_sign",
        4,
    ]


def test_a_batch_stops_where_a_request_ends_the_channel():
    channel = preset()
    send(channel.initiator, PING | {"id": 1}, request("system", {"action": "stop"}), PING | {"id": 2})
    assert [one["params"]["data"]["event"] for one in texts(channel.initiator)] == ["died"]
    assert channel.initiator.connection.closed


def test_a_lying_node_may_change_each_answer_of_a_batch():
    def tamper(connection: object, frame: Frame) -> list[Frame | str]:
        return [frame, '"lie"']

    channel = preset(tamper=tamper)
    channel.initiator.read()
    send(channel.initiator, PING | {"id": 1}, PING | {"id": 2})
    (answers,) = texts(channel.initiator)
    assert [one if isinstance(one, str) else one["id"] for one in answers] == [1, "lie", 2, "lie"]
