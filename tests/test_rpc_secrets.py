"""No representation of a message shows the token of a channel or a secret key."""

from __future__ import annotations

from typing import Any

import pytest

from aecodec import rpc
from aecodec.rpc import ABSENT, LegacyMessage, UnknownFrame, UnknownParams

TOKEN = "ba_14XZqoUZUc9U6RUbvN2iWd+dd5H9xIWYDUyjk6L3NE2MZV2P"
EVENT = {"event": "fsm_up", "fsm_id": TOKEN}
UP = {"jsonrpc": "2.0", "method": "channels.info", "params": {"channel_id": None, "data": EVENT}}
KEY = "9a" * 32


@pytest.mark.parametrize(
    "value",
    [
        rpc.from_json(UP),
        rpc.from_json([UP]),
        rpc.from_json(UP | {"id": 1, "fsm_id": TOKEN}),
        rpc.from_json({"jsonrpc": "2.0", "id": 1, "result": {"fsm_id": TOKEN}}),
        rpc.from_json({"jsonrpc": "2.0", "id": 1, "error": {"code": 3, "message": "x", "request": EVENT}}),
        rpc.Ready(event="fsm_up", fsm_id=TOKEN),
        rpc.Funding(event="funding_signed", fsm_id=TOKEN),
        rpc.Info(event="newer", extra={"fsm_id": TOKEN}),
        rpc.HistoryEvent(type_="report", tag="info", time="", info=EVENT),
        UnknownParams(value=EVENT, code="method_unknown", path="", reason=""),
        LegacyMessage(action="info", payload=EVENT),
        rpc.SendMessage(to="ak_b", info=KEY),
        rpc.Leave(extra={"seed": KEY}),
        rpc.NewTransfer(from_="a", to="b", amount=1, meta=("x", KEY)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_secret_is_masked(value: Any) -> None:
    for shown in (repr(value), str(value), f"{[value]}"):
        assert "iWd" not in shown
        assert KEY not in shown
        assert "…" in shown


def test_a_representation_has_what_is_there() -> None:
    transfer = rpc.NewTransfer(from_="ak_a", to="ak_b", amount=10**27, meta=("x",))
    assert repr(transfer) == (
        "NewTransfer(meta=('x',), from_='ak_a', to='ak_b', amount=1000000000000000000000000000)"
    )
    assert eval(repr(transfer), {"NewTransfer": rpc.NewTransfer}) == transfer
    assert repr(rpc.Leave()) == "Leave()"
    assert repr(rpc.Conflict(round=1, channel_id=None)) == "Conflict(round=1, channel_id=None)"
    assert repr(rpc.decode('{"jsonrpc":"2.0","id":null,"method":"m"}')) == "Request(method='m', id=None)"
    unknown = rpc.from_json(7)
    assert isinstance(unknown, UnknownFrame)
    assert repr(unknown) == "UnknownFrame(text='7', value=7, code='frame_not_object', path='')"
    assert rpc.Funding(event="funding_signed").fsm_id is ABSENT


def test_the_token_itself_is_kept() -> None:
    ready = rpc.params_of(rpc.from_json(UP), "receive")  # type: ignore[arg-type]
    assert isinstance(ready, rpc.Ready)
    assert ready.fsm_id == TOKEN
    assert rpc.to_json(ready) == EVENT
