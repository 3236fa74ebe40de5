"""Methods: the founding session's params and results are typed, everything else is kept with its reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec.errors import RULES
from aecodec.inspector import captures
from aecodec.rpc import (
    ABSENT,
    METHODS,
    RESULTS,
    Balance,
    Float,
    GetBalances,
    Info,
    Message,
    Notification,
    OnChainTx,
    Params,
    Pong,
    Ready,
    ReceivedMessage,
    Refused,
    Request,
    SendMessage,
    Signed,
    SignRequest,
    State,
    System,
    UnknownParams,
    decode,
    known,
    params_of,
    result_of,
    to_json,
)
from aecodec.state import OffChainMeta


def sent(method: str, params: Any = ABSENT) -> Any:
    return params_of(Request(id=1, method=method, params=params), "send")


def received(method: str, data: Any) -> Any:
    return params_of(
        Notification(method=method, params={"channel_id": None, "data": data}, version=1), "receive"
    )


@pytest.mark.parametrize(
    ("method", "params", "typed"),
    [
        ("channels.system", {"action": "ping"}, System(action="ping")),
        ("channels.initiator_sign", {"signed_tx": "tx_a"}, Signed(signed_tx="tx_a")),
        ("channels.responder_sign", {"error": 147}, Refused(error=147)),
        ("channels.update", {"error": "42"}, Refused(error="42")),
        ("channels.update", {"signed_tx": "tx_a"}, Signed(signed_tx="tx_a")),
        ("channels.message", {"to": "ak_b", "info": "hi"}, SendMessage(to="ak_b", info="hi")),
        (
            "channels.message",
            {"to": "b", "info": "hi", "from": "a"},
            SendMessage(to="b", info="hi", from_="a"),
        ),
        ("channels.get.balances", {"accounts": ["ak_a"]}, GetBalances(accounts=("ak_a",))),
    ],
)
def test_what_a_client_sends_is_typed(method: str, params: dict[str, Any], typed: Params) -> None:
    assert sent(method, params) == typed
    assert type(sent(method, params)) is type(typed)
    assert to_json(typed) == params


@pytest.mark.parametrize(
    ("method", "data", "typed"),
    [
        ("channels.info", {"event": "open"}, Info(event="open")),
        ("channels.info", {"event": "fsm_up", "fsm_id": "ba_x"}, Ready(event="fsm_up", fsm_id="ba_x")),
        ("channels.system.pong", {"action": "system", "tag": "pong"}, Pong(action="system", tag="pong")),
        (
            "channels.sign.initiator_sign",
            {"signed_tx": "tx_a", "updates": [{"op": "OffChainMeta", "data": "x"}]},
            SignRequest(signed_tx="tx_a", updates=(OffChainMeta(data="x"),)),
        ),
        (
            "channels.sign.responder_sign",
            {"signed_tx": "t", "updates": []},
            SignRequest(signed_tx="t", updates=()),
        ),
        (
            "channels.on_chain_tx",
            {"info": "channel_changed", "tx": "tx_a", "type": "channel_create_tx"},
            OnChainTx(info="channel_changed", tx="tx_a", type_="channel_create_tx"),
        ),
        (
            "channels.message",
            {"message": {"channel_id": "ch_c", "from": "ak_a", "to": "ak_b", "info": "hi"}},
            ReceivedMessage(message=Message(channel_id="ch_c", from_="ak_a", to="ak_b", info="hi")),
        ),
        ("channels.update", {"state": "tx_a"}, State(state="tx_a")),
    ],
)
def test_what_the_node_reports_is_typed(method: str, data: dict[str, Any], typed: Params) -> None:
    assert received(method, data) == typed
    assert to_json(typed) == data


@pytest.mark.parametrize(
    ("method", "result", "typed"),
    [
        ("channels.initiator_sign", "ok", "ok"),
        ("channels.system", {"action": "system", "tag": "pong"}, Pong(action="system", tag="pong")),
        (
            "channels.get.balances",
            [{"account": "ak_a", "balance": 2**70}, {"account": "ak_b", "balance": 0}],
            (Balance(account="ak_a", balance=2**70), Balance(account="ak_b", balance=0)),
        ),
        ("channels.get.balances", [], ()),
    ],
)
def test_results_are_typed_by_the_method_that_was_asked(method: str, result: Any, typed: Any) -> None:
    assert result_of(method, result) == typed
    assert to_json(typed) == result


@pytest.mark.parametrize(
    ("method", "params", "code", "path"),
    [
        ("channels.message", {"to": "ak_b"}, "member_missing", "params.info"),
        ("channels.message", ABSENT, "member_missing", "params.to"),
        ("channels.message", {"to": "ak_b", "info": 7}, "member_type", "params.info"),
        ("channels.message", ["ak_b", "hi"], "member_type", "params"),
        ("channels.message", None, "member_type", "params"),
        ("channels.system", {"action": "sleep"}, "enum_value", "params.action"),
        ("channels.system", {"action": ["ping"]}, "enum_value", "params.action"),
        ("channels.update", {}, "member_missing", "params.signed_tx"),
        ("channels.update", {"error": True}, "member_type", "params.error"),
        ("channels.update", {"error": Float("4.0")}, "precision_lost", "params.error"),
        ("channels.update", {"signed_tx": None}, "member_type", "params.signed_tx"),
        ("channels.get.balances", {"accounts": "ak_a"}, "member_type", "params.accounts"),
        ("channels.get.balances", {"accounts": ["ak_a", 1]}, "member_type", "params.accounts[1]"),
        ("channels.shutdown.now", {"a": 1}, "method_unknown", ""),
        ("channels.info", {"event": "open"}, "method_unknown", ""),
    ],
)
def test_params_that_do_not_fit_are_kept_with_the_reason(
    method: str, params: Any, code: str, path: str
) -> None:
    unknown = sent(method, params)
    assert isinstance(unknown, UnknownParams)
    assert (unknown.code, unknown.path) == (code, path)
    assert unknown.value is params
    assert RULES[code] in unknown.reason
    assert "\n" not in unknown.reason


@pytest.mark.parametrize(
    ("params", "code", "path"),
    [
        (ABSENT, "member_missing", "params.data"),
        ({"channel_id": None}, "member_missing", "params.data"),
        ({"data": "open"}, "member_type", "params.data"),
        ({"data": {"event": 1}}, "member_type", "params.data.event"),
        ({"data": {"event": "fsm_up", "fsm_id": None}}, "member_type", "params.data.fsm_id"),
    ],
)
def test_reports_that_do_not_fit_are_kept_with_the_reason(params: Any, code: str, path: str) -> None:
    unknown = params_of(Notification(method="channels.info", params=params), "receive")
    assert isinstance(unknown, UnknownParams)
    assert (unknown.code, unknown.path) == (code, path)
    assert unknown.value is params


def test_a_nested_member_is_named_by_its_whole_path() -> None:
    unknown = received(
        "channels.message", {"message": {"channel_id": "c", "from": "a", "to": 1, "info": "x"}}
    )
    assert unknown.path == "params.data.message.to"
    assert unknown.reason.endswith("at params.data.message.to: expected string, found integer")


@pytest.mark.parametrize(
    ("balance", "code"), [("12", "member_type"), (True, "member_type"), (Float("1e18"), "precision_lost")]
)
def test_an_amount_is_an_exact_integer_and_nothing_else(balance: Any, code: str) -> None:
    result = [{"account": "ak_a", "balance": 1}, {"account": "ak_b", "balance": balance}]
    unknown = result_of("channels.get.balances", result)
    assert isinstance(unknown, UnknownParams)
    assert (unknown.code, unknown.path) == (code, "result[1].balance")
    assert unknown.value is result


def test_unknown_results_are_kept() -> None:
    unknown = result_of("channels.history.forget", [1])
    assert isinstance(unknown, UnknownParams)
    assert (unknown.code, unknown.value) == ("method_unknown", [1])
    refused = result_of("channels.update", "maybe")
    assert isinstance(refused, UnknownParams)
    assert (refused.code, refused.path) == ("enum_value", "result")


def test_members_of_newer_nodes_are_kept_as_extra() -> None:
    data = {"event": "moon_achieved", "tx_hash": "th_x", "tx_type": "channel_create_tx"}
    info = received("channels.info", data)
    assert info == Info(event="moon_achieved", extra={"tx_hash": "th_x", "tx_type": "channel_create_tx"})
    assert to_json(info) == data


def test_every_method_of_the_founding_session_is_known_and_typed() -> None:
    capture = captures.read(captures.sample())
    seen = set()
    for entry in capture.messages:
        if isinstance(entry.frame, Request | Notification):
            assert known(entry.frame.method, entry.kind)
            typed = params_of(entry.frame, entry.kind)
            assert not isinstance(typed, UnknownParams), typed
            assert typed.extra == {}
            seen.add((entry.kind, entry.frame.method))
    assert len(seen) == 12


def test_only_methods_of_the_table_are_known() -> None:
    assert known("channels.update")
    assert known("channels.info", "receive")
    assert not known("channels.info", "send")
    assert known("channels.deposit", "send")
    assert not known("channels.deposit", "receive")
    assert not known("channels.deposits")
    assert not known("")
    assert all(("send", method) in METHODS for method in RESULTS)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.just(Float("1.5")),
    lambda v: (
        st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["to", "info", "error", "message", "x"]), v)
    ),
)


@given(st.sampled_from(sorted(METHODS)), values)
def test_any_params_give_a_typed_value_that_goes_back_or_a_reason(key: tuple[Any, str], value: Any) -> None:
    direction, method = key
    params = {"data": value} if direction == "receive" else value
    typed = params_of(Notification(method=method, params=params), direction)
    if isinstance(typed, UnknownParams):
        assert typed.code in RULES
        assert typed.value is params
    else:
        assert to_json(typed) == value


@given(st.sampled_from([*RESULTS, "channels.other"]), values)
def test_any_result_gives_a_typed_value_that_goes_back_or_a_reason(method: str, value: Any) -> None:
    assert to_json(result_of(method, value)) == value


def test_params_come_typed_from_text() -> None:
    text = json.dumps(
        {"jsonrpc": "2.0", "method": "channels.message", "params": {"to": "a", "info": "\u202e"}}
    )
    frame = decode(text)
    assert isinstance(frame, Notification)
    assert params_of(frame, "send") == SendMessage(to="a", info="\u202e")
