"""The URL of a connection is parsed whole, and shows no secret."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec import rpc
from aecodec.rpc import Connection

#: Source: aeternity/protocol, node/api/channels_api_usage.md.
CHANNEL = "ch_KrnFPd2vqBEFeYupgCxXLWMqtDFwzSCyar9v7U6YHdNC7QzcL"
TOKEN = "ba_14XZqoUZUc9U6RUbvN2iWd+dd5H9xIWYDUyjk6L3NE2MZV2P"
RECONNECT = (
    f"ws://localhost:3014/channel?existing_channel_id={CHANNEL}&existing_fsm_id={TOKEN.replace('+', '%2B')}"
    "&host=localhost&port=13179&protocol=json-rpc&role=initiator"
)


def test_the_url_of_a_reconnect_is_taken_apart() -> None:
    connection = Connection.parse(RECONNECT)
    assert connection.parameters == {
        "protocol": "json-rpc",
        "role": "initiator",
        "host": "localhost",
        "port": 13179,
        "existing_channel_id": CHANNEL,
        "existing_fsm_id": TOKEN,
    }
    assert (connection.problems, connection.others) == ((), {})


def test_the_token_of_a_channel_is_not_shown() -> None:
    connection = Connection.parse(RECONNECT)
    masked = connection.redact()
    assert (masked.existing_fsm_id, masked.existing_channel_id) == ("…", CHANNEL)
    assert "existing_fsm_id=…&host" in masked.url
    for shown in (repr(connection), str(masked), masked.url):
        assert "iWd" not in shown
    assert pickle.loads(pickle.dumps(masked)) == masked


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("ws://x/channel?a=1&b=%20", "ws://x/channel?a=1&b=%20"),
        ("ws://x/channel?existing_fsm_id=ba_a", "ws://x/channel?existing_fsm_id=…"),
        ("ws://x/channel?existing%5Ffsm_id=ba_a", "ws://x/channel?existing%5Ffsm_id=…"),
        ("ws://x/channel?FSM_ID=ba_a#access_token=b&c", "ws://x/channel?FSM_ID=…#access_token=…&c"),
        ("wss://me:geheim123@x/channel", "wss://me:…@x/channel"),
        (
            "https://x/?x-success=https%3A%2F%2Fy%3Ftoken%3Da%26b%3Dc",
            "https://x/?x-success=https://y?token=…&b=c",
        ),
        ("https://x/?key=" + "9a" * 32, "https://x/?key=…"),
        (f"https://x/?existing_fsm_id{TOKEN}", "https://x/?…"),
        ("https://x/?existing_fsm_id=", "https://x/?existing_fsm_id="),
    ],
)
def test_secrets_in_urls_are_masked(url: str, shown: str) -> None:
    assert rpc.redact_url(url) == shown


def test_an_error_of_a_url_shows_no_secret() -> None:
    connection = Connection.parse("http://x/?token=geheim&role=" + "9a" * 32)
    assert [problem.message for problem in connection.problems] == [
        "not a WebSocket URL: found 'http://x/?token=\\u2026&role=\\u2026'",
        "malformed connection parameter at role: found '\\u2026'",
    ]


def test_a_repr_can_be_written_whatever_a_name_holds() -> None:
    assert repr(Connection.parse("ws://x/channel?\udc80=1&port=5")) == (
        r"Connection(url='ws://x/channel?\udc80=1&port=5', port=5, others={'\udc80': '1'})"
    )


@given(st.text())
def test_any_text_is_parsed(text: str) -> None:
    connection = Connection.parse(text)
    assert isinstance(connection.parameters, dict)
    assert repr(connection).startswith("Connection(")
    assert rpc.redact_url(rpc.redact_url(text)) == rpc.redact_url(text)
