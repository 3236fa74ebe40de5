"""Texts of frames that are refused: not JSON, repeated keys, numbers, nesting, size."""

from __future__ import annotations

import pickle
import sys

import pytest

from aecodec.errors import RpcError
from aecodec.limits import MAX_FRAME_BYTES, MAX_JSON_DEPTH, MAX_JSON_DIGITS, MAX_JSON_VALUES
from aecodec.rpc import (
    Float,
    Notification,
    Request,
    UnknownFrame,
    decode,
    encode,
    from_json,
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
