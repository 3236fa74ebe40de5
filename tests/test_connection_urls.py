"""Connection URLs of participants, and their parameters."""

from __future__ import annotations

import pytest

from .capture_texts import URL, block, read_one


def test_the_address_of_a_participant_is_taken_apart() -> None:
    url = URL + (
        "channel_reserve=2&host=localhost&initiator_amount=70000000000000000000000&initiator_id=ak_a&responder_id=ak_b"
        "&keep_running=false&lock_period=10&port=13179&protocol=json-rpc&push_amount=-1&responder_amount=%2B4"
        "&role=initiator&slogan=a%2Fb&timeout_idle=5&reestablish=true"
    )
    connection = read_one(block("initiator opens a WebSocket connection", url, "")).connection
    assert connection is not None
    assert (connection.url, connection.problems) == (url, ())
    assert (connection.initiator_amount, connection.responder_amount) == (70000000000000000000000, 4)
    assert (connection.push_amount, connection.channel_reserve, connection.lock_period) == (-1, 2, 10)
    assert (connection.role, connection.host, connection.port) == ("initiator", "localhost", 13179)
    assert (connection.initiator_id, connection.responder_id) == ("ak_a", "ak_b")
    assert (connection.keep_running, connection.existing_channel_id, connection.fee) == (False, None, None)
    assert (connection.slogan, connection.timeout_idle, connection.others) == (
        "a/b",
        5,
        {"reestablish": "true"},
    )


@pytest.mark.parametrize(
    "parameter",
    [
        "initiator_amount=1e18",
        "initiator_amount=",
        "push_amount=1_000",
        "lock_period=٣",
        "port=0x10",
        "channel_reserve=--1",
        "fee=" + "9" * 10_000,
        "keep_running=True",
        "role=observer",
        "protocol=",
        "minimum_depth_strategy=fast",
        "existing_fsm_id=",
    ],
)
def test_a_malformed_parameter_is_a_problem_and_keeps_its_text(parameter: str) -> None:
    name, _, text = parameter.partition("=")
    entry = read_one(block("a opens a WebSocket connection", URL + "host=h&" + parameter))
    assert entry.connection is not None
    assert [(p.code, p.parameter) for p in entry.connection.problems] == [("url_parameter", name)]
    assert getattr(entry.connection, name) is None
    assert entry.connection.others == {name: text}
    assert entry.connection.host == "h"


def test_a_parameter_given_twice_is_a_problem_and_the_first_counts() -> None:
    connection = read_one(block("a opens a WebSocket connection", URL + "fee=1&fee=2&x=1&x=2")).connection
    assert connection is not None
    assert [(p.code, p.parameter) for p in connection.problems] == [
        ("url_parameter_repeated", "fee"),
        ("url_parameter_repeated", "x"),
    ]
    assert (connection.fee, connection.others) == (1, {"x": "1"})


@pytest.mark.parametrize(
    "url", ["http://h/channel?fee=1", "not an address", "ws://[::1/", URL + "&".join("a" * 999)]
)
def test_what_is_no_address_is_a_problem(url: str) -> None:
    entry = read_one(block("a opens a WebSocket connection", url))
    assert entry.text == url
    assert entry.connection is not None
    assert [problem.code for problem in entry.connection.problems] == ["url_scheme"]
