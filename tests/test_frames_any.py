"""Any frame comes back from its text, and any text is a value or an error."""

from __future__ import annotations

import json
import pickle
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from aecodec._strict_json import dump, load
from aecodec.errors import RULES, RpcError
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
