"""Messages of 2018 and 2019 are recognized, and typed as what they say today."""

from __future__ import annotations

import json
from typing import Any

import pytest

from aecodec import rpc
from aecodec.errors import RULES
from aecodec.rpc import (
    ABSENT,
    Balance,
    Conflict,
    EarlyOnChainTx,
    EarlySigned,
    EarlySignRequest,
    GetBalances,
    Info,
    LegacyMessage,
    NewTransfer,
    State,
    UnknownFrame,
    UnknownParams,
    content_of,
    legacy_message,
)

#: Source: recordings of October 2018 in the history of aeternity/protocol, transactions and accounts cut.
ASKED = {"action": "sign", "payload": {"tx": "tx_3d11KjpA"}, "tag": "initiator_sign"}
CHANNEL = "ch_2MJTmCtrnRQSAvjRXTGEL7mZNFioWrBPmBekFVZfepnWBC9hD7"
OPEN = {"action": "info", "channel_id": CHANNEL, "payload": {"event": "open"}}
TOLD = {"action": "get", "payload": [{"account": "ak_2F4D", "balance": 699}], "tag": "balances"}


@pytest.mark.parametrize(
    ("direction", "form", "method", "typed"),
    [
        ("receive", ASKED, "channels.sign.initiator_sign", EarlySignRequest(tx="tx_3d11KjpA")),
        (
            "send",
            {"action": "initiator_sign", "payload": {"tx": "tx_4L9G"}},
            "channels.initiator_sign",
            EarlySigned(tx="tx_4L9G"),
        ),
        (
            "receive",
            {"action": "on_chain_tx", "channel_id": CHANNEL, "payload": {"tx": "tx_6jPY"}},
            "channels.on_chain_tx",
            EarlyOnChainTx(tx="tx_6jPY"),
        ),
        ("receive", OPEN, "channels.info", Info(event="open")),
        (
            "receive",
            {"action": "update", "channel_id": CHANNEL, "payload": {"state": "tx_6jPY"}},
            "channels.update",
            State(state="tx_6jPY"),
        ),
        (
            "send",
            {"action": "get", "payload": {"accounts": ["ak_2F4D"]}, "tag": "balances"},
            "channels.get.balances",
            GetBalances(accounts=("ak_2F4D",)),
        ),
        ("receive", TOLD, "channels.get.balances", (Balance(account="ak_2F4D", balance=699),)),
        (
            "send",
            {"action": "update", "payload": {"amount": 1, "from": "ak_2F4D", "to": "ak_2eQt"}, "tag": "new"},
            "channels.update.new",
            NewTransfer(from_="ak_2F4D", to="ak_2eQt", amount=1),
        ),
    ],
)
def test_a_message_of_before_json_rpc_says_the_same_as_one_of_today(
    direction: Any, form: dict[str, Any], method: str, typed: Any
) -> None:
    frame = rpc.decode(json.dumps(form))
    assert isinstance(frame, UnknownFrame)
    assert (frame.code, frame.value) == ("frame_legacy", form)
    message = legacy_message(frame.value)
    assert message is not None
    assert message.method == method
    assert content_of(message, direction) == typed
    assert rpc.to_json(typed) == form["payload"]


def test_the_members_of_such_a_message_are_kept() -> None:
    assert legacy_message(OPEN | {"version": 1}) == LegacyMessage(
        action="info", channel_id=CHANNEL, payload={"event": "open"}, version=1
    )
    assert LegacyMessage(action="info").payload is ABSENT


@pytest.mark.parametrize(
    "form",
    [
        {"action": "update", "payload": {"id": 1, "name": "x"}},
        {"action": "delete", "payload": {"tx": "x"}, "tag": "y"},
        {"action": "info", "payload": {"event": "open"}, "sender": "me"},
        {"action": ["info"], "tag": "x"},
        [ASKED],
        None,
    ],
)
def test_other_values_with_an_action_are_no_such_message(form: Any) -> None:
    assert legacy_message(form) is None
    frame = rpc.from_json(form)
    assert isinstance(frame, UnknownFrame)
    assert frame.code in ("frame_version", "frame_not_object", "frame_batch")


@pytest.mark.parametrize(
    ("form", "code", "path"),
    [
        (TOLD | {"tag": "weather"}, "method_unknown", ""),
        (TOLD | {"payload": [{"account": "ak_2F4D", "balance": "699"}]}, "member_type", "payload[0].balance"),
        ({"action": "sign", "tag": "update"}, "member_missing", "payload"),
        (OPEN | {"tag": 7}, None, None),
    ],
)
def test_a_payload_that_does_not_fit_is_kept(form: Any, code: str | None, path: str | None) -> None:
    message = legacy_message(form)
    assert message is not None
    typed = content_of(message, "receive")
    if code is None:
        assert typed == Info(event="open")
    else:
        assert isinstance(typed, UnknownParams)
        assert (typed.code, typed.path) == (code, path)
        assert typed.value == form.get("payload", ABSENT)
        assert typed.reason.startswith(RULES[code])


def test_json_rpc_of_2018_has_other_members() -> None:
    def received(method: str, data: Any) -> Any:
        form = {"jsonrpc": "2.0", "method": method, "params": {"channel_id": "undefined", "data": data}}
        frame = rpc.from_json(form)
        assert isinstance(frame, rpc.Notification)
        assert frame.channel is None
        assert rpc.to_json(frame) == form
        return rpc.params_of(frame, "receive")

    assert received("channels.sign.update", {"tx": "tx_a"}) == EarlySignRequest(tx="tx_a")
    assert received("channels.on_chain_tx", {"tx": "tx_a"}) == EarlyOnChainTx(tx="tx_a")
    assert received("channels.conflict", {"round": 1}) == Conflict(round=1)
