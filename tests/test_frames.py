"""JSON-RPC frames: their four kinds, and JSON that is none of them."""

from __future__ import annotations

import json

import pytest

from aecodec._strict_json import load
from aecodec.errors import RULES, RpcError
from aecodec.rpc import (
    ABSENT,
    Error,
    Notification,
    Request,
    Result,
    UnknownFrame,
    decode,
    encode,
    from_json,
    to_json,
)

# --- the four kinds -------------------------------------------------------------------------------


PONG = (
    '{"jsonrpc":"2.0","method":"channels.system.pong","params":{"channel_id":null,"data":{"action":"system",'
    '"tag":"pong"}},"version":1}'
)


def test_a_method_with_an_id_is_a_request() -> None:
    frame = decode('{"id":-576460752303423396,"jsonrpc":"2.0","method":"channels.leave","params":{}}')
    assert frame == Request(id=-576460752303423396, method="channels.leave", params={})


def test_a_method_without_an_id_is_a_notification() -> None:
    frame = decode(PONG)
    assert isinstance(frame, Notification)
    assert frame.version == 1
    assert frame.data == {"action": "system", "tag": "pong"}
    assert encode(frame) == PONG


def test_an_id_of_null_is_not_an_absent_id() -> None:
    frame = decode('{"id":null,"jsonrpc":"2.0","method":"m"}')
    assert frame == Request(id=None, method="m")
    assert to_json(frame) == {"jsonrpc": "2.0", "id": None, "method": "m"}


def test_absent_params_are_not_null_params() -> None:
    absent, null = (
        decode('{"jsonrpc":"2.0","method":"m"}'),
        decode('{"jsonrpc":"2.0","method":"m","params":null}'),
    )
    assert isinstance(absent, Notification)
    assert absent.params is ABSENT
    assert isinstance(null, Notification)
    assert null.params is None
    assert "params" not in to_json(absent)


@pytest.mark.parametrize("result", ["ok", ["a", 1], {"account": "x"}, None, True, 7])
def test_a_result_may_be_any_json(result: object) -> None:
    text = json.dumps({"channel_id": None, "id": 1, "jsonrpc": "2.0", "result": result, "version": 1})
    frame = decode(text)
    assert frame == Result(id=1, result=result, channel_id=None, version=1)
    assert json.loads(encode(frame)) == json.loads(text)


def test_an_error_keeps_data_request_and_what_else_it_holds() -> None:
    members = {
        "channel_id": "ch_x",
        "error": {
            "code": 3,
            "data": [{"code": 107, "message": "Conflict"}],
            "message": "Rejected",
            "request": {"jsonrpc": "2.0", "method": "channels.update.new", "params": {}},
            "hint": 1,
        },
        "id": None,
        "jsonrpc": "2.0",
        "version": 1,
    }
    frame = decode(json.dumps(members))
    assert isinstance(frame, Error)
    assert (frame.code, frame.message, frame.error_extra) == (3, "Rejected", {"hint": 1})
    assert frame.channel == "ch_x"
    assert to_json(frame) == members


def test_an_error_without_data_and_request_goes_back_without_them() -> None:
    members = {"jsonrpc": "2.0", "id": 1, "error": {"code": -32603, "message": "Internal error"}}
    frame = decode(json.dumps(members))
    assert isinstance(frame, Error)
    assert frame.data is ABSENT
    assert to_json(frame) == members


@pytest.mark.parametrize("frame_id", [0, -1, 2**53 + 1, -(2**63) - 1, 10**100, "7", "", None])
def test_ids_of_any_size_and_text_come_back_exactly(frame_id: int | str | None) -> None:
    frame = Request(id=frame_id, method="m")
    assert decode(encode(frame)) == frame


def test_integers_in_params_are_exact() -> None:
    frame = decode(
        '{"jsonrpc":"2.0","method":"m","params":{"amount":115792089237316195423570985008687907853}}'
    )
    assert isinstance(frame, Notification)
    assert frame.params == {"amount": 115792089237316195423570985008687907853}


def test_the_channel_is_found_at_either_place() -> None:
    inside = decode('{"jsonrpc":"2.0","method":"m","params":{"channel_id":"ch_a","data":{}}}')
    outside = decode('{"jsonrpc":"2.0","id":1,"result":"ok","channel_id":"ch_b"}')
    nowhere = decode(PONG)
    assert isinstance(inside, Notification)
    assert isinstance(outside, Result)
    assert isinstance(nowhere, Notification)
    assert (inside.channel, outside.channel, nowhere.channel) == ("ch_a", "ch_b", None)
    assert inside.channel_id is ABSENT


def test_unknown_members_are_kept() -> None:
    members = {"jsonrpc": "2.0", "method": "m", "version": 2, "trace": {"a": [1, None]}, "code": "x"}
    frame = decode(json.dumps(members))
    assert isinstance(frame, Notification)
    assert frame.extra == {"trace": {"a": [1, None]}, "code": "x"}
    assert to_json(frame) == members


def test_an_extra_member_may_not_make_another_frame_of_it() -> None:
    with pytest.raises(RpcError) as caught:
        Notification(method="m", extra={"id": 1})
    assert (caught.value.code, caught.value.path) == ("frame_kind", "extra.id")


def test_frames_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Request(id=1, method="m").method = "n"  # type: ignore[misc]


# --- JSON that is not a frame ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "path"),
    [
        ('[{"jsonrpc":"2.0","method":"m"}]', "frame_batch", ""),
        ("[]", "frame_batch", ""),
        ('"text"', "frame_not_object", ""),
        (" null ", "frame_not_object", ""),
        ("{}", "frame_version", "jsonrpc"),
        ('{"jsonrpc":"1.0","method":"m"}', "frame_version", "jsonrpc"),
        ('{"jsonrpc":2.0,"method":"m"}', "frame_version", "jsonrpc"),
        ('{"jsonrpc":"2.0"}', "frame_kind", ""),
        ('{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}}', "frame_kind", ""),
        ('{"jsonrpc":"2.0","id":1,"method":"m","result":1}', "frame_kind", ""),
        ('{"jsonrpc":"2.0","method":7}', "member_type", "method"),
        ('{"jsonrpc":"2.0","method":"m","id":true}', "member_type", "id"),
        ('{"jsonrpc":"2.0","method":"m","id":1.5}', "member_type", "id"),
        ('{"jsonrpc":"2.0","method":"m","id":{}}', "member_type", "id"),
        ('{"jsonrpc":"2.0","method":"m","version":"1"}', "member_type", "version"),
        ('{"jsonrpc":"2.0","method":"m","version":false}', "member_type", "version"),
        ('{"jsonrpc":"2.0","method":"m","channel_id":3}', "member_type", "channel_id"),
        ('{"jsonrpc":"2.0","result":"ok"}', "member_missing", "id"),
        ('{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}', "member_missing", "id"),
        ('{"jsonrpc":"2.0","id":1,"error":"no"}', "member_type", "error"),
        ('{"jsonrpc":"2.0","id":1,"error":{"message":"x"}}', "member_missing", "error.code"),
        ('{"jsonrpc":"2.0","id":1,"error":{"code":true,"message":"x"}}', "member_type", "error.code"),
        ('{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":null}}', "member_type", "error.message"),
    ],
)
def test_json_that_is_no_frame_is_preserved_whole(text: str, code: str, path: str) -> None:
    frame = decode(text)
    assert isinstance(frame, UnknownFrame)
    assert (frame.code, frame.path) == (code, path)
    assert code in RULES
    assert frame.text == text
    assert encode(frame) == text
    assert frame.value == to_json(frame) == load(text)
    assert decode(encode(frame)) == frame


def test_an_unknown_frame_keeps_its_own_spelling() -> None:
    text = '[ 1.50,\n "\\u0041" ]'
    assert encode(decode(text)) == text
    assert encode(decode(text.encode())) == text
    assert encode(from_json(load(text))) == '[1.50,"A"]'
