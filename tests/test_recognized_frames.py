"""Frames are recognised in any notation and any surroundings; nothing else is taken for one."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from aecodec import _strict_json, recognize, rpc
from aecodec.recognition import Confidence, Kind, Reading
from aecodec.redaction import redact_json

from . import printers
from .conftest import examples
from .test_recognize import ACCOUNT, CO_SIGNED

DIED: dict[str, Any] = {
    "jsonrpc": "2.0",
    "method": "channels.info",
    "params": {"channel_id": None, "data": {"event": "died"}},
    "version": 1,
}
REQUEST: dict[str, Any] = {
    "jsonrpc": "2.0",
    "method": "channels.get.balances",
    "id": -576460752303423488,
    "params": {"accounts": [ACCOUNT]},
}
OLD: dict[str, Any] = {
    "action": "sign",
    "channel_id": None,
    "payload": {"tx": CO_SIGNED, "updates": []},
    "tag": "responder_sign",
    "version": 1,
}


def frames(source: str | bytes) -> list[Reading]:
    """The readings of a source as frames, in order."""
    return sorted(
        (one for one in recognize(source) if one.kind is Kind.FRAME), key=lambda one: (one.start, one.end)
    )


def only(source: str) -> Reading:
    (reading,) = frames(source)
    return reading


members = st.dictionaries(printers.texts, printers.values, max_size=3)


@st.composite
def any_frames(draw: st.DrawFn) -> dict[str, Any]:
    """A request, notification, result or error of the channel API, with any content."""
    frame: dict[str, Any] = {"jsonrpc": "2.0"}
    kind = draw(st.sampled_from(["request", "notification", "result", "error"]))
    if kind != "notification":
        frame["id"] = draw(st.integers() | st.none() | printers.texts)
    if kind in ("request", "notification"):
        frame["method"] = "channels." + draw(st.sampled_from(["info", "update", "update.new", "future"]))
        frame["params"] = draw(members)
    elif kind == "result":
        frame["result"] = draw(printers.values)
    else:
        frame["error"] = {"code": draw(st.integers()), "message": draw(printers.texts), "data": draw(members)}
    assume(redact_json(frame) == frame)
    return frame


#: What people paste around a frame, which stands in the middle.
SURROUNDINGS = {
    "alone": ("", ""),
    "a stack trace": (
        "Error: Unexpected message received:\n\n",
        "\n    at Ru (/home/user/dist/sdk.js:1:184368)\n",
    ),
    "a log line": ("2026-01-01 10:00:00.123 [info] <0.123.0>@sc_ws:handle:88 got ", " (don't panic)"),
    "an e-mail": ("Hello,\n\nI've sent this: ", ".\n\nRegards"),
    "a recording": ("#### initiator <--- node\n```javascript\n", "\n```\n"),
    "brackets of a sentence": ("[see: ", ", and so on]"),
    "brackets that stay open": ("handle({ [ ", ""),
    "a member of an object": ('{"time": 1, "frame": ', "}"),
    "an item of a list": ("[1, ", ", 2]"),
}


@pytest.mark.parametrize("name", printers.PRINTERS)
@pytest.mark.parametrize("around", SURROUNDINGS)
@examples(10)
@given(frame=any_frames())
def test_a_frame_is_the_same_in_any_notation_and_surroundings(name: str, around: str, frame: Any) -> None:
    printed = printers.PRINTERS[name](frame)
    before, after = SURROUNDINGS[around]
    source = before + printed + after
    reading = only(source)
    assert reading.error is None
    assert reading.value.value == frame
    # In Rust, a name stands before the bracket.
    assert source[reading.start : reading.end] == printed.removeprefix("Object ")
    assert rpc.decode(reading.text or "") == reading.value
    assert reading.confidence is Confidence.CERTAIN
    assert bool(reading.steps) == (name != "JSON")


@examples(100)
@given(frame=any_frames(), depth=st.integers(1, 3), quote=st.sampled_from([json.dumps, repr]))
def test_a_frame_in_strings_within_strings_is_found(frame: Any, depth: int, quote: Any) -> None:
    source = printers.as_json(frame)
    for level in range(depth):
        source = f'{{"level": {level}, "message": {quote(source)}}}'
    readings = [one for one in frames(source) if one.error is None]
    assert [one.value.value for one in readings] == [frame]


@examples(50)
@given(
    frames_=st.lists(any_frames(), min_size=2, max_size=4), between=st.sampled_from(["\n", "\n\n", ", ", " "])
)
def test_several_frames_are_found_in_order(frames_: list[Any], between: str) -> None:
    for before, after in (("", ""), ("[", "]")) if between == ", " else (("", ""),):
        source = before + between.join(map(printers.as_json, frames_)) + after
        assert [one.value.value for one in frames(source)] == frames_


def test_pretty_printed_frames_stand_over_lines() -> None:
    source = json.dumps(DIED, indent=4) + "\n" + json.dumps(REQUEST, indent=2)
    first, second = frames(source)
    assert (first.value.value, second.value.value) == (DIED, REQUEST)
    assert source[first.start : first.end].count("\n") == json.dumps(DIED, indent=4).count("\n")


@pytest.mark.parametrize("width", [20, 33, 80])
def test_a_frame_that_a_terminal_has_wrapped_is_joined(width: int) -> None:
    line = printers.as_json({**DIED, "params": {"channel_id": None, "data": {"state": CO_SIGNED}}})
    start = line.index(CO_SIGNED)
    inside = range(start + 1, start + len(CO_SIGNED), width)
    source = line[: inside[0]] + "\n".join(line[one : one + width] for one in inside[:-1])
    source += "\n" + line[inside[-1] :]
    reading = only(source)
    assert reading.value.params["data"]["state"] == CO_SIGNED
    assert "joined wrapped lines" in reading.steps


# --- who sent it --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "says"),
    [
        ("> ", "sent by the client"),
        ("< ", "received from the node"),
        (">>> ", "sent by the client"),
        ("#### initiator ---> node\n```\n", "sent by the client"),
        ("#### initiator <--- node (2019-03-18 14:06:36.800)\n```javascript\n", "received from the node"),
        ("DEBUG:websockets.client:> TEXT '", "sent by the client"),
        ("2026-01-01 10:00 ← ", "received from the node"),
        ("Error: Unexpected message received:\n\n", "received from the node"),
        ("[ws] Sending: ", "sent by the client"),
        ('{"type": "send", "time": 1, "data": ', "sent by the client"),
        ('{"from_client": false, "content": ', "received from the node"),
        ('{"direction": "receive", "frame": ', "received from the node"),
        ("", None),
        ("event => ", None),
        ('{"info": "received"}\n', None),
    ],
)
def test_the_direction_is_taken_from_what_stands_around(before: str, says: str | None) -> None:
    result = printers.as_json({"jsonrpc": "2.0", "id": 1, "result": "ok"})
    assert only(before + result).notes == ((says,) if says else ())


@pytest.mark.parametrize(
    ("frame", "says"),
    [(DIED, "received from the node"), (REQUEST, "sent by the client")],
    ids=["info", "get"],
)
def test_the_direction_is_that_of_the_method(frame: Any, says: str) -> None:
    assert only("Sent or received: " + printers.as_json(frame)).notes == (says,)


# --- what is not whole --------------------------------------------------------------------------


def test_what_a_printer_left_out_is_said_and_not_guessed() -> None:
    params = "{ channel_id: null, data: [Object] }"
    reading = only(f"{{ jsonrpc: '2.0', method: 'channels.info', params: {params}, version: 1 }}")
    assert reading.confidence is Confidence.LIKELY
    assert reading.notes == ("received from the node", "params.data is left out: [Object]")
    assert reading.value.params == {"channel_id": None}


@pytest.mark.parametrize(
    ("source", "code", "offset"),
    [
        ('{"jsonrpc":"2.0","method":"channels.info","params":{"a":1,"a":2}}', "json_repeated_key", None),
        ("{'jsonrpc':'2.0','method':'channels.info','params':{'a':1,'a':2}}", "json_repeated_key", None),
        (
            '{"jsonrpc":"2.0","method":"channels.info","params":{"ü":tru',
            "json_syntax",
            len(b'{"jsonrpc":"2.0","method":"channels.info","params":{"..":'),
        ),
        ('{"jsonrpc":"2.0","method":"channels.info","params":{"data":{"event":"di', "json_syntax", 68),
        (
            '{"jsonrpc":"2.0","method":"channels.info","params":' + "[" * 70 + "]" * 70 + "}",
            "json_too_deep",
            114,
        ),
        ("{'jsonrpc':'2.0','method':'channels.info','params':{'a':b'\\xff'}}", "member_type", None),
        ('{"jsonrpc":"2.0","method":"channels.info","id":' + "1" * 2600 + "}", "json_number_too_long", None),
    ],
)
def test_a_broken_frame_is_told_with_the_rule_and_the_place(
    source: str, code: str, offset: int | None
) -> None:
    reading = only(f"log: {source}")
    assert reading.error is not None
    assert (reading.error.code, reading.error.offset) == (code, offset)
    assert (reading.kind, reading.value, reading.confidence) == (Kind.FRAME, None, Confidence.LIKELY)
    assert reading.start == 5


def test_escapes_do_not_make_a_second_broken_frame() -> None:
    frame = {**DIED, "params": {"channel_id": None, "data": {"message": 'say "hi" \\'}}}
    assert only(printers.as_json(frame)).value.value == frame


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({**DIED, "jsonrpc": "1.0"}, "frame_version"),
        ({"method": "channels.info", "params": {}}, "frame_version"),
        ({"jsonrpc": "2.0", "id": 1}, "frame_kind"),
        ({**DIED, "result": 1}, "frame_kind"),
        ({"jsonrpc": "2.0", "id": 1, "error": {"message": "x"}}, "member_missing"),
    ],
)
def test_a_frame_that_breaks_a_rule_is_kept_as_it_is(frame: Any, code: str) -> None:
    reading = only(printers.as_python(frame))
    assert (reading.value.code, reading.value.value) == (code, frame)
    assert reading.confidence is Confidence.LIKELY


@pytest.mark.parametrize("name", printers.PRINTERS)
def test_a_message_of_before_json_rpc_is_recognised_in_any_notation(name: str) -> None:
    reading = only("2019: " + printers.PRINTERS[name](OLD))
    assert reading.notes == ("received from the node",)
    assert isinstance(reading.value, rpc.UnknownFrame)
    assert reading.value.value == OLD
    assert "2019" in reading.why
    assert reading.confidence is Confidence.LIKELY


# --- what is no frame ---------------------------------------------------------------------------


@examples(300)
@given(printers.containers, st.sampled_from(list(printers.PRINTERS)))
def test_random_values_are_no_frames(value: Any, name: str) -> None:
    assert frames(printers.PRINTERS[name](value)) == []


@pytest.mark.parametrize(
    "source",
    [
        '{"dependencies": {"jsonrpc": "^2.0.1", "method-override": "1"}}',
        '{"type": "channels/update", "payload": {"id": 1}}',
        '{"action": "update", "payload": {"id": 1, "name": "x"}}',
        '{"action": "delete", "payload": {"tx": "x"}, "tag": "y"}',
        '{"method": "GET", "url": "/v3/status", "result": 1}',
        '{"method": "channels", "error": null}',
        "function f(a) { return { method: a, params: [a] }; }",
        "%{method: method, params: %{}} = frame",
    ],
)
def test_what_only_resembles_a_frame_is_none(source: str) -> None:
    assert frames(source) == []


def test_a_frame_of_another_api_is_named_as_such() -> None:
    reading = only('{"jsonrpc":"2.0","method":"eth_call","params":[],"id":1}')
    assert reading.notes == ("'eth_call' is no known method of the channel API",)


# --- secrets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", printers.PRINTERS)
def test_tokens_and_secret_keys_are_masked(name: str) -> None:
    token = "ba_4oF2JOe62YNq2tbMuBAmbmyKFUb04KvGf31a+uRLJYZglyc2"
    secret = "9aaf28231d6c1f4a57bfdd834ee4080c7702106b9e117905fced7958216f5e48"
    frame = {
        **DIED,
        "params": {"channel_id": None, "data": {"event": "fsm_up", "fsm_id": token, "x": secret}},
    }
    reading = only(printers.PRINTERS[name](frame))
    assert reading.value.params["data"] == {"event": "fsm_up", "fsm_id": "…", "x": "…"}
    assert "a secret in it is masked" in reading.notes
    assert token not in repr(reading)
    assert secret not in repr(reading)


def test_a_broken_frame_shows_no_secret() -> None:
    secret = "9aaf28231d6c1f4a57bfdd834ee4080c7702106b9e117905fced7958216f5e48"
    reading = only('{"jsonrpc":"2.0","method":"channels.info","params": ' + secret)
    assert reading.error is not None
    assert secret[:8] not in repr(reading) + str(reading.error)


# --- what programs put between and before -------------------------------------------------------


@examples(50)
@given(any_frames(), st.sampled_from(["> ", "  | ", "node_1  | ", "\x1b[36mnode-1 |\x1b[0m ", "| "]))
def test_a_frame_over_lines_is_the_same_behind_a_margin(frame: Any, margin: str) -> None:
    pretty = json.dumps(frame, indent=2, default=lambda number: float(number.text))
    source = "".join(f"{margin}{line}\n" for line in ("before", *pretty.split("\n"), "behind"))
    assert [one.value.value for one in frames(source)] == [_strict_json.load(pretty)]
    assert "removed what stands before each line" in frames(source)[0].steps


def test_colors_of_a_terminal_are_no_part_of_a_frame() -> None:
    # Node.js 20: util.inspect(frame, {colors: true})
    lines = (
        "{",
        "  jsonrpc: \x1b[32m'2.0'\x1b[39m,",
        "  id: \x1b[33m7n\x1b[39m,",
        "  \x1b[32m'result'\x1b[39m: { a: \x1b[1mnull\x1b[22m, l: [ \x1b[33m1\x1b[39m,",
        "    \x1b[33mtrue\x1b[39m ] },",
        "  u: \x1b[90mundefined\x1b[39m",
        "}",
    )
    reading = only("\n".join(lines))
    assert reading.value.value == {"jsonrpc": "2.0", "id": 7, "result": {"a": None, "l": [1, True]}}
    assert reading.notes == ("u is left out: undefined",)
