"""JSON-RPC frames: text to a typed frame and back, params and results. The witness is Python's own `json`.

Nothing here is compiled, so one twin is enough.
"""

from __future__ import annotations

import json
import math
from typing import Any

from ..judging import Judge, Outcome
from ..twins import PLAIN

_REFUSED = ("RpcError",)

#: What `json` takes and we refuse, by documented rules and limits.
_STRICTER = (
    *("json_too_long", "json_too_deep", "json_too_many_values", "json_repeated_key", "json_constant"),
    *("json_number_too_long", "json_not_utf8"),
)


def check(data: bytes) -> set[str]:
    """Judges the bytes as a frame."""
    judge = Judge(len(data), (PLAIN,))
    frame = judge.both(lambda aec: aec.rpc.decode(data), refusals=_REFUSED, name="frame")
    text = _text(data)
    if text is None:
        judge.require(frame.error is not None, "what is not UTF-8 is refused", data)
    else:
        same = judge.both(lambda aec: aec.rpc.decode(text), refusals=_REFUSED)
        judge.require(same.good == frame.good, "text and its bytes are the same", text)
        judge.require(not frame.good or same.value == frame.value, "text and its bytes are the same", text)
        loaded = judge.both(lambda aec: aec._strict_json.load(text), refusals=_REFUSED)
        check_against_json(judge, text, loaded)
    if frame.good:
        _check_frame(judge, frame)
    return judge.features


def _check_frame(judge: Judge, frame: Outcome) -> None:
    written = judge.both(lambda aec, frame: aec.rpc.encode(frame), frame).value
    back = judge.both(lambda aec: aec.rpc.decode(written))
    judge.require(back.value == frame.value, "encoding gives back the frame", written)
    value = judge.both(lambda aec, frame: aec.rpc.to_json(frame), frame)
    again = judge.both(lambda aec, value: aec.rpc.from_json(value), value)
    if isinstance(frame.value, PLAIN.rpc.UnknownFrame):
        judge.features.add(f"unknown {frame.value.code}")
        judge.require(again.value.value == frame.value.value, "an unknown frame keeps its value", written)
        return
    judge.require(written.isascii() and written.isprintable(), "a frame is one line of ASCII", written)
    judge.require(again.value == frame.value, "a frame is its JSON", written)
    judge.require(frame.value.channel is None or isinstance(frame.value.channel, str), "a channel is text")
    _check_content(judge, frame)


def _check_content(judge: Judge, frame: Outcome) -> None:
    """Params and results are typed or kept as they came, in any direction; nothing raises."""
    rpc, known = PLAIN.rpc, frame.value
    if isinstance(known, rpc.Request | rpc.Notification):
        for direction in ("send", "receive"):
            typed = judge.both(
                lambda aec, d=direction: aec.rpc.params_of(known, d), name=_method(known.method)
            )
            _check_lossless(judge, typed)
            judge.both(lambda aec, d=direction: aec.rpc.known(known.method, d))
    elif isinstance(known, rpc.Result):
        for method in PLAIN.rpc.methods.RESULTS:
            typed = judge.both(lambda aec, m=method: aec.rpc.result_of(m, known.result), name=method)
            _check_lossless(judge, typed)


def _method(method: str) -> str:
    return method if PLAIN.rpc.known(method) else "?"


def _check_lossless(judge: Judge, typed: Outcome) -> None:
    value = typed.value
    if isinstance(value, PLAIN.rpc.UnknownParams):
        judge.features.add(f"unknown {value.code}")
        judge.require(value.reason.isprintable(), "a reason is one printable line", value.reason)
    elif isinstance(value, PLAIN.rpc.Params):
        form = PLAIN.rpc.methods.to_json(value)
        judge.require(isinstance(form, dict), "params come back as a JSON object", value)
        PLAIN._strict_json.dump(form, 256)


def check_against_json(judge: Judge, text: str, loaded: Outcome) -> None:
    """What we read `json` reads too, and to the same; what we refuse it refuses, but for our rules."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        judge.require(not loaded.good, "what is not JSON is refused", text)
        return
    if loaded.good:
        judge.require(_same(loaded.value, value), "the value is that of json", loaded.value, value)
    else:
        judge.require(loaded.error.code in _STRICTER, "JSON is refused by a rule", loaded.error)


def _same(ours: Any, theirs: Any) -> bool:
    if type(ours).__name__ == "Float":
        number = float(ours.text)
        return number == theirs or (math.isinf(number) and math.isinf(theirs))
    if isinstance(ours, dict):
        keys = isinstance(theirs, dict) and list(ours) == list(theirs)
        return keys and all(_same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list):
        return isinstance(theirs, list) and len(ours) == len(theirs) and all(map(_same, ours, theirs))
    return type(ours) is type(theirs) and ours == theirs


def _text(data: bytes) -> str | None:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return None
