"""JSON-RPC frames: typed where they are frames, preserved where they are not, refused where unsafe."""

from __future__ import annotations

import json
import pickle
import sys
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aecodec._strict_json import dump, load
from aecodec.errors import RULES, RpcError
from aecodec.limits import MAX_FRAME_BYTES, MAX_JSON_DEPTH, MAX_JSON_DIGITS, MAX_JSON_VALUES
from aecodec.rpc import (
    ABSENT,
    Error,
    Float,
    Notification,
    Request,
    Result,
    UnknownFrame,
    decode,
    encode,
    from_json,
    to_json,
)

PONG = (
    '{"jsonrpc":"2.0","method":"channels.system.pong","params":{"channel_id":null,"data":{"action":"system",'
    '"tag":"pong"}},"version":1}'
)


def refusal(text: str | bytes) -> RpcError:
    with pytest.raises(RpcError) as caught:
        decode(text)
    assert "\n" not in str(caught.value)
    return caught.value


# --- the four kinds -----------------------------------------------------------------------------


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


# --- JSON that is not a frame -------------------------------------------------------------------


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


# --- text that is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("", 0),
        ("{", 1),
        ('{"a":}', 5),
        ('{"é":x}', 6),
        ("{} {}", 3),
        ("\ufeff{}", 0),
        ("nul", 0),
        ('"a\nb"', 2),
    ],
)
def test_text_that_is_not_json_is_refused_with_its_byte(text: str, offset: int) -> None:
    for form in (text, text.encode()):
        error = refusal(form)
        assert (error.code, error.offset) == ("json_syntax", offset)


def test_bytes_that_are_not_utf8_are_refused() -> None:
    error = refusal(b'{"a":"\xff"}')
    assert (error.code, error.offset) == ("json_not_utf8", 6)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"id":1,"id":2}', ""),
        ('{"params":{"amount":1,"amount":1}}', "params"),
        ('{"a":[0,{"b":1,"b":2}],"c":{"d":1,"d":1}}', "a[1]"),
        ('{"a b":{"x":1,"x":1}}', "['a b']"),
    ],
)
def test_a_repeated_key_is_refused_with_its_path(text: str, path: str) -> None:
    error = refusal(text)
    assert (error.code, error.path) == ("json_repeated_key", path)


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_numbers_that_json_does_not_have_are_refused(constant: str) -> None:
    error = refusal('{"params":[1,' + constant + "]}")
    assert (error.code, error.path, error.found) == ("json_constant", "params[1]", repr(constant))


@pytest.mark.parametrize("literal", ["1.5", "1e18", "7.42e+76", "-0.0", "1E-7", "0.1000"])
def test_fractions_and_exponents_keep_their_text(literal: str) -> None:
    text = '{"jsonrpc":"2.0","method":"m","params":[' + literal + "]}"
    frame = decode(text)
    assert isinstance(frame, Notification)
    assert frame.params == [Float(literal)]
    assert frame.params != [literal]
    assert encode(frame) == text


@pytest.mark.parametrize("text", ["NaN", "1.", ".5", "01.5", "", "1 ", "1\n", "0x1"])
def test_a_float_is_the_text_of_a_json_number(text: str) -> None:
    with pytest.raises(RpcError) as caught:
        Float(text)
    assert caught.value.code == "json_constant"


def test_a_float_is_an_unchangeable_value() -> None:
    assert Float("1.5") == pickle.loads(pickle.dumps(Float("1.5")))
    assert len({Float("1.5"), Float("1.5"), Float("1.50")}) == 2
    assert repr(Float("1e3")) == "Float('1e3')"
    with pytest.raises(AttributeError):
        Float("1.5").text = "2.5"


@pytest.mark.parametrize("literal", ["9" * (MAX_JSON_DIGITS + 1), "-" + "9" * 5000, "1." + "0" * 5000])
def test_a_number_of_thousands_of_digits_is_refused(literal: str) -> None:
    error = refusal('{"params":{"amount":' + literal + "}}")
    assert (error.code, error.path) == ("json_number_too_long", "params.amount")
    assert len(str(error)) < 200


def test_the_longest_number_is_read_and_written_even_where_python_has_a_lower_limit() -> None:
    text = '{"jsonrpc":"2.0","method":"m","params":[' + "9" * MAX_JSON_DIGITS + "]}"
    frame = decode(text)
    assert encode(frame) == text
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    try:
        assert decode(text) == frame
        assert encode(frame) == text
        assert encode(decode(text.replace("[9", "[-"))) == text.replace("[9", "[-")
    finally:
        sys.set_int_max_str_digits(before)


def test_a_number_that_is_too_long_to_read_back_is_not_written() -> None:
    for number in (10**MAX_JSON_DIGITS, -(10**MAX_JSON_DIGITS), 1 << 100_000):
        with pytest.raises(RpcError) as caught:
            encode(Request(id=1, method="m", params={"a": [number]}))
        assert (caught.value.code, caught.value.path) == ("json_number_too_long", "params.a[0]")


def test_nesting_is_bounded_before_json_is_read() -> None:
    deepest = "[" * MAX_JSON_DEPTH + "]" * MAX_JSON_DEPTH
    assert isinstance(decode(deepest), UnknownFrame)
    error = refusal("[" + deepest + "]")
    assert (error.code, error.offset) == ("json_too_deep", MAX_JSON_DEPTH)
    for hostile in ("[" * 1_000_000, '{"a":' * 1_000_000, '["\\"[",' * 100_000):
        assert refusal(hostile).code == "json_too_deep"


def test_brackets_in_text_are_not_nesting() -> None:
    assert isinstance(decode('["' + "[{" * 10_000 + '\\"[[[", "\\\\"]'), UnknownFrame)


def test_a_value_nested_too_deep_is_not_written() -> None:
    value: list[object] = []
    for _ in range(MAX_JSON_DEPTH):
        value = [value]
    with pytest.raises(RpcError) as caught:
        encode(Request(id=1, method="m", params=value))
    assert caught.value.code == "json_too_deep"


def test_the_number_of_values_is_bounded() -> None:
    assert refusal("[" + "[]," * MAX_JSON_VALUES + "[]]").code == "json_too_many_values"
    assert refusal("[" + "1," * MAX_JSON_VALUES + "1]").code == "json_too_many_values"
    assert isinstance(decode('"' + "," * (MAX_JSON_VALUES + 1) + '"'), UnknownFrame)


def test_size_is_bounded_in_bytes() -> None:
    filler = "x" * (MAX_FRAME_BYTES - 2)
    assert isinstance(decode(f'"{filler}"'), UnknownFrame)
    assert refusal(f'"{filler}x"').code == "json_too_long"
    assert refusal(f'"{filler}x"'.encode()).code == "json_too_long"
    assert refusal('"' + "é" * (MAX_FRAME_BYTES // 2) + '"').code == "json_too_long"


def test_lone_surrogates_come_back_as_escapes() -> None:
    frame = decode('{"jsonrpc":"2.0","method":"m","params":["\\ud800","\\ud83d\\ude00","é"]}')
    assert isinstance(frame, Notification)
    assert frame.params == ["\ud800", "\U0001f600", "é"]
    assert encode(frame).isascii()
    assert decode(encode(frame)) == frame
    assert isinstance(decode('"\ud800"'), UnknownFrame)


@pytest.mark.parametrize("value", [1.5, b"x", object(), {1: 2}, {"a": {1.0}}])
def test_what_json_cannot_hold_exactly_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError):
        encode(Request(id=1, method="m", params=value))
    with pytest.raises(TypeError):
        from_json(value)


@pytest.mark.parametrize("value", [None, 3, ["{}"], {"jsonrpc": "2.0"}])
def test_decoding_what_is_no_text_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError):
        decode(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", [bytes, bytearray, memoryview])
def test_bytes_of_any_kind_are_read(form: type) -> None:
    assert decode(form(PONG.encode())) == decode(PONG)


# --- properties ---------------------------------------------------------------------------------

literals = st.from_regex(
    r"-?(0|[1-9][0-9]{0,9})(\.[0-9]{1,9}([eE][+-]?[0-9]{1,3})?|[eE][+-]?[0-9]{1,3})", fullmatch=True
)
leaves = st.none() | st.booleans() | st.integers() | st.text() | literals.map(Float)
values = st.recursive(leaves, lambda v: st.lists(v, max_size=4) | st.dictionaries(st.text(), v, max_size=4))
ids = st.none() | st.integers() | st.text()
extras = st.dictionaries(st.text().filter(lambda name: name not in MODELLED), values, max_size=2)
MODELLED = {"jsonrpc", "id", "method", "params", "result", "error", "channel_id", "version"}
MODELLED |= {"code", "message", "data", "request", "error_extra", "extra"}
common = {
    "channel_id": st.just(ABSENT) | st.none() | st.text(),
    "version": st.just(ABSENT) | st.integers(),
    "extra": extras,
}
maybe = st.just(ABSENT) | values
frames = st.one_of(
    st.builds(Request, id=ids, method=st.text(), params=maybe, **common),
    st.builds(Notification, method=st.text(), params=maybe, **common),
    st.builds(Result, id=ids, result=values, **common),
    st.builds(
        Error,
        id=ids,
        code=st.integers(),
        message=st.text(),
        data=maybe,
        request=maybe,
        error_extra=extras,
        **common,
    ),
)


@given(frames)
def test_every_frame_comes_back_from_its_text(frame: Request | Notification | Result | Error) -> None:
    text = encode(frame)
    assert "\n" not in text
    assert text.isascii()
    assert decode(text) == frame
    assert decode(text.encode()) == frame
    assert from_json(to_json(frame)) == frame


@given(frames, st.randoms())
def test_a_frame_keeps_the_json_that_it_was_read_from(
    frame: Request | Notification | Result | Error, random: Any
) -> None:
    members = list(to_json(frame).items())
    random.shuffle(members)
    value = dict(members)
    read = from_json(value)
    assert read.value is value
    assert list(decode(dump(value)).value) == list(value)
    assert read == frame
    assert pickle.loads(pickle.dumps(read)) == read


def test_a_changed_copy_of_a_frame_has_its_own_json() -> None:
    frame = decode('{"jsonrpc":"2.0","id":1,"method":"m"}')
    assert isinstance(frame, Request)
    assert msgspec.structs.replace(frame, id=2).value == {"jsonrpc": "2.0", "id": 2, "method": "m"}


@given(values)
def test_every_value_comes_back_from_its_text(value: object) -> None:
    assert load(dump(value)) == value
    unknown = decode(dump([value]))
    assert isinstance(unknown, UnknownFrame)
    assert unknown.value == [value]


@given(values)
def test_the_text_means_the_same_to_another_json_reader(value: object) -> None:
    plain = json.loads(dump(value), parse_float=Float)
    assert plain == value


jsonish = st.lists(
    st.sampled_from(
        ["{", "}", "[", "]", ",", ":", '"', "\\", '"a"', "1", "-", ".5", "e9", "null", "NaN", " ", "\n", "é"]
    )
).map("".join)


@given(st.one_of(st.text(), jsonish, st.binary()))
def test_any_text_gives_a_value_or_an_rpc_error(text: str | bytes) -> None:
    try:
        frame = decode(text)
    except RpcError as refused:
        error = refused
    else:
        assert decode(encode(frame)) == frame
        return
    assert error.code in RULES
    assert "\n" not in str(error)
