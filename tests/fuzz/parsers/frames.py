"""JSON-RPC frames: text to a typed frame and back, params and results. The reference is Python's own `json`.

Nothing here is compiled, so one twin is enough.
"""

from __future__ import annotations

import json
import math
from typing import Any

from ..checking import Checker, Outcome
from ..twins import PLAIN

_REFUSED = ("RpcError",)

#: What `json` takes and we refuse, by documented rules and limits.
_STRICTER = (
    *("json_too_long", "json_too_deep", "json_too_many_values", "json_repeated_key", "json_constant"),
    *("json_number_too_long", "json_not_utf8"),
)


def check(data: bytes) -> set[str]:
    """Check the bytes as a frame."""
    checker = Checker(len(data), (PLAIN,))
    frame = checker.both(lambda aec: aec.rpc.decode(data), refusals=_REFUSED, name="frame")
    text = _text(data)
    if text is None:
        checker.require(frame.error is not None, "what is not UTF-8 is refused", data)
    else:
        same = checker.both(lambda aec: aec.rpc.decode(text), refusals=_REFUSED)
        checker.require(same.good == frame.good, "text and its bytes are the same", text)
        checker.require(not frame.good or same.value == frame.value, "text and its bytes are the same", text)
        loaded = checker.both(lambda aec: aec._strict_json.load(text), refusals=_REFUSED)
        check_against_json(checker, text, loaded)
    if frame.good:
        _check_frame(checker, frame)
    return checker.features


def _check_frame(checker: Checker, frame: Outcome) -> None:
    written = checker.both(lambda aec, frame: aec.rpc.encode(frame), frame).value
    back = checker.both(lambda aec: aec.rpc.decode(written))
    checker.require(back.value == frame.value, "encoding gives back the frame", written)
    value = checker.both(lambda aec, frame: aec.rpc.to_json(frame), frame)
    again = checker.both(lambda aec, value: aec.rpc.from_json(value), value)
    if isinstance(frame.value, PLAIN.rpc.UnknownFrame):
        checker.features.add(f"unknown {frame.value.code}")
        checker.require(again.value.value == frame.value.value, "an unknown frame keeps its value", written)
        return
    checker.require(written.isascii() and written.isprintable(), "a frame is one line of ASCII", written)
    checker.require(again.value == frame.value, "a frame is its JSON", written)
    checker.require(frame.value.channel is None or isinstance(frame.value.channel, str), "a channel is text")
    _check_content(checker, frame)


def _check_content(checker: Checker, frame: Outcome) -> None:
    """Params and results are typed or kept as they came, in any direction; nothing raises."""
    rpc, known = PLAIN.rpc, frame.value
    if isinstance(known, rpc.Request | rpc.Notification):
        for direction in ("send", "receive"):
            typed = checker.both(
                lambda aec, d=direction: aec.rpc.params_of(known, d), name=_method(known.method)
            )
            _check_lossless(checker, typed)
            checker.both(lambda aec, d=direction: aec.rpc.known(known.method, d))
    elif isinstance(known, rpc.Result):
        for method in PLAIN.rpc.RESULTS:
            typed = checker.both(lambda aec, m=method: aec.rpc.result_of(m, known.result), name=method)
            _check_lossless(checker, typed)
    elif isinstance(known, rpc.Error):
        _check_lossless(checker, checker.both(lambda aec: aec.rpc.reasons_of(known)))


def _method(method: str) -> str:
    return method if PLAIN.rpc.known(method) else "?"


def _check_lossless(checker: Checker, typed: Outcome) -> None:
    value = typed.value
    if isinstance(value, PLAIN.rpc.UnknownParams):
        checker.features.add(f"unknown {value.code}")
        checker.require(value.reason.isprintable(), "a reason is one printable line", value.reason)
    elif isinstance(value, PLAIN.rpc.Params):
        form = PLAIN.rpc.to_json(value)
        checker.require(isinstance(form, dict), "params come back as a JSON object", value)
        PLAIN._strict_json.dump(form, 256)


def check_against_json(checker: Checker, text: str, loaded: Outcome) -> None:
    """What we read `json` reads too, and to the same; what we refuse it refuses, but for our rules."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        checker.require(not loaded.good, "what is not JSON is refused", text)
        return
    if loaded.good:
        checker.require(_same(loaded.value, value), "the value is that of json", loaded.value, value)
    else:
        checker.require(loaded.error.code in _STRICTER, "JSON is refused by a rule", loaded.error)


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
